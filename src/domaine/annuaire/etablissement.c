#include "etablissement.h"

#include "annuaire_lignes.h"
#include "derives.h"
#include "droits.h"
#include "fold.h"
#include "liste.h"
#include "record.h"
#include "siret.h"
#include "text.h"

#include <string.h>

static const struct choice etablissement_categories[] = {
    {"OF", "OF"},
    {"CFA", "CFA/OFA"},
    {"EFI", "Établissement de formation initiale"},
    {NULL, NULL},
};

const struct choice annuaire_etats[] = {{"A", "Actif"}, {"I", "Inactif"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD_TEXT(struct etablissement, siret, .label = "SIRET", .maximum = 14,
               .flags = FIELD_REQUIRED | FIELD_OFFICER | FIELD_NO_SPACES, .check = siret_juger,
               .keep = siret_garder, .help = "14 chiffres", .lheo = "SIRET-organisme-formation"),
    FIELD_TEXT(struct etablissement, siege_siret, .publique = FIELD_FOR_NOBODY,
               .label = "Siège INSEE", .maximum = 14, .flags = FIELD_OFFICER | FIELD_NO_SPACES,
               .check = siret_juger, .keep = siret_garder, .help = "SIRET du siège, du même SIREN"),
    FIELD_TEXT(struct etablissement, raison_sociale, .label = "Raison sociale ou enseigne INSEE",
               .minimum = 1, .maximum = 250, .flags = FIELD_REQUIRED | FIELD_OFFICER,
               .lheo = "raison-sociale"),
    FIELD_TEXT(struct etablissement, nda, .label = "Numéro de déclaration d'activité",
               .maximum = 11, .flags = FIELD_NO_SPACES | FIELD_UPPER, .check = nda_juger,
               .keep = siret_garder, .help = "11 caractères, par exemple 52440404744",
               .lheo = "numero-activite"),
    FIELD_TEXT(struct etablissement, uai, .label = "UAI", .maximum = 8,
               .flags = FIELD_NO_SPACES | FIELD_UPPER, .check = uai_juger, .keep = siret_garder,
               .help = "7 chiffres et une lettre, pour les établissements scolaires",
               .lheo = "code-UAI-organisme-formation"),
    FIELD_CHOICE(struct etablissement, categorie, .publique = FIELD_FOR_NOBODY,
                 .label = "Catégorie", .flags = FIELD_REQUIRED,
                 .choices = etablissement_categories),
    FIELD_CHOICE(struct etablissement, etat, .publique = FIELD_FOR_NOBODY,
                 .label = "Actif / Inactif", .flags = FIELD_REQUIRED | FIELD_OFFICER,
                 .choices = annuaire_etats),
    FIELD_LIST(struct etablissement, domaines, .label = "Domaine formation", .minimum = 1,
               .maximum = ETABLISSEMENT_DOMAINES_MAX, .flags = FIELD_REQUIRED,
               .source = &formacode_source, .lheo = "domaine-formation"),
};

const struct field_set etablissement_fields = {fields, sizeof(fields) / sizeof(fields[0])};

RECORD(ETABLISSEMENT, "etablissement", etablissement_fields);

RECORD_STATEMENT(ETABLISSEMENT_CHARGER, "t", ETABLISSEMENT_TYPES,
                 "SELECT " ETABLISSEMENT_COLONNES " FROM etablissement e WHERE e.siret = $1");

/* With its domains, each with all versions of its term, as formacode_terme_lire() wants them. */
RECORD_STATEMENT(ETABLISSEMENT_CHARGER_ENTIER, "t", ETABLISSEMENT_TYPES "iittittt",
                 "SELECT " ETABLISSEMENT_COLONNES ", d.rang, d.formacode_version, d.formacode,"
                 " d.libelle, f.version, f.libelle, s.code, s.libelle FROM etablissement e"
                 " CROSS JOIN (SELECT max(version) AS courante FROM formacode_version) v"
                 " LEFT JOIN etablissement_domaine d ON d.etablissement_id = e.id"
                 " LEFT JOIN formacode f ON f.code = d.formacode"
                 " LEFT JOIN formacode s ON s.version = v.courante AND s.code = f.successeur"
                 " WHERE e.siret = $1 ORDER BY d.rang");

STATEMENT(ETABLISSEMENT_SIRET_PRIS, "ti", "i",
          "SELECT id FROM etablissement WHERE siret = $1 AND id <> $2");

STATEMENT(ETABLISSEMENT_DOMAINES_VIDER, "i", "",
          "DELETE FROM etablissement_domaine WHERE etablissement_id = $1");

STATEMENT(ETABLISSEMENT_DOMAINE_AJOUTER, "iiitt", "",
          "INSERT INTO etablissement_domaine"
          " (etablissement_id, rang, formacode_version, formacode, libelle)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(ETABLISSEMENT_SITE_PRINCIPAL, "it", "i",
          "INSERT INTO site (etablissement_id, principal, nom_usage, etat)"
          " VALUES ($1, TRUE, $2, 'A') RETURNING numero");

STATEMENT(ETABLISSEMENT_SITE_NUMEROTE, "iti", "i",
          "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
          " VALUES ($3, $1, TRUE, $2, 'A') RETURNING numero");

/* The words that the record chose win over those of the thesaurus; where these have changed since,
 * they are told as what the code is called today. */
static struct formacode_ref domaine_choisi(struct arena *arena, struct formacode_ref ref,
                                           const char *libelle)
{
    if (strcmp(ref.libelle, libelle) != 0 && !ref.successeur && ref.libelle[0]) {
        ref.successeur = arena_printf(arena, "%s - %s", ref.code, ref.libelle);
        ref.successeur_code = ref.code;
    }
    ref.libelle = libelle;
    return ref;
}

struct domaines_lus {
    struct formacode_terme_lu termes[ETABLISSEMENT_DOMAINES_MAX];
    const char *libelles[ETABLISSEMENT_DOMAINES_MAX];
    size_t n;
    int64_t rang; /* of the last one */
};

static void lire_domaine(const struct db_rows *rows, int n, struct arena *arena,
                         struct domaines_lus *lus)
{
    if (db_is_null(rows, n)) {
        return;
    }
    if (lus->n == 0 || db_int(rows, n) != lus->rang) {
        if (lus->n == ETABLISSEMENT_DOMAINES_MAX) {
            return;
        }
        lus->rang = db_int(rows, n);
        lus->termes[lus->n] =
            formacode_terme_a_lire(db_int(rows, n + 1), db_text(rows, n + 2, arena));
        lus->libelles[lus->n++] = db_text(rows, n + 3, arena);
    }
    formacode_terme_lire(&lus->termes[lus->n - 1], rows, n + 4, arena);
}

static void poser_domaines(struct arena *arena, const struct domaines_lus *lus,
                           struct etablissement *e)
{
    const char **codes = ARENA_ARRAY(arena, const char *, lus->n);
    struct formacode_ref *refs = ARENA_ARRAY(arena, struct formacode_ref, lus->n);
    for (size_t i = 0; i < lus->n; i++) {
        codes[i] = lus->termes[i].ref.code;
        refs[i] = domaine_choisi(arena, lus->termes[i].ref, lus->libelles[i]);
    }
    e->domaines = (struct text_list){.items = codes, .n = lus->n};
    e->formacodes = (struct formacode_liste){.items = refs, .n = lus->n};
}

int etablissement_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct etablissement *e = record;
    e->id = db_int(rows, n);
    e->version = db_int(rows, n + 1);
    return record_read(rows, n + 2, &etablissement_fields, arena, e);
}

