/* The 13 counters of the dashboard and the lists that they open (01-domain 3.3, 3.4). A counter is
 * the number of rows of its list, at any moment, for any account.
 *
 * Session counters add up kept-up rows (session_compteur) for the months that lie wholly inside,
 * and days for the two months at the ends; those of actions stand in one (action_compteur); a list
 * walks an index. The scope: all sites of the
 * account; an officer: all, or one establishment.
 */
#ifndef SOFI_DOMAINE_TABLEAU_DE_BORD_H
#define SOFI_DOMAINE_TABLEAU_DE_BORD_H

#include "db.h"
#include "portee.h"

/* A counter and its list. */
struct offre_liste {
    const char *code;    /* "actives": in ?liste= */
    const char *libelle; /* exact label of the manual */
    bool sessions;       /* else actions */
    bool descendant;     /* the usual direction of TRI_FIN: what ended last comes first */
};

#define OFFRE_LISTES 13
extern const struct offre_liste offre_listes[OFFRE_LISTES]; /* in the order of the dashboard */
const struct offre_liste *offre_liste_nommee(bool sessions, const char *code);

struct tableau_de_bord {
    int64_t compteurs[OFFRE_LISTES]; /* in the order of offre_listes */
};

/* Two statements (sessions, actions). `aujourdhui`: ISO. */
enum status tableau_de_bord_lire(struct db *db, struct arena *arena, const struct portee *portee,
                                 const char *aujourdhui, struct tableau_de_bord *tableau_r);

/* ---- lists
 *
 * A list of sessions is walked in its order on an index (docs/decisions/0015); one that is short
 * beside what stands around it is read whole and sorted, in the same order, and so are lists of
 * actions, and those of an account with sites of several establishments. Texts are compared without
 * accents and capitals. TRI_FIN: sessions by jusqu_au, which is the end of what is active, and of
 * what is not, the day it stopped; actions by number. Rows that are equal: by title or commune, the
 * sessions of an action together, by their start; by site or dispositif, by jusqu_au; then by
 * number. Words are looked for in each row; a rare one is found in an index first (offre_mots.h).
 */
enum offre_tri {
    TRI_FIN, /* default; offre_liste says in which direction */
    TRI_DEBUT,
    TRI_CODE,
    TRI_INTITULE,
    TRI_SITE,
    TRI_COMMUNE,
    TRI_DISPOSITIF, /* by codes, those without first */
    TRI_ETAT,       /* of sessions: one in a list, so TRI_FIN */
    TRI_ENVOI,      /* of actions: when it was sent, those never sent first */
    OFFRE_TRIS
};

/* "date_fin", "date_debut", "code", "intitule", "site", "commune", "dispositif", "etat", "envoi";
 * TRI_FIN for an unknown word. */
enum offre_tri offre_tri_nomme(const char *nom);
const char *offre_tri_nom(enum offre_tri tri);

struct offre_requete {
    const struct offre_liste *liste;
    struct portee portee;
    const char *aujourdhui; /* ISO */
    /* Words, "": each must be found in a column, from the beginning of a word on, whatever accents
     * and capitals: "retrav", "192-50751", "28/06/2021", "06/2021", "inactif". At most
     * RECHERCHE_MOTS_MAX of them are looked for (recherche.h); signs only find nothing. */
    const char *q;
    enum offre_tri tri;
    bool descendant;
    int64_t taille; /* 10, 25, 50, 100: 1 to OFFRE_TAILLE_MAX */
    int64_t page;   /* from 1; not looked at when there is `apres` */
    /* Keyset: where the last row of the page before stands (`suivante`); "", or what is no key of
     * the order: from the start, or by `page`. */
    const char *apres;
    /* The budget of what goes through rows: the search, sort or export stops at the first of both.
     * 0: none. `avant`: an instant of dates_monotonic_us(). *arretee (may be NULL) becomes true
     * when rows were left unread because of it. */
    int64_t lues_max;
    int64_t avant;
    bool *arretee;
};

struct offre_ligne {
    int64_t formation, action, session; /* code FAS; session 0 in a list of actions */
    const char *intitule;               /* "A - B" */
    const char *site;
    const char *commune;
    const char *debut, *fin; /* ISO */
    const char *dispositifs;
    bool actif;
    const char *etat;    /* of an action: a code of action_etats */
    const char *envoyee; /* of an action: day on which it was sent, ISO, "" */
};

struct offre_page {
    const struct offre_ligne *items;
    size_t n;
    int64_t total;
    bool total_approche;  /* a search stopped counting: there are more than `total` */
    const char *suivante; /* `apres` of the next page; NULL: there is none */
};

/* Rows in which a search counts before it stops once its page is full. */
#define OFFRE_RECHERCHE_LUES 1000
#define OFFRE_TAILLE_MAX 100

/* A page of a list. The cost does not grow with the base, whatever the order. */
enum status offre_lister(struct db *db, struct arena *arena, const struct offre_requete *requete,
                         struct offre_page *page_r);

/* Every row of the filtered list in its order, page by page, for exports: `ligne` is called for
 * each (its texts live until the next one). Memory does not grow with the rows, but for what is
 * sorted: a key for each. `taille`, `page` and `apres` are not looked at. */
enum status offre_parcourir(struct db *db, const struct offre_requete *requete,
                            enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                            void *contexte);

#endif
