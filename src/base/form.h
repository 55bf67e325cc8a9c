/* A form read: what was typed, what it means, what is wrong with it. Nothing typed is ever lost.
 *
 * form_read() takes a field set, the parameters and a record; it keeps the typed text of every
 * field beside its message, and writes the value into the record where it is right (and where the
 * person may write the field). A refused form is drawn again from the same struct. Typed texts are
 * those of the parameters, not copies.
 *
 * Lists: empty values and exact doubles are left out; a value that the record holds stays right
 * though its table of choices has it no more. Ints: an empty one is 0; a negative one is refused.
 * Check boxes: anything but "" and "0" is true.
 *
 * Messages are French, bear the field's label and end without a stop:
 *   « Nom d'usage » : champ obligatoire            → "Champ obligatoire « Nom d'usage » manquant"
 *   63 characters in Ligne 2                        → "Ligne 2 : 63 caractères, 50 au maximum"
 * with the no-break space before ':' and inside « ».
 */
#ifndef SOFI_BASE_FORM_H
#define SOFI_BASE_FORM_H

#include "field.h"
#include "params.h"
#include "status.h"

struct form_field {
    const struct field *field;
    const char *typed; /* as typed, repaired UTF-8; "" when absent; lists: see `typed_list` */
    struct text_list typed_list; /* FIELD_TYPE_LIST */
    const char *message;         /* NULL when right */
    const char *warning;         /* of a value that is right but not plausible; NULL: none */
    bool readonly;               /* the person may not write it: typed values were ignored */
};

struct form {
    struct arena *arena;
    const struct field_set *set;
    struct form_field *fields; /* one for each field of the set, in its order */
    size_t n;
    const char *message; /* of the whole form, beyond one field, or NULL */
    size_t error_count;
    bool draft; /* an empty required field is no error */
};

/* An untouched form that shows a record. `officer`: FIELD_OFFICER fields are writable. `creating`:
 * FIELD_CREATE_ONLY fields too. */
void form_of_record(struct form *form, struct arena *arena, const struct field_set *set,
                    const void *record, bool officer, bool creating);

/* Reads a submission into `record`, which holds the current values at entry. A writable field that
 * is absent from the parameters counts as empty (bool: false) — except that a field whose name is
 * absent keeps its value when `partial` is set. STATUS_REFUSED when a message was set. */
enum status form_read(struct form *form, struct arena *arena, const struct field_set *set,
                      const struct params *params, void *record, bool officer, bool creating,
                      bool partial);

/* The same for a draft, which may be incomplete: what is required may be empty, what is typed must
 * be right. */
enum status form_read_draft(struct form *form, struct arena *arena, const struct field_set *set,
                            const struct params *params, void *record, bool officer);

/* An untouched form of a record in which each required field that is empty, or holds a mere "-",
 * has its message: what lacks before a draft can be sent. STATUS_REFUSED when one lacks. */
enum status form_require(struct form *form, struct arena *arena, const struct field_set *set,
                         const void *record);

/* A rule across fields, or found by the domain (an e-mail already used). `text` without the label:
 * it is put before, as in "SIRET : déjà dans l'annuaire". NULL or unknown name: the whole form. The
 * first message of a field (of the form) stays. */
void form_refuse(struct form *form, const char *name, const char *text);

/* Gives a field a value that the person may correct: shown as if typed, no longer wrong. Of texts,
 * dates and choices. */
void form_give(struct form *form, const char *name, const char *value, void *record);

/* Takes the messages out: a form that is shown again without having been sent to be saved. */
void form_forget(struct form *form);

struct form_field *form_field_named(const struct form *form, const char *name); /* NULL: none */

/* The form holds the field, and nothing is wrong with it yet: a rule across fields makes sense. A
 * form may hold a part of the fields only. */
bool form_is_read(const struct form *form, const char *name);

#endif
