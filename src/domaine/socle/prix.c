#include "prix.h"

#include "buffer.h"
#include "text.h"

#include <stdbool.h>
#include <string.h>

#define NBSP "\u00A0"

static const char chiffres[] = "0123456789";

/* Whole thousands behind each sign: "1.234.567". */
static bool par_milliers(const char *entiers, size_t longueur)
{
    size_t groupe = 0;
    bool premier = true;
    for (size_t i = 0; i <= longueur; i++) {
        if (i < longueur && strchr(chiffres, entiers[i])) {
            groupe++;
        } else if (premier ? groupe == 0 || groupe > 3 : groupe != 3) {
            return false;
        } else {
            premier = false;
            groupe = 0;
        }
    }
    return true;
}

const char *prix_garder(struct arena *arena, const char *saisie)
{
    char *texte = text_without_spaces(arena, saisie);
    char *unite = strstr(texte, "€");
    unite = unite ? unite : strcasestr(texte, "euro");
    if (unite) {
        *unite = '\0';
    }
    size_t longueur = strlen(texte);
    if (!longueur || strspn(texte, "0123456789.,") != longueur) {
        return saisie;
    }
    const char *signe = strpbrk(texte, ".,");
    const char *dernier = texte + longueur;
    while (dernier > texte && !strchr(".,", dernier[-1])) {
        dernier--;
    }
    size_t decimales = strlen(dernier);
    size_t entiers = signe ? (size_t)(dernier - 1 - texte) : longueur;
    /* "1.234.567": the same sign twice is no decimal one. */
    if (signe && memchr(texte, dernier[-1], entiers)) {
        entiers = longueur;
    }
    bool milliers = memchr(texte, '.', entiers) || memchr(texte, ',', entiers);
    if (entiers == 0 || (entiers < longueur && (decimales < 1 || decimales > 2)) ||
        (milliers && !par_milliers(texte, entiers))) {
        return saisie;
    }
    struct buffer garde;
    buffer_init(&garde, arena, longueur + 4);
    for (size_t i = 0; i < entiers; i++) {
        if (strchr(chiffres, texte[i])) {
            buffer_char(&garde, texte[i]);
        }
    }
    if (entiers < longueur) {
        buffer_printf(&garde, ".%s%s", dernier, decimales == 1 ? "0" : "");
    }
    return garde.data;
}

const char *prix_juger(struct arena *arena, const char *garde)
{
    (void)arena;
    size_t entiers = strspn(garde, chiffres);
    const char *reste = garde + entiers;
    size_t decimales = *reste == '.' ? strlen(reste + 1) : 0;
    bool juste =
        !*reste || ((decimales == 1 || decimales == 2) && text_is_digits(reste + 1, decimales));
    return entiers && juste ? NULL
                            : "prix en euros attendu, deux décimales au plus, par exemple 1" NBSP
                              "200,50";
}

const char *prix_montrer(struct arena *arena, const char *garde)
{
    struct buffer montre;
    size_t entiers = strspn(garde, chiffres);
    if (prix_juger(arena, garde)) {
        return garde;
    }
    buffer_init(&montre, arena, 2 * entiers + 4);
    for (size_t i = 0; i < entiers; i++) {
        if (i && (entiers - i) % 3 == 0) {
            buffer_literal(&montre, NBSP);
        }
        buffer_char(&montre, garde[i]);
    }
    const char *decimales = garde[entiers] ? garde + entiers + 1 : "00";
    buffer_printf(&montre, ",%s%s", decimales, decimales[1] ? "" : "0");
    return montre.data;
}

static const char *raccourcir(struct arena *arena, const char *garde, size_t maximum)
{
    char *court = arena_strdup(arena, garde);
    size_t longueur = strlen(garde);
    bool prix = !prix_juger(arena, garde);
    while (prix && longueur > maximum && strchr(court, '.') && court[longueur - 1] == '0') {
        longueur -= court[longueur - 2] == '.' ? 2 : 1;
        court[longueur] = '\0';
    }
    return court;
}

const char *prix_garder_horaire(struct arena *arena, const char *saisie)
{
    return raccourcir(arena, prix_garder(arena, saisie), PRIX_HORAIRE_MAX);
}

const char *prix_garder_total(struct arena *arena, const char *saisie)
{
    return raccourcir(arena, prix_garder(arena, saisie), PRIX_TOTAL_MAX);
}

const char *prix_garder_rond(struct arena *arena, const char *saisie)
{
    const char *garde = prix_garder(arena, saisie);
    const char *centimes = strstr(garde, ".00");
    return centimes && !centimes[3] && !prix_juger(arena, garde)
               ? arena_strndup(arena, garde, (size_t)(centimes - garde))
               : garde;
}
