/* What everybody sees: active, public, coming, and nothing else. */
#include "annuaire_public.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define TODAY "2026-11-23"
#define LYCEE "00010000800002"
#define FERME "00010001600005"
#define VIDE "00010002400007"

/* The lists of values that the migration fills, which test_db_clear() empties. */
#define VALUES                                                                                     \
    "INSERT INTO valeur (liste, code, rang, libelle) VALUES"                                       \
    " ('qualite', 'qualiopi', 1, 'Qualiopi'), ('qualite', 'iso-9001', 2, 'ISO 9001'),"             \
    " ('qualite', 'eduform', 3, 'Eduform'),"                                                       \
    " ('modalite_accueil', 'rdv', 1, 'Sur rendez-vous'),"                                          \
    " ('modalite_accueil', 'visio', 2, 'En visioconférence'),"                                    \
    " ('nature_po', 'apprentissage', 1, 'PO apprentissage'), ('nature_po', 'forum', 2, 'Forum');"

/* Sites 1 (principal), 2 and 3 of the lycée, 4 inactive; 5 of an establishment that closed. */
#define RECORDS                                                                                    \
    "INSERT INTO etablissement (id, siret, raison_sociale, nda, uai, categorie, etat) VALUES"      \
    " (1, '" LYCEE "', 'Lycée du Lac', '52440404744', '0440001M', 'OF', 'A'),"                    \
    " (2, '" FERME "', 'Fermé', NULL, NULL, 'OF', 'I'),"                                          \
    " (3, '" VIDE "', 'Vide', NULL, NULL, 'OF', 'A');"                                             \
    "INSERT INTO etablissement_domaine (etablissement_id, rang, formacode_version, formacode,"     \
    " libelle) VALUES (1, 2, 14, '15474', 'Sport glace neige'),"                                   \
    " (1, 1, 13, '44508', 'Plan formation');"                                                      \
    "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1, ligne2,"      \
    " code_postal, bureau_distributeur, longitude, latitude, telephone_fixe, email, site_web,"     \
    " restauration, fin_qualiopi) VALUES"                                                          \
    " (1, 1, TRUE, 'Zénith', 'A', '1 rue du Lac', 'Bâtiment B', '44000', 'NANTES', '-1.553621'," \
    "  '47.218371', '02 40 20 40 20', 'lac@exemple.fr', 'https://lac.exemple.fr', 'Sur place',"    \
    "  '2028-09-14'),"                                                                             \
    " (2, 1, FALSE, 'Annexe', 'A', '2 rue du Port', NULL, '49000', 'ANGERS', NULL, NULL, NULL,"    \
    "  NULL, NULL, NULL, '2026-11-22'),"                                                           \
    " (3, 1, FALSE, 'Bocage', 'A', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"    \
    "  NULL),"                                                                                     \
    " (4, 1, FALSE, 'Disparu', 'I', '4 rue', NULL, '44000', 'NANTES', NULL, NULL, NULL, NULL,"     \
    "  NULL, NULL, NULL),"                                                                         \
    " (5, 2, TRUE, 'Fermé', 'A', '5 rue', NULL, '44000', 'NANTES', NULL, NULL, NULL, NULL, NULL," \
    "  NULL, NULL);"                                                                               \
    "INSERT INTO site_choix (site_numero, champ, rang, code) VALUES"                               \
    " (1, 'qualite', 1, 'iso-9001'), (1, 'qualite', 2, 'qualiopi'), (1, 'qualite', 3, 'eduform')," \
    " (1, 'modalite_accueil', 1, 'visio'), (1, 'modalite_accueil', 2, 'rdv'),"                     \
    " (1, 'categories_qualiopi', 1, 'vae'), (1, 'categories_qualiopi', 2, 'af'),"                  \
    " (2, 'qualite', 1, 'qualiopi'), (2, 'modalite_accueil', 1, 'inconnue'),"                      \
    " (4, 'qualite', 1, 'qualiopi');"

