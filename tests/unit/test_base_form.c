/* Forms read into a record, and the descriptions that drive them. */
#include "buffer.h"
#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define S "\xC2\xA0"
#define R "\xEF\xBF\xBD"

struct fiche {
    const char *nom_usage;
    const char *ligne2;
    const char *siret;
    const char *nda;
    const char *texte;
    const char *debut;
    const char *modalite;
    int64_t duree;
    int64_t places;
    bool handicap;
    bool accord;
    struct text_list domaines;
    struct text_list langues;
    struct text_list jours;
    struct text_list publics;
    const char *note;
    const char *origine;
};

static const struct choice modalites[] = {
    {"0", "En présentiel"}, {"1", "Mixte"}, {"2", "À distance"}, {NULL, NULL}};
static const struct choice langues[] = {{"fr", "Français"}, {"en", "Anglais"}, {NULL, NULL}};

static const char *check_siret(struct arena *arena, const char *value)
{
    (void)arena;
    return strcmp(value, "13000511900032") == 0 ? NULL
                                                : "clé de contrôle fausse, vérifiez les 14 "
                                                  "chiffres";
}

static const char *warn_after_2030(struct arena *arena, const char *kept)
{
    (void)arena;
    return strcmp(kept, "2031") > 0 ? "après 2030, vérifiez l'année" : NULL;
}

static const struct field fields[] = {
    FIELD_TEXT(struct fiche, nom_usage, .label = "Nom d'usage", .flags = FIELD_REQUIRED,
               .minimum = 2),
    FIELD_TEXT(struct fiche, ligne2, .label = "Ligne 2", .maximum = 50),
    FIELD_TEXT(struct fiche, siret, .label = "SIRET", .flags = FIELD_NO_SPACES, .minimum = 14,
               .maximum = 14, .check = check_siret),
    FIELD_TEXT(struct fiche, nda, .label = "NDA", .flags = FIELD_NO_SPACES | FIELD_UPPER),
    FIELD_TEXT(struct fiche, texte, .label = "Texte", .flags = FIELD_MULTILINE, .maximum = 3000),
    FIELD_DATE(struct fiche, debut, .label = "Date début", .warn = warn_after_2030),
    FIELD_CHOICE(struct fiche, modalite, .label = "Modalité", .choices = modalites),
    FIELD_INT(struct fiche, duree, .label = "Durée"),
    FIELD_INT(struct fiche, places, .label = "Places", .minimum = 1, .maximum = 99,
              .flags = FIELD_REQUIRED),
    FIELD_BOOL(struct fiche, handicap, .label = "Handicap"),
    FIELD_BOOL(struct fiche, accord, .label = "Accord"),
    FIELD_LIST(struct fiche, domaines, .label = "Domaine formation", .maximum = 25, .minimum = 1),
    FIELD_LIST(struct fiche, langues, .label = "Langues", .choices = langues),
    FIELD_DATES(struct fiche, jours, .label = "Jours", .first = "1990-01-01"),
    FIELD_LIST(struct fiche, publics, .label = "Publics", .choices = langues, .lheo = "public"),
    FIELD_TEXT(struct fiche, note, .label = "Note", .flags = FIELD_OFFICER),
    FIELD_TEXT(struct fiche, origine, .label = "Origine", .flags = FIELD_CREATE_ONLY),
};
static const struct field_set set = {fields, sizeof(fields) / sizeof(*fields)};

static struct arena *arena;
static struct form form;
static struct fiche fiche;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    fiche = (struct fiche){.nom_usage = "Ancien nom",
                           .ligne2 = "ancienne ligne",
                           .duree = 35,
                           .places = 12,
                           .handicap = true,
                           .debut = "2021-06-28",
                           .modalite = "1",
                           .note = "note de l'agent",
                           .origine = "import"};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* What the person submits besides what is required. */
static enum status submit_as(const char *body, bool officer, bool creating, bool partial)
{
    struct params params;
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    return form_read(&form, arena, &set, &params, &fiche, officer, creating, partial);
}

