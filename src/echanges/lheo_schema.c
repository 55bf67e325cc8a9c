/* Sequences of the schema. Left out: what SOFI has nothing for. */
#include "lheo_schema.h"

#include <stddef.h>
#include <string.h>

#define ELEMENT(nom, ...)                                                                          \
    {                                                                                              \
        (nom), (const char *const[])                                                               \
        {                                                                                          \
            __VA_ARGS__, NULL                                                                      \
        }                                                                                          \
    }

static const struct {
    const char *nom;
    const char *const *contenu;
} elements[] = {
    ELEMENT("formation", "domaine-formation", "intitule-formation", "objectif-formation",
            "resultats-attendus", "contenu-formation", "certifiante", "contact-formation",
            "parcours-de-formation", "code-niveau-entree", "objectif-general-formation",
            "certification", "code-type-formation", "code-niveau-sortie", "url-formation", "action",
            "organisme-formation-responsable", "identifiant-module", "positionnement",
            "sous-modules", "modules-prerequis"),
    ELEMENT("domaine-formation", "code-FORMACODE", "code-NSF", "code-ROME"),
    ELEMENT("certification", "code-RNCP", "code-CERTIFINFO", "code-RS", "code-CPF",
            "reference-code-FORMACODE"),
    ELEMENT("code-type-formation", "code-CPF", "code-ELU"),
    ELEMENT("sous-modules", "sous-module"),
    ELEMENT("sous-module", "reference-module", "type-module"),
    ELEMENT("modules-prerequis", "reference-module"),
    ELEMENT("organisme-formation-responsable", "numero-activite", "SIRET-organisme-formation",
            "nom-organisme", "raison-sociale", "coordonnees-organisme", "contact-organisme",
            "potentiel", "code-UAI-organisme-formation", "extras"),
    ELEMENT("action", "rythme-formation", "code-public-vise", "info-public-vise",
            "niveau-entree-obligatoire", "modalites-alternance", "modalites-enseignement",
            "conditions-specifiques", "prise-en-charge-frais-possible", "lieu-de-formation",
            "modalites-entrees-sorties", "url-action", "duree-cycle", "session",
            "adresse-information", "date-information", "restauration", "hebergement", "transport",
            "acces-handicapes", "langue-formation", "modalites-recrutement",
            "modalites-pedagogiques", "code-modalite-pedagogique", "equipement", "frais-restants",
            "code-perimetre-recrutement", "infos-perimetre-recrutement", "prix-horaire-TTC",
            "prix-total-TTC", "duree-indicative", "nombre-heures-centre",
            "nombre-heures-entreprise", "nombre-heures-total", "detail-conditions-prise-en-charge",
            "conventionnement", "duree-conventionnee", "organisme-formateur", "organisme-financeur",
            "enseignement", "extras"),
    ELEMENT("lieu-de-formation", "SIRET-lieu-formation", "code-UAI-lieu-formation", "coordonnees"),
    ELEMENT("adresse-information", "adresse"),
    ELEMENT("date-information", "date"),
    ELEMENT("equipement", "type-equipement", "cout-indicatif-equipement", "commentaire"),
    ELEMENT("organisme-financeur", "code-financeur", "nb-places-financees"),
    ELEMENT("enseignement", "libelle-enseignement", "type-enseignement", "obligatoire",
            "commentaire"),
    ELEMENT("session", "periode", "adresse-inscription", "modalites-inscription",
            "periode-inscription", "etat-recrutement", "recrutement", "url-session",
            "contact-session", "reference-certification", "blocs-competences", "cycle", "extras"),
    ELEMENT("recrutement", "modalite-recrutement", "code-perimetre-recrutement",
            "infos-perimetre-recrutement", "a-distance", "adresse", "urlweb", "nb-places",
            "periode", "heure-debut", "heure-fin", "commentaire"),
    ELEMENT("url-session", "urlweb"),
    ELEMENT("reference-certification", "reference-code-RNCP", "reference-code-CERTIFINFO",
            "reference-code-RS"),
    ELEMENT("blocs-competences", "validation-blocs", "reference-certification", "bloc-competences"),
    ELEMENT("bloc-competences", "libelle-bloc", "code-bloc"),
    ELEMENT("cycle", "type-cycle", "annee-cycle", "effectif-minimal", "capacite-simultanee",
            "capacite-cumulee", "alternance"),
    ELEMENT("alternance", "type-alternance", "rythme-alternance"),
    ELEMENT("rythme-alternance", "unite-rythme-alternance", "unites-entreprise", "unites-centre"),
    ELEMENT("coordonnees", "civilite", "nom", "prenom", "adresse", "telfixe", "portable",
            "courriel", "web"),
    ELEMENT("adresse", "denomination", "ligne", "codepostal", "ville", "departement",
            "code-INSEE-commune", "region", "pays", "geolocalisation"),
    ELEMENT("geolocalisation", "latitude", "longitude"),
    ELEMENT("web", "urlweb"),
    ELEMENT("telfixe", "numtel"),
    ELEMENT("portable", "numtel"),
    ELEMENT("SIRET-organisme-formation", "SIRET"),
    ELEMENT("code-UAI-organisme-formation", "code-UAI"),
    ELEMENT("SIRET-lieu-formation", "SIRET"),
    ELEMENT("code-UAI-lieu-formation", "code-UAI"),
};

const char *const *lheo_schema_contenu(const char *nom)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (strcmp(elements[i].nom, nom) == 0) {
            return elements[i].contenu;
        }
    }
    return NULL;
}
