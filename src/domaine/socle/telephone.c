#include "telephone.h"

#include "ascii.h"
#include "text.h"

#include <string.h>

#define EXEMPLE "par exemple 02 40 20 21 31"
/* One more than the longest number, so that one digit too many shows; '+' and NUL besides. */
#define CHIFFRES_MAX 16

/* What people put between digits; no-break spaces and typographic hyphens come with a paste. */
static const char *const separateurs[] = {" ",      ".",      "-",      "/",      "(",
                                          ")",      "\t",     "\u00A0", "\u202F", "\u2009",
                                          "\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};

/* Numbers that France writes with a 0 but that other countries reach by their own prefix. */
static const struct {
    const char *debut;
    const char *indicatif;
} outre_mer[] = {
    {"0508", "+508"}, {"0708", "+508"}, {"0262", "+262"}, {"0263", "+262"},
    {"0269", "+262"}, {"0639", "+262"}, {"0692", "+262"}, {"0693", "+262"},
    {"0590", "+590"}, {"0690", "+590"}, {"0691", "+590"}, {"0594", "+594"},
    {"0694", "+594"}, {"0596", "+596"}, {"0696", "+596"}, {"0697", "+596"},
};

static size_t separateur(const char *p)
{
    for (size_t i = 0; i < sizeof separateurs / sizeof *separateurs; i++) {
        size_t length = strlen(separateurs[i]);
        if (strncmp(p, separateurs[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* Digits alone, after a '+' where the number is international (00 is a '+' too). False when the
 * text holds anything else. Digits beyond CHIFFRES_MAX are not kept. */
static bool compacter(const char *saisie, char compact_r[CHIFFRES_MAX + 2])
{
    size_t n = 0;
    for (const char *p = saisie; *p;) {
        bool etranger = compact_r[0] == '+' && n > 1;
        size_t skip = etranger && strncmp(p, "(0)", 3) == 0 ? 3 : separateur(p);
        if (skip) {
            p += skip;
            continue;
        }
        if (!ascii_is_digit(*p) && !(*p == '+' && n == 0)) {
            return false;
        }
        if (n < CHIFFRES_MAX + 1) {
            compact_r[n++] = *p;
            compact_r[n] = '\0';
        }
        p++;
        if (n == 2 && strcmp(compact_r, "00") == 0) {
            compact_r[0] = '+';
            compact_r[n = 1] = '\0';
        }
    }
    return true;
}

static const char *indicatif_outre_mer(const char *dix_chiffres)
{
    for (size_t i = 0; i < sizeof outre_mer / sizeof *outre_mer; i++) {
        if (strncmp(dix_chiffres, outre_mer[i].debut, strlen(outre_mer[i].debut)) == 0) {
            return outre_mer[i].indicatif;
        }
    }
    return NULL;
}

/* "+33…", "+262…" to the ten digits that France dials; others stay. */
static const char *en_national(struct arena *arena, const char *compact)
{
    if (strncmp(compact, "+33", 3) == 0) {
        return arena_printf(arena, "0%s", compact + 3 + (compact[3] == '0'));
    }
    if (strlen(compact) == strlen("+262") + 9) {
        const char *national = arena_printf(arena, "0%s", compact + 4);
        const char *indicatif = indicatif_outre_mer(national);
        if (indicatif && strncmp(compact, indicatif, strlen(indicatif)) == 0) {
            return national;
        }
    }
    return compact;
}

/* "0240202131" in groups of 2. */
static const char *grouper(struct arena *arena, const char *chiffres, size_t taille)
{
    size_t length = strlen(chiffres);
    char *text = arena_alloc(arena, 2 * length + 1);
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (i && i % taille == 0) {
            text[n++] = ' ';
        }
        text[n++] = chiffres[i];
    }
    return text;
}

static const char *forme(struct arena *arena, const char *numero)
{
    size_t length = strlen(numero);
    if (numero[0] == '+') {
        return length >= 9 && length <= 16 && numero[1] != '0' ? numero : NULL;
    }
    if (length == 10 && numero[0] == '0' && numero[1] != '0') {
        return grouper(arena, numero, 2);
    }
    if (length == 4 && (numero[0] == '1' || numero[0] == '3')) {
        return grouper(arena, numero, 2);
    }
    if (length == 6 && strncmp(numero, "118", 3) == 0) {
        return grouper(arena, numero, 3);
    }
    return length == 3 && numero[0] == '1' ? numero : NULL;
}

const char *telephone_normaliser(struct arena *arena, const char *saisie)
{
    char compact[CHIFFRES_MAX + 2] = "";
    if (!compacter(saisie, compact)) {
        return NULL;
    }
    if (!compact[0]) {
        return text_clean(arena, saisie)[0] ? NULL : "";
    }
    return forme(arena, en_national(arena, arena_strdup(arena, compact)));
}

const char *telephone_garder(struct arena *arena, const char *saisie)
{
    const char *garde = telephone_normaliser(arena, saisie);
    return garde ? garde : saisie;
}

const char *telephone_juger(struct arena *arena, const char *saisie)
{
    char compact[CHIFFRES_MAX + 2] = "";
    if (telephone_normaliser(arena, saisie)) {
        return NULL;
    }
    if (!compacter(saisie, compact) || !compact[0]) {
        return "des chiffres attendus, " EXEMPLE;
    }
    if (compact[0] == '+') {
        return strncmp(compact, "+33", 3) == 0
                   ? "9 chiffres attendus après +33, par exemple +33 2 40 20 21 31"
                   : "numéro étranger mal formé, + puis 8 à 15 chiffres attendus";
    }
    size_t length = strlen(compact);
    if (length == 10) {
        return "0 puis un chiffre de 1 à 9 attendus au début, " EXEMPLE;
    }
    if (length > CHIFFRES_MAX) {
        return "trop de chiffres, 10 attendus";
    }
    return arena_printf(arena, "%zu chiffre%s saisi%s, 10 attendus, " EXEMPLE, length,
                        length > 1 ? "s" : "", length > 1 ? "s" : "");
}

const char *telephone_lien(struct arena *arena, const char *telephone)
{
    const char *chiffres = text_without_spaces(arena, telephone);
    if (chiffres[0] != '0' || strlen(chiffres) != 10) {
        return chiffres;
    }
    const char *indicatif = indicatif_outre_mer(chiffres);
    return arena_printf(arena, "%s%s", indicatif ? indicatif : "+33", chiffres + 1);
}
