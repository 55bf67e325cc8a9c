/* Formations: who sees them, drafts kept even when incomplete, limits of LHEO, details, two people.
 */
#include "dict.h"
#include "formation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "details.h"
#include "domaine/monde.h"

STATEMENT(TEST_CONTENUS, "i", "i", "SELECT count(*) FROM formation_contenu WHERE formation = $1");
STATEMENT(TEST_FORMATIONS, "", "i", "SELECT count(*) FROM formation");
STATEMENT(TEST_OUVERTES, "i", "i",
          "SELECT count(*) FROM action WHERE formation = $1 AND etat = 'en_cours_de_saisie'");

/* ---- gestures, each in its transaction as a page does it */

struct creation {
    const struct acteur *acteur;
    const char *intitule;
    int64_t numero;
};

static enum status create_in_transaction(struct db *connection, void *context)
{
    struct creation *creation = context;
    return formation_creer(connection, arena, creation->acteur, &gip, creation->intitule,
                           &creation->numero);
}

static int64_t create(const char *intitule)
{
    struct creation creation = {&camille, intitule, 0};
    assert_int_equal(db_transaction(db, create_in_transaction, &creation), STATUS_OK);
    return creation.numero;
}

static struct formation read_it(int64_t numero)
{
    struct formation formation = {0};
    assert_int_equal(formation_lire(db, arena, &camille, numero, &formation), STATUS_OK);
    return formation;
}

struct save {
    const struct acteur *acteur;
    const struct field_set *set;
    struct formation ancienne, nouvelle;
    struct form form;
    bool change;
};

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *save = context;
    return formation_enregistrer(connection, arena, save->acteur, save->set, &save->ancienne,
                                 &save->nouvelle, &save->change);
}

static enum status verify(struct save *save, const char *section, const char *body)
{
    struct params params = {0};
    const struct offre_section *found = formation_sections;
    while (strcmp(found->code, section) != 0) {
        found++;
    }
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    save->set = &found->set;
    save->nouvelle = save->ancienne;
    form_read_draft(&save->form, arena, save->set, &params, &save->nouvelle,
                    acteur_est_officier(save->acteur));
    return formation_verifier(db, &save->form, &save->ancienne, &save->nouvelle);
}

static enum status save(const struct acteur *acteur, int64_t numero, const char *section,
                        const char *body, struct save *save_r)
{
    *save_r = (struct save){.acteur = acteur, .ancienne = read_it(numero)};
    enum status status = verify(save_r, section, body);
    return status == STATUS_OK ? db_transaction(db, save_in_transaction, save_r) : status;
}

static void saved(int64_t numero, const char *section, const char *body)
{
    struct save s;
    assert_int_equal(save(&camille, numero, section, body, &s), STATUS_OK);
    assert_true(s.change);
}

static void refused(int64_t numero, const char *section, const char *body, const char *field,
                    const char *words)
{
    struct save s;
    assert_int_equal(save(&camille, numero, section, body, &s), STATUS_REFUSED);
    const struct form_field *entry = form_field_named(&s.form, field);
    assert_non_null(entry);
    assert_non_null(entry->message);
    if (!strstr(entry->message, words)) {
        assert_string_equal(entry->message, words);
    }
}

struct detail {
    const struct acteur *acteur;
    struct formation formation;
    const char *genre;
    int64_t rang;
    const void *record;
};

static enum status detail_in_transaction(struct db *connection, void *context)
{
    struct detail *d = context;
    struct formation changed = d->formation;
    struct offre_details *wanted = NULL;
    bool change = false;
    enum status status =
        details_avec(connection, arena, offre_genre_nomme(OFFRE_FORMATION, d->genre),
                     d->formation.contenu_id, d->rang, d->record, &wanted);
    changed.details = wanted;
    return status == STATUS_OK
               ? formation_enregistrer(connection, arena, d->acteur, &formation_fields,
                                       &d->formation, &changed, &change)
               : status;
}

static enum status detail(int64_t numero, const char *genre, int64_t rang, const void *record)
{
    struct detail d = {&camille, read_it(numero), genre, rang, record};
    return db_transaction(db, detail_in_transaction, &d);
}

static struct offre_details details(int64_t numero)
{
    struct offre_details all = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(
        offre_details_lire(db, arena, OFFRE_FORMATION, read_it(numero).contenu_id, &all),
        STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 3); /* two of the formation, one of these */
    return all;
}

/* What a validation leaves: the draft is live, with a validated action. */
static void publish(int64_t numero)
{
    run(arena_printf(arena,
                     "UPDATE formation SET vive = brouillon, brouillon = NULL WHERE numero = %d;"
                     "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive,"
                     " creee_a) VALUES (50751, %d, 1, 36364, 'validee', 7, 0);"
                     "INSERT INTO action_contenu (id, action, site) VALUES (7, 50751, 36364)",
                     (int)numero, (int)numero));
}

static const char *repeat(const char *text, size_t times)
{
    char *all = arena_alloc(arena, strlen(text) * times + 1);
    for (size_t i = 0; i < times; i++) {
        memcpy(all + i * strlen(text), text, strlen(text));
    }
    return all;
}

