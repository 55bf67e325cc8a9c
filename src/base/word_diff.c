#include "word_diff.h"

#include <string.h>

#define SPACES " \t\r\n"

struct word {
    const char *start;
    size_t length; /* without the spaces behind */
};

struct words {
    const struct word *items;
    size_t n;
};

static struct words split(struct arena *arena, const char *text)
{
    struct word *items = NULL;
    size_t n = 0;
    text += strspn(text, SPACES);
    while (*text) {
        size_t length = strcspn(text, SPACES);
        *ARENA_PUSH(arena, items, n) = (struct word){text, length};
        text += length + strspn(text + length, SPACES);
    }
    return (struct words){items, n};
}

/* ---- the words that stay */

struct comparison {
    const struct word *before, *after;
    size_t *pair; /* of each word of `before`: its place in `after`, from 1; 0: it goes */
    /* How far paths of so many edits reach on each diagonal, from the begin and from the end; [0]
     * is the middle one. */
    long *forward, *backward;
};

/* Words from `start` to `end`, of both texts. */
struct box {
    long start_before, end_before;
    long start_after, end_after;
};

static bool same(const struct comparison *c, long i, long j)
{
    const struct word *a = &c->before[i];
    const struct word *b = &c->after[j];
    return a->length == b->length && memcmp(a->start, b->start, a->length) == 0;
}

/* Where a path of one more edit comes to on a diagonal, before it follows words alike. */
static long step(const long *reached, long diagonal, long edits)
{
    bool down =
        diagonal == -edits || (diagonal != edits && reached[diagonal - 1] < reached[diagonal + 1]);
    return down ? reached[diagonal + 1] : reached[diagonal - 1] + 1;
}

/* Paths of `edits` edits from the begin of a box. True: one of them meets a path from its end, in
 * *i_r, *j_r. */
static bool go_forward(const struct comparison *c, const struct box *box, long edits, long *i_r,
                       long *j_r)
{
    long n = box->end_before - box->start_before;
    long m = box->end_after - box->start_after;
    for (long k = -edits; k <= edits; k += 2) {
        long i = step(c->forward, k, edits);
        long opposite = n - m - k;
        while (i < n && i - k < m && same(c, box->start_before + i, box->start_after + i - k)) {
            i++;
        }
        c->forward[k] = i;
        if (((n - m) & 1) && opposite > -edits && opposite < edits &&
            i + c->backward[opposite] >= n) {
            *i_r = box->start_before + i;
            *j_r = box->start_after + i - k;
            return true;
        }
    }
    return false;
}

/* The same from its end. */
static bool go_backward(const struct comparison *c, const struct box *box, long edits, long *i_r,
                        long *j_r)
{
    long n = box->end_before - box->start_before;
    long m = box->end_after - box->start_after;
    for (long k = -edits; k <= edits; k += 2) {
        long i = step(c->backward, k, edits);
        long opposite = n - m - k;
        while (i < n && i - k < m && same(c, box->end_before - 1 - i, box->end_after - 1 - i + k)) {
            i++;
        }
        c->backward[k] = i;
        if (!((n - m) & 1) && opposite >= -edits && opposite <= edits &&
            i + c->forward[opposite] >= n) {
            *i_r = box->end_before - i;
            *j_r = box->end_after - i + k;
            return true;
        }
    }
    return false;
}

/* A point in the middle of a shortest path through the box. False: it would be too long. */
static bool meet(const struct comparison *c, const struct box *box, long *i_r, long *j_r)
{
    c->forward[1] = c->backward[1] = 0;
    for (long edits = 0; edits <= WORD_DIFF_EDITS / 2; edits++) {
        if (go_forward(c, box, edits, i_r, j_r) || go_backward(c, box, edits, i_r, j_r)) {
            return true;
        }
    }
    return false;
}

/* Pairs the words of a box that stay. What it begins and ends with alike goes first; the path
 * through the rest has two edits or more, so both its halves are shorter. */
static void compare(const struct comparison *c, struct box box)
{
    long i = 0;
    long j = 0;
    while (box.start_before < box.end_before && box.start_after < box.end_after &&
           same(c, box.start_before, box.start_after)) {
        c->pair[box.start_before++] = (size_t)++box.start_after;
    }
    while (box.start_before < box.end_before && box.start_after < box.end_after &&
           same(c, box.end_before - 1, box.end_after - 1)) {
        c->pair[--box.end_before] = (size_t)box.end_after--;
    }
    if (box.start_before < box.end_before && box.start_after < box.end_after &&
        meet(c, &box, &i, &j)) {
        compare(c, (struct box){box.start_before, i, box.start_after, j});
        compare(c, (struct box){i, box.end_before, j, box.end_after});
    }
}

static const size_t *pair(struct arena *arena, const struct words *before,
                          const struct words *after)
{
    size_t most = before->n + after->n + 2;
    most = most < WORD_DIFF_EDITS / 2 + 2 ? most : WORD_DIFF_EDITS / 2 + 2;
    const struct comparison c = {.before = before->items,
                                 .after = after->items,
                                 .pair = ARENA_ARRAY(arena, size_t, before->n),
                                 .forward = ARENA_ARRAY(arena, long, 2 * most + 1) + most,
                                 .backward = ARENA_ARRAY(arena, long, 2 * most + 1) + most};
    compare(&c, (struct box){0, (long)before->n, 0, (long)after->n});
    return c.pair;
}

/* ---- runs */

struct writer {
    struct arena *arena;
    struct word_run *items;
    size_t n;
    const char *kept; /* begin of what stays, in the second text, and is not written yet */
};

static void put(struct writer *w, const char *start, const char *end, bool removed, bool added)
{
    if (start < end) {
        *ARENA_PUSH(w->arena, w->items, w->n) = (struct word_run){
            arena_strndup(w->arena, start, (size_t)(end - start)), removed, added};
    }
}

static bool space(char c)
{
    return c && strchr(SPACES, c);
}

/* What stands between two words that stay, or at an end: spaces that both have stay too. */
static void change(struct writer *w, const char *before, const char *before_end, const char *after,
                   const char *after_end)
{
    while (before < before_end && after < after_end && *before == *after && space(*before)) {
        before++;
        after++;
    }
    const char *rest = after_end;
    while (before < before_end && after < rest && before_end[-1] == rest[-1] && space(rest[-1])) {
        before_end--;
        rest--;
    }
    if (before < before_end || after < rest) {
        put(w, w->kept, after, false, false);
        put(w, before, before_end, true, false);
        put(w, after, rest, false, true);
        w->kept = rest;
    }
}

struct word_runs word_diff(struct arena *arena, const char *before, const char *after)
{
    struct writer w = {.arena = arena, .kept = after};
    const struct words first = split(arena, before);
    const struct words second = split(arena, after);
    const size_t *pairs = pair(arena, &first, &second);
    for (size_t i = 0; i < first.n; i++) {
        if (pairs[i]) {
            const struct word *old = &first.items[i];
            const struct word *kept = &second.items[pairs[i] - 1];
            change(&w, before, old->start, after, kept->start);
            before = old->start + old->length;
            after = kept->start + kept->length;
        }
    }
    const char *end = after + strlen(after);
    change(&w, before, before + strlen(before), after, end);
    put(&w, w.kept, end, false, false);
    return (struct word_runs){w.items, w.n};
}
