/* Sites: who sees and changes them, what their form refuses, the principal one. The clock stands on
 * 15 June 2026, noon. */
#include "site.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define NOW "1781517600"
#define SIEGE 36364
#define ANNEXE 36365
#define NOUVEAU 36366 /* no address yet */
#define ETRANGER 36400

STATEMENT(TEST_PRINCIPAUX, "i", "ii",
          "SELECT numero, version FROM site WHERE etablissement_id = $1 AND principal");
STATEMENT(TEST_SITE, "i", "ib", "SELECT version, etat = 'A' FROM site WHERE numero = $1");
STATEMENT(TEST_LIGNES, "i", "i",
          "SELECT count(*) FROM journal WHERE fiche = 'site' AND fiche_id = $1");
STATEMENT(TEST_CONFIES, "i", "i", "SELECT compte_id FROM compte_site WHERE site_numero = $1");

static const struct acteur personne = {.nom = "Système", .email = ""};

static struct valeurs valeurs;

static int setup(void **state)
{
    monde_setup(state);
    run("UPDATE site SET ligne1 = '2 rue de la Loire', code_postal = '44200',"
        " bureau_distributeur = 'NANTES', commune_insee = '44109' WHERE numero = 36364;"
        "UPDATE site SET code_postal = '53000', bureau_distributeur = 'LAVAL',"
        " commune_insee = '53130' WHERE numero = 36365;"
        "UPDATE site SET nom_usage = 'Siège', ligne1 = '9 rue du Colonel', code_postal = '75015',"
        " bureau_distributeur = 'PARIS', commune_insee = '75115' WHERE numero = 36400;"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (36366, 1, FALSE, 'Nouveau', 'A');"
        "INSERT INTO compte_site (compte_id, site_numero) VALUES (2, 36366);"
        "DELETE FROM valeur;"
        "INSERT INTO valeur (liste, code, rang, libelle) VALUES"
        " ('qualite', 'iso-9001', 2, 'ISO 9001'), ('qualite', 'qualiopi', 1, 'Qualiopi'),"
        " ('modalite_accueil', 'rdv', 1, 'Sur rendez-vous'),"
        " ('modalite_accueil', 'visio', 2, 'En visioconférence'),"
        " ('modalite_accueil', 'telephone', 3, 'Par téléphone'),"
        " ('nature_po', 'forum', 1, 'Forum'), ('autre', 'x', 1, 'X');"
        "DELETE FROM commune_centre;"
        "INSERT INTO commune_centre (insee, longitude, latitude)"
        " VALUES ('44109', -1548000, 47238000), ('53130', -766000, 48061000)");
    assert_int_equal(valeurs_lire(db, arena, &valeurs), STATUS_OK);
    return 0;
}

/* ---- a form read, verified and saved, as a page does it */

struct save {
    const struct acteur *acteur;
    struct arena *arena;
    struct site ancien;
    struct site nouveau;
    struct form form;
    struct fermeture fermeture;
    bool change;
};

static struct site read_site(const struct acteur *acteur, int64_t numero)
{
    struct site site = {0};
    assert_int_equal(site_lire(db, arena, acteur, numero, &site), STATUS_OK);
    return site;
}

static struct save begin(const struct acteur *acteur, int64_t numero)
{
    return (struct save){.acteur = acteur, .arena = arena, .ancien = read_site(acteur, numero)};
}

/* Fields absent from `body` keep their values. */
static enum status verify_set(struct save *s, const struct field_set *set, const char *body,
                              bool certificat)
{
    struct params params = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    s->nouveau = s->ancien;
    form_read(&s->form, arena, set, &params, &s->nouveau, acteur_est_officier(s->acteur), false,
              true);
    return site_verifier(db, &s->form, &valeurs, &s->ancien, &s->nouveau, certificat);
}

static enum status verify(struct save *s, const char *body)
{
    return verify_set(s, &site_fields, body, false);
}

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *s = context;
    return site_enregistrer(connection, s->arena, s->acteur, &valeurs, &s->ancien, &s->nouveau,
                            &s->fermeture, &s->change);
}

static enum status save(const struct acteur *acteur, int64_t numero, const char *body,
                        struct save *save_r)
{
    *save_r = begin(acteur, numero);
    enum status status = verify(save_r, body);
    return status == STATUS_OK ? db_transaction(db, save_in_transaction, save_r) : status;
}

static void saved(const struct acteur *acteur, int64_t numero, const char *body)
{
    struct save s;
    assert_int_equal(save(acteur, numero, body, &s), STATUS_OK);
    assert_true(s.change);
}

static void says(const struct form *form, const char *field, const char *words)
{
    const char *message = form_field_named(form, field)->message;
    if (!message || !strstr(message, words)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", field, message ? message : "right", words);
    }
}

/* The body is refused, with one message: on that field, with those words. */
static void refused(const char *body, const char *field, const char *words)
{
    struct save s = begin(&camille, SIEGE);
    assert_int_equal(verify(&s, body), STATUS_REFUSED);
    says(&s.form, field, words);
    assert_int_equal(s.form.error_count, 1);
}

