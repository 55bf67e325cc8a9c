#include "http/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 20000

struct client client_connect_from(struct arena *arena, int port, int host)
{
    struct client client = {.arena = arena, .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + (unsigned)host)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_true(client.fd >= 0);
    assert_int_equal(bind(client.fd, (struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(client.fd, (struct sockaddr *)&to, sizeof to), 0);
    return client;
}

struct client client_connect(struct arena *arena, int port)
{
    return client_connect_from(arena, port, 1);
}

void client_close(struct client *client)
{
    close(client->fd);
    client->fd = -1;
}

bool client_send(struct client *client, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(client->fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool client_text(struct client *client, const char *text)
{
    return client_send(client, text, strlen(text));
}

bool client_readable(struct client *client, int ms)
{
    struct pollfd polled = {.fd = client->fd, .events = POLLIN};
    return poll(&polled, 1, ms) > 0;
}

/* False at the end of the connection. */
static bool receive(struct client *client)
{
    if (client->capacity - client->length < 65536) {
        size_t capacity = client->capacity * 2 + 131072;
        client->data = arena_grow(client->arena, client->data, client->capacity, capacity);
        client->capacity = capacity;
    }
    assert_true(client_readable(client, WAIT_MS));
    ssize_t n = recv(client->fd, client->data + client->length, 65536, 0);
    if (n <= 0) {
        return false;
    }
    client->length += (size_t)n;
    return true;
}

static const char *find_end_of_head(const struct client *client)
{
    return client->length < 4 ? NULL : memmem(client->data, client->length, "\r\n\r\n", 4);
}

static const char *find_header(const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            return line;
        }
    }
    return NULL;
}

const char *reply_header(struct arena *arena, const struct reply *reply, const char *name)
{
    const char *line = find_header(reply->head, name);
    if (line == NULL) {
        return NULL;
    }
    const char *value = line + strlen(name) + 1;
    value += strspn(value, " ");
    return arena_strndup(arena, value, strcspn(value, "\r"));
}

int reply_header_count(const struct reply *reply, const char *name)
{
    int count = 0;
    const char *line = find_header(reply->head, name);
    while (line != NULL) {
        count++;
        line = find_header(line, name);
    }
    return count;
}

static void take(struct client *client, size_t length)
{
    memmove(client->data, client->data + length, client->length - length);
    client->length -= length;
}

struct reply client_read(struct client *client, bool head)
{
    const char *end = NULL;
    struct reply reply = {.head = "", .body = ""};
    while ((end = find_end_of_head(client)) == NULL) {
        if (!receive(client)) {
            return reply;
        }
    }
    size_t head_length = (size_t)(end - client->data) + 2;
    reply.head = arena_strndup(client->arena, client->data, head_length);
    assert_memory_equal(reply.head, "HTTP/1.1 ", 9);
    reply.code = (int)strtol(reply.head + 9, NULL, 10);
    take(client, head_length + 2);
    const char *declared = reply_header(client->arena, &reply, "Content-Length");
    bool empty = head || reply.code == 304 || reply.code < 200;
    if (empty || declared == NULL) {
        return reply;
    }
    reply.body_length = strtoul(declared, NULL, 10);
    while (client->length < reply.body_length) {
        if (!receive(client)) {
            fail_msg("the answer was cut: %zu bytes of %zu", client->length, reply.body_length);
        }
    }
    char *body = arena_alloc(client->arena, reply.body_length + 1);
    if (reply.body_length > 0) {
        memcpy(body, client->data, reply.body_length);
    }
    reply.body = body;
    reply.words = ARENA_ARRAY(client->arena, const char *, 1);
    *reply.words = NULL;
    take(client, reply.body_length);
    return reply;
}

bool client_ended(struct client *client)
{
    return client->length == 0 && !receive(client);
}

struct reply client_get(struct arena *arena, int port, const char *target, const char *headers)
{
    struct client client = client_connect(arena, port);
    client_text(&client, arena_printf(arena, "GET %s HTTP/1.1\r\nHost: sofi.test\r\n%s\r\n", target,
                                      headers));
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}

struct reply client_post(struct arena *arena, int port, const char *target, const char *headers,
                         const char *body)
{
    struct client client = client_connect(arena, port);
    client_text(&client,
                arena_printf(arena,
                             "POST %s HTTP/1.1\r\nHost: sofi.test\r\nContent-Length: %zu\r\n"
                             "Content-Type: application/x-www-form-urlencoded\r\n%s\r\n%s",
                             target, strlen(body), headers, body));
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}
