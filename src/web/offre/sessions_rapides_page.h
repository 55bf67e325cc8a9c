/* /actions/{numero}/sessions/nouvelle: a table of dates, one session a line; what is said once
 * below holds for all of them. With `?modele=`: sessions like another one of the action, which have
 * all that it has and the form does not ask.
 */
#ifndef SOFI_WEB_SESSIONS_RAPIDES_PAGE_H
#define SOFI_WEB_SESSIONS_RAPIDES_PAGE_H

#include "fiche.h"

struct session_case_view {
    const char *id; /* "debut-2" */
    const char *nom;
    const char *label;
    const char *nom_complet; /* "Date fin, ligne 2": what the eye has from the table */
    const char *valeur;
    const char *message;    /* NULL: right */
    const char *decrit_par; /* ids for aria-describedby, NULL: none */
    bool focus;             /* the page opens there */
};

struct session_rapide_view {
    size_t numero; /* of the line, from 1 */
    struct session_case_view debut, fin, places;
};

struct sessions_rapides_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *action; /* its title */
    const char *code;   /* "192-50751" */
    const char *aide_dates;
    int64_t modele; /* the session that is copied; 0: none */
    struct champ_view dispositifs, etat_recrutement;
    struct {
        const struct session_rapide_view *items;
        size_t n;
    } lignes;
};

/* Some fields of a session, in the order of `noms`: a form of their own. */
struct field_set sessions_rapides_extraire(struct arena *arena, const char *const *noms, size_t n);

enum status sessions_rapides_montrer(struct request *request, struct response *response);
enum status sessions_rapides_creer(struct request *request, struct response *response);

#endif
