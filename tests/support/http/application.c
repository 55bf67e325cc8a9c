#include "http/application.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csrf.h"
#include "log.h"
#include "spool.h"
#include "static_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct application *of(const struct request *request)
{
    return request->application;
}

static enum status show_home(struct request *request, struct response *response)
{
    (void)request;
    buffer_literal(&response->body, "accueil");
    return STATUS_OK;
}

/* Every parameter as name=value[!] lines; '!' tells damaged bytes. */
static void write_params(struct buffer *out, const struct params *params)
{
    for (size_t i = 0; i < params->n; i++) {
        buffer_printf(out, "%s=%s%s\n", params->items[i].name, params->items[i].value,
                      params->items[i].damaged ? "!" : "");
    }
}

static enum status show_query(struct request *request, struct response *response)
{
    write_params(&response->body, &request->query);
    return STATUS_OK;
}

static enum status show_form(struct request *request, struct response *response)
{
    write_params(&response->body, &request->form);
    buffer_printf(&response->body, "body=%zu", request->body_length);
    return STATUS_OK;
}

unsigned char application_byte(uint64_t i)
{
    return (unsigned char)(i * 7 + (i >> 8) * 13 + (i >> 16) * 101);
}

uint64_t application_hash(uint64_t hash, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ bytes[i]) * 1099511628211u;
    }
    return hash;
}

/* The form, then a line for each file, then the memory that the request took. */
static enum status show_files(struct request *request, struct response *response)
{
    unsigned char *piece = arena_alloc(request->arena, 10000);
    write_params(&response->body, &request->form);
    for (size_t i = 0; i < request->file_count; i++) {
        const struct request_file *file = &request->files[i];
        uint64_t hash = APPLICATION_HASH_START;
        uint64_t done = 0;
        for (size_t n = 1; n > 0; done += n) {
            if (request_file_read(file, done, piece, 10000, &n) != STATUS_OK) {
                return STATUS_UNAVAILABLE;
            }
            hash = application_hash(hash, piece, n);
        }
        buffer_printf(&response->body, "%s: %s, %" PRIu64 " = %" PRIu64 ", %" PRIx64 "\n",
                      file->field, file->name, file->size, done, hash);
    }
    buffer_printf(&response->body, "arena=%zu", arena_used(request->arena));
    return STATUS_OK;
}

static void error_page(void *context, struct request *request, struct response *response,
                       void *thread, int code);

static enum status make_download(struct request *request, struct response *response, uint64_t size)
{
    unsigned char piece[1000];
    struct spool *spool = spool_create(request->arena, request->config->spool);
    enum status status = STATUS_OK;
    response->spool = spool;
    for (uint64_t done = 0; status == STATUS_OK && done < size;) {
        size_t n = size - done < sizeof piece ? (size_t)(size - done) : sizeof piece;
        for (size_t i = 0; i < n; i++) {
            piece[i] = application_byte(done + i);
        }
        status = spool_write(spool, piece, n);
        done += n;
    }
    return status;
}

/* A file of `octets`; made twice, as when a transaction is run again, with `deux`; followed by an
 * error with `erreur`. */
static enum status download(struct request *request, struct response *response)
{
    uint64_t size = strtoull(request_query(request, "octets"), NULL, 10);
    enum status status = make_download(request, response, size);
    if (request_query(request, "deux")[0] != '\0') {
        response_reset(response);
        status = make_download(request, response, size);
    }
    response->content_type = "application/pdf";
    if (request_query(request, "code")[0] != '\0') {
        response->code = (int)strtol(request_query(request, "code"), NULL, 10);
    }
    if (status != STATUS_OK || request_query(request, "erreur")[0] != '\0') {
        error_page(NULL, request, response, NULL, 500);
    }
    return STATUS_OK;
}

static enum status show_facts(struct request *request, struct response *response)
{
    buffer_printf(&response->body, "%speer=%s x=%s cookie=%s fragment=%d id=%s",
                  request->at_metrics ? "metrics " : "", request->peer,
                  request_header(request, "x-test"), request_cookie(request, "biscuit"),
                  request_wants_fragment(request), request->id);
    return STATUS_OK;
}

static enum status show_number(struct request *request, struct response *response)
{
    buffer_int(&response->body, request_capture_int(request, "numero"));
    return STATUS_OK;
}

static enum status show_link(struct request *request, struct response *response)
{
    buffer_text(&response->body, request_capture(request, "jeton"));
    return STATUS_OK;
}

