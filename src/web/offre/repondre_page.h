/* /actions/{numero}/repondre: what the service Offre asks, each question at the field that it is
 * about, to be answered or changed there. One form: `reponse_ID`, and the fields ("action-rythme",
 * "formation-objectif"); `repondre` sends all at once, any other button keeps it. */
#ifndef SOFI_WEB_REPONDRE_PAGE_H
#define SOFI_WEB_REPONDRE_PAGE_H

#include "action_fil.h"
#include "action_page.h"
#include "resume.h"

struct repondre_question_view {
    int64_t id;
    size_t rang; /* from 1 */
    const char *libelle;
    const char *quand;
    const char *texte;
    const struct champ_view *champ; /* to be changed here; NULL: elsewhere */
    const char *adresse;            /* where else */
    const char *valeur;             /* what it says now; "" */
    const char *reponse;            /* as typed, or prepared */
    const char *message;            /* NULL: right */
    bool prete;
};

struct repondre_view {
    struct page_view page;
    int64_t numero, formation;
    const char *titre;
    struct offre_etat_view etat;
    bool attend; /* questions wait */
    bool vive;
    const char *compte; /* "2 questions" */
    size_t restantes;
    const char *premiere; /* "#question-12", that nothing answers; NULL: none */
    int64_t version_action, version_formation;
    struct {
        const struct repondre_question_view *items;
        size_t n;
    } questions;
    struct action_reponse reponse;
    struct resume_view resume; /* of the fields */
    struct action_fil fil;
};

enum status repondre_montrer(struct request *request, struct response *response);
enum status repondre_poster(struct request *request, struct response *response);

#endif
