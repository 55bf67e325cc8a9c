#include "nomenclature.h"

#include "fold.h"
#include "recherche.h"
#include "text.h"

#include <string.h>

#define MOT_MAX 100     /* bytes: no title holds a longer word */
#define MOTS_OCTETS 500 /* a longer text begins no title */

/* $1 to $3: nomenclatures. */
STATEMENT(NOMENCLATURE_LIRE, "tttt", "tttttttt",
          "SELECT n.nom, n.code, n.libelle, coalesce(n.niveau, r.niveau), n.renvoi,"
          " coalesce(n.debut, r.debut), coalesce(n.fin, r.fin), coalesce(n.inactive, r.inactive)"
          " FROM nomenclature n LEFT JOIN nomenclature r ON r.nom = 'rncp' AND r.code = n.renvoi"
          " WHERE n.nom IN ($1, $2, $3) AND n.code = ANY (CAST($4 AS TEXT[]))");

/* $1 to $3: nomenclatures; for each of the five words the patterns of the word and of its stem;
 * then those of a code, and of a title, that begins with the whole text. $16: shorter titles first.
 */
STATEMENT(NOMENCLATURE_CHERCHER, "tttttttttttttttbi", "ttttttttii",
          "WITH trouves AS (SELECT nom, code, libelle, niveau, renvoi, debut, fin, inactive,"
          "  CASE WHEN recherche LIKE $14 OR recherche LIKE $15 THEN 0 ELSE 1 END AS rang,"
          "  CASE WHEN $16 THEN length(libelle) ELSE 0 END AS longueur,"
          "  count(*) OVER () AS total FROM nomenclature n WHERE nom IN ($1, $2, $3)"
          "  AND (recherche LIKE $4 OR recherche LIKE $5)"
          "  AND (recherche LIKE $6 OR recherche LIKE $7)"
          "  AND (recherche LIKE $8 OR recherche LIKE $9)"
          "  AND (recherche LIKE $10 OR recherche LIKE $11)"
          "  AND (recherche LIKE $12 OR recherche LIKE $13)"
          "  AND NOT ($1 <> $3 AND nom = 'rncp'"
          "   AND EXISTS (SELECT 1 FROM nomenclature c WHERE c.renvoi = n.code))"
          "  ORDER BY rang, longueur, code LIMIT $17)"
          " SELECT t.nom, t.code, t.libelle, coalesce(t.niveau, r.niveau), t.renvoi,"
          " coalesce(t.debut, r.debut), coalesce(t.fin, r.fin), coalesce(t.inactive, r.inactive),"
          " t.total, t.rang FROM trouves t"
          " LEFT JOIN nomenclature r ON r.nom = 'rncp' AND r.code = t.renvoi"
          " ORDER BY t.rang, t.longueur, t.code");

/* One row for each Certifinfo code of an RNCP code. */
STATEMENT(NOMENCLATURE_CERTIFICATION, "t", "ttttttttt",
          "SELECT n.nom, n.code, n.libelle, coalesce(n.niveau, r.niveau), n.renvoi,"
          " coalesce(n.debut, r.debut), coalesce(n.fin, r.fin), coalesce(n.inactive, r.inactive),"
          " c.code FROM nomenclature n"
          " LEFT JOIN nomenclature r ON r.nom = 'rncp' AND r.code = n.renvoi"
          " LEFT JOIN nomenclature c ON c.nom = 'certifinfo' AND c.renvoi = n.code"
          " WHERE n.nom IN ('rncp', 'rs', 'certifinfo') AND n.code = $1 ORDER BY c.code LIMIT 2");

/* Both ways: what each code replaces, and what replaces it. */
STATEMENT(NOMENCLATURE_SUCCESSIONS, "t", "tt",
          "SELECT nouvelle, ancienne FROM certification_succession"
          " WHERE nouvelle = ANY (CAST($1 AS TEXT[]))"
          " UNION SELECT nouvelle, ancienne FROM certification_succession"
          " WHERE ancienne = ANY (CAST($1 AS TEXT[])) ORDER BY 1, 2");

