/* Who changed what, field by field: append-only but for what a person who is erased had typed,
 * shown on the record (*Historique*). */
#ifndef SOFI_DOMAINE_JOURNAL_H
#define SOFI_DOMAINE_JOURNAL_H

#include "acteur.h"
#include "db.h"
#include "field.h"

/* A difference that no field descriptor can tell. */
struct journal_difference {
    const char *champ;
    const char *libelle;
    const char *avant; /* as a person reads it */
    const char *apres;
};

struct journal_ecriture {
    const struct acteur *acteur;
    const char *fiche; /* "etablissement", "site"… */
    int64_t fiche_id;
    const char *au_nom_de; /* of an officer's change: name of the establishment; NULL otherwise */
    const struct field_set *set;
    const void *avant; /* NULL: the record was created */
    const void *apres;
    /* Labels of codes that the base knows (field.h). */
    const struct field_choices *choix;
    const struct journal_difference *autres; /* added after those of the set */
    size_t autres_n;
};

/* Writes one line with a difference for each field that changed, nothing at all when a modification
 * changed nothing. In the transaction of the save. */
enum status journal_ecrire(struct db *db, struct arena *arena,
                           const struct journal_ecriture *ecriture);

/* What was done to a record that no set of fields tells: `ecriture` without set, records and
 * `autres`. */
enum status journal_geste(struct db *db, struct arena *arena,
                          const struct journal_ecriture *ecriture,
                          const struct journal_difference *autres, size_t n);

/* ---- people who are erased (migrations/0016): who changed what, and when, stays */
#define JOURNAL_EFFACE "effacé"
/* In all the lines of a record, the values of the personal fields of the set (FIELD_PERSONAL). */
enum status journal_effacer(struct db *db, const char *fiche, int64_t fiche_id,
                            const struct field_set *set);
/* Those of one field that is of no set here. */
enum status journal_effacer_champ(struct db *db, const char *fiche, int64_t fiche_id,
                                  const char *champ);
/* One line: only what holds JOURNAL_EFFACE may be put in the place of a value. */
enum status journal_reecrire(struct db *db, int64_t journal_id, int64_t rang, const char *avant,
                             const char *apres);

/* ---- reading */
struct journal_champ {
    const char *libelle;
    const char *avant;
    const char *apres;
};

/* Differences between two versions of a record, as people read them, in the order of the set: for
 * the page that shows a conflict. `choix` as above, or NULL. */
struct journal_champ *journal_comparer(struct arena *arena, const struct field_set *set,
                                       const struct field_choices *choix, const void *avant,
                                       const void *apres, size_t *n_r);

struct journal_ligne {
    int64_t id;
    int64_t instant;
    const char *quand; /* "28/06/2021 à 14 h 05" */
    const char *auteur;
    const char *au_nom_de; /* "" when none */
    bool creation;
    struct {
        const struct journal_champ *items;
        size_t n;
    } champs;
};

struct journal_page {
    struct {
        const struct journal_ligne *items;
        size_t n;
    } lignes;            /* newest first */
    const char *suivant; /* `avant` of the next page; NULL: there is none */
};

#define JOURNAL_PAR_PAGE 25

/* The lines of a record older than those of the page before (its `suivant`; NULL: the newest),
 * JOURNAL_PAR_PAGE at most. One statement (liste.h). The caller has checked the right to see the
 * record. */
enum status journal_lire(struct db *db, struct arena *arena, const char *fiche, int64_t fiche_id,
                         const char *avant, struct journal_page *page_r);

#endif
