/* The words of the states of an action. */
#include "action_etat.h"

#include <string.h>

const struct choice action_etats[] = {
    [ACTION_EN_COURS] = {ETAT_EN_COURS, "En cours de saisie"},
    [ACTION_EN_ATTENTE] = {ETAT_EN_ATTENTE, "En attente de validation"},
    [ACTION_EN_REPONSES] = {ETAT_EN_REPONSES, "En attente de réponses"},
    [ACTION_VALIDEE] = {ETAT_VALIDEE, "Validée"},
    [ACTION_ETATS] = {NULL, NULL},
};

enum action_etat action_etat_lu(const char *code)
{
    for (size_t i = 0; i < ACTION_ETATS; i++) {
        if (strcmp(action_etats[i].code, code) == 0) {
            return (enum action_etat)i;
        }
    }
    return ACTION_EN_COURS;
}
