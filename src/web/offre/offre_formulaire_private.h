/* What the files that draw a record share: its fields (offre_formulaire.c), the records inside it
 * (offre_lignes.c), what two people changed (offre_conflit_vue.c), its two versions
 * (offre_versions.c). */
#ifndef SOFI_WEB_OFFRE_FORMULAIRE_PRIVATE_H
#define SOFI_WEB_OFFRE_FORMULAIRE_PRIVATE_H

#include "offre_formulaire.h"

/* Who saved something meanwhile. */
struct offre_auteur {
    const char *nom;                   /* "Julien Morel"; NULL: the person, in another page */
    const struct journal_ligne *ligne; /* that save; NULL: it is not known */
};

/* A form being drawn. */
struct offre_dessin {
    struct request *request;
    const struct form *form;
    const struct params *params; /* it was read from, names without prefix */
    const struct field_choices *choix;
    bool commence;       /* the page opens in its first field */
    const char *prefixe; /* of names and ids: "lieu-2"; NULL: none */
    const struct offre_saisie *saisie;
    const void *vive;   /* what is online of it, beside `record`; NULL: nothing else */
    const void *record; /* as the base holds it */
    const struct journal_page *journal; /* its last lines, where something is in conflict */
};

enum status offre_formulaire_champs(const struct offre_dessin *dessin,
                                    struct offre_champs_view *champs_r);

/* The last lines of the record. One statement. */
void offre_conflit_lire_journal(struct request *request, const struct offre_fiche *fiche,
                                struct journal_page *page_r);
/* Who changed the field of that label last; NULL: the last one else who changed anything. */
struct offre_auteur offre_conflit_auteur(const struct request *request,
                                         const struct journal_page *page, const char *libelle);

/* The choice about a field, or a record inside ("lieu-2"); NULL: there is none to make. */
enum status offre_conflit_dessiner(const struct offre_dessin *dessin, const char *nom,
                                   const struct offre_conflit_view **conflit_r);

void offre_versions_dessiner(struct arena *arena, const struct offre_fiche *fiche,
                             struct offre_versions_view *view_r);

/* The records inside, by genre. */
enum status offre_lignes_dessiner(const struct offre_dessin *dessin,
                                  const struct offre_fiche *fiche, struct offre_fiche_view *view);

/* The fields of a new record of a genre, as HTML: those of offre_genres are drawn once, and last as
 * long as the process; any other is drawn in the arena. */
struct html offre_modele_champs(struct arena *arena, const struct offre_genre *genre,
                                bool officier);

/* All messages, those of the records inside after those of the fields. */
struct erreurs_view offre_lignes_erreurs(struct arena *arena, const struct offre_saisie *saisie);

#endif
