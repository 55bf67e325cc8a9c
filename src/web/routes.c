#include "routes.h"

#include "acteur.h"
#include "action_page.h"
#include "administration_page.h"
#include "aide_page.h"
#include "annuaire_historique.h"
#include "annuaire_page.h"
#include "connexion.h"
#include "connexions_page.h"
#include "contact_page.h"
#include "ecarts_page.h"
#include "etablissement_page.h"
#include "examen_page.h"
#include "file_page.h"
#include "formacodes_page.h"
#include "formation_page.h"
#include "formations_page.h"
#include "lieu.h"
#include "mot_de_passe_page.h"
#include "nomenclatures_page.h"
#include "offre_etablissement_page.h"
#include "offre_historique.h"
#include "porte_ouverte_page.h"
#include "portes_ouvertes_publiques_page.h"
#include "reconduction_page.h"
#include "repondre_page.h"
#include "robots_page.h"
#include "sante.h"
#include "session_page.h"
#include "site_page.h"
#include "suppression_page.h"
#include "tableau_de_bord_page.h"
#include "textes_page.h"

#include <string.h>

#define GET HTTP_GET
#define POST HTTP_POST
#define TOUS PROFILS_TOUS
#define OFFICIERS PROFILS_OFFICIERS

/* Method, path, who may (0: everybody), flags, handler. A GET only reads; a POST runs on a worker,
 * in one transaction unless ROUTE_OWN_TX. What changes an account (who may open it, what it may do)
 * is ROUTE_CONFIRM. */
