#include "formacode_private.h"

#include "buffer.h"

#include <string.h>

STATEMENT(FORMACODE_VERSION_COURANTE, "", "ib",
          "SELECT version, extrait FROM formacode_version ORDER BY version DESC LIMIT 1");

/* All versions of the codes, each with its successor: the reader takes the nearest one. */
STATEMENT(FORMACODE_LIRE, "t", "tittt",
          "SELECT f.code, f.version, f.libelle, s.code, s.libelle FROM formacode f"
          " CROSS JOIN (SELECT max(version) AS courante FROM formacode_version) v"
          " LEFT JOIN formacode s ON s.version = v.courante AND s.code = f.successeur"
          " WHERE f.code = ANY (CAST($1 AS TEXT[]))");

STATEMENT(FORMACODE_EXISTE, "it", "t",
          "SELECT code FROM formacode WHERE version = $1 AND choisissable AND NOT retire"
          " AND code = ANY (CAST($2 AS TEXT[]))");

const struct field_source formacode_source = {.name = "formacode"};

enum status formacode_version_courante(struct db *db, int64_t *version_r, bool *extrait_r)
{
    struct db_rows rows;
    db_query(db, &FORMACODE_VERSION_COURANTE, &rows, NULL, 0);
    if (db_next(&rows)) {
        *version_r = db_int(&rows, 0);
        *extrait_r = db_bool(&rows, 1);
    }
    return db_end_found(&rows);
}

/* ---- terms of a record */

/* How far a version is from the one wanted: itself, older ones from the nearest, newer ones. */
static int64_t eloignement(int64_t wanted, int64_t version)
{
    return version <= wanted ? wanted - version : INT32_MAX + (version - wanted);
}

void formacode_terme_lire(struct formacode_terme_lu *terme, const struct db_rows *rows, int column,
                          struct arena *arena)
{
    struct formacode_ref *ref = &terme->ref;
    int64_t version = db_int(rows, column);
    if (db_is_null(rows, column) || (terme->trouve && eloignement(ref->version, terme->version) <=
                                                          eloignement(ref->version, version))) {
        return;
    }
    terme->trouve = true;
    terme->version = version;
    ref->libelle = db_text(rows, column + 1, arena);
    ref->successeur = NULL;
    ref->successeur_code = NULL;
    const char *next = db_text(rows, column + 2, arena);
    const char *label = db_text(rows, column + 3, arena);
    bool same = strcmp(next, ref->code) == 0 && strcmp(label, ref->libelle) == 0;
    if (next[0] && !same) {
        ref->successeur_code = next;
        ref->successeur = arena_printf(arena, "%s - %s", next, label);
    }
    ref->disparu = !next[0];
}

struct formacode_terme_lu formacode_terme_a_lire(int64_t version, const char *code)
{
    return (struct formacode_terme_lu){
        .ref = {.version = version, .code = code, .libelle = "", .disparu = true}};
}

static void retenir(struct formacode_terme_lu *termes, size_t n, const struct db_rows *rows,
                    struct arena *arena)
{
    const char *code = db_text(rows, 0, NULL);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(termes[i].ref.code, code) == 0) {
            formacode_terme_lire(&termes[i], rows, 1, arena);
        }
    }
}

enum status formacode_lire_liste(struct db *db, struct arena *arena,
                                 const struct formacode_choix *choix, size_t n,
                                 struct formacode_liste *liste_r)
{
    struct formacode_ref *refs = ARENA_ARRAY(arena, struct formacode_ref, n);
    struct formacode_terme_lu *termes = ARENA_ARRAY(arena, struct formacode_terme_lu, n);
    const char **codes = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        termes[i] = formacode_terme_a_lire(choix[i].version, choix[i].code);
        codes[i] = choix[i].code;
    }
    if (n > 0) {
        struct db_rows rows;
        DB_QUERY(db, &FORMACODE_LIRE, &rows, db_texts(db, arena, codes, n));
        while (db_next(&rows)) {
            retenir(termes, n, &rows, arena);
        }
        TRY(db_end(&rows));
    }
    for (size_t i = 0; i < n; i++) {
        refs[i] = termes[i].ref;
    }
    *liste_r = (struct formacode_liste){.items = refs, .n = n};
    return STATUS_OK;
}