static struct site accepted(const char *body)
{
    struct save s = begin(&camille, SIEGE);
    enum status status = verify(&s, body);
    for (size_t i = 0; i < s.form.n && status != STATUS_OK; i++) {
        if (s.form.fields[i].message) {
            fail_msg("%s: %s", body, s.form.fields[i].message);
        }
    }
    assert_int_equal(status, STATUS_OK);
    return s.nouveau;
}

static struct journal_page journal(int64_t numero)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "site", numero, 0, &page), STATUS_OK);
    return page;
}

static const char *joined(struct text_list list)
{
    const char *text = "";
    for (size_t i = 0; i < list.n; i++) {
        text = arena_printf(arena, "%s%s ", text, list.items[i]);
    }
    return text;
}

/* ---- value lists */

static void test_values(void **state)
{
    (void)state;
    assert_string_equal(valeurs.qualite[0].code, "qualiopi"); /* by rank */
    assert_string_equal(valeurs.qualite[1].label, "ISO 9001");
    assert_null(valeurs.qualite[2].code);
    assert_string_equal(valeurs.nature_po[0].code, "forum");
    assert_null(valeurs.nature_po[1].code);
    const char *codes[] = {"iso-9001", "qualiopi", "parti"};
    struct text_list two = {codes, 2};
    struct text_list three = {codes, 3};
    assert_null(valeur_inconnue(valeurs.qualite, two));
    assert_null(valeur_inconnue(valeurs.qualite, (struct text_list){0}));
    assert_string_equal(valeur_inconnue(valeurs.qualite, three), "parti");
    const struct field *qualite = field_named(&site_fields, "qualite");
    const struct site site = {.qualite = three};
    assert_string_equal(field_show_among(arena, qualite, valeurs.choix, &site),
                        "ISO 9001, Qualiopi, parti");
    assert_string_equal(field_show_among(arena, qualite, valeurs.choix, &(struct site){0}), "");
    run("DELETE FROM valeur");
    struct valeurs none;
    assert_int_equal(valeurs_lire(db, arena, &none), STATUS_OK);
    assert_null(none.qualite[0].code);
    assert_string_equal(valeur_inconnue(none.nature_po, two), "iso-9001");
}

/* ---- reading and rights */

static void test_read(void **state)
{
    (void)state;
    struct site site = read_site(&camille, SIEGE);
    assert_int_equal(site.numero, SIEGE);
    assert_int_equal(site.version, 1);
    assert_int_equal(site.etablissement_id, 1);
    assert_string_equal(site.etablissement_siret, "13000511900032");
    assert_string_equal(site.etablissement_nom, "GIP CARIF OREF");
    assert_true(site.principal);
    assert_string_equal(site.nom_usage, "Siège");
    assert_string_equal(site.ligne1, "2 rue de la Loire");
    assert_string_equal(site.commune_insee, "44109");
    assert_string_equal(site.fin_qualiopi, "");
    assert_int_equal(site.qualite.n, 0);
    assert_false(read_site(&camille, ANNEXE).principal);
}

static void test_rights(void **state)
{
    (void)state;
    static const struct {
        const struct acteur *acteur;
        int64_t numero;
        enum status status;
    } cases[] = {{&officier, SIEGE, STATUS_OK},          {&officier, ETRANGER, STATUS_OK},
                 {&camille, SIEGE, STATUS_OK},           {&camille, ETRANGER, STATUS_NOT_FOUND},
                 {&annexe, ANNEXE, STATUS_OK},           {&annexe, SIEGE, STATUS_NOT_FOUND},
                 {&etranger, ETRANGER, STATUS_OK},       {&etranger, SIEGE, STATUS_NOT_FOUND},
                 {&personne, SIEGE, STATUS_NOT_FOUND},   {&officier, 99999, STATUS_NOT_FOUND},
                 {&camille, -1, STATUS_NOT_FOUND},       {&camille, 0, STATUS_NOT_FOUND},
                 {&camille, INT64_MAX, STATUS_NOT_FOUND}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct site site = {0};
        assert_int_equal(site_lire(db, arena, cases[i].acteur, cases[i].numero, &site),
                         cases[i].status);
        assert_true((site.numero != 0) == (cases[i].status == STATUS_OK));
    }
    /* A record read by another, or whose right was taken away since. */
    struct save s = begin(&camille, SIEGE);
    assert_int_equal(verify(&s, "nom_usage=Autre"), STATUS_OK);
    s.acteur = &etranger;
    assert_int_equal(db_transaction(db, save_in_transaction, &s), STATUS_NOT_FOUND);
    assert_int_equal(number(&TEST_SITE, SIEGE), 1);
    assert_int_equal(number(&TEST_LIGNES, SIEGE), 0);
}

static const char *listed(const struct site_liste *liste)
{
    const char *text = "";
    for (size_t i = 0; i < liste->n; i++) {
        text = arena_printf(arena, "%s%d ", text, (int)liste->items[i].numero);
    }
    return text;
}

