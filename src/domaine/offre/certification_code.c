/* Codes of certifications: their form, and what the official lists say of them. */
#include "certification_code.h"

#include "dates.h"
#include "derives.h"
#include "nomenclature_faute.h"
#include "parametre.h"
#include "text.h"

#include <string.h>

#define NBSP "\u00A0"
#define CHIFFRES_MAX 10

/* The end of a field's name says which list its code is of. */
static const struct {
    const char *fin;
    enum nomenclature nom;
    const char *lettres;
    const char *attendu;
    const char *libelle;
} genres[] = {
    {"_rncp", NOMENCLATURE_RNCP, "RNCP", "numéro de fiche attendu, par exemple RNCP40422", "RNCP"},
    {"_rs", NOMENCLATURE_RS, "RS", "numéro de fiche attendu, par exemple RS5695", "RS"},
    {"_certifinfo", NOMENCLATURE_CERTIFINFO, "", "numéro attendu, par exemple 114929",
     "Certifinfo"},
};
enum { GENRES = sizeof genres / sizeof *genres };

/* GENRES: the field holds no such code. */
static size_t genre_du_champ(const char *nom)
{
    size_t i = 0;
    size_t length = strlen(nom);
    while (i < GENRES && (length < strlen(genres[i].fin) ||
                          strcmp(nom + length - strlen(genres[i].fin), genres[i].fin) != 0)) {
        i++;
    }
    return i;
}

static size_t genre_de(enum nomenclature nom)
{
    size_t i = 0;
    while (i < GENRES && genres[i].nom != nom) {
        i++;
    }
    return i;
}

static const char *chiffres_de(struct arena *arena, const char *lettres, const char *saisi)
{
    const char *code = text_without_spaces(arena, saisi);
    size_t n = strlen(lettres);
    const char *chiffres = n && strncasecmp(code, lettres, n) == 0 ? code + n : code;
    size_t length = strlen(chiffres);
    return length && length <= CHIFFRES_MAX && text_is_digits(chiffres, length) ? chiffres : NULL;
}

const char *certification_code_ranger(struct arena *arena, enum nomenclature nom, const char *saisi)
{
    size_t genre = genre_de(nom);
    const char *chiffres = genre < GENRES ? chiffres_de(arena, genres[genre].lettres, saisi) : NULL;
    return chiffres && nom == NOMENCLATURE_RS ? arena_printf(arena, "RS%s", chiffres) : chiffres;
}

const char *certification_code_officiel(struct arena *arena, enum nomenclature nom,
                                        const char *code)
{
    const char *range = certification_code_ranger(arena, nom, code);
    range = range ? range : code;
    return nom == NOMENCLATURE_RNCP && range[0] ? arena_printf(arena, "RNCP%s", range) : range;
}

const char *certification_code_du_champ(struct arena *arena, const char *champ, const char *texte)
{
    size_t genre = genre_du_champ(champ);
    const char *range =
        genre < GENRES ? certification_code_ranger(arena, genres[genre].nom, texte) : NULL;
    return range ? range : texte;
}

void certification_code_completer(struct form *form, void *record)
{
    for (size_t i = 0; i < form->set->n; i++) {
        const struct field *field = &form->set->fields[i];
        size_t genre = genre_du_champ(field->name);
        const char *saisi = genre < GENRES ? field_text(field, record) : "";
        if (!saisi || !saisi[0] || !form_is_read(form, field->name)) {
            continue;
        }
        const char *range = certification_code_ranger(form->arena, genres[genre].nom, saisi);
        if (range) {
            field_set_text(field, record, range);
        } else {
            form_refuse(form, field->name, genres[genre].attendu);
        }
    }
}

/* ---- what the official lists say */

struct codes {
    struct {
        size_t record;
        const char *champ;
        size_t genre;
        const char *officiel;
        size_t lu; /* where it stands among the different ones */
    } * items;
    size_t n;
};

static struct codes codes_de(struct arena *arena, const struct offre_genre *genre,
                             const void *const *records, size_t n)
{
    struct codes codes = {.n = 0};
    codes.items = arena_alloc(arena, (n * genre->set->n + 1) * sizeof *codes.items);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < genre->set->n; j++) {
            const struct field *field = &genre->set->fields[j];
            size_t g = genre_du_champ(field->name);
            const char *code = g < GENRES ? field_text(field, records[i]) : NULL;
            if (code && code[0]) {
                codes.items[codes.n].record = i;
                codes.items[codes.n].champ = field->name;
                codes.items[codes.n].genre = g;
                codes.items[codes.n++].officiel =
                    certification_code_officiel(arena, genres[g].nom, code);
            }
        }
    }
    return codes;
}

