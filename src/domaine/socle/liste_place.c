#include "liste_place.h"

#include "dates.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static int comparer_nombres(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int comparer(const void *left, const void *right)
{
    const struct liste_place *a = left, *b = right;
    for (size_t i = 0; i < LISTE_CLES; i++) {
        int ordre = strcmp(a->textes[i], b->textes[i]);
        ordre = ordre ? ordre : comparer_nombres(a->nombres[i], b->nombres[i]);
        if (ordre) {
            return ordre;
        }
    }
    return comparer_nombres(a->id, b->id);
}

static int comparer_descendant(const void *left, const void *right)
{
    return comparer(right, left);
}

bool liste_place_suit(bool descendant, const struct liste_place *a, const struct liste_place *b)
{
    return (descendant ? comparer(b, a) : comparer(a, b)) > 0;
}

struct liste_place liste_place_lire(const struct db_rows *rows, int64_t id, int column,
                                    const char *types, struct arena *arena)
{
    struct liste_place place = {.textes = {"", ""}, .id = id};
    for (int i = 0; types[i]; i++) {
        if (types[i] == 'i') {
            place.nombres[i] = db_int(rows, column + i);
        } else {
            place.textes[i] = db_text(rows, column + i, arena);
        }
    }
    return place;
}

const char *liste_place_ecrire(struct arena *arena, const char *types,
                               const struct liste_place *place)
{
    const char *texte = "";
    for (int i = 0; types[i]; i++) {
        texte = types[i] == 'i'
                    ? arena_printf(arena, "%s%lld|", texte, (long long)place->nombres[i])
                    : arena_printf(arena, "%s%s|", texte, place->textes[i]);
    }
    return arena_printf(arena, "%s%lld", texte, (long long)place->id);
}

static bool lire_cle(const char *texte, char type, int i, struct liste_place *place)
{
    if (type == 'i') {
        return text_to_int(texte, &place->nombres[i]);
    }
    place->textes[i] = texte;
    return type != 'd' || dates_is_iso(texte);
}

bool liste_place_comprendre(struct arena *arena, const char *types, const char *texte,
                            struct liste_place *place_r)
{
    struct liste_place place = {.textes = {"", ""}};
    char *reste = arena_strdup(arena, texte ? texte : "");
    for (int i = 0; types[i]; i++) {
        char *barre = strchr(reste, '|');
        if (!barre) {
            return false;
        }
        *barre = '\0';
        if (!lire_cle(reste, types[i], i, &place)) {
            return false;
        }
        reste = barre + 1;
    }
    if (!text_to_int(reste, &place.id)) {
        return false;
    }
    *place_r = place;
    return true;
}

/* The last character there is: no text comes behind it. */
#define DERNIER "\xF4\x8F\xBF\xBF"

struct liste_place liste_place_debut(bool descendant)
{
    return descendant ? (struct liste_place){{DERNIER, DERNIER}, {INT64_MAX, INT64_MAX}, INT64_MAX}
                      : (struct liste_place){{"", ""}, {INT64_MIN, INT64_MIN}, INT64_MIN};
}

void liste_places_trier(bool descendant, struct liste_places *places)
{
    if (places->n) {
        qsort(places->items, places->n, sizeof *places->items,
              descendant ? comparer_descendant : comparer);
    }
}