static const char *list(const struct acteur *acteur, int64_t etablissement)
{
    struct site_liste liste = {0};
    assert_int_equal(site_lister(db, arena, acteur, etablissement, &liste), STATUS_OK);
    return listed(&liste);
}

static void test_list(void **state)
{
    (void)state;
    run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (36367, 1, FALSE, 'École', 'A'), (36368, 1, FALSE, 'abri', 'I'),"
        " (36369, 1, FALSE, 'zoo', 'A'), (36370, 1, FALSE, 'École', 'A')");
    /* The principal, active ones by name (an accent is no letter of its own), inactive ones. */
    assert_string_equal(list(&officier, 1), "36364 36365 36367 36370 36366 36369 36368 ");
    assert_string_equal(list(&camille, 1), "36364 36365 36366 ");
    assert_string_equal(list(&annexe, 1), "36365 ");
    assert_string_equal(list(&etranger, 1), "");
    assert_string_equal(list(&officier, 99), "");
    struct site_liste liste = {0};
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (2, 36400)");
    assert_int_equal(site_lister_administrables(db, arena, &camille, 1, &liste), STATUS_OK);
    assert_string_equal(listed(&liste), "36364 36400 36365 36366 ");
    assert_int_equal(site_lister_administrables(db, arena, &officier, 2, &liste), STATUS_OK);
    assert_string_equal(listed(&liste), "36400 ");
    assert_int_equal(site_lister_administrables(db, arena, &personne, 1, &liste), STATUS_OK);
    assert_int_equal(liste.n, 0);
}

static void test_list_lines(void **state)
{
    (void)state;
    saved(&camille, ANNEXE, "qualite=iso-9001&etat=I");
    struct site_liste liste = {0};
    assert_int_equal(site_lister(db, arena, &camille, 1, &liste), STATUS_OK);
    assert_int_equal(liste.n, 3);
    const struct site_ligne *siege = &liste.items[0];
    const struct site_ligne *autre = &liste.items[2];
    assert_string_equal(site_intitule(arena, siege), "Site 36364 - Siège - Principal - Actif");
    assert_string_equal(site_intitule(arena, autre), "Site 36365 - Annexe - Secondaire - Inactif");
}

/* ---- what the form refuses */

static void test_single_fields(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *field;
        const char *words;
    } cases[] = {
        {"nom_usage=", "nom_usage", "obligatoire «\u00A0Nom d'usage\u00A0» manquant"},
        {"code_postal=", "code_postal", "manquant"},
        {"bureau_distributeur=+", "bureau_distributeur", "manquant"},
        {"commune_insee=", "commune_insee", "manquant"},
        {"etat=", "etat", "manquant"},
        {"etat=X", "etat", "choix inconnu"},
        {"code_postal=4400", "code_postal", "Code postal\u00A0: 4 chiffres saisis, 5 attendus"},
        {"code_postal=4", "code_postal", "1 chiffre saisi, 5 attendus"},
        {"code_postal=440000", "code_postal", "5 au maximum"},
        {"code_postal=4400O", "code_postal", "des chiffres seulement, 5 attendus"},
        {"commune_insee=99999", "commune_insee", "commune inconnue"},
        {"commune_insee=01340", "commune_insee", "commune inconnue"}, /* merged into 01015 */
        {"longitude=181&latitude=0", "longitude", "de -180 à 180"},
        {"longitude=abc&latitude=0", "longitude", "de -180 à 180"},
        {"longitude=0&latitude=90.000001", "latitude", "de -90 à 90"},
        {"telephone_fixe=024020213", "telephone_fixe", "9 chiffres saisis, 10 attendus"},
        {"telephone_mobile=bientot", "telephone_mobile", "des chiffres attendus"},
        {"email=nom", "email", "nom@domaine.fr"},
        {"site_web=exemple", "site_web", "http:// ou https://"},
        {"site_web=javascript:alert(1)", "site_web", "http:// ou https://"},
        {"site_web=https://www exemple.fr", "site_web", "espace"},
        {"site_web=https://", "site_web", "attendu https://www.exemple.fr"},
        {"perimetre_geographique=9", "perimetre_geographique", "choix inconnu"},
        {"fin_qualiopi=31/02/2026", "fin_qualiopi",
         "Fin de certification Qualiopi\u00A0: 31/02/2026 n'existe pas dans le calendrier"},
        {"fin_qualiopi=demain", "fin_qualiopi", "date illisible"},
        {"categories_qualiopi=zz", "categories_qualiopi", "choix inconnu"},
        {"qualite=zz", "qualite", "valeur inconnue (zz)"},
        {"modalite_accueil=rdv&modalite_accueil=qualiopi", "modalite_accueil",
         "valeur inconnue (qualiopi)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused(cases[i].body, cases[i].field, cases[i].words);
    }
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        size_t limit;
    } cases[] = {{"nom_usage", 250},    {"ligne1", 50},       {"ligne2", 50},
                 {"ligne3", 50},        {"hebergement", 250}, {"bureau_distributeur", 50},
                 {"restauration", 250}, {"transport", 250},   {"acces_handicapes", 250}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = arena_alloc(arena, cases[i].limit + 2);
        memset(text, 'a', cases[i].limit);
        const char *body = arena_printf(arena, "%s=%s", cases[i].field, text);
        struct site site = accepted(body);
        assert_string_equal(field_text(field_named(&site_fields, cases[i].field), &site), text);
        refused(arena_printf(arena, "%sa", body), cases[i].field,
                arena_printf(arena, "%zu caractères, %zu au maximum", cases[i].limit + 1,
                             cases[i].limit));
    }
}