const struct route routes[] = {
    {GET, "/", 0, ROUTE_NO_DATA, connexion_accueil},
    {GET, "/connexion", 0, ROUTE_NO_DATA, connexion_montrer},
    {POST, "/connexion", 0, ROUTE_OWN_TX | ROUTE_CARRIES, connexion_ouvrir},
    {POST, "/deconnexion", 0, 0, connexion_fermer},
    {GET, "/mot-de-passe/oublie", 0, ROUTE_NO_DATA, mot_de_passe_oublie},
    {POST, "/mot-de-passe/oublie", 0, 0, mot_de_passe_demander},
    {GET, "/mot-de-passe/{jeton}", 0, 0, mot_de_passe_montrer},
    {POST, "/mot-de-passe/{jeton}", 0, ROUTE_OWN_TX, mot_de_passe_definir},
    {GET, "/compte/connexions", TOUS, 0, connexions_montrer},
    {POST, "/compte/connexions", TOUS, 0, connexions_agir},

    {GET, "/tableau-de-bord", TOUS, 0, tableau_de_bord_montrer},

    {GET, "/annuaire", TOUS, 0, annuaire_montrer},
    {GET, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_nouveau},
    {POST, "/annuaire/etablissements/nouveau", OFFICIERS, 0, etablissement_ajouter},
    {GET, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_montrer},
    {POST, "/annuaire/etablissements/{siret}", TOUS, 0, etablissement_modifier},
    {GET, "/annuaire/etablissements/{siret}/historique", TOUS, 0,
     annuaire_historique_etablissement},
    {GET, "/annuaire/etablissements/{siret}/sites/nouveau", TOUS, 0, site_nouveau},
    {POST, "/annuaire/etablissements/{siret}/sites/nouveau", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD,
     site_ajouter},
    {GET, "/annuaire/sites/{numero}", TOUS, 0, site_montrer},
    {POST, "/annuaire/sites/{numero}", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD, site_modifier},
    {POST, "/annuaire/sites/{numero}/principal", TOUS, 0, site_devenir_principal},
    {GET, "/annuaire/sites/{numero}/certificat", TOUS, ROUTE_SLOW, site_certificat},
    {POST, "/annuaire/sites/{numero}/certificat", TOUS, ROUTE_OWN_TX | ROUTE_UPLOAD,
     site_certifier},
    {GET, "/annuaire/sites/{numero}/historique", TOUS, 0, annuaire_historique_site},
    {GET, "/annuaire/contacts/{numero}/historique", TOUS, 0, annuaire_historique_contact},
    {GET, "/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", TOUS, 0,
     porte_ouverte_nouvelle},
    {POST, "/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", TOUS, 0,
     porte_ouverte_ajouter},
    {GET, "/annuaire/portes-ouvertes/{id}", TOUS, 0, porte_ouverte_montrer},
    {POST, "/annuaire/portes-ouvertes/{id}", TOUS, 0, porte_ouverte_modifier},
    {POST, "/annuaire/portes-ouvertes/{id}/supprimer", TOUS, 0, porte_ouverte_retirer},
    {GET, "/annuaire/portes-ouvertes/{id}/historique", TOUS, 0, annuaire_historique_porte_ouverte},
    {GET, "/annuaire/communes", TOUS, 0, lieu_communes},
    {GET, "/annuaire/etablissements/{siret}/contacts/nouveau", TOUS, 0, contact_nouveau},
    {POST, "/annuaire/etablissements/{siret}/contacts/nouveau", TOUS, 0, contact_ajouter},
    {GET, "/annuaire/contacts/{numero}", TOUS, 0, contact_montrer},
    {POST, "/annuaire/contacts/{numero}", TOUS, 0, contact_modifier},
    {GET, "/annuaire/contacts/{numero}/administration", TOUS, 0, administration_montrer},
    {POST, "/annuaire/contacts/{numero}/administration", TOUS, ROUTE_CONFIRM,
     administration_modifier},
    {GET, "/annuaire/contacts/{numero}/gestion", TOUS, 0, gestion_montrer},
    {POST, "/annuaire/contacts/{numero}/gestion", TOUS, ROUTE_CONFIRM, gestion_agir},
    {GET, "/annuaire/formacodes", TOUS, 0, formacodes_chercher},
    {POST, "/annuaire/formacodes", TOUS, 0, formacodes_choisir},

    {GET, "/formations", TOUS, ROUTE_SLOW, formations_montrer},
    {GET, "/formations/nsf", TOUS, 0, nomenclatures_nsf},
    {GET, "/formations/rome", TOUS, 0, nomenclatures_rome},
    {GET, "/formations/certifications", TOUS, 0, nomenclatures_certifications},
    {GET, "/formations/nouvelle", TOUS, 0, formation_commencer},
    {POST, "/formations/nouvelle", TOUS, 0, formation_ajouter},
    {GET, "/formations/{numero}", TOUS, 0, formation_montrer},
    {POST, "/formations/{numero}", TOUS, 0, formation_modifier},
    {GET, "/formations/{numero}/differences", TOUS, 0, formation_differences},
    {GET, "/formations/{numero}/historique", TOUS, 0, offre_historique_formation},
    {GET, "/formations/{numero}/apercu", TOUS, 0, formation_apercu},
    {GET, "/formations/{numero}/abandonner", TOUS, 0, formation_renoncer},
    {POST, "/formations/{numero}/abandonner", TOUS, 0, formation_poster_abandon},
    {GET, "/formations/{numero}/supprimer", TOUS, 0, suppression_montrer},
    {POST, "/formations/{numero}/supprimer", TOUS, 0, suppression_poster},
    {GET, "/formations/{numero}/actions/nouvelle", TOUS, 0, action_nouvelle},
    {POST, "/formations/{numero}/actions/nouvelle", TOUS, 0, action_ajouter},
    {GET, "/actions/{numero}", TOUS, 0, action_montrer},
    {POST, "/actions/{numero}", TOUS, 0, action_modifier},
    {GET, "/actions/{numero}/differences", TOUS, 0, action_differences},
    {GET, "/actions/{numero}/historique", TOUS, 0, offre_historique_action},
    {GET, "/actions/{numero}/apercu", TOUS, 0, action_apercu},
    {GET, "/actions/{numero}/lheo.xml", TOUS, 0, action_telecharger_lheo},
    {POST, "/actions/{numero}/envoyer", TOUS, 0, action_poster_geste},
    {POST, "/actions/{numero}/retirer", TOUS, 0, action_poster_geste},
    {GET, "/actions/{numero}/abandonner", TOUS, 0, action_renoncer},
    {POST, "/actions/{numero}/abandonner", TOUS, 0, action_poster_geste},
    {GET, "/actions/{numero}/repondre", TOUS, 0, repondre_montrer},
    {POST, "/actions/{numero}/repondre", TOUS, 0, repondre_poster},
    {POST, "/actions/{numero}/certifinfo-vu", TOUS, 0, action_poster_geste},
    {GET, "/actions/{numero}/supprimer", TOUS, 0, suppression_montrer},
    {POST, "/actions/{numero}/supprimer", TOUS, 0, suppression_poster},
    {POST, "/actions/{numero}/dupliquer", TOUS, 0, action_poster_copie},
    {POST, "/actions/{numero}/valider", OFFICIERS, 0, action_poster_geste},
    {POST, "/actions/{numero}/refuser", OFFICIERS, 0, action_poster_geste},
    {GET, "/actions/{numero}/sessions/nouvelle", TOUS, 0, session_nouvelle},
    {POST, "/actions/{numero}/sessions/nouvelle", TOUS, 0, session_ajouter},
    {GET, "/sessions/reconduction", TOUS, 0, reconduction_montrer},
    {POST, "/sessions/reconduction", TOUS, 0, reconduction_poster},
    {GET, "/sessions/{numero}", TOUS, 0, session_montrer},
    {POST, "/sessions/{numero}", TOUS, 0, session_modifier},
    {GET, "/sessions/{numero}/historique", TOUS, 0, offre_historique_session},
    {GET, "/sessions/{numero}/supprimer", TOUS, 0, suppression_montrer},
    {POST, "/sessions/{numero}/supprimer", TOUS, 0, suppression_poster},
    {POST, "/sessions/{numero}/dupliquer", TOUS, 0, session_poster_copie},
    {POST, "/sessions/{numero}/desactiver", TOUS, 0, session_poster_arret},
    {POST, "/sessions/{numero}/activer", TOUS, 0, session_poster_reprise},
    {GET, "/sessions", TOUS, ROUTE_SLOW_ASKED, sessions_lister},
    {GET, "/sessions.csv", TOUS, ROUTE_EXPORT, sessions_csv},
    {GET, "/sessions.xlsx", TOUS, ROUTE_EXPORT, sessions_xlsx},
    {GET, "/actions", TOUS, ROUTE_SLOW_ASKED, actions_lister},
    {GET, "/actions.csv", TOUS, ROUTE_EXPORT, actions_csv},
    {GET, "/actions.xlsx", TOUS, ROUTE_EXPORT, actions_xlsx},

    {GET, "/validation", OFFICIERS, 0, file_montrer},
    {POST, "/validation", OFFICIERS, 0, file_agir},
    {GET, "/validation/actions/{numero}", OFFICIERS, 0, examen_montrer},
    {POST, "/validation/actions/{numero}", OFFICIERS, 0, examen_decider},

    {GET, "/admin/ecarts-qualiopi", OFFICIERS, ROUTE_SLOW_ASKED, ecarts_montrer},
    {GET, "/admin/suppressions", OFFICIERS, ROUTE_SLOW_ASKED, suppressions_montrer},
    {POST, "/admin/suppressions/{id}/restaurer", OFFICIERS, 0, suppression_poster_retour},

    {GET, "/offre/etablissements/{siret}", 0, 0, offre_etablissement_montrer},
    {GET, "/offre/etablissements/{siret}/portes-ouvertes.ics", 0, 0,
     offre_etablissement_calendrier},
    {GET, "/offre/portes-ouvertes", 0, 0, portes_ouvertes_publiques_montrer},
    {GET, "/offre/portes-ouvertes.ics", 0, 0, portes_ouvertes_publiques_calendrier},
    {GET, "/offre/portes-ouvertes/{id}", 0, 0, porte_ouverte_publique_montrer},
    {GET, "/offre/portes-ouvertes/{id}/agenda.ics", 0, 0, porte_ouverte_publique_calendrier},

    {GET, "/aide", 0, ROUTE_NO_DATA, aide_sommaire},
    {GET, "/aide/{sujet}", 0, ROUTE_NO_DATA, aide_montrer},
    {GET, "/accessibilite", 0, ROUTE_NO_DATA, textes_accessibilite},
    {GET, "/donnees-personnelles", 0, ROUTE_NO_DATA, textes_donnees_personnelles},
    {GET, "/mentions-legales", 0, ROUTE_NO_DATA, textes_mentions_legales},

    {GET, "/robots.txt", 0, ROUTE_NO_DATA, robots_montrer},
    {GET, "/sitemap.xml", 0, ROUTE_SLOW, robots_plan},
    {GET, "/.well-known/security.txt", 0, ROUTE_NO_DATA, robots_securite},

    {GET, "/sante", 0, ROUTE_NO_DATA, sante_montrer},
    {GET, "/metrics", 0, ROUTE_METRICS, sante_metrics},
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

/* Address; the field, and its value, that say which of its gestures (NULL: any); words. The first
 * row that fits. */
static const struct {
    const char *path;
    const char *champ;
    const char *valeur;
    const char *mots;
} gestes[] = {
    {"/connexion", NULL, NULL, "Se connecter"},
    {"/deconnexion", NULL, NULL, "Se déconnecter"},
    {"/mot-de-passe/oublie", NULL, NULL, "Recevoir un lien"},
    {"/mot-de-passe/{jeton}", NULL, NULL, "Enregistrer le mot de passe"},
    {"/compte/connexions", "fermer", "autres", "Fermer toutes les autres connexions"},
    {"/compte/connexions", NULL, NULL, "Fermer la connexion"},
    {"/annuaire/etablissements/nouveau", NULL, NULL, "Créer l'établissement"},
    {"/annuaire/etablissements/{siret}", NULL, NULL, "Enregistrer l'établissement"},
    {"/annuaire/etablissements/{siret}/sites/nouveau", NULL, NULL, "Créer le site"},
    {"/annuaire/sites/{numero}", NULL, NULL, "Enregistrer le site"},
    {"/annuaire/sites/{numero}/principal", NULL, NULL, "Faire de ce site le site principal"},
    {"/annuaire/sites/{numero}/certificat", NULL, NULL, "Enregistrer la certification"},
    {"/annuaire/etablissements/{siret}/portes-ouvertes/nouvelle", NULL, NULL,
     "Créer ces portes ouvertes"},
    {"/annuaire/portes-ouvertes/{id}", NULL, NULL, "Enregistrer ces portes ouvertes"},
    {"/annuaire/portes-ouvertes/{id}/supprimer", NULL, NULL, "Supprimer ces portes ouvertes"},
    {"/annuaire/etablissements/{siret}/contacts/nouveau", NULL, NULL, "Créer le contact"},
    {"/annuaire/contacts/{numero}", NULL, NULL, "Enregistrer le contact"},
    {"/annuaire/contacts/{numero}/administration", NULL, NULL, "Enregistrer l'administration"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "inviter", "Renvoyer l'invitation"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "reinitialiser",
     "Réinitialiser le mot de passe"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "bloquer", "Bloquer le compte"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "debloquer", "Débloquer le compte"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "fermer", "Supprimer le compte"},
    {"/annuaire/contacts/{numero}/gestion", "geste", "vider", "Effacer le contact"},
    {"/annuaire/contacts/{numero}/gestion", NULL, NULL, "Modifier le compte"},
    {"/annuaire/formacodes", NULL, NULL, "Revenir à la fiche"},
    {"/formations/nouvelle", NULL, NULL, "Créer la formation"},
    {"/formations/{numero}", NULL, NULL, "Enregistrer la formation"},
    {"/formations/{numero}/abandonner", NULL, NULL, "Renoncer à la modification"},
    {"/formations/{numero}/supprimer", NULL, NULL, "Supprimer la formation"},
    {"/formations/{numero}/actions/nouvelle", NULL, NULL, "Créer l'action"},
    {"/actions/{numero}", "envoyer", NULL, "Envoyer en validation"},
    {"/actions/{numero}", NULL, NULL, "Enregistrer l'action"},
    {"/actions/{numero}/envoyer", NULL, NULL, "Envoyer en validation"},
    {"/actions/{numero}/retirer", NULL, NULL, "Retirer"},
    {"/actions/{numero}/abandonner", NULL, NULL, "Renoncer à la modification"},
    {"/actions/{numero}/repondre", "repondre", NULL, "Envoyer mes réponses"},
    {"/actions/{numero}/repondre", NULL, NULL, "Enregistrer les réponses"},
    {"/actions/{numero}/certifinfo-vu", NULL, NULL, "Prendre en compte le nouveau code"},
    {"/actions/{numero}/supprimer", NULL, NULL, "Supprimer l'action"},
    {"/actions/{numero}/dupliquer", NULL, NULL, "Dupliquer l'action"},
    {"/actions/{numero}/valider", NULL, NULL, "Valider l'action"},
    {"/actions/{numero}/refuser", NULL, NULL, "Refuser l'action"},
    {"/actions/{numero}/sessions/nouvelle", NULL, NULL, "Créer les sessions"},
    {"/sessions/reconduction", "creer", NULL, "Créer les sessions"},
    {"/sessions/reconduction", NULL, NULL, "Voir les dates proposées"},
    {"/sessions/{numero}", NULL, NULL, "Enregistrer la session"},
    {"/validation", "rendre", NULL, "Rendre l'action"},
    {"/validation", NULL, NULL, "Prendre l'action"},
    {"/validation/actions/{numero}", "decision", "questions", "Envoyer les questions"},
    {"/validation/actions/{numero}", "decision", "refuser", "Refuser l'action"},
    {"/validation/actions/{numero}", "decision", "remplacer", "Remplacer le code"},
    {"/validation/actions/{numero}", "decision", "prendre", "Prendre l'action"},
    {"/validation/actions/{numero}", "decision", "rendre", "Rendre l'action"},
    {"/validation/actions/{numero}", NULL, NULL, "Valider l'action"},
    {"/admin/suppressions/{id}/restaurer", NULL, NULL, "Restaurer la fiche"},
    {"/sessions/{numero}/supprimer", NULL, NULL, "Supprimer la session"},
    {"/sessions/{numero}/dupliquer", NULL, NULL, "Dupliquer la session"},
    {"/sessions/{numero}/desactiver", NULL, NULL, "Désactiver la session"},
    {"/sessions/{numero}/activer", NULL, NULL, "Activer la session"},
};

const char *routes_geste(const char *path, const struct params *form)
{
    for (size_t i = 0; i < sizeof gestes / sizeof *gestes; i++) {
        const char *valeur = gestes[i].champ ? params_get(form, gestes[i].champ) : "";
        if (strcmp(gestes[i].path, path) == 0 && valeur &&
            (!gestes[i].valeur || strcmp(gestes[i].valeur, valeur) == 0)) {
            return gestes[i].mots;
        }
    }
    return NULL;
}

const struct screens routes_screens = {.routes = routes,
                                       .routes_n = sizeof(routes) / sizeof(routes[0]),
                                       .geste = routes_geste,
                                       .connexion = "/connexion",
                                       .connexion_refuser = connexion_refuser,
                                       .connexion_reprendre = connexion_reprendre};
