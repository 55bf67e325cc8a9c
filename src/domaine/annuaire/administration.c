#include "administration.h"

#include "coordonnees.h"
#include "droits.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct choice administration_profils[] = {
    {"OF", "OF"}, {"CARIF", "CARIF"}, {"ADMIN", "ADMIN"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD_TEXT(struct administration, email_login, .publique = FIELD_FOR_NOBODY,
               .label = "Email de login", COORDONNEES_EMAIL, .flags = FIELD_REQUIRED),
    FIELD_BOOL(struct administration, notification_email, .publique = FIELD_FOR_NOBODY,
               .label = "Notification Email"),
    FIELD_LIST(struct administration, sites_administrables, .publique = FIELD_FOR_NOBODY,
               .label = "Sites Administrables", .maximum = 1000),
    FIELD_CHOICE(struct administration, profil, .publique = FIELD_FOR_NOBODY, .label = "Profils",
                 .flags = FIELD_REQUIRED | FIELD_OFFICER, .choices = administration_profils),
};

const struct field_set administration_fields = {fields, sizeof(fields) / sizeof(fields[0])};

/* Whoever gives an account to the contact, or empties it, waits for the other. */
STATEMENT(ADMINISTRATION_RETENIR, "i", "",
          "UPDATE contact SET version = version WHERE numero = $1 AND etat = 'A'");

/* ---- lists of sites, as numbers and as texts */

/* The sites of the account that the person sees (`shown`), or those that it does not. */
static size_t partager(struct arena *arena, const struct compte_fiche *compte,
                       const struct site_liste *sites, bool shown, int64_t **sites_r)
{
    int64_t *list = ARENA_ARRAY(arena, int64_t, compte->site_count);
    size_t n = 0;
    for (size_t i = 0; i < compte->site_count; i++) {
        if ((site_de_liste(sites, compte->sites[i]) != NULL) == shown) {
            list[n++] = compte->sites[i];
        }
    }
    *sites_r = list;
    return n;
}

static struct text_list en_textes(struct arena *arena, const int64_t *sites, size_t n)
{
    struct text_list list = {.items = ARENA_ARRAY(arena, const char *, n), .n = n};
    for (size_t i = 0; i < n; i++) {
        list.items[i] = arena_printf(arena, "%lld", (long long)sites[i]);
    }
    return list;
}

struct administration administration_de(struct arena *arena, const struct contact *contact,
                                        const struct compte_fiche *compte,
                                        const struct site_liste *sites)
{
    if (compte->id) {
        int64_t *shown = NULL;
        size_t n = partager(arena, compte, sites, true, &shown);
        return (struct administration){.compte_id = compte->id,
                                       .version = compte->version,
                                       .email_login = compte->email,
                                       .notification_email = compte->notification,
                                       .sites_administrables = en_textes(arena, shown, n),
                                       .profil = compte->profil};
    }
    return (struct administration){
        .email_login = compte_normaliser_email(arena, contact->email),
        .notification_email = true,
        .sites_administrables =
            en_textes(arena, &contact->site, site_de_liste(sites, contact->site) ? 1 : 0),
        .profil = "OF"};
}

/* ---- checking */

static int comparer_numeros(const void *a, const void *b)
{
    const int64_t *first = a;
    const int64_t *second = b;
    return (*first > *second) - (*first < *second);
}

/* Numbers of a list of texts, each once, in order; the first text that is no site of `sites` leaves
 * by *inconnu_r, NULL when there is none. */
static size_t en_numeros(struct arena *arena, const struct site_liste *sites, struct text_list list,
                         int64_t **numeros_r, const char **inconnu_r)
{
    int64_t *numeros = ARENA_ARRAY(arena, int64_t, list.n);
    size_t n = 0;
    *inconnu_r = NULL;
    for (size_t i = 0; i < list.n && !*inconnu_r; i++) {
        if (!text_to_int(list.items[i], &numeros[i]) || !site_de_liste(sites, numeros[i])) {
            *inconnu_r = list.items[i];
        }
    }
    qsort(numeros, list.n, sizeof(*numeros), comparer_numeros);
    for (size_t i = 0; i < list.n; i++) {
        if (n == 0 || numeros[n - 1] != numeros[i]) {
            numeros[n++] = numeros[i];
        }
    }
    *numeros_r = numeros;
    return n;
}