static void test_address(void **state)
{
    (void)state;
    refused("ligne1=&ligne2=+&ligne3=", "ligne1", "une ligne au moins");
    accepted("ligne1=&ligne3=Lieu-dit");
    accepted("code_postal=44+000");
    refused("code_postal=99999", "code_postal",
            "aucune commune n'a ce code postal, vérifiez les 5 chiffres");
    refused("code_postal=53000", "commune_insee",
            "Commune INSEE\u00A0: Nantes n'a pas le code postal 53000, attendu Laval");
    /* One code, two communes: Guérande and Saint-Molf. */
    refused("code_postal=44350", "commune_insee", " ou ");
    accepted("code_postal=44350&commune_insee=44183");
    accepted("code_postal=75016&commune_insee=75116");
    accepted("code_postal=20000&commune_insee=2a004"); /* Ajaccio */
}

static void test_cedex(void **state)
{
    (void)state;
    /* 44202 is of no commune: a CEDEX of Nantes. */
    refused("code_postal=44202", "code_postal", "aucune commune");
    refused("code_postal=44202&bureau_distributeur=NANTES+CEDEXIS", "code_postal",
            "aucune commune");
    accepted("code_postal=44202&bureau_distributeur=NANTES+CEDEX+2");
    accepted("code_postal=44202&bureau_distributeur=Nantes+Cedex");
    refused("code_postal=53099&bureau_distributeur=LAVAL+CEDEX", "commune_insee",
            "Nantes est dans le département 44");
    refused("code_postal=97499&bureau_distributeur=ST+DENIS+CEDEX", "commune_insee",
            "département 44");
    accepted("code_postal=97499&bureau_distributeur=ST+DENIS+CEDEX&commune_insee=97411");
    accepted("code_postal=20189&bureau_distributeur=AJACCIO+CEDEX&commune_insee=2A004");
    /* Overseas, post boxes have codes of their own without the word. */
    accepted("code_postal=98713&bureau_distributeur=PAPEETE&commune_insee=98735");
    accepted("code_postal=97500&bureau_distributeur=ST+PIERRE&commune_insee=97502");
    accepted("code_postal=98800&bureau_distributeur=NOUMEA&commune_insee=98818");
    refused("code_postal=98713&bureau_distributeur=PAPEETE", "commune_insee", "département 44");
    /* A code that communes have: the word changes nothing. */
    refused("code_postal=53000&bureau_distributeur=LAVAL+CEDEX", "commune_insee",
            "n'a pas le code postal 53000");
}

static void test_position(void **state)
{
    (void)state;
    refused("longitude=-1,5", "latitude", "les deux attendues");
    refused("latitude=47", "longitude", "les deux attendues");
    struct site typed = accepted("longitude=-1,520554&latitude=+47.25+");
    assert_string_equal(typed.longitude, "-1.520554");
    assert_string_equal(typed.latitude, "47.250000");
    assert_string_equal(accepted("longitude=0&latitude=0").longitude, "0.000000");
    /* A pair pasted in one of the two, or in both. */
    struct site pair = accepted("longitude=47.218371234567891%2C+-1.553621234567891&latitude=");
    assert_string_equal(pair.longitude, "-1.553621");
    assert_string_equal(pair.latitude, "47.218371");
    pair = accepted("longitude=&latitude=47%2C2184+%3B+-1%2C5536");
    assert_string_equal(pair.longitude, "-1.553600");
    assert_string_equal(pair.latitude, "47.218400");
    refused("longitude=47.2+-1.5&latitude=47.3", "longitude", "de -180 à 180");
    /* Nothing typed: the centre of the commune, where it is known. */
    struct site centre = accepted("longitude=&latitude=");
    assert_string_equal(centre.longitude, "-1.548000");
    assert_string_equal(centre.latitude, "47.238000");
    assert_string_equal(accepted("code_postal=75015&commune_insee=75115").longitude, "");
}

static const char *warning(const char *longitude, const char *latitude)
{
    struct site site = read_site(&camille, SIEGE);
    site.longitude = longitude;
    site.latitude = latitude;
    return site_avertir(db, arena, &site);
}

/* A degree of latitude is 111.2 km: 0.17 are 18.9 km, 0.19 are 21.1 km. */
static void test_warning(void **state)
{
    (void)state;
    assert_null(warning("", ""));
    assert_null(warning("-1.548000", "47.238000"));
    assert_null(warning("-1.548000", "47.408000"));
    const char *far = warning("-1.548000", "47.428000");
    assert_non_null(far);
    assert_non_null(strstr(far, "à 21\u00A0km du centre de Nantes"));
    /* Longitude and latitude exchanged. */
    assert_non_null(warning("47.238000", "-1.548000"));
    run("DELETE FROM commune_centre");
    assert_null(warning("47.238000", "-1.548000"));
}

