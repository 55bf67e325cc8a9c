/* Actions: their fields, and their life from the first draft to the modification of what is live.
 */
#include "action_gestes.h"
#include "certification_code.h"
#include "derives.h"
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "details.h"
#include "domaine/monde.h"

STATEMENT(TEST_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(TEST_SITE, "i", "i", "SELECT site FROM action WHERE numero = $1");
STATEMENT(TEST_PUBLIQUE, "i", "i",
          "SELECT CASE WHEN publique THEN 1 ELSE 0 END FROM action WHERE numero = $1");
STATEMENT(TEST_CONTENUS, "i", "i", "SELECT count(*) FROM action_contenu WHERE action = $1");
STATEMENT(TEST_ORPHELINS, "", "i",
          "SELECT (SELECT count(*) FROM offre_code o WHERE o.noun = 'action'"
          "  AND NOT EXISTS (SELECT 1 FROM action_contenu c WHERE c.id = o.contenu))"
          " + (SELECT count(*) FROM offre_code o WHERE o.noun = 'formation'"
          "  AND NOT EXISTS (SELECT 1 FROM formation_contenu c WHERE c.id = o.contenu))"
          " + (SELECT count(*) FROM offre_detail o WHERE o.noun = 'action'"
          "  AND NOT EXISTS (SELECT 1 FROM action_contenu c WHERE c.id = o.contenu))"
          " + (SELECT count(*) FROM offre_detail o WHERE o.noun = 'formation'"
          "  AND NOT EXISTS (SELECT 1 FROM formation_contenu c WHERE c.id = o.contenu))");
STATEMENT(TEST_JUSQU_AU, "i", "t", "SELECT jusqu_au FROM session WHERE action = $1");
STATEMENT(TEST_CLASSE, "t", "i",
          "SELECT CAST(coalesce(sum(CASE $1 WHEN 'T' THEN toutes WHEN 'I' THEN initiales"
          " WHEN 'R' THEN programme_region WHEN 'A' THEN apprentissage"
          " WHEN 'P' THEN professionnalisation ELSE a_distance END), 0) AS BIGINT)"
          " FROM session_compteur WHERE perimetre = 0 AND periode = '2199-06-30'");
STATEMENT(TEST_COMMUNE, "i", "t",
          "SELECT commune_lieu FROM action_contenu WHERE action = $1 ORDER BY id DESC LIMIT 1");

static int64_t counted(const char *classe)
{
    struct db_rows rows;
    int64_t n = -1;
    DB_QUERY(db, &TEST_CLASSE, &rows, BIND_TEXT(classe));
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* ---- gestures, each in its transaction as a page does it */

struct gesture {
    const struct acteur *acteur;
    int64_t numero, site;
    const char *texte; /* raison, motif */
    const struct field_set *set;
    struct formation f0, f1;
    struct action a0, a1;
    const char *genre;
    int64_t rang;
    const void *record;
    struct form form;
    bool change;
    struct offre_manques manques;
    struct action_proches proches;
    const char *message;
};

static enum status do_create_formation(struct db *connection, void *context)
{
    struct gesture *g = context;
    return formation_creer(connection, arena, g->acteur, &gip, "Assistant RH", &g->numero);
}

static enum status do_save_formation(struct db *connection, void *context)
{
    struct gesture *g = context;
    return formation_enregistrer(connection, arena, g->acteur, g->set, &g->f0, &g->f1, &g->change);
}

static enum status do_create(struct db *connection, void *context)
{
    struct gesture *g = context;
    return action_creer(connection, arena, g->acteur, &g->f0, g->site, &g->numero);
}

static enum status do_save(struct db *connection, void *context)
{
    struct gesture *g = context;
    return action_enregistrer(connection, arena, g->acteur, g->set, &g->a0, &g->a1, &g->change);
}

static enum status do_detail(struct db *connection, void *context)
{
    struct gesture *g = context;
    struct action changed = g->a0;
    struct offre_details *wanted = NULL;
    enum status status = details_avec(connection, arena, offre_genre_nomme(OFFRE_ACTION, g->genre),
                                      g->a0.contenu_id, g->rang, g->record, &wanted);
    changed.details = wanted;
    return status == STATUS_OK ? action_enregistrer(connection, arena, g->acteur, &action_fields,
                                                    &g->a0, &changed, &g->change)
                               : status;
}

static enum status do_duplicate(struct db *connection, void *context)
{
    struct gesture *g = context;
    return action_dupliquer(connection, arena, g->acteur, &g->a0, &g->numero);
}

static enum status pass(struct db *connection, struct gesture *g, const char *geste)
{
    struct action_resultat resultat;
    const struct action_demande demande = {.motif = g->texte};
    enum status status =
        action_passer(connection, arena, g->acteur, g->numero, geste, &demande, &resultat);
    g->manques = resultat.manques;
    g->proches = resultat.proches;
    g->message = resultat.message;
    return status;
}

static enum status do_send(struct db *connection, void *context)
{
    return pass(connection, context, GESTE_ENVOYER);
}

static enum status do_withdraw(struct db *connection, void *context)
{
    return pass(connection, context, GESTE_RETIRER);
}

static enum status do_validate(struct db *connection, void *context)
{
    return pass(connection, context, GESTE_VALIDER);
}

static enum status do_refuse(struct db *connection, void *context)
{
    return pass(connection, context, GESTE_REFUSER);
}

static struct action read_it(int64_t numero)
{
    struct action action = {0};
    assert_int_equal(action_lire(db, arena, &officier, numero, &action), STATUS_OK);
    return action;
}

static struct action read_live(int64_t numero)
{
    struct action action = {0};
    assert_int_equal(action_lire_vive(db, arena, &officier, numero, &action), STATUS_OK);
    return action;
}

static struct formation read_formation(int64_t numero)
{
    struct formation formation = {0};
    assert_int_equal(formation_lire(db, arena, &officier, numero, &formation), STATUS_OK);
    return formation;
}

static void save_formation(int64_t numero, const char *body)
{
    struct gesture g = {.acteur = &camille, .set = &formation_fields, .f0 = read_formation(numero)};
    struct params params = {0};
    g.f1 = g.f0;
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    form_read(&g.form, arena, g.set, &params, &g.f1, false, false, true);
    assert_int_equal(formation_verifier(db, &g.form, &g.f0, &g.f1), STATUS_OK);
    assert_int_equal(db_transaction(db, do_save_formation, &g), STATUS_OK);
    assert_true(g.change);
}

static enum status verify(struct gesture *g, const char *section, const char *body)
{
    struct params params = {0};
    struct site_liste sites = {0};
    const struct offre_section *found = action_sections;
    while (strcmp(found->code, section) != 0) {
        found++;
    }
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    assert_int_equal(site_lister(db, arena, g->acteur, g->a0.etablissement_id, &sites), STATUS_OK);
    g->set = &found->set;
    g->a1 = g->a0;
    form_read_draft(&g->form, arena, g->set, &params, &g->a1, acteur_est_officier(g->acteur));
    return action_verifier(db, &g->form, &sites, &g->a0, &g->a1);
}

static enum status save(const struct acteur *acteur, int64_t numero, const char *section,
                        const char *body, struct gesture *g)
{
    *g = (struct gesture){.acteur = acteur, .a0 = read_it(numero)};
    enum status status = verify(g, section, body);
    return status == STATUS_OK ? db_transaction(db, do_save, g) : status;
}

static void saved(int64_t numero, const char *section, const char *body)
{
    struct gesture g;
    assert_int_equal(save(&camille, numero, section, body, &g), STATUS_OK);
    assert_true(g.change);
}

static void refused(int64_t numero, const char *section, const char *body, const char *field,
                    const char *words)
{
    struct gesture g;
    assert_int_equal(save(&camille, numero, section, body, &g), STATUS_REFUSED);
    const struct form_field *entry = form_field_named(&g.form, field);
    assert_non_null(entry);
    assert_non_null(entry->message);
    if (!strstr(entry->message, words)) {
        assert_string_equal(entry->message, words);
    }
}

static enum status detail(int64_t numero, const char *genre, int64_t rang, const void *record)
{
    struct gesture g = {
        .acteur = &camille, .a0 = read_it(numero), .genre = genre, .rang = rang, .record = record};
    return db_transaction(db, do_detail, &g);
}

static enum status gesture(const struct acteur *acteur, int64_t numero, const char *texte,
                           enum status (*what)(struct db *, void *), struct gesture *g)
{
    *g = (struct gesture){.acteur = acteur, .numero = numero, .texte = texte};
    return db_transaction(db, what, g);
}

static void done(const struct acteur *acteur, int64_t numero, const char *texte,
                 enum status (*what)(struct db *, void *))
{
    struct gesture g;
    assert_int_equal(gesture(acteur, numero, texte, what, &g), STATUS_OK);
    assert_null(g.message);
}

/* ---- records */

static const struct lieu nantes = {.ligne1 = "12 rue de Rennes",
                                   .code_postal = "44000",
                                   .ville = "NANTES",
                                   .commune_insee = "44109"};

#define ORGANISATION "rythme=Temps+plein&modalites_alternance=Aucune&entrees_sorties=0"
#define PUBLIC                                                                                     \
    "publics=80001&publics=80003&niveau_entree_obligatoire=0&conditions_specifiques=Aucune"        \
    "&prise_en_charge=1"

static int64_t create_formation(void)
{
    struct gesture g = {.acteur = &camille};
    assert_int_equal(db_transaction(db, do_create_formation, &g), STATUS_OK);
    return g.numero;
}

static int64_t complete_formation(void)
{
    int64_t numero = create_formation();
    save_formation(numero,
                   "formacodes=33054&objectif=Payer&resultats_attendus=Titre&contenu=La+paie"
                   "&certifiante=0&parcours=1&niveau_entree=4&contacts=3127");
    return numero;
}

static int64_t create(int64_t formation, int64_t site)
{
    struct gesture g = {.acteur = &camille, .f0 = read_formation(formation), .site = site};
    assert_int_equal(db_transaction(db, do_create, &g), STATUS_OK);
    return g.numero;
}

static enum status do_count(struct db *connection, void *context)
{
    const int64_t *action = context;
    enum status status = session_compter(connection, -1, SESSION_DE_ACTION, *action);
    if (status == STATUS_OK) {
        status = session_deriver(connection, SESSION_DE_ACTION, *action);
    }
    return status == STATUS_OK ? session_compter(connection, 1, SESSION_DE_ACTION, *action)
                               : status;
}

static void add_session(int64_t action)
{
    run(arena_printf(arena,
                     "INSERT INTO session (action, etablissement_id, site, jusqu_au, debut, fin)"
                     " VALUES (%d, 1, 36364, '2026-01-01', '2199-01-05', '2199-06-30')",
                     (int)action));
    assert_int_equal(db_transaction(db, do_count, &action), STATUS_OK);
}

/* An action that lacks nothing. */
static int64_t complete(int64_t formation)
{
    int64_t numero = create(formation, 36364);
    saved(numero, "description", "site=36364&type=continue&modalite_enseignement=0");
    saved(numero, "public", PUBLIC);
    saved(numero, "organisation", ORGANISATION);
    saved(numero, "durees", "heures_centre=100&heures_entreprise=50&prix_total=1500");
    assert_int_equal(detail(numero, "lieu", 0, &nantes), STATUS_OK);
    add_session(numero);
    return numero;
}

static int64_t validated(void)
{
    int64_t numero = complete(complete_formation());
    done(&camille, numero, "", do_send);
    done(&officier, numero, "", do_validate);
    return numero;
}

/* ---- creating, reading */

static void test_create(void **state)
{
    (void)state;
    int64_t formation = create_formation();
    int64_t numero = create(formation, 36365);
    uint64_t before = db_statements_run(db);
    struct action a = read_it(numero);
    assert_int_equal(db_statements_run(db) - before, 2);
    assert_true(numero >= 500000);
    assert_int_equal(a.formation, formation);
    assert_int_equal(a.version, 1);
    assert_true(a.brouillon);
    assert_false(a.vive);
    assert_int_equal(a.etat, ACTION_EN_COURS);
    assert_int_equal(a.site, 36365);
    assert_string_equal(a.site_nom, "Annexe");
    assert_string_equal(a.formation_intitule, "Assistant RH");
    assert_string_equal(a.refus, "");
    assert_int_equal(action_lire_vive(db, arena, &camille, numero, &a), STATUS_NOT_FOUND);
    assert_true(create(formation, 36365) > numero);
}

static void test_rights(void **state)
{
    (void)state;
    int64_t formation = create_formation();
    int64_t numero = create(formation, 36364);
    struct action a = {0};
    struct gesture g;
    assert_int_equal(action_lire(db, arena, &camille, numero, &a), STATUS_OK);
    assert_int_equal(action_lire(db, arena, &officier, numero, &a), STATUS_OK);
    assert_int_equal(action_lire(db, arena, &annexe, numero, &a), STATUS_NOT_FOUND);
    assert_int_equal(action_lire(db, arena, &etranger, numero, &a), STATUS_NOT_FOUND);
    assert_int_equal(action_lire(db, arena, &officier, 0, &a), STATUS_NOT_FOUND);
    assert_int_equal(save(&annexe, numero, "organisation", ORGANISATION, &g), STATUS_NOT_FOUND);
    assert_int_equal(gesture(&annexe, numero, "", do_send, &g), STATUS_NOT_FOUND);
    assert_int_equal(gesture(&etranger, numero, "", do_withdraw, &g), STATUS_NOT_FOUND);
    assert_int_equal(gesture(&camille, numero, "", do_validate, &g), STATUS_FORBIDDEN);
    assert_int_equal(gesture(&camille, numero, "Non", do_refuse, &g), STATUS_FORBIDDEN);
    struct gesture foreign = {.acteur = &annexe, .f0 = read_formation(formation), .site = 36364};
    assert_int_equal(db_transaction(db, do_create, &foreign), STATUS_NOT_FOUND);
    foreign.site = 36400; /* of another establishment */
    foreign.acteur = &officier;
    assert_int_equal(db_transaction(db, do_create, &foreign), STATUS_NOT_FOUND);
    struct gesture copy = {.acteur = &annexe, .a0 = read_it(numero)};
    assert_int_equal(db_transaction(db, do_duplicate, &copy), STATUS_NOT_FOUND);
}

/* ---- fields */

static void test_sections_hold_all_fields(void **state)
{
    (void)state;
    const struct field *next = action_fields.fields;
    for (const struct offre_section *s = action_sections; s->code; s++) {
        assert_ptr_equal(s->set.fields, next);
        next += s->set.n;
    }
    assert_ptr_equal(next, action_fields.fields + action_fields.n);
}

static void test_everything_is_kept(void **state)
{
    (void)state;
    int64_t numero = complete(create_formation());
    saved(numero, "complements",
          "duree_indicative=3+mois&duree_cycle=2&duree_conventionnee=90&conventionnement=1");
    saved(numero, "pedagogie",
          "modalites_pedagogiques=Ateliers&codes_pedagogiques=96124&langues=fr&langues=en");
    saved(numero, "recrutement",
          "modalites_recrutement=Entretien&perimetre_recrutement=3&infos_perimetre=Ouest");
    saved(numero, "accueil",
          "restauration=Cantine&hebergement=Non&transport=Tram&acces_handicapes=Oui");
    saved(numero, "information",
          "dates_information=05/01/2027&dates_information=2027-02-03&liens=https://exemple.fr");
    assert_string_equal(monde_differences("action", numero),
                        "Dates d'information:  → 05/01/2027, 03/02/2027\n"
                        "Liens:  → https://exemple.fr\n");
    struct action a = read_it(numero);
    assert_string_equal(a.type, "continue");
    assert_int_equal(a.publics.n, 2);
    assert_string_equal(a.publics.items[1], "80003");
    assert_string_equal(a.heures_total, "150");
    assert_string_equal(a.duree_conventionnee, "90");
    assert_string_equal(a.codes_pedagogiques.items[0], "96124");
    assert_string_equal(a.langues.items[1], "en");
    assert_string_equal(a.infos_perimetre, "Ouest");
    assert_string_equal(a.acces_handicapes, "Oui");
    assert_string_equal(a.dates_information.items[1], "2027-02-03");
    assert_string_equal(a.rythme, "Temps plein");
    assert_string_equal(word(&TEST_COMMUNE, numero), "Nantes");
}

/* Two annex lists of LHEO, whatever the thesaurus; what an action bore before stays its right. */
static void test_publics_and_modes_are_those_of_lheo(void **state)
{
    (void)state;
    int64_t numero = create(create_formation(), 36364);
    /* 15474 is a term of the Formacode, 96124 a mode, 82044 a public */
    refused(numero, "public", "publics=82044&publics=15474", "publics",
            "valeur 2, choix inconnu de LHEO (15474)");
    refused(numero, "public", "publics=96124", "publics", "choix inconnu de LHEO (96124)");
    refused(numero, "pedagogie", "codes_pedagogiques=82044", "codes_pedagogiques",
            "choix inconnu de LHEO (82044)");
    saved(numero, "public", "publics=82016&publics=82044");
    assert_string_equal(monde_differences("action", numero),
                        "Publics visés:  → Formateur, enseignant, Salarié\n");
    saved(numero, "pedagogie", "codes_pedagogiques=96127");
    assert_string_equal(monde_differences("action", numero),
                        "Codes de modalité pédagogique:  → Chantier école\n");
    run("UPDATE offre_code SET code = '15474' WHERE code = '82016'");
    saved(numero, "public", "publics=15474&publics=80006");
    assert_string_equal(read_it(numero).publics.items[0], "15474");
    saved(numero, "public", "publics=80006");
    refused(numero, "public", "publics=15474", "publics", "choix inconnu de LHEO (15474)");
}

static void test_prices_and_hours(void **state)
{
    (void)state;
    int64_t numero = create(create_formation(), 36364);
    saved(numero, "durees",
          "heures_centre=70&heures_entreprise=35&prix_horaire=12,50&prix_total=1+312,5");
    struct action a = read_it(numero);
    assert_string_equal(a.prix_horaire, "12.50");
    assert_string_equal(a.prix_total, "1312.50");
    assert_string_equal(a.heures_total, "105");
    saved(numero, "durees", "prix_horaire=1 234,50 €&prix_total=12.345.678,50");
    a = read_it(numero);
    assert_string_equal(a.prix_horaire, "1234.5");
    assert_string_equal(a.prix_total, "12345678.5");
    saved(numero, "durees", "heures_total=400"); /* no part is known */
    static const char *const bad[][3] = {
        {"prix_horaire", "-5", "prix en euros"},
        {"prix_horaire", "12,505", "prix en euros"},
        {"prix_horaire", "12,", "prix en euros"},
        {"prix_horaire", ",5", "prix en euros"},
        {"prix_horaire", "1.2.3", "prix en euros"},
        {"prix_horaire", "1e3", "prix en euros"},
        {"prix_horaire", "gratuit", "prix en euros"},
        {"prix_horaire", "1234567", "trop long pour LHEO"},
        {"prix_horaire", "1 234,56", "trop long pour LHEO"},
        {"prix_total", "12345678901", "trop long pour LHEO"},
        {"heures_centre", "-70", "nombre entier attendu"},
        {"heures_centre", "70,5", "nombre entier attendu"},
        {"heures_centre", "1234567", "7 caractères, 6 au maximum"},
        {"duree_hebdomadaire", "trente", "nombre entier attendu"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refused(numero, "durees", arena_printf(arena, "%s=%s", bad[i][0], bad[i][1]), bad[i][0],
                bad[i][2]);
    }
    refused(numero, "durees", "heures_centre=70&heures_entreprise=35&heures_total=104",
            "heures_total", "104, attendu 105");
    refused(numero, "durees", "heures_entreprise=35&heures_total=104", "heures_total",
            "104, attendu 35");
    saved(numero, "durees", "heures_centre=0&heures_entreprise=0&prix_horaire=0");
    assert_string_equal(read_it(numero).heures_total, "0");
}

/* The limits of LHEO 2.3. */
static void test_limits(void **state)
{
    (void)state;
    int64_t numero = create(create_formation(), 36364);
    static const struct {
        const char *section, *field;
        int maximum;
    } texts[] = {
        {"description", "intitule", 255},
        {"public", "info_public_vise", 250},
        {"public", "conditions_specifiques", 3000},
        {"public", "detail_prise_en_charge", 600},
        {"organisation", "rythme", 3000},
        {"organisation", "modalites_alternance", 3000},
        {"durees", "frais_restants", 200},
        {"complements", "duree_indicative", 150},
        {"pedagogie", "modalites_pedagogiques", 200},
        {"recrutement", "modalites_recrutement", 3000},
        {"recrutement", "infos_perimetre", 50},
        {"accueil", "restauration", 250},
        {"accueil", "hebergement", 250},
        {"accueil", "transport", 250},
        {"accueil", "acces_handicapes", 250},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *site = i == 0 ? "site=36364&" : "";
        char *body =
            arena_printf(arena, "%s%s=%0*d", site, texts[i].field, texts[i].maximum + 1, 7);
        refused(numero, texts[i].section, body, texts[i].field,
                arena_printf(arena, "%d caractères, %d au maximum", texts[i].maximum + 1,
                             texts[i].maximum));
        body[strlen(body) - 1] = '\0';
        saved(numero, texts[i].section, body);
    }
    static const char publics[] =
        "publics=80003&publics=80004&publics=80005&publics=80006&publics=80007&publics=80008"
        "&publics=80009&publics=80010&publics=80015&publics=83056";
    saved(numero, "public", publics);
    refused(numero, "public", arena_printf(arena, "%s&publics=82044", publics), "publics",
            "11 valeurs, 10 au maximum");
    static const char codes[] = "codes_pedagogiques=96121&codes_pedagogiques=96124"
                                "&codes_pedagogiques=96127&codes_pedagogiques=96132"
                                "&codes_pedagogiques=96413";
    saved(numero, "pedagogie", codes);
    refused(numero, "pedagogie", arena_printf(arena, "%s&codes_pedagogiques=96412", codes),
            "codes_pedagogiques", "6 valeurs, 5 au maximum");
    const char *lien = arena_printf(arena, "liens=https://exemple.fr/%0381d", 7);
    saved(numero, "information", lien); /* LHEO urlweb: 400 characters */
    refused(numero, "information", arena_printf(arena, "%sa", lien), "liens",
            "valeur 1, 401 caractères, 400 au maximum");
    refused(numero, "pedagogie",
            "langues=fr&langues=en&langues=de&langues=es&langues=it&langues=pt", "langues",
            "6 valeurs, 5 au maximum");
    refused(numero, "information",
            "dates_information=01/01/2027&dates_information=02/01/2027&dates_information=03/01/2027"
            "&dates_information=04/01/2027",
            "dates_information", "4 valeurs, 3 au maximum");
}

static void test_hostile_values(void **state)
{
    (void)state;
    int64_t numero = create(create_formation(), 36364);
    refused(numero, "organisation", "rythme=%3Cscript%3Efort", "rythme", "balise HTML");
    refused(numero, "description", "site=36400", "site", "un site actif de l'établissement");
    refused(numero, "description", "site=99999999", "site", "un site actif de l'établissement");
    refused(numero, "description", "site=-1", "site", "minimum");
    refused(numero, "description", "site=36364&type=autre", "type", "choix inconnu");
    refused(numero, "public", "publics=abc", "publics", "choix inconnu de LHEO (abc)");
    refused(numero, "pedagogie", "langues=FR", "langues", "deux lettres minuscules");
    refused(numero, "pedagogie", "langues=qq", "langues", "deux lettres minuscules");
    refused(numero, "information", "dates_information=30/02/2027", "dates_information",
            "30/02/2027 n'existe pas dans le calendrier");
    run("UPDATE site SET etat = 'I' WHERE numero = 36365");
    refused(numero, "description", "site=36365", "site", "un site actif de l'établissement");
    assert_int_equal(read_it(numero).version, 1);
}

static void test_two_people(void **state)
{
    (void)state;
    int64_t numero = create(create_formation(), 36364);
    struct gesture first = {.acteur = &camille, .a0 = read_it(numero)};
    struct gesture second = first;
    assert_int_equal(verify(&first, "organisation", "rythme=Un"), STATUS_OK);
    assert_int_equal(verify(&second, "organisation", "rythme=Deux"), STATUS_OK);
    assert_int_equal(db_transaction(db, do_save, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, do_save, &second), STATUS_CONFLICT);
    assert_string_equal(read_it(numero).rythme, "Un");
    second.genre = "lieu";
    second.record = &nantes;
    assert_int_equal(db_transaction(db, do_detail, &second), STATUS_CONFLICT);
    assert_string_equal(word(&TEST_COMMUNE, numero), "");
}

/* A draft that nobody has published moves at once; its sessions follow. */
static void test_draft_moves_to_another_site(void **state)
{
    (void)state;
    int64_t numero = complete(create_formation());
    assert_int_equal(counted("I"), 0);
    saved(numero, "description", "site=36365&type=initiale&modalite_enseignement=0");
    assert_int_equal(number(&TEST_SITE, numero), 36365);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 0);
    struct action a = {0};
    assert_int_equal(action_lire(db, arena, &annexe, numero, &a), STATUS_OK);
}

static void test_public(void **state)
{
    (void)state;
    int64_t numero = complete(create_formation());
    const struct financeur opco = {.code_financeur = "16"};
    const struct financeur region = {.code_financeur = "2", .nb_places = "12"};
    assert_int_equal(detail(numero, "financeur", 0, &opco), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 0);
    assert_int_equal(detail(numero, "financeur", 0, &region), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 1);
    assert_string_equal(monde_differences("action", numero),
                        "Financeurs:  → Financeur Collectivité territoriale – Conseil régional, "
                        "Nombre de places financées 12\n");
    struct gesture copy = {.acteur = &camille, .a0 = read_it(numero)};
    assert_int_equal(db_transaction(db, do_duplicate, &copy), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, copy.numero), 1);
    assert_int_equal(detail(numero, "financeur", 2, NULL), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 0);
    /* A public dispositif on one of its sessions. */
    run(arena_printf(arena,
                     "INSERT INTO dispositif (code, libelle, financeur, type, public) VALUES"
                     " ('T1', 'Public', '2', 'autre', TRUE), ('T2', 'Privé', '5', 'autre', FALSE);"
                     "INSERT INTO offre_code (noun, contenu, champ, rang, code)"
                     " SELECT 'session', numero, 'dispositifs', 1, 'T1' FROM session"
                     " WHERE action = %d",
                     (int)numero));
    assert_int_equal(action_publique(db, numero), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 1);
    run("UPDATE offre_code SET code = 'T2' WHERE noun = 'session'");
    assert_int_equal(action_publique(db, numero), STATUS_OK);
    assert_int_equal(number(&TEST_PUBLIQUE, numero), 0);
}

static void test_duplicate(void **state)
{
    (void)state;
    int64_t numero = validated();
    struct gesture copy = {.acteur = &camille, .a0 = read_it(numero)};
    assert_int_equal(db_transaction(db, do_duplicate, &copy), STATUS_OK);
    assert_true(copy.numero > numero);
    struct action a = read_it(copy.numero);
    struct offre_details details = {0};
    assert_int_equal(a.formation, copy.a0.formation);
    assert_int_equal(a.etat, ACTION_EN_COURS);
    assert_false(a.vive);
    assert_string_equal(a.heures_total, "150");
    assert_int_equal(a.publics.n, 2);
    assert_int_equal(offre_details_lire(db, arena, OFFRE_ACTION, a.contenu_id, &details),
                     STATUS_OK);
    assert_int_equal(details.n, 1);
    assert_string_equal(word(&TEST_COMMUNE, copy.numero), "Nantes");
    assert_string_equal(word(&TEST_ETAT, numero), "validee");
}

/* ---- what is missing */

static const char *missing(int64_t numero)
{
    struct action a = read_it(numero);
    struct offre_manques manques = {0};
    const char *text = "";
    assert_int_equal(action_manques(db, arena, &a, &manques), STATUS_OK);
    for (size_t i = 0; i < manques.n; i++) {
        text = arena_printf(arena, "%s%s ", text, manques.items[i].adresse);
        assert_true(strlen(manques.items[i].texte) > 10);
    }
    return text;
}

static void test_missing(void **state)
{
    (void)state;
    int64_t formation = complete_formation();
    int64_t numero = create(formation, 36364);
    const char *a = arena_printf(arena, "/actions/%d", (int)numero);
    assert_string_equal(missing(numero),
                        arena_printf(arena,
                                     "%s#type %s#modalite_enseignement %s#publics"
                                     " %s#niveau_entree_obligatoire %s#conditions_specifiques"
                                     " %s#prise_en_charge %s#rythme %s#modalites_alternance"
                                     " %s#entrees_sorties %s/sessions/nouvelle ",
                                     a, a, a, a, a, a, a, a, a, a));
    saved(numero, "description", "site=36364&type=continue&modalite_enseignement=0");
    saved(numero, "public", PUBLIC);
    saved(numero, "organisation", "rythme=-&modalites_alternance=Aucune&entrees_sorties=0");
    save_formation(formation, "objectif=-");
    assert_string_equal(missing(numero), arena_printf(arena,
                                                      "/formations/%d#objectif %s#rythme %s#lieu"
                                                      " %s/sessions/nouvelle ",
                                                      (int)formation, a, a, a));
    struct gesture g;
    assert_int_equal(gesture(&camille, numero, "", do_send, &g), STATUS_REFUSED);
    assert_int_equal(g.manques.n, 4);
    assert_string_equal(word(&TEST_ETAT, numero), "en_cours_de_saisie");
    /* At a distance, no place is wanted. */
    saved(numero, "description", "site=36364&type=continue&modalite_enseignement=2");
    saved(numero, "organisation", ORGANISATION);
    save_formation(formation, "objectif=Payer");
    run("UPDATE site SET ligne1 = NULL WHERE numero = 36364");
    add_session(numero);
    const char *session = missing(numero);
    assert_int_equal(strncmp(session, "/sessions/", 10), 0);
    assert_string_equal(strchr(session, '#'), "#ligne1 ");
    run("UPDATE site SET ligne2 = '12 rue de Rennes' WHERE numero = 36364");
    assert_string_equal(missing(numero), "");
    done(&camille, numero, "", do_send);
}

/* Certifications of sessions are judged as those of the formation, until the session is over. */
static void test_certifications_of_sessions(void **state)
{
    (void)state;
    int64_t numero = complete(complete_formation());
    for (int i = 1; i <= NOMENCLATURE_FONDS; i++) {
        run(arena_printf(arena,
                         "INSERT INTO nomenclature (nom, code, libelle, fin, inactive) VALUES"
                         " ('rncp', 'RNCP%d', 'Titre', %s, %s)",
                         i, i == 2 ? "'2020-01-31'" : "NULL", i == 3 ? "'1'" : "NULL"));
    }
    static const struct {
        const char *genre;
        const char *donnees;
        const char *texte; /* "": right */
    } cases[] = {
        {"reference_certification", "reference_rncp=1", ""},
        {"reference_certification", "reference_rncp=99999", "RNCP 99999, inconnue du répertoire"},
        {"bloc", "validation=0&reference_rncp=99999", "RNCP 99999, inconnue du répertoire"},
        {"bloc", "reference_rncp=2", "RNCP 2, enregistrement fini le 31/01/2020"},
        {"reference_certification", "reference_rncp=3", "RNCP 3, inactive au répertoire"},
        {"cycle", "reference_rncp=3", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run("DELETE FROM offre_detail WHERE noun = 'session'");
        run(arena_printf(arena,
                         "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
                         " SELECT 'session', numero, '%s', 1, '%s' FROM session",
                         cases[i].genre, cases[i].donnees));
        struct action a = read_it(numero);
        struct offre_manques manques = {0};
        assert_int_equal(action_manques(db, arena, &a, &manques), STATUS_OK);
        assert_int_equal(manques.n, cases[i].texte[0] ? 1 : 0);
        if (manques.n) {
            assert_non_null(strstr(manques.items[0].texte, cases[i].texte));
            assert_int_equal(strncmp(manques.items[0].texte, "Session ", 8), 0);
            assert_string_equal(strchr(manques.items[0].adresse, '#') + 1, cases[i].genre);
        }
    }
    struct gesture g;
    run("UPDATE offre_detail SET genre = 'bloc' WHERE noun = 'session'");
    assert_int_equal(gesture(&camille, numero, "", do_send, &g), STATUS_REFUSED);
    assert_int_equal(g.manques.n, 1);
    run("UPDATE session SET desactivee_le = '2026-01-01'");
    assert_string_equal(missing(numero), "");
    run("UPDATE session SET desactivee_le = NULL, debut = '2020-01-01', fin = '2020-06-30'");
    assert_string_equal(missing(numero), "");
    done(&camille, numero, "", do_send);
}

/* ---- its life */

static void test_sent_and_withdrawn(void **state)
{
    (void)state;
    int64_t numero = complete(complete_formation());
    struct gesture g;
    done(&camille, numero, "", do_send);
    assert_string_equal(word(&TEST_ETAT, numero), "en_attente_de_validation");
    assert_string_equal(monde_differences("action", numero),
                        "État: En cours de saisie → En attente de validation\n");
    assert_int_equal(gesture(&camille, numero, "", do_send, &g), STATUS_REFUSED);
    assert_non_null(strstr(g.message, "En attente de validation"));
    assert_int_equal(save(&camille, numero, "organisation", "rythme=Tard", &g), STATUS_FORBIDDEN);
    assert_int_equal(detail(numero, "lieu", 0, &nantes), STATUS_FORBIDDEN);
    assert_int_equal(save(&officier, numero, "accueil", "transport=Tram", &g), STATUS_OK);
    assert_true(g.change);
    assert_string_equal(word(&TEST_ETAT, numero), "en_attente_de_validation");
    done(&camille, numero, "", do_withdraw);
    assert_string_equal(word(&TEST_ETAT, numero), "en_cours_de_saisie");
    assert_int_equal(gesture(&camille, numero, "", do_withdraw, &g), STATUS_REFUSED);
    assert_non_null(g.message);
    assert_int_equal(gesture(&officier, numero, "", do_validate, &g), STATUS_REFUSED);
    saved(numero, "organisation",
          "rythme=Temps+partiel&modalites_alternance=Non&entrees_sorties=1");
}

static void test_refused(void **state)
{
    (void)state;
    int64_t numero = complete(complete_formation());
    struct gesture g;
    done(&camille, numero, "", do_send);
    assert_int_equal(gesture(&officier, numero, " \n ", do_refuse, &g), STATUS_REFUSED);
    assert_non_null(strstr(g.message, "Motif vide"));
    char *long_reason = arena_printf(arena, "%01001d", 1);
    assert_int_equal(gesture(&officier, numero, long_reason, do_refuse, &g), STATUS_REFUSED);
    assert_non_null(strstr(g.message, "1001 caractères, 1000 au maximum"));
    assert_int_equal(gesture(&officier, numero, "<script>non", do_refuse, &g), STATUS_REFUSED);
    assert_string_equal(word(&TEST_ETAT, numero), "en_attente_de_validation");
    done(&officier, numero, long_reason + 1, do_refuse);
    assert_string_equal(word(&TEST_ETAT, numero), "en_cours_de_saisie");
    assert_string_equal(read_it(numero).refus, long_reason + 1);
    assert_int_equal(gesture(&officier, numero, "Encore", do_refuse, &g), STATUS_REFUSED);
    done(&camille, numero, "", do_send);
    assert_string_equal(read_it(numero).refus, "");
    done(&officier, numero, "Prix absent", do_refuse);
    assert_string_equal(monde_differences("action", numero),
                        "État: En attente de validation → En cours de saisie\n"
                        "Motif du refus:  → Prix absent\n");
}

static void test_validated(void **state)
{
    (void)state;
    int64_t numero = complete(complete_formation());
    assert_int_equal(counted("T"), 0);
    done(&camille, numero, "", do_send);
    done(&officier, numero, "", do_validate);
    struct action a = read_it(numero);
    assert_int_equal(a.etat, ACTION_VALIDEE);
    assert_true(a.vive);
    assert_false(a.brouillon);
    assert_int_equal(read_live(numero).contenu_id, a.contenu_id);
    assert_true(read_formation(a.formation).vive);
    assert_false(read_formation(a.formation).brouillon);
    assert_string_equal(word(&TEST_JUSQU_AU, numero), "2199-06-30");
    assert_int_equal(counted("T"), 1);
    struct gesture g;
    assert_int_equal(gesture(&officier, numero, "", do_validate, &g), STATUS_REFUSED);
    assert_int_equal(gesture(&camille, numero, "", do_send, &g), STATUS_REFUSED);
    assert_int_equal(counted("T"), 1);
}

/* What an officer broke while reviewing is seen before it is published. */
static void test_nothing_incomplete_goes_live(void **state)
{
    (void)state;
    int64_t numero = complete(complete_formation());
    struct gesture g;
    done(&camille, numero, "", do_send);
    assert_int_equal(save(&officier, numero, "organisation", "rythme=", &g), STATUS_OK);
    assert_int_equal(gesture(&officier, numero, "", do_validate, &g), STATUS_REFUSED);
    assert_non_null(strstr(g.manques.items[0].texte, "Rythme"));
    assert_string_equal(word(&TEST_ETAT, numero), "en_attente_de_validation");
}

static void test_live_stays_while_a_draft_is_entered(void **state)
{
    (void)state;
    int64_t numero = validated();
    const struct lieu angers = {
        .ligne1 = "1 rue", .code_postal = "49000", .ville = "ANGERS", .commune_insee = "49007"};
    saved(numero, "description", "site=36365&type=initiale&modalite_enseignement=1");
    assert_string_equal(word(&TEST_ETAT, numero), "en_cours_de_saisie");
    saved(numero, "public", "publics=80001");
    assert_int_equal(detail(numero, "lieu", 1, &angers), STATUS_OK);
    struct action live = read_live(numero);
    struct action draft = read_it(numero);
    assert_string_equal(live.type, "continue");
    assert_string_equal(draft.type, "initiale");
    assert_int_equal(live.publics.n, 2);
    assert_int_equal(draft.publics.n, 1);
    assert_int_equal(live.site, 36364);
    assert_int_equal(draft.site, 36365);
    assert_string_equal(draft.rythme, "Temps plein");
    assert_int_equal(number(&TEST_SITE, numero), 36364);
    assert_int_equal(counted("I"), 0);
    assert_int_equal(number(&TEST_CONTENUS, numero), 2);
    struct offre_details details = {0};
    assert_int_equal(offre_details_lire(db, arena, OFFRE_ACTION, live.contenu_id, &details),
                     STATUS_OK);
    assert_int_equal(details.n, 1);
    assert_string_equal(((const struct lieu *)details.items[0].record)->ville, "NANTES");
    /* Refused: what is live stays. */
    saved(numero, "public", PUBLIC);
    done(&camille, numero, "", do_send);
    done(&officier, numero, "À revoir", do_refuse);
    assert_string_equal(read_live(numero).type, "continue");
    assert_int_equal(counted("T"), 1);
    /* Validated: what was live is gone. */
    done(&camille, numero, "", do_send);
    done(&officier, numero, "", do_validate);
    assert_int_equal(number(&TEST_CONTENUS, numero), 1);
    assert_int_equal(number(&TEST_ORPHELINS, 0), 0);
    assert_string_equal(read_live(numero).type, "initiale");
    assert_int_equal(number(&TEST_SITE, numero), 36365);
    assert_string_equal(word(&TEST_COMMUNE, numero), "Angers");
    assert_int_equal(counted("T"), 1);
    assert_int_equal(counted("I"), 1);
    assert_int_equal(counted("D"), 1);
}

static void test_low_risk_goes_live_at_once(void **state)
{
    (void)state;
    int64_t numero = validated();
    saved(numero, "information", "liens=https://exemple.fr/rh");
    assert_string_equal(word(&TEST_ETAT, numero), "validee");
    assert_string_equal(read_live(numero).liens.items[0], "https://exemple.fr/rh");
    assert_string_equal(monde_differences("action", numero), "Liens:  → https://exemple.fr/rh\n");
    saved(numero, "information", "liens=https://exemple.fr/rh&dates_information=05/01/2027");
    assert_string_equal(word(&TEST_ETAT, numero), "en_cours_de_saisie");
    assert_int_equal(read_live(numero).dates_information.n, 0);
}

/* A modification of the formation reopens its live actions; one of them carries it. */
static void test_formation_modified(void **state)
{
    (void)state;
    int64_t first = validated();
    int64_t formation = read_it(first).formation;
    int64_t second = complete(formation);
    saved(second, "durees", "heures_centre=600");
    done(&camille, second, "", do_send);
    done(&officier, second, "", do_validate);
    int64_t third = create(formation, 36364); /* its own draft, never live */
    save_formation(formation, "objectif=Autre");
    assert_string_equal(word(&TEST_ETAT, first), "en_cours_de_saisie");
    assert_string_equal(word(&TEST_ETAT, second), "en_cours_de_saisie");
    assert_false(read_it(first).brouillon);
    struct formation live = {0};
    assert_int_equal(formation_lire_vive(db, arena, &camille, formation, &live), STATUS_OK);
    assert_string_equal(live.objectif, "Payer");
    saved(second, "organisation", "rythme=Le+soir&modalites_alternance=Non&entrees_sorties=0");
    done(&camille, first, "", do_send);
    done(&officier, first, "", do_validate);
    assert_int_equal(formation_lire_vive(db, arena, &camille, formation, &live), STATUS_OK);
    assert_string_equal(live.objectif, "Autre");
    assert_string_equal(word(&TEST_ETAT, first), "validee");
    assert_string_equal(word(&TEST_ETAT, second), "en_cours_de_saisie"); /* a draft of its own */
    assert_string_equal(word(&TEST_ETAT, third), "en_cours_de_saisie");
    /* The one that had none is validated again with it. */
    save_formation(formation, "objectif=Encore");
    assert_string_equal(word(&TEST_ETAT, first), "en_cours_de_saisie");
    done(&camille, second, "", do_send);
    done(&officier, second, "", do_validate);
    assert_string_equal(word(&TEST_ETAT, first), "validee");
    assert_string_equal(word(&TEST_ETAT, second), "validee");
    assert_string_equal(word(&TEST_ETAT, third), "en_cours_de_saisie");
    assert_int_equal(number(&TEST_ORPHELINS, 0), 0);
}

/* Sent by somebody else while a save is under way: the save is run again, and sees it. SQLite lets
 * one writer in at a time. */
static enum status do_save_while_sent(struct db *connection, void *context)
{
    struct gesture *g = context;
    struct action seen = {0};
    enum status status = action_lire(connection, arena, g->acteur, g->a0.numero, &seen);
    if (status == STATUS_OK && g->rang++ == 0) {
        assert_int_equal(seen.etat, ACTION_EN_COURS);
        done(&camille, g->a0.numero, "", do_send);
    }
    return action_enregistrer(connection, arena, g->acteur, g->set, &g->a0, &g->a1, &g->change);
}

static void test_save_while_sent(void **state)
{
    (void)state;
    if (test_db_engine() == DB_SQLITE) {
        return;
    }
    int64_t numero = complete(complete_formation());
    struct gesture g = {.acteur = &camille, .a0 = read_it(numero)};
    assert_int_equal(verify(&g, "organisation", "rythme=Tard"), STATUS_OK);
    struct db *other = test_db_connect(DB_WRITE);
    assert_int_equal(db_transaction(other, do_save_while_sent, &g), STATUS_FORBIDDEN);
    db_close(other);
    assert_int_equal(g.rang, 2);
    assert_string_equal(read_it(numero).rythme, "Temps plein");
}

/* ---- near-duplicates */

static const char *near(int64_t numero)
{
    struct action a = read_it(numero);
    struct action_proches proches = {0};
    const char *text = "";
    assert_int_equal(action_doublons(db, arena, &a, &proches), STATUS_OK);
    for (size_t i = 0; i < proches.n; i++) {
        text = arena_printf(arena, "%s%d %s, %s|", text, (int)proches.items[i].numero,
                            proches.items[i].intitule, proches.items[i].difference);
    }
    return text;
}

static void test_near_duplicates(void **state)
{
    (void)state;
    int64_t first = validated();
    int64_t numero = complete(read_it(first).formation);
    assert_string_equal(near(numero),
                        arena_printf(arena, "%d Assistant RH, mêmes durées|", (int)first));
    saved(numero, "durees", "heures_centre=107&heures_entreprise=50&prix_total=1500,00");
    assert_string_equal(
        near(numero), arena_printf(arena, "%d Assistant RH, 7\u00A0heures de moins|", (int)first));
    assert_string_equal(
        near(first), arena_printf(arena, "%d Assistant RH, 7\u00A0heures de plus|", (int)numero));
    struct gesture g;
    assert_int_equal(gesture(&camille, numero, "  ", do_send, &g), STATUS_REFUSED);
    assert_int_equal(g.manques.n, 0);
    assert_int_equal(g.proches.n, 1);
    done(&camille, numero, "Un autre public de salariés", do_send);
    assert_string_equal(read_it(numero).doublon, "Un autre public de salariés");
    assert_string_equal(monde_differences("action", numero),
                        "État: En cours de saisie → En attente de validation\n"
                        "Raison d'une action proche d'une autre:  → Un autre public de salariés\n");
    done(&camille, numero, "", do_withdraw);
    done(&camille, numero, "", do_send); /* the reason was given */
    done(&camille, numero, "", do_withdraw);
    /* What makes another action of it. */
    static const char *const autres[][2] = {
        {"durees", "heures_centre=111&heures_entreprise=50&prix_total=1500"},
        {"durees", "heures_centre=50&heures_entreprise=100&prix_total=1500"},
        {"durees", "prix_total=1500"},
        {"durees", "heures_centre=100&heures_entreprise=50&prix_total=1500,01"},
        {"durees", "heures_centre=100&heures_entreprise=50"},
    };
    for (size_t i = 0; i < sizeof autres / sizeof *autres; i++) {
        saved(numero, autres[i][0], autres[i][1]);
        assert_string_equal(near(numero), "");
    }
    saved(numero, "durees", "heures_centre=100&heures_entreprise=50&prix_total=1500");
    assert_string_not_equal(near(numero), "");
    saved(numero, "public", PUBLIC "&publics=80004");
    assert_string_equal(near(numero), "");
    saved(numero, "public", PUBLIC);
    saved(numero, "description", "site=36364&type=continue&modalite_enseignement=1");
    assert_string_equal(near(numero), "");
}

/* Another formation of the establishment with the same title. */
static void test_near_duplicate_of_another_formation(void **state)
{
    (void)state;
    int64_t first = validated();
    int64_t numero = complete(complete_formation());
    assert_string_equal(near(numero),
                        arena_printf(arena, "%d Assistant RH, mêmes durées|", (int)first));
    save_formation(read_it(numero).formation, "intitule=Comptable");
    assert_string_equal(near(numero), "");
    done(&camille, numero, "", do_send);
    assert_string_equal(read_it(numero).doublon, "");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, monde_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_create),
        EACH(test_rights),
        EACH(test_sections_hold_all_fields),
        EACH(test_everything_is_kept),
        EACH(test_publics_and_modes_are_those_of_lheo),
        EACH(test_prices_and_hours),
        EACH(test_limits),
        EACH(test_hostile_values),
        EACH(test_two_people),
        EACH(test_draft_moves_to_another_site),
        EACH(test_public),
        EACH(test_duplicate),
        EACH(test_missing),
        EACH(test_certifications_of_sessions),
        EACH(test_sent_and_withdrawn),
        EACH(test_refused),
        EACH(test_validated),
        EACH(test_nothing_incomplete_goes_live),
        EACH(test_live_stays_while_a_draft_is_entered),
        EACH(test_low_risk_goes_live_at_once),
        EACH(test_formation_modified),
        EACH(test_save_while_sent),
        EACH(test_near_duplicates),
        EACH(test_near_duplicate_of_another_formation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
