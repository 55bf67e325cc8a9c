/* /formations/{numero}/actions/nouvelle, /actions/{numero} and the gestures of its life. */
#ifndef SOFI_WEB_ACTION_PAGE_H
#define SOFI_WEB_ACTION_PAGE_H

#include "action_gestes.h"
#include "code_remplace.h"
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

/* What came of a gesture that was not done. */
struct action_reponse {
    const char *titre; /* of the summary; NULL: nothing to say */
    const char *geste; /* its code */
    const char *champ; /* name of the text that came with it; NULL: none */
    const char *motif; /* as typed */
    const char *motif_message;
    struct action_resultat resultat;
    const char *historique; /* where what was changed meanwhile is told whole; NULL: nothing was */
};

/* A gesture that may be done now (templates/action-geste.html). */
struct action_geste_view {
    const struct action_geste *geste;
    const char *adresse;
    const char *vu; /* what the page shows */
    struct jetons_view jetons;
    bool texte; /* asks for its text */
    const char *motif, *message;
};

struct action_view {
    struct page_view page;
    struct offre_fiche_view fiche;
    int64_t numero;
    int64_t formation;
    const char *titre;
    struct offre_etat_view etat;
    const char *refus;            /* "": none */
    const char *message;          /* that came with what was sent; "": none */
    const char *doublon;          /* "": none */
    struct offre_manques perdues; /* what it is published on, and that died */
    bool sans_site;               /* a new one, that no site of the person can give */
    bool saisissable;             /* sections are forms, it can be sent */
    const char *gestes_titre;
    struct {
        const struct action_geste_view *items;
        size_t n;
    } gestes;
    const struct action_geste *envoi; /* can be sent: a button of the form; NULL: it cannot */
    const char *renoncer;             /* where its modification is given up; NULL: there is none */
    struct action_reponse reponse;
    struct action_sessions_view sessions;
    bool questions;               /* the service Offre waits for answers */
    struct codes_remplaces codes; /* replaced, and not seen */
};

/* The action as the public will see it, or sees it, or partners. */
struct action_apercu_view {
    struct page_view page;
    int64_t numero;      /* 0: a formation alone */
    const char *adresse; /* back */
    const char *code;
    const char *titre;
    const char *etablissement;
    const char *site;     /* NULL: of a formation */
    const char *en_ligne; /* what is published, and since when; NULL: what is worked on */
    bool lheo;            /* what partners read */
    /* ---- for the public */
    struct offre_fiche_view formation, action;
    struct action_sessions_view sessions;
    /* ---- for partners */
    const char *document;
    struct offre_manques manques; /* of the document: it is not complete */
};

/* Reads the action of the address. */
enum status action_page_lire(struct request *request, struct action *action_r);
/* Draws it, with what came of a gesture. */
enum status action_page_dessiner(struct request *request, struct response *response,
                                 const struct action *action, const struct action_reponse *reponse);
const char *action_page_adresse(struct arena *arena, int64_t numero);
const char *action_page_titre(struct arena *arena, const struct action *action);
/* Its sessions as lines of a table. One statement. */
enum status action_page_sessions(struct request *request, const struct action *action,
                                 struct action_sessions_view *sessions_r);

/* What the summary says of a gesture that was not done: STATUS_REFUSED, STATUS_CONFLICT. */
void action_vie_dire(struct request *request, const struct action_geste *geste, enum status status,
                     struct action_reponse *reponse);

/* Sends what has just been saved in this transaction. STATUS_REFUSED: the page says why. */
enum status action_page_envoyer(struct request *request, struct response *response);

enum status action_nouvelle(struct request *request, struct response *response);
enum status action_ajouter(struct request *request, struct response *response);
enum status action_differences(struct request *request, struct response *response);
enum status action_renoncer(struct request *request, struct response *response);
enum status action_montrer(struct request *request, struct response *response);
enum status action_modifier(struct request *request, struct response *response);
/* …/apercu, with `version=en-ligne` what is published; /formations/{numero}/apercu, what is
 * published of it. */
enum status action_apercu(struct request *request, struct response *response);
enum status formation_apercu(struct request *request, struct response *response);
enum status action_telecharger_lheo(struct request *request, struct response *response);
/* Any gesture of its life: the last word of the address. */
enum status action_poster_geste(struct request *request, struct response *response);
enum status action_poster_copie(struct request *request, struct response *response);

#endif
