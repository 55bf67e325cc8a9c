/* What changed between two texts, word by word: the longest words that both have in the same order
 * stay, the rest is removed or added. Two texts of so many words that comparing them would cost
 * more than WORD_DIFF_WORK steps differ as a whole, between what they begin and end with alike.
 */
#ifndef SOFI_BASE_WORD_DIFF_H
#define SOFI_BASE_WORD_DIFF_H

#include "arena.h"

#include <stdbool.h>

#define WORD_DIFF_WORK 1000000 /* words of one times words of the other */

/* Words that follow each other, with the spaces behind them. */
struct word_run {
    const char *text;
    bool removed; /* in the first text alone */
    bool added;   /* in the second alone */
};

struct word_runs {
    const struct word_run *items;
    size_t n;
};

/* Runs of both texts, in order: without those added, the first text again; without those removed,
 * the second, spaces apart: a word never touches one of another run. Nothing of two empty texts. */
struct word_runs word_diff(struct arena *arena, const char *before, const char *after);

#endif
