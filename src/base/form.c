#include "form.h"

#include "text.h"
#include "utf8.h"

#include <string.h>

#define NBSP "\xC2\xA0"
#define UNREADABLE ", effacez-le et retapez-le"
#define PLACE_BYTES 24 /* quoted before what is unreadable */

/* One field being read. `wrong` is what is wrong, without the label; NULL while all is right. */
struct form_reading {
    struct arena *arena;
    const struct field *field;
    const struct text_list *held; /* of a list: what the record holds */
    const char *wrong;
};

static bool form_may_write(const struct field *field, bool officer, bool creating)
{
    return (officer || !(field->flags & FIELD_OFFICER)) &&
           (creating || !(field->flags & FIELD_CREATE_ONLY));
}

/* Bears the label, as messages do. */
static void form_warn(const struct form *form, struct form_field *entry, const char *kept)
{
    const struct field *field = entry->field;
    const char *warning = field->warn && *kept ? field->warn(form->arena, kept) : NULL;
    entry->warning =
        warning ? arena_printf(form->arena, "%s" NBSP ": %s", field->label, warning) : NULL;
}

/* What a person would have typed to obtain the value of the record. A new record's number is not
 * known yet: its 0 is no answer. */
static void form_type_record(struct form *form, struct form_field *entry, const void *record,
                             bool creating)
{
    const struct field *field = entry->field;
    entry->typed = "";
    switch (field->type) {
    case FIELD_TYPE_LIST:
        entry->typed_list = field_typed_list(form->arena, field, record);
        break;
    case FIELD_TYPE_BOOL:
        entry->typed = field_bool(field, record) ? "1" : "";
        break;
    case FIELD_TYPE_INT:
        if (!creating || field_int(field, record)) {
            entry->typed = field_show(form->arena, field, record);
        }
        break;
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_CHOICE:
        entry->typed = field_typed(form->arena, field, record);
        form_warn(form, entry, field_text(field, record));
        break;
    }
}

static void form_start(struct form *form, struct arena *arena, const struct field_set *set,
                       bool officer, bool creating)
{
    *form = (struct form){
        .arena = arena,
        .set = set,
        .fields = ARENA_ARRAY(arena, struct form_field, set->n),
        .n = set->n,
    };
    for (size_t i = 0; i < set->n; i++) {
        form->fields[i] = (struct form_field){
            .field = &set->fields[i],
            .typed = "",
            .readonly = !form_may_write(&set->fields[i], officer, creating),
        };
    }
}

void form_of_record(struct form *form, struct arena *arena, const struct field_set *set,
                    const void *record, bool officer, bool creating)
{
    form_start(form, arena, set, officer, creating);
    for (size_t i = 0; i < form->n; i++) {
        form_type_record(form, &form->fields[i], record, creating);
    }
}

static void form_set_message(struct form *form, struct form_field *entry, const char *message)
{
    /* The first is the most basic; the others often follow from it. */
    if (!entry->message) {
        entry->message = message;
        form->error_count++;
    }
}

static void form_set_wrong(struct form *form, struct form_field *entry, const char *wrong)
{
    form_set_message(form, entry,
                     arena_printf(form->arena, "%s" NBSP ": %s", entry->field->label, wrong));
}

static void form_set_missing(struct form *form, struct form_field *entry)
{
    if (form->draft) {
        return;
    }
    form_set_message(form, entry,
                     arena_printf(form->arena, "Champ obligatoire «" NBSP "%s" NBSP "» manquant",
                                  entry->field->label));
}

/* NULL when every character is understood. A person sees a box, or nothing at all: what stands
 * before it tells the place. */
static const char *form_forbidden_text(struct arena *arena, const char *value, bool multiline)
{
    const char *found = text_find_forbidden(value, multiline);
    if (!found) {
        return NULL;
    }
    const char *start = found - value > PLACE_BYTES ? found - PLACE_BYTES : value;
    while (start < found && (*start == '\n' || utf8_is_inner(*start))) {
        start++;
    }
    const char *line = memrchr(start, '\n', (size_t)(found - start));
    const char *place = line ? line + 1 : start;
    if (place == found) {
        return "caractère illisible au début" UNREADABLE;
    }
    while (found[-1] == ' ') {
        found--;
    }
    return arena_printf(arena, "caractère illisible après «" NBSP "%s%.*s" NBSP "»" UNREADABLE,
                        place > value ? "…" : "", (int)(found - place), place);
}

