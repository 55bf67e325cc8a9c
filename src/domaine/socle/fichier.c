#include "fichier.h"

#include "crypto.h"
#include "dates.h"
#include "log.h"
#include "tentative.h"

#include <string.h>

#define MO ((uint64_t)1024 * 1024)
#define TYPES_ATTENDUS "un PDF, un JPEG ou un PNG attendu"

/* A file that comes again is young again: cleaning, which runs beside, leaves it alone. */
STATEMENT(FICHIER_RAJEUNIR, "ti", "", "UPDATE fichier SET depose_a = $2 WHERE empreinte = $1");

/* The row of another transaction that is not visible yet makes this one start again (STATUS_BUSY);
 * a UNIQUE refusal would make it fail. */
STATEMENT(FICHIER_AJOUTER, "ttii", "",
          "INSERT INTO fichier (empreinte, type, taille, depose_a) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (empreinte) DO NOTHING");

STATEMENT(FICHIER_MORCEAU_AJOUTER, "tix", "",
          "INSERT INTO fichier_morceau (empreinte, rang, octets) VALUES ($1, $2, $3)");

STATEMENT(FICHIER_MORCEAU_LIRE, "ti", "x",
          "SELECT octets FROM fichier_morceau WHERE empreinte = $1 AND rang = $2");

STATEMENT(DEPOT_NOTER, "titti", "",
          "INSERT INTO depot (jeton, compte_id, empreinte, nom, depose_a)"
          " VALUES ($1, $2, $3, $4, $5)");

STATEMENT(DEPOT_LIRE, "tii", "ttit",
          "SELECT f.empreinte, f.type, f.taille, d.nom FROM depot d"
          " JOIN fichier f ON f.empreinte = d.empreinte"
          " WHERE d.jeton = $1 AND d.compte_id = $2 AND d.depose_a > $3");

STATEMENT(DEPOT_RETIRER, "ti", "t",
          "DELETE FROM depot WHERE jeton = $1 AND compte_id = $2 RETURNING empreinte");

STATEMENT(DEPOTS_NETTOYER, "i", "", "DELETE FROM depot WHERE depose_a <= $1");

#define DE_PERSONNE                                                                                \
    " AND NOT EXISTS (SELECT 1 FROM certificat c WHERE c.empreinte = f.empreinte)"                 \
    " AND NOT EXISTS (SELECT 1 FROM depot d WHERE d.empreinte = f.empreinte)"

#define ORPHELINS "SELECT f.empreinte FROM fichier f WHERE f.depose_a <= $1" DE_PERSONNE
#define ORPHELIN "SELECT f.empreinte FROM fichier f WHERE f.empreinte = $1" DE_PERSONNE

STATEMENT(FICHIER_MORCEAUX_RETIRER, "t", "",
          "DELETE FROM fichier_morceau WHERE empreinte IN (" ORPHELIN ")");

STATEMENT(FICHIER_RETIRER, "t", "", "DELETE FROM fichier WHERE empreinte IN (" ORPHELIN ")");

STATEMENT(FICHIER_MORCEAUX_NETTOYER, "i", "",
          "DELETE FROM fichier_morceau WHERE empreinte IN (" ORPHELINS ")");

STATEMENT(FICHIERS_NETTOYER, "i", "", "DELETE FROM fichier WHERE empreinte IN (" ORPHELINS ")");

/* ---- judging */

/* The formats that are taken, by what their files begin with. */
static const struct format {
    const char *signature;
    size_t n;
    const char *type;
    const char *extension;
} formats[] = {
    {"%PDF-", 5, "application/pdf", "pdf"},
    {"\xEF\xBB\xBF%PDF-", 8, "application/pdf", "pdf"},
    {"\xFF\xD8\xFF", 3, "image/jpeg", "jpg"},
    {"\x89PNG\r\n\x1A\n", 8, "image/png", "png"},
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

/* "" for any other. */
static const char *reconnaitre(const void *octets, size_t n)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (n >= formats[i].n && memcmp(octets, formats[i].signature, formats[i].n) == 0) {
            return formats[i].type;
        }
    }
    return "";
}

const char *fichier_extension(const struct fichier *fichier)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i].type, fichier->type) == 0) {
            return formats[i].extension;
        }
    }
    return "bin";
}

