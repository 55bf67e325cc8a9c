/* Fields of a form as the page shows them. */
#include "champ.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fiche {
    const char *nom;
    const char *siret;
    const char *texte;
    const char *origine;
    const char *debut;
    const char *fin;
    const char *modalite;
    const char *etat;
    int64_t places;
    bool accord;
    struct text_list codes;
    struct text_list modes;
};

static const struct choice modalites[] = {
    {"0", "En présentiel"}, {"1", "À distance"}, {NULL, NULL}};

static const char *warn_always(struct arena *arena, const char *kept)
{
    (void)arena;
    (void)kept;
    return "vérifiez l'année";
}

static const struct field fields[] = {
    FIELD_TEXT(struct fiche, nom, .label = "Nom", .maximum = 10, .flags = FIELD_REQUIRED,
               .help = "Comme sur la porte"),
    FIELD_TEXT(struct fiche, siret, .label = "SIRET", .maximum = 14, .flags = FIELD_NO_SPACES),
    FIELD_TEXT(struct fiche, texte, .label = "Texte", .maximum = 3000, .flags = FIELD_MULTILINE),
    FIELD_TEXT(struct fiche, origine, .label = "Origine", .maximum = 20, .flags = FIELD_OFFICER,
               .help = "Vient de l'INSEE"),
    FIELD_DATE(struct fiche, debut, .label = "Date début", .warn = warn_always),
    FIELD_DATE(struct fiche, fin, .label = "Date fin", .help = "vide pour un jour"),
    FIELD_CHOICE(struct fiche, modalite, .label = "Modalité", .choices = modalites),
    FIELD_CHOICE(struct fiche, etat, .label = "État", .choices = modalites,
                 .flags = FIELD_REQUIRED),
    FIELD_INT(struct fiche, places, .label = "Places"),
    FIELD_BOOL(struct fiche, accord, .label = "Accord"),
    FIELD_LIST(struct fiche, codes, .label = "Codes"),
    FIELD_LIST(struct fiche, modes, .label = "Modes", .choices = modalites),
};
static const struct field_set set = {fields, sizeof fields / sizeof *fields};

static struct arena *arena;
static struct form form;
static struct fiche fiche;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    fiche = (struct fiche){.nom = "École",
                           .siret = "",
                           .texte = "",
                           .origine = "INSEE",
                           .debut = "2026-11-23",
                           .modalite = "1",
                           .etat = "0",
                           .places = 12,
                           .accord = true};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void show(bool officer)
{
    form_of_record(&form, arena, &set, &fiche, officer, false);
}

static void submit(const char *body)
{
    struct params params = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    form_read(&form, arena, &set, &params, &fiche, false, false, true);
}

static void test_text(void **state)
{
    (void)state;
    show(false);
    struct champ_view view = champ_de(arena, &form, "nom");
    assert_string_equal(view.nom, "nom");
    assert_string_equal(view.label, "Nom");
    assert_string_equal(view.valeur, "École");
    assert_string_equal(view.aide, "Comme sur la porte");
    assert_null(view.message);
    assert_true(view.obligatoire);
    assert_false(view.lecture_seule);
    assert_true(view.compteur);
    assert_int_equal(view.longueur, 5); /* characters: É is one */
    assert_int_equal(view.maximum, 10);
    assert_false(view.trop_long);
    assert_string_equal(view.decrit_par, "nom-aide nom-compte");
}

static void test_counter_only_where_it_helps(void **state)
{
    (void)state;
    show(false);
    /* A text of any length has one; a number of fixed length, a text that cannot be written have
     * none. */
    assert_false(champ_de(arena, &form, "siret").compteur);
    assert_null(champ_de(arena, &form, "siret").decrit_par);
    assert_true(champ_de(arena, &form, "texte").compteur);
    assert_int_equal(champ_de(arena, &form, "texte").maximum, 3000);
    assert_true(champ_de(arena, &form, "texte").plusieurs_lignes);
    assert_false(champ_de(arena, &form, "origine").compteur);
}

