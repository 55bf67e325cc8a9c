/* What all nouns have in common: a record is read by its number, shown to those who may see it,
 * saved over what it was, told in the journal.
 *
 * A noun describes its struct once (`struct notice`). Readers (…_charger) name no person: they
 * serve partners, checks and gestures. Pages read by the wrapper of the noun (…_lire), which is
 * notice_lire(): the same, for who has the right on its site.
 */
#ifndef SOFI_DOMAINE_NOTICE_H
#define SOFI_DOMAINE_NOTICE_H

#include "acteur.h"
#include "db.h"
#include "field.h"
#include "journal.h"
#include "record.h"

/* Statements on the fields of type LIST, rows of another table. */
struct notice_listes {
    /* $1: the row; field and code, in their order. NULL: they are the two last columns of the
     * statement that finds the record, on as many rows as it has codes. */
    const struct statement *lire;
    const struct statement *vider;   /* $1: the row, $2: the field */
    const struct statement *ajouter; /* $1, $2, $3: rank from 1, $4: code; see db_insert() */
    bool seule; /* one list, whose table does not name the field: no $2, the others move up */
};

#define NOTICE_TOUT_SITE SIZE_MAX

struct notice {
    const char *nom; /* in the journal: "site" */
    const struct field_set *set;
    struct record_type *type;
    size_t taille; /* of its struct */
    /* Where its struct has them (offsetof). */
    size_t ligne;  /* id of its row, which lists hang on */
    size_t numero; /* in addresses and in the journal */
    size_t version;
    size_t etablissement_id, etablissement_nom;
    size_t site; /* whose people see it; NOTICE_TOUT_SITE: those of any site of the establishment
                  */
    const struct notice_listes *listes; /* NULL: it has none, or reads and writes them itself */
    /* A row of its statements, from column `n` on, without lists. Returns the next column. */
    int (*lire_ligne)(const struct db_rows *rows, int n, struct arena *arena, void *record_r);
};

/* Offsets of a struct that calls them all as `struct notice` does. */
#define NOTICE_MEMBRES(record, ligne_)                                                             \
    .taille = sizeof(record), .ligne = offsetof(record, ligne_),                                   \
    .version = offsetof(record, version), .etablissement_id = offsetof(record, etablissement_id),  \
    .etablissement_nom = offsetof(record, etablissement_nom)

/* The record that a statement of one parameter finds; STATUS_NOT_FOUND. A second statement for
 * lists that are not joined. */
enum status notice_charger(struct db *db, struct arena *arena, const struct notice *notice,
                           const struct statement *statement, struct db_bind cle, void *record_r);

/* The same for who may see it (droits_voir()); STATUS_NOT_FOUND likewise. */
enum status notice_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        const struct notice *notice, const struct statement *statement,
                        struct db_bind cle, void *record_r);

/* A row of a list: a code more of a field of the record. The columns of the field and of the code;
 * one of an unknown field is left out. */
void notice_ajouter_code(const struct db_rows *rows, int champ, int code, struct arena *arena,
                         const struct field_set *set, void *record);

/* Writes `apres` into a row whose version is `version` (record_update()), and those of its lists
 * that differ from `avant` (NULL: all; the row has none yet). In a transaction. */
enum status notice_ecrire(struct db *db, const struct notice *notice, int64_t ligne,
                          int64_t version, const void *avant, const void *apres);

/* Its lists alone. */
enum status notice_ecrire_listes(struct db *db, const struct notice *notice, int64_t ligne,
                                 const void *avant, const void *apres);

/* The line of journal of a record that is made (`avant` NULL) or changed; `choix` and `autres` are
 * to be added. */
struct journal_ecriture notice_ligne(const struct notice *notice, const struct acteur *acteur,
                                     const void *avant, const void *apres);

/* A gesture on the record, told by one difference. */
enum status notice_raconter(struct db *db, struct arena *arena, const struct notice *notice,
                            const struct acteur *acteur, const void *record,
                            struct journal_difference difference);

#endif