/* ---- creating and reading */

static void test_create(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    uint64_t before = db_statements_run(db);
    struct formation f = read_it(numero);
    assert_int_equal(db_statements_run(db) - before, 2);
    assert_true(numero >= 200000);
    assert_int_equal(f.version, 1);
    assert_true(f.brouillon);
    assert_false(f.vive);
    assert_int_equal(f.etablissement_id, 1);
    assert_string_equal(f.etablissement_siret, "13000511900032");
    assert_string_equal(f.intitule, "Assistant RH");
    assert_string_equal(f.objectif, "");
    assert_int_equal(f.formacodes.n, 0);
    assert_int_equal(formation_lire_vive(db, arena, &camille, numero, &f), STATUS_NOT_FOUND);
    assert_string_equal(monde_differences("formation", numero), "Intitulé:  → Assistant RH\n");
}

static void test_create_refusals(void **state)
{
    (void)state;
    struct creation cases[] = {{&camille, "", 0},
                               {&camille, repeat("é", 256), 0},
                               {&etranger, "Chez les autres", 0},
                               {&camille, repeat("é", 255), 0}};
    assert_int_equal(db_transaction(db, create_in_transaction, &cases[0]), STATUS_REFUSED);
    assert_int_equal(db_transaction(db, create_in_transaction, &cases[1]), STATUS_REFUSED);
    assert_int_equal(db_transaction(db, create_in_transaction, &cases[2]), STATUS_NOT_FOUND);
    assert_int_equal(number(&TEST_FORMATIONS, 0), 0);
    assert_int_equal(db_transaction(db, create_in_transaction, &cases[3]), STATUS_OK);
}

static void test_numbers_are_never_used_again(void **state)
{
    (void)state;
    int64_t first = create("Une");
    run("UPDATE formation SET brouillon = NULL; DELETE FROM formation_contenu;"
        "DELETE FROM formation");
    assert_true(create("Deux") > first);
}

static void test_rights(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    struct formation f = {0};
    assert_int_equal(formation_lire(db, arena, &annexe, numero, &f), STATUS_OK);
    assert_int_equal(formation_lire(db, arena, &officier, numero, &f), STATUS_OK);
    assert_int_equal(formation_lire(db, arena, &etranger, numero, &f), STATUS_NOT_FOUND);
    assert_int_equal(formation_lire(db, arena, &officier, numero + 1, &f), STATUS_NOT_FOUND);
    assert_int_equal(formation_lire(db, arena, &camille, -1, &f), STATUS_NOT_FOUND);
    struct save s;
    assert_int_equal(save(&etranger, numero, "objectifs", "objectif=Nuire", &s), STATUS_NOT_FOUND);
    assert_string_equal(read_it(numero).objectif, "");
}

/* ---- fields */

static void test_sections_hold_all_fields(void **state)
{
    (void)state;
    const struct field *next = formation_fields.fields;
    for (const struct offre_section *s = formation_sections; s->code; s++) {
        assert_ptr_equal(s->set.fields, next);
        next += s->set.n;
    }
    assert_ptr_equal(next, formation_fields.fields + formation_fields.n);
    assert_non_null(field_named(&formation_fields, "contenu"));
}

static void test_draft_is_kept_incomplete(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    saved(numero, "objectifs", "objectif=Tenir+la+paie&resultats_attendus=&contenu=");
    saved(numero, "description", "intitule=");
    struct formation f = read_it(numero);
    assert_string_equal(f.objectif, "Tenir la paie");
    assert_string_equal(f.intitule, "");
    assert_int_equal(f.version, 3);
    struct save s;
    assert_int_equal(save(&camille, numero, "objectifs", "objectif=Tenir+la+paie", &s), STATUS_OK);
    assert_false(s.change);
    assert_int_equal(read_it(numero).version, 3);
}

static void test_everything_is_kept(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    run("INSERT INTO nomenclature (nom, code, libelle) VALUES ('nsf', '315', 'Ressources "
        "humaines'),"
        " ('rome', 'M1501', 'Assistanat RH'), ('rome', 'M1502', 'Développement RH')");
    saved(numero, "description",
          "intitule=Assistant+RH&formacodes=33054&formacodes=33052&formacodes=33054&nsf=315"
          "&rome=m1502&rome=M15+01");
    assert_string_equal(monde_differences("formation", numero),
                        "Formacodes:  → 33054, 33052\nNSF:  → 315 - Ressources humaines\n"
                        "ROME:  → M1502 - Développement RH, M1501 - Assistanat RH\n");
    saved(numero, "contacts", "contacts=3128&contacts=3127&liens=https://exemple.fr/rh");
    assert_string_equal(monde_differences("formation", numero),
                        "Contacts:  → 3128 - Évrard Alix, 3127 - AUBRY Camille\n"
                        "Liens:  → https://exemple.fr/rh\n");
    saved(numero, "parcours", "certifiante=1&parcours=2&niveau_entree=14&niveau_sortie=15");
    saved(numero, "module", "objectif_general=7&identifiant_module=MOD+12&positionnement=2");
    struct formation f = read_it(numero);
    assert_int_equal(f.formacodes.n, 2);
    assert_string_equal(f.formacodes.items[0], "33054");
    assert_string_equal(f.formacodes.items[1], "33052");
    assert_string_equal(f.rome.items[0], "M1502");
    assert_int_equal(f.contacts.n, 2);
    assert_string_equal(f.contacts.items[0], "3128");
    assert_string_equal(f.certifiante, "1");
    assert_string_equal(f.niveau_sortie, "15");
    assert_string_equal(f.objectif_general, "7");
    assert_string_equal(f.identifiant_module, "MOD 12");
    assert_string_equal(f.positionnement, "2");
    assert_string_equal(f.intitule, "Assistant RH");
}

