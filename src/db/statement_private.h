/* The statements that record.h and db_insert() make, behind those of the linker section. */
#ifndef SOFI_DB_STATEMENT_PRIVATE_H
#define SOFI_DB_STATEMENT_PRIVATE_H

#include "statement.h"

#include <stdbool.h>

/* The place of those that are made while running and are in no registry (schema.h): neither kept
 * nor counted. */
extern const struct statement *const statement_passing_slot;
static inline bool statement_is_passing(const struct statement *statement)
{
    return statement->slot == &statement_passing_slot;
}

/* One more than the highest statement_index(), that of wide ones counted. */
size_t statement_places(void);

#endif