static const struct notice etablissement_notice = {
    .nom = "etablissement",
    .set = &etablissement_fields,
    .type = &ETABLISSEMENT,
    .taille = sizeof(struct etablissement),
    .ligne = offsetof(struct etablissement, id),
    .numero = offsetof(struct etablissement, id),
    .version = offsetof(struct etablissement, version),
    .etablissement_id = offsetof(struct etablissement, id),
    .etablissement_nom = offsetof(struct etablissement, raison_sociale),
    .site = NOTICE_TOUT_SITE,
    .lire_ligne = etablissement_lire_ligne,
};

enum status etablissement_lire_fiche(struct db *db, struct arena *arena,
                                     const struct acteur *acteur, const char *siret,
                                     struct etablissement *etablissement_r)
{
    return notice_lire(db, arena, acteur, &etablissement_notice, &ETABLISSEMENT_CHARGER,
                       BIND_TEXT(siret), etablissement_r);
}

enum status etablissement_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const char *siret, struct etablissement *etablissement_r)
{
    struct etablissement e = {0};
    struct domaines_lus lus = {.n = 0};
    int n = 0;
    struct db_rows rows;
    DB_QUERY(db, &ETABLISSEMENT_CHARGER_ENTIER, &rows, BIND_TEXT(siret));
    while (db_next(&rows)) {
        n = e.id ? n : etablissement_lire_ligne(&rows, 0, arena, &e);
        lire_domaine(&rows, n, arena, &lus);
    }
    TRY(db_end(&rows));
    TRY(e.id ? droits_voir(db, acteur, e.id, 0) : STATUS_NOT_FOUND);
    poser_domaines(arena, &lus, &e);
    *etablissement_r = e;
    return STATUS_OK;
}

