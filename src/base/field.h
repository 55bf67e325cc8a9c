/* One description per noun: the struct in C, and beside it a `static const` table of fields.
 *
 * The table drives reading and checking forms (form.h), drawing them (html/champ.h), reading and
 * writing rows (db/record.h), what differs between two records (fields_compare), the journal
 * (domaine/socle/journal.h) and the leaves of LHEO. It does not drive joins, lists, workflow, page
 * layout or the nesting of LHEO.
 *
 * The member's type is checked when compiling: FIELD_TEXT(struct site, ligne1, …) does not compile
 * when ligne1 is not a `const char *`.
 */
#ifndef SOFI_BASE_FIELD_H
#define SOFI_BASE_FIELD_H

#include "dates.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_TYPE_TEXT,   /* const char *: "" in the record when empty, NULL in the base */
    FIELD_TYPE_DATE,   /* const char *: ISO, "" when empty */
    FIELD_TYPE_CHOICE, /* const char *: a code of `choices`, "" when empty */
    FIELD_TYPE_INT,    /* int64_t */
    FIELD_TYPE_BOOL,   /* bool: a check box */
    FIELD_TYPE_LIST,   /* struct text_list: a repeated field; rows of its own in the base */
};

/* A value list: LHEO closed tables, states. Ended by {NULL, NULL}. */
struct choice {
    const char *code;
    const char *label; /* French */
};

/* The choices of a field that are read from the base: {"qualite", valeurs.qualite}. Arrays of them
 * are ended by a NULL name; NULL instead of an array: there are none. */
struct field_choices {
    const char *name; /* of the field */
    const struct choice *choices;
};

/* What a value is a number or an address of: how it is typed, and what stands behind it. */
enum field_unit {
    UNIT_NONE,
    UNIT_HOURS,
    UNIT_YEARS,
    UNIT_EUROS,       /* with cents */
    UNIT_WHOLE_EUROS, /* without */
    UNIT_DEGREES,
    UNIT_PEOPLE, /* places in a room */
    UNIT_PHONE,
    UNIT_EMAIL,
    UNIT_URL,
    UNIT_POSTCODE
};

/* Who knows the codes of a field beyond `choices`: the floors above define them. */
struct field_source {
    const char *name; /* of the nomenclature: "rome" */
    /* As people read a code: "Nantes (44109)". NULL: only the base knows (domaine/offre/offre.h).
     */
    const char *(*label)(struct arena *arena, const char *code);
};

/* Who reads a value beyond those who may see its record. Not said: everybody, where LHEO has an
 * element for it; any other field says it, a test refuses the silence. */
enum field_reader {
    FIELD_FOR_UNSAID,
    FIELD_FOR_ALL,      /* the public pages and the preview, and partners */
    FIELD_FOR_PARTNERS, /* LHEO */
    FIELD_FOR_NOBODY    /* it never leaves */
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_MULTILINE = 1 << 1,
    FIELD_OFFICER = 1 << 2,     /* only CARIF and ADMIN write it; read-only for an OF */
    FIELD_LOW_RISK = 1 << 3,    /* goes live at once on a validated action (01-domain 3.1) */
    FIELD_NO_SPACES = 1 << 4,   /* spaces typed inside are taken out first: SIRET, NDA */
    FIELD_UPPER = 1 << 5,       /* ASCII letters are put in capitals first: NDA, UAI */
    FIELD_CREATE_ONLY = 1 << 6, /* set when created, never changed by a form */
    FIELD_PERSONAL = 1 << 7     /* of a person: goes from the journal too when it is erased */
};

struct field {
    const char *name;  /* of the member, the column and the form field: "nom_usage" */
    const char *label; /* as the users' manual prints it: "Nom d'usage" */
    const char *help;  /* hint under the field, or NULL */
    enum field_type type;
    size_t offset; /* in the struct */
    unsigned
        minimum; /* characters for a text, elements for a list, least value of an int; 0: none */
    unsigned maximum;             /* likewise; 0: 250 for a text, 100 for a list, none for others */
    unsigned item_maximum;        /* characters of each value of a list; 0: 250 */
    unsigned flags;               /* enum field_flag */
    const struct choice *choices; /* of a CHOICE or a LIST, or NULL */
    const struct choice *alone;   /* of a LIST: the value that excludes the others, or NULL */
    const struct field_source *source; /* of other codes, or NULL */
    const char *section;               /* code of the part of the record, or NULL */
    const char *lheo;                  /* LHEO element, or NULL */
    enum field_reader publique;
    enum field_unit unit;
    /* Checks a cleaned, not empty value beyond the limits. NULL when it is right, else what is
     * wrong in French, without the label: "clé de contrôle fausse, vérifiez les 14 chiffres". */
    const char *(*check)(struct arena *arena, const char *value);
    /* The form that is kept of a cleaned, not empty value ("www.exemple.fr": "https://…"), before
     * limits and check; the value itself when it is not understood: `check` says why. NULL: kept as
     * typed. Kept again it is the same. Not of ints and bools. */
    const char *(*keep)(struct arena *arena, const char *value);
    /* Of what `keep` keeps: what fields show of it, which `keep` takes back. NULL: as kept. */
    const char *(*show)(struct arena *arena, const char *kept);
    const char *too_long; /* said instead of "7 caractères, 6 au maximum", which nobody typed */
    /* Two values pasted in one field: gives this field's own and that of the field `pair`. */
    bool (*split)(struct arena *arena, const char *value, const char **own_r, const char **pair_r);
    const char *pair;
    /* Of dates: ISO, the first and the last that are accepted; NULL: the bounds of dates.h. */
    const char *first;
    const char *last;
    /* Of a kept value that is accepted: what people should look at again, in French without the
     * label ("plus de trois ans après aujourd'hui, vérifiez l'année"); NULL: it is plausible. Not
     * of lists, ints and bools. */
    const char *(*warn)(struct arena *arena, const char *kept);
};