/* Sessions by the hundred have the codes of one certification. */
static struct text_list sans_doubles(struct arena *arena, const struct codes *codes)
{
    struct text_list differents = {ARENA_ARRAY(arena, const char *, codes->n), 0};
    for (size_t i = 0; i < codes->n; i++) {
        size_t j = 0;
        while (j < differents.n && strcmp(differents.items[j], codes->items[i].officiel) != 0) {
            j++;
        }
        codes->items[i].lu = j;
        if (j == differents.n) {
            differents.items[differents.n++] = codes->items[i].officiel;
        }
    }
    return differents;
}

/* Of the codes $1, those that are known; then what an unknown one is, of each list. */
STATEMENT(
    CERTIFICATION_JUGER, "tt", "tttt",
    "SELECT o.nom, o.code, " NOMENCLATURE_FAUTE(
        "$2") ", " NOMENCLATURE_FIN
              " FROM (SELECT nom, code FROM nomenclature WHERE nom IN ('rncp', 'rs', 'certifinfo')"
              " AND code = ANY (CAST($1 AS TEXT[])) UNION ALL SELECT 'rncp', ''"
              " UNION ALL SELECT 'rs', '' UNION ALL SELECT 'certifinfo', '') o" NOMENCLATURE_CITEE);

/* What is wrong, of each different code and of one that a list does not know; NULL: nothing. */
struct verdicts {
    const char **textes;
    bool *connus;
    const char *inconnus[GENRES];
};

static const char *texte_de_faute(struct arena *arena, const struct db_rows *rows)
{
    const char *faute = db_text(rows, 2, NULL);
    if (strcmp(faute, NOMENCLATURE_FINIE) == 0) {
        return arena_printf(arena, "enregistrement fini le %s",
                            dates_show(arena, db_text(rows, 3, arena)));
    }
    return strcmp(faute, NOMENCLATURE_INCONNUE) == 0   ? "inconnue du répertoire"
           : strcmp(faute, NOMENCLATURE_INACTIVE) == 0 ? "inactive au répertoire"
                                                       : NULL;
}

static void noter_verdict(const struct db_rows *rows, const struct text_list *codes,
                          const char *texte, struct verdicts *verdicts)
{
    const char *code = db_text(rows, 1, NULL);
    for (size_t g = 0; g < GENRES && !code[0]; g++) {
        if (strcmp(nomenclature_nom(genres[g].nom), db_text(rows, 0, NULL)) == 0) {
            verdicts->inconnus[g] = texte;
        }
    }
    for (size_t i = 0; i < codes->n; i++) {
        if (strcmp(codes->items[i], code) == 0) {
            verdicts->connus[i] = true;
            verdicts->textes[i] = texte;
        }
    }
}

static enum status lire_verdicts(struct db *db, struct arena *arena, struct text_list codes,
                                 const char *aujourdhui, struct verdicts *verdicts_r)
{
    *verdicts_r = (struct verdicts){.textes = ARENA_ARRAY(arena, const char *, codes.n),
                                    .connus = ARENA_ARRAY(arena, bool, codes.n)};
    struct db_rows rows;
    if (codes.n == 0) {
        return STATUS_OK;
    }
    DB_QUERY(db, &CERTIFICATION_JUGER, &rows, db_texts(db, arena, codes.items, codes.n),
             BIND_TEXT(aujourdhui));
    while (db_next(&rows)) {
        noter_verdict(&rows, &codes, texte_de_faute(arena, &rows), verdicts_r);
    }
    return db_end(&rows);
}

