#include "dict.h"

#include <string.h>

const struct choice dict_boolean[] = {
    {"0", "Non"},
    {"1", "Oui"},
    {NULL, NULL},
};

const struct choice dict_modalites_enseignement[] = {
    {"0", "Formation entièrement présentielle"},
    {"1", "Formation mixte"},
    {"2", "Formation entièrement à distance"},
    {NULL, NULL},
};

const struct choice dict_modalites_es[] = {
    {"0", "Entrées/sorties à dates fixes"},
    {"1", "Entrées/sorties permanentes"},
    {NULL, NULL},
};

const struct choice dict_etat_recrutement[] = {
    {"1", "Ouvert"},
    {"2", "Fermé"},
    {"3", "Suspendu"},
    {NULL, NULL},
};

const struct choice dict_ais[] = {
    {"1", "Code(s) obsolète(s)"},
    {"6", "Certification"},
    {"7", "Professionnalisation"},
    {"8", "Préparation à la qualification"},
    {"5", "Remise à niveau, maîtrise des savoirs de base, initiation"},
    {"9", "(Re)mobilisation, aide à l'élaboration de projet professionnel"},
    {"2", "Perfectionnement, élargissement des compétences"},
    {"3", "Perfectionnement, élargissement des compétences"},
    {"4", "Création d'entreprise"},
    {NULL, NULL},
};

const struct choice dict_perimetre_recrutement[] = {
    {"0", "Autres"},      {"1", "Commune"}, {"2", "Département"},   {"3", "Région"},
    {"4", "Interrégion"}, {"5", "Pays"},    {"6", "International"}, {NULL, NULL},
};

const struct choice dict_financeurs[] = {
    {"11", "État – Ministère chargé de l'emploi"},
    {"12", "État – Ministère de l'éducation nationale"},
    {"13", "État – Autre"},
    {"2", "Collectivité territoriale – Conseil régional"},
    {"3", "Fonds européens – FSE"},
    {"4", "Pôle emploi"},
    {"5", "Entreprise"},
    {"6", "ACSÉ (anciennement FASILD)"},
    {"7", "AGEFIPH"},
    {"8", "Collectivité territoriale – Conseil général"},
    {"9", "Collectivité territoriale – Commune"},
    {"15", "Collectivité territoriale – Autre"},
    {"10", "Bénéficiaire de l'action"},
    {"0", "Autre"},
    {"14", "Fonds européens – Autre"},
    {"16", "OPCO"},
    {"17", "Transition Pro"},
    {"18", "LADOM"},
    {"19", "État – Ministère de l'intérieur"},
    {"20", "OFII – Office français de l'immigration et de l'intégration"},
    {"1", "Code(s) obsolète(s)"},
    {NULL, NULL},
};

const struct choice dict_type_contact[] = {{"0", "Autre"}, DICT_CONTACTS_NOMMES, {NULL, NULL}};

const struct choice dict_type_parcours[] = {
    {"1", "En groupe (non personnalisable)"},
    {"2", "Individualisé"},
    {"3", "Modularisé"},
    {"4", "Mixte"},
    {NULL, NULL},
};

const struct choice dict_type_positionnement[] = {
    {"1", "Réglementaire"},
    {"2", "Pédagogique"},
    {NULL, NULL},
};

const struct choice dict_type_module[] = {
    {"0", "Information inconnue"},
    {"1", "Obligatoire"},
    {"2", "Personnalisable"},
    {NULL, NULL},
};

const struct choice dict_modalite_recrutement[] = {
    {"0", "Information inconnue"},
    {"1", "Méthode de recrutement par simulation"},
    {"2", "Concours"},
    {"3", "Dossier"},
    {"4", "Tests pratiques"},
    {"5", "Épreuves écrites"},
    {"6", "Épreuves orales"},
    {"7", "Inscription sur candidature"},
    {"8", "Entretien ou RDV individuel"},
    {"9", "Information collective"},
    {NULL, NULL},
};

const struct choice dict_type_enseignement[] = {
    {"1", "Art"},
    {"2", "Enseignement de spécialité"},
    {"3", "Enseignement optionnel"},
    {"4", "Langue"},
    {"5", "Langue vivante 1"},
    {"6", "Langue vivante 2"},
    {"7", "Langue vivante 3"},
    {"8", "Sport"},
    {"9", "Enseignement général"},
    {"10", "Enseignement professionnel"},
    {NULL, NULL},
};

const struct choice dict_type_equipement[] = {
    {"0", "Autre"},
    {"1", "Protection de la tête"},
    {"2", "Protection des yeux"},
    {"3", "Protection des mains"},
    {"4", "Protection de l'ouïe"},
    {"5", "Protection du corps"},
    {"6", "Protection des pieds"},
    {"7", "Protection des voies respiratoires"},
    {"8", "Protection chutes"},
    {"9", "Outillage professionnel"},
    {"10", "Tenue professionnelle"},
    {"11", "Équipement numérique"},
    {NULL, NULL},
};

