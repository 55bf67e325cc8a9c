#include "commande.h"

#include "application.h"
#include "dates.h"
#include "facteur.h"
#include "log.h"
#include "menage.h"
#include "parametre.h"
#include "releve.h"
#include "routes.h"
#include "server.h"
#include "signals.h"
#include "spool.h"
#include "surveillance.h"
#include "textes_page.h"
#include "version.h"

#include <malloc.h>
#include <string.h>

#define STOP_BASE_SECONDS 5 /* a silent base is waited for no longer */
/* With the seconds that a running handler may still take, under 10 in all. */
#define DRAIN_SECONDS 6

static void apply_log_level(const struct config *config)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(config->log_level, names[i]) == 0) {
            log_set_level((enum log_level)i);
        }
    }
}

/* The base is brought up to date before the first request; true when it is a demonstration. */
static int prepare_base(struct contexte *contexte, bool *demonstration)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    const char *value = "";
    enum status status = parametre_lire(db, contexte->arena, PARAMETRE_DEMONSTRATION, &value);
    *demonstration = value[0] == '1';
    db_close(db);
    return commande_code(status);
}

static void announce_metrics(const struct config *config, const struct server *server)
{
    const char *listen = config->metrics_listen;
    if (!listen[0]) {
        return;
    }
    printf("Mesures sur http://%.*s:%d/metrics\n", (int)(strrchr(listen, ':') - listen), listen,
           server_metrics_port(server));
    bool local = strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]:", 6) == 0;
    if (!local && !config->metrics_key[0]) {
        log_warning("metrics_without_key", LOG_TEXT("address", listen));
    }
}

static void announce(const struct contexte *contexte, const struct server *server,
                     bool demonstration)
{
    printf("SOFI répond sur %s (port %d)\n", contexte->config.base_url, server_port(server));
    announce_metrics(&contexte->config, server);
    if (demonstration) {
        puts("Comptes de démonstration : of@exemple.fr, carif@exemple.fr, admin@exemple.fr\n"
             "Mot de passe : demonstration-sofi");
    }
    const char *manquants = textes_manquants(contexte->arena, &contexte->config);
    if (manquants[0]) {
        printf("Mentions légales incomplètes, la page le dit : %s (voir sofi help config)\n",
               manquants);
    }
    fflush(stdout);
}

/* Better told now than at the first upload. */
static bool spool_is_usable(const struct contexte *contexte)
{
    return spool_check(contexte->arena, contexte->config.spool) == STATUS_OK;
}

/* Each page asks for memory and gives it back: by default the system is asked, and given back to,
 * each time. What stays is less than a large page takes, for each thread. */
static void keep_memory(void)
{
    /* There is one thread yet. NOLINTBEGIN(concurrency-mt-unsafe) */
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_MMAP_THRESHOLD, 2 << 20);
    /* NOLINTEND(concurrency-mt-unsafe) */
}

static int serve(struct contexte *contexte, struct application *application, bool demonstration)
{
    struct server *server = NULL;
    const char *message = NULL;
    enum status status = server_start(&contexte->config, application_callbacks(application),
                                      contexte->arena, &server, &message);
    if (status != STATUS_OK) {
        return commande_dire(COMMANDE_SYSTEME, "%s", message);
    }
    application_set_server(application, server, SOFI_VERSION, SOFI_COMMIT);
    menage_start(&contexte->config);
    facteur_start(&contexte->config);
    releve_start(&contexte->config);
    announce(contexte, server, demonstration);
    int code = COMMANDE_SYSTEME;
    if (surveillance_start(&contexte->config, server_port(server)) == STATUS_OK) {
        signals_wait();
        code = COMMANDE_OK;
    }
    db_hurry(dates_monotonic_us() + (int64_t)STOP_BASE_SECONDS * 1000000);
    surveillance_announce_stop();
    log_info("stopping", LOG_INT("seconds", DRAIN_SECONDS));
    server_stop(server, DRAIN_SECONDS);
    surveillance_stop();
    releve_stop();
    facteur_stop();
    menage_stop();
    return code;
}

int commande_serve(struct contexte *contexte)
{
    bool demonstration = false;
    apply_log_level(&contexte->config);
    keep_memory();
    if (!spool_is_usable(contexte)) {
        return commande_dire(COMMANDE_SYSTEME,
                             "SOFI_SPOOL : impossible d'écrire dans %s, un dossier existant et "
                             "accessible attendu",
                             contexte->config.spool);
    }
    int code = prepare_base(contexte, &demonstration);
    if (code != COMMANDE_OK) {
        return code;
    }
    struct application *application = application_create(&contexte->config, &routes_screens);
    if (!application) {
        return COMMANDE_SYSTEME;
    }
    code = serve(contexte, application, demonstration);
    application_destroy(application);
    return code;
}