enum status certification_code_juger(struct db *db, struct arena *arena,
                                     const struct offre_genre *genre, const void *const *records,
                                     size_t n, const char *aujourdhui,
                                     struct certification_fautes *fautes_r)
{
    const struct codes codes = codes_de(arena, genre, records, n);
    struct certification_faute *fautes = ARENA_ARRAY(arena, struct certification_faute, codes.n);
    struct verdicts verdicts;
    size_t trouvees = 0;
    TRY(lire_verdicts(db, arena, sans_doubles(arena, &codes), aujourdhui, &verdicts));
    for (size_t i = 0; i < codes.n; i++) {
        size_t g = codes.items[i].genre, lu = codes.items[i].lu;
        const char *texte = verdicts.connus[lu] ? verdicts.textes[lu] : verdicts.inconnus[g];
        if (texte) {
            fautes[trouvees++] = (struct certification_faute){
                codes.items[i].record, codes.items[i].champ,
                arena_printf(
                    arena, "%s %s, %s", genres[g].libelle,
                    certification_code_ranger(arena, genres[g].nom, codes.items[i].officiel),
                    texte)};
        }
    }
    *fautes_r = (struct certification_fautes){fautes, trouvees};
    return STATUS_OK;
}

/* ---- which codes a content cites */

STATEMENT(CITATIONS_LIRE, "ti", "tt",
          "SELECT nom, code FROM offre_certification WHERE noun = $1 AND contenu = $2"
          " ORDER BY nom, code");
STATEMENT(CITATIONS_VIDER, "ti", "",
          "DELETE FROM offre_certification WHERE noun = $1 AND contenu = $2");
STATEMENT(CITATIONS_AJOUTER, "titt", "",
          "INSERT INTO offre_certification (noun, contenu, nom, code) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (noun, contenu, nom, code) DO NOTHING");
STATEMENT(CITATIONS_TOUT_VIDER, "", "", "DELETE FROM offre_certification");
enum { CITATIONS_LOT = 200 };
STATEMENT(CITATIONS_CONTENUS, "tii", "i",
          "SELECT DISTINCT contenu FROM offre_detail WHERE noun = $1 AND contenu > $2"
          " AND genre IN ('certification', 'reference_certification', 'bloc')"
          " ORDER BY contenu LIMIT $3");

/* "rncp RNCP40422", each once. */
static enum status lire_dues(struct db *db, struct arena *arena, enum offre_noun noun,
                             int64_t contenu, struct text_list *dues_r)
{
    struct offre_details details = {0};
    struct text_list dues = {0};
    TRY(offre_details_lire(db, arena, noun, contenu, &details));
    for (size_t i = 0; i < details.n; i++) {
        const struct codes codes =
            codes_de(arena, details.items[i].genre, &details.items[i].record, 1);
        for (size_t j = 0; j < codes.n; j++) {
            const char *due =
                arena_printf(arena, "%s %s", nomenclature_nom(genres[codes.items[j].genre].nom),
                             codes.items[j].officiel);
            if (!text_list_holds(dues, due)) {
                *ARENA_PUSH(arena, dues.items, dues.n) = due;
            }
        }
    }
    *dues_r = dues;
    return STATUS_OK;
}

enum status certification_code_citer(struct db *db, struct arena *arena, enum offre_noun noun,
                                     int64_t contenu)
{
    struct text_list dues = {0};
    TRY(lire_dues(db, arena, noun, contenu, &dues));
    TRY(DB_EXEC(db, &CITATIONS_VIDER, NULL, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(contenu)));
    for (size_t i = 0; i < dues.n; i++) {
        const char *code = strchr(dues.items[i], ' ') + 1;
        const char *nom = arena_strndup(arena, dues.items[i], (size_t)(code - dues.items[i]) - 1);
        TRY(DB_EXEC(db, &CITATIONS_AJOUTER, NULL, BIND_TEXT(offre_noun_nom(noun)),
                    BIND_INT(contenu), BIND_TEXT(nom), BIND_TEXT(code)));
    }
    return STATUS_OK;
}

enum status certification_code_citations_justes(struct db *db, struct arena *arena,
                                                enum offre_noun noun, int64_t contenu,
                                                bool *justes_r)
{
    struct text_list dues = {0};
    size_t citees = 0;
    bool justes = true;
    struct db_rows rows;
    TRY(lire_dues(db, arena, noun, contenu, &dues));
    DB_QUERY(db, &CITATIONS_LIRE, &rows, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(contenu));
    while (db_next(&rows)) {
        citees++;
        justes =
            justes && text_list_holds(dues, arena_printf(arena, "%s %s", db_text(&rows, 0, NULL),
                                                         db_text(&rows, 1, NULL)));
    }
    *justes_r = justes && citees == dues.n;
    return db_end(&rows);
}

