/* What the public pages below /offre share: how an open day is told on the screen, to search
 * engines and to calendars; addresses; what may be kept on the way. */
#ifndef SOFI_WEB_OFFRE_PUBLIQUE_H
#define SOFI_WEB_OFFRE_PUBLIQUE_H

#include "annuaire_public.h"
#include "json.h"
#include "position.h"
#include "request.h"
#include "response.h"

/* What a visitor sees may be kept for five minutes, by anybody on the way; what bears somebody's
 * name may not. */
void offre_publique(const struct request *request, struct response *response);

/* The address of a web site as people type it, made a whole URL; "" when it cannot be one. */
const char *offre_adresse_web(struct arena *arena, const char *saisie);

/* "https://…/offre/etablissements/13000511900032" */
const char *offre_adresse_etablissement(const struct request *request, const char *siret);

/* Texts that are not empty, joined by ", ". `textes` ends with NULL. */
const char *offre_joindre(struct arena *arena, const char *const *textes);

/* "44000 Nantes" */
const char *offre_ville(struct arena *arena, const char *code_postal, const char *bureau);

/* True, with the position, when both texts are degrees. */
bool offre_position(const char *longitude, const char *latitude, struct position *position_r);

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
    const char *lieu;  /* "Site, 1 rue du Port, 44000 Nantes" */
    const char *adresse_web;
    bool avec_etablissement; /* its name is told */
};

struct offre_portes_ouvertes_view {
    const struct offre_porte_ouverte_view *items;
    size_t n;
};

struct offre_portes_ouvertes_view offre_portes_ouvertes(struct arena *arena,
                                                        const struct public_portes_ouvertes *page,
                                                        bool avec_etablissement);

/* Answers with the calendar of a filter, of which `taille` and `apres` do not count. */
enum status offre_calendrier(struct request *request, struct response *response,
                             struct public_portes_ouvertes_filtre filtre, const char *nom);

#endif
