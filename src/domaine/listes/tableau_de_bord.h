/* The counters of the dashboard and the lists that they open (01-domain 3.3, 3.4), and what
 * waits for the organisation beyond them (02-screens, Tableau de bord). A counter is the number of
 * rows of its list, at any moment, for any account.
 *
 * Session counters add up kept-up rows (session_compteur) for the months that lie wholly inside,
 * and days for the two months at the ends; those of actions stand in one (action_compteur); a list
 * walks an index. The scope: all sites of the account; an officer: all, or one establishment.
 */
#ifndef SOFI_DOMAINE_TABLEAU_DE_BORD_H
#define SOFI_DOMAINE_TABLEAU_DE_BORD_H

#include "certification.h"
#include "liste.h"
#include "portee.h"

/* In the order of the dashboard: of sessions, then of actions; the last counter is for officers.
 * Behind them lists that are parts of it, without a counter there. */
#define OFFRE_LISTES 14
#define OFFRE_LISTES_SESSIONS 8
#define OFFRE_LISTE_PERDUES 13
#define OFFRE_LISTES_TOUTES 18
extern const struct liste offre_listes[OFFRE_LISTES_TOUTES];
bool offre_liste_de_sessions(const struct liste *liste);
const struct liste *offre_liste_nommee(bool sessions, const char *code);

#define A_FAIRE_MAX 10 /* of each kind */

struct a_faire_action {
    int64_t numero;
    int64_t formation;
    const char *intitule; /* "A - B" */
    const char *refus;    /* reason; "" for a question */
};

struct a_faire_site {
    int64_t numero;
    const char *nom_usage;
    enum certification_etat certification; /* never CERTIFICATION_A_JOUR */
    const char *fin_qualiopi;              /* ISO; "" */
};

/* A category of Qualiopi of which a site and the public list do not say the same
 * (ecart_qualiopi.h).
 */
struct a_faire_ecart {
    int64_t site;
    const char *nom_usage;
    const char *categorie;
    bool en_trop;
    const char *jusqu_au; /* ISO */
};

/* Questions that wait for an answer, refused actions that nobody sent again, active sites whose
 * Qualiopi is missing, over, or ends within 90 days, differences with the public list. Nothing for
 * an officer who looks at all establishments. */
struct a_faire {
    struct {
        const struct a_faire_action *items; /* by number */
        size_t n;
    } questions, refus;
    struct {
        const struct a_faire_site *items; /* the first to end first, those without any last */
        size_t n;
    } sites;
    struct {
        const struct a_faire_ecart *items; /* the first to settle first */
        size_t n;
    } ecarts;
    bool encore; /* a kind has more than A_FAIRE_MAX */
};

struct tableau_de_bord {
    int64_t compteurs[OFFRE_LISTES]; /* in the order of offre_listes */
    struct a_faire a_faire;
};

/* One statement. `aujourdhui`: ISO. */
enum status tableau_de_bord_lire(struct db *db, struct arena *arena, const struct portee *portee,
                                 const char *aujourdhui, struct tableau_de_bord *tableau_r);

/* ---- lists (liste.h)
 *
 * TRI_FIN: sessions by jusqu_au, which is the end of what is active, and of what is not, the day it
 * stopped; actions by number. Lists of sessions are walked by it, by the start and by the code, and
 * sorted by anything else. Texts are compared without accents and capitals. Rows that are equal: by
 * title or commune, the sessions of an action together, by their start; by site or dispositif, by
 * jusqu_au; then by number. A rare word is found in an index first (derives.h).
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
    const struct liste *liste;
    struct portee portee;
    const char *aujourdhui; /* ISO */
    /* Words, "": each must be found in a column, from the beginning of a word on, whatever accents
     * and capitals: "retrav", "192-50751", "28/06/2021", "06/2021", "inactif". At most
     * RECHERCHE_MOTS_MAX of them are looked for (recherche.h); signs only find nothing. */
    const char *q;
    enum offre_tri tri;
    bool descendant;
    int64_t taille; /* 10, 25, 50, 100 */
    int64_t page;   /* from 1; not looked at when there is `apres` */
    const char *apres;
    int64_t lues_max, avant; /* what it may cost (struct liste_demande) */
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
    unsigned perdues;    /* of an action: bits of PERDUE_… (derives.h) */
    int64_t site_numero; /* of an action */
};

struct offre_page {
    const struct offre_ligne *items;
    size_t n;
    int64_t total;
    bool total_approche;  /* a search stopped counting: there are more than `total` */
    const char *suivante; /* `apres` of the next page; NULL: there is none */
};

/* A page of a list. */
enum status offre_lister(struct db *db, struct arena *arena, const struct offre_requete *requete,
                         struct offre_page *page_r);

/* Every row of the filtered list in its order, for exports (liste_parcourir). */
enum status offre_parcourir(struct db *db, const struct offre_requete *requete,
                            enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                            void *contexte);

#endif
