#include "contact.h"

#include "annuaire_lignes.h"
#include "ascii.h"
#include "compte.h"
#include "coordonnees.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "fold.h"
#include "record.h"
#include "telephone.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct choice contact_civilites[] = {{"F", "Madame"}, {"M", "Monsieur"}, {NULL, NULL}};

const struct field_source contact_source = {.name = "contacts"};

const struct choice contact_referents[] = {
    {"sofi", "Référent SOFI"}, DICT_CONTACTS_NOMMES, {"0", "Autre"}, {NULL, NULL}};

#define EMAIL_LOGIN "email_login" /* as the tab Administration calls it in the journal */

static const struct field fields[] = {
    FIELD_CHOICE(struct contact, civilite, .publique = FIELD_FOR_PARTNERS, .label = "Civilité",
                 .flags = FIELD_PERSONAL, .choices = contact_civilites, .lheo = "civilite"),
    FIELD_TEXT(struct contact, nom, .label = "Nom", .maximum = 50,
               .flags = FIELD_REQUIRED | FIELD_PERSONAL, .lheo = "nom"),
    FIELD_TEXT(struct contact, prenom, .label = "Prénom", .maximum = 50,
               .flags = FIELD_REQUIRED | FIELD_PERSONAL, .lheo = "prenom"),
    FIELD_TEXT(struct contact, fonction, .publique = FIELD_FOR_ALL, .label = "Fonction",
               .flags = FIELD_PERSONAL),
    FIELD_TEXT(struct contact, telephone, .label = "Téléphone", .unit = UNIT_PHONE,
               .flags = FIELD_PERSONAL, .maximum = 30, .check = telephone_juger,
               .keep = telephone_garder, .lheo = "telfixe"),
    FIELD_TEXT(struct contact, email, .label = "Email", .flags = FIELD_PERSONAL, COORDONNEES_EMAIL,
               .lheo = "courriel"),
    FIELD_INT(struct contact, site, .publique = FIELD_FOR_NOBODY, .label = "Site",
              .flags = FIELD_REQUIRED),
    FIELD_LIST(struct contact, referents, .label = "Référents", .choices = contact_referents,
               .lheo = "type-contact"),
    FIELD_BOOL(struct contact, public, .publique = FIELD_FOR_NOBODY, .label = "Public",
               .help = "Affiché sur la fiche publique de l'établissement"),
    FIELD_CHOICE(struct contact, etat, .publique = FIELD_FOR_NOBODY, .label = "Actif / Inactif",
                 .flags = FIELD_REQUIRED, .choices = annuaire_etats),
};

const struct field_set contact_fields = {fields, sizeof(fields) / sizeof(fields[0])};

RECORD_KEYED(CONTACT, "contact", "numero", contact_fields);

RECORD_STATEMENT(CONTACT_CHARGER, "i", CONTACT_TYPES "tt",
                 "SELECT " CONTACT_COLONNES ", 'referents', r.code" CONTACT_TABLES
                 " LEFT JOIN contact_referent r ON r.contact_numero = c.numero"
                 " WHERE c.numero = $1 ORDER BY r.rang");

RECORD_STATEMENT(CONTACT_VOISINS, "ibii", CONTACT_TYPES "t",
                 "SELECT " CONTACT_COLONNES ", r.code" CONTACT_TABLES
                 " LEFT JOIN contact_referent r ON r.contact_numero = c.numero"
                 " WHERE s.etablissement_id = $1 AND c.numero <> $4"
                 " AND " DROITS_VOIT("c.site", "$2", "$3") " ORDER BY c.numero, r.rang");

STATEMENT(CONTACT_REFERENTS_VIDER, "i", "",
          "DELETE FROM contact_referent WHERE contact_numero = $1");

STATEMENT(CONTACT_REFERENT_AJOUTER, "iit", "",
          "INSERT INTO contact_referent (contact_numero, rang, code) VALUES ($1, $2, $3)");