/* Tenths, rounded up: a byte too many must not read "5 Mo, 5 Mo au maximum". */
static const char *trop_gros(struct arena *arena, uint64_t taille)
{
    uint64_t dixiemes = taille / MO * 10 + (taille % MO * 10 + MO - 1) / MO;
    return dixiemes % 10 ? arena_printf(arena, "%llu,%llu\u00A0Mo, 5\u00A0Mo au maximum",
                                        (unsigned long long)(dixiemes / 10),
                                        (unsigned long long)(dixiemes % 10))
                         : arena_printf(arena, "%llu\u00A0Mo, 5\u00A0Mo au maximum",
                                        (unsigned long long)(dixiemes / 10));
}

/* The piece of one rank, whole: a source that gives less than it announced is broken. */
static enum status lire_morceau(const struct fichier_source *source, uint64_t offset, void *octets,
                                size_t *n_r)
{
    uint64_t reste = source->taille - offset;
    size_t voulu = reste < FICHIER_MORCEAU ? (size_t)reste : FICHIER_MORCEAU;
    size_t lus = 0;
    TRY(source->lire(source->contexte, offset, octets, voulu, &lus));
    if (lus != voulu) {
        log_error("fichier_source_short", LOG_INT("offset", (int64_t)offset));
        return STATUS_ERROR;
    }
    *n_r = lus;
    return STATUS_OK;
}

static enum status parcourir(struct arena *arena, const struct fichier_source *source,
                             struct fichier *fichier)
{
    unsigned char *octets = arena_alloc(arena, FICHIER_MORCEAU);
    struct crypto_sum *sum = crypto_sum_start(arena);
    for (uint64_t offset = 0; offset < source->taille; offset += FICHIER_MORCEAU) {
        size_t n = 0;
        TRY(lire_morceau(source, offset, octets, &n));
        if (offset == 0) {
            fichier->type = reconnaitre(octets, n);
        }
        if (!fichier->type[0]) {
            return STATUS_OK;
        }
        crypto_sum_add(sum, octets, n);
    }
    fichier->empreinte = crypto_sum_end(sum, arena);
    return STATUS_OK;
}

enum status fichier_juger(struct arena *arena, const struct fichier_source *source,
                          struct fichier *fichier_r, const char **message_r)
{
    if (source->taille == 0 || source->taille > FICHIER_MAX) {
        *message_r =
            source->taille ? trop_gros(arena, source->taille) : "fichier vide, " TYPES_ATTENDUS;
        return STATUS_REFUSED;
    }
    struct fichier fichier = {.taille = source->taille};
    TRY(parcourir(arena, source, &fichier));
    if (!fichier.type[0]) {
        *message_r = "le contenu n'est pas de ce format, " TYPES_ATTENDUS;
        return STATUS_REFUSED;
    }
    *fichier_r = fichier;
    return STATUS_OK;
}

/* ---- keeping */

static enum status deposer_morceaux(struct db *db, const struct fichier_source *source,
                                    const char *empreinte)
{
    ARENA_SCRATCH(arena, FICHIER_MORCEAU);
    char *octets = arena_alloc(arena, FICHIER_MORCEAU);
    int64_t rang = 0;
    for (uint64_t offset = 0; offset < source->taille; offset += FICHIER_MORCEAU) {
        size_t n = 0;
        TRY(lire_morceau(source, offset, octets, &n));
        TRY(DB_EXEC(db, &FICHIER_MORCEAU_AJOUTER, NULL, BIND_TEXT(empreinte), BIND_INT(rang++),
                    BIND_BYTES(octets, n)));
    }
    return STATUS_OK;
}

enum status fichier_deposer(struct db *db, const struct fichier_source *source,
                            const struct fichier *fichier)
{
    int64_t now = dates_now();
    int64_t changed = 0;
    TRY(DB_EXEC(db, &FICHIER_RAJEUNIR, &changed, BIND_TEXT(fichier->empreinte), BIND_INT(now)));
    if (changed) {
        return STATUS_OK;
    }
    TRY(DB_EXEC(db, &FICHIER_AJOUTER, &changed, BIND_TEXT(fichier->empreinte),
                BIND_TEXT(fichier->type), BIND_INT((int64_t)fichier->taille), BIND_INT(now)));
    if (!changed) {
        return STATUS_OK;
    }
    return deposer_morceaux(db, source, fichier->empreinte);
}

