/* The states of an action (01-domain 3.1). Nothing but action_passer() (action_gestes.h) changes
 * one. */
#ifndef SOFI_DOMAINE_ACTION_ETAT_H
#define SOFI_DOMAINE_ACTION_ETAT_H

#include "field.h"

enum action_etat {
    ACTION_EN_COURS,    /* being entered */
    ACTION_EN_ATTENTE,  /* sent, in the officers' queue */
    ACTION_EN_REPONSES, /* an officer asked a question */
    ACTION_VALIDEE,
    ACTION_ETATS
};

/* As the base and addresses write them: for statements. */
#define ETAT_EN_COURS "en_cours_de_saisie"
#define ETAT_EN_ATTENTE "en_attente_de_validation"
#define ETAT_EN_REPONSES "en_attente_de_reponses"
#define ETAT_VALIDEE "validee"

/* In the order of the enum: how the base writes them, words for people. */
extern const struct choice action_etats[];

/* What goes with a sending, on the page and in the journal. */
#define ACTION_MESSAGE "Message au service Offre"

/* A state as the base writes it; ACTION_EN_COURS for a word that is none. */
enum action_etat action_etat_lu(const char *code);

#endif
