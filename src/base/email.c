#include "email.h"

#include "ascii.h"
#include "text.h"

#include <idn2.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define LOCAL_MAX 64
#define DOMAIN_MAX 253
#define EXPECTED "attendu nom@domaine.fr"

/* The domain in ASCII; NULL when IDNA knows no such name. */
static const char *email_domain(struct arena *arena, const char *domain)
{
    char *ascii = NULL;
    if (idn2_to_ascii_8z(domain, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK) {
        return NULL;
    }
    const char *copy = arena_strdup(arena, ascii);
    idn2_free(ascii);
    return copy;
}

static const char *email_check_local(const char *local, size_t length)
{
    if (length == 0) {
        return "rien avant «\u00A0@\u00A0», " EXPECTED;
    }
    if (length > LOCAL_MAX) {
        return "plus de 64 caractères avant «\u00A0@\u00A0»";
    }
    for (size_t i = 0; i < length; i++) {
        bool dot = local[i] == '.';
        if (dot && (i == 0 || i + 1 == length || local[i - 1] == '.')) {
            return "point mal placé avant «\u00A0@\u00A0», " EXPECTED;
        }
        if (!dot && !ascii_is_alnum(local[i]) &&
            (!local[i] || !strchr("!#$%&'*+-/=?^_`{|}~", local[i]))) {
            return "espace, accent ou signe refusé avant «\u00A0@\u00A0», " EXPECTED;
        }
    }
    return NULL;
}

static bool email_label_right(const char *label, size_t length)
{
    if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!ascii_is_alnum(label[i]) && label[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool email_domain_right(const char *domain)
{
    size_t length = 0;
    size_t labels = 0;
    if (strlen(domain) > DOMAIN_MAX) {
        return false;
    }
    for (const char *label = domain;; label += length + 1) {
        length = strcspn(label, ".");
        labels++;
        if (!email_label_right(label, length)) {
            return false;
        }
        if (!label[length]) {
            bool digit = label[strcspn(label, "0123456789")] != '\0';
            return labels > 1 && length > 1 && (!digit || strncmp(label, "xn--", 4) == 0);
        }
    }
}

const char *email_check(struct arena *arena, const char *email)
{
    size_t length = text_length(email);
    const char *at = strchr(email, '@');
    if (length < 3 || length > EMAIL_MAX) {
        return "entre 3 et 160 caractères attendus";
    }
    if (!at || strchr(at + 1, '@')) {
        return "adresse mal formée, " EXPECTED;
    }
    const char *wrong = email_check_local(email, (size_t)(at - email));
    if (wrong) {
        return wrong;
    }
    const char *domain = email_domain(arena, at + 1);
    return domain && email_domain_right(domain)
               ? NULL
               : "domaine mal formé après «\u00A0@\u00A0», " EXPECTED;
}

const char *email_to_ascii(struct arena *arena, const char *email)
{
    const char *at = strchr(email, '@');
    const char *domain = at ? email_domain(arena, at + 1) : NULL;
    return domain ? arena_printf(arena, "%.*s@%s", (int)(at - email), email, domain) : email;
}

const char *email_keep(struct arena *arena, const char *typed)
{
    const char *bracket = strrchr(typed, '<');
    const char *address = bracket ? bracket + 1 : typed;
    if (strncasecmp(address, "mailto:", strlen("mailto:")) == 0) {
        address += strlen("mailto:");
    }
    size_t length = bracket ? strcspn(address, ">") : strcspn(address, " ,;");
    const char *after = address + length + (bracket && address[length]);
    bool one = strchr(typed, '<') == bracket; /* two addresses are for the person to choose from */
    bool ended = one && (!bracket || address[length]) && !after[strspn(after, " ,;")];
    return ended && memchr(address, '@', length) ? arena_strndup(arena, address, length) : typed;
}
