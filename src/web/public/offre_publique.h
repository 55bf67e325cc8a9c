/* What the public pages below /offre share: how an open day is told on the screen, to search
 * engines and to calendars; addresses. */
#ifndef SOFI_WEB_OFFRE_PUBLIQUE_H
#define SOFI_WEB_OFFRE_PUBLIQUE_H

#include "annuaire_public.h"
#include "escape.h"
#include "json.h"
#include "position.h"
#include "request.h"
#include "response.h"

/* The address of a web site as people type it, made a whole URL; "" when it cannot be one. */
const char *offre_adresse_web(struct arena *arena, const char *saisie);

/* "https://…/offre/etablissements/13000511900032" */
const char *offre_adresse_etablissement(const struct request *request, const char *siret);

/* "webcal://sofi.exemple.fr/offre/portes-ouvertes.ics?nature=forum": what calendars subscribe to.
 * `chemin` begins with "/". */
const char *offre_abonnement(const struct request *request, const char *chemin);

/* A map of what is around a place; nothing where its degrees are none, or no commune is near. One
 * statement. */
enum status offre_carte(struct request *request, const char *longitude, const char *latitude,
                        const char *nom, struct html *carte_r);

/* "44000 Nantes" */
const char *offre_ville(struct arena *arena, const char *code_postal, const char *bureau);

/* ---- schema.org */
struct offre_lieu {
    const char *rue; /* lines joined by ", " */
    const char *code_postal;
    const char *bureau_distributeur;
    const char *longitude;
    const char *latitude;
};

/* The members "address" and "geo" of the object that is open; what is unknown is left out. */
void offre_lieu_json(struct json_writer *json, struct arena *arena, const struct offre_lieu *lieu);

/* An Event for each, in the array that is open. */
void offre_portes_ouvertes_json(struct json_writer *json, const struct request *request,
                                const struct public_portes_ouvertes *page);

/* ---- open days */
struct offre_porte_ouverte_view {
    const struct public_porte_ouverte *po;
    const char *dates; /* "Du 20/03/2027 au 21/03/2027" */
    const char *lieu;  /* "Site, 1 rue du Port, 44000 Nantes"; "En ligne" */
    const char *adresse_web;
    const char *page;        /* path of its own page */
    bool avec_etablissement; /* its name is told */
};

struct offre_portes_ouvertes_view {
    const struct offre_porte_ouverte_view *items;
    size_t n;
};

struct offre_portes_ouvertes_view offre_portes_ouvertes(struct arena *arena,
                                                        const struct public_portes_ouvertes *page,
                                                        bool avec_etablissement);

/* Answers with the calendar of a filter, of which `taille` and `apres` do not count. What was
 * removed stands in it as cancelled: a calendar that knows it takes it out. */
enum status offre_calendrier(struct request *request, struct response *response,
                             struct public_portes_ouvertes_filtre filtre, const char *nom);
/* Likewise with this one alone. */
enum status offre_calendrier_d_une(struct request *request, struct response *response,
                                   const struct public_porte_ouverte *po);

#endif