#define PEOPLE                                                                                     \
    "INSERT INTO contact (numero, site, nom, prenom, fonction, telephone, email, public, etat)"    \
    " VALUES (1, 1, 'AUBRY', 'Camille', 'Directrice', '02 40 20 21 31', 'c@exemple.fr', TRUE,"     \
    "  'A'),"                                                                                      \
    " (2, 1, 'CACHÉ', 'Lou', NULL, NULL, NULL, FALSE, 'A'),"                                      \
    " (3, 1, 'PARTI', 'Alix', NULL, NULL, NULL, TRUE, 'I'),"                                       \
    " (4, 4, 'LOIN', 'Sacha', NULL, NULL, NULL, TRUE, 'A'),"                                       \
    " (5, 2, 'ZOLA', '', NULL, NULL, 'z@exemple.fr', TRUE, 'A'),"                                  \
    " (6, 5, 'AILLEURS', 'Max', NULL, NULL, NULL, TRUE, 'A');"                                     \
    "INSERT INTO contact_referent (contact_numero, rang, code) VALUES"                             \
    " (1, 2, 'sofi'), (1, 1, '1'), (2, 1, 'sofi');"

static int setup(void **state)
{
    base_setup(state);
    run("DELETE FROM valeur;" VALUES RECORDS PEOPLE);
    return 0;
}

/* An open day from `start` to `end` ("": one day). */
static void open_day(int id, int site, const char *nature, const char *start, const char *end)
{
    run(arena_printf(arena,
                     "INSERT INTO porte_ouverte (id, etablissement_id, site, libelle, code, nature,"
                     " date_debut, date_fin, fin)"
                     " VALUES (%d, (SELECT etablissement_id FROM site WHERE numero = %d), %d,"
                     " 'Jour %d', 'PO-%d', '%s', '%s', NULLIF('%s', ''), '%s')",
                     id, site, site, id, id, nature, start, end, end[0] ? end : start));
}

static struct public_etablissement read_record(const char *siret)
{
    struct public_etablissement e = {0};
    assert_int_equal(annuaire_public_etablissement(db, arena, siret, TODAY, &e), STATUS_OK);
    return e;
}

/* ---- the record */

static void test_record(void **state)
{
    (void)state;
    struct public_etablissement e = read_record(LYCEE);
    assert_string_equal(e.fiche.siret, LYCEE);
    assert_string_equal(e.fiche.raison_sociale, "Lycée du Lac");
    assert_string_equal(e.fiche.nda, "52440404744");
    assert_string_equal(e.fiche.uai, "0440001M");
    assert_int_equal(e.domaines.n, 2);
    assert_string_equal(e.domaines.items[0].libelle, "Plan formation");
    assert_string_equal(e.domaines.items[1].code, "15474");
    assert_int_equal(e.sites.n, 3);
    const struct public_site *site = &e.sites.items[0];
    assert_true(site->fiche.principal);
    assert_int_equal(site->fiche.numero, 1);
    assert_string_equal(site->fiche.ligne2, "Bâtiment B");
    assert_string_equal(site->fiche.ligne3, "");
    assert_string_equal(site->fiche.bureau_distributeur, "NANTES");
    assert_string_equal(site->fiche.longitude, "-1.553621");
    assert_string_equal(site->fiche.latitude, "47.218371");
    assert_string_equal(site->fiche.telephone_fixe, "02 40 20 40 20");
    assert_string_equal(site->fiche.telephone_mobile, "");
    assert_string_equal(site->fiche.site_web, "https://lac.exemple.fr");
    assert_string_equal(site->fiche.restauration, "Sur place");
    assert_string_equal(e.sites.items[1].fiche.nom_usage, "Annexe");
    assert_string_equal(e.sites.items[2].fiche.nom_usage, "Bocage");
}

/* In the order they were chosen; a code that the list lost is told as it is. */
static void test_choices_of_sites(void **state)
{
    (void)state;
    struct public_etablissement e = read_record(LYCEE);
    const struct public_site *sites = e.sites.items;
    assert_string_equal(sites[0].modalites_accueil, "En visioconférence, Sur rendez-vous");
    assert_string_equal(sites[0].qualites, "ISO 9001, Eduform");
    assert_string_equal(sites[0].categories, "VAE, Actions de formation");
    assert_int_equal(sites[0].certification, CERTIFICATION_A_JOUR);
    assert_string_equal(sites[0].fiche.fin_qualiopi, "2028-09-14");
    assert_int_equal(sites[1].certification, CERTIFICATION_EXPIREE);
    assert_string_equal(sites[1].modalites_accueil, "inconnue");
    assert_string_equal(sites[1].qualites, "");
    assert_int_equal(sites[2].certification, CERTIFICATION_AUCUNE);
    assert_string_equal(sites[2].categories, "");
}