/* "63 caractères, 50 au maximum"; NULL when `count` is within the limits. */
static const char *form_limit_text(struct arena *arena, size_t count, const char *what,
                                   unsigned minimum, unsigned maximum)
{
    bool over = maximum && count > maximum;
    if (!over && count >= minimum) {
        return NULL;
    }
    return arena_printf(arena, "%zu %s%s, %u au %s", count, what, count > 1 ? "s" : "",
                        over ? maximum : minimum, over ? "maximum" : "minimum");
}

/* The value of one text typed, with the flags of the field applied; sets `wrong` where the
 * characters themselves are refused. Limits and the field's own check come after. */
static char *form_clean_text(struct form_reading *reading, const char *typed)
{
    unsigned flags = reading->field->flags;
    bool multiline = (flags & FIELD_MULTILINE) != 0;
    char *value =
        multiline ? text_clean_lines(reading->arena, typed) : text_clean(reading->arena, typed);
    if (flags & FIELD_NO_SPACES) {
        value = text_without_spaces(reading->arena, value);
    }
    for (char *c = value; (flags & FIELD_UPPER) && *c; c++) {
        if (*c >= 'a' && *c <= 'z') {
            *c = (char)(*c - 'a' + 'A');
        }
    }
    reading->wrong = form_forbidden_text(reading->arena, value, multiline);
    if (!reading->wrong && text_has_tag(value)) {
        reading->wrong =
            "balise HTML refusée, retirez «" NBSP "<" NBSP "» ou mettez une espace après";
    }
    return value;
}

static const char *form_keep(const struct form_reading *reading, const char *value)
{
    return reading->field->keep ? reading->field->keep(reading->arena, value) : value;
}

static void form_check_own(struct form_reading *reading, const char *value)
{
    if (!reading->wrong && reading->field->check) {
        reading->wrong = reading->field->check(reading->arena, value);
    }
    if (!reading->wrong && field_is_date(reading->field)) {
        reading->wrong =
            dates_check_between(reading->arena, value, reading->field->first, reading->field->last);
    }
}

static void form_check_choice(struct form_reading *reading, const char *value)
{
    if (!reading->wrong && reading->field->choices &&
        !choice_exists(reading->field->choices, value)) {
        reading->wrong = "choix inconnu, prenez une valeur de la liste";
    }
}

static void form_check_length(struct form_reading *reading, const char *value)
{
    const struct field *field = reading->field;
    unsigned maximum = field_maximum(field);
    size_t length = text_length(value);
    bool told = field->too_long && length > maximum;
    if (told) { /* of a value that is understood */
        form_check_own(reading, value);
    }
    if (!reading->wrong) {
        reading->wrong =
            told ? field->too_long
                 : form_limit_text(reading->arena, length, "caractère", field->minimum, maximum);
    }
}

static const char *form_read_text(struct form_reading *reading, const char *typed)
{
    const char *value = form_clean_text(reading, typed);
    if (reading->wrong || !*value) {
        return value;
    }
    value = form_keep(reading, value);
    form_check_length(reading, value);
    form_check_choice(reading, value);
    form_check_own(reading, value);
    return value;
}

static int64_t form_read_int(struct form_reading *reading, const char *value)
{
    const struct field *field = reading->field;
    int64_t number = 0;
    if (!text_to_int(value, &number)) {
        reading->wrong = "nombre illisible, attendu des chiffres seuls";
    } else if (number < (int64_t)field->minimum) {
        reading->wrong =
            arena_printf(reading->arena, "%lld, %u au minimum", (long long)number, field->minimum);
    } else if (field->maximum && number > (int64_t)field->maximum) {
        reading->wrong =
            arena_printf(reading->arena, "%lld, %u au maximum", (long long)number, field->maximum);
    }
    form_check_own(reading, value);
    return number;
}

/* One of several is wrong: its code is told. */
static void form_check_item_choice(struct form_reading *reading, const char *value)
{
    if (text_list_holds(*reading->held, value)) {
        return;
    }
    const char *wrong = reading->wrong;
    form_check_choice(reading, value);
    if (reading->wrong != wrong && reading->field->lheo) {
        reading->wrong = arena_printf(
            reading->arena, "choix inconnu de LHEO (%s), prenez une valeur de la liste", value);
    }
}

