#include "formacode_private.h"
#include "formacode_reference.h"

/* A fresh base must be usable before the official file is there: the branches that the
 * demonstration uses, nothing more. Codes and labels are those published. */
struct ligne {
    const char *code;
    const char *parent;
    const char *libelle; /* in capitals in the older versions */
    const char *synonymes;
};

static const struct ligne v14[] = {
    {"00101", "", "Sciences humaines, langues, pédagogie, information communication", ""},
    {"00102", "", "Economie, droit, science politique", ""},
    {"00103", "", "Sciences", ""},
    {"00104", "", "Arts, spectacle, industries créatives", ""},
    {"00105", "", "Transport, logistique", ""},
    {"00106", "", "Agriculture, pêche, environnement", ""},
    {"00107", "", "Industrie, matières premières", ""},
    {"00108", "", "BTP - bâtiment travaux publics", ""},
    {"00109", "", "Electronique, informatique, télécommunication", ""},
    {"00110", "", "Vie et gestion des organisations", ""},
    {"00111", "", "Commerce, marketing, finance", ""},
    {"00112", "", "Santé, social, sécurité", ""},
    {"00113", "", "Sport, hôtellerie, restauration, tourisme", ""},
    {"00114", "", "Energie, électricité", ""},
    {"15054", "00101", "Développement professionnel et personnel", ""},
    {"15061", "15054", "Accompagnement vers emploi",
     "insertion professionnelle\ninsertion socioprofessionnelle"},
    {"15070", "15061", "Technique recherche emploi", "CV\nTRE"},
    {"15031", "15054", "Adaptation sociale", "exclusion\ninsertion sociale"},
    {"15081", "15054", "Bilan professionnel", "bilan compétences\nbilan savoir-faire"},
    {"15062", "15081", "Orientation professionnelle", "projet professionnel"},
    {"15066", "15054", "Efficacité personnelle", "adaptabilité\nconfiance en soi"},
    {"15075", "15066", "Affirmation soi", "assertivité\ncomportement assertif"},
    {"15098", "15066", "Créativité personnelle", ""},
    {"15097", "15066", "Gestion stress", ""},
    {"15068", "15066", "Gestion temps", "gestion priorités\ngestion temps télétravail"},
    {"15041", "15054", "Mise à niveau", "Culture générale\nformation de base"},
    {"15064", "15054", "Préparation VAE", "démarche VAE"},
    {"44554", "00101", "Ingénierie formation pédagogie", ""},
    {"44590", "44554", "Accompagnement formation", "AIO\naccompagnement projet professionnel"},
    {"44591", "44590", "Architecte accompagnateur parcours VAE",
     "conseil accompagnement VAE\nreconnaissance acquis"},
    {"44595", "44590", "Technique orientation professionnelle",
     "ADVP\nactivation développement vocationnel et personnel"},
    {"44588", "44590", "Tutorat entreprise",
     "accueil stagiaire entreprise\nformation tuteur formation"},
    {"44557", "44554", "Ingénierie formation", ""},
    {"44579", "44557", "Audit formation", ""},
    {"44529", "44557", "Besoin formation", ""},
    {"44517", "44557", "Conception action formation",
     "construction action formation\nobjectifs pédagogiques"},
    {"44589", "44557", "Conseil formation", ""},
    {"44586", "44557", "Formation formateur", "animation formation\nformation animateur formation"},
    {"44559", "44557", "Gestion formation entreprise", "gestionnaire formation"},
    {"44528", "44559", "Responsable formation", ""},
    {"44508", "44528", "Plan développement compétences", ""},
    {"44539", "44557", "Évaluation formation", "bilan pédagogique\nqualité pédagogique"},
    {"44542", "44554", "Pédagogie", "andragogie"},
    {"44514", "44542", "Enseignement individualisé", "APP\natelier pédagogique personnalisé"},
    {"44513", "44542", "Pédagogie alternance", "pédagogie formation alternée"},
    {"44584", "44542", "Pédagogie numérique",
     "pédagogie illectronisme\npédagogie illettrisme électronique"},
    {"15254", "00101", "Langues", ""},
    {"15234", "15254", "Anglais", "TOEFL\nTOEIC"},
    {"15235", "15254", "Français langue étrangère", "FLE\nfrançais langue intégration"},
    {"15242", "15235", "Français à visée professionnelle", "français affaires\nfrançais appliqué"},
    {"31054", "00109", "Informatique - Systèmes d’information et numérique",
     "informatique appliquée\ninformatique générale"},
    {"31036", "31054", "Administration base de données",
     "base de données\nbase de données relationnelle"},
    {"31034", "31054", "Administration système", "analyse exploitation informatique"},
    {"31067", "31054", "Développement informatique", "méthode programmation\nprogrammation"},
    {"31023", "31054", "Gestion données massives", "Big Data\nData Center"},
    {"31057", "31054", "Génie logiciel", "ergonomie logiciel\nfiabilité logiciel"},
    {"31028", "31054", "Intelligence artificielle", "Deep Learning\nIA générative"},
    {"31008", "31054", "Système information", "DSI - Direction des systèmes d'information"},
    {"31006", "31054", "Sécurité informatique",
     "SSI - Sécurité systèmes information\nméthode EBIOS"},
    {"33054", "00110", "Gestion ressources humaines", "GRH\nRH"},
    {"33052", "33054", "Administration personnel", "fonction personnel\ngestion personnel"},
    {"33091", "33054", "GEPP", "GPEC\nanalyse emploi"},
    {"33024", "33054", "Protection sociale",
     "connaissance sécurité sociale\nlégislation accident travail"},
    {"33053", "33054", "Risque psychosocial", "burn out\nsouffrance au travail"},
    {"33092", "33054", "Évaluation personnel", "appréciation personnel\névaluation compétences"},
    {"35054", "00110", "Secrétariat assistanat",
     "perfectionnement secrétariat\nsecrétariat administratif"},
    {"35052", "35054", "Accueil", ""},
    {"35050", "35052", "Entretien téléphonique", "accueil téléphonique"},
    {"35082", "35052", "Standard", ""},
    {"35093", "35054", "Correspondance professionnelle", ""},
    {"35035", "35054", "Secrétariat assistanat spécialisé",
     "secrétariat technique\nsecrétariat tourisme"},
    {"35009", "35035", "Secrétariat assistanat BTP", "assistanat bâtiment\nsecrétariat bâtiment"},
    {"35028", "35035", "Secrétariat assistanat commercial", "secrétariat commercial multilingue"},
    {"35049", "35035", "Secrétariat assistanat comptabilité",
     "assistanat comptable\nsecrétariat comptable"},
    {"35047", "35035", "Secrétariat assistanat direction", ""},
    {"35006", "35035", "Secrétariat assistanat juridique", "secrétariat assurance"},
    {"35015", "35035", "Secrétariat assistanat médicosocial",
     "assistanat médico-administratif\nassistanat médico-social"},
    {"35014", "35035", "Secrétariat assistanat ressources humaines",
     "assistanat fonction personnel\nassistanat gestion personnel"},
    {"35071", "35054", "Technique administrative", ""},
    {"35091", "35071", "Classement", ""},
    {"35056", "35054", "Télésecrétariat", ""},
    {"32654", "00110", "Gestion financière comptabilité", "fast close"},
    {"32663", "32654", "Comptabilité", "comptabilité informatisée\ngestion comptable"},
    {"34554", "00111", "Commerce", ""},
    {"34566", "34554", "Vente distribution", "technique vente\nvente en magasin"},
    {"31754", "00105", "Manutention", ""},
    {"31747", "31754", "Engin manutention levage", ""},
    {"31768", "31747", "Chariot automoteur", "chariot élévateur\nrecommandation R489"},
    {"24054", "00114", "Électricité", ""},
    {"24066", "24054", "Installation électrique", "électricité bâtiment"},
    {"24047", "24066", "Sécurité électrique", "protection électrique"},
    {"24049", "24047", "Habilitation électrique", ""},
    {"43454", "00112", "Santé", "carrières sanitaires\nsecteur paramédical"},
    {"43476", "43454", "Analyse médicale", "DELAM\nbiologie médicale"},
    {"43485", "43454", "Assistance dentaire", ""},
    {"43440", "43454", "Diététique", "restauration hospitalière"},
    {"43435", "43454", "Encadrement santé", ""},
    {"43437", "43454", "Personnel paramédical", "personnel hospitalier\néquipe soin"},
    {"43493", "43454", "Podologie pédicurie", "podologie sportive"},
    {"43472", "43454", "Rééducation", "réadaptation"},
    {"42854", "00112", "Prévention sécurité", ""},
    {"42866", "42854", "Santé sécurité travail", "HSE\nprévention sécurité travail"},
    {"42829", "42866", "Sauvetage secourisme travail", "SST\nsauveteur secouriste travail"},
    {"42754", "00113", "Hôtellerie restauration", ""},
    {"42752", "42754", "Cuisine", "cuisine initiation"},
    {"15454", "00113", "Activité physique et sportive", "sport\nactivité sportive\ntriathlon"},
    {"15459", "15454", "Activité physique et sportive adaptée",
     "activité physique adaptée\nhandisport"},
    {"15466", "15454", "Activité physique pour tous", "APT"},
    {"15435", "15454", "Arbitrage", ""},
    {"15489", "15454", "Athlétisme", "course à pied"},
    {"15462", "15454", "Cyclisme", "VTT"},
    {"15476", "15454", "Organisation événement sportif", "organisation manifestation sportive"},
    {"15469", "15454", "Randonnée", "orientation randonnée\nraid montagne"},
    {"15477", "15454", "Remise en forme", "aérobic\nfitness"},
    {"15437", "15454", "Sport balle", "base-ball\npelote basque"},
    {"15426", "15437", "Football", ""},
    {"15416", "15437", "Handball", ""},
    {"15429", "15437", "Rugby", "rugby à sept\nrugby à treize"},
    {"15424", "15454", "Sport combat", "MMA\narts martiaux"},
    {"15405", "15424", "Judo", "jiu-jitsu\nju-jitsu"},
    {"15474", "15454", "Sport glace neige", "bobsleigh\ncurling\nluge\nsnowboard"},
    {"15484", "15474", "Patinage glace", ""},
    {"15411", "15474", "Ski", "saut à ski\nski alpin"},
    {"15412", "15454", "Sport montagne", ""},
    {"15410", "15412", "Alpinisme", ""},
    {"15472", "15454", "Sport nautique", "canyoning\nrafting"},
    {"15492", "15472", "Aviron", ""},
    {"15491", "15472", "Natation", ""},
    {"15493", "15472", "Voile", "catamaran\ndériveur"},
    {"15418", "15454", "Sport raquette", ""},
    {"15407", "15418", "Tennis", ""},
    {"15479", "15454", "Sport équestre", "secours équin\néquitation"},
    {"15436", "15454", "Éducation sportive", "animation sportive\ncoaching sportif"},
};