static void verifier_sites(struct form *form, const struct site_liste *sites,
                           struct administration *nouveau)
{
    if (form_field_named(form, "sites_administrables")->message) {
        return;
    }
    int64_t *numeros = NULL;
    const char *inconnu = NULL;
    size_t n = en_numeros(form->arena, sites, nouveau->sites_administrables, &numeros, &inconnu);
    if (inconnu) {
        form_refuse(
            form, "sites_administrables",
            arena_printf(form->arena, "site %s inconnu, prenez des sites de la liste", inconnu));
        return;
    }
    nouveau->sites_administrables = en_textes(form->arena, numeros, n);
    if (n == 0 && strcmp(nouveau->profil, "OF") == 0) {
        form_refuse(form, "sites_administrables",
                    "aucun site, un compte OF en administre au moins un");
    }
}

enum status administration_verifier(struct form *form, const struct acteur *acteur,
                                    const struct site_liste *sites,
                                    const struct administration *ancien,
                                    struct administration *nouveau)
{
    struct form_field *profil = form_field_named(form, "profil");
    if (acteur->profil != PROFIL_ADMIN) {
        profil->readonly = true;
        profil->typed = ancien->profil;
        form->error_count -= profil->message != NULL;
        profil->message = NULL;
        nouveau->profil = ancien->profil;
    }
    nouveau->email_login = compte_normaliser_email(form->arena, nouveau->email_login);
    verifier_sites(form, sites, nouveau);
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

/* ---- the contact's journal */

static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct contact *contact, const struct administration *avant,
                               const struct administration *apres)
{
    struct journal_ecriture ligne = notice_ligne(&contact_notice, acteur, contact, contact);
    ligne.set = &administration_fields;
    ligne.avant = avant;
    ligne.apres = apres;
    return journal_ecrire(db, arena, &ligne);
}

/* ---- saving */

static enum status email_pris(struct form *form, enum status status)
{
    if (status == STATUS_REFUSED) {
        form_refuse(form, "email_login", "déjà utilisé par un compte, donnez-en un autre");
    }
    return status;
}

static enum status compter_invitation(struct db *db, struct form *form, const struct acteur *acteur,
                                      const char *email)
{
    const char *message = NULL;
    enum status status =
        compte_compter_invitation(db, form->arena, acteur->compte_id, email, &message);
    if (status == STATUS_TOO_MANY) {
        form_refuse(form, NULL, message);
    }
    return status;
}

static enum status creer(struct db *db, struct form *form, const struct acteur *acteur,
                         const struct contact *contact, const struct site_liste *sites,
                         const struct administration *nouveau, const char **jeton_r)
{
    int64_t there = 0;
    TRY(DB_EXEC(db, &ADMINISTRATION_RETENIR, &there, BIND_INT(contact->numero)));
    if (there == 0) {
        form_refuse(form, NULL, "Contact inactif, rendez-le actif avant de lui donner un compte");
        return STATUS_REFUSED;
    }
    struct compte_fiche compte = {0};
    TRY(compte_de_contact(db, form->arena, contact->numero, &compte));
    if (compte.id) {
        return STATUS_CONFLICT;
    }
    TRY(compter_invitation(db, form, acteur, nouveau->email_login));
    int64_t *numeros = NULL;
    const char *message = NULL;
    size_t n = en_numeros(form->arena, sites, nouveau->sites_administrables, &numeros, &message);
    const struct compte_nouveau demande = {.email = nouveau->email_login,
                                           .nom = contact_nom(form->arena, contact),
                                           .profil = (enum profil)profil_de_code(nouveau->profil),
                                           .contact_numero = contact->numero,
                                           .sites = numeros,
                                           .site_count = n,
                                           .sans_notification = !nouveau->notification_email};
    return email_pris(form, compte_creer(db, form->arena, &demande, jeton_r, &message));
}

/* An OF that does not administer all the sites of an account may still change its own part of it.
 */
