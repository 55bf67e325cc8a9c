#include "url.h"

#include "ascii.h"
#include "text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define PORT_MAX 65535

/* "www.exemple.fr": letters (accented ones too), digits, hyphens, each label with something in it.
 */
static bool host_right(const char *host, size_t length)
{
    size_t label = 0;
    bool dot = false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)host[i];
        bool letter = ascii_is_alnum(host[i]) || c >= 0x80;
        if (c == '.' && label > 0 && host[i - 1] != '-') {
            dot = true;
            label = 0;
        } else if (letter || (c == '-' && label > 0)) {
            label++;
        } else {
            return false;
        }
    }
    return dot && label > 0 && host[length - 1] != '-';
}

static bool port_right(const char *port, size_t length)
{
    int number = 0;
    for (size_t i = 0; i < length && number <= PORT_MAX; i++) {
        if (port[i] < '0' || port[i] > '9') {
            return false;
        }
        number = number * 10 + (port[i] - '0');
    }
    return number > 0 && number <= PORT_MAX;
}

const char *url_garder(struct arena *arena, const char *saisie)
{
    bool begun = strstr(saisie, "://") || memchr(saisie, '@', strcspn(saisie, "/?#"));
    return !begun && host_right(saisie, strcspn(saisie, ":/?#"))
               ? arena_printf(arena, "https://%s", saisie)
               : saisie;
}

const char *url_juger(struct arena *arena, const char *url)
{
    bool tls = strncasecmp(url, "https://", 8) == 0;
    if (!tls && strncasecmp(url, "http://", 7) != 0) {
        return "début inconnu, attendu http:// ou https://";
    }
    if (strlen(text_without_spaces(arena, url)) != strlen(url) || strpbrk(url, "<>\"\\^`{|}") ||
        text_first_forbidden(url, false)) {
        return "espace ou caractère interdit dans une adresse, retirez-le";
    }
    const char *host = url + (tls ? 8 : 7);
    size_t authority = strcspn(host, "/?#");
    if (memchr(host, '@', authority)) {
        return "identifiant avant le nom du site, retirez ce qui précède « @ »";
    }
    size_t length = strcspn(host, ":/?#");
    if (!host_right(host, length) ||
        (length < authority && !port_right(host + length + 1, authority - length - 1))) {
        return "nom de site mal formé, attendu https://www.exemple.fr";
    }
    return NULL;
}
