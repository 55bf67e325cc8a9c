/* What a query string or a form body holds: names and values, in order, repeated names kept.
 *
 * Texts are decoded (%XX, +), repaired where their UTF-8 was broken (`damaged`), and live in the
 * arena. At most PARAMS_MAX pairs. Parsing never fails on content: hostile bytes become values.
 */
#ifndef SOFI_BASE_PARAMS_H
#define SOFI_BASE_PARAMS_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>

#define PARAMS_MAX 2000

struct param {
    const char *name;
    const char *value;
    bool damaged; /* held broken UTF-8 or a NUL; value shows U+FFFD there */
};

struct params {
    struct param *items;
    size_t n;
};

/* Parses application/x-www-form-urlencoded. STATUS_TOO_LARGE over PARAMS_MAX pairs. */
enum status params_parse(struct params *params, struct arena *arena, const char *text,
                         size_t length);

/* First value of a name, NULL when absent. */
const char *params_get(const struct params *params, const char *name);
const struct param *params_find(const struct params *params, const char *name);
/* All values of a name, in order. */
size_t params_all(const struct params *params, const char *name, struct arena *arena,
                  const struct param **values_r);

/* Those whose names begin with `prefix`, without it. */
struct params params_below(const struct params *params, struct arena *arena, const char *prefix);

/* Percent-encodes pairs back, `skip` left out (NULL: none). For links and replays. */
char *params_encode(const struct params *params, struct arena *arena, const char *skip);

/* One more, where the array has room; nothing for a value that is NULL or "". */
void params_add(struct params *params, const char *name, const char *value);

#endif