static enum status submit(const char *body)
{
    return submit_as(arena_printf(arena, "nom_usage=Greta&places=3&%s", body), false, false, false);
}

static const char *message_of(const char *name)
{
    const struct form_field *field = form_field_named(&form, name);
    assert_non_null(field);
    return field->message;
}

static const char *typed_in(const char *name)
{
    return form_field_named(&form, name)->typed;
}

/* Refuses one value of one field with exactly this message, and keeps what was typed. */
static void assert_refused(const char *name, const char *typed, const char *message)
{
    struct params params = {.items = (struct param[]){{"nom_usage", "Greta", false},
                                                      {"places", "3", false},
                                                      {name, typed, false}},
                            .n = 3};
    if (strcmp(name, "nom_usage") == 0 || strcmp(name, "places") == 0) {
        params.items[strcmp(name, "places") == 0].value = typed;
        params.n = 2;
    }
    assert_int_equal(form_read(&form, arena, &set, &params, &fiche, false, false, false),
                     STATUS_REFUSED);
    assert_non_null(message_of(name));
    assert_string_equal(message_of(name), message);
    assert_string_equal(typed_in(name), typed);
    assert_int_equal(form.error_count, 1);
}

static char *repeat(const char *piece, size_t count)
{
    struct buffer buffer;
    buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < count; i++) {
        buffer_text(&buffer, piece);
    }
    return buffer.data;
}

static void test_right(void **state)
{
    (void)state;
    assert_int_equal(
        submit("ligne2=++b%C3%A2t+3++&siret=130+005+119+00032&nda=+52+44a&texte=a%0D%0Ab%0D%0A"
               "&debut=1%2F2%2F2026&modalite=2&duree=1+200&handicap=1&accord=0"
               "&domaines=+15254+&domaines=&domaines=15064&domaines=15254&langues=en"),
        STATUS_OK);
    assert_int_equal(form.error_count, 0);
    assert_null(form.message);
    assert_string_equal(fiche.nom_usage, "Greta");
    assert_string_equal(fiche.ligne2, "bât 3");
    assert_string_equal(fiche.siret, "13000511900032");
    assert_string_equal(fiche.nda, "5244A");
    assert_string_equal(fiche.texte, "a\nb");
    assert_string_equal(fiche.debut, "2026-02-01");
    assert_string_equal(fiche.modalite, "2");
    assert_int_equal(fiche.duree, 1200);
    assert_int_equal(fiche.places, 3);
    assert_true(fiche.handicap);
    assert_false(fiche.accord);
    assert_int_equal(fiche.domaines.n, 2);
    assert_string_equal(fiche.domaines.items[0], "15254");
    assert_string_equal(fiche.domaines.items[1], "15064");
    assert_int_equal(fiche.langues.n, 1);
    /* What was typed is kept as typed, even when right. */
    assert_string_equal(typed_in("ligne2"), "  bât 3  ");
    assert_string_equal(typed_in("siret"), "130 005 119 00032");
    assert_string_equal(typed_in("debut"), "1/2/2026");
    assert_int_equal(form_field_named(&form, "domaines")->typed_list.n, 4);
}

static void test_absent_is_empty(void **state)
{
    (void)state;
    assert_int_equal(submit(""), STATUS_OK);
    assert_string_equal(fiche.ligne2, "");
    assert_string_equal(fiche.debut, "");
    assert_string_equal(fiche.modalite, "");
    assert_int_equal(fiche.duree, 0);
    assert_false(fiche.handicap);
    assert_int_equal(fiche.domaines.n, 0);
    assert_string_equal(typed_in("ligne2"), "");
}

