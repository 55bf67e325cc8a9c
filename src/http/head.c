#include "head.h"
#include "ascii.h"
#include "request_private.h"
#include "response_private.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

/* ---- headers by name */

const char *head_value(const void *connection, const char *name, size_t *length_r)
{
    /* The library's parameter is not const, yet it only reads. */
    union {
        const void *constant;
        struct MHD_Connection *connection;
    } of = {.constant = connection};
    const char *value = NULL;
    size_t length = 0;
    if (MHD_lookup_connection_value_n(of.connection, MHD_HEADER_KIND, name, strlen(name), &value,
                                      &length) != MHD_YES ||
        value == NULL) {
        return NULL;
    }
    *length_r = length;
    return value;
}

struct last_header {
    const char *name;
    const char *value;
};

static enum MHD_Result keep_last(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct last_header *last = context;
    (void)kind;
    if (value != NULL && strcasecmp(name, last->name) == 0) {
        last->value = value;
    }
    return MHD_YES;
}

const char *head_forwarded_address(struct arena *arena, struct MHD_Connection *connection)
{
    struct last_header last = {.name = "X-Forwarded-For"};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_last, &last);
    if (last.value == NULL) {
        return NULL;
    }
    const char *comma = strrchr(last.value, ',');
    const char *start = comma ? comma + 1 : last.value;
    start += strspn(start, " \t");
    const char *text = arena_strndup(arena, start, strcspn(start, " \t"));
    struct in6_addr unused;
    bool numeric =
        inet_pton(AF_INET, text, &unused) == 1 || inet_pton(AF_INET6, text, &unused) == 1;
    return numeric ? text : NULL;
}

size_t head_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* ---- framing */

struct reading {
    const char *next; /* where the next line must begin; NULL: the library looks at the bytes */
    size_t hosts;
    size_t lengths;
    size_t codings;
    bool clear;
};

/* The library is shared: the one that runs need not be the one we were built with. */
static bool library_mends(void)
{
    return strncmp(MHD_get_version(), "0.", 2) == 0;
}

static bool is_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return length > 0;
}

static size_t without_end_spaces(const char *value, size_t length)
{
    while (length > 0 && ascii_is_blank(value[length - 1])) {
        length--;
    }
    return length;
}

static void count(struct reading *reading, const char *name, const char *value, size_t length)
{
    length = without_end_spaces(value, length);
    if (strcasecmp(name, "Host") == 0) {
        reading->hosts++;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        reading->lengths++;
        reading->clear = reading->clear && is_digits(value, length);
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        reading->codings++;
        reading->clear =
            reading->clear && length == 7 && strncasecmp(value, "chunked", length) == 0;
    }
}

/* The library puts a NUL on the colon and on each byte of the line end: after a value come two of
 * them, then the next line. A bare line end leaves one, a NUL or a folded line leaves more. */
static void follow(struct reading *reading, const char *name, const char *value, size_t length)
{
    static const char line_end[2] = {0};
    const char *end = value + length;
    reading->clear = reading->clear && name == reading->next && value > name &&
                     memcmp(end, line_end, sizeof line_end) == 0;
    reading->next = end + sizeof line_end;
}

static enum MHD_Result read_line(void *context, enum MHD_ValueKind kind, const char *name,
                                 size_t name_length, const char *value, size_t length)
{
    struct reading *reading = context;
    (void)kind;
    if (value == NULL || strlen(name) != name_length || !response_is_token(name) ||
        memchr(value, '\r', length) != NULL) {
        reading->clear = false;
        return MHD_NO;
    }
    count(reading, name, value, length);
    if (reading->next != NULL) {
        follow(reading, name, value, length);
    }
    return reading->clear ? MHD_YES : MHD_NO;
}

/* Method, target and version are apart by one byte each, and nothing else is in between. */
static bool is_line_clear(const struct head *head)
{
    return head->method + strlen(head->method) + 1 == head->url &&
           head->url + head->target_length + 1 == head->version;
}

bool head_is_clear(const struct head *head)
{
    struct reading reading = {.clear = true};
    bool mends = library_mends();
    if (mends) {
        reading.next = head->version + strlen(head->version) + 2;
        reading.clear = is_line_clear(head);
    }
    if (reading.clear) {
        MHD_get_connection_values_n(head->connection, MHD_HEADER_KIND, read_line, &reading);
    }
    if (!reading.clear || (mends && reading.next + 2 != head->method + head->size)) {
        return false;
    }
    bool old = strcmp(head->version, "HTTP/1.0") == 0;
    return reading.hosts <= 1 && (old || reading.hosts == 1) &&
           reading.lengths + reading.codings <= 1 && !(old && reading.codings > 0);
}