static void test_readonly(void **state)
{
    (void)state;
    show(false);
    struct champ_view view = champ_de(arena, &form, "origine");
    assert_true(view.lecture_seule);
    assert_string_equal(view.valeur, "INSEE");
    assert_null(view.aide); /* how to fill it is no use to who cannot */
    show(true);
    assert_false(champ_de(arena, &form, "origine").lecture_seule);
    assert_string_equal(champ_de(arena, &form, "origine").aide, "Vient de l'INSEE");
}

static void test_too_long_keeps_what_was_typed(void **state)
{
    (void)state;
    submit("nom=%C3%89cole%20sup%C3%A9rieure");
    struct champ_view view = champ_de(arena, &form, "nom");
    assert_string_equal(view.valeur, "École supérieure");
    assert_true(view.trop_long);
    assert_int_equal(view.longueur, 16);
    assert_non_null(strstr(view.message, "16 caractères, 10 au maximum"));
    assert_string_equal(view.decrit_par, "nom-erreur nom-aide nom-compte");
}

static void test_date_number_box(void **state)
{
    (void)state;
    show(false);
    struct champ_view view = champ_de(arena, &form, "debut");
    assert_string_equal(view.aide, "jj/mm/aaaa");
    assert_string_equal(view.decrit_par, "debut-avertissement debut-aide");
    assert_non_null(strstr(view.avertissement, "vérifiez l'année"));
    assert_string_equal(champ_de(arena, &form, "fin").aide, "jj/mm/aaaa, vide pour un jour");
    assert_string_equal(view.valeur, "23/11/2026");
    assert_string_equal(view.clavier, "numeric");
    assert_string_equal(champ_de(arena, &form, "places").valeur, "12");
    assert_string_equal(champ_de(arena, &form, "places").clavier, "numeric");
    assert_true(champ_de(arena, &form, "accord").case_a_cocher);
    assert_true(champ_de(arena, &form, "accord").coche);
    submit("accord=0");
    assert_false(champ_de(arena, &form, "accord").coche);
    submit("accord=");
    assert_false(champ_de(arena, &form, "accord").coche);
}

/* "code:label*" for each option, '*' on the chosen ones. */
static const char *options_of(const struct champ_view *view, size_t *chosen_r)
{
    const char *text = "";
    *chosen_r = 0;
    for (size_t i = 0; i < view->options.n; i++) {
        const struct champ_option *option = &view->options.items[i];
        *chosen_r += option->choisi;
        text = arena_printf(arena, "%s[%s:%s%s]", text, option->code, option->label,
                            option->choisi ? "*" : "");
    }
    return text;
}

static const char *options(const char *name)
{
    struct champ_view view = champ_de(arena, &form, name);
    size_t chosen = 0;
    const char *text = options_of(&view, &chosen);
    assert_true(view.choix);
    assert_int_equal(chosen, 1); /* else the browser would choose the first, unseen */
    assert_int_equal(view.vide, text[1] == ':');
    return text;
}

static void test_choice_that_may_be_empty(void **state)
{
    (void)state;
    show(false);
    assert_string_equal(options("modalite"), "[:Non précisé][0:En présentiel][1:À distance*]");
    fiche.modalite = "";
    show(false);
    assert_string_equal(options("modalite"), "[:Non précisé*][0:En présentiel][1:À distance]");
}

static void test_required_choice(void **state)
{
    (void)state;
    show(false);
    assert_string_equal(options("etat"), "[0:En présentiel*][1:À distance]");
    fiche.etat = "";
    show(false);
    assert_string_equal(options("etat"), "[:Choisir…*][0:En présentiel][1:À distance]");
}

