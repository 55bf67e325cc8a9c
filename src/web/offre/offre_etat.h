/* The state of an action as a badge, and whether what is published stays meanwhile. */
#ifndef SOFI_WEB_OFFRE_ETAT_H
#define SOFI_WEB_OFFRE_ETAT_H

#include "action_etat.h"

enum offre_badge {
    BADGE_SAISIE,   /* en cours de saisie */
    BADGE_ATTENTE,  /* en attente de validation */
    BADGE_REPONSES, /* en attente de réponses */
    BADGE_REFUSEE,  /* back in the hands of the organisation, with a reason */
    BADGE_VALIDEE,
};

struct offre_etat_view {
    enum offre_badge badge;
    const char *libelle;
    bool inchangee; /* a version is published, unchanged while another is entered or reviewed */
};

struct offre_etat_view offre_etat(enum action_etat etat, bool vive, bool refusee);

#endif
