/* French words made comparable, once, for both engines (docs/architecture.md, search).
 *
 * Folding: lower case, accents removed, œ → oe, æ → ae, typographic apostrophes and hyphens are
 * separators, everything that is neither letter nor digit separates words.
 * Stemming: plural endings and Snowball French on the folded word, so that an accent left out
 * changes nothing; words that hold a digit stay as they are. `secretariat`, `SECRÉTARIAT` and
 * `secrétariats` give the same token.
 *
 * Thread-safe: each thread makes its own stemmer at first use and keeps it until it ends.
 */
#ifndef SOFI_BASE_FOLD_H
#define SOFI_BASE_FOLD_H

#include "arena.h"

struct fold_words {
    const char **items; /* in the order of the text, doubles kept */
    size_t n;
};

/* "Éducation à l’œuvre" → "education a l oeuvre": words separated by one space. */
char *fold_text(struct arena *arena, const char *text);

/* The folded words of a text, not stemmed. */
struct fold_words fold_split(struct arena *arena, const char *text);

/* The folded, stemmed words of a text, without stop words (le, la, de, du, des, et, à, l, d, …)
 * unless it holds nothing else. What is stored in search columns and what is searched. */
struct fold_words fold_stems(struct arena *arena, const char *text);

/* The stems of fold_stems() joined by one space; "" when there is none. */
char *fold_stems_text(struct arena *arena, const char *text);

#endif