static const char *const noms[] = {[NOMENCLATURE_NSF] = "nsf",
                                   [NOMENCLATURE_ROME] = "rome",
                                   [NOMENCLATURE_RNCP] = "rncp",
                                   [NOMENCLATURE_RS] = "rs",
                                   [NOMENCLATURE_CERTIFINFO] = "certifinfo"};

const char *nomenclature_nom(enum nomenclature nom)
{
    return noms[nom];
}

static enum nomenclature nomenclature_de(const char *nom)
{
    size_t i = 0;
    while (i < NOMENCLATURE_CERTIFINFO && strcmp(noms[i], nom) != 0) {
        i++;
    }
    return (enum nomenclature)i;
}

static void lier_noms(enum nomenclature nom, struct db_bind binds[3])
{
    bool all = nom == NOMENCLATURE_CERTIFICATIONS;
    for (int i = 0; i < 3; i++) {
        binds[i] = BIND_TEXT(noms[all ? NOMENCLATURE_RNCP + i : (int)nom]);
    }
}

const char *nomenclature_niveau(const char *europeen)
{
    static const char *const niveaux[] = {"11", "12", "13", "14", "15", "16", "17", "18"};
    bool known = europeen[0] >= '1' && europeen[0] <= '8' && !europeen[1];
    return known ? niveaux[europeen[0] - '1'] : NULL;
}

const struct field_source nomenclature_nsf = {.name = "nsf"};
const struct field_source nomenclature_rome = {.name = "rome"};

/* ---- entries by code */

static struct nomenclature_entree lire_entree(const struct db_rows *rows, struct arena *arena)
{
    return (struct nomenclature_entree){.nom = nomenclature_de(db_text(rows, 0, NULL)),
                                        .code = db_text(rows, 1, arena),
                                        .libelle = db_text(rows, 2, arena),
                                        .niveau = db_text(rows, 3, arena),
                                        .renvoi = db_text(rows, 4, arena),
                                        .debut = db_text(rows, 5, arena),
                                        .fin = db_text(rows, 6, arena),
                                        .inactive = db_text(rows, 7, NULL)[0] != '\0'};
}

/* The same code may be asked for twice. */
static void placer(struct nomenclature_entree *items, size_t n,
                   const struct nomenclature_entree *entree)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(items[i].code, entree->code) == 0) {
            items[i] = *entree;
        }
    }
}

enum status nomenclature_lire(struct db *db, struct arena *arena, enum nomenclature nom,
                              struct text_list codes, struct nomenclature_liste *liste_r)
{
    struct nomenclature_entree *items = ARENA_ARRAY(arena, struct nomenclature_entree, codes.n);
    for (size_t i = 0; i < codes.n; i++) {
        items[i] = (struct nomenclature_entree){nom, codes.items[i], "", "", "", "", "", false};
    }
    if (codes.n > 0) {
        struct db_bind binds[4];
        lier_noms(nom, binds);
        binds[3] = db_texts(db, arena, codes.items, codes.n);
        struct db_rows rows;
        db_query(db, &NOMENCLATURE_LIRE, &rows, binds, 4);
        while (db_next(&rows)) {
            struct nomenclature_entree entree = lire_entree(&rows, arena);
            placer(items, codes.n, &entree);
        }
        TRY(db_end(&rows));
    }
    *liste_r = (struct nomenclature_liste){.items = items, .n = codes.n};
    return STATUS_OK;
}

const char *nomenclature_inconnus(struct arena *arena, const struct nomenclature_liste *liste)
{
    const char *unknown = NULL;
    for (size_t i = 0; i < liste->n; i++) {
        if (liste->items[i].libelle[0] == '\0') {
            const char *code = liste->items[i].code;
            unknown = unknown ? arena_printf(arena, "%s, %s", unknown, code) : code;
        }
    }
    return unknown;
}