STATEMENT(CONTACT_LISTER, "ibi", "ittttttt",
          "SELECT c.numero, c.nom, c.prenom, c.etat, s.nom_usage, a.email, a.etat, r.code"
          " FROM contact c JOIN site s ON s.numero = c.site"
          " LEFT JOIN compte a ON a.id = (SELECT min(m.id) FROM compte m"
          "  WHERE m.contact_numero = c.numero)"
          " LEFT JOIN contact_referent r ON r.contact_numero = c.numero"
          " WHERE s.etablissement_id = $1 AND " DROITS_VOIT(
              "c.site", "$2", "$3") " ORDER BY c.numero, r.rang NULLS FIRST");

STATEMENT(CONTACT_VIDER, "iit", "",
          "UPDATE contact SET version = version + 1, civilite = NULL, nom = $3, prenom = '',"
          " fonction = NULL, telephone = NULL, email = NULL, public = FALSE, etat = 'I'"
          " WHERE numero = $1 AND version = $2");

struct contact contact_vide(const struct etablissement *etablissement, int64_t site)
{
    struct contact contact = {.etablissement_id = etablissement->id,
                              .etablissement_siret = etablissement->siret,
                              .etablissement_nom = etablissement->raison_sociale,
                              .site_nom = "",
                              .site = site};
    fields_blank(&contact_fields, &contact);
    contact.etat = "A";
    return contact;
}

/* ---- reading */

int contact_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct contact *contact = record;
    *contact = (struct contact){.numero = db_int(rows, n),
                                .version = db_int(rows, n + 1),
                                .etablissement_id = db_int(rows, n + 2),
                                .etablissement_siret = db_text(rows, n + 3, arena),
                                .etablissement_nom = db_text(rows, n + 4, arena),
                                .site_nom = db_text(rows, n + 5, arena)};
    return record_read(rows, n + 6, &contact_fields, arena, contact);
}

const struct notice contact_notice = {
    .nom = "contact",
    .set = &contact_fields,
    .type = &CONTACT,
    NOTICE_MEMBRES(struct contact, numero),
    .numero = offsetof(struct contact, numero),
    .site = offsetof(struct contact, site),
    .listes = &(const struct notice_listes){NULL, &CONTACT_REFERENTS_VIDER,
                                            &CONTACT_REFERENT_AJOUTER, true},
    .lire_ligne = contact_lire_ligne,
};

enum status contact_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                         int64_t numero, struct contact *contact_r)
{
    return notice_lire(db, arena, acteur, &contact_notice, &CONTACT_CHARGER, BIND_INT(numero),
                       contact_r);
}

/* Contacts, each on as many rows as it has référents. */
static enum status lire_suite(struct db_rows *rows, struct arena *arena,
                              struct contacts *contacts_r)
{
    struct contact *items = NULL;
    size_t n = 0;
    int referent = 0;
    while (db_next(rows)) {
        if (n == 0 || items[n - 1].numero != db_int(rows, 0)) {
            referent = contact_lire_ligne(rows, 0, arena, ARENA_PUSH(arena, items, n));
        }
        struct text_list *codes = &items[n - 1].referents;
        if (!db_is_null(rows, referent)) {
            *ARENA_PUSH(arena, codes->items, codes->n) = db_text(rows, referent, arena);
        }
    }
    TRY(db_end(rows));
    *contacts_r = (struct contacts){items, n};
    return STATUS_OK;
}

/* A line of the list while it is made; `cle` is what it is ordered by. */
struct entree {
    struct contact_ligne ligne;
    const char *cle;
};

static int comparer_entrees(const void *a, const void *b)
{
    const struct entree *first = a;
    const struct entree *second = b;
    int order = strcmp(first->cle, second->cle);
    return order ? order : (first->ligne.numero > second->ligne.numero) * 2 - 1;
}

static struct entree lire_entree(const struct db_rows *rows, struct arena *arena)
{
    struct entree entree = {.ligne = {.numero = db_int(rows, 0),
                                      .nom = db_text(rows, 1, arena),
                                      .prenom = db_text(rows, 2, arena),
                                      .parti = strcmp(db_text(rows, 3, NULL), "A") != 0,
                                      .site_nom = db_text(rows, 4, arena),
                                      .email_login = db_text(rows, 5, arena),
                                      .compte_etat = db_text(rows, 6, arena),
                                      .referents = ""}};
    entree.cle =
        arena_printf(arena, "%d%s\n%s", entree.ligne.parti, fold_text(arena, entree.ligne.nom),
                     fold_text(arena, entree.ligne.prenom));
    return entree;
}

