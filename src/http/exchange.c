#include "exchange.h"

#include "compression.h"
#include "config.h"
#include "crypto.h"
#include "dates.h"
#include "log.h"
#include "multipart.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BODY_FIRST_BYTES (64u << 10)
#define LOGGED_PATH_MAX 200

static const char *request_id(struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[8];
    char *text = arena_alloc(arena, 2 * sizeof bytes + 1);
    crypto_random(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

/* The path of "http://host/path?query", which proxies are asked for and servers must take. */
static const char *without_authority(struct exchange *exchange, const char *target)
{
    size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                    : strncasecmp(target, "https://", 8) == 0 ? 8
                                                              : 0;
    if (scheme == 0) {
        return target;
    }
    size_t length = strcspn(target + scheme, "/?");
    exchange->authority = arena_strndup(exchange->arena, target + scheme, length);
    target += scheme + length;
    return *target == '/' ? target : arena_printf(exchange->arena, "/%s", target);
}

struct exchange *exchange_create(struct arena *arena, const struct config *config,
                                 const char *target)
{
    struct exchange *exchange = ARENA_NEW(arena, struct exchange);
    struct request *request = &exchange->request;
    exchange->arena = arena;
    exchange->state = EXCHANGE_LINE;
    exchange->begun_us = dates_monotonic_us();
    request->arena = arena;
    request->config = config;
    request->id = request_id(arena);
    request->content_type = "";
    request->body = "";
    request->peer = "";
    request->jeton = "";
    request->target = "/";
    request->path = "/";
    target = target != NULL ? without_authority(exchange, target) : "";
    if (target[0] != '/') {
        exchange->error = 400;
        return exchange;
    }
    size_t path_length = strcspn(target, "?");
    size_t length = path_length + strnlen(target + path_length, EXCHANGE_TARGET_MAX);
    if (length > EXCHANGE_TARGET_MAX || length - path_length > EXCHANGE_QUERY_MAX + 1) {
        exchange->error = 414;
        return exchange;
    }
    request->target = arena_strndup(arena, target, length);
    request->path = arena_strndup(arena, target, path_length);
    return exchange;
}

static enum http_method method_of(const char *name)
{
    static const struct {
        const char *name;
        enum http_method method;
    } methods[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_HEAD}, {"POST", HTTP_POST}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return methods[i].method;
        }
    }
    return HTTP_OTHER;
}

static void set_error(struct exchange *exchange, int code)
{
    if (exchange->error == 0) {
        exchange->error = code;
    }
}

static void read_query(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const char *mark = strchr(request->target, '?');
    if (mark != NULL &&
        params_parse(&request->query, exchange->arena, mark + 1, strlen(mark + 1)) != STATUS_OK) {
        request->query = (struct params){0};
        set_error(exchange, 414);
    }
}

static bool is_multipart(const struct request *request)
{
    return request->method == HTTP_POST && multipart_is(request->content_type);
}

bool exchange_headers(struct exchange *exchange, const struct server_application *application,
                      const struct exchange_headers *headers)
{
    struct request *request = &exchange->request;
    exchange->connection = headers->connection;
    request->connection = headers->connection;
    request->header = headers->header;
    request->method = method_of(headers->method);
    request->peer = headers->peer;
    request->at_metrics = headers->at_metrics;
    request->content_type = request_header(request, "Content-Type");
    exchange->state = EXCHANGE_BODY;
    if (headers->size > EXCHANGE_HEADERS_MAX) {
        set_error(exchange, 431);
    }
    read_query(exchange);
    if (headers->refusal != 0) {
        exchange->error = headers->refusal;
        exchange->refused = true;
        exchange->closes = true;
        return false;
    }
    /* The library takes bare line feeds between chunks, of which a proxy may think otherwise. */
    exchange->closes = request_header(request, "Transfer-Encoding")[0] != '\0';
    size_t declared = strtoull(request_header(request, "Content-Length"), NULL, 10);
    if (exchange->error == 0) {
        router_find(application->router, request->method, request->path, &request->match);
        exchange->body_limit = application->body_limit(application->context, request);
        request->size_sent = declared;
        request->size_limit = exchange->body_limit;
        if (declared > exchange->body_limit) {
            set_error(exchange, 413);
        }
    }
    if (exchange->error == 0) {
        size_t first = declared < BODY_FIRST_BYTES ? declared : BODY_FIRST_BYTES;
        if (first > 0 && !is_multipart(request)) {
            buffer_init(&exchange->body, exchange->arena, first);
        }
        return true;
    }
    /* A client that asked before sending has not sent anything. */
    return declared <= EXCHANGE_DROP_MAX && request_header(request, "Expect")[0] == '\0';
}

static void keep_in_spool(struct exchange *exchange, const char *bytes, size_t length)
{
    const struct request *request = &exchange->request;
    log_set_request(request->id);
    if (exchange->spool == NULL) {
        exchange->spool = spool_create(exchange->arena, request->config->spool);
    }
    enum status status = spool_write(exchange->spool, bytes, length);
    if (status != STATUS_OK) {
        exchange->error = status == STATUS_FULL ? 507 : 503;
    }
    log_set_request(NULL);
}

static void keep(struct exchange *exchange, const char *bytes, size_t length)
{
    if (is_multipart(&exchange->request)) {
        keep_in_spool(exchange, bytes, length);
        return;
    }
    if (exchange->body.arena == NULL) {
        buffer_init(&exchange->body, exchange->arena, length);
    }
    buffer_append(&exchange->body, bytes, length);
}

