#include "robustesse.h"

#include "fold.h"
#include "text.h"

#include <string.h>
#include <zxcvbn.h>

#define JUGES 100         /* bytes: zxcvbn takes more than twice the time for twice the length */
#define MOTS_PERSONNE 64  /* words of the person, at most */
#define TOUCHES_MIN 4     /* keys in a row that count as one word */
#define SIGNES_SANS_MOT 2 /* signs in a password that may still be words with some signs added */

/* Keys beside each other; zxcvbn knows the American keyboard. */
static const char *const rangees[] = {"azertyuiop", "qsdfghjklm", "wxcvbn", "aqwzsxedcrfvtgbyhn"};

struct dictionnaire {
    struct arena *arena;
    const char **mots; /* the likeliest first: zxcvbn counts the place */
    size_t n;
    size_t personne; /* so many of them are the person's */
};

static void ajouter(struct dictionnaire *d, const char *mot)
{
    *ARENA_PUSH(d->arena, d->mots, d->n) = mot;
    d->n -= mot == NULL; /* the end of the list, which zxcvbn looks for */
}

/* Each word of a text, and all of them together. */
static void ajouter_texte(struct dictionnaire *d, const char *texte)
{
    struct fold_words words = fold_split(d->arena, texte);
    const char *together = "";
    for (size_t i = 0; i < words.n && d->n < MOTS_PERSONNE; i++) {
        together = arena_printf(d->arena, "%s%s", together, words.items[i]);
        if (strlen(words.items[i]) > 2) {
            ajouter(d, words.items[i]);
        }
    }
    if (words.n > 1) {
        ajouter(d, together);
    }
}

/* All runs along a row, there and back. */
static void ajouter_touches(struct dictionnaire *d, const char *rangee)
{
    size_t length = strlen(rangee);
    char *back = arena_strdup(d->arena, rangee);
    for (size_t i = 0; i < length; i++) {
        back[i] = rangee[length - 1 - i];
    }
    for (size_t n = length; n >= TOUCHES_MIN; n--) {
        for (size_t at = 0; at + n <= length; at++) {
            ajouter(d, arena_strndup(d->arena, rangee + at, n));
            ajouter(d, arena_strndup(d->arena, back + at, n));
        }
    }
}

static struct dictionnaire reunir(struct arena *arena, const char *const *mots)
{
    struct dictionnaire d = {.arena = arena};
    for (size_t i = 0; mots[i]; i++) {
        ajouter_texte(&d, mots[i]);
    }
    d.personne = d.n;
    for (size_t i = 0; robustesse_mots_frequents[i]; i++) {
        ajouter(&d, robustesse_mots_frequents[i]);
    }
    for (size_t i = 0; i < sizeof(rangees) / sizeof(rangees[0]); i++) {
        ajouter_touches(&d, rangees[i]);
    }
    ajouter(&d, NULL);
    return d;
}

/* ---- reasons */

enum raison {
    RAISON_PERSONNE = 1 << 0,
    RAISON_COURANT = 1 << 1,
    RAISON_CLAVIER = 1 << 2,
    RAISON_SUITE = 1 << 3,
    RAISON_REPETE = 1 << 4,
    RAISON_DATE = 1 << 5,
};

static const struct {
    enum raison raison;
    const char *texte;
} raisons[] = {
    {RAISON_PERSONNE, "des mots de votre nom, de votre email ou de votre organisme"},
    {RAISON_COURANT, "des mots parmi les plus courants"},
    {RAISON_CLAVIER, "des touches voisines du clavier"},
    {RAISON_SUITE, "une suite comme 1234 ou abcd"},
    {RAISON_REPETE, "des répétitions"},
    {RAISON_DATE, "une date ou une année"},
};

static bool commence_par(const char *part, size_t n, const char *mot)
{
    size_t length = strlen(mot);
    return length <= n && strncasecmp(part, mot, length) == 0;
}

