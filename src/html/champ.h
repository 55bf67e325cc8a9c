/* One field of a form as the page shows it: label, hint, message, control — made from the field's
 * description and what was typed (base/form.h), drawn by templates/champ.html.
 *
 * The ids that the templates use: the control (of a list of check boxes: its fieldset) has the
 * field's name, its message `<name>-erreur`, its warning `<name>-avertissement`, its hint
 * `<name>-aide`, its counter `<name>-compte`, the words « à compléter » `<name>-etat`;
 * the error summary links to `#<name>`. Where two forms of a page have a field of the same name,
 * champ_prefixer() keeps the ids apart.
 */
#ifndef SOFI_HTML_CHAMP_H
#define SOFI_HTML_CHAMP_H

#include "form.h"

struct champ_option {
    const char *code;
    const char *label;
    bool choisi;
    bool seul; /* excludes the others: assets/js/sofi.js unticks them */
};

struct champ_options {
    struct champ_option *items;
    size_t n;
};

/* One more; its texts are not copied. */
void champ_option(struct arena *arena, struct champ_options *options, const char *code,
                  const char *label, bool choisi);
/* The same of a record, by its number. */
void champ_option_numero(struct arena *arena, struct champ_options *options, int64_t numero,
                         const char *label, bool choisi);
/* All of a table. The chosen code; "" when it is none of them. */
const char *champ_options_parmi(struct arena *arena, struct champ_options *options,
                                const struct choice *choices, const char *choisi);

struct champ_view {
    const char *nom;
    const char *id; /* the field's name, unless prefixed */
    const char *label;
    const char *type;          /* of the control: "text", "email", "password" */
    const char *valeur;        /* as typed */
    const char *aide;          /* of dates: the form that is wanted, first; NULL: none */
    const char *message;       /* NULL: right */
    const char *avertissement; /* right, but to be looked at again; NULL: no */
    const char *decrit_par;    /* ids for aria-describedby, NULL: none */
    const char *completion;    /* autocomplete token, NULL: none */
    const char *clavier;       /* inputmode, NULL: none */
    bool obligatoire;          /* and writable: what cannot be filled in is not asked for */
    bool a_completer;          /* empty, and asked for before it can be sent */
    const char *en_ligne;      /* what the public sees instead; NULL: the same */
    const char *unite;         /* beside the control: "heures"; NULL: none */
    const char *resume; /* of a folded list of check boxes: what is ticked; NULL: not folded */
    bool lecture_seule;
    bool choix; /* a list of options */
    bool vide;  /* of them: the first is empty, nothing need be chosen yet */
    bool focus; /* the page opens there */
    bool coche; /* a check box that is ticked */
    bool case_a_cocher;
    bool cases;         /* a list of check boxes: the options */
    bool deux_colonnes; /* of them, where there is room */
    bool longue;        /* of them: so many that columns are read from top to bottom */
    bool plusieurs_lignes;
    bool compteur; /* live counter of characters, shown when the limit is short */
    bool trop_long;
    size_t longueur; /* characters typed */
    unsigned maximum;
    struct champ_options options;
};

/* The view of a field; aborts when the form has no such field (a defect of the page). */
struct champ_view champ_de(struct arena *arena, const struct form *form, const char *name);

/* The same for a field whose values are not in its description but read from the base, or depend on
 * the person: a list becomes check boxes, any other field a list of options. */
struct champ_view champ_parmi(struct arena *arena, const struct form *form, const char *name,
                              const struct choice *choices);

/* Both, of a field that the caller has at hand: forms are searched field by field. */
struct champ_view champ_de_saisie(struct arena *arena, const struct form_field *field);
struct champ_view champ_saisie_parmi(struct arena *arena, const struct form_field *field,
                                     const struct choice *choices);

/* Says that it is empty, and asked for before the record can be sent. */
void champ_a_completer(struct arena *arena, struct champ_view *view);

/* Says that it was modified, and what is online. */
void champ_en_ligne(struct arena *arena, struct champ_view *view, const char *texte);

/* Folds a list of check boxes under what is ticked; open while it is wrong. */
void champ_plier(struct arena *arena, struct champ_view *view);

/* Takes the live counter away, where a count would be noise. */
void champ_sans_compteur(struct arena *arena, struct champ_view *view);

/* Puts "<prefix>-" before all ids of the field. */
void champ_prefixer(struct arena *arena, struct champ_view *view, const char *prefix);

/* A required field that no noun describes (login, password): `type` and `completion` as HTML names
 * them. The value of a password is never sent back. */
struct champ_view champ_libre(struct arena *arena, const char *nom, const char *label,
                              const char *type, const char *completion, const char *valeur,
                              const char *aide, const char *message);

/* One line of the error summary. */
struct erreur_view {
    const char *cible; /* id of the control, without '#'; "" for the whole form */
    const char *texte;
};

struct erreurs_view {
    const struct erreur_view *items;
    size_t n;
};

/* All messages of a form, in the order of its fields, the form's own message first. */
struct erreurs_view erreurs_de(struct arena *arena, const struct form *form);

#endif
