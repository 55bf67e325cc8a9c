#include "offre_etat.h"

struct offre_etat_view offre_etat(enum action_etat etat, bool vive, bool refusee)
{
    static const enum offre_badge badges[ACTION_ETATS] = {[ACTION_EN_COURS] = BADGE_SAISIE,
                                                          [ACTION_EN_ATTENTE] = BADGE_ATTENTE,
                                                          [ACTION_EN_REPONSES] = BADGE_REPONSES,
                                                          [ACTION_VALIDEE] = BADGE_VALIDEE};
    struct offre_etat_view view = {.libelle = action_etats[etat].label, .badge = badges[etat]};
    if (refusee && etat == ACTION_EN_COURS) {
        view.badge = BADGE_REFUSEE;
        view.libelle = "Refusée, à corriger";
    }
    view.inchangee = vive && etat != ACTION_VALIDEE;
    return view;
}
