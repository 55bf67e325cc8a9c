/* What text.c lends to the files beside it: Unicode tables are reached from text.c alone. */
#ifndef SOFI_BASE_TEXT_PRIVATE_H
#define SOFI_BASE_TEXT_PRIVATE_H

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum text_map {
    TEXT_MAP_NFC,
    TEXT_MAP_FOLD /* compatibility forms taken apart, lower case, no marks, nothing invisible */
};

/* A mapped copy of well-formed UTF-8. */
char *text_map(struct arena *arena, const char *text, enum text_map map);

/* A code point that is no surrogate, in UTF-8. */
void text_append_code(struct buffer *to, uint32_t code);

/* What a page pasted with its HTML says: tags that are known go, leaving the ends of lines and
 * cells; entities become what they stand for. A lone "<table>" that nothing closes stays. Once:
 * what appears when tags and entities are gone is looked at by another call. */
char *text_plain(struct arena *arena, const char *text);

/* A letter or a number of any script. */
bool text_code_is_word(uint32_t code);

#endif