static enum status droit_de_changer(struct db *db, struct form *form, const struct acteur *acteur,
                                    const struct compte_fiche *compte, bool email_change)
{
    enum status status = droits_compte(db, acteur, compte->id);
    if (status != STATUS_FORBIDDEN || strcmp(compte->profil, "OF") != 0) {
        return status;
    }
    if (email_change) {
        form_refuse(form, "email_login",
                    "ce compte administre aussi des sites qui ne sont pas les vôtres, demandez le"
                    " changement au Carif-Oref");
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

/* The account's part that the person does not see stays. */
static void reunir_sites(struct arena *arena, const struct site_liste *sites,
                         const struct administration *nouveau, struct compte_fiche *compte)
{
    int64_t *hidden = NULL;
    int64_t *given = NULL;
    const char *inconnu = NULL;
    size_t kept = partager(arena, compte, sites, false, &hidden);
    size_t n = en_numeros(arena, sites, nouveau->sites_administrables, &given, &inconnu);
    int64_t *all = ARENA_ARRAY(arena, int64_t, kept + n);
    for (size_t i = 0; i < kept + n; i++) {
        all[i] = i < kept ? hidden[i] : given[i - kept];
    }
    compte->sites = all;
    compte->site_count = kept + n;
}

/* The new address must be proved: whoever knew the password of the old one is out. */
static enum status prouver_email(struct db *db, struct form *form, const struct acteur *acteur,
                                 const struct compte_fiche *compte, const char **jeton_r)
{
    TRY(compte_reinitialiser(db, compte->id));
    if (strcmp(compte->etat, "bloque") == 0) {
        return STATUS_OK;
    }
    TRY(compter_invitation(db, form, acteur, compte->email));
    return compte_inviter(db, form->arena, compte->id, jeton_r);
}

static enum status modifier(struct db *db, struct form *form, const struct acteur *acteur,
                            const struct contact *contact, const struct site_liste *sites,
                            const struct administration *ancien,
                            const struct administration *nouveau, const char **jeton_r)
{
    struct compte_fiche compte;
    TRY(compte_de_contact(db, form->arena, contact->numero, &compte));
    if (compte.id != ancien->compte_id || compte.version != ancien->version) {
        return STATUS_CONFLICT;
    }
    bool email_change = strcmp(compte.email, nouveau->email_login) != 0;
    TRY(droit_de_changer(db, form, acteur, &compte, email_change));
    reunir_sites(form->arena, sites, nouveau, &compte);
    compte.email = nouveau->email_login;
    compte.profil = nouveau->profil;
    compte.notification = nouveau->notification_email;
    TRY(email_pris(form, compte_modifier(db, form->arena, &compte)));
    if (email_change) {
        TRY(prouver_email(db, form, acteur, &compte, jeton_r));
    }
    return STATUS_OK;
}

/* Each of them is a thing of its own to the caller. NOLINTNEXTLINE(readability-function-size) */
enum status administration_enregistrer(struct db *db, struct form *form,
                                       const struct acteur *acteur, const struct contact *contact,
                                       const struct site_liste *sites,
                                       const struct administration *ancien,
                                       const struct administration *nouveau, const char **jeton_r,
                                       bool *change_r)
{
    static const struct administration none = {0};
    const char *jeton = NULL;
    bool creation = ancien->compte_id == 0;
    bool change = creation || !fields_equal(&administration_fields, ancien, nouveau);
    TRY(droits_site(db, acteur, contact->site));
    if (creation) {
        TRY(creer(db, form, acteur, contact, sites, nouveau, &jeton));
    } else if (change) {
        TRY(modifier(db, form, acteur, contact, sites, ancien, nouveau, &jeton));
    }
    if (change) {
        TRY(journaliser(db, form->arena, acteur, contact, creation ? &none : ancien, nouveau));
    }
    *jeton_r = jeton;
    *change_r = change;
    return STATUS_OK;
}

/* ---- gestures */

static const struct choice etats[] = {{"A_REDEFINIR", "Mot de passe à définir"},
                                      {"actif", "Actif"},
                                      {"bloque", "Bloqué"},
                                      {NULL, NULL}};

static enum status geste_permis(struct db *db, const struct acteur *acteur,
                                const struct compte_fiche *compte, enum administration_geste geste)
{
    bool own = compte->id == acteur->compte_id;
    if ((own && (geste == ADMINISTRATION_BLOQUER || geste == ADMINISTRATION_FERMER)) ||
        (geste == ADMINISTRATION_REINITIALISER && !acteur_est_officier(acteur))) {
        return STATUS_FORBIDDEN;
    }
    /* An invitation only reaches the account's own mailbox. */
    return geste == ADMINISTRATION_INVITER ? STATUS_OK : droits_compte(db, acteur, compte->id);
}

static bool envoie_un_lien(enum administration_geste geste)
{
    return geste == ADMINISTRATION_INVITER || geste == ADMINISTRATION_REINITIALISER;
}

/* Why the gesture makes no sense in this state, NULL when it does. */
static const char *geste_refuse(const struct compte_fiche *compte, enum administration_geste geste)
{
    if (envoie_un_lien(geste) && strcmp(compte->etat, "bloque") == 0) {
        return "Compte bloqué, débloquez-le avant d'envoyer un lien";
    }
    if (geste == ADMINISTRATION_INVITER && strcmp(compte->etat, "actif") == 0) {
        return "Compte déjà actif, un mot de passe oublié se change depuis la page de connexion";
    }
    return NULL;
}

static enum status faire(struct db *db, struct arena *arena, int64_t id,
                         enum administration_geste geste, const char **jeton_r)
{
    switch (geste) {
    case ADMINISTRATION_REINITIALISER:
        TRY(compte_reinitialiser(db, id));
        return compte_inviter(db, arena, id, jeton_r);
    case ADMINISTRATION_INVITER:
        return compte_inviter(db, arena, id, jeton_r);
    case ADMINISTRATION_BLOQUER:
        return compte_bloquer(db, id, true);
    case ADMINISTRATION_DEBLOQUER:
        return compte_bloquer(db, id, false);
    case ADMINISTRATION_FERMER:
        return compte_fermer(db, id);
    }
    return STATUS_ERROR;
}

static enum status raconter(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct contact *contact, const struct compte_fiche *compte,
                            enum administration_geste geste)
{
    static const char *const apres[] = {
        [ADMINISTRATION_INVITER] = "Invitation envoyée",
        [ADMINISTRATION_REINITIALISER] = "Mot de passe réinitialisé",
        [ADMINISTRATION_BLOQUER] = "Bloqué",
        [ADMINISTRATION_DEBLOQUER] = "Débloqué",
    };
    struct journal_difference difference = {"email_login", "Email de login", compte->email, ""};
    if (geste != ADMINISTRATION_FERMER) {
        difference = (struct journal_difference){"compte", "Compte",
                                                 choice_label(etats, compte->etat), apres[geste]};
    }
    return notice_raconter(db, arena, &contact_notice, acteur, contact, difference);
}

enum status administration_agir(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct contact *contact, enum administration_geste geste,
                                const char **jeton_r, const char **message_r)
{
    struct compte_fiche compte = {0};
    TRY(droits_site(db, acteur, contact->site));
    TRY(compte_de_contact(db, arena, contact->numero, &compte));
    if (!compte.id) {
        return STATUS_NOT_FOUND;
    }
    TRY(geste_permis(db, acteur, &compte, geste));
    const char *refus = geste_refuse(&compte, geste);
    if (refus) {
        *message_r = refus;
        return STATUS_REFUSED;
    }
    const char *jeton = NULL;
    if (envoie_un_lien(geste)) {
        TRY(compte_compter_invitation(db, arena, acteur->compte_id, compte.email, message_r));
    }
    TRY(faire(db, arena, compte.id, geste, &jeton));
    bool rien = geste == ADMINISTRATION_DEBLOQUER && strcmp(compte.etat, "bloque") != 0;
    if (!rien) {
        TRY(raconter(db, arena, acteur, contact, &compte, geste));
    }
    *jeton_r = jeton;
    return STATUS_OK;
}
