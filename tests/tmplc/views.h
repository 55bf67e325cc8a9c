/* The views of the templates of good/ and of those that run.sh writes. */
#ifndef SOFI_TESTS_TMPLC_VIEWS_H
#define SOFI_TESTS_TMPLC_VIEWS_H

#include "escape.h"

enum etat { ETAT_SAISIE, ETAT_VALIDE };

struct valeur_view {
    const char *v;
};

struct option {
    const char *code;
    const char *titre;
    bool choisi;
};

struct option_list {
    const struct option *items;
    size_t n;
};

struct noeud_view {
    const char *nom;
    struct {
        const struct noeud_view *items;
        size_t n;
    } enfants;
};

struct page_view {
    const char *titre;
};

struct tout_view {
    struct page_view page;
    const struct page_view *autre_page;
    const char *texte;
    char court[8];
    const char *url;
    const char *email;
    int64_t id;
    size_t nombre;
    int negatif;
    bool oui;
    double taux;
    enum etat etat;
    struct html brut;
    struct option_list options;
    struct {
        const char *const *items;
        size_t n;
    } mots;
    struct {
        const struct noeud_view *const *items;
        size_t n;
    } liens;
    struct noeud_view racine;
};

#endif
