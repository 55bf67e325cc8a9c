/* The reference « only the page's SQL » of script/bench.
 *
 *     bench_sql DATABASE PAGE SECONDS [COOKIE [WORDS]]
 *
 * Runs once what the page asks of the floors below it, notes each statement and its parameters on
 * the way (the linker hands db_query() over), then plays these statements again for some seconds:
 * every row and column read, nothing kept, nothing else done. Prints the CPU in microseconds that
 * one page takes (user and system, of this process) and the number of its statements.
 */
#include "config.h"
#include "crypto.h"
#include "db.h"
#include "etablissement.h"
#include "formacode.h"
#include "login.h"
#include "parametre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define NOTES_MAX 32

struct note {
    const struct statement *statement;
    struct db_bind *binds;
    size_t n;
};

static struct {
    struct arena *arena; /* NULL: nothing is noted */
    struct note notes[NOTES_MAX];
    size_t n;
} heard;

struct bench {
    struct arena *arena;
    struct config config;
    struct db *db;
    struct acteur acteur;
    const char *cookie;
    const char *q;
};

enum status __real_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);
enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);

/* The parameters outlive the arena of the page that gave them. */
static struct db_bind *copy_binds(const struct db_bind *binds, size_t n)
{
    struct db_bind *copy = ARENA_ARRAY(heard.arena, struct db_bind, n + 1);
    for (size_t i = 0; i < n; i++) {
        copy[i] = binds[i];
        if (binds[i].bytes) {
            copy[i].bytes = arena_strndup(heard.arena, binds[i].bytes, binds[i].length);
        }
    }
    return copy;
}

enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n)
{
    if (heard.arena) {
        if (heard.n == NOTES_MAX) {
            fprintf(stderr, "bench_sql: over %d statements for one page\n", NOTES_MAX);
            exit(1);
        }
        heard.notes[heard.n++] =
            (struct note){.statement = statement, .binds = copy_binds(binds, n), .n = n};
    }
    return __real_db_query(db, statement, rows, binds, n);
}

/* ---- what each page asks for, in the order of its handler */

static enum status ask_login(struct bench *bench)
{
    bool touch = false;
    return login_acteur(bench->db, bench->arena, &bench->config, bench->cookie, &bench->acteur,
                        &touch);
}

static enum status page_connexion(struct bench *bench)
{
    const char *value = "";
    return parametre_lire(bench->db, bench->arena, PARAMETRE_DEMONSTRATION, &value);
}

static enum status page_etablissement(struct bench *bench)
{
    struct etablissement e = {0};
    enum status status = ask_login(bench);
    return status != STATUS_OK ? status
                               : etablissement_lire(bench->db, bench->arena, &bench->acteur,
                                                    bench->acteur.etablissement_siret, &e);
}

static enum status page_formacodes(struct bench *bench)
{
    struct formacode_resultat found = {0};
    enum status status = ask_login(bench);
    return status != STATUS_OK
               ? status
               : formacode_rechercher(bench->db, bench->arena, bench->q, "", &found);
}

static const struct {
    const char *name;
    enum status (*ask)(struct bench *bench);
} pages[] = {
    {"connexion", page_connexion},
    {"tableau-de-bord", ask_login},
    {"etablissement", page_etablissement},
    {"formacodes", page_formacodes},
};

static enum status hear(struct bench *bench, const char *page)
{
    enum status status = STATUS_NOT_FOUND;
    uint64_t before = db_statements_run(bench->db);
    heard.arena = bench->arena;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        if (strcmp(pages[i].name, page) == 0) {
            status = pages[i].ask(bench);
        }
    }
    heard.arena = NULL;
    if (status == STATUS_OK && db_statements_run(bench->db) - before != heard.n) {
        fprintf(stderr, "bench_sql: %zu statements noted, not all that were run\n", heard.n);
        status = STATUS_ERROR;
    }
    return status;
}

/* ---- playing them again */

static void read_row(const struct db_rows *rows, const char *columns)
{
    for (int i = 0; columns[i]; i++) {
        if (columns[i] == 't') {
            db_text(rows, i, NULL);
        } else if (columns[i] == 'i') {
            db_int(rows, i);
        } else if (columns[i] == 'b') {
            db_bool(rows, i);
        }
    }
}

static enum status play(struct db *db)
{
    for (size_t i = 0; i < heard.n; i++) {
        struct db_rows rows;
        const struct note *note = &heard.notes[i];
        __real_db_query(db, note->statement, &rows, note->binds, note->n);
        while (db_next(&rows)) {
            read_row(&rows, note->statement->columns);
        }
        enum status status = db_end(&rows);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static enum status measure(struct db *db, double seconds)
{
    long done = 0;
    double start = cpu_seconds();
    double spent = 0;
    while (spent < seconds) {
        for (int i = 0; i < 50; i++) {
            enum status status = play(db);
            if (status != STATUS_OK) {
                return status;
            }
            done++;
        }
        spent = cpu_seconds() - start;
    }
    printf("%.2f %zu\n", spent * 1e6 / (double)done, heard.n);
    return STATUS_OK;
}

static enum status run(struct bench *bench, char **argv)
{
    const char *message = "";
    struct db_options options = {.url = argv[1], .mode = DB_READ};
    enum status status = config_load(&bench->config, bench->arena, &message);
    if (status == STATUS_OK) {
        status = db_open(&options, bench->arena, &bench->db, &message);
    }
    if (status == STATUS_OK) {
        status = hear(bench, argv[2]);
    }
    if (status == STATUS_OK) {
        status = measure(bench->db, strtod(argv[3], NULL));
    }
    if (status != STATUS_OK) {
        fprintf(stderr, "bench_sql: %s: %s %s\n", argv[2], status_name(status), message);
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("bench_sql DATABASE PAGE SECONDS [COOKIE [WORDS]]\n", stderr);
        return 2;
    }
    if (crypto_start() != STATUS_OK) {
        return 3;
    }
    struct bench bench = {.arena = arena_create(0),
                          .cookie = argc > 4 ? argv[4] : "",
                          .q = argc > 5 ? argv[5] : "neige"};
    enum status status = run(&bench, argv);
    db_close(bench.db);
    arena_destroy(bench.arena);
    return status == STATUS_OK ? 0 : 1;
}