enum status fichier_morceau(struct db *db, struct arena *arena, const char *empreinte, int64_t rang,
                            const char **octets_r, size_t *n_r)
{
    const char *octets = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &FICHIER_MORCEAU_LIRE, &rows, BIND_TEXT(empreinte), BIND_INT(rang));
    if (db_next(&rows)) {
        octets = db_bytes(&rows, 0, arena, &n);
    }
    TRY(db_end_found(&rows));
    *octets_r = octets;
    *n_r = n;
    return STATUS_OK;
}

/* ---- deposits */

enum status depot_noter(struct db *db, struct arena *arena, int64_t compte_id,
                        const struct fichier *fichier, const char *nom, const char **jeton_r)
{
    const char *jeton = crypto_token(arena);
    TRY(DB_EXEC(db, &DEPOT_NOTER, NULL, BIND_TEXT(jeton), BIND_INT(compte_id),
                BIND_TEXT(fichier->empreinte), BIND_TEXT(nom), BIND_INT(dates_now())));
    *jeton_r = jeton;
    return STATUS_OK;
}

enum status depot_lire(struct db *db, struct arena *arena, int64_t compte_id, const char *jeton,
                       struct fichier *fichier_r, const char **nom_r)
{
    struct fichier fichier = {0};
    const char *nom = NULL;
    struct db_rows rows;
    DB_QUERY(db, &DEPOT_LIRE, &rows, BIND_TEXT(jeton), BIND_INT(compte_id),
             BIND_INT(dates_now() - FICHIER_DEPOT_SECONDES));
    if (db_next(&rows)) {
        fichier = (struct fichier){.empreinte = db_text(&rows, 0, arena),
                                   .type = db_text(&rows, 1, arena),
                                   .taille = (uint64_t)db_int(&rows, 2)};
        nom = db_text(&rows, 3, arena);
    }
    TRY(db_end_found(&rows));
    *fichier_r = fichier;
    *nom_r = nom;
    return STATUS_OK;
}

enum status depot_retirer(struct db *db, struct arena *arena, int64_t compte_id, const char *jeton)
{
    const char *empreinte = NULL;
    struct db_rows rows;
    DB_QUERY(db, &DEPOT_RETIRER, &rows, BIND_TEXT(jeton), BIND_INT(compte_id));
    if (db_next(&rows)) {
        empreinte = db_text(&rows, 0, arena);
    }
    TRY(db_end(&rows));
    if (empreinte) {
        TRY(DB_EXEC(db, &FICHIER_MORCEAUX_RETIRER, NULL, BIND_TEXT(empreinte)));
    }
    if (empreinte) {
        TRY(DB_EXEC(db, &FICHIER_RETIRER, NULL, BIND_TEXT(empreinte)));
    }
    return STATUS_OK;
}

enum status fichier_compter(struct db *db, struct arena *arena, int64_t compte_id,
                            const struct fichier *fichier, const char **message_r)
{
    const struct tentative octets = {
        .cle = arena_printf(arena, "f:%lld", (long long)compte_id),
        .maximum = (int64_t)FICHIER_QUOTA_MO * 1024,
        .secondes = FICHIER_DEPOT_SECONDES,
        .poids = (int64_t)(fichier->taille + 1023) / 1024,
    };
    bool trop = false;
    TRY(tentative_compter(db, &octets, &trop));
    if (trop) {
        log_warning("files_throttled", LOG_INT("compte", compte_id));
        *message_r = arena_printf(arena,
                                  "plus de %d\u00A0Mo envoyés avec votre compte en un jour, "
                                  "réessayez demain ou écrivez au service Offre",
                                  FICHIER_QUOTA_MO);
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

enum status fichier_nettoyer(struct db *db)
{
    int64_t limite = dates_now() - FICHIER_DEPOT_SECONDES;
    TRY(DB_EXEC(db, &DEPOTS_NETTOYER, NULL, BIND_INT(limite)));
    TRY(DB_EXEC(db, &FICHIER_MORCEAUX_NETTOYER, NULL, BIND_INT(limite)));
    return DB_EXEC(db, &FICHIERS_NETTOYER, NULL, BIND_INT(limite));
}
