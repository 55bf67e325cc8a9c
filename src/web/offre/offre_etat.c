#include "offre_etat.h"

#include "action.h"

#include <string.h>

struct offre_etat_view offre_etat(const char *etat, bool vive, bool refusee)
{
    static const struct {
        const char *etat;
        enum offre_badge badge;
    } badges[] = {{"en_cours_de_saisie", BADGE_SAISIE},
                  {"en_attente_de_validation", BADGE_ATTENTE},
                  {"en_attente_de_reponses", BADGE_REPONSES},
                  {"validee", BADGE_VALIDEE}};
    struct offre_etat_view view = {.libelle = choice_label(action_etats, etat)};
    for (size_t i = 0; i < sizeof(badges) / sizeof(badges[0]); i++) {
        if (strcmp(badges[i].etat, etat) == 0) {
            view.badge = badges[i].badge;
        }
    }
    if (refusee && view.badge == BADGE_SAISIE) {
        view.badge = BADGE_REFUSEE;
        view.libelle = "Refusée, à corriger";
    }
    view.inchangee = vive && view.badge != BADGE_VALIDEE;
    return view;
}
