/* Formacode, the thesaurus of training domains of Centre Inffo: reading and searching.
 *
 * Several versions live side by side: a term is (version, code), a code may change meaning between
 * versions, records keep the version they were chosen in. The newest version is the current one: it
 * is searched and chosen from. Filling: formacode_reference.h.
 *
 * The tree: a term has one parent (the official files give one TG each); « termes associés » are no
 * parents. At the top of V14 stand the 14 grands domaines, which cannot be chosen; a version whose
 * file has none has its field heads there. Siblings come in alphabetical order.
 *
 * Succession: a term of an older version (or one that its own version lost) has a successor in the
 * current version.
 *
 * - The current version has the code: if the label in capitals is the same, the term itself;
 *   otherwise the one other term that bears that label exactly (the code changed meaning), else the
 *   same code (the term was renamed). From V13 to V14: 96 renamed, none changed meaning.
 * - The code is gone: the one term that bears the label, else the one that has it as a synonym or
 *   ex-synonym, compared by stems; none when several do. From V13 to V14, of 63: 25, 33, none 5.
 *
 * Labels of versions known in capitals only (V13) take the spelling of the current term with the
 * same capitals, else word by word that of current labels, then synonyms, where they agree, else
 * lower case.
 *
 * Thread rules: those of the connection. Results live in the arena.
 */
#ifndef SOFI_DOMAINE_FORMACODE_H
#define SOFI_DOMAINE_FORMACODE_H

#include "arena.h"
#include "db.h"
#include "field.h"
#include "marques.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of fields that hold codes of terms. */
extern const struct field_source formacode_source;

/* ---- terms of a record */

struct formacode_choix {
    int64_t version;
    const char *code;
};

struct formacode_ref {
    int64_t version;
    const char *code;
    const char *libelle; /* in that version; "" when no version knows the code */
    /* "44508 - Plan développement compétences" when the current version says it otherwise; NULL
     * when the term stands as it is, or has no successor (`disparu`). */
    const char *successeur;
    const char *successeur_code; /* NULL when `successeur` is */
    bool disparu;                /* not in the current version, nor replaced */
};

/* A term while rows about it are read. */
struct formacode_terme_lu {
    struct formacode_ref ref;
    bool trouve;
    int64_t version; /* of the row that was taken */
};

struct formacode_terme_lu formacode_terme_a_lire(int64_t version, const char *code);
/* For statements of others that join `formacode` by its code: one row, whose columns from `column`
 * on are the version, the label, then code and label of its successor in the current version (NULL:
 * none). The row of the nearest version stays. */
void formacode_terme_lire(struct formacode_terme_lu *terme, const struct db_rows *rows, int column,
                          struct arena *arena);

struct formacode_liste {
    const struct formacode_ref *items;
    size_t n;
};

/* The newest version, and whether it is the short hand-made list. STATUS_NOT_FOUND when there is
 * none. One statement. */
enum status formacode_version_courante(struct db *db, int64_t *version_r, bool *extrait_r);

/* One term. A code that its version does not hold is looked for in the nearest older version, then
 * in the nearest newer one; STATUS_NOT_FOUND when no version holds it. */
enum status formacode_lire(struct db *db, struct arena *arena, int64_t version, const char *code,
                           struct formacode_ref *ref_r);

/* The same for the terms of a record, in their order; unknown ones get the label "". One
 * statement. */
enum status formacode_lire_liste(struct db *db, struct arena *arena,
                                 const struct formacode_choix *choix, size_t n,
                                 struct formacode_liste *liste_r);

/* Which codes can be chosen in a version: existe_r[i] for codes[i]. Any text is accepted. One
 * statement. */
enum status formacode_existe(struct db *db, struct arena *arena, int64_t version,
                             const char *const *codes, size_t n, bool *existe_r);

/* Codes that a person chose become terms: those of `ancien` keep their version, new ones take the
 * current version. STATUS_REFUSED when some cannot be chosen: *inconnu_r names them ("12345, abc");
 * *liste_r then holds the others. Two statements for each 25 new codes; none when all are in
 * `ancien`. */
enum status formacode_resoudre(struct db *db, struct arena *arena,
                               const struct formacode_liste *ancien, struct text_list codes,
                               struct formacode_liste *liste_r, const char **inconnu_r);

/* ---- search */

#define FORMACODE_MOTS_MAX 5      /* words of a search that count; the following ones do not */
#define FORMACODE_TROUVES_MAX 200 /* terms shown; `trouves` counts them all */
#define FORMACODE_DEPLIER_MAX 20  /* up to so many, the terms below those found are shown too */

struct formacode_noeuds {
    const struct formacode_noeud *items;
    size_t n;
};

struct formacode_noeud {
    const char *code;
    const char *libelle;
    struct morceaux morceaux; /* of the label */
    bool choisissable;
    bool trouve;
    bool ouvert; /* some children are shown */
    struct formacode_noeuds enfants;
    size_t autres;        /* children not shown */
    const char *remplace; /* "13042 - Droit rural": the term of before, of another code, of one
                           * that was found; NULL or "" */
    const char *ouvrir;   /* parameter that shows them; NULL when there are none */
    const char
        *par_synonyme; /* the synonym or trade that matched where the label did not, or NULL */
};

struct formacode_resultat {
    int64_t version;
    bool extrait;
    size_t trouves;     /* terms found */
    size_t montres;     /* of them, shown: the best ones when there are too many */
    size_t plus_precis; /* terms shown just below those found */
    struct formacode_noeuds racines;
};

/* Searches the current version. A word matches a term's label, synonyms, ex-synonyms and trades,
 * whatever the accents, the case and the plural; all words must match (in any of these); the last
 * one also matches as the beginning of a word (from 2 letters). Five digits match a code, four its
 * beginning, one to three the number of a field: its head alone is found (`154`: 15454). Found
 * terms are shown with their ancestors; `ouvrir` (a code, or "") shows all children of that term
 * besides. All roots are always there, closed when nothing is found in them. No version: empty
 * result. `q` and `ouvrir` come from people: any text. Two statements. */
enum status formacode_rechercher(struct db *db, struct arena *arena, const char *q,
                                 const char *ouvrir, struct formacode_resultat *resultat_r);

/* ---- a fresh base */

/* Installs the short hand-made list when the base holds no version at all. Own transaction. */
enum status formacode_installer_extrait(struct db *db, struct arena *arena);

#endif
