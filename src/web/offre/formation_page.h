/* /formations/{numero}: a formation, section by section, and its actions; /formations/nouvelle. */
#ifndef SOFI_WEB_FORMATION_PAGE_H
#define SOFI_WEB_FORMATION_PAGE_H

#include "action_page.h"

struct formation_action_view {
    int64_t numero;
    bool envoyable; /* published, and modified or waiting for the formation */
    const char *adresse;
    const char *code; /* "192-50751" */
    const char *intitule;
    const char *site;
    const char *sessions; /* "3 sessions, 2 actives" */
    struct offre_etat_view etat;
};

struct formation_view {
    struct page_view page;
    struct offre_fiche_view fiche;
    int64_t numero;
    const char *titre;
    const char *etablissement;
    bool vive;
    bool brouillon;
    bool figee;                   /* one of its actions is being reviewed */
    bool ailleurs;                /* a published one is on a site out of the person's reach */
    struct offre_manques perdues; /* what its actions are published on, and that died here */
    struct text_list gardiens;    /* then: whom to ask */
    const char *refus;            /* of a gesture; NULL: none */
    int64_t validee_a;            /* the last time it was validated, with an action; 0: never */
    struct {
        const struct formation_action_view *items;
        size_t n;
    } actions;
};

/* Of which establishment a new one is to be, where there are several. */
struct formation_choix_view {
    struct page_view page;
    struct champ_view etablissement;
};

enum status formation_commencer(struct request *request, struct response *response);
enum status formation_ajouter(struct request *request, struct response *response);
enum status formation_differences(struct request *request, struct response *response);
enum status formation_renoncer(struct request *request, struct response *response);
enum status formation_montrer(struct request *request, struct response *response);
enum status formation_modifier(struct request *request, struct response *response);
enum status formation_poster_abandon(struct request *request, struct response *response);

#endif
