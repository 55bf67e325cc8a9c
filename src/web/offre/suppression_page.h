/* …/supprimer of a formation, an action, a session: what goes, said before it goes; what the
 * addresses of removed records answer; /admin/suppressions, where officers restore them.
 */
#ifndef SOFI_WEB_SUPPRESSION_PAGE_H
#define SOFI_WEB_SUPPRESSION_PAGE_H

#include "page.h"
#include "suppression.h"

struct suppression_page_view {
    struct page_view page;
    const char *nom;     /* "la formation 192" */
    const char *titre;   /* of the record */
    const char *adresse; /* of the record */
    const char *ici;     /* of this page */
    const char *message; /* why nothing was done; NULL: it was not asked yet */
    const char *obstacle;
    const char *ailleurs, *ailleurs_texte; /* instead; NULL: nowhere */
    const char *retour;                    /* to the record; NULL: `ailleurs` is on its page */
    const char *avec;                      /* "2 actions et 3 sessions"; NULL: nothing else */
    struct suppression_lignes_view {
        const struct suppression_ligne_view {
            const char *nom; /* "Action 50751" */
            const char *texte;
            bool session;
        } * items;
        size_t n;
    } lignes; /* what goes with it */
    int jours;
    const char *jusqu_au;
    const char *vu;
};

struct suppressions_view {
    struct page_view page;
    const char *compte; /* "12 fiches" */
    const char *siret, *etablissement;
    const char *message; /* why nothing was restored; NULL */
    const char *q;       /* words that were looked for; "" */
    const char *note;    /* about them; NULL */
    const char *toute;   /* the list without them */
    struct suppressions_lignes_view {
        const struct suppressions_ligne_view {
            int64_t id;
            const char *nom;        /* "Formation 192" */
            const char *complement; /* "avec 2 actions et 3 sessions"; NULL */
            const char *titre;
            const char *etablissement;
            const char *auteur, *quand, *jusqu_au;
            const char *historique;
        } * items;
        size_t n;
    } lignes;
    const char *debut, *suivante; /* addresses; NULL: none */
    int jours;
};

enum status suppression_montrer(struct request *request, struct response *response);
enum status suppression_poster(struct request *request, struct response *response);
enum status suppressions_montrer(struct request *request, struct response *response);
enum status suppression_poster_retour(struct request *request, struct response *response);

/* A record was not found: who may know that it was removed is told so (404, by whom, until when it
 * can come back). STATUS_NOT_FOUND always; the page is drawn where there is something to tell. */
enum status suppression_expliquer(struct request *request, struct response *response,
                                  enum offre_noun noun);

#endif
