/* A session: what its form refuses, who saves it, until when it is active, what others copy of it.
 */
#include "derives.h"
#include "reconduction_choix.h"
#include "session_private.h"
#include "site.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "details.h"
#include "domaine/monde.h"

#define JOUR "2026-06-15"
#define HIER "2026-06-14"

static const struct acteur siege = {/* site 1 */
                                    .compte_id = 2,
                                    .profil = PROFIL_OF,
                                    .nom = "Camille",
                                    .email = "of@exemple.fr"};

STATEMENT(T_SESSION, "i", "tttbbbbbi",
          "SELECT jusqu_au, COALESCE(dispositifs, ''), fin, initiale, a_distance, programme_region,"
          " apprentissage, professionnalisation, site FROM session WHERE numero = $1");
STATEMENT(T_NOMBRE, "", "i", "SELECT count(*) FROM session");
STATEMENT(T_JOURNAL, "i", "tttt",
          "SELECT j.geste, c.libelle, c.avant, c.apres FROM journal j"
          " JOIN journal_champ c ON c.journal_id = j.id"
          " WHERE j.fiche = 'session' AND j.fiche_id = $1 ORDER BY j.id, c.rang");
STATEMENT(T_TOTAL, "", "i",
          "SELECT CAST(COALESCE(sum(toutes), 0) AS BIGINT) FROM session_compteur"
          " WHERE perimetre = 0 AND periode LIKE 'm%'");

/* Action 10 is live, on site 1; action 11 is a draft, there too; action 12 is live, on site 2. */
static int setup(void **state)
{
    monde_vide(state);
    monde_jour = JOUR;
    monde_dispositifs();
    run("INSERT INTO compte (id, email, etat, profil, nom, cree_a) VALUES"
        " (1, 'carif@exemple.fr', 'actif', 'CARIF', 'Dominique', 0),"
        " (2, 'of@exemple.fr', 'actif', 'OF', 'Camille', 0),"
        " (3, 'alix@exemple.fr', 'actif', 'OF', 'Alix', 0);"
        "INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat) VALUES"
        " (1, '13000511900032', 'GIP', 'OF', 'A'), (2, '35600000000048', 'Poste', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat) VALUES"
        " (1, 1, TRUE, 'Siège', 'A'), (2, 1, FALSE, 'Annexe', 'A'), (3, 2, TRUE, 'Poste', 'A');"
        "INSERT INTO compte_site (compte_id, site_numero) VALUES (2, 1), (3, 2);"
        "INSERT INTO contact (numero, site, nom, prenom) VALUES (100, 2, 'AUBRY', 'Camille'),"
        " (101, 3, 'NOIR', 'Lou');"
        "INSERT INTO formation_contenu (id, formation, intitule) VALUES (1, 192, 'Bureautique');"
        "INSERT INTO formation (numero, etablissement_id, vive, creee_a) VALUES (192, 1, 1, 0);"
        "INSERT INTO action_contenu (id, action, site, intitule, type, modalite_enseignement)"
        " VALUES (20, 10, 1, 'Le soir', 'initiale', '0'), (21, 11, 1, NULL, 'continue', '2'),"
        " (22, 12, 2, NULL, NULL, NULL);"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, brouillon,"
        " creee_a) VALUES (10, 192, 1, 1, 'validee', 20, NULL, 0),"
        " (11, 192, 1, 1, 'en_cours_de_saisie', NULL, 21, 0), (12, 192, 1, 2, 'validee', 22, NULL, "
        "0);");
    return 0;
}

/* ---- saves */

enum verbe { CREER, ENREGISTRER, ACTIVER, DESACTIVER, DUPLIQUER, DETAIL };

struct geste {
    enum verbe verbe;
    const struct acteur *acteur;
    const char *jour;
    struct arena *arena;
    struct session ancienne;
    struct session nouvelle;
    const struct offre_genre *genre;
    int64_t rang;
    const void *record;
    int64_t numero;
    const char *message;
    bool change;
};

static enum status enregistrer_detail(struct db *connection, struct geste *g)
{
    struct session changee = g->ancienne;
    struct offre_details *voulus = NULL;
    enum status status = details_avec(connection, g->arena, g->genre, g->ancienne.numero, g->rang,
                                      g->record, &voulus);
    changee.details = voulus;
    return status == STATUS_OK ? session_enregistrer_le(connection, g->arena, g->acteur, g->jour,
                                                        &g->ancienne, &changee, &g->change)
                               : status;
}

/* As the page of a copy does: all of the first one, its period of inscription moved. */
static enum status copier(struct db *connection, struct geste *g)
{
    struct offre_details details = {0};
    struct session copie = {0};
    TRY(offre_details_lire(connection, g->arena, OFFRE_SESSION, g->ancienne.numero, &details));
    TRY(session_commencer(connection, g->arena, g->acteur, g->ancienne.action, g->ancienne.numero,
                          &copie));
    copie.debut = g->nouvelle.debut;
    copie.details = &details;
    session_decaler_inscription(g->arena, &g->ancienne, &copie);
    return session_creer(connection, g->arena, g->acteur, &copie, &g->numero);
}

static enum status faire(struct db *connection, void *contexte)
{
    struct geste *g = contexte;
    switch (g->verbe) {
    case CREER:
        return session_creer_le(connection, g->arena, g->acteur, g->jour, &g->nouvelle, &g->numero);
    case ENREGISTRER:
        return session_enregistrer_le(connection, g->arena, g->acteur, g->jour, &g->ancienne,
                                      &g->nouvelle, &g->change);
    case DUPLIQUER:
        return copier(connection, g);
    case DETAIL:
        return enregistrer_detail(connection, g);
    default:
        return session_activer_le(connection, g->arena, g->acteur, g->jour, &g->ancienne,
                                  g->verbe == ACTIVER, &g->message);
    }
}

static enum status geste(struct geste *g)
{
    g->acteur = g->acteur ? g->acteur : &officier;
    g->jour = g->jour ? g->jour : JOUR;
    g->arena = arena;
    monde_jour = g->jour;
    return db_transaction(db, faire, g);
}

