/* UTF-8, byte by byte: what a character takes, where a text may be cut. Allocates nothing and keeps
 * nothing: below all the rest.
 */
#ifndef SOFI_BASE_UTF8_H
#define SOFI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the first character, 0 when it is ill-formed (surrogates and overlong forms are) or
 * `length` is 0; a NUL is a character. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_r);

/* True when `length` bytes are well-formed, without NUL. */
bool utf8_is_valid(const char *bytes, size_t length);

/* Bytes that one U+FFFD stands for at the beginning of ill-formed ones: the longest beginning of a
 * well-formed sequence, as Unicode recommends (chapter 3.9), or one byte. */
size_t utf8_damaged_length(const char *bytes, size_t length);

/* A byte inside a character, which never begins one. */
static inline bool utf8_is_inner(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* ---- of well-formed texts that end with a NUL; others give something that advances */

/* Bytes of the first character of a text that is not empty. */
size_t utf8_first(const char *text);

/* Bytes of the first `characters` of them, or of all when there are fewer. */
size_t utf8_prefix(const char *text, size_t characters);

/* Where to cut so that no character is: as many bytes as fit into `room`, the whole text when it
 * does. */
size_t utf8_fit(const char *text, size_t room);

#endif
