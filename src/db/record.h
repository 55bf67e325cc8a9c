/* Rows read and written from the description of a noun (base/field.h).
 *
 *     RECORD(ETABLISSEMENT_RECORD, "etablissement", etablissement_fields);
 *
 * The table has `id BIGINT` (identity), `version BIGINT` and one column per field, of the field's
 * name (FIELD_TYPE_LIST fields have no column). RECORD_KEYED names another identity column than
 * `id`: RECORD_KEYED(SITE_RECORD, "site", "numero", site_fields). The three statements are made
 * once from the table of fields and are in the registry like any other, so the test prepares them
 * on both engines. Empty texts are stored as NULL and read back as "".
 */
#ifndef SOFI_DB_RECORD_H
#define SOFI_DB_RECORD_H

#include "db.h"
#include "field.h"

struct record_type {
    const char *table;
    const char *key; /* the identity column */
    const struct field_set *set;
    struct record_statements *statements; /* made at first use, once a process */
};

#define RECORD(id, table_, set_) RECORD_KEYED(id, table_, "id", set_)
#define RECORD_KEYED(id, table_, key_, set_)                                                       \
    static struct record_type id = {.table = (table_), .key = (key_), .set = &(set_)};             \
    static struct record_type *const id##_slot __attribute__((used, section("sofi_records"))) = &id

/* *id_r = the new row's id; its version is 1. */
enum status record_insert(struct db *db, struct record_type *type, const void *record,
                          int64_t *id_r);

/* Writes all fields and raises the version by one. STATUS_CONFLICT when the row's version is not
 * `version` any more; STATUS_NOT_FOUND when there is no such row. */
enum status record_update(struct db *db, struct record_type *type, int64_t id, int64_t version,
                          const void *record);

/* Fills the fields of `record` (its texts in the arena). STATUS_NOT_FOUND. */
enum status record_select(struct db *db, struct record_type *type, int64_t id, struct arena *arena,
                          void *record, int64_t *version_r);

/* Reads consecutive result columns, starting at `column`, into the fields that have a column, in
 * the order of the set: those of {alias.table} of a RECORD_STATEMENT. Returns the next column. */
int record_read(const struct db_rows *rows, int column, const struct field_set *set,
                struct arena *arena, void *record);

/* The same of {alias.table public}: only the fields that are for everybody (field.h). */
int record_read_public(const struct db_rows *rows, int column, const struct field_set *set,
                       struct arena *arena, void *record);

/* The fields of each record of the program; NULL behind the last. */
const struct field_set *record_set_at(size_t index);

#endif