static struct session neuve(int64_t action, const char *debut, const char *fin)
{
    struct session session = {.action = action};
    for (size_t i = 0; i < session_fields.n; i++) {
        if (session_fields.fields[i].type != FIELD_TYPE_LIST) {
            field_set_text(&session_fields.fields[i], &session, "");
        }
    }
    session.debut = debut;
    session.fin = fin;
    return session;
}

static int64_t creer(int64_t action, const char *debut, const char *fin)
{
    struct geste g = {.verbe = CREER, .nouvelle = neuve(action, debut, fin)};
    assert_int_equal(geste(&g), STATUS_OK);
    return g.numero;
}

static struct session lire(int64_t numero)
{
    struct session session = {0};
    assert_int_equal(session_lire(db, arena, &officier, numero, &session), STATUS_OK);
    return session;
}

/* "jusqu_au dispositifs IDRAP": the letters of the classes that the session is in. */
static const char *rangee(int64_t numero)
{
    const char *text = "";
    struct db_rows rows;
    DB_QUERY(db, &T_SESSION, &rows, BIND_INT(numero));
    assert_true(db_next(&rows));
    text = arena_printf(
        arena, "%s [%s] %s%s%s%s%s site %d", db_text(&rows, 0, NULL), db_text(&rows, 1, NULL),
        db_bool(&rows, 3) ? "I" : "", db_bool(&rows, 4) ? "D" : "", db_bool(&rows, 5) ? "R" : "",
        db_bool(&rows, 6) ? "A" : "", db_bool(&rows, 7) ? "P" : "", (int)db_int(&rows, 8));
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static const char *jusqu_au(int64_t numero)
{
    return arena_strndup(arena, rangee(numero), DATES_ISO_SIZE - 1);
}

static struct text_list liste(const char *a, const char *b)
{
    const char **items = ARENA_ARRAY(arena, const char *, 2);
    items[0] = a;
    items[1] = b;
    return (struct text_list){items, b ? 2 : a ? 1 : 0};
}

static const char *journal(int64_t numero)
{
    const char *text = "";
    struct db_rows rows;
    DB_QUERY(db, &T_JOURNAL, &rows, BIND_INT(numero));
    while (db_next(&rows)) {
        text =
            arena_printf(arena, "%s%s %s: %s > %s\n", text, db_text(&rows, 0, NULL),
                         db_text(&rows, 1, NULL), db_text(&rows, 2, NULL), db_text(&rows, 3, NULL));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static int64_t compter(const struct statement *statement)
{
    struct db_rows rows;
    db_query(db, statement, &rows, NULL, 0);
    assert_true(db_next(&rows));
    int64_t n = db_int(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* ---- reading and rights */

static void test_create_and_read(void **state)
{
    (void)state;
    struct geste g = {
        .verbe = CREER, .acteur = &siege, .nouvelle = neuve(10, "2026-09-01", "2026-12-18")};
    g.nouvelle.dispositifs = liste("8", "3");
    g.nouvelle.contacts = liste("100", NULL);
    g.nouvelle.commune = "Rezé";
    g.nouvelle.places = "12";
    assert_int_equal(geste(&g), STATUS_OK);
    assert_true(g.numero >= 1000000);
    struct session s = {0};
    assert_int_equal(session_lire(db, arena, &siege, g.numero, &s), STATUS_OK);
    assert_int_equal(s.numero, g.numero);
    assert_int_equal(s.version, 1);
    assert_int_equal(s.action, 10);
    assert_int_equal(s.formation, 192);
    assert_int_equal(s.etablissement_id, 1);
    assert_string_equal(s.etablissement_siret, "13000511900032");
    assert_string_equal(s.intitule, "Bureautique - Le soir");
    assert_int_equal(s.site, 1);
    assert_string_equal(s.site_nom, "Siège");
    assert_true(s.vive);
    assert_string_equal(s.desactivee_le, "");
    assert_string_equal(s.debut, "2026-09-01");
    assert_string_equal(s.fin, "2026-12-18");
    assert_string_equal(s.commune, "Rezé");
    assert_string_equal(s.places, "12");
    assert_int_equal(s.dispositifs.n, 2);
    assert_string_equal(s.dispositifs.items[0], "8");
    assert_string_equal(s.contacts.items[0], "100");
    assert_string_equal(rangee(g.numero), "2026-12-18 [8, 3] IRA site 1");
    assert_non_null(strstr(journal(g.numero), "creation Date début:  > 01/09/2026\n"));
    assert_non_null(strstr(journal(g.numero), "creation Dispositifs:  > 8, 3\n"));
}

static void test_rights(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2026-09-01", "2026-12-18");
    struct session s = {0};
    assert_int_equal(session_lire(db, arena, &annexe, numero, &s), STATUS_NOT_FOUND);
    assert_int_equal(session_lire(db, arena, &siege, numero + 1, &s), STATUS_NOT_FOUND);
    assert_int_equal(session_lire(db, arena, &siege, numero, &s), STATUS_OK);
    struct reference_certification record = {
        .reference_rncp = "35584", .reference_certifinfo = "", .reference_rs = ""};
    struct geste g = {.acteur = &annexe,
                      .ancienne = s,
                      .nouvelle = s,
                      .genre = offre_genre_nomme(OFFRE_SESSION, "reference_certification"),
                      .record = &record};
    g.nouvelle.places = "3";
    for (g.verbe = ENREGISTRER; g.verbe <= DETAIL; g.verbe++) {
        assert_int_equal(geste(&g), STATUS_NOT_FOUND);
    }
    g.nouvelle = neuve(10, "2026-09-01", "2026-12-18");
    g.verbe = CREER;
    assert_int_equal(geste(&g), STATUS_NOT_FOUND);
    g.nouvelle = neuve(99, "2026-09-01", "2026-12-18"); /* no such action */
    assert_int_equal(geste(&g), STATUS_NOT_FOUND);
    assert_int_equal(compter(&T_NOMBRE), 1);
}

static void test_list_of_an_action(void **state)
{
    (void)state;
    int64_t late = creer(10, "2026-11-02", "2026-12-18");
    int64_t early = creer(10, "2026-09-01", "2026-12-18");
    int64_t same = creer(10, "2026-11-02", "2026-11-03");
    creer(11, "2026-09-01", "2026-12-18");
    struct session_liste list = {0};
    assert_int_equal(session_lister(db, arena, 10, &list), STATUS_OK);
    assert_int_equal(list.n, 3);
    assert_int_equal(list.items[0].numero, early);
    assert_int_equal(list.items[1].numero, late);
    assert_int_equal(list.items[2].numero, same);
    assert_int_equal(session_lister(db, arena, 99, &list), STATUS_OK);
    assert_int_equal(list.n, 0);
}

/* ---- what the form refuses */

static enum status verifier(struct form *form, struct session *nouvelle,
                            const struct session *ancienne, const char *body)
{
    struct params params = {0};
    struct dispositifs dispositifs = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    assert_int_equal(dispositif_lister(db, arena, &dispositifs), STATUS_OK);
    *nouvelle = *ancienne;
    form_read(form, arena, &session_fields, &params, nouvelle, false, true, true);
    return session_verifier(db, form, &dispositifs, ancienne, nouvelle);
}

static void test_verify(void **state)
{
    (void)state;
    struct session ancienne = neuve(10, "2026-09-01", "2026-12-18");
    ancienne.etablissement_id = 1;
    static const struct {
        const char *body;
        const char *field;
        const char *message; /* a part of it; NULL: right */
    } cases[] = {
        {"debut=01/09/2026&fin=01/09/2026", "fin", NULL},
        {"debut=02/09/2026&fin=01/09/2026", "fin", "avant le début, 02/09/2026"},
        {"debut=&fin=01/09/2026", "debut", "obligatoire"},
        {"fin=", "fin", "obligatoire"},
        {"fin=31/02/2027", "fin", "Date fin"},
        {"fin=31/12/2099", "fin", NULL},
        {"fin=01/01/2100", "fin", "01/01/2100 est trop tard, attendu du 01/01/1990 au 31/12/2099"},
        {"debut=01/01/1900", "debut", "01/01/1900 est trop tôt, attendu du 01/01/1990 au"},
        {"debut=1/9/26&fin=1er octobre 2026", "fin", NULL},
        {"inscription_debut=02/06/2026&inscription_fin=01/06/2026", "inscription_fin", "avant"},
        {"inscription_fin=01/06/2026", "inscription_fin", NULL},
        {"places=0", "places", NULL},
        {"places=-1", "places", "entier"},
        {"places=douze", "places", "entier"},
        {"places=123456", "places", "5 au maximum"},
        {"etat_recrutement=7", "etat_recrutement", "recrutement"},
        {"dispositifs=8&dispositifs=3", "dispositifs", NULL},
        {"dispositifs=0", "dispositifs", NULL},
        {"dispositifs=0&dispositifs=3", "dispositifs", "l'un ou l'autre attendu"},
        {"dispositifs=77", "dispositifs", "dispositif inconnu (77)"},
        {"dispositifs=99", "dispositifs", "dispositif inconnu (99)"}, /* no longer offered */
        {"contacts=100", "contacts", NULL},
        {"contacts=101", "contacts", "contact inconnu (101)"}, /* of another establishment */
        {"contacts=1x", "contacts", "contact inconnu (1x)"},
        {"ligne1=12+rue+de+Rennes&code_postal=44000&ville=NANTES", "ligne1", NULL},
        {"ligne1=12+rue+de+Rennes&ville=NANTES", "code_postal", "5 chiffres attendus"},
        {"ligne2=12+rue+de+Rennes&code_postal=44000", "ville", "une ville attendue"},
        {"code_postal=44000&ville=NANTES", "ligne1", "une ligne au moins"},
        {"ligne1=a&code_postal=4400&ville=NANTES", "code_postal", "5 chiffres attendus"},
        {"ligne1=123456789012345678901234567890123456789012345678901", "ligne1", "50 au maximum"},
        {"lien=javascript:alert(1)", "lien", "Lien"},
        {"commune=%3Cb%3ENantes", "commune", "Commune"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form form;
        struct session nouvelle;
        enum status status = verifier(&form, &nouvelle, &ancienne, cases[i].body);
        const char *message = form_field_named(&form, cases[i].field)->message;
        assert_int_equal(status, cases[i].message ? STATUS_REFUSED : STATUS_OK);
        assert_int_equal(message != NULL, cases[i].message != NULL);
        if (message && !strstr(message, cases[i].message)) {
            fail_msg("%s: %s", cases[i].body, message);
        }
    }
}

/* What is there already is no new fault. */
static void test_verify_what_it_had(void **state)
{
    (void)state;
    struct session ancienne = neuve(10, "2026-09-01", "2026-12-18");
    struct session nouvelle;
    struct form form;
    ancienne.etablissement_id = 1;
    ancienne.dispositifs = liste("99", NULL);
    ancienne.contacts = liste("101", NULL);
    assert_int_equal(
        verifier(&form, &nouvelle, &ancienne, "dispositifs=99&dispositifs=8&contacts=101"),
        STATUS_OK);
}

/* ---- saving */

static void test_save(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2026-09-01", "2026-12-18");
    struct geste g = {.verbe = ENREGISTRER, .acteur = &siege, .ancienne = lire(numero)};
    g.nouvelle = g.ancienne;
    g.nouvelle.fin = "2027-01-15";
    g.nouvelle.dispositifs = liste("4", NULL);
    assert_int_equal(geste(&g), STATUS_OK);
    assert_true(g.change);
    assert_string_equal(rangee(numero), "2027-01-15 [4] IP site 1");
    assert_non_null(strstr(journal(numero), "modification Date fin: 18/12/2026 > 15/01/2027\n"
                                            "modification Dispositifs:  > 4\n"));
    g.ancienne = g.nouvelle = lire(numero);
    assert_int_equal(g.ancienne.version, 2);
    assert_int_equal(geste(&g), STATUS_OK);
    assert_false(g.change);
    assert_int_equal(lire(numero).version, 2);
    g.nouvelle.dispositifs = liste(NULL, NULL);
    assert_int_equal(geste(&g), STATUS_OK);
    assert_string_equal(rangee(numero), "2027-01-15 [] I site 1");
}

static void test_second_of_two_people_gets_a_conflict(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2026-09-01", "2026-12-18");
    struct geste first = {.verbe = ENREGISTRER, .ancienne = lire(numero)};
    struct geste second = {.verbe = ENREGISTRER, .ancienne = lire(numero)};
    first.nouvelle = second.nouvelle = first.ancienne;
    first.nouvelle.fin = "2027-01-15";
    second.nouvelle.fin = "2027-01-16";
    assert_int_equal(geste(&first), STATUS_OK);
    assert_int_equal(geste(&second), STATUS_CONFLICT);
    assert_string_equal(jusqu_au(numero), "2027-01-15");
    struct reference_certification record = {
        .reference_rncp = "35584", .reference_certifinfo = "", .reference_rs = ""};
    second.genre = offre_genre_nomme(OFFRE_SESSION, "reference_certification");
    second.record = &record;
    second.verbe = DESACTIVER;
    assert_int_equal(geste(&second), STATUS_CONFLICT);
    second.verbe = DETAIL;
    assert_int_equal(geste(&second), STATUS_CONFLICT);
    assert_string_equal(jusqu_au(numero), "2027-01-15");
    assert_int_equal(compter(&T_TOTAL), 1);
}

/* ---- until when it is active */

static void test_never_live(void **state)
{
    (void)state;
    int64_t numero = creer(11, "2026-09-01", "2026-12-18");
    assert_string_equal(rangee(numero), HIER " [] D site 1");
    assert_false(lire(numero).vive);
    /* Nor does another end make it active. */
    struct geste g = {.verbe = ENREGISTRER, .jour = "2026-07-01", .ancienne = lire(numero)};
    g.nouvelle = g.ancienne;
    g.nouvelle.fin = "2027-12-18";
    assert_int_equal(geste(&g), STATUS_OK);
    assert_string_equal(jusqu_au(numero), HIER);
    /* Its action goes live. */
    run("UPDATE action SET vive = 21, brouillon = NULL WHERE numero = 11");
    assert_int_equal(session_compter(db, -1, SESSION_DE_ACTION, 11), STATUS_OK);
    assert_int_equal(session_deriver(db, SESSION_DE_ACTION, 11), STATUS_OK);
    assert_int_equal(session_compter(db, +1, SESSION_DE_ACTION, 11), STATUS_OK);
    assert_string_equal(jusqu_au(numero), "2027-12-18");
}

static void test_over_when_created(void **state)
{
    (void)state;
    assert_string_equal(jusqu_au(creer(10, "2026-01-05", "2026-03-01")), "2026-03-01");
    assert_string_equal(jusqu_au(creer(11, "2026-01-05", "2026-03-01")), HIER);
    assert_string_equal(jusqu_au(creer(10, "2026-01-05", JOUR)), JOUR);
}

static void test_deactivate(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2026-09-01", "2026-12-18");
    struct geste g = {.verbe = DESACTIVER, .acteur = &siege, .ancienne = lire(numero)};
    assert_int_equal(geste(&g), STATUS_OK);
    assert_string_equal(jusqu_au(numero), HIER);
    assert_string_equal(lire(numero).desactivee_le, JOUR);
    assert_non_null(strstr(journal(numero), "modification Actif / Inactif: Actif > Inactif\n"));
    /* Twice is once. */
    g.ancienne = lire(numero);
    g.jour = "2026-07-01";
    assert_int_equal(geste(&g), STATUS_OK);
    assert_int_equal(lire(numero).version, 2);
    assert_string_equal(jusqu_au(numero), HIER);
    g.verbe = ACTIVER;
    assert_int_equal(geste(&g), STATUS_OK);
    assert_string_equal(jusqu_au(numero), "2026-12-18");
    assert_string_equal(lire(numero).desactivee_le, "");
    /* Deactivated after its end: it stopped at its end. */
    g.ancienne = lire(numero);
    g.verbe = DESACTIVER;
    g.jour = "2027-02-01";
    assert_int_equal(geste(&g), STATUS_OK);
    assert_string_equal(jusqu_au(numero), "2026-12-18");
    g.ancienne = lire(numero);
    g.verbe = ACTIVER;
    assert_int_equal(geste(&g), STATUS_REFUSED);
    assert_string_equal(g.message,
                        "Session terminée le 18/12/2026, une date de fin à venir attendue");
}

static struct valeurs aucune;

struct site_save {
    const struct acteur *acteur;
    struct site ancien;
    struct site nouveau;
    struct fermeture fermeture;
};

static enum status enregistrer_site(struct db *connection, void *contexte)
{
    struct site_save *s = contexte;
    bool change = false;
    return site_enregistrer(connection, arena, s->acteur, &aucune, &s->ancien, &s->nouveau,
                            &s->fermeture, &change);
}

static struct site_save changement(int64_t numero, const char *etat)
{
    static const struct choice vide[] = {{NULL, NULL}};
    struct site_save s = {.acteur = &officier, .fermeture = {FERMETURE_INACTIVES, 0}};
    aucune = (struct valeurs){vide, vide, vide, NULL};
    assert_int_equal(site_lire(db, arena, &officier, numero, &s.ancien), STATUS_OK);
    s.nouveau = s.ancien;
    s.nouveau.etat = etat;
    return s;
}

static void changer_site(int64_t numero, const char *etat)
{
    struct site_save s = changement(numero, etat);
    assert_int_equal(db_transaction(db, enregistrer_site, &s), STATUS_OK);
}

/* The save of a site is of today, whatever day that is. */
static void test_site_deactivated(void **state)
{
    (void)state;
    char today[DATES_ISO_SIZE];
    char yesterday[DATES_ISO_SIZE];
    dates_today(today);
    dates_add_days(today, -1, yesterday);
    int64_t there = creer(12, "2026-09-01", "2098-12-18");
    int64_t over = creer(12, "2020-09-01", "2020-12-18");
    int64_t elsewhere = creer(10, "2026-09-01", "2098-12-18");
    changer_site(2, "I");
    assert_string_equal(jusqu_au(there), yesterday);
    assert_string_equal(jusqu_au(over), "2020-12-18");
    assert_string_equal(jusqu_au(elsewhere), "2098-12-18");
    changer_site(2, "A");
    assert_string_equal(jusqu_au(there), "2098-12-18");
    assert_string_equal(jusqu_au(over), "2020-12-18");
}

/* ---- a site that closes asks what becomes of its active sessions */

STATEMENT(T_ACTION_SITES, "i", "iiiii",
          "SELECT a.site, v.site, v.version, b.site, b.version FROM action a"
          " JOIN action_contenu v ON v.id = a.vive"
          " LEFT JOIN action_contenu b ON b.id = a.brouillon WHERE a.numero = $1");
STATEMENT(T_ACTION_JOURNAL, "i", "tt",
          "SELECT c.avant, c.apres FROM journal j JOIN journal_champ c ON c.journal_id = j.id"
          " WHERE j.fiche = 'action' AND j.fiche_id = $1 AND c.libelle = 'Site dispensateur'");
STATEMENT(T_SITE_ACTIF, "i", "b", "SELECT etat = 'A' FROM site WHERE numero = $1");

/* "2, live 2 (1), draft 1 (1)": sites, and versions of the contents. */
static const char *sites_of_action(int64_t numero)
{
    struct db_rows rows;
    DB_QUERY(db, &T_ACTION_SITES, &rows, BIND_INT(numero));
    assert_true(db_next(&rows));
    const char *text = arena_printf(arena, "%d, live %d (%d), draft %d (%d)", (int)db_int(&rows, 0),
                                    (int)db_int(&rows, 1), (int)db_int(&rows, 2),
                                    (int)db_int(&rows, 3), (int)db_int(&rows, 4));
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

/* "2 - Annexe > 1 - Siège\n" for each line. */
static const char *moves_of_action(int64_t numero)
{
    const char *text = "";
    struct db_rows rows;
    DB_QUERY(db, &T_ACTION_JOURNAL, &rows, BIND_INT(numero));
    while (db_next(&rows)) {
        text = arena_printf(arena, "%s%s > %s\n", text, db_text(&rows, 0, NULL),
                            db_text(&rows, 1, NULL));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static bool is_open(int64_t site)
{
    struct db_rows rows;
    DB_QUERY(db, &T_SITE_ACTIF, &rows, BIND_INT(site));
    assert_true(db_next(&rows));
    bool open = db_bool(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    return open;
}

static void assert_refused_closing(const struct acteur *acteur, struct fermeture fermeture)
{
    struct site_save s = changement(2, "I");
    s.acteur = acteur;
    s.fermeture = fermeture;
    assert_int_equal(db_transaction(db, enregistrer_site, &s), STATUS_REFUSED);
    assert_true(is_open(2));
    assert_string_equal(sites_of_action(12), "2, live 2 (1), draft 0 (0)");
    assert_string_equal(moves_of_action(12), "");
}

static void test_closing_wants_a_word(void **state)
{
    (void)state;
    struct fermeture_bilan bilan = {0};
    int64_t there = creer(12, "2026-09-01", "2098-12-18");
    creer(12, "2027-09-01", "2098-12-18");
    creer(12, "2020-09-01", "2020-12-18");
    run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat) VALUES"
        " (4, 1, FALSE, 'Fermé', 'I')");
    assert_int_equal(fermeture_compter(db, 2, &bilan), STATUS_OK);
    assert_int_equal(bilan.sessions, 2);
    assert_int_equal(bilan.actions, 1);
    assert_refused_closing(&officier, (struct fermeture){FERMETURE_NON_DITE, 0});
    assert_refused_closing(&officier, (struct fermeture){FERMETURE_DEPLACER, 0});
    assert_refused_closing(&officier, (struct fermeture){FERMETURE_DEPLACER, 2}); /* the same */
    assert_refused_closing(&officier,
                           (struct fermeture){FERMETURE_DEPLACER, 3}); /* a foreign one */
    assert_refused_closing(&officier, (struct fermeture){FERMETURE_DEPLACER, 4}); /* closed */
    assert_refused_closing(&annexe, (struct fermeture){FERMETURE_DEPLACER, 1});   /* out of reach */
    assert_string_equal(jusqu_au(there), "2098-12-18");
    /* Nothing hangs on it: nothing is asked. */
    run("UPDATE action SET site = 1 WHERE numero = 12;"
        "DELETE FROM session");
    struct site_save s = changement(2, "I");
    s.fermeture = (struct fermeture){FERMETURE_NON_DITE, 0};
    assert_int_equal(db_transaction(db, enregistrer_site, &s), STATUS_OK);
    assert_false(is_open(2));
}

static void test_actions_move_with_a_closing_site(void **state)
{
    (void)state;
    run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat) VALUES"
        " (5, 1, FALSE, 'Tiers', 'A');"
        "INSERT INTO action_contenu (id, action, site) VALUES (23, 12, 2), (24, 13, 2),"
        " (25, 14, 2), (26, 14, 5);"
        "UPDATE action SET brouillon = 23, etat = 'en_attente_de_validation' WHERE numero = 12;"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, brouillon,"
        " creee_a) VALUES (13, 192, 1, 2, 'validee', 24, NULL, 0),"
        " (14, 192, 1, 2, 'en_cours_de_saisie', 25, 26, 0);");
    int64_t here = creer(10, "2026-09-01", "2098-12-18");
    int64_t there = creer(12, "2026-09-01", "2098-12-18");
    int64_t over = creer(12, "2020-09-01", "2020-12-18");
    int64_t past = creer(13, "2020-09-01", "2020-12-18");
    creer(14, "2026-09-01", "2098-12-18");
    struct site_save first = changement(2, "I");
    struct site_save second = first;
    first.fermeture = (struct fermeture){FERMETURE_DEPLACER, 1};
    assert_int_equal(db_transaction(db, enregistrer_site, &first), STATUS_OK);
    assert_false(is_open(2));
    assert_string_equal(rangee(here), "2098-12-18 [] I site 1");
    assert_string_equal(rangee(there), "2098-12-18 []  site 1");
    assert_string_equal(rangee(over), "2020-12-18 []  site 1");
    assert_string_equal(rangee(past), "2020-12-18 []  site 2");
    assert_string_equal(sites_of_action(12), "1, live 1 (2), draft 1 (2)");
    assert_string_equal(sites_of_action(13), "2, live 2 (1), draft 0 (0)");
    assert_string_equal(sites_of_action(14), "1, live 1 (2), draft 5 (1)");
    assert_string_equal(moves_of_action(12), "2 - Annexe > 1 - Siège\n");
    assert_string_equal(moves_of_action(13), "");
    assert_string_equal(moves_of_action(14), "2 - Annexe > 1 - Siège\n");
    assert_int_equal(compter(&T_TOTAL), 5);
    /* Another editor of the same site has the older version. */
    second.fermeture = (struct fermeture){FERMETURE_DEPLACER, 5};
    assert_int_equal(db_transaction(db, enregistrer_site, &second), STATUS_CONFLICT);
    assert_string_equal(sites_of_action(12), "1, live 1 (2), draft 1 (2)");
}

/* One session or a thousand: the same number of statements. */
static void test_counting_is_set_based(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        creer(10, "2026-09-01", i % 2 ? "2026-12-18" : "2027-01-05");
    }
    uint64_t before = db_statements_run(db);
    assert_int_equal(session_compter(db, -1, SESSION_DE_ACTION, 10), STATUS_OK);
    assert_int_equal(compter(&T_TOTAL), 0);
    assert_int_equal(session_deriver(db, SESSION_DE_ACTION, 10), STATUS_OK);
    assert_int_equal(session_compter(db, +1, SESSION_DE_ACTION, 10), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 4);
    assert_int_equal(compter(&T_TOTAL), 30);
}

/* ---- two at once: counters that both change are those of both */

enum { THREADS = 4, EACH_CREATES = 15 };

static void *creer_des_sessions(void *unused)
{
    struct db *own = test_db_connect(DB_WRITE);
    (void)unused;
    for (int i = 0; i < EACH_CREATES; i++) {
        struct geste g = {.verbe = CREER,
                          .acteur = &officier,
                          .jour = JOUR,
                          .arena = arena_create(0),
                          .nouvelle = neuve(10, "2026-09-01", "2026-12-18")};
        enum status status = STATUS_BUSY;
        while (status == STATUS_BUSY) { /* a person presses the button again */
            status = db_transaction(own, faire, &g);
        }
        assert_int_equal(status, STATUS_OK);
        arena_destroy(g.arena);
    }
    db_close(own);
    return NULL;
}

static void test_many_at_once(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, creer_des_sessions, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(compter(&T_NOMBRE), THREADS * EACH_CREATES);
    assert_int_equal(compter(&T_TOTAL), THREADS * EACH_CREATES);
}

/* ---- copies */

static int64_t creer_modele(void)
{
    struct geste g = {.verbe = CREER, .nouvelle = neuve(10, "2028-02-28", "2028-03-01")};
    g.nouvelle.dispositifs = liste("8", NULL);
    g.nouvelle.contacts = liste("100", NULL);
    g.nouvelle.inscription_debut = "2028-01-03";
    g.nouvelle.inscription_fin = "2028-02-20";
    g.nouvelle.ville = "NANTES";
    assert_int_equal(geste(&g), STATUS_OK);
    return g.numero;
}

static void test_details(void **state)
{
    (void)state;
    int64_t numero = creer_modele();
    struct reference_certification record = {
        .reference_rncp = "35584", .reference_certifinfo = "", .reference_rs = ""};
    struct geste g = {.verbe = DETAIL,
                      .acteur = &siege,
                      .genre = offre_genre_nomme(OFFRE_SESSION, "reference_certification"),
                      .record = &record,
                      .ancienne = lire(numero)};
    assert_non_null(g.genre);
    assert_int_equal(geste(&g), STATUS_OK);
    assert_int_equal(lire(numero).version, 2);
    assert_non_null(strstr(journal(numero), "35584\n"));
    g = (struct geste){
        .verbe = DUPLIQUER, .acteur = &siege, .ancienne = lire(numero), .nouvelle = lire(numero)};
    g.nouvelle.debut = "2028-03-06"; /* a week later */
    assert_int_equal(geste(&g), STATUS_OK);
    struct offre_details details = {0};
    assert_int_equal(offre_details_lire(db, arena, OFFRE_SESSION, g.numero, &details), STATUS_OK);
    assert_int_equal(offre_details_compter(&details, "reference_certification"), 1);
    struct session copie = lire(g.numero);
    assert_int_not_equal(g.numero, numero);
    assert_int_equal(copie.version, 1);
    assert_string_equal(copie.ville, "NANTES");
    assert_string_equal(copie.debut, "2028-03-06");
    assert_string_equal(copie.fin, lire(numero).fin);
    assert_string_equal(copie.inscription_debut, "2028-01-10");
    assert_string_equal(copie.inscription_fin, "2028-02-27");
    assert_string_equal(copie.dispositifs.items[0], "8");
    assert_string_equal(copie.contacts.items[0], "100");
}

struct reprise {
    const struct acteur *acteur;
    struct session *sessions;
    size_t n;
};

static enum status reconduire(struct db *connection, void *contexte)
{
    struct reprise *r = contexte;
    return session_reconduire(connection, arena, r->acteur, r->sessions, r->n);
}

/* The session that renews this one, moved as the page proposes. */
static struct session renouvelee(int64_t numero, struct reconduction r)
{
    const struct session modele = lire(numero);
    struct session nouvelle = modele;
    int days = reconduction_jours(modele.debut, &r);
    char debut[DATES_ISO_SIZE], fin[DATES_ISO_SIZE];
    dates_add_days(modele.debut, days, debut);
    dates_add_days(modele.fin, days, fin);
    nouvelle.debut = arena_strdup(arena, debut);
    nouvelle.fin = arena_strdup(arena, fin);
    session_renouveler(arena, &modele, &nouvelle);
    return nouvelle;
}

static void test_shift(void **state)
{
    (void)state;
    int64_t numeros[2] = {creer_modele(), creer(10, "2026-01-05", "2026-01-05")};
    struct geste g = {.verbe = DESACTIVER, .ancienne = lire(numeros[0])};
    assert_int_equal(geste(&g), STATUS_OK);
    const struct reconduction an = {.mois = 12};
    struct session sessions[2] = {renouvelee(numeros[0], an), renouvelee(numeros[1], an)};
    struct reprise r = {&siege, sessions, 2};
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_OK);
    struct session_liste list = {0};
    assert_int_equal(session_lister(db, arena, 10, &list), STATUS_OK);
    assert_int_equal(list.n, 4);
    /* 05/01/2026, 04/01/2027, 28/02/2028, and Monday 26/02/2029 (28/02/2029 is a Wednesday). */
    assert_string_equal(list.items[1].debut, "2027-01-04");
    assert_string_equal(list.items[1].fin, "2027-01-04");
    assert_string_equal(list.items[3].debut, "2029-02-26");
    struct session s = lire(list.items[3].numero);
    assert_string_equal(s.fin, "2029-02-28"); /* two days later, as before */
    assert_string_equal(s.inscription_debut, "2029-01-01");
    assert_string_equal(s.inscription_fin, "2029-02-18");
    assert_string_equal(s.desactivee_le, "");
    assert_string_equal(s.dispositifs.items[0], "8");
    assert_string_equal(jusqu_au(s.numero), "2029-02-28");
}

static void test_shift_all_or_none(void **state)
{
    (void)state;
    const struct reconduction semaine = {.semaines = 1};
    int64_t numeros[2] = {creer_modele(), creer(12, "2026-09-01", "2026-12-18")};
    struct session sessions[2] = {renouvelee(numeros[0], semaine), renouvelee(numeros[1], semaine)};
    struct reprise r = {&siege, sessions, 2}; /* the second is another site's */
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_NOT_FOUND);
    assert_int_equal(compter(&T_NOMBRE), 2);
    r.acteur = &officier;
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_OK);
    assert_int_equal(compter(&T_NOMBRE), 4);
    /* None is none. */
    r.n = 0;
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_OK);
    assert_int_equal(compter(&T_NOMBRE), 4);
}

/* What a person may choose among, with what was renewed already. */
static void test_candidates(void **state)
{
    (void)state;
    int64_t numeros[3] = {creer_modele(), creer(12, "2026-09-01", "2026-12-18"), 77};
    struct session nouvelle = renouvelee(numeros[0], (struct reconduction){.semaines = 52});
    struct reprise r = {&siege, &nouvelle, 1};
    struct reconduction_candidates found = {0};
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_OK);
    assert_int_equal(reconduction_de_numeros(db, arena, &siege, numeros, 3, &found), STATUS_OK);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0].numero, numeros[0]);
    assert_int_equal(found.items[0].formation, 192);
    assert_string_equal(found.items[0].intitule, "Bureautique - Le soir");
    assert_true(found.items[0].vive);
    assert_true(found.items[0].deja > numeros[1]);
    assert_string_equal(found.items[0].deja_debut, nouvelle.debut);
    assert_int_equal(reconduction_de_numeros(db, arena, &officier, numeros, 3, &found), STATUS_OK);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.items[1].deja, 0);
    assert_int_equal(reconduction_de_action(db, arena, &siege, 10, &found), STATUS_OK);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.items[0].numero, numeros[0]);
    assert_int_equal(reconduction_de_action(db, arena, &siege, 12, &found), STATUS_OK);
    assert_int_equal(found.n, 0);
}

