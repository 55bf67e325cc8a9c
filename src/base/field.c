#include "field.h"

#include "buffer.h"

#include <string.h>

#define FIELD_TEXT_MAXIMUM 250
#define FIELD_LIST_MAXIMUM 100

const struct field *field_named(const struct field_set *set, const char *name)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->fields[i].name, name) == 0) {
            return &set->fields[i];
        }
    }
    return NULL;
}

struct field_set field_section(const struct field_set *set, const char *section)
{
    struct field_set part = {0};
    for (size_t i = 0; i < set->n; i++) {
        const char *own = set->fields[i].section;
        if (own && strcmp(own, section) == 0) {
            part.fields = part.n ? part.fields : &set->fields[i];
            part.n++;
        }
    }
    return part;
}

unsigned field_maximum(const struct field *field)
{
    if (field->maximum || field->type == FIELD_TYPE_INT || field->type == FIELD_TYPE_DATE) {
        return field->maximum;
    }
    return field->type == FIELD_TYPE_LIST ? FIELD_LIST_MAXIMUM : FIELD_TEXT_MAXIMUM;
}

unsigned field_item_maximum(const struct field *field)
{
    return field->item_maximum ? field->item_maximum : FIELD_TEXT_MAXIMUM;
}

static const struct choice *choice_find(const struct choice *choices, const char *code)
{
    for (const struct choice *choice = choices; choice && choice->code; choice++) {
        if (strcmp(choice->code, code) == 0) {
            return choice;
        }
    }
    return NULL;
}

const char *choice_label(const struct choice *choices, const char *code)
{
    if (!code) {
        return "";
    }
    const struct choice *choice = choice_find(choices, code);
    return choice ? choice->label : code;
}

bool choice_exists(const struct choice *choices, const char *code)
{
    return code && choice_find(choices, code);
}

enum field_reader field_reader(const struct field *field)
{
    return field->publique == FIELD_FOR_UNSAID && field->lheo ? FIELD_FOR_ALL : field->publique;
}

bool field_is_for(const struct field *field, enum field_reader reader)
{
    enum field_reader least = field_reader(field);
    return least == FIELD_FOR_ALL || least == reader;
}

bool field_is_date(const struct field *field)
{
    return field->keep == dates_keep;
}

static const void *field_member(const struct field *field, const void *record)
{
    return (const char *)record + field->offset;
}

static void *field_member_of(const struct field *field, void *record)
{
    return (char *)record + field->offset;
}

const char *field_text(const struct field *field, const void *record)
{
    const char *const *text = field_member(field, record);
    return *text ? *text : "";
}

void field_set_text(const struct field *field, void *record, const char *value)
{
    const char **text = field_member_of(field, record);
    *text = value ? value : "";
}

int64_t field_int(const struct field *field, const void *record)
{
    const int64_t *value = field_member(field, record);
    return *value;
}

void field_set_int(const struct field *field, void *record, int64_t value)
{
    int64_t *member = field_member_of(field, record);
    *member = value;
}

bool field_bool(const struct field *field, const void *record)
{
    const bool *value = field_member(field, record);
    return *value;
}

void field_set_bool(const struct field *field, void *record, bool value)
{
    bool *member = field_member_of(field, record);
    *member = value;
}

struct text_list field_list(const struct field *field, const void *record)
{
    const struct text_list *list = field_member(field, record);
    return *list;
}

void field_set_list(const struct field *field, void *record, struct text_list value)
{
    struct text_list *list = field_member_of(field, record);
    *list = value;
}

static const char *field_typed_text(struct arena *arena, const struct field *field,
                                    const char *kept)
{
    return field->show && *kept ? field->show(arena, kept) : kept;
}

const char *field_typed(struct arena *arena, const struct field *field, const void *record)
{
    return field_typed_text(arena, field, field_text(field, record));
}

struct text_list field_typed_list(struct arena *arena, const struct field *field,
                                  const void *record)
{
    struct text_list kept = field_list(field, record);
    struct text_list typed = {ARENA_ARRAY(arena, const char *, kept.n), kept.n};
    for (size_t i = 0; i < kept.n; i++) {
        typed.items[i] = field_typed_text(arena, field, kept.items[i]);
    }
    return typed;
}

