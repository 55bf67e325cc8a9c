/* The statements that record.h makes, behind those of the linker section. */
#ifndef SOFI_DB_STATEMENT_PRIVATE_H
#define SOFI_DB_STATEMENT_PRIVATE_H

#include "statement.h"

/* Made at the first call and never changed; the array lives as long as the process. */
const struct statement *record_statements(size_t *n_r);

#endif
