/* …/differences of a formation and an action: what is online beside what modifies it; and
 * …/abandonner, where that modification is given up. */
#ifndef SOFI_WEB_OFFRE_DIFFERENCES_PAGE_H
#define SOFI_WEB_OFFRE_DIFFERENCES_PAGE_H

#include "offre_page.h"
#include "word_diff.h"

struct offre_difference_view {
    const char *nom; /* of the field, or code of the genre */
    const char *libelle;
    struct word_runs mots; /* both versions */
    bool ajoute, retire;   /* the other side has nothing */
};

struct offre_lignes_view {
    const struct offre_difference_view *items;
    size_t n;
};

struct offre_differences_view {
    struct page_view page;
    const char *titre;
    const char *retour;
    bool renoncer;   /* the page asks whether it is given up */
    const char *vu;  /* that the gesture carries; NULL: there is nothing to give up */
    const char *ici; /* where it goes */
    struct offre_lignes_view lignes;
};

/* A record beside what is online of it. */
struct offre_comparaison {
    struct offre_lignes_view lignes;   /* what changes; nothing is online: all that is filled in */
    struct offre_faits_view inchanges; /* what is filled in, and does not */
    struct offre_details details;      /* of the record */
};

/* `record`: as the page reads it; `en_ligne`: something of it is published. */
enum status offre_comparer(struct request *request, const struct offre_page *page,
                           const void *record, bool en_ligne,
                           struct offre_comparaison *comparaison_r);

enum status offre_differences_montrer(struct request *request, struct response *response,
                                      const struct offre_page *page);
enum status offre_renoncer_montrer(struct request *request, struct response *response,
                                   const struct offre_page *page);

#endif
