/* The offer as a tree Formation › Action › Session, for /formations (02-screens).
 *
 * A page of formations, then all that hangs on them: one statement a level, whatever the number of
 * rows. An OF sees the formations of the establishments where it administers a site (formation.h),
 * and of these the actions of its sites.
 */
#ifndef SOFI_DOMAINE_OFFRE_ARBRE_H
#define SOFI_DOMAINE_OFFRE_ARBRE_H

#include "tableau_de_bord.h"

#define OFFRE_ARBRE_PAGE 25
#define OFFRE_ARBRE_ACTIONS 50  /* shown below a formation at most */
#define OFFRE_ARBRE_SESSIONS 20 /* shown below an action at most */
/* Rows that a search looks at: of the largest establishments all, of the whole base the newest. */
#define OFFRE_ARBRE_LUES 50000

struct arbre_session {
    int64_t numero;
    const char *debut, *fin; /* ISO */
    const char *commune;     /* "" */
    bool actif;
};

struct arbre_action {
    int64_t numero;
    const char *intitule; /* own; "" */
    const char *site;
    const char *etat;
    bool vive;
    bool refusee;  /* and not sent again yet */
    int64_t total; /* of its sessions that are not archived */
    struct {
        struct arbre_session *items; /* the latest start first */
        size_t n;
    } sessions;
};

struct arbre_formation {
    int64_t numero;
    const char *intitule;      /* of the draft when there is one */
    const char *etablissement; /* raison sociale */
    bool vive;
    bool brouillon;
    int64_t total; /* of its actions that the filters let through */
    struct {
        const struct arbre_action *items; /* by number */
        size_t n;
    } actions;
};

struct arbre {
    const struct arbre_formation *items; /* the newest first */
    size_t n;
    int64_t suivante; /* `apres` of the next page; 0: there is none */
};

struct arbre_requete {
    struct portee portee;
    const char *aujourdhui; /* ISO */
    /* Words: each begins a word of the formation's intitulé or of an action's own; or a code:
     * "192", "192-50751", "192-50751-133036", any of the three numbers alone. "": all. */
    const char *q;
    const char *etat; /* of an action; "": any */
    int64_t site;     /* of an action; 0: any */
    int64_t apres;    /* number of the last formation of the page before; 0: from the start */
};

/* Three statements, fewer when a level is empty; one more for words. */
enum status offre_arbre_lire(struct db *db, struct arena *arena,
                             const struct arbre_requete *requete, struct arbre *arbre_r);

struct arbre_site {
    int64_t numero;
    const char *nom_usage;
};

struct arbre_sites {
    const struct arbre_site *items; /* principal first, then by name */
    size_t n;
};

/* The sites to filter by; none for an officer who looks at all establishments. One statement, none
 * then. */
enum status offre_arbre_sites(struct db *db, struct arena *arena, const struct portee *portee,
                              struct arbre_sites *sites_r);

#endif
