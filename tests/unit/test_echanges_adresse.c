/* Where an address lies: good replies, and a service that does anything. */
#include "adresse_private.h"

#include "log.h"
#include "text.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define GEOPF SOFI_SHARED_DATA "/api-samples/ban-geopf-2026-09-08.json"
#define LEGACY SOFI_SHARED_DATA "/api-samples/ban-api-adresse-legacy.json"

/* A reply about 12 boulevard Georges Pompidou, Nantes, with parts that tests replace. */
#define FEATURE(coordinates, properties)                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"  \
    "\"Point\",\"coordinates\":" coordinates "},\"properties\":{" properties "}}]}"
#define POINT "[-1.520554,47.209355]"
#define LABEL "\"label\":\"12 Boulevard Georges Pompidou 44200 Nantes\""
#define GOOD FEATURE(POINT, LABEL ",\"score\":0.93,\"citycode\":\"44109\",\"type\":\"housenumber\"")

static struct arena *arena;

static const struct adresse_question nantes = {
    .lignes = {"Bâtiment A", "12 bd Georges Pompidou", "CS 40001"},
    .code_postal = "44200",
    .commune_insee = "44109"};

/* ---- the service of the tests: one reply for everybody, on a port of its own */

static struct {
    int socket;
    char url[64];
    pthread_t thread;
    const char *reply;
    size_t length;
    bool silent;     /* says nothing more, and waits until the client leaves */
    char line[2000]; /* the last request's first line */
    int requests;
} service;

static void answer(int client)
{
    char request[4000];
    size_t length = 0;
    ssize_t n = 0;
    while (length < sizeof(request) - 1 &&
           (n = recv(client, request + length, sizeof(request) - 1 - length, 0)) > 0) {
        length += (size_t)n;
        request[length] = '\0';
        if (strstr(request, "\r\n\r\n")) {
            break;
        }
    }
    snprintf(service.line, sizeof(service.line), "%.*s", (int)strcspn(request, "\r"), request);
    service.requests++;
    for (size_t sent = 0; sent < service.length; sent += (size_t)n) {
        n = send(client, service.reply + sent, service.length - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            break; /* it went away: what is sent is too large, or too late */
        }
    }
    while (service.silent && recv(client, request, sizeof(request), 0) > 0) {
    }
}

static void *serve(void *context)
{
    (void)context;
    int client;
    while ((client = accept(service.socket, NULL, NULL)) >= 0) {
        answer(client);
        close(client);
    }
    return NULL;
}

static int listen_somewhere(char *url, size_t size)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    snprintf(url, size, "http://127.0.0.1:%u/ban", ntohs(address.sin_port));
    return fd;
}

static void start_service(const char *bytes, size_t length, bool silent)
{
    service.reply = bytes;
    service.length = length;
    service.silent = silent;
    service.requests = 0;
    service.socket = listen_somewhere(service.url, sizeof(service.url));
    assert_int_equal(listen(service.socket, 8), 0);
    assert_int_equal(pthread_create(&service.thread, NULL, serve, NULL), 0);
}

static void stop_service(void)
{
    shutdown(service.socket, SHUT_RDWR);
    pthread_join(service.thread, NULL);
    close(service.socket);
}

static enum status ask(const char *url, const struct adresse_question *question, long total_ms,
                       struct adresse_reponse *reponse)
{
    const struct transport_limits limits = {
        .connect_ms = total_ms, .total_ms = total_ms, .max_bytes = ADRESSE_OCTETS_MAX};
    return adresse_demander(arena, url, question, &limits, reponse);
}

/* What comes of a raw HTTP reply. */
static enum status through(const char *bytes, size_t length, bool silent, long total_ms,
                           struct adresse_reponse *reponse)
{
    start_service(bytes, length, silent);
    enum status status = ask(service.url, &nantes, total_ms, reponse);
    stop_service();
    return status;
}

static enum status through_http(const char *head, const char *body)
{
    struct adresse_reponse reponse = {.libelle = NULL};
    const char *reply =
        arena_printf(arena, "HTTP/1.1 %s\r\nConnection: close\r\n\r\n%s", head, body);
    enum status status = through(reply, strlen(reply), false, 5000, &reponse);
    assert_true((status == STATUS_OK) == (reponse.libelle != NULL));
    return status;
}

static int setup(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR);
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* ---- the request */