static void test_limits(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    const char *texts[][2] = {{"objectifs", "objectif"},
                              {"objectifs", "resultats_attendus"},
                              {"objectifs", "contenu"},
                              {"module", "identifiant_module"}};
    for (size_t i = 0; i < 4; i++) {
        const char *name = texts[i][1];
        refused(numero, texts[i][0], arena_printf(arena, "%s=%s", name, repeat("é", 3001)), name,
                "3001 caractères, 3000 au maximum");
        saved(numero, texts[i][0], arena_printf(arena, "%s=%s", name, repeat("é", 3000)));
    }
    refused(numero, "description", arena_printf(arena, "intitule=%s", repeat("a", 256)), "intitule",
            "256 caractères, 255 au maximum");
    refused(numero, "description",
            "formacodes=10001&formacodes=10002&formacodes=10003&formacodes=10004&formacodes=10005"
            "&formacodes=10006",
            "formacodes", "6 valeurs, 5 au maximum");
    refused(numero, "description", "nsf=310&nsf=311&nsf=312&nsf=313", "nsf",
            "4 valeurs, 3 au maximum");
    refused(numero, "description",
            "rome=A1101&rome=A1102&rome=A1103&rome=A1104&rome=A1105&rome=A1106", "rome",
            "6 valeurs, 5 au maximum");
    const char *lien = arena_printf(arena, "liens=https://exemple.fr/%s", repeat("a", 381));
    saved(numero, "contacts", lien); /* LHEO urlweb: 400 characters */
    refused(numero, "contacts", arena_printf(arena, "%sa", lien), "liens",
            "valeur 1, 401 caractères, 400 au maximum");
    refused(numero, "contacts",
            "liens=https://a.fr&liens=https://b.fr&liens=https://c.fr&liens=https://d.fr", "liens",
            "4 valeurs, 3 au maximum");
}

static void test_hostile_values(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    refused(numero, "objectifs", "objectif=%3Cscript%3Ealert(1)%3C/script%3E", "objectif",
            "balise HTML");
    refused(numero, "description", "formacodes=3305", "formacodes", "5 chiffres");
    refused(numero, "description", "nsf=31A", "nsf", "3 chiffres");
    refused(numero, "description", "rome=Z1502", "rome", "lettre de A à N");
    refused(numero, "parcours", "certifiante=2", "certifiante", "choix inconnu");
    refused(numero, "parcours", "niveau_entree=9", "niveau_entree", "choix inconnu");
    refused(numero, "contacts", "liens=javascript:alert(1)", "liens", "http");
    refused(numero, "contacts", "contacts=3129", "contacts", "contact inconnu (3129)");
    refused(numero, "contacts", "contacts=99999999999999999999999", "contacts", "contact inconnu");
    refused(numero, "contacts", "contacts=1 OR 1", "contacts", "chiffres");
    assert_int_equal(read_it(numero).version, 1);
}

static void test_unknown_codes(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    saved(numero, "description", "formacodes=99999&rome=M1502"); /* nothing was imported yet */
    run("INSERT INTO nomenclature (nom, code, libelle) VALUES ('rome', 'A1101', 'Conduite');"
        "INSERT INTO formacode_version (version, extrait, capitales, importe_a)"
        " VALUES (14, FALSE, FALSE, 0);"
        "INSERT INTO formacode (version, code, parent, rang, niveau, enfants, choisissable, retire,"
        " majuscules, libelle, synonymes, metiers) VALUES (14, '33054', '', 1, 0, 0, TRUE, FALSE,"
        " 'RESSOURCES HUMAINES', 'Ressources humaines', '', '')");
    refused(numero, "description", "formacodes=99999&formacodes=88888", "formacodes",
            "code inconnu (88888)");
    refused(numero, "description", "formacodes=33054&rome=M1502&rome=A1102", "rome",
            "code inconnu (A1102)");
    /* What was chosen before stays. */
    saved(numero, "description", "formacodes=33054&formacodes=99999&rome=M1502&rome=A1101");
}

/* ---- two people */