static void test_telephones_are_kept_in_one_form(void **state)
{
    (void)state;
    struct site site = accepted("telephone_fixe=%2B33+(0)2-40-20-21-31&telephone_mobile=3936");
    assert_string_equal(site.telephone_fixe, "02 40 20 21 31");
    assert_string_equal(site.telephone_mobile, "39 36");
}

static void test_qualiopi(void **state)
{
    (void)state;
    refused("qualite=qualiopi", "fin_qualiopi", "obligatoire avec Qualiopi, attendu jj/mm/aaaa");
    accepted("qualite=iso-9001");
    struct site site = accepted("qualite=iso-9001&fin_qualiopi=14092028");
    assert_string_equal(joined(site.qualite), "iso-9001 qualiopi ");
    assert_string_equal(site.fin_qualiopi, "2028-09-14");
    assert_int_equal(accepted("qualite=qualiopi&fin_qualiopi=14/09/2028").qualite.n, 1);
    /* A certificate ticks it too, and then wants the date. */
    struct save s = begin(&camille, SIEGE);
    assert_int_equal(verify_set(&s, &site_fields, "", true), STATUS_REFUSED);
    says(&s.form, "fin_qualiopi", "obligatoire avec Qualiopi");
    /* Unticked while the date stays: that is what is meant. */
    saved(&camille, SIEGE, "qualite=qualiopi&fin_qualiopi=14/09/2028");
    site = accepted("qualite=iso-9001&fin_qualiopi=14/09/2028");
    assert_string_equal(joined(site.qualite), "iso-9001 ");
}

/* POST …/certificat: what the other fields hold, or lack, is not looked at. */
static void test_certification_form(void **state)
{
    (void)state;
    struct save s = begin(&camille, NOUVEAU);
    const struct field_set set = field_section(&site_fields, SITE_CERTIFICATION);
    assert_int_equal(set.n, 2);
    assert_int_equal(
        verify_set(&s, &set,
                   "fin_qualiopi=14/09/2028&categories_qualiopi=vae&categories_qualiopi=af", true),
        STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &s), STATUS_OK);
    struct site after = read_site(&camille, NOUVEAU);
    assert_string_equal(joined(after.qualite), "qualiopi ");
    assert_string_equal(joined(after.categories_qualiopi), "vae af ");
    assert_string_equal(after.fin_qualiopi, "2028-09-14");
    assert_string_equal(after.ligne1, "");
    s = begin(&camille, SIEGE);
    assert_int_equal(verify_set(&s, &set, "fin_qualiopi=", true), STATUS_REFUSED);
    says(&s.form, "fin_qualiopi", "obligatoire");
    assert_null(s.form.message);
}

static void test_principal_stays_active(void **state)
{
    (void)state;
    refused("etat=I", "etat", "le site principal reste actif");
    saved(&camille, ANNEXE, "etat=I");
    assert_string_equal(read_site(&camille, ANNEXE).etat, "I");
}

/* ---- saving */

static void test_save_journals_as_people_read(void **state)
{
    (void)state;
    saved(&camille, SIEGE,
          "qualite=iso-9001&qualite=qualiopi&fin_qualiopi=14/09/2028&categories_qualiopi=bc"
          "&perimetre_geographique=3&code_postal=53000&bureau_distributeur=LAVAL"
          "&commune_insee=53130&longitude=&latitude=&telephone_fixe=0240202131");
    assert_string_equal(monde_differences("site", SIEGE),
                        "Code postal: 44200 → 53000\n"
                        "Bureau Distributeur: NANTES → LAVAL\n"
                        "Commune INSEE: Nantes (44109) → Laval (53130)\n"
                        "Longitude:  → -0.766000\n"
                        "Latitude:  → 48.061000\n"
                        "Téléphone fixe:  → 02 40 20 21 31\n"
                        "Qualité:  → ISO 9001, Qualiopi\n"
                        "Périmètre géographique:  → Région\n"
                        "Fin de certification Qualiopi:  → 14/09/2028\n"
                        "Catégories:  → Bilans de compétences\n");
    struct journal_page page = journal(SIEGE);
    assert_int_equal(page.lignes.n, 1);
    assert_string_equal(page.lignes.items[0].auteur, "Camille (of@exemple.fr)");
    assert_string_equal(page.lignes.items[0].au_nom_de, "");
    assert_false(page.lignes.items[0].creation);
    struct site after = read_site(&camille, SIEGE);
    assert_int_equal(after.version, 2);
    assert_true(after.principal);
    assert_string_equal(after.commune_insee, "53130");
    saved(&officier, SIEGE, "transport=Tram+1");
    assert_string_equal(journal(SIEGE).lignes.items[0].au_nom_de, "GIP CARIF OREF");
}

