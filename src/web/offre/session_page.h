/* /sessions/{numero}: a session and its gestures. */
#ifndef SOFI_WEB_SESSION_PAGE_H
#define SOFI_WEB_SESSION_PAGE_H

#include "offre_formulaire.h"
#include "session.h"

struct session_view {
    struct page_view page;
    struct offre_fiche_view fiche;
    int64_t numero;
    int64_t formation, action;
    const char *titre;
    const char *dates; /* "Du 04/01/2027 au 28/05/2027" */
    const char *site;
    bool active;
    bool desactivee;
    bool vive;
    const char *refus; /* of a gesture; NULL: none */
};

enum status session_montrer(struct request *request, struct response *response);
enum status session_modifier(struct request *request, struct response *response);
/* Leads to the form of a new session like this one; nothing is made before it is saved. */
enum status session_poster_copie(struct request *request, struct response *response);
enum status session_poster_arret(struct request *request, struct response *response);
enum status session_poster_reprise(struct request *request, struct response *response);

/* How twins of sessions are told. */
extern const struct doublons_genre session_page_doublons;

/* The dispositifs that can be chosen; those that are on the record too. */
const struct choice *session_page_dispositifs(struct arena *arena,
                                              const struct dispositifs *dispositifs,
                                              struct text_list presents);

#endif