const struct choice *field_choices_of(const struct field *field,
                                      const struct field_choices *choices)
{
    for (; choices && choices->name; choices++) {
        if (strcmp(choices->name, field->name) == 0) {
            return choices->choices;
        }
    }
    return field->choices;
}

static bool is_in_euros(const struct field *field)
{
    return field->unit == UNIT_EUROS || field->unit == UNIT_WHOLE_EUROS;
}

static char *field_show_list(struct arena *arena, const struct choice *choices,
                             struct text_list list)
{
    struct buffer shown;
    buffer_init(&shown, arena, 128);
    for (size_t i = 0; i < list.n; i++) {
        if (i) {
            buffer_literal(&shown, ", ");
        }
        buffer_text(&shown, choices ? choice_label(choices, list.items[i]) : list.items[i]);
    }
    return shown.data;
}

char *field_show_among(struct arena *arena, const struct field *field,
                       const struct field_choices *choices, const void *record)
{
    const struct choice *among = field_choices_of(field, choices);
    const char *text = "";
    switch (field->type) {
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_CHOICE:
        text = field_typed(arena, field, record);
        break;
    case FIELD_TYPE_INT:
        text = arena_printf(arena, "%lld", (long long)field_int(field, record));
        break;
    case FIELD_TYPE_BOOL:
        text = field_bool(field, record) ? "Oui" : "Non";
        break;
    case FIELD_TYPE_LIST:
        return field_show_list(arena, among, field_typed_list(arena, field, record));
    }
    if (among) {
        text = choice_label(among, text);
    } else if (field->source && field->source->label && *text) {
        text = field->source->label(arena, text);
    }
    return is_in_euros(field) && *text ? arena_printf(arena, "%s\u00A0€", text)
                                       : arena_strdup(arena, text);
}

char *field_show(struct arena *arena, const struct field *field, const void *record)
{
    return field_show_among(arena, field, NULL, record);
}

static bool field_list_equal(struct text_list a, struct text_list b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (strcmp(a.items[i], b.items[i]) != 0) {
            return false;
        }
    }
    return true;
}

bool field_equal(const struct field *field, const void *a, const void *b)
{
    switch (field->type) {
    case FIELD_TYPE_INT:
        return field_int(field, a) == field_int(field, b);
    case FIELD_TYPE_BOOL:
        return field_bool(field, a) == field_bool(field, b);
    case FIELD_TYPE_LIST:
        return field_list_equal(field_list(field, a), field_list(field, b));
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_CHOICE:
        break;
    }
    return strcmp(field_text(field, a), field_text(field, b)) == 0;
}

void field_copy(const struct field *field, void *to, const void *from)
{
    switch (field->type) {
    case FIELD_TYPE_INT:
        field_set_int(field, to, field_int(field, from));
        break;
    case FIELD_TYPE_BOOL:
        field_set_bool(field, to, field_bool(field, from));
        break;
    case FIELD_TYPE_LIST:
        field_set_list(field, to, field_list(field, from));
        break;
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_CHOICE:
        field_set_text(field, to, field_text(field, from));
        break;
    }
}

struct field_differences fields_compare(struct arena *arena, const struct field_set *set,
                                        const void *before, const void *after)
{
    struct field_differences differences = {ARENA_ARRAY(arena, const struct field *, set->n), 0};
    for (size_t i = 0; i < set->n; i++) {
        if (!field_equal(&set->fields[i], before, after)) {
            differences.items[differences.n++] = &set->fields[i];
        }
    }
    return differences;
}

bool fields_equal(const struct field_set *set, const void *a, const void *b)
{
    for (size_t i = 0; i < set->n; i++) {
        if (!field_equal(&set->fields[i], a, b)) {
            return false;
        }
    }
    return true;
}

void fields_copy(const struct field_set *set, void *to, const void *from)
{
    for (size_t i = 0; i < set->n; i++) {
        field_copy(&set->fields[i], to, from);
    }
}

void fields_blank(const struct field_set *set, void *record)
{
    for (size_t i = 0; i < set->n; i++) {
        enum field_type type = set->fields[i].type;
        if (type == FIELD_TYPE_TEXT || type == FIELD_TYPE_DATE || type == FIELD_TYPE_CHOICE) {
            field_set_text(&set->fields[i], record, "");
        }
    }
}