static const char *request(const char *a, const char *b, const char *c, const char *postal,
                           const char *insee)
{
    const struct adresse_question question = {
        .lignes = {a, b, c}, .code_postal = postal, .commune_insee = insee};
    return adresse_requete(arena, &question);
}

static void test_request(void **state)
{
    (void)state;
    /* The line of the street alone; a code that serves communes. */
    assert_string_equal(request("Bâtiment A", "12 rue Kervégan", "BP 1", "44000", "44109"),
                        "/search?q=12%20rue%20Kerv%C3%A9gan&citycode=44109&limit=1&postcode=44000");
    /* None starts with a number: all of them. A CEDEX serves nobody but its owner. */
    assert_string_equal(request("", " Le Bourg ", "Mairie", "44042", "44109"),
                        "/search?q=Le%20Bourg%20Mairie&citycode=44109&limit=1");
    assert_string_equal(request("a&limit=9#?", "", "", "", "44109"),
                        "/search?q=a%26limit%3D9%23%3F&citycode=44109&limit=1");
    assert_null(request("", "", "", "44000", "44109"));
    assert_null(request("é1", "", "", "44000", "44109"));
    assert_null(request("12 rue Kervégan", "", "", "44000", ""));
    char *huge = arena_alloc(arena, 2001);
    for (size_t i = 0; i < 1000; i++) {
        strcat(huge + 2 * i, "é");
    }
    const char *cut = request(huge, "", "", "44000", "44109");
    assert_int_equal(strlen(cut),
                     strlen("/search?q=&citycode=44109&limit=1&postcode=44000") + 1200);
}

/* ---- replies, read */

static enum status read_reply(const char *json, const char *insee, struct adresse_reponse *reponse)
{
    return adresse_lire(arena, json, strlen(json), insee, reponse);
}

static void test_good_reply(void **state)
{
    (void)state;
    struct adresse_reponse reponse = {0};
    assert_int_equal(read_reply(GOOD, "44109", &reponse), STATUS_OK);
    assert_int_equal(reponse.position.longitude, -1520554);
    assert_int_equal(reponse.position.latitude, 47209355);
    assert_string_equal(reponse.libelle, "12 Boulevard Georges Pompidou 44200 Nantes");
}

static void test_overseas(void **state)
{
    (void)state;
    struct adresse_reponse reponse = {0};
    const char *json =
        FEATURE("[55.448137,-20.878901]", LABEL ",\"score\":0.8,\"citycode\":\"97411\"");
    assert_int_equal(read_reply(json, "97411", &reponse), STATUS_OK);
    assert_int_equal(reponse.position.latitude, -20878901);
}

static void test_lies(void **state)
{
    (void)state;
#define REST ",\"score\":0.93,\"citycode\":\"44109\""
    static const struct {
        const char *json;
        enum status status;
    } lies[] = {
        {FEATURE("[0,0]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[47.209355,-1.520554]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[\"-1.520554\",\"47.209355\"]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[1e400,47.2]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[1e300,47.2]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[-1.5,91]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[-1.5,-47.2]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[-73.567,45.501]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[NaN,47.2]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[-1.5]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("[[-1.5,47.2]]", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE("null", LABEL REST), STATUS_UNAVAILABLE},
        {FEATURE(POINT, LABEL ",\"citycode\":\"44109\""), STATUS_UNAVAILABLE},
        {FEATURE(POINT, LABEL ",\"score\":\"0.9\",\"citycode\":\"44109\""), STATUS_UNAVAILABLE},
        {FEATURE(POINT, LABEL ",\"score\":NaN,\"citycode\":\"44109\""), STATUS_UNAVAILABLE},
        {FEATURE(POINT, LABEL ",\"score\":null,\"citycode\":\"44109\""), STATUS_UNAVAILABLE},
        {FEATURE(POINT, "\"label\":\"\"" REST), STATUS_UNAVAILABLE},
        {FEATURE(POINT, "\"label\":12" REST), STATUS_UNAVAILABLE},
        {FEATURE(POINT, "\"label\":\"a\\u0007b\"" REST), STATUS_UNAVAILABLE},
        {FEATURE(POINT, "\"label\":\"a\\ue000b\"" REST), STATUS_UNAVAILABLE},
        {"{\"features\":[{}]}", STATUS_UNAVAILABLE},
        {"{\"features\":[null]}", STATUS_UNAVAILABLE},
        {"{\"features\":[[]]}", STATUS_UNAVAILABLE},
        {"{\"code\":400,\"message\":\"Bad request\"}", STATUS_UNAVAILABLE},
        {"[]", STATUS_UNAVAILABLE},
        {"null", STATUS_UNAVAILABLE},
        {"", STATUS_UNAVAILABLE},
        {"<!doctype html><title>Panne</title>", STATUS_UNAVAILABLE},
        {"{\"features\":[]}", STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL ",\"score\":0.39,\"citycode\":\"44109\""), STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL ",\"score\":-1,\"citycode\":\"44109\""), STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL ",\"score\":0.9,\"citycode\":\"44143\""), STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL ",\"score\":0.9,\"citycode\":44109"), STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL ",\"score\":0.9"), STATUS_NOT_FOUND},
        {FEATURE(POINT, LABEL REST ",\"type\":\"municipality\""), STATUS_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
        struct adresse_reponse reponse = {.libelle = "as it was"};
        if (read_reply(lies[i].json, "44109", &reponse) != lies[i].status) {
            fail_msg("not %s: %s", status_name(lies[i].status), lies[i].json);
        }
        assert_string_equal(reponse.libelle, "as it was");
    }
}