/* ---- the same session twice */

/* The twin of a session that is about to be saved: its key, its reason; "": none. */
static const char *jumelle(const struct session *ancienne, const struct session *session)
{
    struct jumeaux found = {0};
    assert_int_equal(session_jumelles(db, arena, ancienne, session, 1, &found), STATUS_OK);
    assert_true(found.n <= 1);
    return found.n ? arena_printf(arena, "%s, %s", found.items[0].cle, found.items[0].raison) : "";
}

static void assert_jumelle(const char *said, int64_t numero, const char *raison)
{
    assert_string_equal(said, arena_printf(arena, "session-%lld, %s", (long long)numero, raison));
}

#define MEMES "du 04/01/2027 au 28/05/2027, mêmes dates au même lieu"

static void test_twins(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2027-01-04", "2027-05-28");
    struct session same = neuve(10, "2027-01-04", "2027-05-28");
    assert_jumelle(jumelle(NULL, &same), numero, MEMES);
    same.places = "12"; /* says nothing of when and where */
    same.dispositifs = liste("8", NULL);
    assert_jumelle(jumelle(NULL, &same), numero, MEMES);
    struct geste g = {.verbe = DESACTIVER, .ancienne = lire(numero)};
    assert_int_equal(geste(&g), STATUS_OK);
    assert_jumelle(jumelle(NULL, &same), numero, MEMES ", désactivée");

    struct session other = same;
    other.action = 11;
    assert_string_equal(jumelle(NULL, &other), "");
    other = same;
    other.debut = "2027-01-05";
    assert_string_equal(jumelle(NULL, &other), "");
    other = same;
    other.fin = "2027-05-27";
    assert_string_equal(jumelle(NULL, &other), "");
    other = same;
    other.commune = "Angers";
    assert_string_equal(jumelle(NULL, &other), "");
}

