/* /admin/ecarts-qualiopi: what the public list of training organisations and the directory do not
 * say alike, for officers: differences of Qualiopi, who vanished from the list, who is unknown
 * here. Parameters: liste (ecarts, delai, disparus, inconnus), q, apres.
 */
#ifndef SOFI_WEB_ECARTS_PAGE_H
#define SOFI_WEB_ECARTS_PAGE_H

#include "page.h"

struct ecarts_cellule_view {
    const char *colonne; /* its title */
    const char *texte;
};

struct ecarts_ligne_view {
    const char *titre;
    const char *adresse; /* NULL: no record of ours */
    struct {
        const struct ecarts_cellule_view *items;
        size_t n;
    } cellules;
};

struct ecarts_view {
    struct page_view page;
    struct {
        const struct ecarts_onglet_view {
            const char *titre, *adresse;
            bool ici;
        } * items;
        size_t n;
    } onglets;
    const char *liste;  /* code */
    const char *compte; /* "12 écarts" */
    const char *explication;
    const char *import; /* "Liste lue le 29/11/2026 par …"; NULL: never */
    const char *q, *note;
    const char *premiere; /* title of the first column */
    struct {
        const struct ecarts_cellule_view *items;
        size_t n;
    } colonnes;
    struct {
        const struct ecarts_ligne_view *items;
        size_t n;
    } lignes;
    const char *debut, *suivante; /* addresses; NULL: none */
    const char *vide;             /* why there is nothing */
};

enum status ecarts_montrer(struct request *request, struct response *response);

#endif