static void test_second_of_two_people_gets_a_conflict(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    struct save first = {.acteur = &camille, .ancienne = read_it(numero)};
    struct save second = first;
    assert_int_equal(verify(&first, "objectifs", "objectif=Un"), STATUS_OK);
    assert_int_equal(verify(&second, "objectifs", "objectif=Deux"), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &second), STATUS_CONFLICT);
    assert_string_equal(read_it(numero).objectif, "Un");
    /* The second of two who modify what is live: the first has made the draft. */
    publish(numero);
    first = (struct save){.acteur = &camille, .ancienne = read_it(numero)};
    second = first;
    assert_int_equal(verify(&first, "objectifs", "objectif=Trois"), STATUS_OK);
    assert_int_equal(verify(&second, "objectifs", "objectif=Quatre"), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &second), STATUS_CONFLICT);
    assert_string_equal(read_it(numero).objectif, "Trois");
    struct journal_champ *champs;
    size_t n = 0;
    champs = journal_comparer(arena, second.set, NULL, &second.ancienne, &second.nouvelle, &n);
    assert_int_equal(n, 1);
    assert_string_equal(champs[0].libelle, "Objectif");
    assert_string_equal(champs[0].avant, "Un");
    assert_string_equal(champs[0].apres, "Quatre");
}

/* ---- what is live, and its modification */

static void test_live_stays_while_a_draft_is_entered(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    const struct certification rncp = {.code_rncp = "35584"};
    const struct certification rs = {.code_rs = "5000"};
    saved(numero, "description", "intitule=Assistant+RH&formacodes=33054");
    assert_int_equal(detail(numero, "certification", 0, &rncp), STATUS_OK);
    publish(numero);
    saved(numero, "objectifs", "objectif=Nouveau");
    assert_int_equal(detail(numero, "certification", 1, &rs), STATUS_OK);
    struct formation live = {0};
    struct formation draft = read_it(numero);
    struct offre_details vives = {0};
    assert_int_equal(formation_lire_vive(db, arena, &camille, numero, &live), STATUS_OK);
    assert_true(live.contenu_id != draft.contenu_id);
    assert_true(live.vive && draft.vive && draft.brouillon && !live.brouillon);
    assert_string_equal(live.objectif, "");
    assert_string_equal(draft.objectif, "Nouveau");
    assert_string_equal(draft.formacodes.items[0], "33054");
    assert_int_equal(offre_details_lire(db, arena, OFFRE_FORMATION, live.contenu_id, &vives),
                     STATUS_OK);
    assert_string_equal(((const struct certification *)vives.items[0].record)->code_rncp, "35584");
    assert_int_equal(details(numero).n, 1);
    assert_string_equal(((const struct certification *)details(numero).items[0].record)->code_rs,
                        "5000");
    assert_int_equal(number(&TEST_CONTENUS, numero), 2);
    assert_int_equal(number(&TEST_OUVERTES, numero), 1);
}

static void test_low_risk_goes_live_at_once(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    publish(numero);
    saved(numero, "contacts", "contacts=3127&liens=https://exemple.fr");
    struct formation live = {0};
    assert_int_equal(formation_lire_vive(db, arena, &camille, numero, &live), STATUS_OK);
    assert_string_equal(live.contacts.items[0], "3127");
    assert_string_equal(live.liens.items[0], "https://exemple.fr");
    assert_false(read_it(numero).brouillon);
    assert_int_equal(number(&TEST_OUVERTES, numero), 0);
    assert_string_equal(monde_differences("formation", numero),
                        "Contacts:  → 3127 - AUBRY Camille\nLiens:  → https://exemple.fr\n");
    /* With a draft, they are part of it. */
    saved(numero, "objectifs", "objectif=Nouveau");
    saved(numero, "contacts", "contacts=3128");
    assert_int_equal(formation_lire_vive(db, arena, &camille, numero, &live), STATUS_OK);
    assert_string_equal(live.contacts.items[0], "3127");
}

static void test_what_is_reviewed_is_closed_to_its_author(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    publish(numero);
    run("UPDATE action SET etat = 'en_attente_de_validation'");
    struct save s;
    assert_int_equal(save(&camille, numero, "objectifs", "objectif=Tard", &s), STATUS_FORBIDDEN);
    assert_int_equal(
        detail(numero, "module_prerequis", 0, &(struct module_prerequis){.reference = "MOD1"}),
        STATUS_FORBIDDEN);
    assert_int_equal(save(&camille, numero, "contacts", "contacts=3127", &s), STATUS_OK);
    assert_int_equal(save(&officier, numero, "objectifs", "objectif=Juste", &s), STATUS_OK);
    assert_string_equal(read_it(numero).objectif, "Juste");
    assert_int_equal(number(&TEST_OUVERTES, numero), 0);
}

/* ---- details */

