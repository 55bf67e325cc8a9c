#include "log.h"

#include "utf8.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Up to PIPE_BUF bytes a pipe takes a write whole, never mixed with another process's. */
#define LOG_LINE_MAX 4096
#define LOG_VALUE_MAX 1000 /* bytes of one value, before escaping */
#define LOG_TRUNCATED " truncated=1"

struct log_line {
    char bytes[LOG_LINE_MAX];
    size_t length;
    bool full;
};

static atomic_int log_level_now = LOG_INFO;
static atomic_int log_fd = 2;
static __thread const char *log_request_id;

void log_set_level(enum log_level level)
{
    atomic_store(&log_level_now, (int)level);
}

bool log_is_written(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&log_level_now, memory_order_relaxed);
}

void log_set_output(int fd)
{
    atomic_store(&log_fd, fd);
}

void log_set_request(const char *request_id)
{
    log_request_id = request_id;
}

static const char *log_level_name(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return "debug";
    case LOG_INFO:
        return "info";
    case LOG_WARNING:
        return "warning";
    case LOG_ERROR:
        return "error";
    }
    return "unknown";
}

static void log_append(struct log_line *line, const char *bytes, size_t length)
{
    size_t limit = LOG_LINE_MAX - sizeof(LOG_TRUNCATED); /* its NUL stands for the line feed */
    if (line->full || limit - line->length < length) {
        line->full = true;
        return;
    }
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

/* Bytes of the character at `at` that must be escaped, 0 when it may stay. C1 controls and the
 * characters that break lines or turn the direction of writing would deceive who reads the log. */
static size_t log_escaped_length(const char *at, size_t length, bool utf8)
{
    unsigned char first = (unsigned char)at[0];
    if (first < 0x20 || first == 0x7F || (first >= 0x80 && !utf8)) {
        return 1;
    }
    if (first == 0xC2 && length > 1 && (unsigned char)at[1] < 0xA0) {
        return 2;
    }
    if (first == 0xE2 && length > 2) {
        unsigned char second = (unsigned char)at[1];
        unsigned char third = (unsigned char)at[2];
        bool hidden = (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
                      (second == 0x81 && third >= 0xA6 && third <= 0xA9);
        return hidden ? 3 : 0;
    }
    return 0;
}

static bool log_is_plain(const char *value, size_t length, bool utf8)
{
    for (size_t i = 0; i < length; i++) {
        if (strchr(" \"=\\", value[i]) || log_escaped_length(value + i, length - i, utf8)) {
            return false;
        }
    }
    return length > 0;
}

static void log_append_escaped(struct log_line *line, const char *value, size_t length, bool utf8)
{
    for (size_t i = 0; i < length;) {
        size_t escaped = log_escaped_length(value + i, length - i, utf8);
        if (value[i] == '\n') {
            log_append(line, "\\n", 2);
            i++;
        } else if (escaped) {
            char hex[3 * 4 + 1];
            for (size_t j = 0; j < escaped; j++) {
                snprintf(hex + 4 * j, 5, "\\x%02X", (unsigned char)value[i + j]);
            }
            log_append(line, hex, 4 * escaped);
            i += escaped;
        } else {
            if (value[i] == '"' || value[i] == '\\') {
                log_append(line, "\\", 1);
            }
            log_append(line, value + i, 1);
            i++;
        }
    }
}

static void log_append_value(struct log_line *line, const char *value)
{
    size_t length = utf8_fit(value, LOG_VALUE_MAX);
    bool cut = value[length] != '\0';
    bool utf8 = utf8_is_valid(value, length);
    if (!cut && log_is_plain(value, length, utf8)) {
        log_append(line, value, length);
        return;
    }
    log_append(line, "\"", 1);
    log_append_escaped(line, value, length, utf8);
    log_append(line, cut ? "...\"" : "\"", cut ? 4 : 1);
}

/* A pair that does not fit leaves no half behind. */
static void log_append_pair(struct log_line *line, const char *key, const struct log_field *field)
{
    size_t before = line->length;
    log_append(line, " ", 1);
    log_append(line, key, strlen(key));
    log_append(line, "=", 1);
    if (field->text) {
        log_append_value(line, field->text);
    } else {
        char digits[24];
        int n = snprintf(digits, sizeof(digits), "%lld", (long long)field->number);
        log_append(line, digits, (size_t)n);
    }
    if (line->full) {
        line->length = before;
    }
}

static void log_append_head(struct log_line *line, enum log_level level)
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    char head[64];
    size_t n = strftime(head, sizeof(head), "ts=%Y-%m-%dT%H:%M:%S", &utc);
    log_append(line, head, n);
    int m = snprintf(head, sizeof(head), ".%03ldZ level=%s", now.tv_nsec / 1000000,
                     log_level_name(level));
    log_append(line, head, (size_t)m);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
    if (!log_is_written(level)) {
        return;
    }
    int saved = errno;
    struct log_line line;
    line.length = 0;
    line.full = false;
    log_append_head(&line, level);
    log_append_pair(&line, "event", &LOG_TEXT("event", event));
    if (log_request_id) {
        log_append_pair(&line, "request", &LOG_TEXT("request", log_request_id));
    }
    for (size_t i = 0; i < n && !line.full; i++) {
        log_append_pair(&line, fields[i].key, &fields[i]);
    }
    if (line.full) {
        memcpy(line.bytes + line.length, LOG_TRUNCATED, strlen(LOG_TRUNCATED));
        line.length += strlen(LOG_TRUNCATED);
    }
    line.bytes[line.length++] = '\n';
    while (write(atomic_load(&log_fd), line.bytes, line.length) < 0 && errno == EINTR) {
    }
    errno = saved;
}