/* Empty values and exact doubles are left out. */
static struct text_list form_read_items(struct form_reading *reading, struct text_list typed)
{
    struct text_list list = {.items = ARENA_ARRAY(reading->arena, const char *, typed.n)};
    for (size_t i = 0; i < typed.n && !reading->wrong; i++) {
        const char *value = form_clean_text(reading, typed.items[i]);
        if (!*value && !reading->wrong) {
            continue;
        }
        value = reading->wrong ? value : form_keep(reading, value);
        if (!reading->wrong) {
            reading->wrong = form_limit_text(reading->arena, text_length(value), "caractère", 0,
                                             field_item_maximum(reading->field));
        }
        form_check_item_choice(reading, value);
        form_check_own(reading, value);
        if (reading->wrong) {
            reading->wrong = arena_printf(reading->arena, "valeur %zu, %s", i + 1, reading->wrong);
        } else if (!text_list_holds(list, value)) {
            list.items[list.n++] = value;
        }
    }
    return list;
}

static struct text_list form_read_list(struct form_reading *reading, struct text_list typed)
{
    const struct field *field = reading->field;
    struct text_list list = form_read_items(reading, typed);
    if (!reading->wrong && list.n) {
        reading->wrong =
            form_limit_text(reading->arena, list.n, "valeur", field->minimum, field_maximum(field));
    }
    if (!reading->wrong && field->alone && list.n > 1 &&
        text_list_holds(list, field->alone->code)) {
        reading->wrong = arena_printf(reading->arena,
                                      "«" NBSP "%s" NBSP "» et un autre à la fois, l'un ou l'autre "
                                      "attendu",
                                      field->alone->label);
    }
    return list;
}

static void form_type_params(struct form *form, struct form_field *entry,
                             const struct params *params)
{
    const char *typed = params_get(params, entry->field->name);
    entry->typed = typed ? typed : "";
    if (entry->field->type != FIELD_TYPE_LIST) {
        return;
    }
    const struct param *values;
    size_t n = params_all(params, entry->field->name, form->arena, &values);
    entry->typed_list = (struct text_list){ARENA_ARRAY(form->arena, const char *, n), n};
    for (size_t i = 0; i < n; i++) {
        entry->typed_list.items[i] = values[i].value;
    }
}

/* A pair typed in this field goes to both, unless the other holds something else. */
static void form_split(struct form *form, struct form_field *entry)
{
    const struct field *field = entry->field;
    struct form_field *other = field->pair ? form_field_named(form, field->pair) : NULL;
    const char *own = "";
    const char *pair = "";
    if (other && !other->readonly && !entry->readonly &&
        (!other->typed[0] || strcmp(other->typed, entry->typed) == 0) &&
        field->split(form->arena, text_clean(form->arena, entry->typed), &own, &pair)) {
        entry->typed = own;
        other->typed = pair;
    }
}

static bool form_typed_is_true(const char *typed)
{
    return *typed && strcmp(typed, "0") != 0;
}

/* `filled`: something was typed, once the spaces are gone. */
static void form_finish(struct form *form, struct form_field *entry,
                        const struct form_reading *reading, bool filled)
{
    if (reading->wrong) {
        form_set_wrong(form, entry, reading->wrong);
    } else if (!filled && (entry->field->flags & FIELD_REQUIRED)) {
        form_set_missing(form, entry);
    }
}

static void form_read_text_field(struct form *form, struct form_field *entry, void *record)
{
    struct form_reading reading = {.arena = form->arena, .field = entry->field};
    const char *value = form_read_text(&reading, entry->typed);
    form_finish(form, entry, &reading, *value != '\0');
    if (!entry->message) {
        field_set_text(entry->field, record, value);
        form_warn(form, entry, value);
    }
}

static void form_read_int_field(struct form *form, struct form_field *entry, void *record)
{
    struct form_reading reading = {.arena = form->arena, .field = entry->field};
    char *value = text_without_spaces(form->arena, form_clean_text(&reading, entry->typed));
    int64_t number = 0;
    if (!reading.wrong && *value) {
        number = form_read_int(&reading, value);
    }
    form_finish(form, entry, &reading, *value != '\0');
    if (!entry->message) {
        field_set_int(entry->field, record, number);
    }
}

static void form_read_list_field(struct form *form, struct form_field *entry, void *record)
{
    struct text_list held = field_list(entry->field, record);
    struct form_reading reading = {.arena = form->arena, .field = entry->field, .held = &held};
    struct text_list list = form_read_list(&reading, entry->typed_list);
    form_finish(form, entry, &reading, list.n > 0);
    if (!entry->message) {
        field_set_list(entry->field, record, list);
    }
}

