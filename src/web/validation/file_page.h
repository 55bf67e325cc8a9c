/* /validation: the officers' queue. Filters are links and a small form,
 * `?suivi=libres&type=initiale`; `organisme`: a SIRET, or words of a name. POST takes an item
 * (`prendre`) or gives it back
 * (`rendre`), and comes back to the same filters. */
#ifndef SOFI_WEB_FILE_PAGE_H
#define SOFI_WEB_FILE_PAGE_H

#include "attente.h"
#include "champ.h"
#include "page.h"

/* How long an item has waited (templates/horloge.html). */
struct horloge_view {
    enum attente_retard retard;
    const char *texte; /* "6 jours" */
};

struct horloge_view horloge(struct arena *arena, int64_t envoyee_a, const char *aujourdhui,
                            const struct attente_seuils *seuils, const char *suite);

struct file_ligne_view {
    int64_t numero;
    const char *adresse;
    struct horloge_view horloge;
    const char *depuis; /* "18/11/2026" */
    const char *intitule;
    const char *organisme; /* "GRETA-CFA · Nantes (44)" */
    const char *nature;
    bool mienne;
    const char *prise_nom; /* NULL: nobody holds it */
    const char *jusqu_a;   /* "11 h 20" */
};

struct file_lien_view {
    const char *adresse;
    const char *libelle;
    const char *n;
    bool ici;
};

struct file_facette_view {
    const char *code;
    const char *titre;
    struct {
        const struct file_lien_view *items;
        size_t n;
    } liens;
};

struct file_view {
    struct page_view page;
    const char *compte;         /* "47 actions en attente" */
    int64_t trop_tard, tard;    /* how many */
    const char *rouge, *ambre;  /* "5 jours" */
    const char *adresse;        /* of this page, with its filters */
    const char *suivante_libre; /* the next to examine; NULL: none */
    struct {
        const struct file_facette_view *items;
        size_t n;
    } facettes;
    struct champ_options dispositifs;
    const char *organisme;         /* as typed */
    const char *organisme_message; /* NULL: nothing to say */
    struct {
        const struct file_lien_view *items;
        size_t n;
    } organismes; /* to choose among */
    struct {
        const struct file_lien_view *items; /* what the form keeps: libelle, value in `n` */
        size_t n;
    } gardes;
    bool filtree;
    struct {
        const struct file_ligne_view *items;
        size_t n;
    } lignes;
    const char *rangs;    /* "1 à 25 sur 47 actions" */
    const char *suivante; /* next page; NULL: none */
    const char *premiere; /* back to the first page; NULL: this is it */
};

enum status file_montrer(struct request *request, struct response *response);
enum status file_agir(struct request *request, struct response *response);

#endif
