#include "offre_publique.h"

#include "application_private.h"
#include "config.h"
#include "dates.h"
#include "ical.h"
#include "porte_ouverte.h"

#include <string.h>

void offre_publique(const struct request *request, struct response *response)
{
    const char *flash = application_cookie_flash(request->config);
    response_header(response, "Vary", "Cookie");
    if (!request->acteur && request_cookie(request, flash)[0] == '\0') {
        response->cache = "public, max-age=300";
    }
}

const char *offre_adresse_web(struct arena *arena, const char *saisie)
{
    bool whole = strncasecmp(saisie, "https://", 8) == 0 || strncasecmp(saisie, "http://", 7) == 0;
    if (whole || saisie[0] == '\0') {
        return saisie;
    }
    return strpbrk(saisie, ":\\ ") || saisie[0] == '/' ? ""
                                                       : arena_printf(arena, "https://%s", saisie);
}

const char *offre_joindre(struct arena *arena, const char *const *textes)
{
    struct buffer out;
    buffer_init(&out, arena, 128);
    for (; *textes; textes++) {
        if ((*textes)[0]) {
            buffer_text(&out, out.length ? ", " : "");
            buffer_text(&out, *textes);
        }
    }
    return out.data;
}

bool offre_position(const char *longitude, const char *latitude, struct position *position_r)
{
    struct position position;
    bool known = position_lire_degres(longitude, 180, &position.longitude) &&
                 position_lire_degres(latitude, 90, &position.latitude);
    if (known) {
        *position_r = position;
    }
    return known;
}

const char *offre_adresse_etablissement(const struct request *request, const char *siret)
{
    return arena_printf(request->arena, "%s/offre/etablissements/%s", request->config->base_url,
                        siret);
}

const char *offre_ville(struct arena *arena, const char *code_postal, const char *bureau)
{
    return arena_printf(arena, "%s%s%s", code_postal, code_postal[0] && bureau[0] ? " " : "",
                        bureau);
}

static const char *lieu_de(struct arena *arena, const struct public_porte_ouverte *po)
{
    bool same = strcmp(po->site_nom, po->etablissement_nom) == 0;
    const char *const parts[] = {same ? "" : po->site_nom, po->ligne1,
                                 offre_ville(arena, po->code_postal, po->bureau_distributeur),
                                 NULL};
    return offre_joindre(arena, parts);
}

struct offre_portes_ouvertes_view offre_portes_ouvertes(struct arena *arena,
                                                        const struct public_portes_ouvertes *page,
                                                        bool avec_etablissement)
{
    struct offre_porte_ouverte_view *items =
        ARENA_ARRAY(arena, struct offre_porte_ouverte_view, page->n);
    for (size_t i = 0; i < page->n; i++) {
        const struct public_porte_ouverte *po = &page->items[i];
        items[i] = (struct offre_porte_ouverte_view){
            .po = po,
            .dates = porte_ouverte_dates(arena, po->date_debut, po->date_fin),
            .lieu = lieu_de(arena, po),
            .adresse_web = offre_adresse_web(arena, po->site_internet),
            .avec_etablissement = avec_etablissement};
    }
    return (struct offre_portes_ouvertes_view){.items = items, .n = page->n};
}

/* ---- schema.org */

void offre_lieu_json(struct json_writer *json, struct arena *arena, const struct offre_lieu *lieu)
{
    struct position position;
    if (lieu->rue[0] || lieu->code_postal[0] || lieu->bureau_distributeur[0]) {
        json_open_object(json, "address");
        json_put_text(json, "@type", "PostalAddress");
        json_put_text_if(json, "streetAddress", lieu->rue);
        json_put_text_if(json, "postalCode", lieu->code_postal);
        json_put_text_if(json, "addressLocality", lieu->bureau_distributeur);
        json_put_text(json, "addressCountry", "FR");
        json_end(json);
    }
    if (offre_position(lieu->longitude, lieu->latitude, &position)) {
        json_open_object(json, "geo");
        json_put_text(json, "@type", "GeoCoordinates");
        json_put_raw_number(json, "latitude", position_degres(arena, position.latitude));
        json_put_raw_number(json, "longitude", position_degres(arena, position.longitude));
        json_end(json);
    }
}