static void test_partial(void **state)
{
    (void)state;
    assert_int_equal(submit_as("ligne2=neuve", false, false, true), STATUS_OK);
    assert_string_equal(fiche.nom_usage, "Ancien nom");
    assert_string_equal(fiche.ligne2, "neuve");
    assert_true(fiche.handicap);
    assert_int_equal(fiche.places, 12);
    assert_string_equal(typed_in("debut"), "28/06/2021");
    assert_int_equal(submit_as("nom_usage=", false, false, true), STATUS_REFUSED);
    assert_string_equal(fiche.nom_usage, "Ancien nom");
}

static void test_required(void **state)
{
    (void)state;
    assert_refused("nom_usage", "", "Champ obligatoire «" S "Nom d'usage" S "» manquant");
    assert_refused("nom_usage", " " S "\t", "Champ obligatoire «" S "Nom d'usage" S "» manquant");
    assert_refused("places", "", "Champ obligatoire «" S "Places" S "» manquant");
    assert_string_equal(fiche.nom_usage, "Greta"); /* written by the reading before, kept */
    assert_int_equal(submit_as("", false, false, false), STATUS_REFUSED);
    assert_int_equal(form.error_count, 2);
}

static void test_lengths(void **state)
{
    (void)state;
    assert_refused("ligne2", repeat("é", 63), "Ligne 2" S ": 63 caractères, 50 au maximum");
    assert_string_equal(fiche.ligne2, "ancienne ligne");
    assert_refused("nom_usage", "G", "Nom d'usage" S ": 1 caractère, 2 au minimum");
    assert_refused("nom_usage", repeat("x", 251),
                   "Nom d'usage" S ": 251 caractères, 250 au maximum");
    assert_refused("siret", "130 005 119", "SIRET" S ": 9 caractères, 14 au minimum");
    assert_refused("ligne2", repeat("x", 1 << 20),
                   "Ligne 2" S ": 1048576 caractères, 50 au maximum");
    assert_int_equal(submit(arena_printf(arena, "ligne2=%s", repeat("é", 50))), STATUS_OK);
    /* Outer spaces and the CR of line ends do not count; NFC does. */
    assert_int_equal(submit(arena_printf(arena, "ligne2=+%s+", repeat("e\xCC\x81", 50))),
                     STATUS_OK);
    assert_int_equal(submit(arena_printf(arena, "texte=%s", repeat("a%0D%0A", 1500))), STATUS_OK);
}

static void test_characters(void **state)
{
    (void)state;
    static const char tag[] =
        "balise HTML refusée, retirez «" S "<" S "» ou mettez une espace après";
    assert_refused("ligne2", "a" R "b",
                   "Ligne 2" S ": caractère illisible après «" S "a" S
                   "», effacez-le et retapez-le");
    assert_refused("ligne2", "\x1B[0m",
                   "Ligne 2" S ": caractère illisible au début, effacez-le et retapez-le");
    assert_refused("texte", "Une ligne\nde la formation professionnelle\uE000 suite",
                   "Texte" S ": caractère illisible après «" S "…ormation professionnelle" S
                   "», effacez-le et retapez-le");
    assert_refused("ligne2", "la balise <table>", arena_printf(arena, "Ligne 2" S ": %s", tag));
    assert_refused("texte", "a\n</textarea><script>", arena_printf(arena, "Texte" S ": %s", tag));
    assert_refused("debut", "<b>", arena_printf(arena, "Date début" S ": %s", tag));
    assert_refused("duree", "<b>", arena_printf(arena, "Durée" S ": %s", tag));
    assert_int_equal(submit("ligne2=a+%3C+b+%3C3&texte=a%09b%0Ac"), STATUS_OK);
    /* What a paste holds is cleaned, on one line or on several, and counted clean. */
    assert_int_equal(
        submit("ligne2=%3Cb%3Egras%3C/b%3E%0Aa%09b%E2%80%AE&siret=%E2%80%8E13000511900032"
               "&texte=a%0B%EF%82%B7%09b%0D%0A%3Cp%3Ec%3C/p%3E"),
        STATUS_OK);
    assert_string_equal(fiche.ligne2, "gras a b");
    assert_string_equal(fiche.siret, "13000511900032");
    assert_string_equal(fiche.texte, "a\n- b\nc");
}

