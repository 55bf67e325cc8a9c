#include "demonstration_offre.h"

#include "buffer.h"
#include "chantier.h"
#include "compte.h"
#include "dates.h"
#include "demo_empreinte.h"
#include "demo_organisme.h"
#include "derives.h"
#include "migration_table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define LOT 50000 /* sessions of a transaction, about */
#define ORGANISMES_MIN 60
#define ORGANISMES_MAX 6000
#define SESSIONS_PAR_ORGANISME 1000

/* What is invented refers to what was just written (PostgreSQL checks the same rows): nothing is
 * looked up for it. The cache holds the leaves that a lot writes to; a base that would have to be
 * made again after a crash anyway writes each page once, not to the WAL first, waits for the disk
 * at the end only, and trusts its pages. What the WAL holds, the mark of this work too, is put on
 * the disk before that. */
static const char *const regler_sqlite =
    "PRAGMA cache_size = -32768; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
    "PRAGMA foreign_keys = OFF; PRAGMA cell_size_check = OFF;";
/* The keys of an index are sorted by other threads, so many at a time as the cache could hold, and
 * wait in files; tables and files are read where the system keeps them. */
static const char *const regler_tri_sqlite =
    "PRAGMA temp_store = FILE; PRAGMA cache_size = -4096; PRAGMA threads = 2;"
    "PRAGMA mmap_size = 2000000000;";
/* As a connection is opened (db_open()); turning to the WAL waits for the disk. */
static const char *const deregler_sqlite =
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA threads = 0;"
    "PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;"
    "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;";

/* Clear of what the base itself gave; the base goes on after them. */
static const struct demo_place debut = {.etablissement = 1000,
                                        .site = 50000,
                                        .contact = 50000,
                                        .formation = 200000,
                                        .formation_contenu = 1000,
                                        .action = 500000,
                                        .action_contenu = 1000,
                                        .session = 1000000};

struct chargement {
    struct db *db;
    struct arena *arena;
    const struct demonstration_offre *offre;
    struct demo_generateur *generateur;
    struct demo_place avant;       /* when the transaction began */
    const int64_t *sessions_avant; /* of the organisations before each, and of all */
    uint32_t organisme_n;
    const char *empreinte; /* of the one password */
};

/* The first holds a twentieth, the others follow a law with a heavy tail. */
static void repartir(struct chargement *c)
{
    int64_t n = c->offre->sessions;
    int64_t voulus = n / SESSIONS_PAR_ORGANISME;
    c->organisme_n = (uint32_t)(voulus < ORGANISMES_MIN   ? ORGANISMES_MIN
                                : voulus > ORGANISMES_MAX ? ORGANISMES_MAX
                                                          : voulus);
    double *cumul = ARENA_ARRAY(c->arena, double, c->organisme_n + 1);
    int64_t *avant = ARENA_ARRAY(c->arena, int64_t, c->organisme_n + 1);
    for (uint32_t i = 1; i < c->organisme_n; i++) {
        cumul[i + 1] = cumul[i] + pow(i + 20, -1.4);
    }
    int64_t grand = (n + 19) / 20;
    for (uint32_t i = 1; i <= c->organisme_n; i++) {
        double part = cumul[i] / cumul[c->organisme_n];
        avant[i] = grand + (int64_t)floor((double)(n - grand) * part);
    }
    c->sessions_avant = avant;
}

/* ---- loading */

static void creer_organisme(struct chargement *c, int64_t sessions)
{
    struct demo_organisme *o = ARENA_NEW(c->generateur->scratch, struct demo_organisme);
    demo_organisme_creer(c->generateur, o, sessions);
    while (o->reste > 0) {
        demo_formation_creer(c->generateur, o);
    }
    demo_organisme_finir(c->generateur, o);
    arena_reset(c->generateur->scratch);
    c->generateur->place.organisme++;
}