const struct choice dict_type_validation_blocs[] = {
    {"0", "Partielle : certains blocs mais pas la totalité de date à date"},
    {"1", "Totale : tous les blocs"},
    {"2", "Mixte : une validation totale mais proposée également en individualisation de parcours "
          "avec des blocs accessibles dans cette session"},
    {NULL, NULL},
};

const struct choice dict_type_alternance[] = {
    {"0", "Tout type de contrat d'alternance"},
    {"1", "Contrat d'apprentissage (CA)"},
    {"2", "Contrat de professionalisation (CP)"},
    {NULL, NULL},
};

const struct choice dict_unite_rythme[] = {
    {"0", "Heure"},   {"1", "Demi-journée"}, {"2", "Journée"},
    {"3", "Semaine"}, {"4", "Mois"},         {NULL, NULL},
};

const struct choice dict_type_cycle[] = {
    {"0", "Formation initiale"},
    {"1", "Contrat d'apprentissage"},
    {NULL, NULL},
};

const struct choice dict_niveaux[] = {
    {"0", "Information non communiquée"},
    {"1", "Sans niveau spécifique"},
    {"2", "Niveau VI (illettrisme, analphabétisme)"},
    {"3", "Niveau V bis (préqualification)"},
    {"4", "Niveau V (CAP, BEP, CFPA du premier degré)"},
    {"5", "Niveau IV (BP, BT, baccalauréat professionnel ou technologique)"},
    {"6", "Niveau III (BTS, DUT)"},
    {"7", "Niveau II (licence ou maîtrise universitaire)"},
    {"8", "Niveau I (supérieur à la maîtrise)"},
    {"11", "Niveau 1. Maîtrise des savoirs de base"},
    {"12", "Niveau 2. Capacité à effectuer des activités simples et résoudre des problèmes "
           "courants à l'aide de règles et d'outils simples en mobilisant des savoir-faire "
           "professionnels dans un contexte structuré"},
    {"13", "Niveau 3. Capacité à effectuer des activités et résoudre des problèmes en "
           "sélectionnant et appliquant des méthodes, des outils, des matériels et des "
           "informations de base, dans un contexte connu, ainsi que la capacité à adapter les "
           "moyens d'exécution et son comportement aux circonstances"},
    {"14", "Niveau 4. Capacité à effectuer des activités nécessitant de mobiliser un éventail "
           "large d'aptitudes, d'adapter des solutions existantes pour résoudre des problèmes "
           "précis, à organiser son travail de manière autonome dans des contextes généralement "
           "prévisibles mais susceptibles de changer, ainsi qu'à participer à l'évaluation des "
           "activités. Exemple : diplôme national du baccalauréat"},
    {"15", "Niveau 5. Capacité à maîtriser des savoir-faire dans un champ d'activité, à élaborer "
           "des solutions à des problèmes nouveaux, à analyser et interpréter des informations, en "
           "mobilisant des concepts, à transmettre le savoir-faire et des méthodes"},
    {"16", "Niveau 6. Capacité à analyser et résoudre des problèmes complexes imprévus dans un "
           "domaine spécifique, à formaliser des savoir-faire et des méthodes et à les "
           "capitaliser. Exemple : grade de licence"},
    {"17", "Niveau 7. Capacité à élaborer et mettre en œuvre des stratégies alternatives pour le "
           "développement de l'activité professionnelle dans des contextes professionnels "
           "complexes, ainsi qu'à évaluer les risques et les conséquences de son activité. "
           "Exemple : grade de master"},
    {"18", "Niveau 8. Capacité à identifier et résoudre des problèmes complexes et nouveaux "
           "impliquant une pluralité de domaines, en mobilisant les connaissances et les "
           "savoir-faire les plus avancés, à concevoir et piloter des projets et des processus de "
           "recherche et d'innovation. Exemple : diplôme national de doctorat"},
    {NULL, NULL},
};

/* ---- the annex lists */

