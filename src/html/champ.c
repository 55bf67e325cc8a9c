#include "champ.h"

#include "buffer.h"
#include "log.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

void champ_option(struct arena *arena, struct champ_options *options, const char *code,
                  const char *label, bool choisi)
{
    *ARENA_PUSH(arena, options->items, options->n) =
        (struct champ_option){.code = code, .label = label, .choisi = choisi};
}

void champ_option_numero(struct arena *arena, struct champ_options *options, int64_t numero,
                         const char *label, bool choisi)
{
    champ_option(arena, options, arena_printf(arena, "%lld", (long long)numero), label, choisi);
}

const char *champ_options_parmi(struct arena *arena, struct champ_options *options,
                                const struct choice *choices, const char *choisi)
{
    const char *trouve = "";
    for (; choices->code; choices++) {
        bool ici = strcmp(choices->code, choisi) == 0;
        champ_option(arena, options, choices->code, choices->label, ici);
        trouve = ici ? choices->code : trouve;
    }
    return trouve;
}

static size_t compter(const struct choice *choices)
{
    size_t n = 0;
    while (choices[n].code) {
        n++;
    }
    return n;
}

static void ajouter_options(struct arena *arena, const struct form_field *field,
                            const struct choice *choices, struct champ_view *view)
{
    size_t n = compter(choices);
    struct champ_option *items = ARENA_ARRAY(arena, struct champ_option, n + 1);
    bool required = (field->field->flags & FIELD_REQUIRED) != 0;
    bool known = false;
    for (size_t i = 0; i < n; i++) {
        bool ici = strcmp(choices[i].code, field->typed) == 0;
        known = known || ici;
        items[i + 1] = (struct champ_option){
            .code = choices[i].code, .label = choices[i].label, .choisi = ici};
    }
    /* Where no option is what was typed, an empty one: else the browser would choose the first. */
    view->vide = !required || !known;
    items[0] = (struct champ_option){
        .code = "", .label = required ? "Choisir…" : "Non précisé", .choisi = !known};
    view->options = (struct champ_options){items + !view->vide, n + view->vide};
}

static void ajouter_cases(struct arena *arena, const struct form_field *field,
                          const struct choice *choices, struct champ_view *view)
{
    struct text_list typed = field->typed_list;
    const struct choice *alone = field->field->alone;
    for (const struct choice *c = choices; c->code; c++) {
        champ_option(arena, &view->options, c->code, c->label,
                     text_list_holds(field->typed_list, c->code));
        view->options.items[view->options.n - 1].seul = alone && strcmp(alone->code, c->code) == 0;
    }
    /* A code that a closed table has not, or no more, is unticked by a person or not at all. */
    for (size_t i = 0; choices == field->field->choices && i < typed.n; i++) {
        const char *code = typed.items[i];
        if (code[0] && !choice_exists(choices, code)) {
            champ_option(arena, &view->options, code, code, true);
        }
    }
    view->cases = true;
}

/* The ids of what stands beside the control. */
static const char *describedby(struct arena *arena, const struct champ_view *view)
{
    const struct {
        bool there;
        const char *suffix;
    } parts[] = {
        {view->message != NULL, "-erreur"},
        {view->a_completer, "-etat"},
        {view->avertissement != NULL, "-avertissement"},
        {view->aide != NULL, "-aide"},
        {view->compteur, "-compte"},
        {view->en_ligne != NULL, "-ligne"},
        {view->unite != NULL, "-unite"},
    };
    struct buffer ids = {.data = NULL};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].there) {
            continue;
        }
        if (ids.data) {
            buffer_char(&ids, ' ');
        } else {
            buffer_init(&ids, arena, 64);
        }
        buffer_text(&ids, view->id);
        buffer_text(&ids, parts[i].suffix);
    }
    return ids.data;
}

/* The keys that a small screen offers, and what the value is counted in. */
static void proposer_clavier(struct champ_view *view, enum field_unit unit)
{
    static const struct {
        const char *type, *clavier;
    } saisies[] = {
        [UNIT_HOURS] = {NULL, "numeric"},   [UNIT_YEARS] = {NULL, "numeric"},
        [UNIT_EUROS] = {NULL, "decimal"},   [UNIT_WHOLE_EUROS] = {NULL, "numeric"},
        [UNIT_DEGREES] = {NULL, "decimal"}, [UNIT_PEOPLE] = {NULL, "numeric"},
        [UNIT_PHONE] = {"tel", NULL},       [UNIT_EMAIL] = {"email", NULL},
        [UNIT_URL] = {"url", NULL},         [UNIT_POSTCODE] = {NULL, "numeric"},
    };
    view->type = saisies[unit].type ? saisies[unit].type : view->type;
    view->clavier = saisies[unit].clavier;
    view->unite = unit == UNIT_HOURS                               ? "heures"
                  : unit == UNIT_EUROS || unit == UNIT_WHOLE_EUROS ? "€"
                                                                   : NULL;
}

static void decrire_texte(struct champ_view *view, const struct form_field *field)
{
    proposer_clavier(view, field->field->unit);
    unsigned maximum = field->field->maximum;
    view->plusieurs_lignes = (field->field->flags & FIELD_MULTILINE) != 0;
    /* Where what is kept is not what is typed, a count of the latter would be wrong. */
    bool tel_quel = !field->field->keep && !(field->field->flags & FIELD_NO_SPACES);
    view->maximum = maximum;
    view->longueur = text_length(field->typed);
    view->compteur = !field->readonly && maximum > 0 && tel_quel;
    view->trop_long = view->compteur && view->longueur > maximum;
}

