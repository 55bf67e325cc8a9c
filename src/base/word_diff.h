/* What changed between two texts, word by word: the longest words that both have in the same order
 * stay, the rest is removed or added (Myers' algorithm in linear space: memory grows with the
 * texts, time with the words that differ). Texts of which more than WORD_DIFF_EDITS words would be
 * removed and added differ as a whole, between what they begin and end with alike.
 */
#ifndef SOFI_BASE_WORD_DIFF_H
#define SOFI_BASE_WORD_DIFF_H

#include "arena.h"

#include <stdbool.h>

#define WORD_DIFF_EDITS 2000

/* Words that follow each other, with the spaces between them. */
struct word_run {
    const char *text;
    bool removed; /* in the first text alone */
    bool added;   /* in the second alone */
};

struct word_runs {
    const struct word_run *items;
    size_t n;
};

/* Runs of both texts, in order, none empty: without those added, the first text to the byte;
 * without those removed, the second. What is removed comes before what is added in its place, and
 * may touch it: a page puts a space between (offre-mot.html). Nothing of two empty texts. */
struct word_runs word_diff(struct arena *arena, const char *before, const char *after);

#endif
