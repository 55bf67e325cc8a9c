/* The reference « only the page's SQL » of script/bench.
 *
 *     bench_sql DATABASE PAGE SECONDS [COOKIE [WORDS]]
 *     bench_sql DATABASE loin PAGES COOKIE
 *     bench_sql DATABASE PAGE script COOKIE [WORDS]
 *
 * The third prints the page's statements for pgbench, with their parameters in place. The second
 * prints the `apres` of the list of active sessions behind that many pages of 100; WORDS
 * hands it to the page sessions-loin. Otherwise: runs once what the page asks of the floors below
 * it, notes each statement and its parameters on the way (the linker hands db_query() over), then
 * plays these statements again for some seconds: every row and column read, nothing kept, nothing
 * else done. Prints the CPU in microseconds that one page takes (user and system, of this process)
 * and the number of its statements.
 */
#include "config.h"
#include "contact.h"
#include "crypto.h"
#include "dates.h"
#include "db.h"
#include "etablissement.h"
#include "formacode.h"
#include "login.h"
#include "offre_arbre.h"
#include "parametre.h"
#include "porte_ouverte.h"
#include "position.h"
#include "site.h"
#include "tableau_de_bord.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define NOTES_MAX 4096

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

/* The site in view, with its lists, certificates and map. */
static enum status ask_site(struct bench *bench, int64_t numero)
{
    struct site site = {0};
    struct valeurs valeurs;
    struct certificats certificats;
    struct position position = {0};
    struct position_voisines voisines;
    enum status status = site_lire(bench->db, bench->arena, &bench->acteur, numero, &site);
    if (status == STATUS_OK) {
        status = certificat_lister(bench->db, bench->arena, numero, &valeurs, &certificats);
    }
    if (status == STATUS_OK && position_lire_degres(site.longitude, 180, &position.longitude) &&
        position_lire_degres(site.latitude, 90, &position.latitude)) {
        status = position_voisines(bench->db, bench->arena, position, 8, 14, &voisines);
    }
    if (status == STATUS_OK) {
        site_avertir(bench->db, bench->arena, &site);
    }
    return status;
}

/* The sections of the page, in their order. */
static enum status ask_sections(struct bench *bench, int64_t etablissement_id)
{
    char today[DATES_ISO_SIZE];
    struct site_liste sites = {0};
    struct contact_liste contacts;
    struct porte_ouverte_liste portes_ouvertes;
    dates_today(today);
    enum status status =
        site_lister(bench->db, bench->arena, &bench->acteur, etablissement_id, &sites);
    if (status == STATUS_OK && sites.n) {
        status = ask_site(bench, sites.items[0].numero);
    }
    if (status == STATUS_OK) {
        status =
            contact_lister(bench->db, bench->arena, &bench->acteur, etablissement_id, &contacts);
    }
    return status == STATUS_OK ? porte_ouverte_lister(bench->db, bench->arena, &bench->acteur,
                                                      etablissement_id, today, &portes_ouvertes)
                               : status;
}

static enum status page_etablissement(struct bench *bench)
{
    struct etablissement e = {0};
    enum status status = ask_login(bench);
    if (status == STATUS_OK) {
        status = etablissement_lire(bench->db, bench->arena, &bench->acteur,
                                    bench->acteur.etablissement_siret, &e);
    }
    return status == STATUS_OK ? ask_sections(bench, e.id) : status;
}

static enum status page_formacodes(struct bench *bench)
{
    struct formacode_resultat found = {0};
    enum status status = ask_login(bench);
    return status != STATUS_OK
               ? status
               : formacode_rechercher(bench->db, bench->arena, bench->q, "", &found);
}

static enum status ask_scope(struct bench *bench, struct portee *portee, char *today)
{
    dates_today(today);
    enum status status = ask_login(bench);
    return status == STATUS_OK ? portee_de(bench->db, &bench->acteur, 0, portee) : status;
}

static enum status page_tableau(struct bench *bench)
{
    char today[DATES_ISO_SIZE];
    struct portee portee = {0};
    struct tableau_de_bord tableau;
    enum status status = ask_scope(bench, &portee, today);
    if (status == STATUS_OK) {
        status = tableau_de_bord_lire(bench->db, bench->arena, &portee, today, &tableau);
    }
    return status;
}

static enum status ask_sessions(struct bench *bench, enum offre_tri tri, const char *q,
                                const char *apres, int64_t taille, struct offre_page *page)
{
    char today[DATES_ISO_SIZE];
    struct offre_requete requete = {.liste = offre_liste_nommee(true, "actives"),
                                    .aujourdhui = today,
                                    .q = q,
                                    .tri = tri,
                                    .taille = taille,
                                    .page = 1,
                                    .apres = apres};
    enum status status = ask_scope(bench, &requete.portee, today);
    return status == STATUS_OK ? offre_lister(bench->db, bench->arena, &requete, page) : status;
}

