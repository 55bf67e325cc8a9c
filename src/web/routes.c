#include "routes.h"

#include "acteur.h"
#include "annuaire_page.h"
#include "connexion.h"
#include "etablissement_page.h"
#include "formacodes_page.h"
#include "historique_page.h"
#include "mot_de_passe_page.h"
#include "sante.h"
#include "tableau_de_bord_page.h"
#include "textes_page.h"

#define GET HTTP_GET
#define POST HTTP_POST
#define TOUS PROFILS_TOUS
#define OFFICIERS PROFILS_OFFICIERS

/* Method, path, who may (0: everybody), flags, handler. A GET only reads; a POST runs on a worker,
 * in one transaction unless ROUTE_OWN_TX. */
const struct route routes[] = {
    {GET, "/", 0, 0, connexion_accueil},
    {GET, "/connexion", 0, 0, connexion_montrer},
    {POST, "/connexion", 0, ROUTE_OWN_TX | ROUTE_CARRIES, connexion_ouvrir},
    {POST, "/deconnexion", 0, 0, connexion_fermer},
    {GET, "/mot-de-passe/{jeton}", 0, 0, mot_de_passe_montrer},
    {POST, "/mot-de-passe/{jeton}", 0, ROUTE_OWN_TX, mot_de_passe_definir},

    {GET, "/tableau-de-bord", TOUS, 0, tableau_de_bord_montrer},

    {GET, "/annuaire", TOUS, 0, annuaire_montrer},
    {GET, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_nouveau},
    {POST, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_ajouter},
    {GET, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_montrer},
    {POST, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_modifier},
    {GET, "/annuaire/etablissements/{siret}/historique", TOUS, 0, historique_montrer},
    {GET, "/annuaire/formacodes", TOUS, 0, formacodes_chercher},
    {POST, "/annuaire/formacodes", TOUS, 0, formacodes_choisir},

    {GET, "/formations", TOUS, 0, textes_formations},

    {GET, "/aide", 0, 0, textes_aide},
    {GET, "/accessibilite", 0, 0, textes_accessibilite},
    {GET, "/donnees-personnelles", 0, 0, textes_donnees_personnelles},
    {GET, "/mentions-legales", 0, 0, textes_mentions_legales},

    {GET, "/sante", 0, 0, sante_montrer},
    {GET, "/metrics", 0, 0, sante_metrics},
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
