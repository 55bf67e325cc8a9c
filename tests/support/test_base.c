#include "test_base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct db *db;
struct arena *arena;
void (*base_holds)(void);
void (*base_mends)(void);

int base_setup(void **state)
{
    (void)state;
    base_holds = base_mends = NULL;
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    arena = arena_create(0);
    return 0;
}

int base_teardown(void **state)
{
    (void)state;
    if (base_holds) {
        base_holds();
    }
    db_close(db);
    arena_destroy(arena);
    return 0;
}

void run(const char *sql)
{
    if (base_holds) {
        base_holds();
    }
    assert_int_equal(db_run_script(db, sql, "test"), STATUS_OK);
    if (base_mends) {
        base_mends();
    }
}

/* One row is read, and no more. */
static bool ask(const struct statement *statement, struct db_bind bind, struct db_rows *rows)
{
    db_query(db, statement, rows, &bind, statement->binds[0] ? 1 : 0);
    return db_next(rows);
}

static int64_t first_number(const struct statement *statement, struct db_bind bind)
{
    struct db_rows rows;
    int64_t n = ask(statement, bind, &rows) ? db_int(&rows, 0) : -1;
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

int64_t number(const struct statement *statement, int64_t id)
{
    return first_number(statement, BIND_INT(id));
}

int64_t number_of(const struct statement *statement, const char *key)
{
    return first_number(statement, BIND_TEXT(key));
}

const char *word(const struct statement *statement, int64_t id)
{
    struct db_rows rows;
    const char *text = ask(statement, BIND_INT(id), &rows) ? db_text(&rows, 0, arena) : NULL;
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}