/* Their names of fields are right, and nothing is told of nothing. */
static void test_summaries_of_genres(void **state)
{
    (void)state;
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        void *record = offre_vide(arena, genre->set, genre->taille);
        assert_string_equal(offre_detail_resumer(arena, genre, record), "");
    }
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_ACTION, "lieu");
    struct lieu lieu = {.ligne2 = "12 rue de Rennes", .code_postal = "44000", .ville = "NANTES"};
    assert_string_equal(offre_detail_resumer(arena, genre, &lieu),
                        "12 rue de Rennes, 44000 NANTES");
    genre = offre_genre_nomme(OFFRE_ACTION, "financeur");
    struct financeur region = {.code_financeur = "2", .nb_places = "12"};
    const char *libelle = choice_label(dict_financeurs, "2");
    assert_string_equal(offre_detail_resumer(arena, genre, &region),
                        arena_printf(arena, "%s (places\u00A0: 12)", libelle));
    region.nb_places = "";
    assert_string_equal(offre_detail_resumer(arena, genre, &region), libelle);
    genre = offre_genre_nomme(OFFRE_ACTION, "equipement");
    struct equipement casque = {.type_equipement = "1", .cout_indicatif = "120"};
    assert_string_equal(
        offre_detail_resumer(arena, genre, &casque),
        arena_printf(arena, "%s, 120\u00A0€", choice_label(dict_type_equipement, "1")));
    const char *annees[] = {"1", "2"};
    genre = offre_genre_nomme(OFFRE_SESSION, "cycle");
    struct cycle cycle = {.type_cycle = "1", .annees = {annees, 1}};
    libelle = choice_label(dict_type_cycle, "1");
    assert_string_equal(offre_detail_resumer(arena, genre, &cycle),
                        arena_printf(arena, "%s, année 1", libelle));
    cycle.annees.n = 2;
    assert_string_equal(offre_detail_resumer(arena, genre, &cycle), libelle);
}

static void test_details(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    const struct certification c = {.code_rncp = "35584", .code_cpf = "246823"};
    const struct sous_module m = {.reference = "A & B = 100 % é", .type_module = "1"};
    assert_int_equal(detail(numero, "certification", 0, &c), STATUS_OK);
    assert_string_equal(monde_differences("formation", numero),
                        "Certifications:  → Code RNCP 35584, Code CPF 246823\n");
    assert_int_equal(detail(numero, "sous_module", 0, &m), STATUS_OK);
    struct offre_details all = details(numero);
    assert_int_equal(all.n, 2);
    assert_string_equal(all.items[0].genre->code, "certification");
    assert_string_equal(offre_detail_resumer(arena, all.items[0].genre, all.items[0].record),
                        "RNCP 35584, CPF 246823");
    const struct sous_module *read = all.items[1].record;
    assert_string_equal(read->reference, "A & B = 100 % é");
    assert_string_equal(offre_detail_resumer(arena, all.items[1].genre, read),
                        "A & B = 100 % é (Obligatoire)");
    assert_int_equal(offre_details_compter(&all, "certification"), 1);
    assert_int_equal(read_it(numero).version, 3);
    assert_int_equal(detail(numero, "certification", 1, NULL), STATUS_OK);
    assert_string_equal(monde_differences("formation", numero),
                        "Certifications: Code RNCP 35584, Code CPF 246823 → \n");
    assert_int_equal(read_it(numero).version, 4);
    assert_int_equal(detail(numero, "certification", 1, NULL), STATUS_OK); /* there is none */
    assert_int_equal(read_it(numero).version, 4);
    assert_int_equal(details(numero).n, 1);
}

static void test_details_have_a_maximum(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    const struct certification c = {.code_rs = "5000"};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(detail(numero, "certification", 0, &c), STATUS_OK);
    }
    assert_int_equal(detail(numero, "certification", 0, &c), STATUS_REFUSED);
    assert_int_equal(detail(numero, "certification", 3, NULL), STATUS_OK);
    assert_int_equal(detail(numero, "certification", 0, &c), STATUS_OK);
    assert_int_equal(details(numero).n, 5);
    for (int i = 0; i < 30; i++) {
        assert_int_equal(
            detail(numero, "module_prerequis", 0, &(struct module_prerequis){.reference = "MOD"}),
            STATUS_OK);
    }
    assert_int_equal(details(numero).n, 35);
}

/* A detail is added to what the person saw. */
static void test_detail_conflict(void **state)
{
    (void)state;
    int64_t numero = create("Assistant RH");
    const struct certification c = {.code_rs = "5000"};
    struct detail first = {&camille, read_it(numero), "certification", 0, &c};
    struct detail second = first;
    struct detail foreign = {&etranger, read_it(numero), "certification", 0, &c};
    assert_int_equal(db_transaction(db, detail_in_transaction, &foreign), STATUS_NOT_FOUND);
    assert_int_equal(db_transaction(db, detail_in_transaction, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, detail_in_transaction, &second), STATUS_CONFLICT);
    assert_int_equal(details(numero).n, 1);
}

static const char *judged(enum offre_noun noun, const char *code, const char *body)
{
    const struct offre_genre *genre = offre_genre_nomme(noun, code);
    struct form form;
    struct params params = {0};
    void *record = arena_alloc(arena, genre->taille);
    const char *messages = "";
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    form_read(&form, arena, genre->set, &params, record, false, true, false);
    if (genre->verifier) {
        genre->verifier(&form, record);
    }
    for (size_t i = 0; i < form.n; i++) {
        const char *message = form.fields[i].message;
        messages =
            arena_printf(arena, "%s%s%s", messages, message ? message : "", message ? "|" : "");
    }
    return messages;
}