static void test_whole_towns(void **state)
{
    (void)state;
    static const struct {
        const char *asked;
        const char *given;
        enum status status;
    } towns[] = {{"75056", "75104", STATUS_OK},        {"75104", "75104", STATUS_OK},
                 {"69123", "69381", STATUS_OK},        {"13055", "13216", STATUS_OK},
                 {"75104", "75105", STATUS_NOT_FOUND}, {"75056", "69381", STATUS_NOT_FOUND},
                 {"75056", "751", STATUS_NOT_FOUND},   {"", "", STATUS_NOT_FOUND},
                 {"13055", "13001", STATUS_NOT_FOUND}};
    for (size_t i = 0; i < sizeof(towns) / sizeof(*towns); i++) {
        struct adresse_reponse reponse;
        const char *json = arena_printf(
            arena, FEATURE(POINT, LABEL ",\"score\":1,\"citycode\":\"%s\""), towns[i].given);
        assert_int_equal(read_reply(json, towns[i].asked, &reponse), towns[i].status);
    }
}

/* ---- the recorded replies */

static const char *read_whole(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        print_message("skipped: no %s\n", path);
        return NULL;
    }
    char *text = arena_alloc(arena, 100000);
    size_t n = fread(text, 1, 99999, file);
    assert_in_range(n, 1, 99998);
    fclose(file);
    return text;
}

/* The object that stands behind a key of the recording. */
static const char *recorded(const char *all, const char *key)
{
    const char *start = strstr(all, arena_printf(arena, "\"%s\"", key));
    assert_non_null(start);
    start = strchr(start, '{');
    const char *end = start;
    bool quoted = false;
    int depth = 0;
    do {
        quoted = quoted != (*end == '"'); /* none of them holds an escaped quote */
        depth += quoted ? 0 : (*end == '{') - (*end == '}');
        end++;
    } while (depth > 0);
    return arena_strndup(arena, start, (size_t)(end - start));
}

static void test_recorded(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *insee;
        enum status status;
        int32_t longitude;
    } cases[] = {
        {"search?q=10%20rue%20de%20rivoli%20paris&limit=1", "75056", STATUS_OK, 2360410},
        {"search?q=8%20bd%20du%20port&limit=3", "95127", STATUS_OK, 2062821},
        {"search?q=8%20bd%20du%20port&limit=3", "44109", STATUS_NOT_FOUND, 0},
        {"search?q=lyon&type=municipality&limit=1", "69123", STATUS_NOT_FOUND, 0},
        {"search?q=ab", "44109", STATUS_UNAVAILABLE, 0},
    };
    const char *all = read_whole(GEOPF);
    for (size_t i = 0; all && i < sizeof(cases) / sizeof(*cases); i++) {
        struct adresse_reponse reponse = {0};
        const char *json = recorded(all, cases[i].key);
        assert_null(strchr(json, '\\'));
        assert_int_equal(read_reply(json, cases[i].insee, &reponse), cases[i].status);
        assert_int_equal(reponse.position.longitude, cases[i].longitude);
    }
    const char *legacy = read_whole(LEGACY);
    struct adresse_reponse reponse;
    if (legacy) {
        assert_int_equal(read_reply(legacy, "75115", &reponse), STATUS_OK);
        assert_string_equal(reponse.libelle,
                            "10 Place des Cinq Martyrs du Lycée Buffon 75015 Paris");
    }
}

