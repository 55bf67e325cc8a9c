/* What comes in from people: UTF-8 checked, cleaned, counted.
 *
 * Texts are NUL-terminated UTF-8 in NFC. Thread-safe: nothing here keeps a state.
 */
#ifndef SOFI_BASE_TEXT_H
#define SOFI_BASE_TEXT_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/* A copy in which each ill-formed sequence and each NUL became U+FFFD; *damaged_r tells whether
 * there was one. The person sees what was typed, with the place of the damage. */
char *text_repair_utf8(struct arena *arena, const char *bytes, size_t length, bool *damaged_r);

struct text_list {
    const char **items;
    size_t n;
};

bool text_list_holds(struct text_list list, const char *text);
/* The list grew by this alone, from {0}; the text is kept, not copied. */
void text_list_add(struct arena *arena, struct text_list *list, const char *text);
/* The pieces between the bytes of `separators`, without those that are empty. */
struct text_list text_split(struct arena *arena, const char *text, const char *separators);

/* The texts that are not empty, with `separator` between them. `items` ends with NULL. */
const char *text_join(struct arena *arena, const char *separator, const char *const *items);

/* The one way in for every text that a person, a file or another service gives: what Word, Excel,
 * a PDF or a page put into a paste becomes plain text in NFC. Spaces of every kind become a space,
 * outer ones go; what cannot be seen goes (zero width, soft hyphens, direction marks); the signs of
 * windows-1252 and of symbol fonts, ligatures and hyphens become those of Unicode; tags and
 * entities of HTML become what they say. What cannot be understood stays: text_first_forbidden()
 * and text_has_tag() find it. Cleaned again, a cleaned text is the same. NULL gives ""; ill-formed
 * UTF-8 is repaired first. Time and memory grow with the length alone.
 *
 * text_clean: on one line, the ends of lines become spaces. text_clean_lines: ends of lines of
 * every kind become LF, one empty line at most in a row, nothing at the ends of lines; bullets
 * become "- ". */
char *text_clean(struct arena *arena, const char *text);
char *text_clean_lines(struct arena *arena, const char *text);

/* A copy in which control characters, ends of lines included, are spaces. NULL gives "". */
char *text_one_line(struct arena *arena, const char *text);

/* Characters (code points) in well-formed UTF-8: the unit of every length limit. */
size_t text_length(const char *text);

/* The first C0/C1 control character, or U+FFFD to U+FFFF (the last two have no place in XML), or
 * U+2028/2029, or bidirectional override, or private sign of a text, 0 when there is none. Line
 * feed and tab are accepted when `multiline`. */
uint32_t text_first_forbidden(const char *text, bool multiline);
/* Where it stands, NULL when there is none. */
const char *text_find_forbidden(const char *text, bool multiline);

/* True when the text holds a tag of HTML: '<' and a name up to its '>', with nothing else inside or
 * with attributes that have a value; or "<!", "<?". "a < b", "<3", "a<b", "si a<b et c>d" and
 * "<a@b.fr>" are texts. */
bool text_has_tag(const char *text);

/* Exactly `length` ASCII digits and nothing else. */
bool text_is_digits(const char *text, size_t length);
/* One ASCII digit or more, and nothing else. */
bool text_is_number(const char *text);

/* Reads a whole decimal number, optional '-', no spaces, no '+'. False when it is not one, or does
 * not fit. */
bool text_to_int(const char *text, int64_t *value_r);

/* A copy with the ASCII white space taken out: "130 005 119 00032" is a SIRET too. NO-BREAK SPACE
 * (U+00A0, U+202F) counts as white space here. */
char *text_without_spaces(struct arena *arena, const char *text);

/* A copy in capitals, accents kept: "Le Goff" is "LE GOFF". Well-formed UTF-8. */
char *text_upper(struct arena *arena, const char *text);

/* Compares in constant time; the time depends on the lengths only. */
bool text_equal_secret(const char *a, const char *b);

#endif
