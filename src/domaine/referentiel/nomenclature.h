/* The official lists that the offer refers to: NSF, ROME, RNCP, RS, Certifinfo.
 *
 * Codes as published: "314", "K2111", "RNCP37715", "RS5695", "114929" (Certifinfo). What `sofi
 * import` brought; a fresh base holds the short hand-made list of nomenclature_extrait(). Nothing
 * is ever removed: records bear the codes.
 *
 * A Certifinfo code may refer to one RNCP code, an RNCP code may have several Certifinfo codes (its
 * options). RNCP, RS and Certifinfo codes differ by their form: NOMENCLATURE_CERTIFICATIONS is the
 * three together.
 *
 * Thread rules: those of the connection. Results live in the arena.
 */
#ifndef SOFI_DOMAINE_NOMENCLATURE_H
#define SOFI_DOMAINE_NOMENCLATURE_H

#include "arena.h"
#include "db.h"

#define NOMENCLATURE_FONDS 100 /* codes: a list that has fewer is an extract */
#include "field.h"
#include "marques.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

enum nomenclature {
    NOMENCLATURE_NSF,
    NOMENCLATURE_ROME,
    NOMENCLATURE_RNCP,
    NOMENCLATURE_RS,
    NOMENCLATURE_CERTIFINFO,
    NOMENCLATURE_CERTIFICATIONS,
};

/* As the base writes it: "rncp". */
const char *nomenclature_nom(enum nomenclature nom);

/* Of fields that hold their codes. */
extern const struct field_source nomenclature_nsf, nomenclature_rome;

struct nomenclature_entree {
    enum nomenclature nom; /* never NOMENCLATURE_CERTIFICATIONS */
    const char *code;
    const char *libelle; /* "" when the code is not known */
    const char *niveau;  /* LHEO dict-niveaux, "11" to "18"; "" */
    const char *renvoi;  /* RNCP code of a Certifinfo code; "" */
    const char *debut;   /* ISO: first day of registration; "" */
    const char *fin;     /* ISO: last day of registration, of its RNCP code if need be; "" */
    bool inactive;       /* no more registered, whatever the dates; of its RNCP code if need be */
};

struct nomenclature_liste {
    const struct nomenclature_entree *items;
    size_t n;
};

/* ---- reading */

/* The entries of some codes, in their order; an unknown one has the libelle "". Any text is
 * accepted as a code. One statement, none for no code. */
enum status nomenclature_lire(struct db *db, struct arena *arena, enum nomenclature nom,
                              struct text_list codes, struct nomenclature_liste *liste_r);

/* Its registration ended before that day (ISO); it may be inactive besides. The same rule in SQL:
 * nomenclature_faute.h. */
bool nomenclature_finie(const struct nomenclature_entree *entree, const char *jour);

/* The unknown codes of such a list, "123, abc"; NULL when there is none. */
const char *nomenclature_inconnus(struct arena *arena, const struct nomenclature_liste *liste);

#define NOMENCLATURE_TROUVES_MAX 50 /* hits given; `total` counts them all */
#define NOMENCLATURE_MOTS_MAX 5     /* words of a search that count; the following ones do not */

/* What is said of an entry that was found. */
struct nomenclature_dit {
    struct morceaux code, renvoi, libelle; /* the words searched for marked */
    /* RNCP or RS codes, of its own RNCP code if need be; "": none, or it is not known */
    const char *remplace;  /* that it came to replace: "RNCP35030, RNCP35031" */
    const char *remplacee; /* that came to replace it */
};

struct nomenclature_resultat {
    struct nomenclature_liste liste;
    const struct nomenclature_dit *dits; /* of each */
    size_t total;
};

/* Each word must begin a word of the title or the code (for Certifinfo also of its RNCP title and
 * code, with or without "RNCP"), whatever accents, case and plural. Codes and titles that begin
 * with the whole text come first, then shorter titles. `q` from a person: any text; "" gives all,
 * by code. Among certifications an RNCP code that has Certifinfo codes is left to them. One
 * statement, two of certifications. */
enum status nomenclature_chercher(struct db *db, struct arena *arena, enum nomenclature nom,
                                  const char *q, struct nomenclature_resultat *resultat_r);

/* What choosing a certification fills: LHEO certification and niveau de sortie. */
struct nomenclature_certification {
    const char *intitule;
    const char *niveau;          /* LHEO dict-niveaux; "" */
    const char *code_rncp;       /* "RNCP37715"; "" */
    const char *code_rs;         /* "" */
    const char *code_certifinfo; /* the one chosen, or the only one of an RNCP code; "" */
    const char *fin;             /* ISO; "" */
    bool inactive;
};

/* By an RNCP, RS or Certifinfo code; STATUS_NOT_FOUND. One statement. */
enum status nomenclature_certification(struct db *db, struct arena *arena, const char *code,
                                       struct nomenclature_certification *certification_r);

/* LHEO level of a level of the European frame, "1" to "8": "13" for "3"; NULL for another text. */
const char *nomenclature_niveau(const char *europeen);

/* ---- writing */

struct nomenclature_ligne {
    struct nomenclature_entree entree; /* NULL and "" are alike */
    const char *mots;                  /* more words to be found by; NULL: none */
    bool appoint; /* written only when its code is not there: another file says it better */
};

struct nomenclature_changements {
    size_t crees;
    size_t modifies;
    size_t inchanges;
    size_t gardes; /* in the base, not among the lines */
};

/* Creates and changes entries; each code once in `lignes`. Two statements for each nomenclature at
 * least, one for each entry that changes. In a transaction. `changements_r` has
 * NOMENCLATURE_CERTIFICATIONS places; those of the kinds that no line is of are zero. */
enum status nomenclature_ecrire(struct db *db, struct arena *arena,
                                const struct nomenclature_ligne *lignes, size_t n,
                                struct nomenclature_changements *changements_r);

/* An RNCP or RS code and the one that it came to replace, as France compétences tells. */
struct nomenclature_succession {
    const char *nouvelle, *ancienne;
};

/* Those that the base has not; *nouvelles_r counts them. In a transaction. */
enum status nomenclature_succeder(struct db *db, const struct nomenclature_succession *successions,
                                  size_t n, size_t *nouvelles_r);

/* Adds what a fresh base lacks of the hand-made list, changes nothing that is there. Own
 * transaction, if there is something to write. */
enum status nomenclature_extrait(struct db *db);

#endif
