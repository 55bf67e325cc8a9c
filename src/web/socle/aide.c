#include "aide.h"

#include <string.h>

#define SUJET(name) .code = (name), .adresse = "/aide/" name

const struct aide_sujet aide_sujets[] = {
    {SUJET("se-connecter"), .titre = "Se connecter", .suite = {"mot-de-passe", "tableau-de-bord"}},
    {SUJET("mot-de-passe"), .titre = "Retrouver un accès perdu", .suite = {"se-connecter"}},
    {SUJET("tableau-de-bord"), .titre = "Lire le tableau de bord",
     .suite = {"mettre-a-jour-la-fiche", "premiere-formation", "renouveler-des-sessions"}},
    {SUJET("mettre-a-jour-la-fiche"), .titre = "Mettre à jour votre fiche", .groupe = AIDE_ANNUAIRE,
     .suite = {"gerer-les-sites", "gerer-les-contacts"}},
    {SUJET("gerer-les-sites"), .titre = "Créer et mettre à jour un site", .groupe = AIDE_ANNUAIRE,
     .suite = {"deposer-un-certificat", "portes-ouvertes"}},
    {SUJET("deposer-un-certificat"), .titre = "Déposer un certificat Qualiopi",
     .groupe = AIDE_ANNUAIRE, .suite = {"gerer-les-sites"}},
    {SUJET("gerer-les-contacts"), .titre = "Gérer les contacts", .groupe = AIDE_ANNUAIRE,
     .suite = {"portes-ouvertes"}},
    {SUJET("portes-ouvertes"), .titre = "Annoncer des portes ouvertes", .groupe = AIDE_ANNUAIRE,
     .suite = {"gerer-les-sites"}},
    {SUJET("premiere-formation"), .titre = "Saisir une formation", .groupe = AIDE_FORMATIONS,
     .suite = {"saisir-une-action"}},
    {SUJET("saisir-une-action"), .titre = "Saisir une action", .groupe = AIDE_FORMATIONS,
     .suite = {"ajouter-des-sessions", "envoyer-en-validation"}},
    {SUJET("ajouter-des-sessions"), .titre = "Ajouter des sessions", .groupe = AIDE_FORMATIONS,
     .suite = {"envoyer-en-validation"}},
    {SUJET("envoyer-en-validation"), .titre = "Envoyer en validation", .groupe = AIDE_FORMATIONS,
     .suite = {"repondre-a-une-question", "renouveler-des-sessions"}},
    {SUJET("repondre-a-une-question"), .titre = "Répondre à une question",
     .groupe = AIDE_FORMATIONS, .suite = {"envoyer-en-validation"}},
    {SUJET("renouveler-des-sessions"), .titre = "Renouveler des sessions",
     .groupe = AIDE_FORMATIONS, .suite = {"ajouter-des-sessions"}},
    {SUJET("examiner-une-action"), .titre = "Examiner une action", .groupe = AIDE_FORMATIONS,
     .suite = {"repondre-a-une-question"}},
};

const size_t aide_sujets_n = sizeof(aide_sujets) / sizeof(aide_sujets[0]);

/* Which page is about which screen. */
static const struct {
    const char *route;
    const char *sujet;
} ecrans[] = {
    {"/", "se-connecter"},
    {"/connexion", "se-connecter"},
    {"/mot-de-passe/oublie", "mot-de-passe"},
    {"/mot-de-passe/{jeton}", "mot-de-passe"},
    {"/compte/connexions", "se-connecter"},
    {"/tableau-de-bord", "tableau-de-bord"},
    {"/sessions", "tableau-de-bord"},
    {"/actions", "tableau-de-bord"},
    {"/annuaire", "mettre-a-jour-la-fiche"},
    {"/annuaire/etablissements/{siret}", "mettre-a-jour-la-fiche"},
    {"/annuaire/formacodes", "mettre-a-jour-la-fiche"},
    {"/annuaire/etablissements/{siret}/sites/nouveau", "gerer-les-sites"},
    {"/annuaire/sites/{numero}", "gerer-les-sites"},
    {"/annuaire/sites/{numero}/certificat", "deposer-un-certificat"},
    {"/annuaire/etablissements/{siret}/contacts/nouveau", "gerer-les-contacts"},
    {"/annuaire/contacts/{numero}", "gerer-les-contacts"},
    {"/annuaire/contacts/{numero}/administration", "gerer-les-contacts"},
    {"/annuaire/contacts/{numero}/gestion", "gerer-les-contacts"},
    {"/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", "portes-ouvertes"},
    {"/annuaire/portes-ouvertes/{id}", "portes-ouvertes"},
    {"/formations", "premiere-formation"},
    {"/formations/nouvelle", "premiere-formation"},
    {"/formations/{numero}", "premiere-formation"},
    {"/formations/{numero}/differences", "premiere-formation"},
    {"/formations/{numero}/supprimer", "premiere-formation"},
    {"/formations/{numero}/actions/nouvelle", "saisir-une-action"},
    {"/actions/{numero}", "saisir-une-action"},
    {"/actions/{numero}/differences", "saisir-une-action"},
    {"/actions/{numero}/envoyer", "envoyer-en-validation"},
    {"/actions/{numero}/retirer", "envoyer-en-validation"},
    {"/actions/{numero}/repondre", "repondre-a-une-question"},
    {"/actions/{numero}/supprimer", "saisir-une-action"},
    {"/formations/{numero}/abandonner", "envoyer-en-validation"},
    {"/actions/{numero}/abandonner", "envoyer-en-validation"},
    {"/formations/{numero}/apercu", "envoyer-en-validation"},
    {"/actions/{numero}/apercu", "envoyer-en-validation"},
    {"/actions/{numero}/sessions/nouvelle", "ajouter-des-sessions"},
    {"/sessions/{numero}", "ajouter-des-sessions"},
    {"/sessions/{numero}/supprimer", "ajouter-des-sessions"},
    {"/sessions/reconduction", "renouveler-des-sessions"},
    {"/admin/suppressions", "premiere-formation"},
    {"/validation", "examiner-une-action"},
    {"/validation/actions/{numero}", "examiner-une-action"},
    {"/admin/ecarts-qualiopi", "deposer-un-certificat"},
};

const struct aide_sujet *aide_sujet(const char *code)
{
    for (size_t i = 0; i < aide_sujets_n; i++) {
        if (strcmp(aide_sujets[i].code, code) == 0) {
            return &aide_sujets[i];
        }
    }
    return NULL;
}

const struct aide_sujet *aide_de_la_route(const char *path)
{
    for (size_t i = 0; i < sizeof(ecrans) / sizeof(ecrans[0]); i++) {
        if (strcmp(ecrans[i].route, path) == 0) {
            return aide_sujet(ecrans[i].sujet);
        }
    }
    return NULL;
}