static const struct form_field *champ_du_formulaire(const struct form *form, const char *name)
{
    const struct form_field *field = form_field_named(form, name);
    if (!field) {
        log_error("page_without_field", LOG_TEXT("field", name));
        abort();
    }
    return field;
}

/* How a date is written is said beside it, once for all fields. */
static const char *aide_de(struct arena *arena, const struct field *field)
{
    if (!field_is_date(field)) {
        return field->help;
    }
    return field->help ? arena_printf(arena, DATES_FORMAT ", %s", field->help) : DATES_FORMAT;
}

struct champ_view champ_de_saisie(struct arena *arena, const struct form_field *field)
{
    struct champ_view view = {
        .nom = field->field->name,
        .id = field->field->name,
        .label = field->field->label,
        .type = "text",
        .valeur = field->typed,
        .aide = field->readonly ? NULL : aide_de(arena, field->field),
        .message = field->message,
        .avertissement = field->warning,
        .obligatoire = !field->readonly && (field->field->flags & FIELD_REQUIRED) != 0,
        .lecture_seule = field->readonly,
    };
    switch (field->field->type) {
    case FIELD_TYPE_TEXT:
        decrire_texte(&view, field);
        break;
    case FIELD_TYPE_DATE:
        view.clavier = "numeric";
        break;
    case FIELD_TYPE_CHOICE:
        view.choix = true;
        ajouter_options(arena, field, field->field->choices, &view);
        break;
    case FIELD_TYPE_BOOL:
        view.case_a_cocher = true;
        view.coche = field->typed[0] != '\0' && strcmp(field->typed, "0") != 0;
        break;
    case FIELD_TYPE_INT:
        view.clavier = "numeric";
        break;
    case FIELD_TYPE_LIST:
        break;
    }
    view.decrit_par = describedby(arena, &view);
    return view;
}

struct champ_view champ_de(struct arena *arena, const struct form *form, const char *name)
{
    return champ_de_saisie(arena, champ_du_formulaire(form, name));
}

struct champ_view champ_saisie_parmi(struct arena *arena, const struct form_field *field,
                                     const struct choice *choices)
{
    struct champ_view view = champ_de_saisie(arena, field);
    view.options = (struct champ_options){0};
    if (field->field->type == FIELD_TYPE_LIST) {
        ajouter_cases(arena, field, choices, &view);
    } else {
        view.choix = true;
        ajouter_options(arena, field, choices, &view);
    }
    champ_sans_compteur(arena, &view);
    return view;
}

struct champ_view champ_parmi(struct arena *arena, const struct form *form, const char *name,
                              const struct choice *choices)
{
    return champ_saisie_parmi(arena, champ_du_formulaire(form, name), choices);
}

void champ_a_completer(struct arena *arena, struct champ_view *view)
{
    view->a_completer = true;
    view->decrit_par = describedby(arena, view);
}

void champ_en_ligne(struct arena *arena, struct champ_view *view, const char *texte)
{
    view->en_ligne = texte;
    view->decrit_par = describedby(arena, view);
}

void champ_plier(struct arena *arena, struct champ_view *view)
{
    struct buffer texte;
    buffer_init(&texte, arena, 128);
    for (size_t i = 0; i < view->options.n; i++) {
        if (view->options.items[i].choisi) {
            buffer_printf(&texte, "%s%s", texte.length ? ", " : "", view->options.items[i].label);
        }
    }
    view->resume = texte.length ? texte.data : "Choisir…";
}

void champ_sans_compteur(struct arena *arena, struct champ_view *view)
{
    if (view->compteur) {
        view->compteur = false;
        view->decrit_par = describedby(arena, view);
    }
}

void champ_prefixer(struct arena *arena, struct champ_view *view, const char *prefix)
{
    view->id = arena_printf(arena, "%s-%s", prefix, view->nom);
    view->decrit_par = describedby(arena, view);
}

struct champ_view champ_libre(struct arena *arena, const char *nom, const char *label,
                              const char *type, const char *completion, const char *valeur,
                              const char *aide, const char *message)
{
    struct champ_view view = {
        .nom = nom,
        .id = nom,
        .label = label,
        .type = type,
        .completion = completion,
        .valeur = strcmp(type, "password") == 0 ? "" : valeur,
        .aide = aide,
        .message = message,
        .obligatoire = true,
    };
    view.decrit_par = describedby(arena, &view);
    return view;
}

struct erreurs_view erreurs_de(struct arena *arena, const struct form *form)
{
    struct erreur_view *items = ARENA_ARRAY(arena, struct erreur_view, form->n + 1);
    size_t n = 0;
    if (form->message) {
        items[n++] = (struct erreur_view){.cible = "", .texte = form->message};
    }
    for (size_t i = 0; i < form->n; i++) {
        if (form->fields[i].message) {
            items[n++] = (struct erreur_view){.cible = form->fields[i].field->name,
                                              .texte = form->fields[i].message};
        }
    }
    return (struct erreurs_view){.items = items, .n = n};
}
