#include "offre.h"

#include "buffer.h"
#include "contact.h"
#include "dates.h"
#include "formacode.h"
#include "nomenclature.h"
#include "offre_private.h"
#include "params.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

const char *offre_noun_nom(enum offre_noun noun)
{
    static const char *const noms[] = {"formation", "action", "session"};
    return noms[noun];
}

enum offre_noun offre_noun_lu(const char *texte)
{
    int noun = 0;
    while (noun < OFFRE_SESSION && strncmp(texte, offre_noun_nom((enum offre_noun)noun),
                                           strlen(offre_noun_nom((enum offre_noun)noun))) != 0) {
        noun++;
    }
    return (enum offre_noun)noun;
}

enum offre_noun offre_noun_parent(enum offre_noun noun)
{
    return noun == OFFRE_SESSION ? OFFRE_ACTION : OFFRE_FORMATION;
}

const char *offre_noun_adresse(struct arena *arena, enum offre_noun noun, int64_t numero)
{
    return arena_printf(arena, "/%ss/%lld", offre_noun_nom(noun), (long long)numero);
}

const struct offre_genre *offre_genre_nomme(enum offre_noun noun, const char *code)
{
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        if (genre->noun == noun && strcmp(genre->code, code) == 0) {
            return genre;
        }
    }
    return NULL;
}

const struct field *offre_champ_nomme(struct arena *arena, enum offre_noun noun,
                                      const struct field_set *set, const char *nom)
{
    size_t n = strcspn(nom, "-");
    const struct offre_genre *genre = offre_genre_nomme(noun, arena_strndup(arena, nom, n));
    const char *champ = nom[n] ? strchr(nom + n + 1, '-') : NULL;
    return genre && champ ? field_named(genre->set, champ + 1) : field_named(set, nom);
}

void *offre_vide(struct arena *arena, const struct field_set *set, size_t taille)
{
    void *record = arena_alloc(arena, taille);
    fields_blank(set, record);
    return record;
}

/* ---- records inside a record */

STATEMENT(OFFRE_DETAILS, "ti", "tit",
          "SELECT genre, rang, donnees FROM offre_detail WHERE noun = $1 AND contenu = $2"
          " ORDER BY genre, rang");

STATEMENT(OFFRE_DETAIL_AJOUTER, "titit", "",
          "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(OFFRE_DETAIL_CHANGER, "titit", "",
          "UPDATE offre_detail SET donnees = $5"
          " WHERE noun = $1 AND contenu = $2 AND genre = $3 AND rang = $4");

STATEMENT(OFFRE_DETAIL_SUPPRIMER, "titi", "",
          "DELETE FROM offre_detail"
          " WHERE noun = $1 AND contenu = $2 AND genre = $3 AND rang = $4");

static struct text_list valeurs(struct arena *arena, const struct params *params, const char *name)
{
    const struct param *found = NULL;
    size_t n = params_all(params, name, arena, &found);
    struct text_list list = {ARENA_ARRAY(arena, const char *, n), n};
    for (size_t i = 0; i < n; i++) {
        list.items[i] = found[i].value;
    }
    return list;
}

void *offre_decoder(struct arena *arena, const struct offre_genre *genre, const char *donnees)
{
    struct params params = {0};
    void *record = arena_alloc(arena, genre->taille);
    if (params_parse(&params, arena, donnees, strlen(donnees)) != STATUS_OK) {
        params.n = 0;
    }
    for (size_t i = 0; i < genre->set->n; i++) {
        const struct field *field = &genre->set->fields[i];
        if (field->type == FIELD_TYPE_LIST) {
            field_set_list(field, record, valeurs(arena, &params, field->name));
        } else {
            field_set_text(field, record, params_get(&params, field->name));
        }
    }
    return record;
}

