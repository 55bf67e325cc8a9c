/* The migrator with migrations of one's own: for its tests. */
#ifndef SOFI_DB_MIGRATE_PRIVATE_H
#define SOFI_DB_MIGRATE_PRIVATE_H

#include "migrate.h"
#include "migration_table.h"

struct migration_list {
    const struct migration *items; /* sorted by name */
    size_t n;
    bool quiet; /* the log does not tell of those that were applied */
    /* In the transaction of the first one; may be NULL. */
    enum status (*begun)(struct db *db);
};

/* As migrate_apply(). */
enum status migrate_apply_list(struct db *db, const struct migration_list *list,
                               struct arena *arena, int *applied_r, const char **message_r);

#endif
