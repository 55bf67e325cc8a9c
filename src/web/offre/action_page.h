/* /formations/{numero}/actions/nouvelle, /actions/{numero} and the gestures of its life. */
#ifndef SOFI_WEB_ACTION_PAGE_H
#define SOFI_WEB_ACTION_PAGE_H

#include "action.h"
#include "offre_etat.h"
#include "offre_formulaire.h"

struct action_session_view {
    const char *adresse;
    const char *prefixe; /* "192-50751-"; the session's number is printed in bold */
    int64_t numero;
    const char *debut, *fin;
    const char *places;
    const char *commune;
    bool active;
};

struct action_sessions_view {
    const struct action_session_view *items;
    size_t n;
};

/* What came of « Envoyer en validation » and « Refuser ». */
struct action_reponse {
    const char *titre; /* of the summary; NULL: nothing to say */
    struct offre_manques manques;
    struct action_proches proches;
    const char *raison; /* as typed */
    const char *raison_message;
    const char *motif; /* as typed */
    const char *motif_message;
};

struct action_view {
    struct page_view page;
    struct offre_fiche_view fiche;
    int64_t numero;
    int64_t formation;
    const char *titre;
    struct offre_etat_view etat;
    const char *refus;   /* "": none */
    const char *doublon; /* "": none */
    bool saisissable;    /* sections are forms, it can be sent */
    bool envoyable;
    bool decidable; /* by an officer */
    bool retirable; /* by the organisation */
    struct action_reponse reponse;
    struct action_sessions_view sessions;
};

struct action_nouvelle_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *formation; /* its title */
    bool sans_site;        /* the person has no active site there */
    struct champ_view site;
};

/* The action as the public will see it, or partners. */
struct action_apercu_view {
    struct page_view page;
    int64_t numero;
    const char *adresse; /* back */
    const char *code;
    const char *titre;
    const char *etablissement;
    const char *site;
    bool lheo; /* what partners read */
    /* ---- for the public */
    struct offre_fiche_view formation, action;
    struct action_sessions_view sessions;
    /* ---- for partners */
    const char *document;
    struct offre_manques manques; /* of the document: it is not complete */
};

/* Reads the action of the address. */
enum status action_page_lire(struct request *request, struct action *action_r);
/* Draws it: a section as it was typed, in conflict or not; what came of a gesture. NULL: none. */
enum status action_page_dessiner(struct request *request, struct response *response,
                                 const struct action *action, const struct offre_saisie *saisie,
                                 const struct fiche_view *conflit,
                                 const struct action_reponse *reponse);
const char *action_page_adresse(struct arena *arena, int64_t numero);
const char *action_page_titre(struct arena *arena, const struct action *action);
/* Its sessions as lines of a table. One statement. */
enum status action_page_sessions(struct request *request, const struct action *action,
                                 struct action_sessions_view *sessions_r);

enum status action_nouvelle(struct request *request, struct response *response);
enum status action_ajouter(struct request *request, struct response *response);
enum status action_montrer(struct request *request, struct response *response);
enum status action_modifier(struct request *request, struct response *response);
enum status action_apercu(struct request *request, struct response *response);
enum status action_telecharger_lheo(struct request *request, struct response *response);
enum status action_poster_envoi(struct request *request, struct response *response);
enum status action_poster_retrait(struct request *request, struct response *response);
enum status action_poster_copie(struct request *request, struct response *response);
enum status action_poster_validation(struct request *request, struct response *response);
enum status action_poster_refus(struct request *request, struct response *response);

#endif