static enum status wait_for_gate(struct request *request, struct response *response)
{
    struct application *application = of(request);
    pthread_mutex_lock(&application->mutex);
    application->inside++;
    pthread_cond_broadcast(&application->changed);
    while (!application->gate_open) {
        pthread_cond_wait(&application->changed, &application->mutex);
    }
    application->inside--;
    pthread_mutex_unlock(&application->mutex);
    /* read again after the wait: must still be there when the client has gone */
    buffer_printf(&response->body, "lent %s %s", request->target,
                  request_header(request, "x-test"));
    return STATUS_OK;
}

static enum status go(struct request *request, struct response *response)
{
    response_redirect(response, request_query(request, "vers"));
    return STATUS_OK;
}

static enum status inject(struct request *request, struct response *response)
{
    (void)request;
    response_header(response, "X-Juste", "oui");
    response_header(response, "X-Faux", "a\r\nX-Vole: 1");
    response_header(response, "X Nom", "a");
    response_cookie(response, "bon", "abc", -1, false);
    response_cookie(response, "faux", "a; Domain=evil", -1, false);
    return STATUS_OK;
}

/* A text of `octets` for everybody; each other word of the query makes it less so. */
static enum status show_text(struct request *request, struct response *response)
{
    size_t size = strtoull(request_query(request, "octets"), NULL, 10);
    const char *type = request_query(request, "type");
    request->jeton = "jeton-de-ce-navigateur";
    response->cache =
        request_query(request, "prive")[0] ? "private, no-cache" : "public, max-age=300";
    response->content_type = type[0] ? type : response->content_type;
    response_vary(response, "Cookie");
    while (response->body.length + 16 <= size) {
        buffer_literal(&response->body, "<p>Un texte.</p>");
    }
    if (request_query(request, "jeton")[0]) {
        buffer_text(&response->body, request->jeton);
    }
    if (request_query(request, "biscuit")[0]) {
        response_cookie(response, "a", "b", -1, false);
    }
    if (request_query(request, "etag")[0]) {
        response_header(response, "ETag", "\"x\"");
    }
    if (request_query(request, "code")[0]) {
        response->code = (int)strtol(request_query(request, "code"), NULL, 10);
    }
    return STATUS_OK;
}

static enum status check_csrf(struct request *request, struct response *response)
{
    static const char *const names[] = {"ok", "stale", "foreign"};
    buffer_text(&response->body, names[csrf_check(request, request_cookie(request, "biscuit"))]);
    return STATUS_OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/", 0, 0, show_home},
    {HTTP_GET, "/q", 0, 0, show_query},
    {HTTP_GET, "/faits", 0, 0, show_facts},
    {HTTP_GET, "/numero/{numero}", 0, 0, show_number},
    {HTTP_GET, "/lien/{jeton}", 0, 0, show_link},
    {HTTP_GET, "/lent", 0, ROUTE_SLOW, wait_for_gate},
    {HTTP_GET, "/texte", 0, 0, show_text},
    {HTTP_GET, "/va", 0, 0, go},
    {HTTP_GET, "/injection", 0, 0, inject},
    {HTTP_POST, "/forme", 0, 0, show_form},
    {HTTP_POST, "/envoi", 0, ROUTE_UPLOAD | ROUTE_SLOW, show_form},
    {HTTP_POST, "/csrf", 0, 0, check_csrf},
    {HTTP_POST, "/fichiers", 0, ROUTE_UPLOAD | ROUTE_SLOW, show_files},
    {HTTP_GET, "/telecharge", 0, 0, download},
};

static size_t body_limit(void *context, const struct request *request)
{
    const struct route *route = request->match.route;
    (void)context;
    return route != NULL && (route->flags & ROUTE_UPLOAD) ? 6u << 20 : 64u << 10;
}

static enum server_where where(void *context, struct request *request)
{
    const struct route *route = request->match.route;
    request->application = context;
    return route != NULL && (route->flags & ROUTE_SLOW) ? SERVER_ON_WORKER : SERVER_HERE;
}

static void error_page(void *context, struct request *request, struct response *response,
                       void *thread, int code)
{
    (void)context;
    (void)thread;
    response_reset(response);
    response->code = code;
    buffer_printf(&response->body, "Erreur %d, demande %s", code, request->id);
}

static void handle(void *context, struct request *request, struct response *response, void *thread,
                   bool on_worker)
{
    struct application *application = context;
    if (thread != application) {
        atomic_fetch_add(&application->wrong_thread_states, 1);
    }
    atomic_fetch_add(on_worker ? &application->on_worker : &application->on_event, 1);
    if (request->match.route != NULL) {
        request->match.route->handler(request, response);
    } else if (!static_answer(request, response)) {
        error_page(context, request, response, thread, request->match.other_method ? 405 : 404);
    }
}