static void test_twins_at_a_place(void **state)
{
    (void)state;
    run("INSERT INTO offre_detail (noun, contenu, genre, rang, donnees)"
        " VALUES ('action', 20, 'lieu', 1, 'ville=Saint-Nazaire')");
    int64_t nowhere = creer(10, "2027-01-04", "2027-05-28");
    struct geste g = {.verbe = CREER, .nouvelle = neuve(10, "2027-02-01", "2027-05-28")};
    g.nouvelle.commune = "Angers";
    assert_int_equal(geste(&g), STATUS_OK);
    struct session session = neuve(10, "2027-01-04", "2027-05-28");
    session.commune = "SAINT NAZAIRE"; /* the action's */
    assert_jumelle(jumelle(NULL, &session), nowhere, MEMES);
    session = neuve(10, "2027-02-01", "2027-05-28");
    assert_string_equal(jumelle(NULL, &session), "");
    session.commune = "ANGERS";
    assert_jumelle(jumelle(NULL, &session), g.numero,
                   "du 01/02/2027 au 28/05/2027, mêmes dates au même lieu");
}

static void test_a_change_is_asked_about_when_it_makes_twins(void **state)
{
    (void)state;
    int64_t first = creer(10, "2027-01-04", "2027-05-28");
    int64_t second = creer(10, "2027-01-04", "2027-05-28");
    int64_t third = creer(10, "2027-01-11", "2027-05-28");
    struct session before = lire(second);
    struct session after = before;
    after.places = "9";
    assert_string_equal(jumelle(&before, &after), "");
    before = lire(third);
    after = before;
    after.debut = "2027-01-04";
    assert_jumelle(jumelle(&before, &after), first, MEMES);
    assert_jumelle(jumelle(&before, &after), first, MEMES);
    after.debut = "2027-01-18"; /* not of itself */
    assert_string_equal(jumelle(&before, &after), "");
    after.debut = "2027-01-11";
    after.fin = "2027-05-28";
    assert_string_equal(jumelle(NULL, &after), "");
}

