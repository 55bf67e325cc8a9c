#include "utf8.h"

#include <string.h>

static size_t sequence_length(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF all show in the second byte. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_r)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (length == 0) {
        return 0;
    }
    size_t n = sequence_length(b[0]);
    if (n == 1) {
        *code_r = b[0];
        return 1;
    }
    if (n == 0 || n > length || !second_byte_fits(b[0], b[1])) {
        return 0;
    }
    uint32_t code = b[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if (!utf8_is_inner(bytes[i])) {
            return 0;
        }
        code = code << 6 | (b[i] & 0x3FU);
    }
    *code_r = code;
    return n;
}

/* Bytes at the beginning that are plain ASCII other than NUL. */
static size_t ascii_length(const char *bytes, size_t length)
{
    const uint64_t ones = UINT64_MAX / 0xFF;
    const uint64_t tops = ones << 7;
    uint64_t eight;
    size_t at = 0;
    for (; at + sizeof eight <= length; at += sizeof eight) {
        memcpy(&eight, bytes + at, sizeof eight);
        if ((eight | (eight - ones)) & tops) {
            break;
        }
    }
    while (at < length && bytes[at] != '\0' && !(bytes[at] & 0x80)) {
        at++;
    }
    return at;
}

bool utf8_is_valid(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        at += ascii_length(bytes + at, length - at);
        if (at == length) {
            break;
        }
        size_t n = utf8_decode(bytes + at, length - at, &code);
        if (n == 0 || code == 0) {
            return false;
        }
        at += n;
    }
    return true;
}

size_t utf8_damaged_length(const char *bytes, size_t length)
{
    const unsigned char *b = (const unsigned char *)bytes;
    size_t n = sequence_length(b[0]);
    if (n < 3 || length < 2 || !second_byte_fits(b[0], b[1])) {
        return 1;
    }
    size_t i = 2;
    while (i < n && i < length && utf8_is_inner(bytes[i])) {
        i++;
    }
    return i;
}

size_t utf8_first(const char *text)
{
    size_t n = 1;
    while (utf8_is_inner(text[n])) {
        n++;
    }
    return n;
}

size_t utf8_prefix(const char *text, size_t characters)
{
    size_t length = 0;
    for (; characters > 0 && text[length]; characters--) {
        length += utf8_first(text + length);
    }
    return length;
}

size_t utf8_fit(const char *text, size_t room)
{
    size_t length = strnlen(text, room + 1);
    if (length <= room) {
        return length;
    }
    length = room;
    for (int i = 0; i < 3 && length > 1 && utf8_is_inner(text[length]); i++) {
        length--;
    }
    return length;
}
