#include "application.h"

#include "confirmation.h"
#include "connections.h"
#include "cookies.h"
#include "crypto.h"
#include "csrf.h"
#include "dates.h"
#include "envoi_formulaire.h"
#include "erreur.h"
#include "facteur.h"
#include "lettre.h"
#include "log.h"
#include "login.h"
#include "menage.h"
#include "page.h"
#include "reprise.h"
#include "static_files.h"

#include <stdlib.h>
#include <string.h>

#define BODY_LIMIT ((size_t)64 * 1024)
#define BODY_LIMIT_CARRIES ((size_t)256 * 1024)
#define BODY_LIMIT_UPLOAD ((size_t)6 * 1024 * 1024)

/* What a request may ask of the base in all (each operation: connections.c). A save that waited in
 * vain has the rest to find out what became of it. */
#define BUDGET_READ_US ((int64_t)4000000)
#define BUDGET_SLOW_US ((int64_t)20000000)
#define BUDGET_EXPORT_US ((int64_t)90000000) /* an export stops by itself before */
#define BUDGET_WRITE_US ((int64_t)5000000)

/* What has an address of its own is at no other, and that address has nothing else. */
static bool is_elsewhere(const struct request *request)
{
    const struct route *route = request->match.route;
    const char *own = request->config->metrics_listen;
    bool metrics = route && (route->flags & ROUTE_METRICS);
    return request->at_metrics ? !metrics : metrics && own && own[0];
}

static size_t body_limit(void *context, const struct request *request)
{
    (void)context;
    const struct route *route = request->match.route;
    unsigned flags = route ? route->flags : 0;
    if (is_elsewhere(request)) {
        return 0;
    }
    if (flags & ROUTE_UPLOAD) {
        return BODY_LIMIT_UPLOAD;
    }
    return flags & ROUTE_CARRIES ? BODY_LIMIT_CARRIES : BODY_LIMIT;
}

/* Whatever may write, and so wait for the disk or a lock, goes to a worker: event threads only
 * read. */
/* A page by its number is counted off row by row, unless it says behind which row it begins. */
static bool asks_for_much(const struct request *request)
{
    bool numbered = false;
    for (size_t i = 0; i < request->query.n; i++) {
        const char *name = request->query.items[i].name;
        numbered = numbered || strcmp(name, "page") == 0;
        if (strcmp(name, "liste") != 0 && strcmp(name, "apres") != 0 && strcmp(name, "page") != 0) {
            return true;
        }
    }
    return numbered && request_query(request, "apres")[0] == '\0';
}

static bool is_slow(const struct request *request)
{
    unsigned flags = request->match.route->flags;
    return (flags & ROUTE_SLOW) || ((flags & ROUTE_SLOW_ASKED) && asks_for_much(request));
}

static enum server_where where(void *context, struct request *request)
{
    (void)context;
    const struct route *route = request->match.route;
    if (!route || is_elsewhere(request)) {
        return SERVER_HERE;
    }
    bool writes = route->method == HTTP_POST;
    return writes                        ? SERVER_ON_WORKER
           : route->flags & ROUTE_EXPORT ? SERVER_ON_EXPORTER
           : is_slow(request)            ? SERVER_ON_READER
                                         : SERVER_HERE;
}

static int64_t budget_us(const struct request *request)
{
    const struct route *route = request->match.route;
    if (request->method == HTTP_POST) {
        return BUDGET_WRITE_US;
    }
    unsigned flags = route ? route->flags : 0;
    return flags & ROUTE_EXPORT        ? BUDGET_EXPORT_US
           : route && is_slow(request) ? BUDGET_SLOW_US
                                       : BUDGET_READ_US;
}

/* The cookie that the tokens of forms are made from: of the login, else of the visitor; "". */
static const char *cookie_of_forms(const struct request *request)
{
    const char *login = request_cookie(request, cookies_login(request->config));
    return login[0] ? login : request_cookie(request, cookies_visiteur(request->config));
}

