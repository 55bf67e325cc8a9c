#include "buffer.h"
#include "certification_code.h"
#include "commune.h"
#include "coordonnees.h"
#include "dates.h"
#include "dict.h"
#include "offre.h"
#include "offre_private.h"
#include "position.h"
#include "prix.h"
#include "siret.h"
#include "telephone.h"
#include "text.h"
#include "url.h"

#include <string.h>

#define CODE (FIELD_NO_SPACES | FIELD_UPPER)

/* ---- checks of fields */

static const char *juger_code_postal(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_digits(value, 5) ? NULL : "5 chiffres attendus";
}

/* "14:15", "14 H 15": as LHEO has it. */
static const char *garder_heure(struct arena *arena, const char *value)
{
    char *garde = arena_strdup(arena, value);
    size_t chiffres = strspn(garde, "0123456789");
    if (garde[chiffres] && strchr(":H", garde[chiffres])) {
        garde[chiffres] = 'h';
    }
    return garde;
}

/* LHEO heure-debut: 14h15, 9h, 12h. */
static const char *juger_heure(struct arena *arena, const char *value)
{
    (void)arena;
    static const char attendu[] = "heure attendue, par exemple 14h15 ou 9h";
    size_t chiffres = strspn(value, "0123456789");
    const char *minutes = value + chiffres + 1;
    if (chiffres < 1 || chiffres > 2 || value[chiffres] != 'h' ||
        (*minutes && !text_is_digits(minutes, 2))) {
        return attendu;
    }
    int heure = chiffres == 1 ? value[0] - '0' : (value[0] - '0') * 10 + value[1] - '0';
    return heure < 24 && minutes[0] < '6' ? NULL : attendu;
}

static const char *juger_annee(struct arena *arena, const char *value)
{
    (void)arena;
    return value[0] >= '1' && value[0] <= '9' && value[1] == '\0'
               ? NULL
               : "année du cycle attendue, de 1 à 9";
}

/* ---- fields */

#define CODE_CERTIFICATION(record, member, words, least, element)                                  \
    FIELD_TEXT(record, member, .label = (words), .minimum = (least), .maximum = 10, .flags = CODE, \
               .lheo = (element))

#define ADRESSE(record, obligatoire)                                                               \
    FIELD_TEXT(record, denomination, .label = "Dénomination", .maximum = 255,                      \
               .lheo = "denomination"),                                                            \
        FIELD_TEXT(record, ligne1, .label = "Ligne 1", .maximum = 50, .flags = (obligatoire),      \
                   .lheo = "ligne"),                                                               \
        FIELD_TEXT(record, ligne2, .label = "Ligne 2", .maximum = 50, .lheo = "ligne"),            \
        FIELD_TEXT(record, ligne3, .label = "Ligne 3", .maximum = 50, .lheo = "ligne"),            \
        FIELD_TEXT(record, code_postal, .label = "Code postal", .maximum = 5,                      \
                   .unit = UNIT_POSTCODE, .flags = (obligatoire) | FIELD_NO_SPACES,                \
                   .check = juger_code_postal, .lheo = "codepostal"),                              \
        FIELD_TEXT(record, ville, .label = "Ville", .maximum = 50, .flags = (obligatoire),         \
                   .lheo = "ville"),                                                               \
        FIELD_TEXT(record, commune_insee, .label = "Commune INSEE", .maximum = 5,                  \
                   .flags = (obligatoire) | CODE, .check = coordonnees_juger_commune,              \
                   .source = &commune_source, .lheo = "code-INSEE-commune")

#define REFERENCES(record)                                                                         \
    CODE_CERTIFICATION(record, reference_rncp, "Code RNCP", 1, "reference-code-RNCP"),             \
        CODE_CERTIFICATION(record, reference_certifinfo, "Code Certifinfo", 1,                     \
                           "reference-code-CERTIFINFO"),                                           \
        CODE_CERTIFICATION(record, reference_rs, "Code RS", 1, "reference-code-RS")

#define ENTIER(record, member, words, element, ...)                                                \
    FIELD_TEXT(record, member, .label = (words), .maximum = 9, .flags = FIELD_NO_SPACES,           \
               .check = offre_juger_entier, .lheo = (element), __VA_ARGS__)

