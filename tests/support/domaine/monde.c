#include "dates.h"
#include "derives_justes.h"
#include "journal.h"

#include "domaine/monde.h"

const struct acteur officier = {
    .compte_id = 1, .profil = PROFIL_CARIF, .nom = "Dominique", .email = "carif@exemple.fr"};
const struct acteur camille = {.compte_id = 2,
                               .profil = PROFIL_OF,
                               .nom = "Camille",
                               .email = "of@exemple.fr",
                               .etablissement_id = 1,
                               .tous_les_sites = true};
const struct acteur annexe = {
    .compte_id = 3, .profil = PROFIL_OF, .nom = "Alix", .email = "annexe@exemple.fr"};
const struct acteur etranger = {
    .compte_id = 4, .profil = PROFIL_OF, .nom = "Lou", .email = "lou@exemple.fr"};
const struct acteur admin = {
    .compte_id = 5, .profil = PROFIL_ADMIN, .nom = "Claude", .email = "admin@exemple.fr"};

const struct etablissement gip = {
    .id = 1, .siret = "13000511900032", .raison_sociale = "GIP CARIF OREF"};
const struct etablissement poste = {
    .id = 2, .siret = "35600000000048", .raison_sociale = "La Poste"};

const char *monde_jour;

static const char *jour(void)
{
    static char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return monde_jour ? monde_jour : aujourdhui;
}

static void derives_tiennent(void)
{
    derives_verifier_le(db, jour());
}

static void derives_se_refont(void)
{
    derives_refaire_le(db, jour());
}

int monde_vide(void **state)
{
    base_setup(state);
    monde_jour = NULL;
    base_holds = derives_tiennent;
    base_mends = derives_se_refont;
    return 0;
}

int monde_setup(void **state)
{
    monde_vide(state);
    run("INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat) VALUES"
        " (1, '13000511900032', 'GIP CARIF OREF', 'OF', 'A'),"
        " (2, '35600000000048', 'La Poste', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1,"
        " code_postal) VALUES (36364, 1, TRUE, 'Siège', 'A', '12 rue de Rennes', '44000'),"
        " (36365, 1, FALSE, 'Annexe', 'A', '1 rue du Lac', '44000'),"
        " (36400, 2, TRUE, 'La Poste', 'A', '2 rue du Port', '44000');"
        "INSERT INTO contact (numero, site, nom, prenom) VALUES"
        " (3127, 36364, 'AUBRY', 'Camille'), (3128, 36365, 'Évrard', 'Alix'),"
        " (3129, 36400, 'ROY', 'Lou');"
        "INSERT INTO compte (id, email, etat, profil, nom, cree_a) VALUES"
        " (1, 'carif@exemple.fr', 'actif', 'CARIF', 'Dominique', 0),"
        " (2, 'of@exemple.fr', 'actif', 'OF', 'Camille', 0),"
        " (3, 'annexe@exemple.fr', 'actif', 'OF', 'Alix', 0),"
        " (4, 'lou@exemple.fr', 'actif', 'OF', 'Lou', 0),"
        " (5, 'admin@exemple.fr', 'actif', 'ADMIN', 'Claude', 0);"
        "INSERT INTO compte_site (compte_id, site_numero) VALUES"
        " (2, 36364), (2, 36365), (3, 36365), (4, 36400)");
    return 0;
}

void monde_offre(void)
{
    run("INSERT INTO formation (numero, etablissement_id, vive, creee_a) VALUES (92, 1, 901, 0);"
        "INSERT INTO formation_contenu (id, formation, intitule, objectif, resultats_attendus,"
        " contenu, certifiante, parcours, niveau_entree) VALUES"
        " (901, 92, 'Assistant RH', 'Payer', 'Titre', 'La paie', '0', '1', '4');"
        "INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES"
        " ('formation', 901, 'formacodes', 1, '33054'), ('formation', 901, 'contacts', 1, '3127'),"
        " ('action', 11, 'publics', 1, '80001'), ('action', 12, 'publics', 1, '80003'),"
        " ('action', 13, 'publics', 1, '80004');"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, creee_a) VALUES"
        " (601, 92, 1, 36364, 'validee', 11, 0), (602, 92, 1, 36364, 'validee', 12, 0),"
        " (603, 92, 1, 36365, 'validee', 13, 0);"
        "INSERT INTO action_contenu (id, action, site, type, modalite_enseignement, rythme,"
        " modalites_alternance, niveau_entree_obligatoire, conditions_specifiques,"
        " prise_en_charge, entrees_sorties) VALUES (11, 601, 36364, " MONDE_COMPLET "),"
        " (12, 602, 36364, " MONDE_COMPLET "), (13, 603, 36365, " MONDE_COMPLET ");"
        "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin) VALUES"
        " (701, 601, 1, 36364, '2199-06-30', '2199-01-05', '2199-06-30'),"
        " (702, 602, 1, 36364, '2199-06-30', '2199-01-05', '2199-06-30'),"
        " (703, 603, 1, 36365, '2199-06-30', '2199-01-05', '2199-06-30')");
}

void monde_certifinfo_de(int64_t contenu, const char *noun, const char *genre, const char *donnees)
{
    run(arena_printf(arena,
                     "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
                     " VALUES ('%s', %lld, '%s', 1, '%s')",
                     noun, (long long)contenu, genre, donnees));
}

void monde_certifinfo(int64_t contenu)
{
    run("INSERT INTO nomenclature (nom, code, libelle, renvoi, fin) VALUES"
        " ('rncp', 'RNCP35030', 'Assistant RH', NULL, '2199-12-31'),"
        " ('rncp', 'RNCP41366', 'Assistant RH', NULL, '2199-12-31'),"
        " ('certifinfo', '114929', 'TP assistant RH', 'RNCP35030', NULL),"
        " ('certifinfo', '120947', 'TP assistant RH, 2026', 'RNCP41366', NULL),"
        " ('certifinfo', '100000', 'TP ancien', NULL, '2020-12-31')");
    monde_certifinfo_de(contenu, "formation", "certification",
                        "code_rncp=35030&code_certifinfo=114929");
}

void monde_dispositifs(void)
{
    run("DELETE FROM dispositif;"
        "INSERT INTO dispositif (code, libelle, financeur, type, public, actif) VALUES"
        " ('0', 'Sans dispositif', '0', 'autre', FALSE, TRUE),"
        " ('3', 'Apprentissage', '1', 'apprentissage', FALSE, TRUE),"
        " ('4', 'Professionnalisation', '1', 'professionnalisation', FALSE, TRUE),"
        " ('8', 'Programme régional', '2', 'programme-region', TRUE, TRUE),"
        " ('9', 'France Travail', '4', 'autre', TRUE, TRUE),"
        " ('99', 'Ancien', '0', 'autre', FALSE, FALSE)");
}

const char *monde_differences(const char *fiche, int64_t numero)
{
    struct journal_page page = {0};
    const char *text = "";
    assert_int_equal(journal_lire(db, arena, fiche, numero, NULL, &page), STATUS_OK);
    for (size_t i = 0; page.lignes.n && i < page.lignes.items[0].champs.n; i++) {
        const struct journal_champ *champ = &page.lignes.items[0].champs.items[i];
        text = arena_printf(arena, "%s%s: %s → %s\n", text, champ->libelle, champ->avant,
                            champ->apres);
    }
    return text;
}
