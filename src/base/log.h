/* One line per event on standard error: `ts=… level=… event=… key=value …`.
 *
 * Values that hold a space, a quote, '=' or a control character are quoted, with \" \\ \n and \xNN
 * inside: a line stays a line whatever is logged. Secrets (passwords, cookies, tokens, mail bodies)
 * are never given to these functions. Thread-safe: a line is written by one write().
 */
#ifndef SOFI_BASE_LOG_H
#define SOFI_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
    const char *key;
    const char *text; /* NULL: `number` is meant */
    int64_t number;
};

/* Not an expression in the macro: an array given as value would be "always true". */
static inline const char *log_text_or_empty(const char *text)
{
    return text ? text : "";
}

#define LOG_TEXT(k, v) ((struct log_field){.key = (k), .text = log_text_or_empty(v)})
#define LOG_INT(k, v) ((struct log_field){.key = (k), .number = (v)})

/* Lines below this level are dropped. LOG_INFO at start. */
void log_set_level(enum log_level level);
/* Whether lines of this level are written: what one costs to make need not be spent in vain. */
bool log_is_written(enum log_level level);
/* Where lines go (a file descriptor); 2 at start. For tests. */
void log_set_output(int fd);
/* The id that follows every line of this thread as `request=`, until it is set to NULL. The caller
 * keeps the text alive. */
void log_set_request(const char *request_id);

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);

#define log_event(level, event, ...)                                                               \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                           \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
#define log_error(event, ...) log_event(LOG_ERROR, event, __VA_ARGS__)
#define log_warning(event, ...) log_event(LOG_WARNING, event, __VA_ARGS__)
#define log_info(event, ...) log_event(LOG_INFO, event, __VA_ARGS__)

#endif