#define COMMENTAIRE(record)                                                                        \
    FIELD_TEXT(record, commentaire, .label = "Commentaire", .maximum = 500,                        \
               .flags = FIELD_MULTILINE, .lheo = "commentaire")

static const struct field certification[] = {
    CODE_CERTIFICATION(struct certification, code_rncp, "Code RNCP", 1, "code-RNCP"),
    CODE_CERTIFICATION(struct certification, code_certifinfo, "Code Certifinfo", 1,
                       "code-CERTIFINFO"),
    CODE_CERTIFICATION(struct certification, code_rs, "Code RS", 3, "code-RS"),
    CODE_CERTIFICATION(struct certification, code_cpf, "Code CPF", 4, "code-CPF"),
    FIELD_TEXT(struct certification, reference_formacode, .label = "Formacode de référence",
               .maximum = 5, .flags = FIELD_NO_SPACES, .check = offre_juger_formacode,
               .help = "Celui des formacodes de la formation que la certification concerne",
               .lheo = "reference-code-FORMACODE"),
};

static const struct field type_formation[] = {
    CODE_CERTIFICATION(struct type_formation, code_cpf, "Code CPF", 4, "code-CPF"),
    FIELD_TEXT(struct type_formation, code_elu, .label = "Code ELU", .minimum = 4, .maximum = 10,
               .flags = CODE, .lheo = "code-ELU",
               .help = "Formation réservée aux élus locaux\u00A0: ELU suivi de chiffres"),
};

static const struct field sous_module[] = {
    FIELD_TEXT(struct sous_module, reference, .label = "Identifiant du module", .maximum = 3000,
               .flags = FIELD_REQUIRED, .lheo = "reference-module"),
    FIELD_CHOICE(struct sous_module, type_module, .label = "Type de module",
                 .flags = FIELD_REQUIRED, .choices = dict_type_module, .lheo = "type-module"),
};

static const struct field module_prerequis[] = {
    FIELD_TEXT(struct module_prerequis, reference, .label = "Identifiant du module",
               .maximum = 3000, .flags = FIELD_REQUIRED, .lheo = "reference-module"),
};

static const struct field lieu[] = {
    FIELD_TEXT(struct lieu, siret, .label = "SIRET", .maximum = 14, .flags = FIELD_NO_SPACES,
               .check = siret_juger, .keep = siret_garder, .help = "14 chiffres",
               .lheo = "SIRET-lieu-formation"),
    FIELD_TEXT(struct lieu, uai, .label = "UAI", .maximum = 8, .flags = CODE, .check = uai_juger,
               .keep = siret_garder, .lheo = "code-UAI-lieu-formation"),
    ADRESSE(struct lieu, FIELD_REQUIRED),
    FIELD_TEXT(struct lieu, longitude, .label = "Longitude", .unit = UNIT_DEGREES, .maximum = 30,
               .check = coordonnees_juger_longitude, .keep = coordonnees_garder,
               .split = coordonnees_separer, .pair = "latitude",
               .help = "Degrés décimaux, par exemple -1,520554", .lheo = "longitude"),
    FIELD_TEXT(struct lieu, latitude, .label = "Latitude", .unit = UNIT_DEGREES, .maximum = 30,
               .check = coordonnees_juger_latitude, .keep = coordonnees_garder,
               .split = coordonnees_separer_latitude, .pair = "longitude",
               .help = "Degrés décimaux, par exemple 47,252891", .lheo = "latitude"),
    FIELD_TEXT(struct lieu, telephone, .label = "Téléphone", .unit = UNIT_PHONE, .maximum = 25,
               .check = telephone_juger, .keep = telephone_garder, .lheo = "telfixe"),
    FIELD_TEXT(struct lieu, email, .label = "Email", COORDONNEES_EMAIL, .lheo = "courriel"),
};

static const struct field financeur[] = {
    FIELD_CHOICE(struct financeur, code_financeur, .label = "Financeur", .flags = FIELD_REQUIRED,
                 .choices = dict_financeurs, .lheo = "code-financeur"),
    ENTIER(struct financeur, nb_places, "Nombre de places financées", "nb-places-financees",
           .unit = UNIT_PEOPLE),
};