static enum status citer_lot(struct db *db, enum offre_noun noun, int64_t *apres, size_t *n_r)
{
    ARENA_SCRATCH(arena, 0);
    int64_t contenus[CITATIONS_LOT];
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &CITATIONS_CONTENUS, &rows, BIND_TEXT(offre_noun_nom(noun)), BIND_INT(*apres),
             BIND_INT(CITATIONS_LOT));
    while (db_next(&rows)) {
        contenus[n++] = *apres = db_int(&rows, 0);
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < n; i++) {
        TRY(certification_code_citer(db, arena, noun, contenus[i]));
    }
    *n_r = n;
    return STATUS_OK;
}

static enum status citer_toutes(struct db *db, enum offre_noun noun)
{
    int64_t apres = INT64_MIN;
    size_t n = CITATIONS_LOT;
    while (n == CITATIONS_LOT) {
        TRY(citer_lot(db, noun, &apres, &n));
    }
    return STATUS_OK;
}

#define PARAMETRE_CITATIONS "certifications_citees"

enum status certification_code_refaire_citations(struct db *db)
{
    TRY(db_exec(db, &CITATIONS_TOUT_VIDER, NULL, NULL, 0));
    TRY(citer_toutes(db, OFFRE_FORMATION));
    TRY(citer_toutes(db, OFFRE_SESSION));
    return parametre_ecrire(db, PARAMETRE_CITATIONS, "1");
}

static enum status refaire(struct db *db, void *context)
{
    char aujourdhui[DATES_ISO_SIZE];
    size_t videes = 0;
    (void)context;
    dates_today(aujourdhui);
    TRY(certification_code_refaire_citations(db));
    return action_references_toutes(db, aujourdhui, &videes);
}

enum status certification_code_completer_citations(struct db *db)
{
    ARENA_SCRATCH(arena, 0);
    const char *faites = "";
    TRY(parametre_lire(db, arena, PARAMETRE_CITATIONS, &faites));
    if (!faites[0]) {
        TRY(db_transaction(db, refaire, NULL));
    }
    return STATUS_OK;
}

/* ---- in a form */

static void refuser_doubles(struct form *form, const struct offre_genre *genre,
                            const struct offre_details *details, int64_t rang,
                            const struct codes *codes)
{
    for (size_t i = 0; i < details->n; i++) {
        const struct offre_detail *d = &details->items[i];
        if (d->genre != genre || d->rang == rang) {
            continue;
        }
        const struct codes autres = codes_de(form->arena, genre, &d->record, 1);
        for (size_t j = 0; j < codes->n; j++) {
            for (size_t k = 0; k < autres.n; k++) {
                if (strcmp(codes->items[j].officiel, autres.items[k].officiel) == 0) {
                    form_refuse(form, codes->items[j].champ,
                                "déjà saisi, une certification n'est donnée qu'une fois");
                }
            }
        }
    }
}

enum status certification_code_verifier(struct db *db, struct form *form,
                                        const struct offre_genre *genre,
                                        const struct offre_details *details, int64_t rang,
                                        const void *record, const char *averti,
                                        const char **averti_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    struct certification_fautes fautes = {0};
    const struct codes codes = codes_de(form->arena, genre, &record, 1);
    *averti_r = "";
    if (codes.n == 0) {
        return STATUS_OK;
    }
    dates_today(aujourdhui);
    /* Several blocs are of one certification. */
    if (strcmp(genre->code, "bloc") != 0) {
        refuser_doubles(form, genre, details, rang, &codes);
    }
    enum status status =
        certification_code_juger(db, form->arena, genre, &record, 1, aujourdhui, &fautes);
    for (size_t i = 0; i < fautes.n; i++) {
        *averti_r = arena_printf(form->arena, "%s%s%s", *averti_r, i ? NBSP ";" : "",
                                 fautes.items[i].texte);
    }
    for (size_t i = 0; i < fautes.n && strcmp(averti, *averti_r) != 0; i++) {
        form_refuse(form, fautes.items[i].champ,
                    arena_printf(form->arena,
                                 "%s" NBSP ": corrigez, ou enregistrez encore une fois pour garder "
                                 "ce code, l'action ne pourra pas être envoyée avec lui",
                                 fautes.items[i].texte));
    }
    return status;
}