static void porte_ouverte_json(struct json_writer *json, const struct request *request,
                               const struct public_porte_ouverte *po)
{
    const char *record = offre_adresse_etablissement(request, po->etablissement_siret);
    const char *own = offre_adresse_web(request->arena, po->site_internet);
    const struct offre_lieu lieu = {po->ligne1, po->code_postal, po->bureau_distributeur,
                                    po->longitude, po->latitude};
    json_open_object(json, NULL);
    json_put_text(json, "@type", "Event");
    json_put_text(json, "name", po->libelle);
    json_put_text(json, "startDate", po->date_debut);
    json_put_text(json, "endDate", po->date_fin[0] ? po->date_fin : po->date_debut);
    json_put_text(json, "eventStatus", "https://schema.org/EventScheduled");
    json_put_text_if(json, "description", po->commentaire);
    json_put_text(json, "url", own[0] ? own : record);
    json_open_object(json, "location");
    json_put_text(json, "@type", "Place");
    json_put_text(json, "name", po->site_nom);
    offre_lieu_json(json, request->arena, &lieu);
    json_end(json);
    json_open_object(json, "organizer");
    json_put_text(json, "@type", "EducationalOrganization");
    json_put_text(json, "name", po->etablissement_nom);
    json_put_text(json, "url", record);
    json_end(json);
    json_end(json);
}

void offre_portes_ouvertes_json(struct json_writer *json, const struct request *request,
                                const struct public_portes_ouvertes *page)
{
    for (size_t i = 0; i < page->n; i++) {
        porte_ouverte_json(json, request, &page->items[i]);
    }
}

/* ---- calendar */

/* "sofi.exemple.fr": the names of events stay the same whatever the port and the scheme. */
static const char *domaine_de(struct arena *arena, const char *base_url)
{
    const char *host = strstr(base_url, "://");
    host = host ? host + 3 : base_url;
    return arena_strndup(arena, host, strcspn(host, "/:"));
}

static void ajouter_evenement(struct buffer *out, const struct request *request,
                              const char *domaine, const struct public_porte_ouverte *po)
{
    struct arena *arena = request->arena;
    const char *own = offre_adresse_web(arena, po->site_internet);
    struct ical_evenement event = {
        .uid = arena_printf(arena, "porte-ouverte-%lld@%s", (long long)po->id, domaine),
        .titre = arena_printf(arena, "%s, %s", po->libelle, po->etablissement_nom),
        .debut = po->date_debut,
        .fin = po->date_fin,
        .lieu = lieu_de(arena, po),
        .description = arena_printf(arena, "%s%s%s", po->nature, po->commentaire[0] ? "\n" : "",
                                    po->commentaire),
        .adresse = own[0] ? own : offre_adresse_etablissement(request, po->etablissement_siret),
        .longitude = "",
        .latitude = "",
        .sequence = po->version};
    struct position position;
    if (offre_position(po->longitude, po->latitude, &position)) {
        event.longitude = position_degres(arena, position.longitude);
        event.latitude = position_degres(arena, position.latitude);
    }
    ical_ajouter(out, &event, dates_now());
}

enum status offre_calendrier(struct request *request, struct response *response,
                             struct public_portes_ouvertes_filtre filtre, const char *nom)
{
    struct public_portes_ouvertes page = {0};
    filtre.apres = 0;
    filtre.taille = PUBLIC_PORTES_OUVERTES_MAX;
    enum status status =
        annuaire_public_portes_ouvertes(request->db, request->arena, &filtre, &page);
    if (status != STATUS_OK) {
        return status;
    }
    const char *domaine = domaine_de(request->arena, request->config->base_url);
    ical_debut(&response->body, nom);
    for (size_t i = 0; i < page.n; i++) {
        ajouter_evenement(&response->body, request, domaine, &page.items[i]);
    }
    ical_fin(&response->body);
    response->content_type = "text/calendar; charset=utf-8";
    response->cache = "public, max-age=300";
    response_header(response, "Content-Disposition",
                    "attachment; filename=\"portes-ouvertes.ics\"");
    return STATUS_OK;
}