static const struct field enseignement[] = {
    FIELD_TEXT(struct enseignement, libelle, .label = "Libellé", .maximum = 255,
               .flags = FIELD_REQUIRED, .lheo = "libelle-enseignement"),
    FIELD_CHOICE(struct enseignement, type_enseignement, .label = "Type d'enseignement",
                 .flags = FIELD_REQUIRED, .choices = dict_type_enseignement,
                 .lheo = "type-enseignement"),
    FIELD_CHOICE(struct enseignement, obligatoire, .label = "Obligatoire", .flags = FIELD_REQUIRED,
                 .choices = dict_boolean, .lheo = "obligatoire"),
    COMMENTAIRE(struct enseignement),
};

static const struct field equipement[] = {
    FIELD_CHOICE(struct equipement, type_equipement, .label = "Type d'équipement",
                 .flags = FIELD_REQUIRED, .choices = dict_type_equipement,
                 .lheo = "type-equipement"),
    FIELD_TEXT(struct equipement, cout_indicatif, .label = "Coût indicatif", .maximum = 9,
               .flags = FIELD_NO_SPACES, .check = offre_juger_entier, .keep = prix_garder_rond,
               .unit = UNIT_WHOLE_EUROS, .help = "En euros, sans les centimes",
               .lheo = "cout-indicatif-equipement"),
    COMMENTAIRE(struct equipement),
};

static const struct field adresse_information[] = {
    ADRESSE(struct adresse_information, FIELD_REQUIRED),
};

static const struct field recrutement[] = {
    FIELD_CHOICE(struct recrutement, modalite, .label = "Modalité de recrutement",
                 .flags = FIELD_REQUIRED, .choices = dict_modalite_recrutement,
                 .lheo = "modalite-recrutement"),
    FIELD_CHOICE(struct recrutement, perimetre, .label = "Périmètre de recrutement",
                 .choices = dict_perimetre_recrutement, .lheo = "code-perimetre-recrutement"),
    FIELD_TEXT(struct recrutement, infos_perimetre, .label = "Précision sur le périmètre",
               .maximum = 50, .lheo = "infos-perimetre-recrutement"),
    FIELD_CHOICE(struct recrutement, a_distance, .label = "À distance", .choices = dict_boolean,
                 .lheo = "a-distance"),
    ADRESSE(struct recrutement, 0),
    FIELD_TEXT(struct recrutement, lien, .label = "Lien", .unit = UNIT_URL, .minimum = 3,
               .maximum = URL_MAX, .check = url_juger, .keep = url_garder,
               .help = "Par exemple www.exemple.fr", .lheo = "urlweb"),
    ENTIER(struct recrutement, nb_places, "Nombre de places", "nb-places", .unit = UNIT_PEOPLE),
    FIELD_DATE(struct recrutement, debut, .label = "Début", .first = OFFRE_DATE_MIN,
               .last = OFFRE_DATE_MAX, .lheo = "debut"),
    FIELD_DATE(struct recrutement, fin, .label = "Fin", .first = OFFRE_DATE_MIN,
               .last = OFFRE_DATE_MAX, .lheo = "fin"),
    FIELD_TEXT(struct recrutement, heure_debut, .label = "Heure de début", .minimum = 2,
               .maximum = 5, .flags = FIELD_NO_SPACES, .check = juger_heure, .keep = garder_heure,
               .help = "Par exemple 14h15 ou 9h", .lheo = "heure-debut"),
    FIELD_TEXT(struct recrutement, heure_fin, .label = "Heure de fin", .minimum = 2, .maximum = 5,
               .flags = FIELD_NO_SPACES, .check = juger_heure, .keep = garder_heure,
               .lheo = "heure-fin"),
    COMMENTAIRE(struct recrutement),
};

static const struct field reference_certification[] = {
    REFERENCES(struct reference_certification),
};

static const struct field bloc[] = {
    FIELD_CHOICE(struct bloc, validation, .label = "Validation", .flags = FIELD_REQUIRED,
                 .choices = dict_type_validation_blocs, .lheo = "validation-blocs"),
    REFERENCES(struct bloc),
    FIELD_TEXT(struct bloc, libelle, .label = "Libellé du bloc", .maximum = 500,
               .flags = FIELD_REQUIRED, .lheo = "libelle-bloc"),
    FIELD_TEXT(struct bloc, code, .label = "Code du bloc", .minimum = 8, .maximum = 40,
               .flags = FIELD_REQUIRED | CODE, .help = "Par exemple RNCP35584BC01",
               .lheo = "code-bloc"),
};