/* Some organisations, and at the end what counts all. May run again. */
static enum status charger_lot(struct db *db, void *contexte)
{
    (void)db;
    struct chargement *c = contexte;
    struct demo_generateur *g = c->generateur;
    enum status status = STATUS_OK;
    g->place = c->avant;
    demo_charge_commencer(g->charge);
    int64_t faites = g->place.session - debut.session;
    int64_t fin = faites + LOT;
    while (faites < fin && g->place.organisme < c->organisme_n && status == STATUS_OK) {
        int64_t apres = c->sessions_avant[g->place.organisme + 1];
        creer_organisme(c, apres - faites);
        faites = apres;
        status = demo_charge_fin_etablissement(g->charge);
        if (c->offre->progres) {
            c->offre->progres(c->offre->contexte, (size_t)faites, (size_t)c->offre->sessions);
        }
    }
    if (g->place.organisme == c->organisme_n) {
        demo_charge_totaux(g->charge);
    }
    return demo_charge_finir(g->charge);
}

static enum status charger(struct chargement *c)
{
    while (c->avant.organisme < c->organisme_n) {
        TRY(db_transaction(c->db, charger_lot, c));
        c->avant = c->generateur->place;
    }
    return STATUS_OK;
}

static enum status preparer_centres(struct chargement *c)
{
    struct position *centres = ARENA_ARRAY(c->arena, struct position, demo_ville_n);
    for (size_t i = 0; i < demo_ville_n; i++) {
        TRY(position_commune(c->db, demo_villes[i].insee, &centres[i]));
    }
    c->generateur->centres = centres;
    return STATUS_OK;
}

/* The last rows. */
static enum status creer_grand_compte(struct db *db, void *contexte)
{
    struct chargement *c = contexte;
    const struct demo_generateur *g = c->generateur;
    const struct compte_nouveau nouveau = {.email = DEMONSTRATION_GRAND,
                                           .nom = "Alix Grandin",
                                           .profil = PROFIL_OF,
                                           .contact_numero = g->grand_contact,
                                           .sites = g->grand_sites,
                                           .site_count = g->grand_site_n};
    const char *jeton = NULL;
    const char *message = NULL;
    TRY(compte_creer(db, c->arena, &nouveau, &jeton, &message));
    TRY(compte_definir_mot_de_passe(db, c->arena, jeton, c->empreinte));
    return chantier_fermer(db);
}

static enum status ouvrir_chantier(struct db *db, void *contexte)
{
    (void)contexte;
    return chantier_ouvrir(db, CHANTIER_DEMONSTRATION);
}

struct script {
    const char *sql;
    const char *nom;
};

static enum status executer(struct db *db, void *contexte)
{
    const struct script *script = contexte;
    return db_run_script(db, script->sql, script->nom);
}

static enum status executer_script(struct db *db, const char *sql, const char *nom)
{
    struct script script = {sql, nom};
    return db_transaction(db, executer, &script);
}

/* SQLite sees by itself which numbers are taken. */
static enum status avancer_numeros(struct chargement *c)
{
    const struct demo_place *p = &c->generateur->place;
    const struct {
        const char *table, *colonne;
        int64_t numero;
    } suites[] = {{"etablissement", "id", p->etablissement},
                  {"site", "numero", p->site},
                  {"contact", "numero", p->contact},
                  {"formation", "numero", p->formation},
                  {"formation_contenu", "id", p->formation_contenu},
                  {"action", "numero", p->action},
                  {"action_contenu", "id", p->action_contenu},
                  {"session", "numero", p->session}};
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        const char *sql =
            arena_printf(c->arena, "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %" PRId64,
                         suites[i].table, suites[i].colonne, suites[i].numero);
        TRY(executer_script(c->db, sql, "demo_numeros"));
    }
    return STATUS_OK;
}

#define CREER "CREATE INDEX "

/* A line behind took the index away: it may have come back since, with other columns. */
static bool est_retire(struct arena *arena, size_t migration, const char *ligne)
{
    const char *nom = ligne + strlen(CREER);
    const char *retrait = arena_printf(arena, "DROP INDEX %.*s;", (int)strcspn(nom, " "), nom);
    bool retire = strstr(ligne, retrait);
    for (size_t i = migration + 1; i < migration_count && !retire; i++) {
        retire = strstr(migration_table[i].sql, retrait);
    }
    return retire;
}

static bool commence(const char *texte, const char *mots)
{
    return strncmp(texte, mots, strlen(mots)) == 0;
}