static const char *encoder(struct arena *arena, const struct offre_genre *genre, const void *record)
{
    struct params params = {ARENA_ARRAY(arena, struct param, PARAMS_MAX), 0};
    for (size_t i = 0; i < genre->set->n; i++) {
        const struct field *field = &genre->set->fields[i];
        bool list = field->type == FIELD_TYPE_LIST;
        const char *text = list ? "" : field_text(field, record);
        struct text_list texts =
            list ? field_list(field, record) : (struct text_list){&text, text[0] ? 1 : 0};
        for (size_t j = 0; j < texts.n && params.n < PARAMS_MAX; j++) {
            params.items[params.n++] = (struct param){.name = field->name, .value = texts.items[j]};
        }
    }
    return params_encode(&params, arena, NULL);
}

void offre_ajouter_detail(const struct db_rows *rows, int debut, struct arena *arena,
                          enum offre_noun noun, struct offre_details *details)
{
    const struct offre_genre *genre = offre_genre_nomme(noun, db_text(rows, debut, NULL));
    if (genre) {
        const char *donnees = db_text(rows, debut + 2, arena);
        *ARENA_PUSH(arena, details->items, details->n) = (struct offre_detail){
            genre, db_int(rows, debut + 1), offre_decoder(arena, genre, donnees)};
    }
}

enum status offre_details_lire(struct db *db, struct arena *arena, enum offre_noun noun,
                               int64_t contenu, struct offre_details *details_r)
{
    struct offre_details details = {0};
    struct db_rows rows;
    DB_QUERY(db, &OFFRE_DETAILS, &rows, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(contenu));
    while (db_next(&rows)) {
        offre_ajouter_detail(&rows, 0, arena, noun, &details);
    }
    TRY(db_end(&rows));
    *details_r = details;
    return STATUS_OK;
}

const struct offre_detail *offre_detail_cherche(const struct offre_details *details,
                                                const struct offre_genre *genre, int64_t rang)
{
    for (size_t i = 0; i < details->n; i++) {
        if (details->items[i].genre == genre && details->items[i].rang == rang) {
            return &details->items[i];
        }
    }
    return NULL;
}

bool offre_detail_egal(const struct offre_genre *genre, const void *a, const void *b)
{
    bool sans_risque = false;
    return !offre_differe(genre->set, a, b, &sans_risque);
}

enum status offre_changements_lire(struct db *db, struct arena *arena, enum offre_noun noun,
                                   int64_t contenu, const struct offre_details *voulus,
                                   struct offre_changements *changements_r)
{
    struct offre_details avant = {0};
    struct offre_changements changements = {0};
    *changements_r = changements;
    if (!voulus) {
        return STATUS_OK;
    }
    TRY(offre_details_lire(db, arena, noun, contenu, &avant));
    changements.items = ARENA_ARRAY(arena, struct offre_changement, avant.n + voulus->n + 1);
    for (size_t i = 0; i < avant.n; i++) {
        const struct offre_detail *d = &avant.items[i];
        if (!offre_detail_cherche(voulus, d->genre, d->rang)) {
            changements.items[changements.n++] =
                (struct offre_changement){d->genre, d->rang, d->record, NULL};
        }
    }
    for (size_t i = 0; i < voulus->n; i++) {
        const struct offre_detail *d = &voulus->items[i];
        const struct offre_detail *sien = offre_detail_cherche(&avant, d->genre, d->rang);
        size_t maximum = d->genre->maximum;
        if (maximum && offre_details_compter(voulus, d->genre->code) > maximum) {
            return STATUS_REFUSED;
        }
        if (!sien || !offre_detail_egal(d->genre, sien->record, d->record)) {
            changements.items[changements.n++] =
                (struct offre_changement){d->genre, d->rang, sien ? sien->record : NULL, d->record};
        }
    }
    *changements_r = changements;
    return STATUS_OK;
}

bool offre_changements_touchent(const struct offre_changements *changements, const char *genre)
{
    for (size_t i = 0; i < changements->n; i++) {
        if (strcmp(changements->items[i].genre->code, genre) == 0) {
            return true;
        }
    }
    return false;
}

