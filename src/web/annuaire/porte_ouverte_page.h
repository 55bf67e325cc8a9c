/* /annuaire/portes-ouvertes/…: an open day of an establishment. */
#ifndef SOFI_WEB_PORTE_OUVERTE_PAGE_H
#define SOFI_WEB_PORTE_OUVERTE_PAGE_H

#include "fiche.h"
#include "porte_ouverte.h"

struct porte_ouverte_view {
    struct page_view page;
    struct sections_view sections;
    struct fiche_view fiche;
    struct choix_view choix;
    const char *titre;
    int64_t id;
    const char *dates; /* "Du 20/03/2027 au 21/03/2027"; of a saved one */
    bool passee;
    const char *confirmation_message; /* the box that removes was not ticked; NULL: nothing asked */
    struct {
        struct champ_view libelle, code, site, nature, site_internet, date_debut, date_fin,
            commentaire;
    } champs;
};

/* One line of the section of the establishment's page. */
struct porte_ouverte_ligne_view {
    const char *adresse;
    const char *libelle;
    const char *details; /* "Du 20/03/2027 au 21/03/2027, PO formation continue, NANTES" */
};

/* `Choix PO` of an establishment; `id`: the one in view, 0: none. */
struct choix_view porte_ouverte_choix(struct arena *arena, const char *siret,
                                      const struct porte_ouverte_liste *liste, int64_t id);

enum status porte_ouverte_montrer(struct request *request, struct response *response);
enum status porte_ouverte_modifier(struct request *request, struct response *response);
enum status porte_ouverte_nouvelle(struct request *request, struct response *response);
enum status porte_ouverte_ajouter(struct request *request, struct response *response);
/* POST …/supprimer, with the box « Je confirme ». */
enum status porte_ouverte_retirer(struct request *request, struct response *response);

#endif