static void test_lists_saved_reordered_emptied(void **state)
{
    (void)state;
    saved(&camille, SIEGE, "modalite_accueil=visio&modalite_accueil=rdv&modalite_accueil=visio");
    assert_string_equal(joined(read_site(&camille, SIEGE).modalite_accueil), "visio rdv ");
    assert_string_equal(monde_differences("site", SIEGE),
                        "Longitude:  → -1.548000\nLatitude:  → 47.238000\n"
                        "Modalité d'accueil:  → En visioconférence, Sur rendez-vous\n");
    saved(&camille, SIEGE, "modalite_accueil=rdv&modalite_accueil=visio");
    assert_string_equal(joined(read_site(&camille, SIEGE).modalite_accueil), "rdv visio ");
    saved(&camille, SIEGE, "modalite_accueil=");
    struct site after = read_site(&camille, SIEGE);
    assert_int_equal(after.modalite_accueil.n, 0);
    assert_int_equal(after.version, 4);
    assert_string_equal(monde_differences("site", SIEGE),
                        "Modalité d'accueil: Sur rendez-vous, En visioconférence → \n");
    assert_int_equal(read_site(&camille, ANNEXE).modalite_accueil.n, 0);
}

static void test_nothing_changed(void **state)
{
    (void)state;
    saved(&camille, SIEGE, "longitude=-1,5&latitude=47,2");
    struct save s;
    /* Other writings of the same values. */
    assert_int_equal(
        save(&camille, SIEGE, "longitude=-1.50&latitude=47.2&nom_usage=+Si%C3%A8ge+", &s),
        STATUS_OK);
    assert_false(s.change);
    assert_int_equal(number(&TEST_SITE, SIEGE), 2);
    assert_int_equal(number(&TEST_LIGNES, SIEGE), 1);
}

static void test_conflict(void **state)
{
    (void)state;
    struct save first = begin(&camille, SIEGE);
    struct save second = begin(&officier, SIEGE);
    assert_int_equal(verify(&first, "transport=Tram&modalite_accueil=rdv"), STATUS_OK);
    assert_int_equal(verify(&second, "transport=Bus&modalite_accueil=visio"), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &second), STATUS_CONFLICT);
    struct site after = read_site(&camille, SIEGE);
    assert_string_equal(after.transport, "Tram");
    assert_string_equal(joined(after.modalite_accueil), "rdv ");
    assert_int_equal(number(&TEST_LIGNES, SIEGE), 1);
    size_t n = 0;
    const struct journal_champ *champs =
        journal_comparer(arena, &site_fields, valeurs.choix, &second.nouveau, &after, &n);
    assert_int_equal(n, 2);
    assert_string_equal(champs[0].libelle, "Modalité d'accueil");
    assert_string_equal(champs[0].avant, "En visioconférence");
    assert_string_equal(champs[0].apres, "Sur rendez-vous");
    assert_string_equal(champs[1].libelle, "Transport");
    assert_string_equal(champs[1].avant, "Bus");
}

static pthread_barrier_t barrier;

static void *save_at_once(void *context)
{
    struct save *s = context;
    struct db *connection = test_db_connect(DB_WRITE);
    pthread_barrier_wait(&barrier);
    enum status status = db_transaction(connection, save_in_transaction, s);
    db_close(connection);
    return (void *)(uintptr_t)status;
}

/* Both threads' statuses, added. */
static uintptr_t at_once(void *(*first)(void *), void *a, void *(*second)(void *), void *b)
{
    pthread_t threads[2];
    void *status[2];
    pthread_barrier_init(&barrier, NULL, 2);
    assert_int_equal(pthread_create(&threads[0], NULL, first, a), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, second, b), 0);
    pthread_join(threads[0], &status[0]);
    pthread_join(threads[1], &status[1]);
    pthread_barrier_destroy(&barrier);
    return (uintptr_t)status[0] + (uintptr_t)status[1];
}

static void test_two_saves_at_once(void **state)
{
    (void)state;
    struct save saves[] = {begin(&camille, SIEGE), begin(&officier, SIEGE)};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(verify(&saves[i], i ? "transport=Bus" : "transport=Tram"), STATUS_OK);
        saves[i].arena = arena_create(0); /* an arena is of one thread at a time */
    }
    uintptr_t sum = at_once(save_at_once, &saves[0], save_at_once, &saves[1]);
    arena_destroy(saves[0].arena);
    arena_destroy(saves[1].arena);
    assert_int_equal(sum, STATUS_OK + STATUS_CONFLICT);
    assert_int_equal(number(&TEST_SITE, SIEGE), 2);
    assert_int_equal(number(&TEST_LIGNES, SIEGE), 1);
}

/* ---- creation */

struct creation {
    const struct acteur *acteur;
    struct site site;
};

static enum status create_in_transaction(struct db *connection, void *context)
{
    struct creation *creation = context;
    return site_creer(connection, arena, creation->acteur, &valeurs, &creation->site);
}