static enum status ecrire_changement(struct db *db, struct arena *arena, int64_t contenu,
                                     const struct offre_changement *changement)
{
    const struct statement *statement = !changement->apres  ? &OFFRE_DETAIL_SUPPRIMER
                                        : changement->avant ? &OFFRE_DETAIL_CHANGER
                                                            : &OFFRE_DETAIL_AJOUTER;
    const char *donnees =
        changement->apres ? encoder(arena, changement->genre, changement->apres) : NULL;
    const struct db_bind binds[] = {BIND_TEXT(offre_noun_nom(changement->genre->noun)),
                                    BIND_INT(contenu), BIND_TEXT(changement->genre->code),
                                    BIND_INT(changement->rang), BIND_TEXT(donnees)};
    return db_exec(db, statement, NULL, binds, changement->apres ? 5 : 4);
}

enum status offre_changements_ecrire(struct db *db, struct arena *arena, int64_t contenu,
                                     const struct offre_changements *changements,
                                     struct journal_ecriture *ecriture)
{
    struct journal_difference *differences =
        ARENA_ARRAY(arena, struct journal_difference, changements->n + 1);
    for (size_t i = 0; i < changements->n; i++) {
        const struct offre_changement *e = &changements->items[i];
        const char *avant = e->avant ? offre_detail_decrire(arena, e->genre, e->avant) : "";
        const char *apres = e->apres ? offre_detail_decrire(arena, e->genre, e->apres) : "";
        differences[i] = (struct journal_difference){e->genre->code, e->genre->titre, avant, apres};
        TRY(ecrire_changement(db, arena, contenu, e));
    }
    ecriture->autres = differences;
    ecriture->autres_n = changements->n;
    return STATUS_OK;
}

size_t offre_details_compter(const struct offre_details *details, const char *genre)
{
    size_t n = 0;
    for (size_t i = 0; i < details->n; i++) {
        n += strcmp(details->items[i].genre->code, genre) == 0;
    }
    return n;
}

const char *offre_detail_decrire(struct arena *arena, const struct offre_genre *genre,
                                 const void *record)
{
    struct buffer text;
    buffer_init(&text, arena, 256);
    for (size_t i = 0; i < genre->set->n; i++) {
        const struct field *field = &genre->set->fields[i];
        const char *shown = field_show(arena, field, record);
        if (shown[0]) {
            buffer_printf(&text, "%s%s %s", text.length ? ", " : "", field->label, shown);
        }
    }
    return text.data;
}

/* ---- fields that hold several codes */

#define LISTES(noun, code)                                                                         \
    STATEMENT(OFFRE_CODES_##noun, "i", "tt",                                                       \
              "SELECT champ, code FROM offre_code WHERE noun = '" code "' AND contenu = $1"        \
              " ORDER BY champ, rang");                                                            \
    STATEMENT(OFFRE_CODES_VIDER_##noun, "it", "",                                                  \
              "DELETE FROM offre_code WHERE noun = '" code "' AND contenu = $1 AND champ = $2");   \
    STATEMENT(OFFRE_CODE_AJOUTER_##noun, "itit", "",                                               \
              "INSERT INTO offre_code (noun, contenu, champ, rang, code)"                          \
              " VALUES ('" code "', $1, $2, $3, $4)")

LISTES(FORMATION, "formation");
LISTES(ACTION, "action");
LISTES(SESSION, "session");

#define LISTES_DE(noun)                                                                            \
    [OFFRE_##noun] = {&OFFRE_CODES_##noun, &OFFRE_CODES_VIDER_##noun, &OFFRE_CODE_AJOUTER_##noun,  \
                      false}

const struct notice_listes offre_listes_de[] = {LISTES_DE(FORMATION), LISTES_DE(ACTION),
                                                LISTES_DE(SESSION)};

/* ---- whole contents */

STATEMENT(OFFRE_COPIER_CODES, "tii", "",
          "INSERT INTO offre_code (noun, contenu, champ, rang, code)"
          " SELECT noun, CAST($3 AS BIGINT), champ, rang, code FROM offre_code"
          " WHERE noun = $1 AND contenu = $2");

