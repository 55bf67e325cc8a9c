/* What an officer should look at in an action before deciding (01-domain 3.1). */
#ifndef SOFI_DOMAINE_EXAMEN_H
#define SOFI_DOMAINE_EXAMEN_H

#include "action.h"

#define EXAMEN_MOIS 6           /* a certification that ends sooner is told */
#define EXAMEN_DISTANCE_KM 20   /* of a place from its commune */
#define EXAMEN_ECART 30         /* percent from the median of similar actions */
#define EXAMEN_SEMBLABLES 50    /* that are compared */
#define EXAMEN_SEMBLABLES_MIN 3 /* fewer say nothing */

/* In the order in which they are told. */
enum examen_sujet {
    EXAMEN_CERTIFICATION,
    EXAMEN_QUALIOPI,
    EXAMEN_PRIX,
    EXAMEN_LIEU,
    EXAMEN_CONTACT,
    EXAMEN_DOUBLON,
    EXAMEN_SUJETS
};

struct examen_point {
    enum examen_sujet sujet;
    const char *texte;
    const char *champ;   /* that it is about, as questions name it (question.h); "" */
    const char *adresse; /* of another record; NULL */
};

struct examen {
    struct examen_point *items;
    size_t n;
    const char *bons;     /* what was looked at and is right: "la certification, les lieux" */
    const char *qualiopi; /* "Qualiopi à jour, fin le…"; "" */
    struct text_list certifinfo; /* codes of the formation that can be replaced */
};

/* `action` as it was read; the records inside the formation and the action. At most nine
 * statements. */
enum status examen_faire(struct db *db, struct arena *arena, const struct action *action,
                         const struct formation *formation,
                         const struct offre_details *details_formation,
                         const struct offre_details *details_action, struct examen *examen_r);

#endif
