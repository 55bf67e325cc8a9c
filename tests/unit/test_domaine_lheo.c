/* The limits of our fields are those of LHEO 2.3: read from its XSD where the shared data are
 * there. What differs on purpose is written here, with why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "form.h"
#include "formation.h"
#include "offre.h"
#include "session.h"

#define XSD SOFI_SHARED_DATA "/lheo/lheo-2.3.xsd"
#define NOMBRE(table) (sizeof(table) / sizeof(table)[0])

static struct arena *arena;
static const char *xsd; /* the whole file; NULL: not there */

/* ---- the schema */

static const char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        return NULL;
    }
    size_t room = 1 << 20;
    char *text = arena_alloc(arena, room);
    size_t length = fread(text, 1, room - 1, file);
    assert_true(length > 0 && feof(file));
    fclose(file);
    return text;
}

/* What stands between the tag that defines `name` and its end; NULL: not defined. */
static const char *definition(const char *kind, const char *name)
{
    const char *begin =
        strstr(xsd, arena_printf(arena, "<xs:%sType name=\"%s-subtype\"", kind, name));
    const char *end = begin ? strstr(begin, arena_printf(arena, "</xs:%sType>", kind)) : NULL;
    return end ? arena_strndup(arena, begin, (size_t)(end - begin)) : NULL;
}

/* -1: it does not say. */
static long facet(const char *type, const char *name)
{
    const char *tag = arena_printf(arena, "<xs:%s value=\"", name);
    const char *at = strstr(type, tag);
    return at ? strtol(at + strlen(tag), NULL, 10) : -1;
}

/* How many `child` a `parent` holds at most: 0 without limit, -1 when it is not in it. */
static long occurrences(const char *parent, const char *child)
{
    const char *type = definition("complex", parent);
    const char *at = type ? strstr(type, arena_printf(arena, "ref=\"lheo:%s\"", child)) : NULL;
    at = at ? strstr(at, "maxOccurs=\"") : NULL;
    return at ? strtol(at + strlen("maxOccurs=\""), NULL, 10) : -1;
}

/* ---- elements that are not in the schema under the name of our field, or where LHEO has no text
 */

/* Elements whose one child holds the text. */
static const struct {
    const char *lheo;
    const char *texte;
} enveloppes[] = {
    {"url-formation", "urlweb"},
    {"url-action", "urlweb"},
    {"SIRET-lieu-formation", "SIRET"},
    {"code-UAI-lieu-formation", "code-UAI"},
    {"telfixe", "numtel"},
    {"date-information", "date"},
};

/* Numbers of other records of ours, not texts. */
static const char *const renvois[] = {"organisme-formateur", "contact-formation",
                                      "contact-session"};

/* The element that repeats, and in what: our field or genre bears the name of another one. */
static const struct {
    const char *lheo;
    const char *parent;
    const char *enfant;
} repetitions[] = {
    {"code-FORMACODE", "domaine-formation", "code-FORMACODE"},
    {"code-NSF", "domaine-formation", "code-NSF"},
    {"code-ROME", "domaine-formation", "code-ROME"},
    {"url-formation", "url-formation", "urlweb"},
    {"url-action", "url-action", "urlweb"},
    {"annee-cycle", "cycle", "annee-cycle"},
    {"sous-module", "sous-modules", "sous-module"},
    {"modules-prerequis", "modules-prerequis", "reference-module"},
};

/* Where LHEO has no limit of number. */
static const struct {
    const char *lheo;
    unsigned maximum;
} bornes[] = {
    {"annee-cycle", 9},         /* the years of a cycle are 1 to 9 */
    {"contact-formation", 100}, /* any list has a limit (base/field.h) */
    {"contact-session", 100},
};

static const char *texte_de(const char *lheo)
{
    for (size_t i = 0; i < NOMBRE(enveloppes); i++) {
        if (strcmp(enveloppes[i].lheo, lheo) == 0) {
            return enveloppes[i].texte;
        }
    }
    return lheo;
}

