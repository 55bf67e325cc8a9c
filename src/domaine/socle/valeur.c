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

enum status valeurs_lire_de(struct db_rows *rows, struct arena *arena,
                            void (*autre)(const struct db_rows *, struct arena *, void *),
                            void *contexte, struct valeurs *valeurs_r)
{
    struct liste_lue listes[LISTES] = {[QUALITE] = {.nom = "qualite"},
                                       [MODALITE_ACCUEIL] = {.nom = "modalite_accueil"},
                                       [NATURE_PO] = {.nom = "nature_po"}};
    while (db_next(rows)) {
        const char *nom = db_text(rows, 0, NULL);
        size_t i = 0;
        while (i < LISTES && strcmp(nom, listes[i].nom) != 0) {
            i++;
        }
        if (i < LISTES) {
            *ARENA_PUSH(arena, listes[i].items, listes[i].n) =
                (struct choice){db_text(rows, 1, arena), db_text(rows, 2, arena)};
        } else if (autre) {
            autre(rows, arena, contexte);
        }
    }
    TRY(db_end(rows));
    struct field_choices *choix = ARENA_ARRAY(arena, struct field_choices, LISTES + 1);
    for (size_t i = 0; i < LISTES; i++) {
        *ARENA_PUSH(arena, listes[i].items, listes[i].n) = (struct choice){NULL, NULL};
        choix[i] = (struct field_choices){champs[i], listes[i].items};
    }
    *valeurs_r = (struct valeurs){.qualite = choix[QUALITE].choices,
                                  .modalite_accueil = choix[MODALITE_ACCUEIL].choices,
                                  .nature_po = choix[NATURE_PO].choices,
                                  .choix = choix};
    return STATUS_OK;
}

enum status valeurs_lire(struct db *db, struct arena *arena, struct valeurs *valeurs_r)
{
    struct db_rows rows;
    db_query(db, &VALEURS_LIRE, &rows, NULL, 0);
    return valeurs_lire_de(&rows, arena, NULL, NULL, valeurs_r);
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