static void test_rules_of_details(void **state)
{
    (void)state;
#define ADRESSE "ligne1=Rue&code_postal=44000&ville=Nantes&commune_insee="
    static const struct {
        enum offre_noun noun;
        const char *genre;
        const char *body;
        const char *words; /* of the message; "": right */
    } cases[] = {
        {OFFRE_FORMATION, "certification", "", "aucun code saisi"},
        {OFFRE_FORMATION, "certification", "reference_formacode=33054", "aucun code saisi"},
        {OFFRE_FORMATION, "certification", "code_rncp=35584", ""},
        {OFFRE_FORMATION, "certification", "code_rncp=12345678901", "11 caractères, 10 au maximum"},
        {OFFRE_FORMATION, "certification", "code_rs=12", "2 caractères, 3 au minimum"},
        {OFFRE_FORMATION, "certification", "code_cpf=123", "3 caractères, 4 au minimum"},
        {OFFRE_FORMATION, "type_formation", "", "aucun code saisi"},
        {OFFRE_FORMATION, "type_formation", "code_elu=ELU1", ""},
        {OFFRE_FORMATION, "sous_module", "reference=M1", "Type de module"},
        {OFFRE_FORMATION, "module_prerequis", "reference=", "Identifiant du module"},
        {OFFRE_ACTION, "lieu", ADRESSE "44109", ""},
        {OFFRE_ACTION, "lieu", ADRESSE "49007", "Angers n'a pas le code postal 44000"},
        {OFFRE_ACTION, "lieu", ADRESSE "99999", "commune inconnue"},
        {OFFRE_ACTION, "lieu", "ville=Nantes", "Ligne 1"},
        {OFFRE_ACTION, "lieu",
         "ligne1=R&code_postal=44956&ville=Nantes+Cedex+9&commune_insee=44109", ""},
        {OFFRE_ACTION, "lieu", "ligne1=R&code_postal=44956&ville=Nantes&commune_insee=44109",
         "aucune commune n'a ce code postal"},
        {OFFRE_ACTION, "lieu", "ligne1=R&code_postal=44956&ville=N+Cedex&commune_insee=49007",
         "Angers est dans le département 49"},
        {OFFRE_ACTION, "lieu", ADRESSE "44109&longitude=-1,55", "longitude et latitude"},
        {OFFRE_ACTION, "lieu", ADRESSE "44109&siret=13000511900033", "SIRET"},
        {OFFRE_ACTION, "financeur", "code_financeur=21", "choix inconnu"},
        {OFFRE_ACTION, "financeur", "code_financeur=2&nb_places=-1", "nombre entier attendu"},
        {OFFRE_ACTION, "financeur", "code_financeur=2&nb_places=12", ""},
        {OFFRE_ACTION, "enseignement", "libelle=Anglais&type_enseignement=4&obligatoire=1", ""},
        {OFFRE_ACTION, "enseignement", "libelle=Anglais", "Type d'enseignement"},
        {OFFRE_ACTION, "equipement", "type_equipement=1&cout_indicatif=12,5", "nombre entier"},
        {OFFRE_ACTION, "adresse_information", ADRESSE "49007", "Angers n'a pas"},
        {OFFRE_SESSION, "recrutement", "modalite=8", ""},
        {OFFRE_SESSION, "recrutement", "modalite=8&ville=Nantes", "l'adresse entière attendue"},
        {OFFRE_SESSION, "recrutement", "modalite=8&ligne2=B", "l'adresse entière attendue"},
        {OFFRE_SESSION, "recrutement", "modalite=8&debut=02/03/2027&fin=01/03/2027",
         "avant le début"},
        {OFFRE_SESSION, "recrutement", "modalite=8&debut=02/03/2027", "attendus ensemble"},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=14h15&heure_fin=9h", ""},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=24h00", "heure attendue"},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=14:15&heure_fin=16 H 30", ""},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=14:75", "heure attendue"},
        {OFFRE_ACTION, "equipement", "type_equipement=1&cout_indicatif=1.234.567,00 €", ""},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=14h6", "heure attendue"},
        {OFFRE_SESSION, "recrutement", "modalite=8&heure_debut=14h60", "heure attendue"},
        {OFFRE_SESSION, "reference_certification", "", "aucun code saisi"},
        {OFFRE_SESSION, "bloc", "validation=0&reference_rncp=35584&libelle=Bloc&code=RNCP35584BC01",
         ""},
        {OFFRE_SESSION, "bloc", "validation=0&reference_rncp=35584&libelle=Bloc&code=BC01",
         "4 caractères, 8 au minimum"},
        {OFFRE_SESSION, "cycle", "type_cycle=1&annees=1&annees=2", ""},
        {OFFRE_SESSION, "cycle", "type_cycle=1&annees=0", "année du cycle"},
        {OFFRE_SESSION, "cycle", "type_cycle=1&unite_rythme=3&unites_centre=1", "ensemble"},
        {OFFRE_SESSION, "cycle", "type_cycle=1&unite_rythme=3&unites_centre=1&unites_entreprise=2",
         "Type d'alternance"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *messages = judged(cases[i].noun, cases[i].genre, cases[i].body);
        if (cases[i].words[0] ? !strstr(messages, cases[i].words) : messages[0]) {
            fail_msg("%s %s: « %s »", cases[i].genre, cases[i].body, messages);
        }
    }
}