static void test_unknown_choice_chooses_nothing(void **state)
{
    (void)state;
    submit("etat=%3Cscript%3E&modalite=9");
    assert_non_null(champ_de(arena, &form, "etat").message);
    assert_string_equal(options("etat"), "[:Choisir…*][0:En présentiel][1:À distance]");
    assert_string_equal(options("modalite"), "[:Non précisé*][0:En présentiel][1:À distance]");
}

/* ---- values that come from elsewhere */

static const struct choice villes[] = {{"44", "Nantes"}, {"49", "Angers"}, {NULL, NULL}};
static const struct choice aucune[] = {{NULL, NULL}};

static void assert_among(const char *name, const struct choice *choices, const char *expected)
{
    struct champ_view view = champ_parmi(arena, &form, name, choices);
    size_t chosen = 0;
    const char *text = options_of(&view, &chosen);
    assert_true(view.choix);
    assert_false(view.cases);
    assert_string_equal(text, expected);
    assert_int_equal(chosen, 1);
}

static void test_among_the_choices_of_the_page(void **state)
{
    (void)state;
    fiche.nom = "49";
    fiche.origine = "";
    show(true);
    assert_among("nom", villes, "[44:Nantes][49:Angers*]");                   /* required */
    assert_among("origine", villes, "[:Non précisé*][44:Nantes][49:Angers]"); /* may stay empty */
    assert_among("places", villes,
                 "[:Non précisé*][44:Nantes][49:Angers]"); /* 12 is none of them */
    assert_among("nom", aucune, "[:Choisir…*]");
    fiche.nom = "35"; /* what is typed and no choice is not shown as another one */
    fiche.places = 44;
    show(true);
    assert_among("nom", villes, "[:Choisir…*][44:Nantes][49:Angers]");
    assert_among("places", villes, "[:Non précisé][44:Nantes*][49:Angers]");
    /* The choices of the page stand in for those of the description. */
    assert_among("modalite", villes, "[:Non précisé*][44:Nantes][49:Angers]");
    /* A list of options has nothing to count; its hint stays. */
    struct champ_view view = champ_parmi(arena, &form, "nom", villes);
    assert_false(view.compteur);
    assert_string_equal(view.decrit_par, "nom-aide");
}

static void test_list_as_check_boxes(void **state)
{
    (void)state;
    submit("codes=49&codes=%3Cinconnu%3E&codes=44");
    struct champ_view view = champ_parmi(arena, &form, "codes", villes);
    size_t chosen = 0;
    assert_true(view.cases);
    assert_false(view.choix);
    assert_string_equal(options_of(&view, &chosen), "[44:Nantes*][49:Angers*]");
    submit("codes=");
    view = champ_parmi(arena, &form, "codes", villes);
    assert_string_equal(options_of(&view, &chosen), "[44:Nantes][49:Angers]"); /* no empty one */
    view = champ_parmi(arena, &form, "codes", aucune);
    assert_true(view.cases);
    assert_int_equal(view.options.n, 0);
}

/* Left out of sight, it would be lost at the next save. */
static void test_check_boxes_of_a_closed_table_show_other_codes(void **state)
{
    (void)state;
    submit("modes=1&modes=&modes=7");
    struct champ_view view = champ_parmi(arena, &form, "modes", modalites);
    size_t chosen = 0;
    assert_string_equal(options_of(&view, &chosen), "[0:En présentiel][1:À distance*][7:7*]");
    submit("modes=0");
    view = champ_parmi(arena, &form, "modes", modalites);
    assert_string_equal(options_of(&view, &chosen), "[0:En présentiel*][1:À distance]");
}

static void test_without_counter(void **state)
{
    (void)state;
    show(false);
    struct champ_view view = champ_de(arena, &form, "nom");
    champ_sans_compteur(arena, &view);
    assert_false(view.compteur);
    assert_string_equal(view.decrit_par, "nom-aide");
    champ_sans_compteur(arena, &view); /* twice */
    assert_string_equal(view.decrit_par, "nom-aide");
    submit("nom=%C3%89cole%20sup%C3%A9rieure");
    view = champ_de(arena, &form, "nom");
    champ_sans_compteur(arena, &view);
    assert_string_equal(view.decrit_par, "nom-erreur nom-aide"); /* what is wrong is still said */
    view = champ_de(arena, &form, "siret");                      /* that had none */
    champ_sans_compteur(arena, &view);
    assert_null(view.decrit_par);
}