static const struct field cycle[] = {
    FIELD_CHOICE(struct cycle, type_cycle, .label = "Type de cycle", .flags = FIELD_REQUIRED,
                 .choices = dict_type_cycle, .lheo = "type-cycle"),
    FIELD_LIST(struct cycle, annees, .label = "Années du cycle", .maximum = 9, .check = juger_annee,
               .help = "1 pour la première année", .lheo = "annee-cycle"),
    ENTIER(struct cycle, effectif_minimal, "Effectif minimal", "effectif-minimal",
           .unit = UNIT_PEOPLE),
    FIELD_TEXT(struct cycle, capacite_simultanee, .label = "Capacité d'accueil simultanée",
               .unit = UNIT_PEOPLE, .maximum = 9, .flags = FIELD_NO_SPACES,
               .check = offre_juger_entier,
               .help = "Nombre maximal d'apprenants accueillis en même temps",
               .lheo = "capacite-simultanee"),
    FIELD_TEXT(
        struct cycle, capacite_cumulee, .label = "Capacité de formation cumulée",
        .unit = UNIT_PEOPLE, .maximum = 9, .flags = FIELD_NO_SPACES, .check = offre_juger_entier,
        .help = "Nombre total d'apprenants qui peuvent être formés", .lheo = "capacite-cumulee"),
    FIELD_CHOICE(struct cycle, type_alternance, .label = "Type d'alternance",
                 .choices = dict_type_alternance, .lheo = "type-alternance"),
    FIELD_CHOICE(struct cycle, unite_rythme, .label = "Unité du rythme de l'alternance",
                 .choices = dict_unite_rythme, .lheo = "unite-rythme-alternance"),
    ENTIER(struct cycle, unites_entreprise, "Unités de temps en entreprise", "unites-entreprise",
           .unit = UNIT_NONE),
    ENTIER(struct cycle, unites_centre, "Unités de temps en centre", "unites-centre",
           .unit = UNIT_NONE),
};

/* ---- rules across fields */

static const char *valeur(const struct form *form, const void *record, const char *name)
{
    const struct field *field = field_named(form->set, name);
    return field ? field_text(field, record) : "";
}

static void verifier_commune(struct form *form, const void *record)
{
    coordonnees_verifier_commune(form, valeur(form, record, "code_postal"),
                                 valeur(form, record, "ville"),
                                 valeur(form, record, "commune_insee"));
}

static void verifier_adresse(struct form *form, void *record)
{
    verifier_commune(form, record);
}

static void verifier_un(struct form *form, const void *record, const char *const *names, size_t n,
                        const char *text)
{
    for (size_t i = 0; i < n; i++) {
        if (!form_is_read(form, names[i]) || valeur(form, record, names[i])[0]) {
            return;
        }
    }
    form_refuse(form, names[0], text);
}

/* All of them or none. */
static void verifier_ensemble(struct form *form, const void *record, const char *const *names,
                              size_t n, const char *text)
{
    size_t remplis = 0;
    for (size_t i = 0; i < n; i++) {
        if (!form_is_read(form, names[i])) {
            return;
        }
        remplis += valeur(form, record, names[i])[0] != '\0';
    }
    for (size_t i = 0; i < n && remplis > 0; i++) {
        if (!valeur(form, record, names[i])[0]) {
            form_refuse(form, names[i], text);
        }
    }
}