static void form_read_bool_field(struct form *form, struct form_field *entry, void *record)
{
    bool value = form_typed_is_true(entry->typed);
    if (!value && !form->draft && (entry->field->flags & FIELD_REQUIRED)) {
        form_set_missing(form, entry);
        return;
    }
    field_set_bool(entry->field, record, value);
}

static void form_read_field(struct form *form, struct form_field *entry, void *record)
{
    switch (entry->field->type) {
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_CHOICE:
    case FIELD_TYPE_DATE:
        form_read_text_field(form, entry, record);
        break;
    case FIELD_TYPE_INT:
        form_read_int_field(form, entry, record);
        break;
    case FIELD_TYPE_BOOL:
        form_read_bool_field(form, entry, record);
        break;
    case FIELD_TYPE_LIST:
        form_read_list_field(form, entry, record);
        break;
    }
}

static enum status form_read_fields(struct form *form, const struct params *params, void *record,
                                    bool creating, bool partial)
{
    bool *read = ARENA_ARRAY(form->arena, bool, form->n);
    for (size_t i = 0; i < form->n; i++) {
        struct form_field *entry = &form->fields[i];
        bool absent = !params_find(params, entry->field->name);
        read[i] = !entry->readonly && !(partial && absent);
        if (read[i]) {
            form_type_params(form, entry, params);
        } else {
            form_type_record(form, entry, record, creating);
        }
    }
    for (size_t i = 0; i < form->n; i++) {
        form_split(form, &form->fields[i]);
    }
    for (size_t i = 0; i < form->n; i++) {
        if (read[i]) {
            form_read_field(form, &form->fields[i], record);
        }
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

enum status form_read(struct form *form, struct arena *arena, const struct field_set *set,
                      const struct params *params, void *record, bool officer, bool creating,
                      bool partial)
{
    form_start(form, arena, set, officer, creating);
    return form_read_fields(form, params, record, creating, partial);
}

enum status form_read_draft(struct form *form, struct arena *arena, const struct field_set *set,
                            const struct params *params, void *record, bool officer)
{
    form_start(form, arena, set, officer, false);
    form->draft = true;
    return form_read_fields(form, params, record, false, false);
}

static bool form_is_empty(const struct field *field, const void *record)
{
    switch (field->type) {
    case FIELD_TYPE_TEXT:
    case FIELD_TYPE_DATE:
    case FIELD_TYPE_CHOICE: {
        const char *value = field_text(field, record);
        return value[0] == '\0' || strcmp(value, "-") == 0;
    }
    case FIELD_TYPE_INT:
        return field_int(field, record) == 0;
    case FIELD_TYPE_BOOL:
        return !field_bool(field, record);
    case FIELD_TYPE_LIST:
        return field_list(field, record).n == 0;
    }
    return false;
}

enum status form_require(struct form *form, struct arena *arena, const struct field_set *set,
                         const void *record)
{
    form_of_record(form, arena, set, record, true, true);
    for (size_t i = 0; i < form->n; i++) {
        const struct field *field = form->fields[i].field;
        if ((field->flags & FIELD_REQUIRED) && form_is_empty(field, record)) {
            form_set_missing(form, &form->fields[i]);
        }
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

void form_give(struct form *form, const char *name, const char *value, void *record)
{
    struct form_field *entry = form_field_named(form, name);
    entry->typed = value;
    form->error_count -= entry->message != NULL;
    entry->message = NULL;
    field_set_text(entry->field, record, value);
}

void form_forget(struct form *form)
{
    for (size_t i = 0; i < form->n; i++) {
        form->fields[i].message = NULL;
    }
    form->message = NULL;
    form->error_count = 0;
}

void form_refuse(struct form *form, const char *name, const char *text)
{
    struct form_field *entry = name ? form_field_named(form, name) : NULL;
    if (entry) {
        form_set_wrong(form, entry, text);
    } else if (!form->message) {
        form->message = arena_strdup(form->arena, text);
        form->error_count++;
    }
}

struct form_field *form_field_named(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++) {
        if (strcmp(form->fields[i].field->name, name) == 0) {
            return &form->fields[i];
        }
    }
    return NULL;
}

bool form_is_read(const struct form *form, const char *name)
{
    const struct form_field *entry = form_field_named(form, name);
    return entry && !entry->message;
}
