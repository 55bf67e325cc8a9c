/* The files of migrations/ as embedded in the binary by tools/embed.c. Static and read-only. */
#ifndef SOFI_DB_MIGRATION_TABLE_H
#define SOFI_DB_MIGRATION_TABLE_H

#include <stddef.h>

struct migration {
    const char *name; /* "0001_annuaire": the file without its extension */
    const char *sql;  /* NUL-terminated, as written: both engines' blocks are in it */
    size_t size;      /* without the NUL */
};

/* Sorted by name: the order in which they are applied. */
extern const struct migration migration_table[];
extern const size_t migration_count;

#endif