STATEMENT(OFFRE_COPIER_DETAILS, "tii", "",
          "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
          " SELECT noun, CAST($3 AS BIGINT), genre, rang, donnees FROM offre_detail"
          " WHERE noun = $1 AND contenu = $2");

STATEMENT(OFFRE_COPIER_CITATIONS, "tii", "",
          "INSERT INTO offre_certification (noun, contenu, nom, code)"
          " SELECT noun, CAST($3 AS BIGINT), nom, code FROM offre_certification"
          " WHERE noun = $1 AND contenu = $2");

STATEMENT(OFFRE_VIDER_CITATIONS, "ti", "",
          "DELETE FROM offre_certification WHERE noun = $1 AND contenu = $2");

STATEMENT(OFFRE_VIDER_CODES, "ti", "", "DELETE FROM offre_code WHERE noun = $1 AND contenu = $2");

STATEMENT(OFFRE_VIDER_DETAILS, "ti", "",
          "DELETE FROM offre_detail WHERE noun = $1 AND contenu = $2");

enum status offre_copier_details(struct db *db, enum offre_noun noun, int64_t de, int64_t vers)
{
    TRY(DB_EXEC(db, &OFFRE_COPIER_DETAILS, NULL, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(de),
                BIND_INT(vers)));
    return DB_EXEC(db, &OFFRE_COPIER_CITATIONS, NULL, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(de),
                   BIND_INT(vers));
}

enum status offre_copier(struct db *db, enum offre_noun noun, int64_t de, int64_t vers)
{
    TRY(DB_EXEC(db, &OFFRE_COPIER_CODES, NULL, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(de),
                BIND_INT(vers)));
    return offre_copier_details(db, noun, de, vers);
}

enum status offre_vider(struct db *db, enum offre_noun noun, int64_t contenu)
{
    const char *nom = offre_noun_nom(noun);
    TRY(DB_EXEC(db, &OFFRE_VIDER_CODES, NULL, BIND_TEXT(nom), BIND_INT(contenu)));
    TRY(DB_EXEC(db, &OFFRE_VIDER_DETAILS, NULL, BIND_TEXT(nom), BIND_INT(contenu)));
    return DB_EXEC(db, &OFFRE_VIDER_CITATIONS, NULL, BIND_TEXT(nom), BIND_INT(contenu));
}

/* ---- sets of fields */

bool offre_differe(const struct field_set *set, const void *avant, const void *apres,
                   bool *sans_risque_r)
{
    bool differe = false;
    *sans_risque_r = true;
    for (size_t i = 0; i < set->n; i++) {
        if (!field_equal(&set->fields[i], avant, apres)) {
            differe = true;
            *sans_risque_r = *sans_risque_r && (set->fields[i].flags & FIELD_LOW_RISK);
        }
    }
    return differe;
}

/* ---- where the codes of a list come from */

STATEMENT(OFFRE_NOMENCLATURE, "tt", "tb",
          "SELECT (SELECT libelle FROM nomenclature WHERE nom = $1 AND code = $2),"
          " EXISTS (SELECT 1 FROM nomenclature WHERE nom = $1)");

STATEMENT(OFFRE_CONTACT, "i", "tti",
          "SELECT c.nom, c.prenom, s.etablissement_id FROM contact c"
          " JOIN site s ON s.numero = c.site WHERE c.numero = $1");

/* ---- checks */

const char *offre_juger_formacode(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_digits(value, 5) ? NULL : "code du Formacode attendu, 5 chiffres";
}

const char *offre_juger_entier(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_number(value) ? NULL
                                 : "nombre entier attendu, des chiffres seulement, par exemple 120";
}

static enum status formacode_inconnu(struct db *db, struct arena *arena, struct text_list codes,
                                     const char **inconnu_r)
{
    int64_t version = 0;
    bool extrait = false;
    bool connus[FORMACODE_TROUVES_MAX] = {false};
    enum status status = formacode_version_courante(db, &version, &extrait);
    if (status == STATUS_NOT_FOUND || codes.n > FORMACODE_TROUVES_MAX) {
        return STATUS_OK;
    }
    status = status != STATUS_OK
                 ? status
                 : formacode_existe(db, arena, version, codes.items, codes.n, connus);
    for (size_t i = 0; i < codes.n && status == STATUS_OK && !*inconnu_r; i++) {
        *inconnu_r = connus[i] ? NULL : codes.items[i];
    }
    return status;
}