static bool renvoie(const char *lheo)
{
    for (size_t i = 0; i < NOMBRE(renvois); i++) {
        if (strcmp(renvois[i], lheo) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- our fields */

/* Whether a form takes `n` digits for the field. */
static bool takes(const struct field *field, long n)
{
    char *digits = arena_printf(arena, "%0*d", (int)n, 1);
    struct param param = {.name = field->name, .value = digits};
    struct params params = {.items = &param, .n = 1};
    struct field_set set = {field, 1};
    struct form form;
    void *record = arena_alloc(arena, field->offset + sizeof(struct text_list));
    return form_read_draft(&form, arena, &set, &params, record, true) == STATUS_OK;
}

static void assert_length(const char *noun, const struct field *field, const char *type)
{
    long maximum = facet(type, "maxLength");
    long minimum = facet(type, "minLength");
    bool list = field->type == FIELD_TYPE_LIST;
    unsigned ours = list ? field_item_maximum(field) : field_maximum(field);
    /* Codes of one length: their check or their table says so better than a limit would. */
    bool code = minimum == maximum && (field->check || field->choices);
    if (takes(field, maximum + 1) || (!code && (long)ours != maximum)) {
        fail_msg("%s.%s: %u characters, %ld in LHEO", noun, field->name, ours, maximum);
    }
    if (minimum > 1 && takes(field, minimum - 1)) {
        fail_msg("%s.%s: %ld characters are taken, %ld at least in LHEO", noun, field->name,
                 minimum - 1, minimum);
    }
}

static void assert_occurrences(const char *noun, const char *lheo, unsigned ours)
{
    const char *parent = noun;
    const char *child = lheo;
    for (size_t i = 0; i < NOMBRE(repetitions); i++) {
        if (strcmp(repetitions[i].lheo, lheo) == 0) {
            parent = repetitions[i].parent;
            child = repetitions[i].enfant;
        }
    }
    long maximum = occurrences(parent, child);
    for (size_t i = 0; maximum == 0 && i < NOMBRE(bornes); i++) {
        maximum = strcmp(bornes[i].lheo, lheo) == 0 ? (long)bornes[i].maximum : maximum;
    }
    if (maximum != (long)ours) {
        fail_msg("%s, %s: %u at most, %ld in LHEO", noun, lheo, ours, maximum);
    }
}

static void assert_field(const char *noun, const struct field *field)
{
    if (field->type == FIELD_TYPE_LIST) {
        assert_occurrences(noun, field->lheo, field_maximum(field));
    }
    if (renvoie(field->lheo)) {
        return;
    }
    const char *type = definition("simple", texte_de(field->lheo));
    if (!type) {
        fail_msg("%s.%s: no text %s in LHEO", noun, field->name, field->lheo);
        return;
    }
    bool closed = strstr(type, "<xs:enumeration") != NULL;
    bool date = facet(type, "length") == 8;
    if (closed != (field->type == FIELD_TYPE_CHOICE)) {
        fail_msg("%s.%s: a closed table here or in LHEO, not in both", noun, field->name);
    }
    if (facet(type, "maxLength") >= 0) {
        assert_length(noun, field, type);
    } else if (strstr(type, "base=\"xs:long\"")) {
        assert_non_null(field->check);  /* a number has no length in LHEO; its check is ours */
        assert_false(takes(field, 20)); /* an xs:long has 19 digits */
    } else if (!closed && !(date && (field->type == FIELD_TYPE_DATE || field->check))) {
        fail_msg("%s.%s: %s has no limit in LHEO", noun, field->name, field->lheo);
    }
}

static size_t assert_fields(const char *noun, const struct field_set *set)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (set->fields[i].lheo) {
            assert_field(noun, &set->fields[i]);
            n++;
        }
    }
    return n;
}

static void need_xsd(void)
{
    if (!xsd) {
        print_message("no %s: comparison with LHEO skipped\n", XSD);
        skip();
    }
}

static void fields_have_the_limits_of_lheo(void **state)
{
    (void)state;
    need_xsd();
    assert_int_equal(assert_fields("formation", &formation_fields), formation_fields.n);
    assert_true(assert_fields("action", &action_fields) > 30);
    assert_true(assert_fields("session", &session_fields) > 10);
}

static void details_have_the_limits_of_lheo(void **state)
{
    (void)state;
    need_xsd();
    size_t n = 0;
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        assert_int_equal(assert_fields(genre->code, genre->set), genre->set->n);
        assert_occurrences(offre_noun_nom(genre->noun), genre->lheo, (unsigned)genre->maximum);
        n++;
    }
    assert_int_equal(n, 13);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    xsd = read_file(XSD);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_the_limits_of_lheo),
        cmocka_unit_test(details_have_the_limits_of_lheo),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
