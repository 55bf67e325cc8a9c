#include "dispositif.h"

#include <string.h>

STATEMENT(DISPOSITIF_LISTER, "", "ttttbb",
          "SELECT code, libelle, financeur, type, public, actif FROM dispositif ORDER BY code");

enum status dispositif_lister(struct db *db, struct arena *arena, struct dispositifs *liste_r)
{
    struct dispositif *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    db_query(db, &DISPOSITIF_LISTER, &rows, NULL, 0);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = (struct dispositif){.code = db_text(&rows, 0, arena),
                                                           .libelle = db_text(&rows, 1, arena),
                                                           .financeur = db_text(&rows, 2, arena),
                                                           .type = db_text(&rows, 3, arena),
                                                           .public = db_bool(&rows, 4),
                                                           .actif = db_bool(&rows, 5)};
    }
    TRY(db_end(&rows));
    *liste_r = (struct dispositifs){items, n};
    return STATUS_OK;
}

const struct dispositif *dispositif_nomme(const struct dispositifs *liste, const char *code)
{
    for (size_t i = 0; i < liste->n; i++) {
        if (strcmp(liste->items[i].code, code) == 0) {
            return &liste->items[i];
        }
    }
    return NULL;
}