static void test_contacts(void **state)
{
    (void)state;
    struct public_etablissement e = read_record(LYCEE);
    assert_int_equal(e.contacts.n, 2);
    const struct public_contact *camille = &e.contacts.items[0];
    assert_string_equal(camille->nom, "Camille AUBRY");
    assert_string_equal(camille->fiche.fonction, "Directrice");
    assert_string_equal(camille->fiche.telephone, "02 40 20 21 31");
    assert_string_equal(camille->fiche.email, "c@exemple.fr");
    /* 1 comes first: the first code of LHEO's type-contact, then SOFI's own. */
    const char *sofi = strstr(camille->referents, ", ");
    assert_non_null(sofi);
    assert_non_null(strstr(sofi, "SOFI"));
    assert_string_equal(e.contacts.items[1].nom, "ZOLA");
    assert_string_equal(e.contacts.items[1].referents, "");
}

static void test_not_found(void **state)
{
    (void)state;
    static const char *const sirets[] = {FERME, "35600000000048", "", "' OR 1 = 1 --", "%"};
    for (size_t i = 0; i < sizeof sirets / sizeof *sirets; i++) {
        struct public_etablissement e = {0};
        assert_int_equal(annuaire_public_etablissement(db, arena, sirets[i], TODAY, &e),
                         STATUS_NOT_FOUND);
        assert_null(e.fiche.siret);
    }
}

static void test_empty_record(void **state)
{
    (void)state;
    struct public_etablissement e = read_record(VIDE);
    assert_string_equal(e.fiche.nda, "");
    assert_int_equal(e.domaines.n + e.sites.n + e.contacts.n + e.portes_ouvertes.n, 0);
    assert_int_equal(e.portes_ouvertes.total, 0);
}

static uint64_t cost(void)
{
    uint64_t before = db_statements_run(db);
    read_record(LYCEE);
    return db_statements_run(db) - before;
}

static void test_statements_do_not_grow(void **state)
{
    (void)state;
    uint64_t few = cost();
    assert_in_range(few, 1, 6);
    for (int i = 0; i < 40; i++) {
        run(arena_printf(arena,
                         "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
                         " VALUES (%d, 1, FALSE, 'S%d', 'A');"
                         "INSERT INTO site_choix (site_numero, champ, rang, code)"
                         " VALUES (%d, 'qualite', 1, 'eduform');"
                         "INSERT INTO contact (numero, site, nom, prenom, public)"
                         " VALUES (%d, %d, 'N', 'P', TRUE);"
                         "INSERT INTO contact_referent (contact_numero, rang, code)"
                         " VALUES (%d, 1, 'sofi')",
                         1000 + i, i, 1000 + i, 1000 + i, 1000 + i, 1000 + i));
        open_day(1000 + i, 1000 + i, "forum", "2027-01-01", "");
    }
    /* Its page does not hold all the open days any more: they are counted. */
    assert_int_equal(cost(), few + 1);
    struct public_etablissement e = read_record(LYCEE);
    assert_int_equal(e.sites.n, 43);
    assert_int_equal(e.contacts.n, 42);
    for (size_t i = 3; i < e.sites.n; i++) {
        assert_string_equal(e.sites.items[i].qualites, "Eduform");
    }
    assert_int_equal(e.portes_ouvertes.n, PUBLIC_PORTES_OUVERTES_PAR_PAGE);
    assert_int_equal(e.portes_ouvertes.total, 40);
}

/* ---- open days */

static struct public_portes_ouvertes list(struct public_portes_ouvertes_filtre filter)
{
    struct public_portes_ouvertes page = {0};
    filter.siret = filter.siret ? filter.siret : "";
    filter.nature = filter.nature ? filter.nature : "";
    filter.departement = filter.departement ? filter.departement : "";
    filter.aujourdhui = TODAY;
    filter.taille = filter.taille ? filter.taille : PUBLIC_PORTES_OUVERTES_PAR_PAGE;
    assert_int_equal(porte_ouverte_publique_lister(db, arena, &filter, &page), STATUS_OK);
    return page;
}

/* "3 1 2 " */
static const char *ids(struct public_portes_ouvertes_filtre filter)
{
    struct public_portes_ouvertes page = list(filter);
    const char *text = "";
    assert_int_equal(page.total, page.n);
    for (size_t i = 0; i < page.n; i++) {
        text = arena_printf(arena, "%s%d ", text, (int)page.items[i].id);
    }
    return text;
}

