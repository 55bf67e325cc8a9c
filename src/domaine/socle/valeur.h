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

/* The first of `codes` that the list does not know, NULL when it knows them all. */
const char *valeur_inconnue(const struct choice *choix, struct text_list codes);

#endif