/* ---- search */

#define PREMIER_MOT 3
#define DEBUTS (PREMIER_MOT + 2 * NOMENCLATURE_MOTS_MAX)
#define BINDS (DEBUTS + 4)

/* False when nothing can be found: no letter nor digit, or a word too long for any title (and for
 * LIKE). */
static bool lier_mots(struct arena *arena, const char *q, const struct formacode_mots *mots,
                      struct db_bind binds[BINDS])
{
    for (size_t i = 0; i < NOMENCLATURE_MOTS_MAX; i++) {
        const struct formacode_mot *mot = i < mots->n ? &mots->items[i] : NULL;
        if (mot && strlen(mot->plein) > MOT_MAX) {
            return false;
        }
        struct db_bind *bind = &binds[PREMIER_MOT + 2 * i];
        bind[0] = BIND_TEXT(mot ? arena_printf(arena, "%% %s%%", mot->plein) : "%");
        bind[1] = BIND_TEXT(mot ? arena_printf(arena, "%% %s%%", mot->racine) : "%");
    }
    const char *folded = fold_text(arena, q);
    folded = strlen(folded) <= MOTS_OCTETS ? folded : "";
    binds[DEBUTS] = BIND_TEXT(arena_printf(arena, " %s%%", folded));
    binds[DEBUTS + 1] = BIND_TEXT(arena_printf(arena, "%%| %s%%", folded));
    binds[DEBUTS + 2] = BIND_BOOL(mots->n > 0);
    return mots->n > 0 || q[0] == '\0';
}

static bool commence(const char *mot, const struct formacode_mot *cherche)
{
    return strncmp(mot, cherche->plein, strlen(cherche->plein)) == 0 ||
           strncmp(mot, cherche->racine, strlen(cherche->racine)) == 0;
}

/* As the statement finds it: the beginning of a word, of its stem, or of the digits of a code. */
static bool repond(const void *contexte, const struct formacode_mot *mot)
{
    const struct formacode_mots *mots = contexte;
    const char *chiffres = mot->plein + strcspn(mot->plein, "0123456789");
    for (size_t i = 0; i < mots->n && i < NOMENCLATURE_MOTS_MAX; i++) {
        const struct formacode_mot *cherche = &mots->items[i];
        if (commence(mot->plein, cherche) || commence(mot->racine, cherche) ||
            (chiffres > mot->plein + 1 && commence(chiffres, cherche))) {
            return true;
        }
    }
    return false;
}

/* The code that France compétences knows it by; "": of another list. */
static const char *fiche_de(const struct nomenclature_entree *e)
{
    return e->nom == NOMENCLATURE_CERTIFINFO ? e->renvoi
           : e->nom >= NOMENCLATURE_RNCP     ? e->code
                                             : "";
}

static void noter(struct arena *arena, const char **codes, const char *code)
{
    *codes = **codes ? arena_printf(arena, "%s, %s", *codes, code) : code;
}

static enum status lire_successions(struct db *db, struct arena *arena,
                                    const struct nomenclature_liste *liste,
                                    struct nomenclature_dit *dits)
{
    struct text_list fiches = {0};
    for (size_t i = 0; i < liste->n; i++) {
        if (fiche_de(&liste->items[i])[0]) {
            text_list_add(arena, &fiches, fiche_de(&liste->items[i]));
        }
    }
    if (fiches.n == 0) {
        return STATUS_OK;
    }
    struct db_rows rows;
    DB_QUERY(db, &NOMENCLATURE_SUCCESSIONS, &rows, db_texts(db, arena, fiches.items, fiches.n));
    while (db_next(&rows)) {
        const char *nouvelle = db_text(&rows, 0, arena);
        const char *ancienne = db_text(&rows, 1, arena);
        for (size_t i = 0; i < liste->n; i++) {
            const char *fiche = fiche_de(&liste->items[i]);
            if (strcmp(fiche, nouvelle) == 0) {
                noter(arena, &dits[i].remplace, ancienne);
            }
            if (strcmp(fiche, ancienne) == 0) {
                noter(arena, &dits[i].remplacee, nouvelle);
            }
        }
    }
    return db_end(&rows);
}

