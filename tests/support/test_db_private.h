/* What test_db.c asks of each engine, for which a base is a file or a database of the cluster. */
#ifndef SOFI_TEST_DB_PRIVATE_H
#define SOFI_TEST_DB_PRIVATE_H

#include "test_db.h"

enum { TEST_URL = 400 };

struct test_engine {
    /* Before the first base; ends the program, which was told why, when there is no engine. */
    void (*start)(void);
    /* An empty base, the `n`th of the program; its address. */
    void (*create)(int n, char url[TEST_URL]);
    /* The same with all migrations applied, and kept. */
    void (*create_migrated)(int n, char url[TEST_URL]);
    /* What the base holds is what clear() gives back from here on. */
    void (*keep)(const char *url);
    void (*clear)(const char *url);
    void (*remove)(int n, const char *url);
    /* After the last remove(). */
    void (*end)(void);
};

extern const struct test_engine test_sqlite, test_postgresql;

/* Applies all migrations to an empty base. */
void test_db_migrate(const char *url);
_Noreturn void test_db_give_up(const char *what, const char *why);

#endif
