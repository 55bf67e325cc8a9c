/* /sessions and /actions: the lists that the counters of the dashboard open (01-domain 3.4), and
 * their exports.
 *
 * Parameters are an interface (02-screens): liste, q, tri, sens, taille, page; `apres` is where the
 * page before ended, so that « Suivant » neither repeats nor skips a row while rows are added;
 * `etablissement`, a SIRET, narrows what an officer sees.
 */
#ifndef SOFI_WEB_OFFRE_LISTE_PAGE_H
#define SOFI_WEB_OFFRE_LISTE_PAGE_H

#include "action.h"
#include "champ.h"
#include "ecrivain_xlsx.h"
#include "offre_etat.h"
#include "page.h"
#include "perimetre.h"
#include "tableau_de_bord.h"

/* "293", "1 234" with a no-break space. */
const char *offre_liste_nombre(struct arena *arena, int64_t n);
/* "0 résultat", "1 résultat", "1 234 résultats": `nom` takes an s. */
const char *offre_liste_compte(struct arena *arena, int64_t n, const char *nom);

/* A list as the address asks for it: what cannot be read is as if it were absent. */
struct offre_demande {
    struct perimetre perimetre;
    struct offre_requete requete;
    const char *note; /* about the words of the search; NULL */
    bool arretee;     /* the budget of the request ended it: set while it runs */
};

/* What a list may cost, and what an export may. */
#define OFFRE_PAGE_LUES 300000
#define OFFRE_PAGE_SECONDES 2
#define OFFRE_EXPORT_LUES 1000000
#define OFFRE_EXPORT_SECONDES 60

/* A column of the page and of its files, in their order. Its title is what it is sorted by. */
struct offre_colonne {
    enum offre_tri tri;
    struct xlsx_colonne fichier;
};

#define OFFRE_COLONNES_MAX 8
const struct offre_colonne *offre_colonnes(bool sessions, size_t *n_r);

/* All words of a title but the last, and the last, which stays with the icon or figure behind it.
 */
const char *offre_titre(struct arena *arena, const char *titre, const char **mot_r);

/* Gives a request its budget, from now on. */
void offre_demande_borner(struct offre_demande *demande, int64_t lues, int64_t secondes);

/* `sessions`: else actions. STATUS_NOT_FOUND when there is no such list, or establishment. */
enum status offre_demande_lire(struct request *request, bool sessions,
                               struct offre_demande *demande_r);

/* ---- the page */
struct liste_colonne {
    const char *debut, *mot; /* of its title (offre_titre) */
    const char *adresse;
    const char *ordre; /* "ascending", "descending"; NULL: not sorted by it */
};

struct liste_ligne {
    const char *adresse;
    const char *prefixe; /* of the code FAS: "192-50751-" */
    const char *numero;  /* its last number, in bold */
    const char *intitule, *site, *commune, *debut, *fin, *dispositifs, *envoyee;
    bool actif;
    struct offre_etat_view etat;
    struct offre_manques perdues; /* of an action: what died under it, where it is mended */
};

struct liste_numero {
    int64_t numero;
    const char *adresse; /* NULL: pages are left out here */
    bool ici;
};

struct liste_cause {
    const char *libelle;
    const char *adresse;
    bool ici;
};

struct offre_liste_view {
    const char *renouveler; /* address; NULL: no sessions */
    struct page_view page;
    bool sessions;
    const char *adresse; /* "/sessions" */
    const char *liste;
    const char *libelle;
    const char *compte; /* "293 résultats" */
    const char *siret, *etablissement;
    const char *q;
    const char *note;                                       /* about the search; NULL */
    const char *legende;                                    /* of the table */
    const char *rangs;                                      /* "1 à 10 sur 293 résultats" */
    const char *csv, *xlsx, *toute, *precedente, *suivante; /* NULL: there is none */
    struct champ_options tris, sens, tailles;
    struct { /* parts of the list of what died; none of others */
        const struct liste_cause *items;
        size_t n;
    } causes;
    struct {
        const struct liste_colonne *items;
        size_t n;
    } colonnes;
    struct {
        const struct liste_ligne *items;
        size_t n;
    } lignes;
    struct {
        const struct liste_numero *items;
        size_t n;
    } numeros;
};

enum status sessions_lister(struct request *request, struct response *response);
enum status actions_lister(struct request *request, struct response *response);

/* Whole filtered lists as files (offre_export.c); on a worker, through the disk. */
enum status sessions_csv(struct request *request, struct response *response);
enum status sessions_xlsx(struct request *request, struct response *response);
enum status actions_csv(struct request *request, struct response *response);
enum status actions_xlsx(struct request *request, struct response *response);

#endif
