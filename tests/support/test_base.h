/* The base of one test: emptied, open, with an arena; and the questions that tests ask it.
 *
 * To be included last: `db` and `arena` are the names of parameters elsewhere.
 */
#ifndef SOFI_TEST_BASE_H
#define SOFI_TEST_BASE_H

#include "test_db.h"

extern struct db *db; /* of the current test */
extern struct arena *arena;

/* What must hold before rows are written by hand, and at the end of a test; and what makes it hold
 * again after. NULL at the beginning of each: nothing. */
extern void (*base_holds)(void);
extern void (*base_mends)(void);

/* cmocka's setup and teardown. */
int base_setup(void **state);
int base_teardown(void **state);

/* Rows written by hand. */
void run(const char *sql);

/* First column of the first row, -1 or NULL without any; `id` is bound where the statement takes
 * one. */
int64_t number(const struct statement *statement, int64_t id);
const char *word(const struct statement *statement, int64_t id);
/* As number(), of a statement that takes a text, or nothing (key NULL). */
int64_t number_of(const struct statement *statement, const char *key);

#endif