/* A nomenclature that was not imported yet knows nothing, and refuses nothing. */
static enum status nomenclature_inconnu(struct db *db, const char *nom, struct text_list codes,
                                        const char **inconnu_r)
{
    for (size_t i = 0; i < codes.n && !*inconnu_r; i++) {
        struct db_rows rows;
        DB_QUERY(db, &OFFRE_NOMENCLATURE, &rows, BIND_TEXT(nom), BIND_TEXT(codes.items[i]));
        if (db_next(&rows) && db_is_null(&rows, 0) && db_bool(&rows, 1)) {
            *inconnu_r = codes.items[i];
        }
        TRY(db_end(&rows));
    }
    return STATUS_OK;
}

static enum status contact_inconnu(struct db *db, int64_t etablissement_id, struct text_list codes,
                                   const char **inconnu_r)
{
    for (size_t i = 0; i < codes.n && !*inconnu_r; i++) {
        int64_t numero = 0;
        struct db_rows rows;
        (void)text_to_int(codes.items[i], &numero);
        DB_QUERY(db, &OFFRE_CONTACT, &rows, BIND_INT(numero));
        if (!db_next(&rows) || db_int(&rows, 2) != etablissement_id) {
            *inconnu_r = codes.items[i];
        }
        TRY(db_end(&rows));
    }
    return STATUS_OK;
}

static enum status chercher_inconnu(struct db *db, struct arena *arena,
                                    const struct field_source *source, struct text_list codes,
                                    int64_t etablissement_id, const char **inconnu_r)
{
    if (source == &formacode_source) {
        return formacode_inconnu(db, arena, codes, inconnu_r);
    }
    return source == &contact_source ? contact_inconnu(db, etablissement_id, codes, inconnu_r)
                                     : nomenclature_inconnu(db, source->name, codes, inconnu_r);
}

static enum status verifier_liste(struct db *db, struct form *form, const struct field *field,
                                  const void *ancien, const void *nouveau, int64_t etablissement_id)
{
    struct text_list anciens = field_list(field, ancien);
    struct text_list codes = field_list(field, nouveau);
    struct text_list neufs = {ARENA_ARRAY(form->arena, const char *, codes.n), 0};
    const char *inconnu = NULL;
    for (size_t i = 0; i < codes.n && form_is_read(form, field->name); i++) {
        if (!text_list_holds(anciens, codes.items[i])) {
            neufs.items[neufs.n++] = codes.items[i];
        }
    }
    if (neufs.n == 0) {
        return STATUS_OK;
    }
    enum status status =
        chercher_inconnu(db, form->arena, field->source, neufs, etablissement_id, &inconnu);
    if (inconnu) {
        bool contact = field->source == &contact_source;
        form_refuse(form, field->name,
                    arena_printf(form->arena, "%s inconnu (%s), %s", contact ? "contact" : "code",
                                 inconnu,
                                 contact ? "un contact de l'établissement attendu"
                                         : "retirez-le ou remplacez-le"));
    }
    return status;
}

enum status offre_verifier_codes(struct db *db, struct form *form, const void *ancien,
                                 const void *nouveau, int64_t etablissement_id)
{
    for (size_t i = 0; i < form->n; i++) {
        const struct field *field = form->fields[i].field;
        if (field->type == FIELD_TYPE_LIST && field->source) {
            TRY(verifier_liste(db, form, field, ancien, nouveau, etablissement_id));
        }
    }
    return STATUS_OK;
}

/* ---- journal */

