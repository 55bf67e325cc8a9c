/* The words of a search: bounded in number and length, each once. */
#include "recherche.h"

#include "ascii.h"
#include "buffer.h"
#include "field.h"
#include "fold.h"
#include "text.h"

#include <string.h>

#define NBSP "\xC2\xA0"
/* What is read of it at all: a page shows it again. */
#define SAISIE_MAX 8192
#define SIGNES_MAX 12
#define SIGNES_MONTRES 20

struct lecture {
    struct arena *arena;
    struct text_list plies; /* folded words that stay */
    struct buffer q;
    size_t laisses;
    size_t signes; /* words without letter or digit that stay */
    bool long_mot;
};

/* A word that says something by itself; « de », « la » are none. */
static bool compte(struct arena *arena, const char *plie)
{
    struct fold_words stems = fold_stems(arena, arena_printf(arena, "%s x", plie));
    return stems.n > 1 || strcmp(plie, "x") == 0;
}

/* Signs between words stay, as they were typed; a page full of them does not. */
static void garder(struct lecture *l, const char *mot, const char *plie)
{
    if (!plie[0] && l->signes++ == SIGNES_MAX) {
        l->signes = SIGNES_MAX;
        return;
    }
    if (l->q.length) {
        buffer_char(&l->q, ' ');
    }
    buffer_text(&l->q, mot);
    if (plie[0]) {
        l->plies.items[l->plies.n++] = plie;
    }
}

static void lire_mot(struct lecture *l, const char *mot, size_t *comptes, size_t mots,
                     bool significatifs)
{
    const char *plie = fold_text(l->arena, mot);
    bool significatif = plie[0] && (!significatifs || compte(l->arena, plie));
    if (text_length(mot) > RECHERCHE_MOT_MAX) {
        l->long_mot = l->long_mot || plie[0];
    } else if (plie[0] && text_list_holds(l->plies, plie)) {
        return;
    } else if (l->plies.n == mots + RECHERCHE_MOTS_MAX || (significatif && *comptes == mots)) {
        l->laisses++;
    } else {
        *comptes += significatif;
        garder(l, mot, plie);
    }
}

static const char *note_de(struct arena *arena, const struct lecture *l, const char *saisie,
                           size_t mots)
{
    if (l->plies.n == 0 && !l->long_mot && saisie[0]) {
        const char *montre = text_length(l->q.data) > SIGNES_MONTRES ? "…" : l->q.data;
        return arena_printf(arena,
                            "Aucun mot à chercher dans «" NBSP "%s" NBSP "»" NBSP
                            ": tapez des lettres ou des chiffres",
                            montre);
    }
    if (l->long_mot) {
        return arena_printf(arena, "Un mot de plus de %d caractères n'est pas cherché",
                            RECHERCHE_MOT_MAX);
    }
    if (l->laisses) {
        return arena_printf(
            arena, "%zu mots au plus sont cherchés" NBSP ": les suivants sont laissés de côté",
            mots);
    }
    return NULL;
}

struct recherche recherche_lire(struct arena *arena, const char *saisie, size_t mots,
                                bool significatifs)
{
    const char *texte = text_clean(arena, saisie);
    size_t longueur = strlen(texte);
    struct lecture l = {.arena = arena};
    size_t comptes = 0;
    /* A word cut in two by this bound is one of those that are left out. */
    bool coupe = longueur > SAISIE_MAX;
    const char *lue = text_clean(arena, arena_strndup(arena, texte, coupe ? SAISIE_MAX : longueur));
    struct text_list typed = text_split(arena, lue, " \t\r\n");
    l.plies.items = ARENA_ARRAY(arena, const char *, mots + RECHERCHE_MOTS_MAX);
    l.laisses = coupe;
    buffer_init(&l.q, arena, 64);
    for (size_t i = 0; i < typed.n; i++) {
        lire_mot(&l, typed.items[i], &comptes, mots, significatifs);
    }
    return (struct recherche){
        .q = l.q.data, .rien = texte[0] && l.plies.n == 0, .note = note_de(arena, &l, texte, mots)};
}

/* '9' stands for a digit, 'a' for a letter, capitals for themselves. */
static const char *const formes_des_codes[] = {"a9999",  "999",      "999a",      "99999",
                                               "999999", "RNCP9999", "RNCP99999", "RNCP999999",
                                               "RS999",  "RS9999",   "RS99999"};

static bool a_la_forme(const char *plie, const char *forme)
{
    for (; *forme && *plie; forme++, plie++) {
        bool right = *forme == '9'   ? ascii_is_digit(*plie)
                     : *forme == 'a' ? *plie >= 'a' && *plie <= 'z'
                                     : *plie == ascii_lower(*forme);
        if (!right) {
            return false;
        }
    }
    return !*forme && !*plie;
}

const char *recherche_code(struct arena *arena, const char *q)
{
    const char *joint = text_without_spaces(arena, fold_text(arena, q));
    for (size_t i = 0; i < sizeof formes_des_codes / sizeof *formes_des_codes; i++) {
        if (a_la_forme(joint, formes_des_codes[i])) {
            return joint;
        }
    }
    return q;
}

bool recherche_sans_mot(struct arena *arena, const char *q)
{
    return text_clean(arena, q)[0] && fold_text(arena, q)[0] == '\0';
}