static enum status create(const struct acteur *acteur, struct site *site_r)
{
    const struct site vide = site_vide(&gip);
    struct creation creation = {.acteur = acteur, .site = vide};
    struct params params = {0};
    struct form form;
    const char *body = "nom_usage=Atelier&etat=A&ligne2=BP+1&code_postal=53000"
                       "&bureau_distributeur=LAVAL&commune_insee=53130&modalite_accueil=visio";
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    form_read(&form, arena, &site_fields, &params, &creation.site, true, true, false);
    assert_int_equal(site_verifier(db, &form, &valeurs, &vide, &creation.site, false), STATUS_OK);
    enum status status = db_transaction(db, create_in_transaction, &creation);
    *site_r = creation.site;
    return status;
}

static void test_create(void **state)
{
    (void)state;
    struct site created;
    assert_int_equal(create(&camille, &created), STATUS_OK);
    struct site site = read_site(&camille, created.numero); /* it was given to its creator */
    assert_int_equal(site.version, 1);
    assert_int_equal(created.version, 1);
    assert_int_equal(site.etablissement_id, 1);
    assert_false(site.principal);
    assert_string_equal(site.ligne2, "BP 1");
    assert_string_equal(joined(site.modalite_accueil), "visio ");
    assert_string_equal(site.longitude, "-0.766000");
    assert_int_equal(number(&TEST_CONFIES, site.numero), 2);
    struct site other;
    assert_int_equal(site_lire(db, arena, &annexe, site.numero, &other), STATUS_NOT_FOUND);
    struct journal_page page = journal(site.numero);
    assert_int_equal(page.lignes.n, 1);
    assert_true(page.lignes.items[0].creation);
    assert_non_null(
        strstr(monde_differences("site", site.numero), "Commune INSEE:  → Laval (53130)\n"));
    assert_non_null(strstr(monde_differences("site", site.numero),
                           "Modalité d'accueil:  → En visioconférence\n"));
    saved(&camille, site.numero, "transport=Bus");
}

static void test_create_rights(void **state)
{
    (void)state;
    struct site created;
    assert_int_equal(create(&annexe, &created), STATUS_FORBIDDEN); /* a secondary site only */
    assert_int_equal(create(&etranger, &created), STATUS_FORBIDDEN);
    assert_int_equal(created.numero, 0);
    assert_string_equal(list(&officier, 1), "36364 36365 36366 ");
    assert_int_equal(create(&officier, &created), STATUS_OK);
    assert_int_equal(number(&TEST_CONFIES, created.numero), -1);
    assert_string_equal(journal(created.numero).lignes.items[0].au_nom_de, "GIP CARIF OREF");
}

static void test_numbers_are_never_reused(void **state)
{
    (void)state;
    struct site first;
    struct site second;
    assert_int_equal(create(&officier, &first), STATUS_OK);
    assert_true(first.numero > ETRANGER);
    run(arena_printf(arena,
                     "DELETE FROM site_choix WHERE site_numero = %d;"
                     "DELETE FROM site WHERE numero = %d",
                     (int)first.numero, (int)first.numero));
    assert_int_equal(create(&officier, &second), STATUS_OK);
    assert_true(second.numero > first.numero);
}

/* ---- the principal site */

struct promotion {
    const struct acteur *acteur;
    struct arena *arena;
    int64_t numero;
    int64_t version;
    const char *message;
};

static enum status promote_in_transaction(struct db *connection, void *context)
{
    struct promotion *p = context;
    return site_rendre_principal(connection, p->arena, p->acteur, p->numero, p->version,
                                 &p->message);
}

static enum status promote(const struct acteur *acteur, int64_t numero, int64_t version,
                           const char **message_r)
{
    struct promotion p = {acteur, arena, numero, version, NULL};
    enum status status = db_transaction(db, promote_in_transaction, &p);
    *message_r = p.message;
    return status;
}

static void test_promote(void **state)
{
    (void)state;
    const char *message = NULL;
    struct save other_tab = begin(&camille, SIEGE);
    assert_int_equal(verify(&other_tab, "transport=Tram"), STATUS_OK);
    assert_int_equal(promote(&camille, ANNEXE, 1, &message), STATUS_OK);
    struct site siege = read_site(&camille, SIEGE);
    struct site promu = read_site(&camille, ANNEXE);
    assert_false(siege.principal);
    assert_int_equal(siege.version, 2);
    assert_true(promu.principal);
    assert_int_equal(promu.version, 2);
    assert_string_equal(monde_differences("site", SIEGE), "Site principal: Oui → Non\n");
    assert_string_equal(monde_differences("site", ANNEXE), "Site principal: Non → Oui\n");
    assert_int_equal(db_transaction(db, save_in_transaction, &other_tab), STATUS_CONFLICT);
    /* Again: nothing happens, whatever the version. */
    assert_int_equal(promote(&camille, ANNEXE, 1, &message), STATUS_OK);
    assert_int_equal(number(&TEST_SITE, ANNEXE), 2);
    assert_int_equal(number(&TEST_LIGNES, ANNEXE), 1);
    /* And back; an officer acts in the name of. */
    assert_int_equal(promote(&officier, SIEGE, 2, &message), STATUS_OK);
    assert_int_equal(number(&TEST_PRINCIPAUX, 1), SIEGE);
    assert_string_equal(journal(ANNEXE).lignes.items[0].au_nom_de, "GIP CARIF OREF");
}