static void ajouter_referent(const struct db_rows *rows, struct arena *arena,
                             struct contact_ligne *ligne)
{
    if (!db_is_null(rows, 7)) {
        ligne->referents =
            arena_printf(arena, "%s%s%s", ligne->referents, ligne->referents[0] ? ", " : "",
                         choice_label(contact_referents, db_text(rows, 7, NULL)));
    }
}

void contact_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                      struct db_rows *rows_r)
{
    DB_QUERY(db, &CONTACT_LISTER, rows_r, BIND_INT(etablissement_id),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id));
}

enum status contact_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t etablissement_id, struct contact_liste *liste_r)
{
    struct db_rows rows;
    contact_demander(db, acteur, etablissement_id, &rows);
    return contact_recevoir(&rows, arena, liste_r);
}

enum status contact_recevoir(struct db_rows *rows, struct arena *arena,
                             struct contact_liste *liste_r)
{
    ARENA_SCRATCH(own, 0);
    struct entree *entrees = NULL;
    size_t n = 0;
    while (db_next(rows)) {
        if (n == 0 || entrees[n - 1].ligne.numero != db_int(rows, 0)) {
            *ARENA_PUSH(own, entrees, n) = lire_entree(rows, arena);
        }
        ajouter_referent(rows, arena, &entrees[n - 1].ligne);
    }
    TRY(db_end(rows));
    struct contact_ligne *lignes = ARENA_ARRAY(arena, struct contact_ligne, n);
    if (n) {
        qsort(entrees, n, sizeof(*entrees), comparer_entrees);
    }
    for (size_t i = 0; i < n; i++) {
        lignes[i] = entrees[i].ligne;
    }
    *liste_r = (struct contact_liste){.items = lignes, .n = n};
    return STATUS_OK;
}

const char *contact_intitule(struct arena *arena, const char *nom, const char *prenom,
                             const char *site_nom, int64_t numero)
{
    return arena_printf(arena, "%s%s%s, %s, %lld", text_upper(arena, nom), prenom[0] ? ", " : "",
                        prenom, site_nom, (long long)numero);
}

const char *contact_nom(struct arena *arena, const struct contact *contact)
{
    return arena_printf(arena, "%s %s", contact->prenom, contact->nom);
}

/* ---- checking */