static struct nomenclature_dit dire(struct arena *arena, const struct nomenclature_entree *entree,
                                    const struct formacode_mots *mots)
{
    return (struct nomenclature_dit){.code = marques_de(arena, entree->code, repond, mots),
                                     .renvoi = marques_de(arena, entree->renvoi, repond, mots),
                                     .libelle = marques_de(arena, entree->libelle, repond, mots),
                                     .remplace = "",
                                     .remplacee = ""};
}

enum status nomenclature_chercher(struct db *db, struct arena *arena, enum nomenclature nom,
                                  const char *q, struct nomenclature_resultat *resultat_r)
{
    struct db_bind binds[BINDS];
    struct nomenclature_resultat found = {0};
    const char *code = recherche_code(arena, q);
    const struct formacode_mots mots = formacode_mots_de(arena, code);
    lier_noms(nom, binds);
    if (!lier_mots(arena, code, &mots, binds)) {
        *resultat_r = found;
        return STATUS_OK;
    }
    binds[BINDS - 1] = BIND_INT(NOMENCLATURE_TROUVES_MAX);
    struct nomenclature_entree *items =
        ARENA_ARRAY(arena, struct nomenclature_entree, NOMENCLATURE_TROUVES_MAX);
    struct nomenclature_dit *dits =
        ARENA_ARRAY(arena, struct nomenclature_dit, NOMENCLATURE_TROUVES_MAX);
    struct db_rows rows;
    db_query(db, &NOMENCLATURE_CHERCHER, &rows, binds, BINDS);
    while (db_next(&rows)) {
        items[found.liste.n] = lire_entree(&rows, arena);
        dits[found.liste.n] = dire(arena, &items[found.liste.n], &mots);
        found.liste.n++;
        found.total = (size_t)db_int(&rows, 8);
    }
    found.liste.items = items;
    found.dits = dits;
    TRY(db_end(&rows));
    TRY(lire_successions(db, arena, &found.liste, dits));
    *resultat_r = found;
    return STATUS_OK;
}

/* ---- a certification */

bool nomenclature_finie(const struct nomenclature_entree *entree, const char *jour)
{
    return entree->fin[0] != '\0' && strcmp(entree->fin, jour) < 0;
}

enum status nomenclature_certification(struct db *db, struct arena *arena, const char *code,
                                       struct nomenclature_certification *certification_r)
{
    struct nomenclature_entree entree = {0};
    const char *certifinfo = "";
    int n = 0;
    struct db_rows rows;
    DB_QUERY(db, &NOMENCLATURE_CERTIFICATION, &rows, BIND_TEXT(code));
    while (db_next(&rows)) {
        entree = lire_entree(&rows, arena);
        certifinfo = n++ ? "" : db_text(&rows, 8, arena);
    }
    TRY(db_end(&rows));
    if (n == 0) {
        return STATUS_NOT_FOUND;
    }
    bool rncp = entree.nom == NOMENCLATURE_RNCP;
    *certification_r = (struct nomenclature_certification){
        .intitule = entree.libelle,
        .niveau = entree.niveau,
        .code_rncp = rncp ? entree.code : entree.renvoi,
        .code_rs = entree.nom == NOMENCLATURE_RS ? entree.code : "",
        .code_certifinfo = entree.nom == NOMENCLATURE_CERTIFINFO ? entree.code : certifinfo,
        .fin = entree.fin,
        .inactive = entree.inactive};
    return STATUS_OK;
}