/* Every text of every genre: its LHEO limit and one more. */
static void test_limits_of_details(void **state)
{
    (void)state;
    size_t seen = 0;
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        for (size_t i = 0; i < genre->set->n; i++) {
            const struct field *field = &genre->set->fields[i];
            assert_non_null(field->lheo);
            if (field->type != FIELD_TYPE_TEXT) {
                continue;
            }
            const char *body =
                arena_printf(arena, "%s=%s", field->name, repeat("1", field->maximum + 1));
            const char *words = arena_printf(arena, "%u caractères, %u au maximum",
                                             field->maximum + 1, field->maximum);
            assert_non_null(strstr(judged(genre->noun, genre->code, body), words));
            seen++;
        }
    }
    assert_true(seen > 50);
    static const struct {
        enum offre_noun noun;
        const char *genre, *field;
        unsigned minimum, maximum;
    } lheo[] = {
        {OFFRE_FORMATION, "certification", "code_rncp", 1, 10},
        {OFFRE_FORMATION, "certification", "code_certifinfo", 1, 10},
        {OFFRE_FORMATION, "certification", "code_rs", 3, 10},
        {OFFRE_FORMATION, "certification", "code_cpf", 4, 10},
        {OFFRE_FORMATION, "type_formation", "code_elu", 4, 10},
        {OFFRE_FORMATION, "sous_module", "reference", 0, 3000},
        {OFFRE_ACTION, "lieu", "denomination", 0, 255},
        {OFFRE_ACTION, "lieu", "ligne3", 0, 50},
        {OFFRE_ACTION, "lieu", "ville", 0, 50},
        {OFFRE_ACTION, "lieu", "telephone", 0, 25},
        {OFFRE_ACTION, "lieu", "email", 3, 160},
        {OFFRE_ACTION, "enseignement", "libelle", 0, 255},
        {OFFRE_ACTION, "equipement", "commentaire", 0, 500},
        {OFFRE_SESSION, "recrutement", "infos_perimetre", 0, 50},
        {OFFRE_SESSION, "recrutement", "lien", 3, 400},
        {OFFRE_SESSION, "recrutement", "heure_fin", 2, 5},
        {OFFRE_SESSION, "bloc", "libelle", 0, 500},
        {OFFRE_SESSION, "bloc", "code", 8, 40},
    };
    for (size_t i = 0; i < sizeof lheo / sizeof *lheo; i++) {
        const struct field *field =
            field_named(offre_genre_nomme(lheo[i].noun, lheo[i].genre)->set, lheo[i].field);
        assert_int_equal(field->minimum, lheo[i].minimum);
        assert_int_equal(field->maximum, lheo[i].maximum);
    }
    assert_int_equal(offre_genre_nomme(OFFRE_ACTION, "financeur")->maximum, 8);
    assert_null(offre_genre_nomme(OFFRE_ACTION, "certification"));
    assert_null(offre_genre_nomme(OFFRE_FORMATION, "inconnu"));
}

/* ---- what is missing */

static const char *missing(int64_t numero)
{
    struct formation f = read_it(numero);
    struct offre_manques manques = {0};
    const char *text = "";
    assert_int_equal(formation_manques(db, arena, &f, &manques), STATUS_OK);
    const char *start = arena_printf(arena, "/formations/%d#", (int)numero);
    for (size_t i = 0; i < manques.n; i++) {
        assert_int_equal(strncmp(manques.items[i].adresse, start, strlen(start)), 0);
        text = arena_printf(arena, "%s%s ", text, manques.items[i].adresse + strlen(start));
        assert_int_equal(strncmp(manques.items[i].texte, "Formation\u00A0: ", 13), 0);
    }
    return text;
}

static void test_missing(void **state)
{
    (void)state;
    int64_t numero = create("-");
    assert_string_equal(missing(numero),
                        "intitule formacodes objectif resultats_attendus contenu certifiante "
                        "parcours niveau_entree contacts ");
    saved(numero, "description", "intitule=RH&formacodes=33054");
    saved(numero, "objectifs", "objectif=-&resultats_attendus=+-+&contenu=La+paie");
    saved(numero, "parcours", "certifiante=1&parcours=1&niveau_entree=4");
    saved(numero, "contacts", "contacts=3127");
    assert_string_equal(missing(numero), "objectif resultats_attendus certification ");
    saved(numero, "objectifs", "objectif=Payer&resultats_attendus=Titre&contenu=La+paie");
    assert_int_equal(
        detail(numero, "certification", 0, &(struct certification){.code_rncp = "35584"}),
        STATUS_OK);
    assert_string_equal(missing(numero), "");
    /* The certification ends meanwhile. */
    run("INSERT INTO nomenclature (nom, code, libelle, fin)"
        " VALUES ('rncp', 'RNCP35584', 'Titre', '2001-02-03')");
    assert_string_equal(missing(numero), "certification ");
}

