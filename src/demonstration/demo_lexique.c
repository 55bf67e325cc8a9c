#include "demo_lexique.h"

#include <stdio.h>
#include <string.h>

#define NOMBRE(tableau) (sizeof(tableau) / sizeof((tableau)[0]))

/* ---- chance: splitmix64 (Steele, Lea, Flood 2014), the same on every machine */

static uint64_t suivant(struct hasard *hasard)
{
    uint64_t z = (hasard->etat += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct hasard demo_hasard(uint64_t graine, uint64_t rang)
{
    struct hasard hasard = {.etat = graine};
    hasard.etat = suivant(&hasard) + rang * UINT64_C(0xd1342543de82ef95);
    return hasard;
}

uint32_t demo_tirer(struct hasard *hasard, uint32_t n)
{
    return (uint32_t)(((suivant(hasard) >> 32) * n) >> 32);
}

int demo_entre(struct hasard *hasard, int moins, int plus)
{
    return moins + (int)demo_tirer(hasard, (uint32_t)(plus - moins + 1));
}

bool demo_arrive(struct hasard *hasard, uint32_t sur_mille)
{
    return demo_tirer(hasard, 1000) < sur_mille;
}

/* ---- subjects */

static const struct demo_forme titre[] = {
    {"TITRE PROFESSIONNEL @", "14", "6", true, 90, 240, 7},
    {"@ - EN ALTERNANCE", "14", "6", true, 240, 360, 4},
    {"@ - BLOC DE COMPÉTENCES 1", "14", "6", true, 30, 70, 7},
    {"@ - BLOC DE COMPÉTENCES 2", "14", "6", true, 30, 70, 7},
    {"@ - REMISE À NIVEAU", "13", "5", false, 12, 40, 6},
    {"@ - PERFECTIONNEMENT", "14", "2", false, 4, 20, 7},
};

static const struct demo_forme diplome[] = {
    {"CAP @", "13", "6", true, 180, 350, 6},
    {"CAP @ - EN APPRENTISSAGE", "13", "6", true, 280, 360, 5},
    {"@ - INITIATION", "1", "8", false, 4, 11, 7},
    {"@ - PERFECTIONNEMENT", "1", "2", false, 4, 18, 7},
    {"@ - PRÉPARATION À LA QUALIFICATION", "1", "8", false, 60, 120, 6},
};

static const struct demo_forme langue[] = {
    {"@ A1", "1", "5", false, 25, 90, 2},
    {"@ A2", "1", "5", false, 25, 90, 2},
    {"@ B1", "1", "2", false, 25, 110, 2},
    {"@ B2", "1", "2", false, 25, 110, 2},
    {"@ C1", "1", "2", false, 25, 110, 2},
    {"@ PROFESSIONNEL - COURS INDIVIDUELS", "1", "7", false, 40, 170, 1},
    {"@ - STAGE INTENSIF", "1", "2", false, 4, 11, 7},
};

static const struct demo_forme habilitation[] = {
    {"@ - FORMATION INITIALE", "1", "7", false, 2, 4, 7},
    {"@ - RECYCLAGE", "1", "7", false, 1, 2, 7},
    {"@ - MAINTIEN ET ACTUALISATION DES COMPÉTENCES", "1", "7", false, 1, 2, 7},
    {"@ - FORMATION DE FORMATEURS", "1", "7", false, 4, 11, 7},
};

static const struct demo_forme module[] = {
    {"@", "1", "7", false, 1, 11, 7},
    {"@ - NIVEAU 1", "1", "5", false, 1, 4, 7},
    {"@ - NIVEAU 2", "1", "2", false, 1, 4, 7},
    {"@ - PERFECTIONNEMENT", "1", "2", false, 1, 18, 7},
    {"@ - PARCOURS À DISTANCE", "1", "7", false, 25, 80, 2},
    {"@ - ATELIER", "1", "9", false, 1, 2, 4},
};

#define FORMES(serie) .formes = (serie), .forme_n = NOMBRE(serie)
#define CERTIFIE(intitule_, en_, code, libelle_, autre, serie, rncp_, niveau_)                     \
    {                                                                                              \
        .intitule = (intitule_), .en = (en_), .formacodes = {(code), (autre)},                     \
        .libelle = (libelle_), FORMES(serie), .rncp = (rncp_), .niveau = (niveau_)                 \
    }
#define SUJET(intitule, en, code, libelle, autre, serie)                                           \
    CERTIFIE(intitule, en, code, libelle, autre, serie, NULL, NULL)

/* Codes and labels of the hand-typed extracts: of the Formacode (formacode_extrait.c), of the
 * certifications (nomenclature_ecriture.c). */
const struct demo_sujet demo_sujets[] = {
    CERTIFIE("ASSISTANT RESSOURCES HUMAINES", "assistanat de ressources humaines", "35014",
             "Secrétariat assistanat ressources humaines", "33052", titre, "41366", "15"),
    CERTIFIE("SECRÉTAIRE ASSISTANT", "secrétariat", "35054", "Secrétariat assistanat", "35093",
             titre, "36804", "14"),
    CERTIFIE("SECRÉTAIRE ASSISTANT MÉDICO-ADMINISTRATIF", "secrétariat médico-administratif",
             "35015", "Secrétariat assistanat médicosocial", "35052", titre, "40800", "14"),
    CERTIFIE("SECRÉTAIRE COMPTABLE", "secrétariat comptable", "35049",
             "Secrétariat assistanat comptabilité", NULL, titre, "37123", "14"),
    CERTIFIE("ASSISTANT DE DIRECTION", "assistanat de direction", "35047",
             "Secrétariat assistanat direction", NULL, titre, "38667", "15"),
    CERTIFIE("ASSISTANT COMMERCIAL", "assistanat commercial", "35028",
             "Secrétariat assistanat commercial", NULL, titre, "35031", "15"),
    CERTIFIE("COMPTABLE ASSISTANT", "comptabilité", "32663", "Comptabilité", NULL, titre, "37121",
             "14"),
    CERTIFIE("CONSEILLER DE VENTE", "vente", "34566", "Vente distribution", NULL, titre, "37098",
             "14"),
    CERTIFIE("DÉVELOPPEUR WEB ET WEB MOBILE", "développement informatique", "31067",
             "Développement informatique", "31057", titre, "37674", "15"),
    CERTIFIE("TECHNICIEN SUPÉRIEUR SYSTÈMES ET RÉSEAUX", "administration de systèmes", "31034",
             "Administration système", "31006", titre, "37682", "15"),
    CERTIFIE("FORMATEUR PROFESSIONNEL D'ADULTES", "formation de formateurs", "44586",
             "Formation formateur", "44542", titre, "37275", "15"),
    CERTIFIE("CUISINE", "cuisine", "42752", "Cuisine", NULL, diplome, "38430", "13"),
    CERTIFIE("ÉLECTRICIEN", "électricité", "24054", "Électricité", NULL, diplome, "38401", "13"),
    SUJET("ANGLAIS", "anglais", "15234", "Anglais", NULL, langue),
    SUJET("FRANÇAIS LANGUE ÉTRANGÈRE", "français langue étrangère", "15235",
          "Français langue étrangère", NULL, langue),
    SUJET("FRANÇAIS À VISÉE PROFESSIONNELLE", "français professionnel", "15242",
          "Français à visée professionnelle", "15235", langue),
    SUJET("HABILITATION ÉLECTRIQUE BS BE MANŒUVRE", "sécurité électrique", "24049",
          "Habilitation électrique", NULL, habilitation),
    SUJET("HABILITATION ÉLECTRIQUE B1 B2 BC BR", "sécurité électrique", "24049",
          "Habilitation électrique", NULL, habilitation),
    SUJET("CACES CHARIOTS R489 CATÉGORIE 3", "conduite de chariots", "31768", "Chariot automoteur",
          NULL, habilitation),
    SUJET("CACES CHARIOTS R489 CATÉGORIES 1A, 3 ET 5", "conduite de chariots", "31768",
          "Chariot automoteur", NULL, habilitation),
    SUJET("SAUVETEUR SECOURISTE DU TRAVAIL", "secourisme du travail", "42829",
          "Sauvetage secourisme travail", NULL, habilitation),
    SUJET("TUTEUR EN ENTREPRISE", "tutorat en entreprise", "44588", "Tutorat entreprise", NULL,
          module),
    SUJET("INTELLIGENCE ARTIFICIELLE", "intelligence artificielle", "31028",
          "Intelligence artificielle", NULL, module),
    SUJET("SÉCURITÉ INFORMATIQUE", "sécurité informatique", "31006", "Sécurité informatique", NULL,
          module),
    SUJET("BASES DE DONNÉES", "administration de bases de données", "31036",
          "Administration base de données", NULL, module),
    SUJET("GESTION DU STRESS", "gestion du stress", "15097", "Gestion stress", "33053", module),
    SUJET("GESTION DU TEMPS", "gestion du temps", "15068", "Gestion temps", NULL, module),
    SUJET("AFFIRMATION DE SOI", "communication", "15075", "Affirmation soi", NULL, module),
    SUJET("PRÉVENTION DES RISQUES PSYCHOSOCIAUX", "prévention des risques psychosociaux", "33053",
          "Risque psychosocial", NULL, module),
    SUJET("ENTRETIEN TÉLÉPHONIQUE", "accueil téléphonique", "35050", "Entretien téléphonique",
          "35052", module),
    SUJET("GESTION DES EMPLOIS ET DES PARCOURS PROFESSIONNELS",
          "gestion des emplois et des parcours", "33091", "GEPP", "33054", module),
    SUJET("ÉVALUATION DU PERSONNEL", "évaluation du personnel", "33092", "Évaluation personnel",
          NULL, module),
    SUJET("CONCEPTION D'ACTIONS DE FORMATION", "ingénierie de formation", "44517",
          "Conception action formation", "44557", module),
    SUJET("PÉDAGOGIE NUMÉRIQUE", "pédagogie numérique", "44584", "Pédagogie numérique", NULL,
          module),
    SUJET("ACCOMPAGNEMENT À LA VAE", "validation des acquis", "15064", "Préparation VAE", "44591",
          module),
    SUJET("TECHNIQUES DE RECHERCHE D'EMPLOI", "recherche d'emploi", "15070",
          "Technique recherche emploi", "15061", module),
    SUJET("PROJET PROFESSIONNEL", "orientation professionnelle", "15062",
          "Orientation professionnelle", NULL, module),
    SUJET("COMPÉTENCES CLÉS", "culture générale et calcul", "15041", "Mise à niveau", NULL, module),
    SUJET("ACTIVITÉ PHYSIQUE ADAPTÉE", "activité physique adaptée", "15459",
          "Activité physique et sportive adaptée", NULL, module),
    SUJET("ÉDUCATION SPORTIVE", "éducation sportive", "15436", "Éducation sportive", "15454",
          module),
};
const size_t demo_sujet_n = NOMBRE(demo_sujets);

/* ---- towns */

const struct demo_ville demo_villes[] = {
    {"44109", "44000", "Nantes", "NANTES"},
    {"44109", "44200", "Nantes", "NANTES"},
    {"44109", "44300", "Nantes", "NANTES"},
    {"44184", "44600", "Saint-Nazaire", "ST NAZAIRE"},
    {"44162", "44800", "Saint-Herblain", "ST HERBLAIN"},
    {"44143", "44400", "Rezé", "REZE"},
    {"44114", "44700", "Orvault", "ORVAULT"},
    {"44036", "44110", "Châteaubriant", "CHATEAUBRIANT"},
    {"44131", "44210", "Pornic", "PORNIC"},
    {"44215", "44120", "Vertou", "VERTOU"},
    {"49007", "49000", "Angers", "ANGERS"},
    {"49007", "49100", "Angers", "ANGERS"},
    {"49099", "49300", "Cholet", "CHOLET"},
    {"49328", "49400", "Saumur", "SAUMUR"},
    {"53130", "53000", "Laval", "LAVAL"},
    {"53147", "53100", "Mayenne", "MAYENNE"},
    {"53062", "53200", "Château-Gontier-sur-Mayenne", "CHATEAU GONTIER SUR MAYENNE"},
    {"72181", "72000", "Le Mans", "LE MANS"},
    {"72181", "72100", "Le Mans", "LE MANS"},
    {"72154", "72200", "La Flèche", "LA FLECHE"},
    {"72264", "72300", "Sablé-sur-Sarthe", "SABLE SUR SARTHE"},
    {"72132", "72400", "La Ferté-Bernard", "LA FERTE BERNARD"},
    {"85191", "85000", "La Roche-sur-Yon", "LA ROCHE SUR YON"},
    {"85047", "85300", "Challans", "CHALLANS"},
    {"85092", "85200", "Fontenay-le-Comte", "FONTENAY LE COMTE"},
    {"85109", "85500", "Les Herbiers", "LES HERBIERS"},
    {"85194", "85100", "Les Sables-d'Olonne", "LES SABLES D OLONNE"},
};
const size_t demo_ville_n = NOMBRE(demo_villes);

/* ---- sentences */

static const char *const objectifs[] = {
    "Acquérir les connaissances et les gestes professionnels attendus en @.",
    "Développer une pratique autonome en @, dans le respect des règles de l'entreprise.",
    "Savoir organiser son travail et tenir les délais convenus avec ses interlocuteurs.",
    "Comprendre le cadre réglementaire applicable en @ et en suivre les évolutions.",
    "Adapter sa communication à ses interlocuteurs, à l'oral comme à l'écrit.",
    "Utiliser les outils numériques courants du métier et sécuriser les données traitées.",
    "Analyser une situation professionnelle, proposer une solution et en rendre compte.",
    "Travailler en équipe et transmettre les informations utiles à la continuité de l'activité.",
    "Identifier les risques liés à l'activité et appliquer les mesures de prévention.",
    "Consolider ses acquis en @ par des mises en situation proches du terrain.",
    "Préparer son insertion dans l'emploi ou la poursuite de son parcours de formation.",
    "Évaluer la qualité de son travail et s'inscrire dans une démarche d'amélioration.",
    "Maîtriser le vocabulaire et les documents usuels en @.",
    "Intégrer les enjeux de la transition écologique dans ses choix professionnels.",
    "Gagner en confiance et savoir présenter ses compétences à un employeur.",
    "Prendre en compte les besoins particuliers des publics accueillis.",
    "Réaliser en autonomie une production complète, de la demande à la livraison.",
    "Connaître les acteurs et les lieux ressources du territoire en @.",
};

static const char *const resultats[] = {
    "Une attestation de fin de formation mentionne les compétences acquises en @.",
    "Les participants réalisent seuls les activités courantes et savent demander de l'aide.",
    "Chaque stagiaire repart avec un dossier de travaux commentés par le formateur.",
    "Les acquis en @ sont évalués par des mises en situation et un entretien final.",
    "Le livret de suivi retrace la progression et les périodes en entreprise.",
    "Les écarts constatés au positionnement sont comblés avant la fin du parcours.",
    "Les stagiaires présentent leur travail devant un jury composé de professionnels.",
    "Les compétences visées sont mobilisables dès le retour au poste de travail.",
    "Un bilan à trois mois mesure les effets de la formation sur l'activité.",
    "La moyenne obtenue aux épreuves blanches permet de viser la réussite aux épreuves finales.",
    "Les méthodes étudiées en @ sont réinvesties dans un projet personnel.",
    "Le taux de satisfaction et le taux d'insertion sont publiés chaque année.",
    "Les participants savent repérer les situations dangereuses et alerter.",
    "Un plan d'action individuel est construit avec chaque participant.",
    "Les stagiaires savent situer leur niveau et choisir la suite de leur parcours.",
    "L'entreprise d'accueil valide la tenue du poste à l'issue de la période en entreprise.",
};

static const char *const contenus[] = {
    "Accueil, positionnement et présentation du parcours de formation.",
    "Module 1 - Les fondamentaux en @ et leur mise en pratique.",
    "Module 2 - L'organisation de l'activité, la gestion des priorités et des imprévus.",
    "Module 3 - Les outils numériques, la bureautique et la protection des données.",
    "Module 4 - La réglementation applicable en @, les obligations et les responsabilités.",
    "Module 5 - La relation avec les clients, les usagers et les partenaires.",
    "Module 6 - La prévention des risques et les gestes qui préservent la santé.",
    "Ateliers pratiques en petits groupes, à partir de cas rencontrés en entreprise.",
    "Étude de documents professionnels, rédaction de comptes rendus et de messages.",
    "Jeux de rôle filmés et analyse collective des situations de communication.",
    "Travaux dirigés et exercices d'application corrigés individuellement.",
    "Visites d'entreprises du territoire et rencontres avec des professionnels.",
    "Projet fil rouge conduit par équipes et soutenu devant le groupe.",
    "Approfondissement en @ au choix du stagiaire, avec un accompagnement individuel.",
    "Techniques de recherche de stage et d'emploi, simulation d'entretiens.",
    "Mathématiques appliquées, expression écrite et orale, remise à niveau si nécessaire.",
    "Sensibilisation au développement durable et à l'égalité professionnelle.",
    "Évaluations intermédiaires, préparation aux épreuves et examen blanc.",
    "Bilan de la formation, auto-évaluation et plan de progression.",
};

static const struct {
    const char *const *items;
    size_t n;
} phrases[] = {
    [DEMO_OBJECTIF] = {objectifs, NOMBRE(objectifs)},
    [DEMO_RESULTATS] = {resultats, NOMBRE(resultats)},
    [DEMO_CONTENU] = {contenus, NOMBRE(contenus)},
};

static size_t ajouter(const char *modele, const char *mot, char *texte, size_t taille)
{
    size_t n = 0;
    while (*modele && n + 1 < taille) {
        size_t longueur = strcspn(modele, "@");
        const char *morceau = longueur ? modele : mot;
        size_t octets = longueur ? longueur : strlen(mot);
        octets = octets < taille - n - 1 ? octets : taille - n - 1;
        memcpy(texte + n, morceau, octets);
        n += octets;
        modele += longueur ? longueur : 1;
    }
    texte[n] = '\0';
    return n;
}

void demo_remplacer(const char *modele, const char *mot, char *texte_r, size_t taille)
{
    ajouter(modele, mot, texte_r, taille);
}

void demo_rediger(struct hasard *hasard, enum demo_genre genre, const struct demo_sujet *sujet,
                  char texte_r[DEMO_TEXTE])
{
    /* Short texts are more frequent than long ones. */
    uint32_t u = demo_tirer(hasard, 1000), v = demo_tirer(hasard, 1000);
    size_t cible = 220 + (size_t)u * v * 1150 / 1000000;
    size_t i = demo_tirer(hasard, (uint32_t)phrases[genre].n);
    size_t n = 0;
    for (size_t k = 0; k < phrases[genre].n && n < cible; k++) {
        if (n > 0) {
            texte_r[n++] = genre == DEMO_CONTENU ? '\n' : ' ';
        }
        n += ajouter(phrases[genre].items[i], sujet->en, texte_r + n, DEMO_TEXTE - n);
        i = (i + 1) % phrases[genre].n;
    }
}

/* ---- names: people and organisations are invented */

static const char *const sortes[] = {
    "INSTITUT",
    "CENTRE DE FORMATION",
    "ATELIER",
    "ÉCOLE",
    "MAISON",
    "COMPAGNIE",
    "CAMPUS",
    "ACADÉMIE",
    "COOPÉRATIVE",
    "PÔLE FORMATION",
    "GROUPE ÉDUCATIF",
    "FABRIQUE",
    "CARREFOUR",
    "ASSOCIATION",
    "ESPACE FORMATION",
    "CONSERVATOIRE",
    "UNIVERSITÉ LIBRE",
    "RÉSEAU",
    "LIGUE",
    "CERCLE",
};

static const char *const objets[] = {
    "DES MÉTIERS",      "DU TERTIAIRE",       "DE L'INDUSTRIE",   "DES LANGUES",
    "DU NUMÉRIQUE",     "DU BÂTIMENT",        "DE L'ARTISANAT",   "DES SERVICES",
    "DE LA LOGISTIQUE", "DE LA RESTAURATION", "DE LA PRÉVENTION", "DU COMMERCE",
    "DES COMPÉTENCES",  "DE L'ALTERNANCE",    "DE LA GESTION",    "DU SPORT",
    "DE LA SANTÉ",      "DE L'INSERTION",     "DES SAVOIRS",      "DE L'APPRENTISSAGE",
};

static const char *const lieux[] = {
    "DE L'ERDRE",
    "DU BOCAGE",
    "DE LA SÈVRE",
    "DU MAINE",
    "DE L'ESTUAIRE",
    "DES MAUGES",
    "DU SAUMUROIS",
    "DU LAYON",
    "DE BRIÈRE",
    "DU PAYS DE RETZ",
    "DU VIGNOBLE",
    "DE LA SARTHE",
    "DU LOIR",
    "DU MARAIS",
    "DE LA VIE",
    "DES OLONNES",
    "DU HAUT-ANJOU",
    "DES COËVRONS",
    "DE L'OUDON",
    "DES ALPES MANCELLES",
    "DU PERCHE SARTHOIS",
    "DE LA PRESQU'ÎLE",
    "DES DEUX RIVES",
    "DE L'ATLANTIQUE",
    "DE LA VENDÉE",
};

/* A step without a common divisor walks through all triples once. */
void demo_nommer(uint64_t graine, uint32_t rang, char *nom_r, size_t taille)
{
    const uint64_t n = NOMBRE(sortes) * NOMBRE(objets) * NOMBRE(lieux);
    uint64_t place = (graine % n + UINT64_C(7919) * rang) % n;
    snprintf(nom_r, taille, "%s %s %s", sortes[place % NOMBRE(sortes)],
             objets[place / NOMBRE(sortes) % NOMBRE(objets)],
             lieux[place / NOMBRE(sortes) / NOMBRE(objets)]);
}

#define CHOISIR(nom, ...)                                                                          \
    const char *nom(struct hasard *hasard)                                                         \
    {                                                                                              \
        static const char *const items[] = {__VA_ARGS__};                                          \
        return items[demo_tirer(hasard, NOMBRE(items))];                                           \
    }

CHOISIR(demo_voie, "rue de la Gare", "avenue de l'Europe", "rue des Tilleuls", "rue du Commerce",
        "boulevard de l'Industrie", "impasse des Ajoncs", "place de la République",
        "rue Marie-Curie", "rue du Stade", "allée des Artisans", "quai de la Fonderie",
        "rue des Écoles", "chemin du Moulin", "rue de Bretagne", "rue de la Paix")

CHOISIR(demo_prenom, "Camille", "Dominique", "Claude", "Yann", "Inès", "Malo", "Anaïs", "Karim",
        "Élise", "Thomas", "Noémie", "Hugo", "Fatou", "Gwenaëlle", "Julien", "Maëlle", "Rémi",
        "Sarah", "Théo", "Zoé")

CHOISIR(demo_nom, "MARTIN", "BERNARD", "LE GALL", "MOREAU", "ROUSSEAU", "GUÉRIN", "BRIAND",
        "CHAUVIN", "LEROY", "PINEAU", "GAUTIER", "HAMON", "DIALLO", "NGUYEN", "BENALI", "COUTURIER",
        "POIRIER", "RENOU", "TESSIER", "VINCENT", "BOUVET", "DAVID", "FOUCHER", "GARNIER")

CHOISIR(demo_rythme, "Temps plein, en journée", "Temps partiel, deux jours par semaine",
        "En alternance, deux semaines en centre pour deux semaines en entreprise",
        "Cours du soir et samedi matin", "En journée, du lundi au jeudi",
        "À la carte, calendrier défini avec le stagiaire")

CHOISIR(demo_conditions, "Aucun prérequis, un entretien précise le projet de la personne",
        "Savoir lire, écrire et compter, avoir un projet professionnel validé",
        "Maîtriser les bases de l'informatique et disposer d'un ordinateur",
        "Avoir une première expérience dans le domaine, même courte",
        "Être âgé de 18 ans au moins et apte médicalement à l'activité",
        "Avoir suivi le niveau précédent ou réussir le test de positionnement")

CHOISIR(demo_pedagogie,
        "Apports théoriques illustrés d'exemples, exercices d'application et mises en situation.",
        "Pédagogie de projet, travail en sous-groupes et accompagnement individuel par un "
        "formateur référent.",
        "Plateau technique équipé, démonstrations puis entraînement en autonomie, évaluation "
        "continue.",
        "Parcours individualisé, plateforme d'apprentissage en ligne et classes virtuelles.")
