/* Counters of answered requests. Each thread has its own, so that counting costs no shared cache
 * line; the reader adds them up. */
#ifndef SOFI_HTTP_METRICS_H
#define SOFI_HTTP_METRICS_H

#include "buffer.h"

#include <stdatomic.h>
#include <stdint.h>

#define METRICS_CODES 600
#define METRICS_BUCKETS 15

struct metrics {
    _Atomic uint64_t codes[METRICS_CODES];
    _Atomic uint64_t durations[METRICS_BUCKETS + 1]; /* the last: above all limits */
    _Atomic uint64_t duration_sum_us;
    _Atomic uint64_t bytes;
    _Atomic uint64_t aborted; /* requests whose client left before the answer */
};

/* One writer per `metrics`; read by anybody. */
void metrics_count(struct metrics *metrics, int code, int64_t us, size_t bytes);
void metrics_count_aborted(struct metrics *metrics);

/* Adds `from` to `sum`. */
void metrics_add(struct metrics *sum, const struct metrics *from);

/* Prometheus text. */
void metrics_write(const struct metrics *metrics, struct buffer *out);
/* What stands before the lines of one name. `type`: "gauge", "counter" (its name ends in _total).
 */
void metrics_head(struct buffer *out, const char *name, const char *type, const char *help);
/* A head and its only line, without labels. */
void metrics_gauge(struct buffer *out, const char *name, const char *help, int64_t value);
void metrics_counter(struct buffer *out, const char *name, const char *help, uint64_t value);
/* A line of a label, whose value is escaped. */
void metrics_line(struct buffer *out, const char *name, const char *label, const char *of,
                  int64_t value);
void metrics_seconds(struct buffer *out, const char *name, const char *label, const char *of,
                     int64_t us);
/* A text within quotes, escaped. */
void metrics_quoted(struct buffer *out, const char *text);

#endif
