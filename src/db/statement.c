#include "statement.h"

#include "statement_private.h"

/* Made by the linker; absent when a program registers nothing. */
extern const struct statement *const __start_sofi_statements[] __attribute__((weak));
extern const struct statement *const __stop_sofi_statements[] __attribute__((weak));

const struct statement *const statement_passing_slot = NULL;

static size_t written_count(void)
{
    return (size_t)(__stop_sofi_statements - __start_sofi_statements);
}

size_t statement_count(void)
{
    size_t made;
    record_statements(&made);
    return written_count() + made;
}

const struct statement *statement_at(size_t index)
{
    size_t made;
    const struct statement *records = record_statements(&made);
    size_t written = written_count();
    return index < written ? __start_sofi_statements[index] : &records[index - written];
}

size_t statement_places(void)
{
    return 2 * statement_count();
}

size_t statement_index(const struct statement *statement)
{
    if (statement->narrow) {
        return statement_count() + statement_index(statement->narrow);
    }
    if (statement->slot) {
        return (size_t)(statement->slot - __start_sofi_statements);
    }
    size_t made;
    const struct statement *records = record_statements(&made);
    return written_count() + (size_t)(statement - records);
}
