/* /validation/actions/{numero}: the examination of an action, what changes beside what is online,
 * the decision beside both. One form: its questions (`question.CHAMP`, question.h, with a canned
 * text `type.CHAMP`) leave together; `decision` says what is done (valider, questions, refuser,
 * remplacer, prendre, rendre). */
#ifndef SOFI_WEB_EXAMEN_PAGE_H
#define SOFI_WEB_EXAMEN_PAGE_H

#include "action_fil.h"
#include "action_page.h"
#include "examen.h"
#include "file_page.h"
#include "texte_type.h"

struct examen_ligne_view {
    const char *champ; /* as questions name it: "action.prix_total" */
    const char *id;    /* "action-prix_total" */
    const char *libelle;
    struct word_runs mots;
    bool ajoute, retire;
    const char *reponse; /* to the last question about it; "" */
    /* ---- a question about it, as typed */
    bool ouverte;
    const char *question;
    struct champ_options types;
};

struct examen_partie_view {
    const char *code;
    const char *titre;
    const char *compte; /* "5 changements" */
    bool premiere;      /* nothing of it is online */
    bool questionner;   /* questions can be asked */
    struct {
        const struct examen_ligne_view *items;
        size_t n;
    } lignes;
    const char *inchanges; /* "22 champs inchangés"; NULL: none */
    struct offre_faits_view faits;
};

struct examen_point_view {
    const char *texte;
    const char *adresse; /* NULL: none */
};

struct examen_view {
    struct page_view page;
    int64_t numero, formation;
    const char *titre;
    const char *adresse;
    const char *vu;
    struct offre_etat_view etat;
    struct horloge_view horloge;
    bool attend;                       /* it is in the queue */
    const char *nature;                /* "modification d'une action en ligne" */
    const char *rang;                  /* "2 sur 47"; NULL: it does not wait */
    const char *precedente, *suivante; /* NULL: none */
    struct action_reponse reponse;
    struct {
        const struct examen_point_view *items;
        size_t n;
    } points;
    const char *bons;    /* what is right; "" */
    const char *doublon; /* reason given for a near-duplicate; "" */
    struct examen_partie_view action, partie_formation;
    struct action_sessions_view sessions;
    struct action_fil fil;
    /* ---- the decision */
    bool questionner, valider, refuser, remplacer;
    struct champ_options sujets; /* of a question about something else */
    const char *sujet_question;
    struct champ_options types;
    struct champ_options refus_types;
    const char *motif;
    const char *motif_message;  /* NULL: right */
    struct champ_options codes; /* Certifinfo codes that can be replaced */
    const char *nouveau;
    /* ---- the file */
    const char *organisme, *organisme_adresse;
    const char *qualiopi; /* "" */
    const char *envoyee;  /* "20/11/2026"; "" */
    bool mienne;
    const char *prise_nom; /* NULL: nobody holds it */
    const char *jusqu_a;
};

enum status examen_montrer(struct request *request, struct response *response);
enum status examen_decider(struct request *request, struct response *response);

#endif
