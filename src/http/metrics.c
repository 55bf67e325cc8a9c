#include "metrics.h"

#include <inttypes.h>

static const int64_t limits_us[METRICS_BUCKETS] = {
    50,    100,   250,    500,    1000,   2500,    5000,    10000,
    25000, 50000, 100000, 250000, 500000, 1000000, 5000000,
};

/* One writer: a load and a store are enough, and cheaper than a locked addition. */
static void add(_Atomic uint64_t *counter, uint64_t n)
{
    uint64_t old = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, old + n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_count(struct metrics *metrics, int code, int64_t us, size_t bytes)
{
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS && us > limits_us[bucket]) {
        bucket++;
    }
    add(&metrics->codes[code >= 0 && code < METRICS_CODES ? code : 0], 1);
    add(&metrics->durations[bucket], 1);
    add(&metrics->duration_sum_us, us > 0 ? (uint64_t)us : 0);
    add(&metrics->bytes, bytes);
}

void metrics_count_aborted(struct metrics *metrics)
{
    add(&metrics->aborted, 1);
}

void metrics_add(struct metrics *sum, const struct metrics *from)
{
    for (size_t i = 0; i < METRICS_CODES; i++) {
        add(&sum->codes[i], get(&from->codes[i]));
    }
    for (size_t i = 0; i <= METRICS_BUCKETS; i++) {
        add(&sum->durations[i], get(&from->durations[i]));
    }
    add(&sum->duration_sum_us, get(&from->duration_sum_us));
    add(&sum->bytes, get(&from->bytes));
    add(&sum->aborted, get(&from->aborted));
}

static void write_durations(const struct metrics *metrics, struct buffer *out)
{
    uint64_t total = 0;
    buffer_literal(out, "# HELP sofi_request_seconds Time from the whole request to its answer.\n"
                        "# TYPE sofi_request_seconds histogram\n");
    for (size_t i = 0; i < METRICS_BUCKETS; i++) {
        total += get(&metrics->durations[i]);
        buffer_printf(out, "sofi_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                      (double)limits_us[i] / 1e6, total);
    }
    total += get(&metrics->durations[METRICS_BUCKETS]);
    buffer_printf(out, "sofi_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", total);
    buffer_printf(out, "sofi_request_seconds_sum %.6f\n",
                  (double)get(&metrics->duration_sum_us) / 1e6);
    buffer_printf(out, "sofi_request_seconds_count %" PRIu64 "\n", total);
}

void metrics_counter(struct buffer *out, const char *name, const char *help, uint64_t value)
{
    metrics_head(out, name, "counter", help);
    buffer_printf(out, "%s %" PRIu64 "\n", name, value);
}

void metrics_write(const struct metrics *metrics, struct buffer *out)
{
    buffer_literal(out, "# HELP sofi_requests_total Requests answered, by status code.\n"
                        "# TYPE sofi_requests_total counter\n");
    for (int code = 0; code < METRICS_CODES; code++) {
        uint64_t n = get(&metrics->codes[code]);
        if (n > 0) {
            buffer_printf(out, "sofi_requests_total{code=\"%d\"} %" PRIu64 "\n", code, n);
        }
    }
    write_durations(metrics, out);
    metrics_counter(out, "sofi_response_bytes_total", "Bytes of bodies answered.",
                    get(&metrics->bytes));
    metrics_counter(out, "sofi_requests_aborted_total",
                    "Requests whose client left before an answer.", get(&metrics->aborted));
}

void metrics_head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_gauge(struct buffer *out, const char *name, const char *help, int64_t value)
{
    metrics_head(out, name, "gauge", help);
    buffer_printf(out, "%s %" PRId64 "\n", name, value);
}

void metrics_quoted(struct buffer *out, const char *text)
{
    buffer_literal(out, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') {
            buffer_literal(out, "\\n");
            continue;
        }
        if (*c == '"' || *c == '\\') {
            buffer_literal(out, "\\");
        }
        buffer_append(out, c, 1);
    }
    buffer_literal(out, "\"");
}

static void write_label(struct buffer *out, const char *name, const char *label, const char *of)
{
    buffer_printf(out, "%s{%s=", name, label);
    metrics_quoted(out, of);
    buffer_literal(out, "} ");
}

void metrics_line(struct buffer *out, const char *name, const char *label, const char *of,
                  int64_t value)
{
    write_label(out, name, label, of);
    buffer_printf(out, "%" PRId64 "\n", value);
}

void metrics_seconds(struct buffer *out, const char *name, const char *label, const char *of,
                     int64_t us)
{
    write_label(out, name, label, of);
    buffer_printf(out, "%.6f\n", (double)us / 1e6);
}