/* Fills request->acteur when the cookie opens a login; nobody otherwise. */
static enum status identify(struct request *request, struct application_request *own)
{
    const char *cookie = request_cookie(request, cookies_login(request->config));
    if (cookie[0] == '\0') {
        return STATUS_OK;
    }
    bool touch = false;
    enum status status =
        login_acteur(request->db, request->arena, request->config, cookie, &own->acteur, &touch);
    if (status == STATUS_OK) {
        request->acteur = &own->acteur;
        if (touch) {
            menage_toucher(own->acteur.login_id);
        }
    }
    return status == STATUS_LOGIN ? STATUS_OK : status;
}

static bool is_post(const struct request *request)
{
    return request->method == HTTP_POST;
}

static const struct screens *screens_of(const struct request *request)
{
    const struct application_request *own = request->application;
    return own->application->screens;
}

/* Nobody is logged in on a page that wants somebody. A page: the login form, then back here. A
 * form: what was typed waits behind the login form. */
static void ask_login(struct request *request, struct response *response)
{
    if (is_post(request)) {
        response->code = 403;
        page_jeton(request, response);
        screens_of(request)->connexion_reprendre(request, response, reprise_emballer(request));
        return;
    }
    struct params suite = {0};
    suite.items = &(struct param){.name = "suite", .value = request->target};
    suite.n = 1;
    response_redirect(response, arena_printf(request->arena, "/connexion?%s",
                                             params_encode(&suite, request->arena, NULL)));
}

/* Whether a POST comes from a form of ours. */
static enum csrf_result origin(const struct request *request)
{
    if (!is_post(request) || (request->match.route->flags & ROUTE_NO_CSRF)) {
        return CSRF_OK;
    }
    return csrf_check(request, cookie_of_forms(request));
}

/* The token of the form is stale. */
static void ask_again(struct request *request, struct response *response)
{
    const struct screens *screens = screens_of(request);
    page_jeton(request, response);
    response->code = 403;
    if (strcmp(request->path, screens->connexion) == 0) {
        screens->connexion_refuser(request, response,
                                   "Cette page était ouverte depuis trop longtemps, recommencez");
    } else if (!reprise_par_jeton(request, response)) {
        response_redirect(response, "/");
    }
}

/* False when the request was answered: not the right person, or not the right token. What another
 * site sent is looked at first: it must not wait behind the login form as if the person had typed
 * it (browsers leave our cookies out of such a request, so that it seems to come from nobody). */
static bool admitted(struct request *request, struct response *response)
{
    const struct route *route = request->match.route;
    enum csrf_result result = origin(request);
    if (result == CSRF_FOREIGN) {
        erreur_montrer(request, response, 403);
        return false;
    }
    if (route->who && !request->acteur) {
        ask_login(request, response);
        return false;
    }
    if (route->who && !(route->who & (unsigned)request->acteur->profil)) {
        erreur_montrer(request, response, 403);
        return false;
    }
    if (result == CSRF_STALE) {
        ask_again(request, response);
        return false;
    }
    return true;
}

static int code_of_status(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return 200;
    case STATUS_REFUSED:
        return 422;
    case STATUS_MALFORMED:
        return 400;
    case STATUS_LOGIN:
    case STATUS_FORBIDDEN:
        return 403;
    case STATUS_NOT_FOUND:
        return 404;
    case STATUS_CONFLICT:
        return 409;
    case STATUS_TOO_LARGE:
        return 413;
    case STATUS_TOO_MANY:
        return 429;
    case STATUS_BUSY:
    case STATUS_UNAVAILABLE:
    case STATUS_UNKNOWN:
    case STATUS_READ_ONLY:
        return 503;
    case STATUS_FULL:
        return 507;
    case STATUS_ERROR:
        break;
    }
    return 500;
}

struct exchange {
    struct request *request;
    struct response *response;
};

static enum status run_handler(struct db *db, void *context)
{
    struct exchange *exchange = context;
    exchange->request->db = db;
    return exchange->request->match.route->handler(exchange->request, exchange->response);
}