static enum status page_sessions(struct bench *bench)
{
    struct offre_page page;
    return ask_sessions(bench, TRI_FIN, "", "", 10, &page);
}

static enum status page_sessions_par_intitule(struct bench *bench)
{
    struct offre_page page;
    return ask_sessions(bench, TRI_INTITULE, "", "", 10, &page);
}

static enum status page_sessions_par_dispositif(struct bench *bench)
{
    struct offre_page page;
    return ask_sessions(bench, TRI_DISPOSITIF, "", "", 10, &page);
}

static enum status page_sessions_loin(struct bench *bench)
{
    struct offre_page page;
    return ask_sessions(bench, TRI_FIN, "", bench->q, 10, &page);
}

static enum status page_sessions_cherchees(struct bench *bench)
{
    struct offre_page page;
    return ask_sessions(bench, TRI_FIN, bench->q, "", 10, &page);
}

static enum status page_formations(struct bench *bench)
{
    char today[DATES_ISO_SIZE];
    struct arbre_requete requete = {.aujourdhui = today, .q = "", .etat = ""};
    struct arbre_sites sites;
    struct arbre arbre;
    enum status status = ask_scope(bench, &requete.portee, today);
    if (status == STATUS_OK) {
        status = offre_arbre_sites(bench->db, bench->arena, &requete.portee, &sites);
    }
    return status == STATUS_OK ? offre_arbre_lire(bench->db, bench->arena, &requete, &arbre)
                               : status;
}

static enum status print_far(struct bench *bench, int pages)
{
    struct offre_page page = {.suivante = ""};
    const char *apres = "";
    enum status status = STATUS_OK;
    for (int i = 0; i < pages && page.suivante && status == STATUS_OK; i++) {
        apres = page.suivante;
        status = ask_sessions(bench, TRI_FIN, "", apres, 100, &page);
    }
    puts(page.suivante ? page.suivante : apres);
    return status;
}

static const struct {
    const char *name;
    enum status (*ask)(struct bench *bench);
} pages[] = {
    {"connexion", page_connexion},
    {"tableau-de-bord", page_tableau},
    {"etablissement", page_etablissement},
    {"formacodes", page_formacodes},
    {"sessions", page_sessions},
    {"sessions-loin", page_sessions_loin},
    {"sessions-intitule", page_sessions_par_intitule},
    {"sessions-dispositif", page_sessions_par_dispositif},
    {"sessions-cherchees", page_sessions_cherchees},
    {"sessions-absentes", page_sessions_cherchees},
    {"formations", page_formations},
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

/* ---- telling them to pgbench */

static void print_value(const struct db_bind *bind, char type)
{
    static const struct {
        char type;
        const char *name;
    } names[] = {{'i', "BIGINT"}, {'t', "TEXT"}, {'b', "BOOLEAN"}, {'x', "BYTEA"}};
    printf("CAST(");
    if (bind->type == 'i' || bind->type == 'b') {
        printf("'%lld'", (long long)bind->integer);
    } else if (bind->type == 'n') {
        printf("NULL");
    } else {
        putchar('\'');
        for (size_t i = 0; i < bind->length; i++) {
            printf(bind->bytes[i] == '\'' ? "''" : "%c", bind->bytes[i]);
        }
        putchar('\'');
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].type == type) {
            printf(" AS %s)", names[i].name);
        }
    }
}

static enum status print_script(void)
{
    for (size_t i = 0; i < heard.n; i++) {
        const struct note *note = &heard.notes[i];
        for (const char *at = note->statement->sql; *at;) {
            char *end = NULL;
            size_t place = *at == '$' ? strtoul(at + 1, &end, 10) : 0;
            if (place >= 1 && place <= note->n) {
                print_value(&note->binds[place - 1], note->statement->binds[place - 1]);
                at = end;
            } else {
                putchar(*at++);
            }
        }
        puts(";");
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
        enum status status = play(db);
        if (status != STATUS_OK) {
            return status;
        }
        done++;
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
    if (status == STATUS_OK && strcmp(argv[2], "loin") == 0) {
        return print_far(bench, atoi(argv[3]));
    }
    if (status == STATUS_OK) {
        status = hear(bench, argv[2]);
    }
    if (status == STATUS_OK) {
        status = strcmp(argv[3], "script") == 0 ? print_script()
                                                : measure(bench->db, strtod(argv[3], NULL));
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