#define FIELD_AT(record, member, wanted)                                                           \
    (offsetof(record, member) +                                                                    \
     0 * sizeof(                                                                                   \
             char[__builtin_types_compatible_p(__typeof__(((record *)0)->member), wanted) ? 1      \
                                                                                          : -1]))
#define FIELD_OF(record, member, wanted, kind, ...)                                                \
    {                                                                                              \
        .name = #member, .type = (kind), .offset = FIELD_AT(record, member, wanted), __VA_ARGS__   \
    }

#define FIELD_TEXT(record, member, ...)                                                            \
    FIELD_OF(record, member, const char *, FIELD_TYPE_TEXT, __VA_ARGS__)
#define FIELD_DATE_HOOKS .keep = dates_keep, .show = dates_show, .check = dates_check
#define FIELD_DATE(record, member, ...)                                                            \
    FIELD_OF(record, member, const char *, FIELD_TYPE_DATE, FIELD_DATE_HOOKS, __VA_ARGS__)
#define FIELD_CHOICE(record, member, ...)                                                          \
    FIELD_OF(record, member, const char *, FIELD_TYPE_CHOICE, __VA_ARGS__)
#define FIELD_INT(record, member, ...)                                                             \
    FIELD_OF(record, member, int64_t, FIELD_TYPE_INT, __VA_ARGS__)
#define FIELD_BOOL(record, member, ...) FIELD_OF(record, member, bool, FIELD_TYPE_BOOL, __VA_ARGS__)
#define FIELD_LIST(record, member, ...)                                                            \
    FIELD_OF(record, member, struct text_list, FIELD_TYPE_LIST, __VA_ARGS__)
#define FIELD_DATES(record, member, ...) FIELD_LIST(record, member, FIELD_DATE_HOOKS, __VA_ARGS__)

/* The fields of one noun. */
struct field_set {
    const struct field *fields;
    size_t n;
};

/* NULL when no field bears that name. */
const struct field *field_named(const struct field_set *set, const char *name);

/* The fields of a section: they follow each other in the set. */
struct field_set field_section(const struct field_set *set, const char *section);

/* The limit in force (the default when `maximum` is 0; 0 for a date or an int without one). */
unsigned field_maximum(const struct field *field);
unsigned field_item_maximum(const struct field *field);

/* Label of a code, the code itself when the list does not know it; "" for NULL. */
const char *choice_label(const struct choice *choices, const char *code);
bool choice_exists(const struct choice *choices, const char *code);

/* FIELD_FOR_UNSAID where nothing is said. */
enum field_reader field_reader(const struct field *field);
/* `reader`: FIELD_FOR_ALL (everybody) or FIELD_FOR_PARTNERS. */
bool field_is_for(const struct field *field, enum field_reader reader);

/* A date or a list of dates. */
bool field_is_date(const struct field *field);

/* Typed access to a member of a record. field_text: of TEXT, DATE, CHOICE; never NULL. */
const char *field_text(const struct field *field, const void *record);
void field_set_text(const struct field *field, void *record, const char *value);
int64_t field_int(const struct field *field, const void *record);
void field_set_int(const struct field *field, void *record, int64_t value);
bool field_bool(const struct field *field, const void *record);
void field_set_bool(const struct field *field, void *record, bool value);
struct text_list field_list(const struct field *field, const void *record);
void field_set_list(const struct field *field, void *record, struct text_list value);

/* What a person would type to obtain the text of the record, or each of its list. */
const char *field_typed(struct arena *arena, const struct field *field, const void *record);
struct text_list field_typed_list(struct arena *arena, const struct field *field,
                                  const void *record);

/* The table of a field: of `choices`, or its own; NULL: none. */
const struct choice *field_choices_of(const struct field *field,
                                      const struct field_choices *choices);

/* As a person reads it: label of a choice, dd/mm/yyyy, Oui/Non, the unit behind, list joined by ",
 * "; "" when empty.
 */
char *field_show(struct arena *arena, const struct field *field, const void *record);
/* The same with the choices that were read from the base. */
char *field_show_among(struct arena *arena, const struct field *field,
                       const struct field_choices *choices, const void *record);
bool field_equal(const struct field *field, const void *a, const void *b);
void field_copy(const struct field *field, void *to, const void *from);

/* ---- whole records */

/* The fields of the set whose values differ, in its order. */
struct field_differences {
    const struct field **items;
    size_t n;
};

struct field_differences fields_compare(struct arena *arena, const struct field_set *set,
                                        const void *before, const void *after);
bool fields_equal(const struct field_set *set, const void *a, const void *b);
void fields_copy(const struct field_set *set, void *to, const void *from);
/* "" in all texts: as a new record begins. */
void fields_blank(const struct field_set *set, void *record);

#endif
