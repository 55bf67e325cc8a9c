#include "siret.h"

#include "ascii.h"
#include "buffer.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define SIREN_LA_POSTE "356000000"

static bool luhn(const char *digits)
{
    size_t length = strlen(digits);
    int sum = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = digits[length - 1 - i] - '0';
        if (i % 2 == 1) {
            digit *= 2;
            digit -= digit > 9 ? 9 : 0;
        }
        sum += digit;
    }
    return sum % 10 == 0;
}

static bool digit_sum_of_five(const char *digits)
{
    int sum = 0;
    for (const char *p = digits; *p; p++) {
        sum += *p - '0';
    }
    return sum % 5 == 0;
}

const char *siret_garder(struct arena *arena, const char *saisie)
{
    struct buffer garde;
    buffer_init(&garde, arena, strlen(saisie) + 1);
    for (const char *c = saisie; *c; c++) {
        if (strncmp(c, "–", strlen("–")) == 0) {
            c += strlen("–") - 1;
        } else if (!strchr(" -./", *c)) {
            buffer_char(&garde, *c);
        }
    }
    return garde.data;
}

/* The first nine digits, the SIREN, have a key of their own. */
static bool siren_juste(struct arena *arena, const char *siret)
{
    return luhn(arena_strndup(arena, siret, 9));
}

const char *siret_juger(struct arena *arena, const char *siret)
{
    if (!text_is_number(siret)) {
        return "des chiffres seulement, 14 attendus";
    }
    size_t length = strlen(siret);
    if (length != 14) {
        return arena_printf(arena, "%zu chiffre%s saisi%s, 14 attendus", length,
                            length > 1 ? "s" : "", length > 1 ? "s" : "");
    }
    if (strspn(siret, "0") == 14) {
        return "numéro inexistant";
    }
    if (!siren_juste(arena, siret)) {
        return "clé de contrôle du SIREN fausse, vérifiez les 9 premiers chiffres";
    }
    if (luhn(siret)) {
        return NULL;
    }
    if (strncmp(siret, SIREN_LA_POSTE, 9) == 0 && digit_sum_of_five(siret)) {
        return NULL;
    }
    return "clé de contrôle fausse, vérifiez les 14 chiffres";
}

bool siret_meme_siren(const char *a, const char *b)
{
    return strlen(a) >= 9 && strncmp(a, b, 9) == 0;
}

const char *nda_juger(struct arena *arena, const char *nda)
{
    (void)arena;
    bool right = strlen(nda) == 11;
    for (size_t i = 0; i < 11 && right; i++) {
        right = ascii_is_digit(nda[i]) || (i == 4 && nda[i] >= 'A' && nda[i] <= 'Z');
    }
    return right ? NULL : "11 caractères attendus, par exemple 52440404744";
}

const char *uai_juger(struct arena *arena, const char *uai)
{
    static const char keys[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    if (strlen(uai) != 8 || strspn(uai, "0123456789") != 7) {
        return "7 chiffres et une lettre attendus";
    }
    char digits[8] = {0};
    memcpy(digits, uai, 7);
    char key = keys[strtol(digits, NULL, 10) % 23];
    if (uai[7] == key) {
        return NULL;
    }
    return arena_printf(arena, "la lettre de contrôle de %s n'est pas %c, vérifiez le numéro",
                        digits, uai[7]);
}