enum status contact_verifier(struct form *form, const struct site_liste *sites,
                             struct contact *nouveau)
{
    site_verifier_choix(form, sites, nouveau->site, &nouveau->site_nom);
    if (nouveau->public && form_is_read(form, "telephone") && form_is_read(form, "email") &&
        !nouveau->telephone[0] && !nouveau->email[0]) {
        form_refuse(form, "public", "ni téléphone ni email à afficher, donnez l'un des deux");
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

/* ---- the same person twice */

static bool meme_texte(struct arena *arena, const char *a, const char *b)
{
    return strcmp(fold_text(arena, a), fold_text(arena, b)) == 0;
}

static bool meme_role(struct arena *arena, const struct contact *a, const struct contact *b)
{
    bool commun = a->referents.n == 0 && b->referents.n == 0;
    for (size_t i = 0; i < a->referents.n; i++) {
        commun = commun || text_list_holds(b->referents, a->referents.items[i]);
    }
    return commun && meme_texte(arena, a->fonction, b->fonction);
}

/* Why `contact` passes for `voisin`; NULL: it does not. */
static const char *ressemblance(struct arena *arena, const struct contact *contact,
                                const struct contact *voisin)
{
    bool parti = strcmp(voisin->etat, "I") == 0;
    if (meme_texte(arena, contact->nom, voisin->nom) &&
        meme_texte(arena, contact->prenom, voisin->prenom)) {
        return parti ? "même nom, inactif" : "même nom";
    }
    if (parti || !meme_role(arena, contact, voisin)) {
        return NULL;
    }
    if (contact->email[0] && strcasecmp(contact->email, voisin->email) == 0) {
        return "même email et même rôle";
    }
    return contact->telephone[0] && strcmp(contact->telephone, voisin->telephone) == 0
               ? "même téléphone et même rôle"
               : NULL;
}

/* The first of them only: one look tells. */
static struct jumeaux premier(struct arena *arena, const struct contact *ancien,
                              const struct contact *nouveau, const struct contacts *voisins)
{
    for (size_t i = 0; i < voisins->n; i++) {
        const struct contact *voisin = &voisins->items[i];
        const char *raison = ressemblance(arena, nouveau, voisin);
        if (raison && !(ancien && ressemblance(arena, ancien, voisin))) {
            struct jumeau *jumeau = ARENA_NEW(arena, struct jumeau);
            *jumeau = (struct jumeau){
                .numero = voisin->numero,
                .cle = arena_printf(arena, "contact-%lld", (long long)voisin->numero),
                .nom = contact_intitule(arena, voisin->nom, voisin->prenom, voisin->site_nom,
                                        voisin->numero),
                .raison = raison};
            return (struct jumeaux){.items = jumeau, .n = 1};
        }
    }
    return (struct jumeaux){.items = NULL, .n = 0};
}

enum status contact_jumeaux(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct contact *ancien, const struct contact *nouveau,
                            struct jumeaux *jumeaux_r)
{
    struct contacts voisins = {0};
    struct db_rows rows;
    if (strcmp(nouveau->etat, "I") == 0) {
        *jumeaux_r = (struct jumeaux){.items = NULL, .n = 0};
        return STATUS_OK;
    }
    DB_QUERY(db, &CONTACT_VOISINS, &rows, BIND_INT(nouveau->etablissement_id),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id),
             BIND_INT(nouveau->numero));
    TRY(lire_suite(&rows, arena, &voisins));
    *jumeaux_r = premier(arena, ancien, nouveau, &voisins);
    return STATUS_OK;
}

/* ---- saving */

/* `email_perdu`: e-mail of login of the account that the contact lost by this save, or "". */
static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct contact *avant, const struct contact *apres,
                               const char *email_perdu)
{
    const struct journal_difference compte = {EMAIL_LOGIN, "Email de login", email_perdu, ""};
    struct journal_ecriture ligne = notice_ligne(&contact_notice, acteur, avant, apres);
    ligne.autres = &compte;
    ligne.autres_n = 1;
    return journal_ecrire(db, arena, &ligne);
}

/* Closes the contact's account, if there is one; *email_r is what it logged in with, else "". */
static enum status perdre_compte(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 int64_t numero, const char **email_r)
{
    struct compte_fiche compte;
    *email_r = "";
    TRY(compte_de_contact(db, arena, numero, &compte));
    if (compte.id == 0) {
        return STATUS_OK;
    }
    if (compte.id == acteur->compte_id) {
        return STATUS_FORBIDDEN;
    }
    TRY(droits_compte(db, acteur, compte.id));
    *email_r = compte.email;
    return compte_fermer(db, compte.id);
}

enum status contact_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct contact *ancien, const struct contact *nouveau,
                                bool *change_r)
{
    *change_r = !fields_equal(&contact_fields, ancien, nouveau);
    TRY(droits_site(db, acteur, ancien->site));
    if (nouveau->site != ancien->site) {
        TRY(droits_site(db, acteur, nouveau->site));
    }
    if (!*change_r) {
        return STATUS_OK;
    }
    const char *email_perdu = "";
    const char *nom = contact_nom(arena, nouveau);
    TRY(notice_ecrire(db, &contact_notice, ancien->numero, ancien->version, ancien, nouveau));
    if (strcmp(nom, contact_nom(arena, ancien)) != 0) {
        TRY(compte_renommer(db, ancien->numero, nom));
    }
    if (strcmp(nouveau->etat, ancien->etat) != 0) {
        TRY(action_references(db, ACTION_D_ETABLISSEMENT, ancien->etablissement_id));
    }
    if (strcmp(nouveau->etat, "I") == 0) {
        TRY(perdre_compte(db, arena, acteur, ancien->numero, &email_perdu));
    }
    return journaliser(db, arena, acteur, ancien, nouveau, email_perdu);
}

enum status contact_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          struct contact *contact)
{
    TRY(droits_site_principal(db, acteur, contact->etablissement_id));
    TRY(droits_site(db, acteur, contact->site));
    TRY(record_insert(db, &CONTACT, contact, &contact->numero));
    contact->version = 1;
    TRY(notice_ecrire_listes(db, &contact_notice, contact->numero, NULL, contact));
    return journaliser(db, arena, acteur, NULL, contact, "");
}