enum status formacode_lire(struct db *db, struct arena *arena, int64_t version, const char *code,
                           struct formacode_ref *ref_r)
{
    const struct formacode_choix choix = {version, code};
    struct formacode_liste liste = {0};
    TRY(formacode_lire_liste(db, arena, &choix, 1, &liste));
    if (liste.items[0].libelle[0] == '\0') {
        return STATUS_NOT_FOUND;
    }
    *ref_r = liste.items[0];
    return STATUS_OK;
}

/* ---- codes typed by a person */

enum status formacode_existe(struct db *db, struct arena *arena, int64_t version,
                             const char *const *codes, size_t n, bool *existe_r)
{
    memset(existe_r, 0, n * sizeof(*existe_r));
    struct db_rows rows;
    DB_QUERY(db, &FORMACODE_EXISTE, &rows, BIND_INT(version), db_texts(db, arena, codes, n));
    while (db_next(&rows)) {
        const char *code = db_text(&rows, 0, NULL);
        for (size_t i = 0; i < n; i++) {
            existe_r[i] = existe_r[i] || strcmp(codes[i], code) == 0;
        }
    }
    return db_end(&rows);
}

static const struct formacode_ref *deja(const struct formacode_liste *ancien, const char *code)
{
    for (size_t i = 0; i < ancien->n; i++) {
        if (strcmp(ancien->items[i].code, code) == 0) {
            return &ancien->items[i];
        }
    }
    return NULL;
}

struct nouveaux {
    const char **codes;
    size_t n;
    bool *existe;
    struct formacode_liste lus;
};

static enum status lire_nouveaux(struct db *db, struct arena *arena, struct nouveaux *nouveaux)
{
    int64_t version = 0;
    bool extract = false;
    enum status status = formacode_version_courante(db, &version, &extract);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    struct formacode_choix *choix = ARENA_ARRAY(arena, struct formacode_choix, nouveaux->n);
    for (size_t i = 0; i < nouveaux->n; i++) {
        choix[i] = (struct formacode_choix){version, nouveaux->codes[i]};
    }
    TRY(formacode_existe(db, arena, version, nouveaux->codes, nouveaux->n, nouveaux->existe));
    return formacode_lire_liste(db, arena, choix, nouveaux->n, &nouveaux->lus);
}

enum status formacode_resoudre(struct db *db, struct arena *arena,
                               const struct formacode_liste *ancien, struct text_list codes,
                               struct formacode_liste *liste_r, const char **inconnu_r)
{
    struct nouveaux nouveaux = {.codes = ARENA_ARRAY(arena, const char *, codes.n),
                                .existe = ARENA_ARRAY(arena, bool, codes.n)};
    for (size_t i = 0; i < codes.n; i++) {
        if (!deja(ancien, codes.items[i])) {
            nouveaux.codes[nouveaux.n++] = codes.items[i];
        }
    }
    TRY(nouveaux.n ? lire_nouveaux(db, arena, &nouveaux) : STATUS_OK);
    struct formacode_ref *refs = ARENA_ARRAY(arena, struct formacode_ref, codes.n);
    size_t n = 0;
    size_t met = 0;
    struct buffer unknown;
    buffer_init(&unknown, arena, 64);
    for (size_t i = 0; i < codes.n; i++) {
        const struct formacode_ref *kept = deja(ancien, codes.items[i]);
        if (kept) {
            refs[n++] = *kept;
            continue;
        }
        size_t next = met++; /* new codes come in the order of the walk that noted them */
        if (next < nouveaux.lus.n && nouveaux.existe[next]) {
            refs[n++] = nouveaux.lus.items[next];
        } else {
            buffer_printf(&unknown, "%s%s", unknown.length ? ", " : "", codes.items[i]);
        }
    }
    *liste_r = (struct formacode_liste){.items = refs, .n = n};
    *inconnu_r = unknown.length ? unknown.data : NULL;
    return unknown.length ? STATUS_REFUSED : STATUS_OK;
}