/* What grows with the sessions: an index made at once, after its rows, costs half. Not those that
 * grow at their end, as an organisation's sessions are written in that order, or not at all, as no
 * session that is invented has a commune of its own. */
static bool est_index_de_masse(const char *ligne)
{
    const char *colonnes = ligne + strcspn(ligne, "(\n");
    return (commence(ligne, CREER "session_") || commence(ligne, CREER "action_") ||
            commence(ligne, CREER "offre_mot_")) &&
           !commence(colonnes, "(etablissement_id, jusqu_au, numero") &&
           !commence(ligne, CREER "session_commune");
}

/* The commands that take those indexes away and make them again, as the migrations say: each
 * stands on a line of its own, in words of both engines. */
static void lire_index(struct arena *arena, struct buffer *defaire, struct buffer *faire)
{
    for (size_t i = 0; i < migration_count; i++) {
        for (const char *l = migration_table[i].sql; *l; l += strcspn(l, "\n"), l += *l == '\n') {
            const char *nom = l + strlen(CREER);
            if (est_index_de_masse(l) && !est_retire(arena, i, l)) {
                buffer_printf(defaire, "DROP INDEX %.*s;", (int)strcspn(nom, " "), nom);
                buffer_append(faire, l, strcspn(l, "\n"));
            }
        }
    }
}

static enum status remettre_index(struct chargement *c, const char *faire)
{
    if (db_engine_of(c->db) == DB_SQLITE) {
        TRY(db_run_script(c->db, regler_tri_sqlite, "demo_regler_tri"));
    }
    return executer_script(c->db, faire, "demo_faire_index");
}

/* The indexes come back even after a failure. */
static enum status charger_sans_index(struct chargement *c)
{
    struct buffer defaire, faire;
    buffer_init(&defaire, c->arena, 0);
    buffer_init(&faire, c->arena, 0);
    lire_index(c->arena, &defaire, &faire);
    TRY(executer_script(c->db, defaire.data, "demo_defaire_index"));
    enum status status = charger(c);
    enum status refaits = remettre_index(c, faire.data);
    return status != STATUS_OK ? status : refaits;
}

static enum status charger_offre(struct chargement *c)
{
    return c->offre->sessions >= DEMONSTRATION_SESSIONS_MASSE ? charger_sans_index(c) : charger(c);
}

/* SQLite is set back even after a failure. */
static enum status charger_sqlite(struct chargement *c)
{
    TRY(db_run_script(c->db, regler_sqlite, "demo_regler"));
    enum status status = charger_offre(c);
    enum status deregle = db_run_script(c->db, deregler_sqlite, "demo_deregler");
    return status != STATUS_OK ? status : deregle;
}

static enum status charger_tout(struct chargement *c)
{
    TRY(db_transaction(c->db, ouvrir_chantier, NULL));
    TRY(preparer_centres(c));
    TRY(demo_empreinte(&c->empreinte));
    if (db_engine_of(c->db) == DB_SQLITE) {
        TRY(charger_sqlite(c));
    } else {
        TRY(charger_offre(c));
        TRY(avancer_numeros(c));
    }
    return db_transaction(c->db, creer_grand_compte, c);
}

/* The queue; actions of sites that are closed, and the like. */
static enum status marquer(struct db *db, void *context)
{
    char aujourdhui[DATES_ISO_SIZE];
    size_t videes = 0;
    (void)context;
    dates_today(aujourdhui);
    TRY(action_attendre_completer(db));
    return action_references_toutes(db, aujourdhui, &videes);
}

enum status demonstration_offre_generer(struct db *db, struct arena *arena,
                                        const struct demonstration_offre *offre)
{
    ARENA_SCRATCH(scratch, (size_t)1 << 18);
    struct demo_generateur *g = ARENA_NEW(arena, struct demo_generateur);
    struct chargement c = {
        .db = db, .arena = arena, .offre = offre, .generateur = g, .avant = debut};
    g->graine = offre->graine;
    g->scratch = scratch;
    g->charge = demo_charge_creer(db, arena);
    g->maintenant = dates_now();
    repartir(&c);
    enum status status = charger_tout(&c);
    demo_charge_detruire(g->charge);
    TRY(status);
    return db_transaction(db, marquer, NULL);
}
