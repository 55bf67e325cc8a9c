/* What offre_formulaire.c and offre_lignes.c share: fields of a form as views. */
#ifndef SOFI_WEB_OFFRE_FORMULAIRE_PRIVATE_H
#define SOFI_WEB_OFFRE_FORMULAIRE_PRIVATE_H

#include "offre_formulaire.h"

/* A form being drawn. */
struct offre_dessin {
    struct request *request;
    const struct form *form;
    const struct params *params; /* it was read from, names without prefix */
    const struct field_choices *choix;
    bool commence;       /* the page opens in its first field */
    const char *prefixe; /* of names and ids: "lieu-2"; NULL: none */
    const struct offre_saisie *saisie;
    const void *record;                /* as the base holds it */
    const struct journal_ligne *autre; /* last save of somebody else; NULL: not looked for */
    const char *auteur;                /* of what is in conflict */
};

enum status offre_formulaire_champs(const struct offre_dessin *dessin,
                                    struct offre_champs_view *champs_r);

/* NULL: nobody else changed it. */
const struct offre_conflit_view *offre_formulaire_conflit(const struct offre_dessin *dessin,
                                                          const char *nom);

/* The records inside, by genre. */
enum status offre_lignes_dessiner(const struct offre_dessin *dessin,
                                  const struct offre_fiche *fiche, struct offre_fiche_view *view);

/* All messages, those of the records inside after those of the fields. */
struct erreurs_view offre_lignes_erreurs(struct arena *arena, const struct offre_saisie *saisie);

#endif