#define IDS(...) ids((struct public_portes_ouvertes_filtre){__VA_ARGS__})

static void test_coming_open_days(void **state)
{
    (void)state;
    open_day(1, 1, "forum", "2026-11-22", "");           /* yesterday */
    open_day(2, 1, "forum", "2026-11-20", "2026-11-23"); /* ends today */
    open_day(3, 2, "apprentissage", "2026-11-23", "");   /* today */
    open_day(4, 1, "perdue", "2027-03-20", "2027-03-21");
    open_day(5, 4, "forum", "2027-01-01", ""); /* on an inactive site */
    open_day(6, 5, "forum", "2027-01-01", ""); /* of an establishment that closed */
    open_day(7, 1, "forum", "2026-01-01", "2026-11-22");
    assert_string_equal(IDS(.siret = ""), "2 3 4 ");
    struct public_portes_ouvertes page = read_record(LYCEE).portes_ouvertes;
    assert_int_equal(page.n, 3);
    assert_int_equal(page.total, 3);
    assert_null(page.suivante);
    const struct public_porte_ouverte *po = &page.items[0];
    assert_string_equal(po->libelle, "Jour 2");
    assert_string_equal(po->nature, "Forum");
    assert_string_equal(po->date_fin, "2026-11-23");
    assert_string_equal(po->commentaire, "");
    assert_string_equal(po->etablissement_siret, LYCEE);
    assert_string_equal(po->etablissement_nom, "Lycée du Lac");
    assert_string_equal(po->site_nom, "Zénith");
    assert_string_equal(po->ligne1, "1 rue du Lac");
    assert_string_equal(po->latitude, "47.218371");
    assert_string_equal(page.items[1].date_fin, "");
    assert_string_equal(page.items[2].nature, "perdue");
}

static void test_filters(void **state)
{
    (void)state;
    open_day(1, 1, "forum", "2027-01-03", "");
    open_day(2, 2, "forum", "2027-01-02", "");
    open_day(3, 1, "apprentissage", "2027-01-01", "");
    open_day(4, 3, "forum", "2027-01-04", ""); /* a site without address */
    assert_string_equal(IDS(.nature = "forum"), "2 1 4 ");
    assert_string_equal(IDS(.departement = "44"), "3 1 ");
    assert_string_equal(IDS(.departement = "440"), "3 1 ");
    assert_string_equal(IDS(.departement = "49", .nature = "apprentissage"), "");
    assert_string_equal(IDS(.siret = VIDE), "");
    assert_string_equal(IDS(.siret = LYCEE, .nature = "apprentissage"), "3 ");
    static const char *const nonsense[] = {"%", "4_", "440001234567", "é", "'", "\\"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        assert_string_equal(IDS(.departement = nonsense[i]), "");
        assert_string_equal(IDS(.nature = nonsense[i]), "");
    }
}

/* Pages follow one another without a gap nor a repeat, on days that several share. */
static void test_pages(void **state)
{
    (void)state;
    enum { DAYS = 50 };
    for (int i = 1; i <= DAYS; i++) {
        open_day(i, 1, "forum", arena_printf(arena, "2027-01-%02d", 1 + (i * 7) % 4), "");
    }
    bool seen[DAYS + 1] = {false};
    const char *last_date = "";
    int64_t last_id = 0;
    const char *after = NULL;
    int pages = 0;
    int lines = 0;
    do {
        struct public_portes_ouvertes page =
            list((struct public_portes_ouvertes_filtre){.apres = after});
        assert_int_equal(page.total, DAYS);
        for (size_t i = 0; i < page.n; i++, lines++) {
            const struct public_porte_ouverte *po = &page.items[i];
            int order = strcmp(last_date, po->date_debut);
            assert_true(order < 0 || (order == 0 && last_id < po->id));
            assert_in_range(po->id, 1, DAYS);
            assert_false(seen[po->id]);
            seen[po->id] = true;
            last_date = po->date_debut;
            last_id = po->id;
        }
        after = page.suivante;
        pages++;
    } while (after && pages < 10);
    assert_int_equal(lines, DAYS);
    assert_int_equal(pages, 3);
}