static enum status run(struct request *request, struct response *response)
{
    const struct route *route = request->match.route;
    if (!is_post(request)) {
        return route->handler(request, response);
    }
    if (route->flags & ROUTE_CONFIRM) {
        TRY(confirmation_exiger(request, response));
    }
    struct exchange exchange = {.request = request, .response = response};
    uint64_t lettres = lettre_deposees();
    enum status status = route->flags & ROUTE_OWN_TX
                             ? route->handler(request, response)
                             : envoi_formulaire_executer(request, response, run_handler, &exchange);
    if (lettre_deposees() != lettres) {
        facteur_reveiller(); /* for nothing, if that was rolled back, or is another request's */
    }
    return status == STATUS_OK ? status : envoi_formulaire_retrouver(request, response, status);
}

/* A GET sees one state of the base from the login to the last line, however many statements it
 * takes. An export too: it reads for OFFRE_EXPORT_SECONDS at most, no log is held for longer. A
 * form's answer comes from its transaction. */
static void see_one_state(const struct request *request)
{
    if (request->db && !is_post(request)) {
        db_snapshot_begin(request->db);
    }
}

/* After a failure, which the snapshot would repeat. */
static void see_anew(const struct request *request, enum status status)
{
    if (request->db && !is_post(request) && status != STATUS_OK) {
        db_snapshot_end(request->db);
        db_snapshot_begin(request->db);
    }
}

/* The address of the page that a form was sent from: its own, or the record's when it has none; of
 * what may have been created, the page that lists it. */
static const char *where_to_look(struct request *request)
{
    char *path = arena_strdup(request->arena, request->path);
    for (char *slash = strrchr(path, '/'); slash && slash > path; slash = strrchr(path, '/')) {
        if (connections_route(request, HTTP_GET, path) && strncmp(slash, "/nouve", 6) != 0) {
            return path;
        }
        *slash = '\0';
    }
    return *path ? path : "/";
}

/* A form that was sent is not lost by a failure of ours; what another site sent is not shown. */
static void fail(struct request *request, struct response *response, enum status status)
{
    int code = code_of_status(status);
    if (code >= 500 && is_post(request) && origin(request) != CSRF_FOREIGN) {
        reprise_par_panne(request, response, status, code, where_to_look(request));
    } else {
        erreur_montrer(request, response, code);
    }
}

/* A handler that refuses has made its own page (code 400 and over): it is kept. What failed to read
 * keeps the page that says so from nothing. */
static void finish(struct request *request, struct response *response, enum status status)
{
    see_anew(request, status);
    if (status == STATUS_UNKNOWN || (status != STATUS_OK && response->code < 400)) {
        fail(request, response, status);
    }
}

static void log_login_unreadable(const struct request *request,
                                 const struct application_request *own)
{
    log_warning("login_unreadable",
                LOG_TEXT("path", router_shown_path(own->application->router, request->arena,
                                                   request->path)));
}

static void answer(struct request *request, struct response *response,
                   struct application_request *own)
{
    if (!request->match.route) {
        if (request->db && identify(request, own) != STATUS_OK) {
            log_login_unreadable(request, own);
            see_anew(request, STATUS_ERROR);
        }
        erreur_montrer(request, response, request->match.other_method ? 405 : 404);
        return;
    }
    enum status status = request->db ? identify(request, own) : STATUS_UNAVAILABLE;
    request->base_muette = status == STATUS_UNAVAILABLE || status == STATUS_BUSY;
    if (request->base_muette && (request->match.route->flags & ROUTE_NO_DATA)) {
        see_anew(request, status);
        status = STATUS_OK; /* as to nobody: the page says so */
    }
    if (status != STATUS_OK) {
        see_anew(request, status);
        fail(request, response, status);
        return;
    }
    if (admitted(request, response)) {
        finish(request, response, run(request, response));
    }
}

static void dispatch(struct request *request, struct response *response,
                     struct application_request *own)
{
    request->envoi = crypto_token(request->arena);
    (void)connections_open(own, DB_READ, request->arena, &request->db); /* NULL: logged */
    see_one_state(request);
    answer(request, response, own);
    if (request->db && !is_post(request)) {
        db_snapshot_end(request->db);
    }
}