static void *thread_start(void *context)
{
    struct application *application = context;
    atomic_fetch_add(&application->started, 1);
    return application;
}

static void thread_stop(void *context, void *thread)
{
    struct application *application = context;
    (void)thread;
    atomic_fetch_add(&application->stopped, 1);
}

static int64_t account_of(const struct request *request)
{
    return request->method == HTTP_POST ? 7 : 0;
}

void application_init(struct application *application)
{
    memset(application, 0, sizeof *application);
    application->arena = arena_create(0);
    application->config = (struct config){.listen = "127.0.0.1:0",
                                          .base_url = "http://sofi.test",
                                          .hosts = "a",
                                          .trusted_proxy = "",
                                          .metrics_listen = "",
                                          .metrics_key = "",
                                          .threads = 2,
                                          .workers = 2,
                                          .queue = 2};
    strcpy(application->spool_dir, "/tmp/sofi-spool-XXXXXX");
    assert_non_null(mkdtemp(application->spool_dir));
    application->config.spool = application->spool_dir;
    application->router = router_create(routes, sizeof routes / sizeof *routes);
    assert_non_null(application->router);
    application->log_fd = memfd_create("log", MFD_CLOEXEC);
    /* Threads write at once, and each must find its own place (Linux only sees to it for files that
     * were opened by name). */
    assert_int_equal(fcntl(application->log_fd, F_SETFL, O_APPEND), 0);
    log_set_output(application->log_fd);
    pthread_mutex_init(&application->mutex, NULL);
    pthread_cond_init(&application->changed, NULL);
}

void application_start(struct application *application)
{
    struct server_application calls = {.context = application,
                                       .body_limit = body_limit,
                                       .where = where,
                                       .handle = handle,
                                       .error_page = error_page,
                                       .thread_start = thread_start,
                                       .thread_stop = thread_stop,
                                       .account_of = account_of,
                                       .router = application->router};
    const char *message = NULL;
    enum status status = server_start(&application->config, &calls, application->arena,
                                      &application->server, &message);
    if (status != STATUS_OK) {
        fail_msg("server_start: %s", message);
    }
    application->port = server_port(application->server);
}

void application_end(struct application *application)
{
    application_open_gate(application);
    if (application->server != NULL) {
        server_stop(application->server, 5);
    }
    assert_int_equal(application->wrong_thread_states, 0);
    uint64_t bytes = 0;
    assert_int_equal(application_spools(application, &bytes), 0);
    assert_int_equal(rmdir(application->spool_dir), 0);
    log_set_output(2);
    close(application->log_fd);
    router_destroy(application->router);
    pthread_mutex_destroy(&application->mutex);
    pthread_cond_destroy(&application->changed);
    arena_destroy(application->arena);
}

struct application app;

int application_setup(void **state)
{
    (void)state;
    application_init(&app);
    application_start(&app);
    return 0;
}

int application_teardown(void **state)
{
    (void)state;
    application_end(&app);
    return 0;
}

void application_open_gate(struct application *application)
{
    pthread_mutex_lock(&application->mutex);
    application->gate_open = true;
    pthread_cond_broadcast(&application->changed);
    pthread_mutex_unlock(&application->mutex);
}

void application_wait_inside(struct application *application, int n)
{
    pthread_mutex_lock(&application->mutex);
    while (application->inside < n) {
        pthread_cond_wait(&application->changed, &application->mutex);
    }
    pthread_mutex_unlock(&application->mutex);
}

int application_spools(const struct application *application, uint64_t *bytes_r)
{
    int count = 0;
    uint64_t bytes = 0;
    const struct dirent *entry = NULL;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char target[300] = "";
        struct stat file = {0};
        if (readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1) > 0 &&
            strncmp(target, application->spool_dir, strlen(application->spool_dir)) == 0) {
            fstatat(dirfd(dir), entry->d_name, &file, 0);
            bytes += (uint64_t)file.st_size;
            count++;
        }
    }
    closedir(dir);
    *bytes_r = bytes;
    return count;
}

const char *application_log(struct application *application)
{
    struct stat file;
    assert_int_equal(fstat(application->log_fd, &file), 0);
    char *text = arena_alloc(application->arena, (size_t)file.st_size + 1);
    ssize_t n = pread(application->log_fd, text, (size_t)file.st_size, 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}
