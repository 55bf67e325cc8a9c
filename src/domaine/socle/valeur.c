#include "valeur.h"

#include <string.h>

STATEMENT(VALEURS_LIRE, "", "ttt",
          "SELECT liste, code, libelle FROM valeur ORDER BY liste, rang, code");

enum { QUALITE, MODALITE_ACCUEIL, NATURE_PO, LISTES };
static const char *const champs[LISTES] = {"qualite", "modalite_accueil", "nature"};

struct liste_lue {
    const char *nom;
    struct choice *items;
    size_t n;
};

static void ajouter(struct arena *arena, struct liste_lue *liste, const char *code,
                    const char *libelle)
{
    size_t size = sizeof(struct choice);
    liste->items = arena_grow(arena, liste->items, liste->n ? (liste->n + 1) * size : 0,
                              (liste->n + 2) * size);
    liste->items[liste->n++] = (struct choice){code, libelle};
}

static const struct choice *finie(const struct liste_lue *liste)
{
    static const struct choice vide[] = {{NULL, NULL}};
    return liste->n ? liste->items : vide;
}

enum status valeurs_lire(struct db *db, struct arena *arena, struct valeurs *valeurs_r)
{
    struct liste_lue listes[LISTES] = {[QUALITE] = {.nom = "qualite"},
                                       [MODALITE_ACCUEIL] = {.nom = "modalite_accueil"},
                                       [NATURE_PO] = {.nom = "nature_po"}};
    struct db_rows rows;
    db_query(db, &VALEURS_LIRE, &rows, NULL, 0);
    while (db_next(&rows)) {
        for (size_t i = 0; i < LISTES; i++) {
            if (strcmp(db_text(&rows, 0, NULL), listes[i].nom) == 0) {
                ajouter(arena, &listes[i], db_text(&rows, 1, arena), db_text(&rows, 2, arena));
            }
        }
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        struct field_choices *choix = ARENA_ARRAY(arena, struct field_choices, LISTES + 1);
        for (size_t i = 0; i < LISTES; i++) {
            choix[i] = (struct field_choices){champs[i], finie(&listes[i])};
        }
        *valeurs_r = (struct valeurs){.qualite = choix[QUALITE].choices,
                                      .modalite_accueil = choix[MODALITE_ACCUEIL].choices,
                                      .nature_po = choix[NATURE_PO].choices,
                                      .choix = choix};
    }
    return status;
}

const char *valeur_inconnue(const struct choice *choix, struct text_list codes)
{
    for (size_t i = 0; i < codes.n; i++) {
        if (!choice_exists(choix, codes.items[i])) {
            return codes.items[i];
        }
    }
    return NULL;
}
