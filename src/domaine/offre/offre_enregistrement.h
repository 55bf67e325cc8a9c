/* One save of a formation, an action or a session, the records inside with it: what all three do
 * alike. A noun says what it is (`struct offre_registre`) and what is its own.
 */
#ifndef SOFI_DOMAINE_OFFRE_ENREGISTREMENT_H
#define SOFI_DOMAINE_OFFRE_ENREGISTREMENT_H

#include "offre_private.h"

struct offre_enregistrement {
    struct db *db;
    struct arena *arena;
    const struct acteur *acteur;
    const struct offre_registre *registre;
    const struct field_set *set;         /* the fields that are saved */
    const void *ancienne, *nouvelle;     /* structs of the noun */
    const struct offre_details *details; /* of `nouvelle`; NULL: they stay as they are */
    const char *aujourdhui;              /* ISO, of a session */
    /* ---- while it runs */
    const void *ecrite; /* what is kept: `ancienne`, and the fields of the set as they are in
                           `nouvelle` */
    struct offre_changements changements;
    bool sans_risque; /* what differs goes live at once (FIELD_LOW_RISK) */
    struct offre_place place;
    int64_t contenu, version; /* of the row that is written */
};

struct offre_registre {
    const struct notice *notice;
    enum offre_noun noun;
    /* Of a noun whose published content stays while a draft of it is worked on; NULL: it has none.
     * A new content ($1: number; $2: instant; $3: account; its id) of version 0; it becomes the
     * draft ($1: number, $2). */
    const struct statement *contenu_creer, *brouillon;
    /* Who may, and where its contents are: `place`. */
    enum status (*situer)(struct offre_enregistrement *e);
    /* Before something is written: the draft is opened, `contenu` and `version` say where. */
    enum status (*preparer)(struct offre_enregistrement *e);
    /* After: what is worked out. */
    enum status (*suivre)(struct offre_enregistrement *e);
};

/* STATUS_REFUSED: more records of a genre than it may have. STATUS_CONFLICT: the content, or its
 * version, is no longer that of `ancienne`; not where nothing is to be saved. In a transaction. */
enum status offre_enregistrer(struct offre_enregistrement *e, bool *change_r);

/* A new draft with the fields of `record`, and with what its content has when it has one. It begins
 * now, by `acteur`. */
enum status offre_brouillon_poser(struct db *db, const struct acteur *acteur,
                                  const struct offre_registre *registre, int64_t numero,
                                  const void *record, int64_t *contenu_r);

#endif