/* Broken bytes in the request reach the message, and the person sees where they were. */
static void test_damaged_bytes(void **state)
{
    (void)state;
    assert_int_equal(submit("ligne2=caf%E9"), STATUS_REFUSED);
    assert_string_equal(message_of("ligne2"), "Ligne 2" S ": caractère illisible après «" S "caf" S
                                              "», effacez-le et retapez-le");
    assert_string_equal(typed_in("ligne2"), "caf" R);
    assert_int_equal(submit("ligne2=a%00b"), STATUS_REFUSED);
}

#define ILLISIBLE "Date début" S ": date illisible, attendu jj/mm/aaaa, par exemple 01/09/2027"

static void test_dates(void **state)
{
    (void)state;
    assert_refused("debut", "31/02/2026",
                   "Date début" S ": 31/02/2026 n'existe pas dans le calendrier");
    assert_refused("debut", "demain", ILLISIBLE);
    assert_refused("debut", repeat("1", 100000), ILLISIBLE);
    assert_refused("debut", "01/01/0202",
                   "Date début" S ": 01/01/0202 est trop tôt, attendu du 01/01/1900 au 31/12/2199");
    assert_refused("debut", "01/01/2200",
                   "Date début" S
                   ": 01/01/2200 est trop tard, attendu du 01/01/1900 au 31/12/2199");
    assert_refused("debut", "2026-02-30",
                   "Date début" S ": 30/02/2026 n'existe pas dans le calendrier");
    assert_string_equal(fiche.debut, "2021-06-28");
    submit("debut=1er%20septembre%202027");
    assert_null(message_of("debut"));
    assert_string_equal(fiche.debut, "2027-09-01");
    assert_null(form_field_named(&form, "debut")->warning);
    submit("debut=1/9/2031");
    assert_null(message_of("debut"));
    assert_string_equal(form_field_named(&form, "debut")->warning,
                        "Date début" S ": après 2030, vérifiez l'année");
    form_of_record(&form, arena, &set, &fiche, false, false);
    assert_string_equal(form_field_named(&form, "debut")->typed, "01/09/2031");
    assert_non_null(form_field_named(&form, "debut")->warning);
}

/* A list of dates goes the way of one date. */
static void test_list_of_dates(void **state)
{
    (void)state;
    submit("jours=1/9/27&jours=01/09/2027&jours=2027-09-03");
    assert_null(message_of("jours"));
    assert_int_equal(fiche.jours.n, 2);
    assert_string_equal(fiche.jours.items[0], "2027-09-01");
    assert_string_equal(fiche.jours.items[1], "2027-09-03");
    form_of_record(&form, arena, &set, &fiche, false, false);
    assert_string_equal(form_field_named(&form, "jours")->typed_list.items[1], "03/09/2027");
    assert_string_equal(field_show(arena, field_named(&set, "jours"), &fiche),
                        "01/09/2027, 03/09/2027");
    assert_refused("jours", "31/2/27",
                   "Jours" S ": valeur 1, 31/02/2027 n'existe pas dans le calendrier");
    assert_refused("jours", "1/1/1900",
                   "Jours" S
                   ": valeur 1, 01/01/1900 est trop tôt, attendu du 01/01/1990 au 31/12/2199");
}

static void test_choices(void **state)
{
    (void)state;
    assert_refused("modalite", "3", "Modalité" S ": choix inconnu, prenez une valeur de la liste");
    assert_refused("modalite", "Mixte",
                   "Modalité" S ": choix inconnu, prenez une valeur de la liste");
    assert_string_equal(fiche.modalite, "1");
}

