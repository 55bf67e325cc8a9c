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

static const struct doublons_view *dessiner(struct arena *arena, const struct doublons_genre *genre,
                                            const struct jumeaux *jumeaux,
                                            const char *const *sujets)
{
    struct doublon_view *items = ARENA_ARRAY(arena, struct doublon_view, jumeaux->n);
    struct doublons_view *view = ARENA_NEW(arena, struct doublons_view);
    size_t toutes = jumeaux->n + jumeaux->encore;
    struct buffer cles;
    buffer_init(&cles, arena, 0);
    for (size_t i = 0; i < jumeaux->n; i++) {
        items[i] = montrer(arena, genre, &jumeaux->items[i], sujets);
        buffer_printf(&cles, "%s%s", i ? " " : "", jumeaux->items[i].cle);
    }
    *view = (struct doublons_view){
        .titre = toutes > 1 ? arena_printf(arena, "%zu %s", toutes, genre->plusieurs) : genre->un,
        .suite = genre->suite ? genre->suite
                              : "Corrigez votre saisie, ou enregistrez-la telle quelle si elle est "
                                "bien différente.",
        .oui = cles.data,
        .encore = jumeaux->encore ? arena_printf(arena, "et %zu autre%s", jumeaux->encore,
                                                 jumeaux->encore > 1 ? "s" : "")
                                  : NULL,
        .lignes = {items, jumeaux->n}};
    return view;
}

const struct doublons_view *doublons_a_dire(struct arena *arena, const struct doublons_genre *genre,
                                            const struct jumeaux *jumeaux)
{
    return jumeaux->n ? dessiner(arena, genre, jumeaux, NULL) : NULL;
}

const struct doublons_view *doublons_a_confirmer(struct request *request,
                                                 const struct doublons_genre *genre,
                                                 const struct jumeaux *jumeaux,
                                                 const char *const *sujets)
{
    const char *oui = request_form(request, "quand_meme");
    bool confirmes = true;
    for (size_t i = 0; i < jumeaux->n; i++) {
        confirmes = confirmes && dit_oui(oui, jumeaux->items[i].cle);
    }
    return confirmes ? NULL : dessiner(request->arena, genre, jumeaux, sujets);
}