/* The offer's journal names the contact in its lists: "5001 - Camille AUBRY". That of what was
 * removed too. */
#define SUPPRIMEES(noun)                                                                           \
    " UNION ALL SELECT x.numero FROM fiche_supprimee x WHERE x.etablissement_id = $1"              \
    " AND x.noun = '" noun "'"
STATEMENT(
    CONTACT_CITE, "it", "iitt",
    "SELECT c.journal_id, c.rang, c.avant, c.apres FROM journal_champ c WHERE c.champ ="
    " 'contacts' AND (c.avant LIKE $2 OR c.apres LIKE $2) AND c.journal_id IN"
    " (SELECT j.id FROM journal j WHERE"
    "  (j.fiche = 'formation' AND j.fiche_id IN (SELECT f.numero FROM formation f"
    "   WHERE f.etablissement_id = $1" SUPPRIMEES(
        "formation") "))"
                     "  OR (j.fiche = 'session' AND j.fiche_id IN (SELECT s.numero FROM session s"
                     "   WHERE s.etablissement_id = $1" SUPPRIMEES("session") ")))");

/* "5000 - Alix Noir, 5001 - Camille AUBRY" → "5000 - Alix Noir, 5001 - effacé". */
static const char *taire(struct arena *arena, const char *liste, const char *debut)
{
    const char *place = strstr(liste, debut);
    while (place && place != liste && place[-1] != ' ') {
        place = strstr(place + 1, debut);
    }
    if (!place) {
        return liste;
    }
    const char *nom = place + strlen(debut);
    const char *fin = strstr(nom, ", ");
    while (fin && !ascii_is_digit(fin[2])) {
        fin = strstr(fin + 1, ", ");
    }
    return arena_printf(arena, "%.*s" JOURNAL_EFFACE "%s", (int)(nom - liste), liste,
                        fin ? fin : "");
}

struct citation {
    int64_t journal_id, rang;
    const char *avant, *apres;
};

static enum status taire_citations(struct db *db, struct arena *arena,
                                   const struct contact *contact)
{
    const char *debut = arena_printf(arena, "%lld - ", (long long)contact->numero);
    struct citation *citations = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &CONTACT_CITE, &rows, BIND_INT(contact->etablissement_id),
             BIND_TEXT(arena_printf(arena, "%%%s%%", debut)));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, citations, n) = (struct citation){
            db_int(&rows, 0), db_int(&rows, 1), taire(arena, db_text(&rows, 2, arena), debut),
            taire(arena, db_text(&rows, 3, arena), debut)};
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < n; i++) {
        TRY(journal_reecrire(db, citations[i].journal_id, citations[i].rang, citations[i].avant,
                             citations[i].apres));
    }
    return STATUS_OK;
}

static enum status effacer_du_journal(struct db *db, struct arena *arena,
                                      const struct contact *contact)
{
    TRY(journal_effacer(db, "contact", contact->numero, &contact_fields));
    TRY(journal_effacer_champ(db, "contact", contact->numero, EMAIL_LOGIN));
    return taire_citations(db, arena, contact);
}

enum status contact_vider(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct contact *contact)
{
    int64_t changed = 0;
    const char *email_perdu = "";
    TRY(droits_site(db, acteur, contact->site));
    TRY(DB_EXEC(db, &CONTACT_VIDER, &changed, BIND_INT(contact->numero), BIND_INT(contact->version),
                BIND_TEXT("Contact effacé")));
    if (changed == 0) {
        return STATUS_CONFLICT;
    }
    TRY(DB_EXEC(db, &CONTACT_REFERENTS_VIDER, NULL, BIND_INT(contact->numero)));
    TRY(action_references(db, ACTION_D_ETABLISSEMENT, contact->etablissement_id));
    TRY(perdre_compte(db, arena, acteur, contact->numero, &email_perdu));
    TRY(effacer_du_journal(db, arena, contact));
    return notice_raconter(db, arena, &contact_notice, acteur, contact,
                           (struct journal_difference){"nom", "Contact", "", "Contact effacé"});
}