static void test_numbers(void **state)
{
    (void)state;
    static const char unreadable[] = "Durée" S ": nombre illisible, attendu des chiffres seuls";
    assert_refused("duree", "douze", unreadable);
    assert_refused("duree", "12,5", unreadable);
    assert_refused("duree", "+1", unreadable);
    assert_refused("duree", "99999999999999999999", unreadable);
    assert_refused("duree", "-1", "Durée" S ": -1, 0 au minimum");
    assert_int_equal(fiche.duree, 35);
    assert_refused("places", "0", "Places" S ": 0, 1 au minimum");
    assert_refused("places", "100", "Places" S ": 100, 99 au maximum");
    assert_int_equal(submit("duree=9223372036854775807"), STATUS_OK);
}

static void test_own_check(void **state)
{
    (void)state;
    assert_refused("siret", "12345678901234",
                   "SIRET" S ": clé de contrôle fausse, vérifiez les 14 chiffres");
}

static void test_lists(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body, arena, 0);
    for (int i = 0; i < 26; i++) {
        buffer_printf(&body, "&domaines=%d", i);
    }
    assert_int_equal(submit(body.data), STATUS_REFUSED);
    assert_string_equal(message_of("domaines"),
                        "Domaine formation" S ": 26 valeurs, 25 au maximum");
    assert_int_equal(form_field_named(&form, "domaines")->typed_list.n, 26);
    assert_int_equal(fiche.domaines.n, 0);
    /* Doubles and empty ones do not count. */
    assert_int_equal(submit(repeat("&domaines=1&domaines=", 900)), STATUS_OK);
    assert_int_equal(fiche.domaines.n, 1);
    assert_int_equal(submit("domaines=1&domaines=%3Cb%3E"), STATUS_REFUSED);
    assert_string_equal(message_of("domaines"),
                        "Domaine formation" S ": valeur 2, balise HTML refusée, retirez «" S "<" S
                        "» ou mettez une espace après");
    assert_int_equal(submit(arena_printf(arena, "domaines=%s", repeat("x", 251))), STATUS_REFUSED);
    assert_string_equal(message_of("domaines"),
                        "Domaine formation" S ": valeur 1, 251 caractères, 250 au maximum");
    assert_int_equal(submit("langues=fr&langues=de"), STATUS_REFUSED);
    assert_string_equal(message_of("langues"), "Langues" S ": valeur 2, choix inconnu, prenez une "
                                               "valeur de la liste");
}

/* What left the table since it was recorded stays, and can be left out; it comes no more. */
static void test_lists_of_a_table_keep_what_the_record_holds(void **state)
{
    (void)state;
    static const char *held[] = {"de", "fr"};
    fiche.publics = (struct text_list){held, 2};
    assert_int_equal(submit("publics=fr&publics=es"), STATUS_REFUSED);
    assert_string_equal(message_of("publics"),
                        "Publics" S ": valeur 2, choix inconnu de LHEO (es), prenez une valeur de "
                        "la liste");
    assert_ptr_equal(fiche.publics.items, held);
    assert_int_equal(submit("publics=en&publics=de"), STATUS_OK);
    assert_int_equal(fiche.publics.n, 2);
    assert_string_equal(fiche.publics.items[1], "de");
    assert_int_equal(submit("publics=en"), STATUS_OK);
    assert_int_equal(submit("publics=en&publics=de"), STATUS_REFUSED);
}

static void test_rights(void **state)
{
    (void)state;
    const char *body = "nom_usage=Greta&places=3&note=pirate&origine=pirate";
    assert_int_equal(submit_as(body, false, false, false), STATUS_OK);
    assert_string_equal(fiche.note, "note de l'agent");
    assert_string_equal(fiche.origine, "import");
    assert_true(form_field_named(&form, "note")->readonly);
    assert_string_equal(typed_in("note"), "note de l'agent");
    assert_false(form_field_named(&form, "ligne2")->readonly);
    assert_int_equal(submit_as(body, true, false, false), STATUS_OK);
    assert_string_equal(fiche.note, "pirate");
    assert_string_equal(fiche.origine, "import");
    assert_int_equal(submit_as(body, false, true, false), STATUS_OK);
    assert_string_equal(fiche.origine, "pirate");
    /* Not even a value that is wrong is looked at. */
    assert_int_equal(submit_as("nom_usage=Greta&places=3&note=%3Cb%3E", false, false, false),
                     STATUS_OK);
}

