/* Value lists that an administrator edits (table `valeur`): codes and French labels, in order. */
#ifndef SOFI_DOMAINE_VALEUR_H
#define SOFI_DOMAINE_VALEUR_H

#include "db.h"
#include "field.h"

#define QUALITE_QUALIOPI "qualiopi" /* the code in `qualite` that wants a date of end */

/* Each ends with {NULL, NULL}; in the arena. */
struct valeurs {
    const struct choice *qualite;
    const struct choice *modalite_accueil;
    const struct choice *nature_po;
    const struct field_choices *choix; /* the same by the fields of site and open day */
};

/* All lists. One statement. */
enum status valeurs_lire(struct db *db, struct arena *arena, struct valeurs *valeurs_r);

/* The same from the rows of a query of other tables, ended here: list, code, label, in the order of
 * ranks. A row of no such list goes to `autre`, unless that is NULL. */
enum status valeurs_lire_de(struct db_rows *rows, struct arena *arena,
                            void (*autre)(const struct db_rows *, struct arena *, void *),
                            void *contexte, struct valeurs *valeurs_r);

/* The first of `codes` that the list does not know, NULL when it knows them all. */
const char *valeur_inconnue(const struct choice *choix, struct text_list codes);

#endif
