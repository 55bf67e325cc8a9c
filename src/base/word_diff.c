#include "word_diff.h"

#include <stdint.h>
#include <string.h>

#define SPACES " \t\r\n"

struct words {
    const char **starts;
    size_t *lengths; /* with the spaces behind */
    size_t n;
};

static struct words split(struct arena *arena, const char *text)
{
    size_t most = strlen(text) + 1;
    struct words words = {.starts = ARENA_ARRAY(arena, const char *, most),
                          .lengths = ARENA_ARRAY(arena, size_t, most)};
    while (*text) {
        size_t n = strcspn(text, SPACES);
        n += strspn(text + n, SPACES);
        words.starts[words.n] = text;
        words.lengths[words.n++] = n;
        text += n;
    }
    return words;
}

static size_t bare(const struct words *words, size_t i)
{
    size_t n = strcspn(words->starts[i], SPACES);
    return n < words->lengths[i] ? n : words->lengths[i];
}

/* The spaces behind a word are no part of it. */
static bool same(const struct words *a, size_t i, const struct words *b, size_t j)
{
    size_t n = bare(a, i);
    return n == bare(b, j) && memcmp(a->starts[i], b->starts[j], n) == 0;
}

struct run {
    const char *start;
    size_t length;
    bool removed, added;
};

struct comparison {
    struct arena *arena;
    struct words before, after;
    size_t start;         /* words alike at the begin */
    size_t rows, columns; /* between what is alike at both ends */
    uint16_t *common;     /* of what follows row i and column j; NULL: too many to compare */
    struct run *runs;     /* being filled */
    size_t n;
};

static uint16_t *cell(const struct comparison *c, size_t i, size_t j)
{
    return &c->common[i * (c->columns + 1) + j];
}

static void measure(struct comparison *c)
{
    size_t shorter = c->before.n < c->after.n ? c->before.n : c->after.n;
    size_t end = 0;
    while (c->start < shorter && same(&c->before, c->start, &c->after, c->start)) {
        c->start++;
    }
    while (end < shorter - c->start &&
           same(&c->before, c->before.n - 1 - end, &c->after, c->after.n - 1 - end)) {
        end++;
    }
    c->rows = c->before.n - c->start - end;
    c->columns = c->after.n - c->start - end;
    if (c->rows && c->columns > WORD_DIFF_WORK / c->rows) {
        return;
    }
    c->common = ARENA_ARRAY(c->arena, uint16_t, (c->rows + 1) * (c->columns + 1));
    for (size_t i = c->rows; i-- > 0;) {
        for (size_t j = c->columns; j-- > 0;) {
            uint16_t down = *cell(c, i + 1, j);
            uint16_t right = *cell(c, i, j + 1);
            *cell(c, i, j) = same(&c->before, c->start + i, &c->after, c->start + j)
                                 ? (uint16_t)(*cell(c, i + 1, j + 1) + 1)
                             : down > right ? down
                                            : right;
        }
    }
}

/* `n` words from the i-th become one run, or lengthen the last one, which they follow. */
static void put(struct comparison *c, const struct words *words, size_t i, size_t n, bool removed,
                bool added)
{
    if (n == 0) {
        return;
    }
    const struct run before = c->n ? c->runs[c->n - 1] : (struct run){0};
    size_t length = (size_t)(words->starts[i + n - 1] - words->starts[i]);
    length += words->lengths[i + n - 1];
    if (c->n && before.removed == removed && before.added == added) {
        c->runs[c->n - 1].length += length;
    } else {
        c->runs[c->n++] = (struct run){words->starts[i], length, removed, added};
    }
}

static void walk(struct comparison *c)
{
    size_t i = 0, j = 0;
    while (c->common && i < c->rows && j < c->columns) {
        if (same(&c->before, c->start + i, &c->after, c->start + j)) {
            put(c, &c->after, c->start + j++, 1, false, false);
            i++;
        } else if (*cell(c, i + 1, j) >= *cell(c, i, j + 1)) {
            put(c, &c->before, c->start + i++, 1, true, false);
        } else {
            put(c, &c->after, c->start + j++, 1, false, true);
        }
    }
    put(c, &c->before, c->start + i, c->rows - i, true, false);
    put(c, &c->after, c->start + j, c->columns - j, false, true);
}

struct word_runs word_diff(struct arena *arena, const char *before, const char *after)
{
    struct comparison c = {
        .arena = arena, .before = split(arena, before), .after = split(arena, after)};
    c.runs = ARENA_ARRAY(arena, struct run, c.before.n + c.after.n + 1);
    measure(&c);
    put(&c, &c.after, 0, c.start, false, false);
    walk(&c);
    size_t end = c.start + c.columns;
    put(&c, &c.after, end, c.after.n - end, false, false);
    struct word_run *items = ARENA_ARRAY(arena, struct word_run, c.n + 1);
    for (size_t i = 0; i < c.n; i++) {
        const struct run *run = &c.runs[i];
        bool joined = i + 1 < c.n && !strchr(SPACES, run->start[run->length - 1]);
        items[i] = (struct word_run){
            arena_printf(arena, "%.*s%s", (int)run->length, run->start, joined ? " " : ""),
            run->removed, run->added};
    }
    return (struct word_runs){items, c.n};
}