static enum status libelle_formacode(struct db *db, struct arena *arena, const char *code,
                                     const char **libelle_r)
{
    int64_t version = 0;
    bool extrait = false;
    struct formacode_ref ref = {.libelle = ""};
    enum status status = formacode_version_courante(db, &version, &extrait);
    status = status != STATUS_OK ? status : formacode_lire(db, arena, version, code, &ref);
    *libelle_r = ref.libelle;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status libelle_nomenclature(struct db *db, struct arena *arena, const char *nom,
                                        const char *code, const char **libelle_r)
{
    struct db_rows rows;
    DB_QUERY(db, &OFFRE_NOMENCLATURE, &rows, BIND_TEXT(nom), BIND_TEXT(code));
    *libelle_r = db_next(&rows) ? db_text(&rows, 0, arena) : "";
    return db_end(&rows);
}

static enum status libelle_contact(struct db *db, struct arena *arena, const char *code,
                                   const char **libelle_r)
{
    int64_t numero = 0;
    struct db_rows rows;
    (void)text_to_int(code, &numero);
    DB_QUERY(db, &OFFRE_CONTACT, &rows, BIND_INT(numero));
    *libelle_r = "";
    if (db_next(&rows)) {
        *libelle_r =
            arena_printf(arena, "%s %s", db_text(&rows, 0, arena), db_text(&rows, 1, arena));
    }
    return db_end(&rows);
}

static enum status libelle(struct db *db, struct arena *arena, const struct field_source *source,
                           const char *code, const char **libelle_r)
{
    if (source == &formacode_source) {
        return libelle_formacode(db, arena, code, libelle_r);
    }
    return source == &contact_source
               ? libelle_contact(db, arena, code, libelle_r)
               : libelle_nomenclature(db, arena, source->name, code, libelle_r);
}

/* The codes of both records: {"33054", "33054 - Ressources humaines"}. */
static enum status nommer(struct db *db, struct arena *arena, const struct field *field,
                          struct text_list avant, struct text_list apres,
                          const struct choice **choix_r)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, avant.n + apres.n + 1);
    for (size_t i = 0; i < avant.n + apres.n; i++) {
        const char *code = i < avant.n ? avant.items[i] : apres.items[i - avant.n];
        const char *texte = "";
        TRY(libelle(db, arena, field->source, code, &texte));
        choix[i] = (struct choice){
            code, arena_printf(arena, "%s%s%s", code, texte[0] ? " - " : "", texte)};
    }
    *choix_r = choix;
    return STATUS_OK;
}

enum status offre_journaliser(struct db *db, struct arena *arena,
                              const struct journal_ecriture *ecriture)
{
    const struct field_set *set = ecriture->set;
    const void *avant = ecriture->avant;
    struct field_choices *choix = ARENA_ARRAY(arena, struct field_choices, set->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        const struct field *field = &set->fields[i];
        if (field->type == FIELD_TYPE_LIST && field->source &&
            !(avant && field_equal(field, avant, ecriture->apres))) {
            struct text_list anciens = avant ? field_list(field, avant) : (struct text_list){0};
            choix[n].name = field->name;
            TRY(nommer(db, arena, field, anciens, field_list(field, ecriture->apres),
                       &choix[n++].choices));
        }
    }
    struct journal_ecriture complete = *ecriture;
    complete.choix = choix;
    return journal_ecrire(db, arena, &complete);
}

/* ---- what is missing */

void offre_manquer(struct arena *arena, struct offre_manques *manques, const char *adresse,
                   const char *texte)
{
    struct offre_manque *items = (void *)(uintptr_t)manques->items;
    *ARENA_PUSH(arena, items, manques->n) = (struct offre_manque){adresse, texte};
    manques->items = items;
}

void offre_exiger(struct arena *arena, const struct field_set *set, const void *record,
                  const char *quoi, const char *adresse, struct offre_manques *manques)
{
    struct form form;
    form_require(&form, arena, set, record);
    for (size_t i = 0; i < form.n; i++) {
        if (form.fields[i].message) {
            offre_manquer(
                arena, manques, arena_printf(arena, "%s#%s", adresse, form.fields[i].field->name),
                arena_printf(arena, "%s\u00A0: champ obligatoire «\u00A0%s\u00A0» manquant", quoi,
                             form.fields[i].field->label));
        }
    }
}