/* "44508 - Plan formation": in the words that either record keeps. */
const struct field_choices *etablissement_choix(struct arena *arena,
                                                const struct etablissement *avant,
                                                const struct etablissement *apres)
{
    const struct formacode_liste *listes[] = {&avant->formacodes, &apres->formacodes};
    struct choice *domaines = ARENA_ARRAY(arena, struct choice, listes[0]->n + listes[1]->n + 1);
    struct field_choices *choix = ARENA_ARRAY(arena, struct field_choices, 2);
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < listes[i]->n; j++) {
            const struct formacode_ref *ref = &listes[i]->items[j];
            domaines[n++] =
                (struct choice){ref->code, arena_printf(arena, "%s - %s", ref->code, ref->libelle)};
        }
    }
    choix[0] = (struct field_choices){"domaines", domaines};
    return choix;
}

/* The terms found, and in their places the codes that no version knows: all that was typed is shown
 * again. */
static struct formacode_liste
avec_inconnus(struct arena *arena, const struct formacode_liste *connus, struct text_list codes)
{
    struct formacode_ref *refs = ARENA_ARRAY(arena, struct formacode_ref, codes.n);
    size_t found = 0;
    for (size_t i = 0; i < codes.n; i++) {
        bool known = found < connus->n && strcmp(connus->items[found].code, codes.items[i]) == 0;
        refs[i] = known ? connus->items[found++]
                        : (struct formacode_ref){.code = codes.items[i], .libelle = ""};
    }
    return (struct formacode_liste){.items = refs, .n = codes.n};
}

