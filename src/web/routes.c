#include "routes.h"

#include "acteur.h"
#include "administration_page.h"
#include "annuaire_page.h"
#include "connexion.h"
#include "contact_page.h"
#include "etablissement_page.h"
#include "formacodes_page.h"
#include "historique_page.h"
#include "lieu.h"
#include "mot_de_passe_page.h"
#include "offre_etablissement_page.h"
#include "porte_ouverte_page.h"
#include "portes_ouvertes_publiques_page.h"
#include "sante.h"
#include "site_page.h"
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
    {GET, "/mot-de-passe/oublie", 0, 0, mot_de_passe_oublie},
    {POST, "/mot-de-passe/oublie", 0, 0, mot_de_passe_demander},
    {GET, "/mot-de-passe/{jeton}", 0, 0, mot_de_passe_montrer},
    {POST, "/mot-de-passe/{jeton}", 0, ROUTE_OWN_TX, mot_de_passe_definir},

    {GET, "/tableau-de-bord", TOUS, 0, tableau_de_bord_montrer},

    {GET, "/annuaire", TOUS, 0, annuaire_montrer},
    {GET, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_nouveau},
    {POST, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_ajouter},
    {GET, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_montrer},
    {POST, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_modifier},
    {GET, "/annuaire/etablissements/{siret}/historique", TOUS, 0, historique_etablissement},
    {GET, "/annuaire/etablissements/{siret}/sites/nouveau", TOUS, 0, site_nouveau},
    {POST, "/annuaire/etablissements/{siret}/sites/nouveau", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD,
     site_ajouter},
    {GET, "/annuaire/sites/{numero}", TOUS, 0, site_montrer},
    {POST, "/annuaire/sites/{numero}", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD, site_modifier},
    {POST, "/annuaire/sites/{numero}/principal", TOUS, 0, site_devenir_principal},
    {GET, "/annuaire/sites/{numero}/certificat", TOUS, ROUTE_SLOW, site_certificat},
    {POST, "/annuaire/sites/{numero}/certificat", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD,
     site_certifier},
    {GET, "/annuaire/sites/{numero}/historique", TOUS, 0, historique_site},
    {GET, "/annuaire/contacts/{numero}/historique", TOUS, 0, historique_contact},
    {GET, "/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", TOUS, 0,
     porte_ouverte_nouvelle},
    {POST, "/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", TOUS, 0,
     porte_ouverte_ajouter},
    {GET, "/annuaire/portes-ouvertes/{id}", TOUS, 0, porte_ouverte_montrer},
    {POST, "/annuaire/portes-ouvertes/{id}", TOUS, 0, porte_ouverte_modifier},
    {POST, "/annuaire/portes-ouvertes/{id}/supprimer", TOUS, 0, porte_ouverte_retirer},
    {GET, "/annuaire/portes-ouvertes/{id}/historique", TOUS, 0, historique_porte_ouverte},
    {GET, "/annuaire/communes", TOUS, 0, lieu_communes},
    {GET, "/annuaire/etablissements/{siret}/contacts/nouveau", TOUS, 0, contact_nouveau},
    {POST, "/annuaire/etablissements/{siret}/contacts/nouveau", TOUS, 0, contact_ajouter},
    {GET, "/annuaire/contacts/{numero}", TOUS, 0, contact_montrer},
    {POST, "/annuaire/contacts/{numero}", TOUS, 0, contact_modifier},
    {GET, "/annuaire/contacts/{numero}/administration", TOUS, 0, administration_montrer},
    {POST, "/annuaire/contacts/{numero}/administration", TOUS, 0, administration_modifier},
    {GET, "/annuaire/contacts/{numero}/gestion", TOUS, 0, gestion_montrer},
    {POST, "/annuaire/contacts/{numero}/gestion", TOUS, 0, gestion_agir},
    {GET, "/annuaire/formacodes", TOUS, 0, formacodes_chercher},
    {POST, "/annuaire/formacodes", TOUS, 0, formacodes_choisir},

    {GET, "/formations", TOUS, 0, textes_formations},

    {GET, "/offre/etablissements/{siret}", 0, 0, offre_etablissement_montrer},
    {GET, "/offre/etablissements/{siret}/portes-ouvertes.ics", 0, 0,
     offre_etablissement_calendrier},
    {GET, "/offre/portes-ouvertes", 0, 0, portes_ouvertes_publiques_montrer},
    {GET, "/offre/portes-ouvertes.ics", 0, 0, portes_ouvertes_publiques_calendrier},

    {GET, "/aide", 0, 0, textes_aide},
    {GET, "/accessibilite", 0, 0, textes_accessibilite},
    {GET, "/donnees-personnelles", 0, 0, textes_donnees_personnelles},
    {GET, "/mentions-legales", 0, 0, textes_mentions_legales},

    {GET, "/sante", 0, 0, sante_montrer},
    {GET, "/metrics", 0, 0, sante_metrics},
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