static void test_promote_refusals(void **state)
{
    (void)state;
    const char *message = NULL;
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (4, 36365)");
    assert_int_equal(promote(&annexe, ANNEXE, 1, &message),
                     STATUS_FORBIDDEN); /* not the principal */
    assert_int_equal(promote(&etranger, ANNEXE, 1, &message), STATUS_FORBIDDEN);
    run("DELETE FROM compte_site WHERE compte_id = 2 AND site_numero = 36365");
    assert_int_equal(promote(&camille, ANNEXE, 1, &message), STATUS_FORBIDDEN);
    assert_int_equal(promote(&officier, 99999, 1, &message), STATUS_NOT_FOUND);
    assert_int_equal(promote(&officier, ANNEXE, 2, &message), STATUS_CONFLICT);
    assert_int_equal(promote(&officier, NOUVEAU, 1, &message), STATUS_REFUSED);
    assert_non_null(strstr(message, "sans adresse"));
    saved(&officier, ANNEXE, "etat=I");
    assert_int_equal(promote(&officier, ANNEXE, 2, &message), STATUS_REFUSED);
    assert_non_null(strstr(message, "inactif"));
    assert_int_equal(number(&TEST_PRINCIPAUX, 1), SIEGE);
    assert_int_equal(number(&TEST_SITE, SIEGE), 1);
}

/* A tab puts the secondary site to rest while another makes it the principal one. */
static void test_promoted_while_being_put_to_rest(void **state)
{
    (void)state;
    const char *message = NULL;
    struct save tab = begin(&camille, ANNEXE);
    assert_int_equal(verify(&tab, "etat=I"), STATUS_OK);
    assert_int_equal(promote(&camille, ANNEXE, 1, &message), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &tab), STATUS_CONFLICT);
    assert_string_equal(read_site(&camille, ANNEXE).etat, "A");
}

static void *promote_at_once(void *context)
{
    struct db *connection = test_db_connect(DB_WRITE);
    pthread_barrier_wait(&barrier);
    enum status status = db_transaction(connection, promote_in_transaction, context);
    db_close(connection);
    return (void *)(uintptr_t)status;
}

static void one_active_principal(int64_t *numero_r)
{
    struct db_rows rows;
    int n = 0;
    DB_QUERY(db, &TEST_PRINCIPAUX, &rows, BIND_INT(1));
    while (db_next(&rows)) {
        *numero_r = db_int(&rows, 0);
        n++;
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(n, 1);
    assert_string_equal(read_site(&camille, *numero_r).etat, "A");
}

static void test_two_promotions_at_once(void **state)
{
    (void)state;
    int64_t principal = 0;
    saved(&camille, NOUVEAU,
          "ligne1=1+rue&code_postal=53000&bureau_distributeur=LAVAL&commune_insee=53130");
    struct promotion a = {&camille, arena_create(0), ANNEXE, 1, NULL};
    struct promotion b = {&officier, arena_create(0), NOUVEAU, 2, NULL};
    assert_int_equal(at_once(promote_at_once, &a, promote_at_once, &b), STATUS_OK + STATUS_OK);
    arena_destroy(a.arena);
    arena_destroy(b.arena);
    one_active_principal(&principal); /* the one that came last */
    assert_int_not_equal(principal, SIEGE);
    assert_int_equal(number(&TEST_SITE, SIEGE), 2);
}

static void test_promotion_and_rest_at_once(void **state)
{
    (void)state;
    int64_t principal = 0;
    struct save rest = begin(&officier, ANNEXE);
    assert_int_equal(verify(&rest, "etat=I"), STATUS_OK);
    rest.arena = arena_create(0);
    struct promotion promotion = {&camille, arena_create(0), ANNEXE, 1, NULL};
    uintptr_t sum = at_once(promote_at_once, &promotion, save_at_once, &rest);
    arena_destroy(rest.arena);
    arena_destroy(promotion.arena);
    assert_int_equal(sum, STATUS_OK + STATUS_CONFLICT);
    one_active_principal(&principal);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    setenv("SOFI_INSTANT", NOW, 1);
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_values),
        EACH(test_read),
        EACH(test_rights),
        EACH(test_list),
        EACH(test_list_lines),
        EACH(test_single_fields),
        EACH(test_limits),
        EACH(test_address),
        EACH(test_cedex),
        EACH(test_position),
        EACH(test_warning),
        EACH(test_telephones_are_kept_in_one_form),
        EACH(test_qualiopi),
        EACH(test_certification_form),
        EACH(test_principal_stays_active),
        EACH(test_save_journals_as_people_read),
        EACH(test_lists_saved_reordered_emptied),
        EACH(test_nothing_changed),
        EACH(test_conflict),
        EACH(test_two_saves_at_once),
        EACH(test_create),
        EACH(test_create_rights),
        EACH(test_numbers_are_never_reused),
        EACH(test_promote),
        EACH(test_promote_refusals),
        EACH(test_promoted_while_being_put_to_rest),
        EACH(test_two_promotions_at_once),
        EACH(test_promotion_and_rest_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