/* ---- over the network */

static void test_service_answers(void **state)
{
    (void)state;
    assert_int_equal(through_http("200 OK", GOOD), STATUS_OK);
    assert_int_equal(service.requests, 1);
    assert_string_equal(service.line,
                        "GET /ban/search?q=12%20bd%20Georges%20Pompidou&citycode=44109"
                        "&limit=1&postcode=44200 HTTP/1.1");
    assert_int_equal(through_http("200 OK", "{\"features\":[]}"), STATUS_NOT_FOUND);
}

static void test_service_fails(void **state)
{
    (void)state;
    assert_int_equal(through_http("500 Oops", GOOD), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("404 Nowhere", GOOD), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("429 Slowly", "{}"), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("204 No Content", ""), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("200 OK", "<html><body>Maintenance</body></html>"),
                     STATUS_UNAVAILABLE);
    assert_int_equal(through_http("200 OK", ""), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("200 OK\r\nContent-Length: 5000", GOOD), STATUS_UNAVAILABLE);
    assert_int_equal(through_http("301 Here\r\nLocation: /ban/search", ""), STATUS_UNAVAILABLE);
    assert_in_range(service.requests, 2, TRANSPORT_REDIRECTS + 1);
    assert_int_equal(through_http("302 There\r\nLocation: file:///etc/passwd", ""),
                     STATUS_UNAVAILABLE);
    struct adresse_reponse reponse;
    assert_int_equal(through("rubbish\n", 8, false, 5000, &reponse), STATUS_UNAVAILABLE);
    assert_int_equal(through("", 0, false, 5000, &reponse), STATUS_UNAVAILABLE);
}

static void test_service_too_large(void **state)
{
    (void)state;
    size_t size = ADRESSE_OCTETS_MAX + 1000;
    char *body = arena_alloc(arena, size + 1);
    memset(body, ' ', size);
    memcpy(body, GOOD, strlen(GOOD));
    assert_int_equal(through_http("200 OK", body), STATUS_UNAVAILABLE);
    body[ADRESSE_OCTETS_MAX] = '\0';
    assert_int_equal(through_http("200 OK", body), STATUS_OK);
}

static void test_service_slow(void **state)
{
    (void)state;
    struct adresse_reponse reponse;
    const char *start = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"features\":";
    assert_int_equal(through("", 0, true, 60, &reponse), STATUS_UNAVAILABLE);
    assert_int_equal(through(start, strlen(start), true, 60, &reponse), STATUS_UNAVAILABLE);
}

static void test_nobody_there(void **state)
{
    (void)state;
    char url[64];
    struct adresse_reponse reponse;
    int fd = listen_somewhere(url, sizeof(url)); /* taken, but not listening: refused */
    assert_int_equal(ask(url, &nantes, 5000, &reponse), STATUS_UNAVAILABLE);
    close(fd);
}

static void test_no_service(void **state)
{
    (void)state;
    struct adresse_reponse reponse;
    const struct config config = {.adresse_url = ""};
    assert_int_equal(adresse_chercher(arena, &config, &nantes, &reponse), STATUS_NOT_FOUND);
    const struct adresse_question nothing = {
        .lignes = {"", "", ""}, .code_postal = "44200", .commune_insee = "44109"};
    start_service("", 0, false);
    const struct config there = {.adresse_url = service.url};
    assert_int_equal(adresse_chercher(arena, &there, &nothing, &reponse), STATUS_NOT_FOUND);
    stop_service();
    assert_int_equal(service.requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_request, setup, teardown),
        cmocka_unit_test_setup_teardown(test_good_reply, setup, teardown),
        cmocka_unit_test_setup_teardown(test_overseas, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_whole_towns, setup, teardown),
        cmocka_unit_test_setup_teardown(test_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_service_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_service_fails, setup, teardown),
        cmocka_unit_test_setup_teardown(test_service_too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(test_service_slow, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody_there, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_service, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