bool exchange_body(struct exchange *exchange, const char *bytes, size_t length)
{
    exchange->body_received += length;
    if (exchange->body_received > EXCHANGE_DROP_MAX ||
        dates_monotonic_us() - exchange->begun_us > EXCHANGE_BODY_SECONDS * 1000000LL) {
        return false;
    }
    if (exchange->error == 0 && exchange->body_received > exchange->body_limit) {
        exchange->error = 413;
    }
    if (exchange->error == 0) {
        keep(exchange, bytes, length);
    }
    return true;
}

static bool is_urlencoded(const char *content_type)
{
    static const char wanted[] = "application/x-www-form-urlencoded";
    size_t length = strcspn(content_type, "; \t");
    return length == sizeof wanted - 1 && strncasecmp(content_type, wanted, length) == 0;
}

void exchange_whole(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    exchange->state = EXCHANGE_WORKING;
    exchange->whole_us = dates_monotonic_us();
    if (exchange->error != 0 || exchange->body.length == 0) {
        return;
    }
    if (request->method == HTTP_POST && is_urlencoded(request->content_type)) {
        if (params_parse(&request->form, exchange->arena, exchange->body.data,
                         exchange->body.length) != STATUS_OK) {
            request->form = (struct params){0};
            exchange->error = 413;
        }
        return;
    }
    request->body = exchange->body.data;
    request->body_length = exchange->body.length;
}

static void read_multipart(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct multipart multipart = {0};
    enum status status = STATUS_MALFORMED;
    if (exchange->spool != NULL) {
        status =
            multipart_read(&multipart, exchange->arena, request->content_type, exchange->spool);
    }
    request->form = multipart.form;
    request->files = multipart.files;
    request->file_count = multipart.file_count;
    if (status != STATUS_OK) {
        exchange->error = status == STATUS_MALFORMED ? 400 : status == STATUS_TOO_LARGE ? 413 : 503;
    }
}

bool exchange_needs_state(const struct exchange *exchange)
{
    return exchange->error < 500 && !exchange->refused;
}

void exchange_answer(struct exchange *exchange, const struct server_application *application,
                     void *thread, bool on_worker)
{
    struct request *request = &exchange->request;
    log_set_request(request->id);
    response_init(&exchange->response, exchange->arena);
    if (exchange->error == 0 && is_multipart(request)) {
        read_multipart(exchange);
    }
    if (exchange->error != 0) {
        exchange->response.code = exchange->error;
        if (exchange->body_received > request->size_sent) {
            request->size_sent = exchange->body_received;
        }
        application->error_page(application->context, request, &exchange->response,
                                exchange_needs_state(exchange) ? thread : NULL, exchange->error);
        if (exchange->error == 503) {
            response_header(&exchange->response, "Retry-After", "5");
        }
    } else {
        application->handle(application->context, request, &exchange->response, thread, on_worker);
        exchange->account = application->account_of ? application->account_of(request) : 0;
    }
    compression_apply(request, &exchange->response);
    /* A client that takes its time to read the answer need not hold the disk. */
    spool_close(exchange->spool);
    log_set_request(NULL);
    exchange->made_us = dates_monotonic_us();
    exchange->state = EXCHANGE_MADE;
}

const void *exchange_bytes(const struct exchange *exchange, size_t *length_r)
{
    const struct response *response = &exchange->response;
    if (response->code == 304 || response->code == 204) {
        *length_r = 0;
        return "";
    }
    if (response->bytes != NULL) {
        *length_r = response->bytes_length;
        return response->bytes;
    }
    if (response->spool != NULL) {
        *length_r = (size_t)spool_size(response->spool);
        return spool_bytes(response->spool);
    }
    *length_r = response->body.length;
    return response->body.data;
}

void exchange_end(struct exchange *exchange)
{
    spool_close(exchange->spool);
    spool_close(exchange->response.spool);
}

static const char *method_name(enum http_method method)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "OTHER"};
    return names[method];
}

static const char *logged_path(const struct exchange *exchange, const struct router *router)
{
    const char *path = exchange->request.path;
    const struct route *route = exchange->request.match.route;
    if (route != NULL) {
        path = route_shown_path(route, path);
    } else if (exchange->response.asset == NULL) {
        path = router_shown_path(router, exchange->arena, path);
    }
    return strlen(path) <= LOGGED_PATH_MAX ? path
                                           : arena_strndup(exchange->arena, path, LOGGED_PATH_MAX);
}

void exchange_log(const struct exchange *exchange, const struct router *router)
{
    const struct request *request = &exchange->request;
    size_t bytes = 0;
    if (!log_is_written(LOG_INFO)) {
        return;
    }
    log_set_request(request->id);
    if (exchange->state == EXCHANGE_SENT) {
        exchange_bytes(exchange, &bytes);
        log_info("request", LOG_TEXT("method", method_name(request->method)),
                 LOG_TEXT("path", logged_path(exchange, router)),
                 LOG_INT("code", exchange->response.code),
                 LOG_INT("us", exchange->made_us - exchange->whole_us),
                 LOG_INT("bytes", (int64_t)bytes), LOG_TEXT("peer", request->peer),
                 LOG_INT("compte", exchange->account));
    } else {
        log_info("request_aborted", LOG_TEXT("method", method_name(request->method)),
                 LOG_TEXT("path", logged_path(exchange, router)), LOG_TEXT("peer", request->peer));
    }
    log_set_request(NULL);
}