/* ---- the same formation twice */

/* "200000 même intitulé, publiée": the twin of a formation; "": none. */
static const char *twin(const struct formation *ancienne, const struct formation *nouvelle,
                        const struct certification *certification)
{
    struct jumeaux found = {0};
    assert_int_equal(formation_jumelles(db, arena, ancienne, nouvelle, certification, &found),
                     STATUS_OK);
    if (found.n == 0) {
        return "";
    }
    assert_int_equal(found.n, 1);
    assert_string_equal(found.items[0].cle,
                        arena_printf(arena, "formation-%d", (int)found.items[0].numero));
    return arena_printf(arena, "%d %s", (int)found.items[0].numero, found.items[0].raison);
}

static const char *twin_of_new(int64_t etablissement, const char *intitule, const char *rncp)
{
    const struct formation nouvelle = {.etablissement_id = etablissement, .intitule = intitule};
    const struct certification certification = {.code_rncp = rncp};
    return twin(NULL, &nouvelle, rncp ? &certification : NULL);
}

static const char *said(int64_t numero, const char *reason)
{
    return arena_printf(arena, "%d %s", (int)numero, reason);
}

static void test_the_same_formation_twice(void **state)
{
    (void)state;
    int64_t numero = create("Secrétariat médical");
    const char *same = said(numero, "même intitulé, en cours de saisie");
    assert_string_equal(twin_of_new(1, "SECRETARIAT  médical", NULL), same);
    assert_string_equal(twin_of_new(1, "SECRETARIAT médical", "35584"), same);
    assert_string_equal(twin_of_new(1, "Secrétariat", NULL), "");
    assert_string_equal(twin_of_new(1, "Secrétariat médical et social", NULL), "");
    assert_string_equal(twin_of_new(1, "???", NULL), "");
    assert_string_equal(twin_of_new(2, "Secrétariat médical", NULL), "");

    const struct certification certification = {
        .code_rncp = "35584", .code_certifinfo = "", .code_rs = "", .code_cpf = ""};
    assert_int_equal(detail(numero, "certification", 0, &certification), STATUS_OK);
    assert_string_equal(twin_of_new(1, "Secrétariat médical", "99999"), "");
    assert_string_equal(twin_of_new(1, "Secrétariat médical", "RNCP35584"),
                        said(numero, "même intitulé et même certification, en cours de saisie"));
    assert_string_equal(twin_of_new(1, "Secrétariat médical", NULL), same);
    publish(numero);
    assert_string_equal(twin_of_new(1, "Secrétariat médical", NULL),
                        said(numero, "même intitulé, publiée"));
    /* What is live stays compared while another title is entered. */
    saved(numero, "description", "intitule=Assistanat");
    assert_string_equal(twin_of_new(1, "Secrétariat médical", NULL),
                        said(numero, "même intitulé, publiée"));
    assert_string_equal(twin_of_new(1, "Assistanat", NULL), said(numero, "même intitulé, publiée"));
}

static void test_a_change_that_makes_the_same_formation(void **state)
{
    (void)state;
    int64_t first = create("Anglais");
    int64_t second = create("Espagnol");
    saved(first, "objectifs", "objectif=Tenir une conversation");
    struct formation before = read_it(second);
    struct formation after = before;
    after.contenu = "Tout";
    assert_string_equal(twin(&before, &after, NULL), "");
    after.intitule = "anglais";
    assert_string_equal(twin(&before, &after, NULL), "");
    after.objectif = "Lire";
    assert_string_equal(twin(&before, &after, NULL), "");
    after.objectif = "tenir une CONVERSATION";
    const char *same = said(first, "même intitulé et même objectif, en cours de saisie");
    assert_string_equal(twin(&before, &after, NULL), same);
    saved(second, "description", "intitule=Anglais");
    before = read_it(second);
    after = before;
    after.objectif = "Tenir une conversation";
    assert_string_equal(twin(&before, &after, NULL), same);
    /* They are so already: what is written otherwise is not asked about. */
    before = after;
    after.objectif = "Tenir une conversation.";
    assert_string_equal(twin(&before, &after, NULL), "");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, monde_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_create),
        EACH(test_the_same_formation_twice),
        EACH(test_a_change_that_makes_the_same_formation),
        EACH(test_create_refusals),
        EACH(test_numbers_are_never_used_again),
        EACH(test_rights),
        EACH(test_sections_hold_all_fields),
        EACH(test_draft_is_kept_incomplete),
        EACH(test_everything_is_kept),
        EACH(test_limits),
        EACH(test_hostile_values),
        EACH(test_unknown_codes),
        EACH(test_second_of_two_people_gets_a_conflict),
        EACH(test_live_stays_while_a_draft_is_entered),
        EACH(test_low_risk_goes_live_at_once),
        EACH(test_what_is_reviewed_is_closed_to_its_author),
        EACH(test_summaries_of_genres),
        EACH(test_details),
        EACH(test_details_have_a_maximum),
        EACH(test_detail_conflict),
        EACH(test_rules_of_details),
        EACH(test_limits_of_details),
        EACH(test_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
