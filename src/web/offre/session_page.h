/* /actions/{numero}/sessions/nouvelle, /sessions/{numero}: a session and its gestures. A new one is
 * the same form (offre_page.h), with a row for each other session that is to have the same but its
 * dates; `?modele=`: it begins as that session of the action. */
#ifndef SOFI_WEB_SESSION_PAGE_H
#define SOFI_WEB_SESSION_PAGE_H

#include "offre_formulaire.h"
#include "session.h"

struct session_view {
    struct page_view page;
    struct offre_fiche_view fiche;
    int64_t numero;
    int64_t formation, action;
    int64_t modele; /* that a new one is a copy of; 0: none */
    const char *titre;
    const char *dates; /* "Du 04/01/2027 au 28/05/2027" */
    const char *site;
    bool active;
    bool desactivee;
    bool vive;
    const char *refus; /* of a gesture; NULL: none */
};

enum status session_nouvelle(struct request *request, struct response *response);
enum status session_ajouter(struct request *request, struct response *response);
enum status session_montrer(struct request *request, struct response *response);
enum status session_modifier(struct request *request, struct response *response);
/* Leads to the form of a new session like this one; nothing is made before it is saved. */
enum status session_poster_copie(struct request *request, struct response *response);
enum status session_poster_arret(struct request *request, struct response *response);
enum status session_poster_reprise(struct request *request, struct response *response);

/* How twins of sessions are told. */
extern const struct doublons_genre session_page_doublons;

#endif
