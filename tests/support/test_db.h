/* A fresh base for one test program, on the engine named by its first argument.
 *
 * `test_x sqlite` works on a new file in a temporary folder; `test_x postgresql` on a new database
 * of the cluster whose address is in SOFI_TEST_POSTGRESQL (without it the program says that it
 * skips and exits 0). All migrations are applied. Removed at exit.
 */
#ifndef SOFI_TEST_DB_H
#define SOFI_TEST_DB_H

#include "db.h"

/* Call first in main(); exits when the engine is absent. */
void test_db_start(int argc, char **argv);
const char *test_db_url(void);
enum db_engine test_db_engine(void);

/* A new connection; the caller closes it. Fails the test when it cannot. */
struct db *test_db_connect(enum db_mode mode);

/* The address of another base of the same engine, without any table; removed at exit too. */
const char *test_db_empty_url(void);
/* A new connection to any address. Fails the test when it cannot. */
struct db *test_db_connect_to(const char *url, enum db_mode mode);

/* PostgreSQL: whether new connections to the base of an address may write; those that are open are
 * ended. Stands for a primary that became a standby. */
void test_db_set_read_only(const char *url, bool read_only);

/* For the setup of a test: the base holds again what the migrations put there and nothing else, or
 * what it held at the last test_db_keep(): what many tests begin from is made once. */
void test_db_clear(void);
void test_db_keep(void);

#endif