static void test_prefix_keeps_ids_apart(void **state)
{
    (void)state;
    submit("nom=%C3%89cole%20sup%C3%A9rieure");
    struct champ_view view = champ_de(arena, &form, "nom");
    champ_prefixer(arena, &view, "site");
    assert_string_equal(view.nom, "nom"); /* what is sent keeps its name */
    assert_string_equal(view.id, "site-nom");
    assert_string_equal(view.decrit_par, "site-nom-erreur site-nom-aide site-nom-compte");
    champ_sans_compteur(arena, &view);
    assert_string_equal(view.decrit_par, "site-nom-erreur site-nom-aide");
    view = champ_de(arena, &form, "siret");
    champ_prefixer(arena, &view, "site");
    assert_string_equal(view.id, "site-siret");
    assert_null(view.decrit_par);
}

static void test_summary_in_the_order_of_the_fields(void **state)
{
    (void)state;
    submit("places=douze&nom=");
    form_refuse(&form, NULL, "La fiche est close");
    struct erreurs_view erreurs = erreurs_de(arena, &form);
    assert_int_equal(erreurs.n, 3);
    assert_string_equal(erreurs.items[0].cible, "");
    assert_string_equal(erreurs.items[0].texte, "La fiche est close");
    assert_string_equal(erreurs.items[1].cible, "nom");
    assert_string_equal(erreurs.items[2].cible, "places");
    show(false);
    assert_int_equal(erreurs_de(arena, &form).n, 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* The unit of a text says which keys a small screen offers. */
static void test_keys_of_a_unit(void **state)
{
    (void)state;
    struct valeur {
        const char *heures, *prix, *telephone, *email, *libre;
    };
    static const struct field units[] = {
        FIELD_TEXT(struct valeur, heures, .label = "Heures", .unit = UNIT_HOURS),
        FIELD_TEXT(struct valeur, prix, .label = "Prix", .unit = UNIT_EUROS),
        FIELD_TEXT(struct valeur, telephone, .label = "Téléphone", .unit = UNIT_PHONE),
        FIELD_TEXT(struct valeur, email, .label = "Email", .unit = UNIT_EMAIL),
        FIELD_TEXT(struct valeur, libre, .label = "Libre"),
    };
    const struct field_set set_of_units = {units, sizeof units / sizeof *units};
    const struct valeur none = {0};
    form_of_record(&form, arena, &set_of_units, &none, true, false);
    assert_string_equal(champ_de(arena, &form, "heures").clavier, "numeric");
    assert_string_equal(champ_de(arena, &form, "prix").clavier, "decimal");
    assert_string_equal(champ_de(arena, &form, "telephone").type, "tel");
    assert_string_equal(champ_de(arena, &form, "email").type, "email");
    assert_string_equal(champ_de(arena, &form, "libre").type, "text");
    assert_null(champ_de(arena, &form, "libre").clavier);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_keys_of_a_unit),
        EACH(test_text),
        EACH(test_counter_only_where_it_helps),
        EACH(test_readonly),
        EACH(test_too_long_keeps_what_was_typed),
        EACH(test_date_number_box),
        EACH(test_choice_that_may_be_empty),
        EACH(test_required_choice),
        EACH(test_unknown_choice_chooses_nothing),
        EACH(test_among_the_choices_of_the_page),
        EACH(test_list_as_check_boxes),
        EACH(test_check_boxes_of_a_closed_table_show_other_codes),
        EACH(test_without_counter),
        EACH(test_prefix_keeps_ids_apart),
        EACH(test_summary_in_the_order_of_the_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
