#include "encoding.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WHOLE 1000
#define SPACE " \t"

/* "0.25": 250; what is none of RFC 9110's weights: 0. */
static int read_weight(const char *text, size_t length)
{
    int weight = 0;
    int unit = WHOLE;
    if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') ||
        (length > 1 && text[1] != '.')) {
        return 0;
    }
    for (size_t i = 0; i < length; i += i == 0 ? 2 : 1, unit /= 10) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
        weight += (text[i] - '0') * unit;
    }
    return weight <= WHOLE ? weight : 0;
}

/* Of the parameters of one element: ";q=0.5". */
static int weight_of(const char *parameters, size_t length)
{
    const char *end = parameters + length;
    for (const char *at = memchr(parameters, ';', length); at != NULL;
         at = memchr(at, ';', (size_t)(end - at))) {
        at++;
        at += strspn(at, SPACE);
        if (end - at >= 2 && strncasecmp(at, "q=", 2) == 0) {
            at += 2;
            size_t digits = strcspn(at, SPACE ";,");
            return read_weight(at, digits);
        }
    }
    return WHOLE;
}

static bool is_called(const char *name, size_t length, const char *coding)
{
    bool old = length == strlen("x-gzip") && strncasecmp(name, "x-gzip", length) == 0;
    if (old) {
        name += 2;
        length -= 2;
    }
    return length == strlen(coding) && strncasecmp(name, coding, length) == 0;
}

int encoding_weight(const char *accept_encoding, const char *coding)
{
    int others = 0;
    const char *at = accept_encoding;
    while (*at != '\0') {
        at += strspn(at, SPACE ",");
        size_t element = strcspn(at, ",");
        size_t name = strcspn(at, SPACE ";,");
        if (is_called(at, name, coding)) {
            return weight_of(at + name, element - name);
        }
        if (name == 1 && *at == '*') {
            others = weight_of(at + name, element - name);
        }
        at += element;
    }
    return others;
}