static void test_of_record(void **state)
{
    (void)state;
    const char *codes[] = {"15254", "15064"};
    fiche.domaines = (struct text_list){codes, 2};
    fiche.ligne2 = NULL;
    form_of_record(&form, arena, &set, &fiche, false, false);
    assert_int_equal(form.n, set.n);
    assert_int_equal(form.error_count, 0);
    assert_string_equal(typed_in("nom_usage"), "Ancien nom");
    assert_string_equal(typed_in("ligne2"), "");
    assert_string_equal(typed_in("debut"), "28/06/2021");
    assert_string_equal(typed_in("modalite"), "1");
    assert_string_equal(typed_in("duree"), "35");
    assert_string_equal(typed_in("handicap"), "1");
    assert_string_equal(typed_in("accord"), "");
    assert_int_equal(form_field_named(&form, "domaines")->typed_list.n, 2);
    assert_true(form_field_named(&form, "note")->readonly);
    struct fiche blank = {0};
    form_of_record(&form, arena, &set, &blank, true, true);
    assert_string_equal(typed_in("nom_usage"), "");
    assert_string_equal(typed_in("duree"), ""); /* not known yet */
    assert_false(form_field_named(&form, "note")->readonly);
    form_of_record(&form, arena, &set, &blank, true, false);
    assert_string_equal(typed_in("duree"), "0");
}

static void test_refuse(void **state)
{
    (void)state;
    assert_int_equal(submit("siret="), STATUS_OK);
    form_refuse(&form, "siret", "déjà dans l'annuaire");
    assert_string_equal(message_of("siret"), "SIRET" S ": déjà dans l'annuaire");
    assert_int_equal(form.error_count, 1);
    form_refuse(&form, "siret", "autre chose");
    assert_string_equal(message_of("siret"), "SIRET" S ": déjà dans l'annuaire");
    assert_int_equal(form.error_count, 1);
    form_refuse(&form, NULL, "une session au minimum");
    assert_string_equal(form.message, "une session au minimum");
    assert_int_equal(form.error_count, 2);
    assert_null(form_field_named(&form, "inconnu"));
}

static void test_field_access(void **state)
{
    (void)state;
    assert_ptr_equal(field_named(&set, "ligne2"), &fields[1]);
    assert_null(field_named(&set, "ligne"));
    assert_null(field_named(&set, ""));
    assert_int_equal(field_maximum(field_named(&set, "ligne2")), 50);
    assert_int_equal(field_maximum(field_named(&set, "nom_usage")), 250);
    assert_int_equal(field_maximum(field_named(&set, "langues")), 100);
    assert_int_equal(field_maximum(field_named(&set, "duree")), 0);
    assert_string_equal(choice_label(modalites, "2"), "À distance");
    assert_string_equal(choice_label(modalites, "9"), "9");
    assert_string_equal(choice_label(modalites, NULL), "");
    assert_string_equal(choice_label(NULL, "9"), "9");
    assert_true(choice_exists(modalites, "0"));
    assert_false(choice_exists(modalites, ""));
    assert_false(choice_exists(modalites, NULL));
    struct fiche record = {0};
    assert_string_equal(field_text(&fields[0], &record), "");
    field_set_text(&fields[0], &record, NULL);
    assert_string_equal(record.nom_usage, "");
}