/* A few terms of older records: same code and label, renamed, vanished. */
static const struct ligne v13[] = {
    {"15226", "", "FRANCAIS APPLIQUE", ""},
    {"31088", "", "PROGRAMMATION", ""},
    {"44508", "", "PLAN DEVELOPPEMENT COMPETENCES", ""},
    {"44591", "", "CONSEIL ACCOMPAGNEMENT VAE", ""},
};

#define LISTE(version_, capitales_, lignes_)                                                       \
    {                                                                                              \
        .version = (version_), .capitales = (capitales_), .lignes = (lignes_),                     \
        .n = sizeof(lignes_) / sizeof((lignes_)[0])                                                \
    }

static const struct {
    int64_t version;
    bool capitales;
    const struct ligne *lignes;
    size_t n;
} listes[] = {LISTE(13, true, v13), LISTE(14, false, v14)};

static enum status installer(struct db *db, struct arena *arena, size_t i)
{
    struct formacode_terme *termes = ARENA_ARRAY(arena, struct formacode_terme, listes[i].n);
    for (size_t j = 0; j < listes[i].n; j++) {
        const struct ligne *ligne = &listes[i].lignes[j];
        bool domain = !listes[i].capitales && ligne->parent[0] == '\0';
        termes[j] = (struct formacode_terme){
            .code = ligne->code,
            .parent = ligne->parent,
            .majuscules =
                listes[i].capitales ? ligne->libelle : formacode_capitales(arena, ligne->libelle),
            .libelle = listes[i].capitales ? "" : ligne->libelle,
            .synonymes = ligne->synonymes,
            .metiers = "",
            .choisissable = !domain};
    }
    const struct formacode_edition edition = {.version = listes[i].version,
                                              .extrait = true,
                                              .capitales = listes[i].capitales,
                                              .termes = termes,
                                              .n = listes[i].n};
    struct formacode_changements changements;
    return formacode_remplacer(db, arena, &edition, NULL, NULL, &changements);
}

/* Asked again inside the transaction: two nodes may start at once. */
static enum status installer_tout(struct db *db, void *context)
{
    struct arena *arena = context;
    int64_t version = 0;
    bool extract = false;
    enum status status = formacode_version_courante(db, &version, &extract);
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    status = STATUS_OK;
    for (size_t i = 0; i < sizeof(listes) / sizeof(listes[0]) && status == STATUS_OK; i++) {
        status = installer(db, arena, i);
    }
    return status;
}

enum status formacode_installer_extrait(struct db *db, struct arena *arena)
{
    int64_t version = 0;
    bool extract = false;
    enum status status = formacode_version_courante(db, &version, &extract);
    return status == STATUS_NOT_FOUND ? db_transaction(db, installer_tout, arena) : status;
}