static struct application_request *begin(void *context, struct request *request, void *thread)
{
    struct application_request *own = ARENA_NEW(request->arena, struct application_request);
    own->application = context;
    own->thread = thread;
    const struct route *route = request->match.route;
    own->exports = route && (route->flags & ROUTE_EXPORT);
    own->deadline = dates_monotonic_us() + budget_us(request);
    request->application = own;
    const char *cookie = cookie_of_forms(request);
    request->jeton = cookie[0] ? csrf_jeton(request->arena, cookie) : "";
    return own;
}

/* Without a look at the base, nor at who asks. `handler` NULL: there is nothing here. */
static void answer_alone(struct request *request, struct response *response,
                         enum status (*handler)(struct request *request, struct response *response))
{
    request->jeton = "";
    request->envoi = "";
    finish(request, response, handler ? handler(request, response) : STATUS_NOT_FOUND);
}

/* Whatever is answered to a person who is logged in is kept by nobody: page, file, list, export. */
static void keep_private(const struct request *request, struct response *response)
{
    if (request->acteur) {
        response->cache = "no-store";
    }
}

static void handle(void *context, struct request *request, struct response *response, void *thread,
                   bool on_worker)
{
    (void)on_worker;
    const struct route *route = request->match.route;
    if (is_elsewhere(request)) {
        answer_alone(request, response, NULL);
    } else if (route && (route->flags & ROUTE_METRICS)) {
        begin(context, request, thread);
        answer_alone(request, response, route->handler);
    } else if (route || is_post(request) || !static_answer(request, response)) {
        dispatch(request, response, begin(context, request, thread));
    }
    keep_private(request, response);
}

/* What was read of the request tells whose it is, where that costs no more than any page: a person
 * who sent too much is still logged in. */
static void error_page(void *context, struct request *request, struct response *response,
                       void *thread, int code)
{
    request->jeton = "";
    request->envoi = "";
    if (thread && !request->at_metrics && (code == 413 || code == 414)) {
        struct application_request *own = begin(context, request, thread);
        (void)connections_open(own, DB_READ, request->arena, &request->db);
        if (request->db && identify(request, own) != STATUS_OK) {
            log_login_unreadable(request, own);
        }
    }
    erreur_montrer(request, response, code);
}

static void *thread_start(void *context)
{
    struct application_thread *thread = calloc(1, sizeof(*thread));
    if (!thread) {
        log_error("out_of_memory", LOG_TEXT("where", "thread_start"));
        abort();
    }
    thread->application = context;
    return thread;
}

static void thread_stop(void *context, void *state)
{
    (void)context;
    struct application_thread *thread = state;
    if (thread) {
        db_close(thread->reader);
        db_close(thread->writer);
        free(thread);
    }
}

static int64_t account_of(const struct request *request)
{
    return request->acteur ? request->acteur->compte_id : 0;
}

struct application *application_create(const struct config *config, const struct screens *screens)
{
    struct application *application = calloc(1, sizeof(*application));
    if (!application) {
        return NULL;
    }
    application->config = config;
    application->screens = screens;
    application->router = router_create(screens->routes, screens->routes_n);
    if (!application->router) {
        free(application);
        return NULL;
    }
    application->callbacks = (struct server_application){.context = application,
                                                         .body_limit = body_limit,
                                                         .where = where,
                                                         .handle = handle,
                                                         .error_page = error_page,
                                                         .thread_start = thread_start,
                                                         .thread_stop = thread_stop,
                                                         .account_of = account_of,
                                                         .router = application->router};
    return application;
}

void application_destroy(struct application *application)
{
    if (application) {
        router_destroy(application->router);
        free(application);
    }
}

const struct server_application *application_callbacks(const struct application *application)
{
    return &application->callbacks;
}

void application_set_server(struct application *application, struct server *server,
                            const char *version, const char *commit)
{
    application->version = version;
    application->commit = commit;
    application->server = server;
}