enum status etablissement_verifier(struct db *db, struct form *form,
                                   const struct etablissement *ancien,
                                   struct etablissement *nouveau)
{
    const struct form_field *siege = form_field_named(form, "siege_siret");
    if (!siege->message && nouveau->siege_siret[0] && !form_field_named(form, "siret")->message &&
        !siret_meme_siren(nouveau->siege_siret, nouveau->siret)) {
        form_refuse(form, "siege_siret",
                    "les 9 premiers chiffres diffèrent de ceux du SIRET, même SIREN attendu");
    }
    /* A list that was refused (26 codes) is resolved as typed, to be shown again. */
    const struct form_field *domaines = form_field_named(form, "domaines");
    struct text_list codes = domaines->message ? domaines->typed_list : nouveau->domaines;
    const char *inconnu = NULL;
    enum status status = formacode_resoudre(db, form->arena, &ancien->formacodes, codes,
                                            &nouveau->formacodes, &inconnu);
    if (status == STATUS_REFUSED) {
        nouveau->formacodes = avec_inconnus(form->arena, &nouveau->formacodes, codes);
        form_refuse(form, "domaines",
                    arena_printf(form->arena,
                                 "code absent du Formacode (%s), retirez-le ou remplacez-le",
                                 inconnu));
        status = STATUS_OK;
    }
    TRY(status);
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

static enum status siret_libre(struct db *db, struct form *form, const char *siret, int64_t id)
{
    int64_t taken = 0;
    TRY(DB_NUMBER(db, &ETABLISSEMENT_SIRET_PRIS, &taken, BIND_TEXT(siret), BIND_INT(id)));
    if (taken) {
        form_refuse(form, "siret", "déjà dans l'annuaire, cherchez la fiche existante");
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

static enum status ecrire_domaines(struct db *db, int64_t id, const struct formacode_liste *liste)
{
    TRY(DB_EXEC(db, &ETABLISSEMENT_DOMAINES_VIDER, NULL, BIND_INT(id)));
    for (size_t i = 0; i < liste->n; i++) {
        TRY(DB_EXEC(db, &ETABLISSEMENT_DOMAINE_AJOUTER, NULL, BIND_INT(id),
                    BIND_INT((int64_t)i + 1), BIND_INT(liste->items[i].version),
                    BIND_TEXT(liste->items[i].code), BIND_TEXT(liste->items[i].libelle)));
    }
    return STATUS_OK;
}

/* `avant` NULL: it is new. */
static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct etablissement *avant, const struct etablissement *apres)
{
    struct journal_ecriture ligne = notice_ligne(&etablissement_notice, acteur, avant, apres);
    ligne.choix = etablissement_choix(arena, avant ? avant : apres, apres);
    return journal_ecrire(db, arena, &ligne);
}

enum status etablissement_enregistrer(struct db *db, struct form *form, const struct acteur *acteur,
                                      const struct etablissement *ancien,
                                      const struct etablissement *nouveau, bool *change_r)
{
    TRY(droits_site_principal(db, acteur, ancien->id));
    *change_r = !fields_equal(&etablissement_fields, ancien, nouveau);
    if (!*change_r) {
        return STATUS_OK;
    }
    bool etat = strcmp(ancien->etat, nouveau->etat) != 0; /* its sessions follow */
    TRY(siret_libre(db, form, nouveau->siret, ancien->id));
    if (etat) {
        TRY(session_compter(db, -1, SESSION_D_ETABLISSEMENT, ancien->id));
    }
    TRY(notice_ecrire(db, &etablissement_notice, ancien->id, ancien->version, ancien, nouveau));
    if (etat) {
        TRY(session_deriver(db, SESSION_D_ETABLISSEMENT, ancien->id));
    }
    if (etat) {
        TRY(session_compter(db, +1, SESSION_D_ETABLISSEMENT, ancien->id));
    }
    if (etat) {
        TRY(action_references(db, ACTION_D_ETABLISSEMENT, ancien->id));
    }
    TRY(ecrire_domaines(db, ancien->id, &nouveau->formacodes));
    TRY(offre_cles_etablissement(db, ancien->id, nouveau->raison_sociale));
    return journaliser(db, form->arena, acteur, ancien, nouveau);
}

/* `numero` 0: the base gives it. */
static enum status creer_site_principal(struct db *db, const struct etablissement *etablissement,
                                        int64_t numero)
{
    const char *nom = etablissement->raison_sociale;
    const struct db_bind binds[] = {BIND_INT(etablissement->id), BIND_TEXT(nom), BIND_INT(numero)};
    int64_t site = 0;
    TRY(db_number(db, numero ? &ETABLISSEMENT_SITE_NUMEROTE : &ETABLISSEMENT_SITE_PRINCIPAL, &site,
                  binds, numero ? 3 : 2));
    TRY(offre_cles_site(db, site, nom));
    return offre_mots_ajouter(db, etablissement->id, MOTS_SITE, site, nom);
}

enum status etablissement_inserer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  struct etablissement *etablissement, int64_t site_numero)
{
    TRY(record_insert(db, &ETABLISSEMENT, etablissement, &etablissement->id));
    int64_t id = etablissement->id;
    TRY(ecrire_domaines(db, id, &etablissement->formacodes));
    TRY(offre_cles_etablissement(db, id, etablissement->raison_sociale));
    TRY(creer_site_principal(db, etablissement, site_numero));
    return journaliser(db, arena, acteur, NULL, etablissement);
}

enum status etablissement_creer(struct db *db, struct form *form, const struct acteur *acteur,
                                struct etablissement *etablissement)
{
    if (!acteur_est_officier(acteur)) {
        return STATUS_FORBIDDEN;
    }
    TRY(siret_libre(db, form, etablissement->siret, 0));
    return etablissement_inserer(db, form->arena, acteur, etablissement, 0);
}

struct recherche etablissement_recherche(struct arena *arena, const char *saisie)
{
    const char *digits = text_without_spaces(arena, saisie);
    if (text_is_number(digits) && strlen(digits) <= 14) {
        return (struct recherche){.q = digits};
    }
    return recherche_lire(arena, saisie, ETABLISSEMENT_MOTS_MAX, false);
}

static void motifs(struct arena *arena, const char *q, const char *words_r[ETABLISSEMENT_MOTS_MAX],
                   const char **siret_r)
{
    struct fold_words words = fold_split(arena, q);
    for (size_t i = 0; i < ETABLISSEMENT_MOTS_MAX; i++) {
        words_r[i] = i < words.n ? arena_printf(arena, "%% %s%%", words.items[i]) : "%";
    }
    const char *digits = text_without_spaces(arena, q);
    *siret_r = text_is_number(digits) ? arena_printf(arena, "%s%%", digits) : "";
}

static void lire_ligne(const struct db_rows *rows, int c, struct arena *arena, void *ligne_r)
{
    *(struct etablissement_ligne *)ligne_r =
        (struct etablissement_ligne){.id = db_int(rows, c),
                                     .siret = db_text(rows, c + 1, arena),
                                     .raison_sociale = db_text(rows, c + 2, arena),
                                     .actif = strcmp(db_text(rows, c + 3, NULL), "A") == 0};
}

/* $1 an account of an OF; 0: an officer, who sees all. */
enum { DE_TOUS, DU_COMPTE };
static const struct liste_marche marche = {
    "etablissement e",
    {[DE_TOUS] = "$1 = 0",
     [DU_COMPTE] = "e.id IN (SELECT s.etablissement_id FROM compte_site cs"
                   " JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = $1)"}};
static const struct liste_ordre par_nom = {"nom", "t", {"e.recherche"}, &marche, false};
/* $2 is a pattern of SIRET; $3 to $5 are patterns of words, '%' where there are fewer. */
static const struct liste repondant = {
    .code = "repondant",
    .filtre = "(e.siret LIKE $2 OR (e.recherche LIKE $3 AND e.recherche LIKE $4"
              " AND e.recherche LIKE $5))",
};
static struct liste_source etablissements = {
    .nom = "etablissements",
    .id = "e.id",
    .montre = "etablissement e",
    .colonnes = "e.id, e.siret, e.raison_sociale, e.etat",
    .types = "ittt",
    .filtre_n = 1 + ETABLISSEMENT_MOTS_MAX,
    .ordres = &par_nom,
    .ordres_n = 1,
    .listes = &repondant,
    .listes_n = 1,
    .taille = sizeof(struct etablissement_ligne),
    .lire = lire_ligne,
};
LISTE_SOURCE(etablissements);

enum status etablissement_chercher(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   const char *q, const char *apres,
                                   struct etablissement_page *page_r)
{
    bool officier = acteur_est_officier(acteur);
    struct liste_demande demande = {.source = &etablissements,
                                    .liste = &repondant,
                                    .portee = officier ? DE_TOUS : DU_COMPTE,
                                    .portee_id = officier ? 0 : acteur->compte_id,
                                    .taille = ETABLISSEMENT_PAR_PAGE,
                                    .apres = apres};
    struct liste_page page = {.items = NULL};
    if (!recherche_sans_mot(arena, q)) {
        motifs(arena, q, &demande.valeurs[1], &demande.valeurs[0]);
        TRY(liste_lire(db, arena, &demande, &page));
    }
    *page_r = (struct etablissement_page){{page.items, page.n}, page.total, page.suivante};
    return STATUS_OK;
}