static void test_field_show(void **state)
{
    (void)state;
    const char *codes[] = {"fr", "en", "xx"};
    fiche.langues = (struct text_list){codes, 3};
    assert_string_equal(field_show(arena, field_named(&set, "nom_usage"), &fiche), "Ancien nom");
    assert_string_equal(field_show(arena, field_named(&set, "siret"), &fiche), "");
    assert_string_equal(field_show(arena, field_named(&set, "debut"), &fiche), "28/06/2021");
    assert_string_equal(field_show(arena, field_named(&set, "modalite"), &fiche), "Mixte");
    assert_string_equal(field_show(arena, field_named(&set, "duree"), &fiche), "35");
    assert_string_equal(field_show(arena, field_named(&set, "handicap"), &fiche), "Oui");
    assert_string_equal(field_show(arena, field_named(&set, "accord"), &fiche), "Non");
    assert_string_equal(field_show(arena, field_named(&set, "langues"), &fiche),
                        "Français, Anglais, xx");
    assert_string_equal(field_show(arena, field_named(&set, "domaines"), &fiche), "");
}

static void test_field_equal(void **state)
{
    (void)state;
    const char *one[] = {"a", "b"};
    const char *same[] = {"a", "b"};
    const char *swapped[] = {"b", "a"};
    struct fiche other = fiche;
    other.siret = ""; /* NULL in the first: both are empty */
    fiche.domaines = (struct text_list){one, 2};
    other.domaines = (struct text_list){same, 2};
    for (size_t i = 0; i < set.n; i++) {
        assert_true(field_equal(&fields[i], &fiche, &other));
    }
    other.domaines = (struct text_list){swapped, 2};
    assert_false(field_equal(field_named(&set, "domaines"), &fiche, &other));
    other.domaines = (struct text_list){same, 1};
    assert_false(field_equal(field_named(&set, "domaines"), &fiche, &other));
    other.duree = 36;
    other.handicap = false;
    other.modalite = "2";
    assert_false(field_equal(field_named(&set, "duree"), &fiche, &other));
    assert_false(field_equal(field_named(&set, "handicap"), &fiche, &other));
    assert_false(field_equal(field_named(&set, "modalite"), &fiche, &other));
}

/* A field of any type that somebody changed is told, and copied, alone. */
static void test_fields_compared(void **state)
{
    (void)state;
    struct fiche base = fiche;
    struct fiche mine = base;
    mine.duree = 36;
    mine.handicap = !mine.handicap;
    mine.modalite = "2";
    struct field_differences d = fields_compare(arena, &set, &base, &mine);
    assert_int_equal(d.n, 3);
    assert_false(fields_equal(&set, &base, &mine));
    struct fiche theirs = base;
    for (size_t i = 0; i < d.n; i++) {
        assert_false(field_equal(d.items[i], &base, &mine));
        field_copy(d.items[i], &theirs, &mine);
    }
    assert_true(fields_equal(&set, &theirs, &mine));
    assert_int_equal(fields_compare(arena, &set, &theirs, &mine).n, 0);
    struct fiche copy = {0};
    fields_copy(&set, &copy, &mine);
    assert_true(fields_equal(&set, &copy, &mine));
}

/* Words read from the base win over those of the table; another field keeps its own. */
static void test_show_among(void **state)
{
    (void)state;
    static const struct choice words[] = {{"1", "De la base"}, {NULL, NULL}};
    const struct field_choices choices[] = {{"modalite", words}, {NULL, NULL}};
    fiche.modalite = "1";
    assert_string_equal(field_show_among(arena, field_named(&set, "modalite"), choices, &fiche),
                        "De la base");
    assert_string_equal(field_show_among(arena, field_named(&set, "langues"), choices, &fiche),
                        field_show(arena, field_named(&set, "langues"), &fiche));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_right),           TEST(test_absent_is_empty),
        TEST(test_partial),         TEST(test_required),
        TEST(test_lengths),         TEST(test_characters),
        TEST(test_damaged_bytes),   TEST(test_dates),
        TEST(test_list_of_dates),   TEST(test_choices),
        TEST(test_numbers),         TEST(test_own_check),
        TEST(test_lists),           TEST(test_lists_of_a_table_keep_what_the_record_holds),

        TEST(test_rights),          TEST(test_of_record),
        TEST(test_refuse),          TEST(test_field_access),
        TEST(test_field_show),      TEST(test_field_equal),
        TEST(test_fields_compared), TEST(test_show_among),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
