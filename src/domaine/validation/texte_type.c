#include "texte_type.h"

#include <string.h>

STATEMENT(TEXTE_TYPE_LIRE, "", "tttt",
          "SELECT code, libelle, texte, usage FROM texte_type ORDER BY libelle, id");

enum status texte_type_lire(struct db *db, struct arena *arena, struct textes_types *textes_r)
{
    struct textes_types textes = {0};
    struct db_rows rows;
    db_query(db, &TEXTE_TYPE_LIRE, &rows, NULL, 0);
    while (db_next(&rows)) {
        int usage = strcmp(db_text(&rows, 3, NULL), "refus") == 0 ? TEXTE_REFUS : TEXTE_QUESTION;
        *ARENA_PUSH(arena, textes.usages[usage].items, textes.usages[usage].n) =
            (struct texte_type){db_text(&rows, 0, arena), db_text(&rows, 1, arena),
                                db_text(&rows, 2, arena)};
    }
    TRY(db_end(&rows));
    *textes_r = textes;
    return STATUS_OK;
}