static unsigned raison_du_mot(const struct dictionnaire *d, const char *part, size_t n)
{
    for (size_t i = 0; i < d->personne; i++) {
        if (commence_par(part, n, d->mots[i])) {
            return RAISON_PERSONNE;
        }
    }
    for (size_t i = 0; i < sizeof(rangees) / sizeof(rangees[0]); i++) {
        const char *at = strcasestr(rangees[i], arena_strndup(d->arena, part, TOUCHES_MIN));
        if (n >= TOUCHES_MIN && at) {
            return RAISON_CLAVIER;
        }
    }
    return RAISON_COURANT;
}

static unsigned raison_de(const struct dictionnaire *d, const char *texte,
                          const struct ZxcMatch *match)
{
    const char *part = texte + match->Begin;
    unsigned repeated = match->Type & MULTIPLE_MATCH ? RAISON_REPETE : 0;
    switch ((unsigned)match->Type & ~(unsigned)MULTIPLE_MATCH) {
    case USER_MATCH:
    case USER_LEET_MATCH:
        return repeated | raison_du_mot(d, part, (size_t)match->Length);
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
        return repeated | RAISON_COURANT;
    case REPEATS_MATCH:
        return RAISON_REPETE;
    case SEQUENCE_MATCH:
        return repeated | RAISON_SUITE;
    case SPATIAL_MATCH:
        return repeated | RAISON_CLAVIER;
    case DATE_MATCH:
    case YEAR_MATCH:
        return repeated | RAISON_DATE;
    default:
        return repeated;
    }
}

/* Bits of the text; *raisons_r: why they are few, of the parts of three signs and more. */
static double mesurer(const struct dictionnaire *d, const char *texte, unsigned *raisons_r)
{
    ZxcMatch_t *matches = NULL;
    double bits = ZxcvbnMatch(texte, d->mots, &matches);
    *raisons_r = 0;
    for (const ZxcMatch_t *match = matches; match; match = match->Next) {
        if (match->Length > 2) {
            *raisons_r |= raison_de(d, texte, match);
        }
    }
    ZxcvbnFreeInfo(matches);
    return bits;
}

/* "mot de passe", "M.o.t-de-passé": the words alone, when the password is words and little else;
 * NULL otherwise. */
static const char *mots_seuls(struct arena *arena, const char *texte)
{
    size_t signes = 0;
    for (const char *p = texte; *p; p++) {
        signes += strchr("!\"#$%&()*+,:;<=>?@[\\]^`{|}~", *p) != NULL;
    }
    if (signes > SIGNES_SANS_MOT) {
        return NULL;
    }
    char *folded = fold_text(arena, texte);
    size_t n = 0;
    for (const char *p = folded; *p; p++) {
        folded[n] = *p;
        n += *p != ' ';
    }
    folded[n] = '\0';
    return folded;
}

static const char *refuser(struct arena *arena, unsigned found)
{
    const char *texte = "";
    for (size_t i = 0; i < sizeof(raisons) / sizeof(raisons[0]); i++) {
        if (found & (unsigned)raisons[i].raison) {
            texte = arena_printf(arena, "%s%s%s", texte, *texte ? ", " : "", raisons[i].texte);
        }
    }
    return arena_printf(arena,
                        "trop facile à deviner%s%s%s, prenez plutôt trois ou quatre mots sans "
                        "lien entre eux ni avec vous",
                        *texte ? " (" : "", texte, *texte ? ")" : "");
}

const char *robustesse_juger(struct arena *arena, const char *mot_de_passe, const char *const *mots)
{
    size_t length = text_length(mot_de_passe);
    if (length < ROBUSTESSE_LONGUEUR_MIN || length > ROBUSTESSE_LONGUEUR_MAX) {
        return arena_printf(arena, "%zu caractères, entre %d et %d attendus", length,
                            ROBUSTESSE_LONGUEUR_MIN, ROBUSTESSE_LONGUEUR_MAX);
    }
    struct dictionnaire d = reunir(arena, mots);
    const char *debut = arena_strndup(arena, mot_de_passe, strnlen(mot_de_passe, JUGES));
    const char *seuls = mots_seuls(arena, debut);
    unsigned found = 0;
    if (mesurer(&d, debut, &found) < ROBUSTESSE_BITS) {
        return refuser(arena, found);
    }
    if (seuls && mesurer(&d, seuls, &found) < ROBUSTESSE_BITS) {
        return refuser(arena, found);
    }
    return NULL;
}
