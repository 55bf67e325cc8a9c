/* What text.c lends to fold.c: Unicode tables are reached from text.c alone. */
#ifndef SOFI_BASE_TEXT_PRIVATE_H
#define SOFI_BASE_TEXT_PRIVATE_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

enum text_map {
    TEXT_MAP_NFC,
    TEXT_MAP_FOLD /* compatibility forms taken apart, lower case, no marks, nothing invisible */
};

/* A mapped copy of well-formed UTF-8. */
char *text_map(struct arena *arena, const char *text, enum text_map map);

/* Bytes of the first character, 0 when it is ill-formed or `length` is 0; a NUL is a character. */
size_t text_decode(const char *bytes, size_t length, uint32_t *code_r);

/* A letter or a number of any script. */
bool text_code_is_word(uint32_t code);

#endif