static void test_page_that_ends_with_the_last(void **state)
{
    (void)state;
    for (int i = 1; i <= PUBLIC_PORTES_OUVERTES_PAR_PAGE; i++) {
        open_day(i, 1, "forum", "2027-01-01", "");
    }
    struct public_portes_ouvertes page = list((struct public_portes_ouvertes_filtre){0});
    assert_int_equal(page.n, PUBLIC_PORTES_OUVERTES_PAR_PAGE);
    assert_null(page.suivante);
    page = list((struct public_portes_ouvertes_filtre){.apres = "2027-01-01|999999"});
    assert_int_equal(page.n, 0);
    /* What is no place in the list is its start. */
    static const char *const nonsense[] = {"",
                                           "|1",
                                           "2027-01-01",
                                           "2027-01-01|",
                                           "2027-01-01-1",
                                           "2027-02-30|1",
                                           "2027-01-01|99999999999999999999"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        page = list((struct public_portes_ouvertes_filtre){.apres = nonsense[i]});
        assert_int_equal(page.n, PUBLIC_PORTES_OUVERTES_PAR_PAGE);
        assert_null(page.suivante);
    }
}

/* The one that a page ended with is removed meanwhile: the next page goes on behind its place. */
static void test_a_page_after_one_that_left(void **state)
{
    (void)state;
    for (int i = 1; i <= 4; i++) {
        open_day(i, 1, "forum", "2027-01-01", "");
    }
    const char *after = list((struct public_portes_ouvertes_filtre){.taille = 2}).suivante;
    run("DELETE FROM porte_ouverte WHERE id = 2");
    struct public_portes_ouvertes page =
        list((struct public_portes_ouvertes_filtre){.apres = after});
    assert_int_equal(page.n, 2);
    assert_int_equal(page.items[0].id, 3);
}

/* Postal codes of Corsica begin with 20, its departments are 2A and 2B. */
static void test_departments_of_corsica(void **state)
{
    (void)state;
    open_day(1, 1, "forum", "2027-01-01", "");
    run("UPDATE site SET code_postal = '20000', commune_insee = '2A004' WHERE numero = 1");
    assert_string_equal(IDS(.departement = "2A"), "1 ");
    assert_string_equal(IDS(.departement = "2B"), "");
}

static void test_one(void **state)
{
    (void)state;
    struct public_porte_ouverte po = {0};
    open_day(1, 1, "visio", "2020-01-01", ""); /* past */
    open_day(2, 4, "forum", "2027-01-01", ""); /* on an inactive site */
    run("UPDATE site SET ligne2 = 'Bâtiment Sève', ligne3 = 'BP 12' WHERE numero = 1;"
        "INSERT INTO porte_ouverte_retiree (id, version, site, libelle, nature, date_debut, fin,"
        " modifiee_le) VALUES (3, 7, 1, 'Jour retiré', 'forum', '2027-01-01', '2027-01-01', 9)");
    assert_int_equal(porte_ouverte_publique_lire(db, arena, 1, &po), STATUS_OK);
    assert_true(po.en_ligne && !po.annulee);
    assert_string_equal(po.ligne2, "Bâtiment Sève");
    assert_string_equal(po.ligne3, "BP 12");
    assert_int_equal(porte_ouverte_publique_lire(db, arena, 2, &po), STATUS_NOT_FOUND);
    assert_int_equal(porte_ouverte_publique_lire(db, arena, 99, &po), STATUS_NOT_FOUND);
    assert_int_equal(porte_ouverte_publique_lire(db, arena, 3, &po), STATUS_OK);
    assert_true(po.annulee);
    assert_int_equal(po.version, 7);
    assert_int_equal(po.modifiee_le, 9);
    struct public_portes_ouvertes page = {0};
    struct public_portes_ouvertes_filtre filter = {
        .siret = LYCEE, .nature = "", .departement = "", .aujourdhui = TODAY, .taille = 10};
    assert_int_equal(porte_ouverte_publique_retirees(db, arena, &filter, &page), STATUS_OK);
    assert_int_equal(page.n, 1);
    filter.aujourdhui = "2027-01-02";
    assert_int_equal(porte_ouverte_publique_retirees(db, arena, &filter, &page), STATUS_OK);
    assert_int_equal(page.n, 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_record),
        EACH(test_choices_of_sites),
        EACH(test_contacts),
        EACH(test_not_found),
        EACH(test_empty_record),
        EACH(test_statements_do_not_grow),
        EACH(test_coming_open_days),
        EACH(test_filters),
        EACH(test_pages),
        EACH(test_page_that_ends_with_the_last),
        EACH(test_a_page_after_one_that_left),
        EACH(test_departments_of_corsica),
        EACH(test_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