const struct choice dict_publics_vises[] = {
    {"80001", "Public sans emploi"},
    {"80003", "Demandeur d'emploi plus de 26 ans"},
    {"80004", "Cadre demandeur d'emploi"},
    {"80005", "Bénéficiaire du revenu de solidarité active"},
    {"80006", "Demandeur d'emploi"},
    {"80007", "Demandeur d'emploi longue durée"},
    {"80008", "Licencié pour motif économique"},
    {"80009", "Demandeur d'emploi moins de 26 ans"},
    {"80010", "Militaire en reconversion"},
    {"80015", "Bénéficiaire allocation solidarité spécifique"},
    {"80019", "Bénéficiaire allocation retour à l'emploi"},
    {"80023", "Demandeur d'emploi dans le cadre du CIF"},
    {"80026", "Demandeur d'emploi dans le cadre du DIF"},
    {"80098", "Jeune (dans le cadre du plan jeune)"},
    {"81013", "Public sous main de justice"},
    {"81014", "Élu"},
    {"81018", "Femme"},
    {"81019", "Public en situation d'illettrisme"},
    {"81020", "Handicapé"},
    {"81021", "Public analphabète"},
    {"81022", "Immigré"},
    {"81024", "Jeune"},
    {"81042", "Réfugié"},
    {"81050", "Particulier, individuel"},
    {"81060", "Conjoint collaborateur d'artisan"},
    {"81061", "Public de la formation initiale"},
    {"81062", "Conjoint collaborateur d'exploitant agricole"},
    {"81069", "Bénévole"},
    {"81099", "Autre public"},
    {"82004", "Artisan"},
    {"82009", "Commerçant"},
    {"82016", "Formateur, enseignant"},
    {"82017", "Exploitant agricole, salarié agricole"},
    {"82027", "Public dans le cadre du contrat d'apprentissage"},
    {"82029", "Public dans le cadre du contrat de professionnalisation"},
    {"82038", "Profession libérale"},
    {"82043", "Représentant du personnel"},
    {"82044", "Salarié"},
    {"82045", "Salarié en reconversion"},
    {"82046", "Salarié de l'artisanat"},
    {"82047", "Salarié en contrat aidé"},
    {"82055", "Agent de la fonction publique"},
    {"82058", "Public en emploi"},
    {"82065", "Salarié dans le cadre du plan de formation"},
    {"82066", "Salarié dans le cadre du CIF"},
    {"82067", "Membre du CHSCT"},
    {"82068", "Membre du CE"},
    {"82070", "Agent de la fonction publique d'État"},
    {"82071", "Agent de la fonction publique hospitalière"},
    {"82072", "Salarié dans le cadre du DIF"},
    {"82073", "Salarié en période de professionnalisation"},
    {"82074", "Agent de la fonction publique territoriale"},
    {"83056", "Tout public"},
    {NULL, NULL},
};

const struct choice dict_modalites_pedagogiques[] = {
    {"96121", "Modalités pédagogiques"},
    {"96124", "Autoformation"},
    {"96125", "Autoformation avec tutorat"},
    {"96126", "Autoformation sans tutorat"},
    {"96127", "Chantier école"},
    {"96142", "En alternance"},
    {"96129", "FOAD"},
    {"96133", "FOAD avec tutorat asynchrone"},
    {"96130", "FOAD avec tutorat synchrone"},
    {"96131", "FOAD sans tutorat"},
    {"96128", "Formation à distance"},
    {"96134", "Formation action"},
    {"96147", "Formation en situation de travail"},
    {"96132", "Pédagogie adaptée aux handicapés"},
    {"96149", "Séjour à l'étranger"},
    {"96410", "Périodes de formation"},
    {"96414", "Cours de jour"},
    {"96411", "Cours du soir"},
    {"96412", "Cours le week-end"},
    {"96413", "Hors temps de travail"},
    {NULL, NULL},
};

/* ---- by name */

static const struct dict tables[] = {
    {"dict-boolean", dict_boolean},
    {"dict-modalites-enseignement", dict_modalites_enseignement},
    {"dict-modalites-es", dict_modalites_es},
    {"dict-etat-recrutement", dict_etat_recrutement},
    {"dict-AIS", dict_ais},
    {"dict-perimetre-recrutement", dict_perimetre_recrutement},
    {"dict-financeurs", dict_financeurs},
    {"dict-type-contact", dict_type_contact},
    {"dict-type-parcours", dict_type_parcours},
    {"dict-type-positionnement", dict_type_positionnement},
    {"dict-type-module", dict_type_module},
    {"dict-modalite-recrutement", dict_modalite_recrutement},
    {"dict-type-enseignement", dict_type_enseignement},
    {"dict-type-equipement", dict_type_equipement},
    {"dict-type-validation-blocs", dict_type_validation_blocs},
    {"dict-type-alternance", dict_type_alternance},
    {"dict-unite-rythme", dict_unite_rythme},
    {"dict-type-cycle", dict_type_cycle},
    {"dict-niveaux", dict_niveaux},
};

const struct dict *dict_nomme(const char *nom)
{
    for (size_t i = 0; nom && i < dict_count(); i++) {
        if (strcmp(tables[i].nom, nom) == 0) {
            return &tables[i];
        }
    }
    return NULL;
}

size_t dict_count(void)
{
    return sizeof(tables) / sizeof(tables[0]);
}

const struct dict *dict_at(size_t index)
{
    return index < dict_count() ? &tables[index] : NULL;
}