static void test_twins_among_those_to_be_saved(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2027-03-01", "2027-03-05");
    const struct session sessions[] = {
        neuve(10, "2027-01-04", "2027-05-28"), neuve(10, "2027-03-01", "2027-03-05"),
        neuve(12, "2027-01-04", "2027-05-28"), neuve(10, "2027-01-04", "2027-05-28")};
    struct jumeaux found = {0};
    assert_int_equal(session_jumelles(db, arena, NULL, sessions, 4, &found), STATUS_OK);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.items[0].rang, 1);
    assert_int_equal(found.items[0].numero, numero);
    assert_int_equal(found.items[1].rang, 3);
    assert_int_equal(found.items[1].numero, 0);
    assert_int_equal(found.items[1].autre, 0);
    assert_string_equal(found.items[1].cle, "saisie-10-2027-01-04-2027-05-28");
}

static void test_renewed_again(void **state)
{
    (void)state;
    int64_t numero = creer(10, "2026-01-05", "2026-01-09");
    const struct reconduction an = {.mois = 12};
    struct session shifted = renouvelee(numero, an);
    struct session saved = shifted;
    struct reprise r = {&siege, &saved, 1};
    assert_string_equal(shifted.debut, "2027-01-04");
    assert_string_equal(jumelle(NULL, &shifted), "");
    assert_int_equal(compter(&T_NOMBRE), 1);
    assert_int_equal(db_transaction(db, reconduire, &r), STATUS_OK);
    int64_t renewed = numero + 1;
    assert_jumelle(jumelle(NULL, &shifted), renewed,
                   "du 04/01/2027 au 08/01/2027, mêmes dates au même lieu");

    /* The new one moves: what it was made from has been renewed all the same. */
    struct geste g = {.verbe = ENREGISTRER, .ancienne = lire(renewed), .nouvelle = lire(renewed)};
    g.nouvelle.debut = "2027-01-06";
    assert_int_equal(geste(&g), STATUS_OK);
    assert_jumelle(jumelle(NULL, &shifted), renewed,
                   "du 06/01/2027 au 08/01/2027, reconduite de la même session");
    /* The renewed one may be renewed in its turn. */
    shifted = renouvelee(renewed, an);
    assert_string_equal(jumelle(NULL, &shifted), "");
}