#define NAMES(...)                                                                                 \
    (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static void verifier_certification(struct form *form, void *record)
{
    verifier_un(form, record, NAMES("code_rncp", "code_certifinfo", "code_rs", "code_cpf"),
                "aucun code saisi, un code RNCP, Certifinfo, RS ou CPF attendu");
    certification_code_completer(form, record);
}

static void verifier_type_formation(struct form *form, void *record)
{
    verifier_un(form, record, NAMES("code_cpf", "code_elu"),
                "aucun code saisi, un code CPF ou ELU attendu");
}

static void verifier_references(struct form *form, void *record)
{
    verifier_un(form, record, NAMES("reference_rncp", "reference_certifinfo", "reference_rs"),
                "aucun code saisi, un code RNCP, Certifinfo ou RS attendu");
    certification_code_completer(form, record);
}

static void verifier_lieu(struct form *form, void *record)
{
    verifier_commune(form, record);
    verifier_ensemble(form, record, NAMES("longitude", "latitude"),
                      "vide, longitude et latitude attendues ensemble");
}

static void verifier_recrutement(struct form *form, void *record)
{
    struct recrutement *r = record;
    const char *autres[] = {r->denomination, r->ligne2, r->ligne3, r->commune_insee};
    bool adresse = false;
    for (size_t i = 0; i < sizeof autres / sizeof *autres; i++) {
        adresse = adresse || (autres[i] && autres[i][0]);
    }
    verifier_ensemble(form, record, NAMES("ligne1", "code_postal", "ville"),
                      "vide, l'adresse entière attendue");
    if (adresse) {
        verifier_un(form, record, NAMES("ligne1"), "vide, l'adresse entière attendue");
    }
    verifier_commune(form, record);
    verifier_ensemble(form, record, NAMES("debut", "fin"), "vide, début et fin attendus ensemble");
    if (form_is_read(form, "debut") && form_is_read(form, "fin") && strcmp(r->debut, r->fin) > 0) {
        form_refuse(form, "fin", "avant le début, une date égale ou postérieure attendue");
    }
}

static void verifier_cycle(struct form *form, void *record)
{
    const struct cycle *c = record;
    verifier_ensemble(form, record, NAMES("unite_rythme", "unites_entreprise", "unites_centre"),
                      "vide, l'unité et les deux durées attendues ensemble");
    if (c->unite_rythme && c->unite_rythme[0]) {
        verifier_un(form, record, NAMES("type_alternance"),
                    "vide, attendu quand un rythme est donné");
    }
}

/* ---- one line each */

/* A list says something here when it holds one value. */
static const char *montrer(struct arena *arena, const struct offre_genre *genre, const char *nom,
                           const void *record)
{
    const struct field *field = field_named(genre->set, nom);
    bool liste = field->type == FIELD_TYPE_LIST;
    return liste && field_list(field, record).n != 1 ? "" : field_show(arena, field, record);
}

static void ajouter_morceau(struct buffer *texte, const struct offre_genre *genre,
                            const char *morceau, const void *record)
{
    struct arena *arena = texte->arena;
    struct buffer dit;
    bool rempli = false;
    buffer_init(&dit, arena, 64);
    while (*morceau) {
        size_t n = strcspn(morceau, "{");
        size_t nom = strcspn(morceau + n, "}");
        buffer_append(&dit, morceau, n);
        morceau += n;
        if (*morceau) {
            const char *valeur =
                montrer(arena, genre, arena_strndup(arena, morceau + 1, nom - 1), record);
            buffer_text(&dit, valeur);
            rempli = rempli || valeur[0];
            morceau += nom + 1;
        }
    }
    if (rempli) {
        size_t liaison = texte->length == 0 ? strspn(dit.data, ", ") : 0;
        buffer_text(texte, dit.data + liaison);
    }
}

static void ajouter_morceaux(struct buffer *texte, const struct offre_genre *genre,
                             const char *morceaux, const void *record)
{
    for (const char *morceau = morceaux; *morceau;) {
        size_t n = strcspn(morceau, "|");
        ajouter_morceau(texte, genre, arena_strndup(texte->arena, morceau, n), record);
        morceau += n + (morceau[n] == '|');
    }
}

const char *offre_detail_nommer(struct arena *arena, const struct offre_genre *genre,
                                const void *record, const char **suite_r)
{
    struct buffer nom, suite;
    buffer_init(&nom, arena, 64);
    buffer_init(&suite, arena, 64);
    ajouter_morceaux(&nom, genre, genre->nom ? genre->nom : "", record);
    ajouter_morceaux(&suite, genre, genre->resume, record);
    *suite_r = nom.length ? suite.data : "";
    return nom.length ? nom.data : suite.data;
}

const char *offre_detail_resumer(struct arena *arena, const struct offre_genre *genre,
                                 const void *record)
{
    const char *suite = "";
    const char *nom = offre_detail_nommer(arena, genre, record, &suite);
    return text_join(arena, ", ", (const char *const[]){nom, suite, NULL});
}

/* ---- the table */

/* The street often stands in the second line. */
#define NOM_ET_ADRESSE                                                                             \
    .nom = "{denomination}", .resume = "{ligne1}|, {ligne2}|, {ligne3}|, {code_postal} {ville}"

#define SET(fields) (&(const struct field_set){(fields), sizeof(fields) / sizeof *(fields)})
#define GENRE(code_, noun_, ...)                                                                   \
    {                                                                                              \
        .code = #code_, .noun = (noun_), .taille = sizeof(struct code_), .set = SET(code_),        \
        __VA_ARGS__                                                                                \
    }

const struct offre_genre offre_genres[] = {
    GENRE(certification, OFFRE_FORMATION, .titre = "Certifications",
          .ajouter = "Ajouter une certification", .maximum = 5,
          .resume =
              "RNCP {code_rncp}|, Certifinfo {code_certifinfo}|, RS {code_rs}|, CPF {code_cpf}",
          .verifier = verifier_certification, .lheo = "certification"),
    GENRE(type_formation, OFFRE_FORMATION, .titre = "Types de formation",
          .ajouter = "Ajouter un type de formation", .maximum = 5,
          .resume = "CPF {code_cpf}|, ELU {code_elu}", .verifier = verifier_type_formation,
          .lheo = "code-type-formation"),
    GENRE(sous_module, OFFRE_FORMATION, .titre = "Sous-modules",
          .ajouter = "Ajouter un sous-module", .resume = "{reference} ({type_module})",
          .lheo = "sous-module"),
    GENRE(module_prerequis, OFFRE_FORMATION, .titre = "Modules prérequis",
          .ajouter = "Ajouter un module prérequis", .resume = "{reference}",
          .lheo = "modules-prerequis"),
    GENRE(lieu, OFFRE_ACTION, .titre = "Lieux de formation", .ajouter = "Ajouter un lieu",
          NOM_ET_ADRESSE, .verifier = verifier_lieu, .lheo = "lieu-de-formation"),
    GENRE(financeur, OFFRE_ACTION, .titre = "Financeurs", .ajouter = "Ajouter un financeur",
          .maximum = 8, .resume = "{code_financeur}| (places\u00A0: {nb_places})",
          .lheo = "organisme-financeur"),
    GENRE(enseignement, OFFRE_ACTION, .titre = "Enseignements",
          .ajouter = "Ajouter un enseignement", .resume = "{libelle} ({type_enseignement})",
          .lheo = "enseignement"),
    GENRE(equipement, OFFRE_ACTION, .titre = "Équipements à la charge de l'apprenant",
          .ajouter = "Ajouter un équipement", .resume = "{type_equipement}|, {cout_indicatif}",
          .lheo = "equipement"),
    GENRE(adresse_information, OFFRE_ACTION, .titre = "Adresse d'information",
          .ajouter = "Ajouter l'adresse", .maximum = 1, NOM_ET_ADRESSE,
          .verifier = verifier_adresse, .lheo = "adresse-information"),
    GENRE(recrutement, OFFRE_SESSION, .titre = "Étapes de recrutement",
          .ajouter = "Ajouter une étape", .resume = "{modalite}|, {debut}",
          .verifier = verifier_recrutement, .lheo = "recrutement"),
    GENRE(reference_certification, OFFRE_SESSION, .titre = "Certifications visées",
          .ajouter = "Ajouter une certification", .maximum = 5,
          .resume = "RNCP {reference_rncp}|, Certifinfo {reference_certifinfo}|, RS {reference_rs}",
          .verifier = verifier_references, .lheo = "reference-certification"),
    GENRE(bloc, OFFRE_SESSION, .titre = "Blocs de compétences", .ajouter = "Ajouter un bloc",
          .resume = "{code} - {libelle}", .verifier = verifier_references,
          .lheo = "blocs-competences"),
    GENRE(cycle, OFFRE_SESSION, .titre = "Cycles", .ajouter = "Ajouter un cycle",
          .resume = "{type_cycle}|, année {annees}", .verifier = verifier_cycle, .lheo = "cycle"),
    {.code = NULL},
};
