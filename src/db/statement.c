#include "statement.h"

#include "statement_private.h"

/* Made by the linker; absent when a program registers nothing. */
extern const struct statement *const __start_sofi_statements[] __attribute__((weak));
extern const struct statement *const __stop_sofi_statements[] __attribute__((weak));
extern const struct statement_maker *const __start_sofi_makers[] __attribute__((weak));
extern const struct statement_maker *const __stop_sofi_makers[] __attribute__((weak));

const struct statement *const statement_passing_slot = NULL;

static size_t written_count(void)
{
    return (size_t)(__stop_sofi_statements - __start_sofi_statements);
}

size_t statement_count(void)
{
    size_t n = written_count();
    for (const struct statement_maker *const *m = __start_sofi_makers; m < __stop_sofi_makers;
         m++) {
        size_t made;
        (*m)->made(&made);
        n += made;
    }
    return n;
}

const struct statement *statement_at(size_t index)
{
    size_t made = written_count();
    if (index < made) {
        return __start_sofi_statements[index];
    }
    index -= made;
    for (const struct statement_maker *const *m = __start_sofi_makers; m < __stop_sofi_makers;
         m++) {
        const struct statement *items = (*m)->made(&made);
        if (index < made) {
            return &items[index];
        }
        index -= made;
    }
    return NULL;
}

size_t statement_places(void)
{
    return 2 * statement_count();
}

static size_t made_index(const struct statement *statement)
{
    size_t before = written_count();
    for (const struct statement_maker *const *m = __start_sofi_makers; m < __stop_sofi_makers;
         m++) {
        size_t made;
        const struct statement *items = (*m)->made(&made);
        if (statement >= items && statement < items + made) {
            return before + (size_t)(statement - items);
        }
        before += made;
    }
    return before;
}

size_t statement_index(const struct statement *statement)
{
    if (statement->narrow) {
        return statement_count() + statement_index(statement->narrow);
    }
    return statement->slot ? (size_t)(statement->slot - __start_sofi_statements)
                           : made_index(statement);
}
