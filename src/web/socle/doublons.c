#include "doublons.h"

#include "buffer.h"

#include <string.h>

/* Whether the words of `oui`, separated by spaces, hold this one. */
static bool dit_oui(const char *oui, const char *cle)
{
    size_t length = strlen(cle);
    for (const char *word = oui; word[0]; word += strspn(word, " ")) {
        size_t n = strcspn(word, " ");
        if (n == length && strncmp(word, cle, n) == 0) {
            return true;
        }
        word += n;
    }
    return false;
}

static const char *sujet(const char *const *sujets, size_t rang)
{
    return sujets ? sujets[rang] : NULL;
}

static struct doublon_view montrer(struct arena *arena, const struct doublons_genre *genre,
                                   const struct jumeau *jumeau, const char *const *sujets)
{
    return (struct doublon_view){
        .sujet = sujet(sujets, jumeau->rang),
        .nom = jumeau->nom ? jumeau->nom : sujet(sujets, jumeau->autre),
        .adresse = jumeau->numero
                       ? arena_printf(arena, "%s%lld", genre->fiches, (long long)jumeau->numero)
                       : NULL,
        .raison = jumeau->raison};
}

const struct doublons_view *doublons_a_confirmer(struct request *request,
                                                 const struct doublons_genre *genre,
                                                 const struct jumeaux *jumeaux,
                                                 const char *const *sujets)
{
    struct arena *arena = request->arena;
    const char *oui = request_form(request, "quand_meme");
    struct doublon_view *items = ARENA_ARRAY(arena, struct doublon_view, jumeaux->n);
    struct buffer cles;
    buffer_init(&cles, arena, 0);
    bool confirmes = true;
    for (size_t i = 0; i < jumeaux->n; i++) {
        const struct jumeau *jumeau = &jumeaux->items[i];
        confirmes = confirmes && dit_oui(oui, jumeau->cle);
        items[i] = montrer(arena, genre, jumeau, sujets);
        buffer_printf(&cles, "%s%s", i ? " " : "", jumeau->cle);
    }
    if (confirmes) {
        return NULL;
    }
    struct doublons_view *view = ARENA_NEW(arena, struct doublons_view);
    *view = (struct doublons_view){
        .titre = jumeaux->n > 1 ? arena_printf(arena, "%zu %s", jumeaux->n, genre->plusieurs)
                                : genre->un,
        .oui = cles.data,
        .lignes = {items, jumeaux->n}};
    return view;
}
