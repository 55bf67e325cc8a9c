/* The reference « the same bare transaction » of script/bench.
 *
 *     bench_save DATABASE COPY SESSION
 *
 * Saves a session SAVES times in DATABASE as the domain does, one transaction each, and notes every
 * statement on the way; after each, runs the same statements with the same parameters, in one bare
 * transaction, in COPY, which must be a copy of DATABASE made before. Prints microseconds of a
 * save: CPU and real time of the domain, then of the bare transactions.
 */
#include "crypto.h"
#include "dates.h"
#include "db.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SAVES 300
#define NOTES_MAX (SAVES * 40)

struct note {
    const struct statement *statement;
    struct db_bind *binds;
    size_t n;
};

static struct {
    struct arena *arena; /* NULL: nothing is noted */
    struct note notes[NOTES_MAX];
    size_t n;
    size_t starts[SAVES + 1]; /* of each transaction */
} heard;

enum status __real_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);
enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);
enum status __real_db_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                           const struct db_bind *binds, size_t n);
enum status __wrap_db_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                           const struct db_bind *binds, size_t n);

static void hear(const struct statement *statement, const struct db_bind *binds, size_t n)
{
    if (!heard.arena) {
        return;
    }
    if (heard.n == NOTES_MAX) {
        fputs("bench_save: too many statements\n", stderr);
        exit(1);
    }
    struct db_bind *copy = ARENA_ARRAY(heard.arena, struct db_bind, n + 1);
    for (size_t i = 0; i < n; i++) {
        copy[i] = binds[i];
        if (binds[i].bytes) {
            copy[i].bytes = arena_strndup(heard.arena, binds[i].bytes, binds[i].length);
        }
    }
    heard.notes[heard.n++] = (struct note){.statement = statement, .binds = copy, .n = n};
}

enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n)
{
    hear(statement, binds, n);
    return __real_db_query(db, statement, rows, binds, n);
}

enum status __wrap_db_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                           const struct db_bind *binds, size_t n)
{
    hear(statement, binds, n);
    return __real_db_exec(db, statement, changed_r, binds, n);
}

struct save {
    struct arena *arena;
    int64_t session;
    size_t round;
};

/* Odd rounds bring the end a week forward, even ones back: the counters move at each. */
static enum status save(struct db *db, void *context)
{
    static const struct acteur officer = {
        .profil = PROFIL_CARIF, .nom = "Dominique Leroux", .email = "carif@exemple.fr"};
    const struct save *s = context;
    struct session old = {0};
    char end[DATES_ISO_SIZE];
    bool changed = false;
    enum status status = session_lire(db, s->arena, &officer, s->session, &old);
    if (status != STATUS_OK) {
        return status;
    }
    struct session new = old;
    dates_add_days(old.fin, s->round % 2 ? -7 : 7, end);
    new.fin = end;
    status = session_enregistrer(db, s->arena, &officer, &old, &new, &changed);
    return status == STATUS_OK && !changed ? STATUS_NOT_FOUND : status;
}

static enum status run_note(struct db *db, const struct note *note)
{
    struct db_rows rows;
    if (note->statement->columns[0] == '\0') {
        return __real_db_exec(db, note->statement, NULL, note->binds, note->n);
    }
    __real_db_query(db, note->statement, &rows, note->binds, note->n);
    while (db_next(&rows)) {
    }
    return db_end(&rows);
}

static enum status bare(struct db *db, void *context)
{
    const struct save *s = context;
    enum status status = STATUS_OK;
    for (size_t i = heard.starts[s->round]; i < heard.starts[s->round + 1] && status == STATUS_OK;
         i++) {
        status = run_note(db, &heard.notes[i]);
    }
    return status;
}

static double cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static enum status timed(struct db *db, enum status (*work)(struct db *db, void *context),
                         struct save *s, double figures[2])
{
    double cpu = cpu_us();
    int64_t real = dates_monotonic_us();
    enum status status = db_transaction(db, work, s);
    figures[0] += (cpu_us() - cpu) / SAVES;
    figures[1] += (double)(dates_monotonic_us() - real) / SAVES;
    arena_reset(s->arena);
    return status;
}

/* By turns, so that both meet the same machine. */
static enum status measure(struct arena *arena, struct db *const db[2], int64_t session,
                           double figures[2][2])
{
    struct save s = {.arena = arena_create(0), .session = session};
    enum status status = STATUS_OK;
    for (s.round = 0; s.round < SAVES && status == STATUS_OK; s.round++) {
        heard.arena = arena;
        status = timed(db[0], save, &s, figures[0]);
        heard.arena = NULL;
        heard.starts[s.round + 1] = heard.n;
        if (status == STATUS_OK) {
            status = timed(db[1], bare, &s, figures[1]);
        }
    }
    arena_destroy(s.arena);
    return status;
}

static enum status run(struct arena *arena, char **argv)
{
    const char *message = "";
    struct db *db[2] = {NULL, NULL};
    double figures[2][2] = {{0}};
    enum status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        const struct db_options options = {.url = argv[1 + i], .mode = DB_WRITE};
        status = db_open(&options, arena, &db[i], &message);
    }
    if (status == STATUS_OK) {
        status = measure(arena, db, atoll(argv[3]), figures);
    }
    db_close(db[0]);
    db_close(db[1]);
    if (status == STATUS_OK) {
        printf("%.1f %.1f %.1f %.1f %zu\n", figures[0][0], figures[0][1], figures[1][0],
               figures[1][1], heard.n / SAVES);
    } else {
        fprintf(stderr, "bench_save: %s %s\n", status_name(status), message);
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("bench_save DATABASE COPY SESSION\n", stderr);
        return 2;
    }
    if (crypto_start() != STATUS_OK) {
        return 3;
    }
    struct arena *arena = arena_create(0);
    enum status status = run(arena, argv);
    arena_destroy(arena);
    return status == STATUS_OK ? 0 : 1;
}