/* ---- dispositifs */

static void test_dispositifs(void **state)
{
    (void)state;
    struct dispositifs list = {0};
    assert_int_equal(dispositif_lister(db, arena, &list), STATUS_OK);
    assert_int_equal(list.n, 6);
    assert_string_equal(list.items[0].code, "0");
    assert_string_equal(dispositif_nomme(&list, "8")->type, "programme-region");
    assert_true(dispositif_nomme(&list, "8")->public);
    assert_false(dispositif_nomme(&list, "99")->actif);
    assert_null(dispositif_nomme(&list, "7"));
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_create_and_read),
        EACH(test_rights),
        EACH(test_list_of_an_action),
        EACH(test_verify),
        EACH(test_verify_what_it_had),
        EACH(test_save),
        EACH(test_second_of_two_people_gets_a_conflict),
        EACH(test_never_live),
        EACH(test_over_when_created),
        EACH(test_deactivate),
        EACH(test_site_deactivated),
        EACH(test_closing_wants_a_word),
        EACH(test_actions_move_with_a_closing_site),
        EACH(test_counting_is_set_based),
        EACH(test_many_at_once),
        EACH(test_details),
        EACH(test_shift),
        EACH(test_shift_all_or_none),
        EACH(test_candidates),
        EACH(test_twins),
        EACH(test_twins_at_a_place),
        EACH(test_a_change_is_asked_about_when_it_makes_twins),
        EACH(test_twins_among_those_to_be_saved),
        EACH(test_renewed_again),
        EACH(test_dispositifs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
