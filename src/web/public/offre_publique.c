#include "offre_publique.h"

#include "carte.h"
#include "config.h"
#include "dates.h"
#include "ical.h"
#include "porte_ouverte.h"
#include "text.h"

#include <string.h>

#define CARTE_RAYON_KM 10
#define CARTE_COMMUNES_MAX 30
#define CHEMIN "/offre/portes-ouvertes/%lld"

const char *offre_adresse_web(struct arena *arena, const char *saisie)
{
    bool whole = strncasecmp(saisie, "https://", 8) == 0 || strncasecmp(saisie, "http://", 7) == 0;
    if (whole || saisie[0] == '\0') {
        return saisie;
    }
    return strpbrk(saisie, ":\\ ") || saisie[0] == '/' ? ""
                                                       : arena_printf(arena, "https://%s", saisie);
}

/* True, with the position, when both texts are degrees. */
static bool offre_position(const char *longitude, const char *latitude, struct position *position_r)
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

/* The address of an open day's own page. */
static const char *offre_adresse_porte_ouverte(const struct request *request, int64_t id)
{
    return arena_printf(request->arena, "%s" CHEMIN, request->config->base_url, (long long)id);
}

const char *offre_abonnement(const struct request *request, const char *chemin)
{
    const char *host = strstr(request->config->base_url, "://");
    return arena_printf(request->arena, "webcal%s%s", host ? host : "://", chemin);
}

enum status offre_carte(struct request *request, const char *longitude, const char *latitude,
                        const char *nom, struct html *carte_r)
{
    struct position position;
    struct position_voisines voisines = {0};
    if (!offre_position(longitude, latitude, &position)) {
        return STATUS_OK;
    }
    TRY(position_voisines(request->db, request->arena, position, CARTE_RAYON_KM, CARTE_COMMUNES_MAX,
                          &voisines));
    if (voisines.n == 0) {
        return STATUS_OK;
    }
    struct carte_point *communes = ARENA_ARRAY(request->arena, struct carte_point, voisines.n);
    for (size_t i = 0; i < voisines.n; i++) {
        communes[i] = (struct carte_point){.longitude = voisines.items[i].position.longitude,
                                           .latitude = voisines.items[i].position.latitude,
                                           .nom = voisines.items[i].nom};
    }
    struct carte carte = {.site = {position.longitude, position.latitude, nom},
                          .rayon_km = CARTE_RAYON_KM};
    carte.communes.items = communes;
    carte.communes.n = voisines.n;
    *carte_r = carte_svg(request->arena, &carte);
    return STATUS_OK;
}

const char *offre_ville(struct arena *arena, const char *code_postal, const char *bureau)
{
    return arena_printf(arena, "%s%s%s", code_postal, code_postal[0] && bureau[0] ? " " : "",
                        bureau);
}

static const char *rue_de(struct arena *arena, const struct public_porte_ouverte *po)
{
    const char *const lignes[] = {po->ligne1, po->ligne2, po->ligne3, NULL};
    return text_join(arena, ", ", lignes);
}

static const char *lieu_de(struct arena *arena, const struct public_porte_ouverte *po)
{
    bool same = strcmp(po->site_nom, po->etablissement_nom) == 0;
    const char *const parts[] = {same ? "" : po->site_nom, rue_de(arena, po),
                                 offre_ville(arena, po->code_postal, po->bureau_distributeur),
                                 NULL};
    return po->en_ligne ? "En ligne" : text_join(arena, ", ", parts);
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
            .page = arena_printf(arena, CHEMIN, (long long)po->id),
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

/* Where it takes place: on line, or on a site. */
static void ou_json(struct json_writer *json, const struct request *request,
                    const struct public_porte_ouverte *po, const char *adresse)
{
    const struct offre_lieu lieu = {rue_de(request->arena, po), po->code_postal,
                                    po->bureau_distributeur, po->longitude, po->latitude};
    json_put_text(json, "eventAttendanceMode",
                  po->en_ligne ? "https://schema.org/OnlineEventAttendanceMode"
                               : "https://schema.org/OfflineEventAttendanceMode");
    json_open_object(json, "location");
    json_put_text(json, "@type", po->en_ligne ? "VirtualLocation" : "Place");
    if (po->en_ligne) {
        json_put_text(json, "url", adresse);
    } else {
        json_put_text(json, "name", po->site_nom);
        offre_lieu_json(json, request->arena, &lieu);
    }
    json_end(json);
}

static void porte_ouverte_json(struct json_writer *json, const struct request *request,
                               const struct public_porte_ouverte *po)
{
    const char *page = offre_adresse_porte_ouverte(request, po->id);
    const char *own = offre_adresse_web(request->arena, po->site_internet);
    json_open_object(json, NULL);
    json_put_text(json, "@type", "Event");
    json_put_text(json, "@id", page);
    json_put_text(json, "name", po->libelle);
    json_put_text(json, "startDate", po->date_debut);
    json_put_text(json, "endDate", po->date_fin[0] ? po->date_fin : po->date_debut);
    json_put_text(json, "eventStatus",
                  po->annulee ? "https://schema.org/EventCancelled"
                              : "https://schema.org/EventScheduled");
    json_put_text_if(json, "description", po->commentaire);
    json_put_text(json, "url", own[0] ? own : page);
    ou_json(json, request, po, own[0] ? own : page);
    json_open_object(json, "organizer");
    json_put_text(json, "@type", "EducationalOrganization");
    json_put_text(json, "name", po->etablissement_nom);
    json_put_text(json, "url", offre_adresse_etablissement(request, po->etablissement_siret));
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
        .adresse = own[0] ? own : offre_adresse_porte_ouverte(request, po->id),
        .connexion = po->en_ligne ? own : "",
        .longitude = "",
        .latitude = "",
        .modifie = po->modifiee_le,
        .annule = po->annulee,
        .sequence = po->version};
    struct position position;
    if (!po->en_ligne && offre_position(po->longitude, po->latitude, &position)) {
        event.longitude = position_degres(arena, position.longitude);
        event.latitude = position_degres(arena, position.latitude);
    }
    ical_ajouter(out, &event, dates_now());
}

static void finir_calendrier(struct response *response)
{
    ical_fin(&response->body);
    response->content_type = "text/calendar; charset=utf-8";
    response->cache = "public, max-age=300";
    response_header(response, "Content-Disposition",
                    "attachment; filename=\"portes-ouvertes.ics\"");
}

static void ajouter_evenements(struct response *response, const struct request *request,
                               const struct public_portes_ouvertes *page)
{
    const char *domaine = domaine_de(request->arena, request->config->base_url);
    for (size_t i = 0; i < page->n; i++) {
        ajouter_evenement(&response->body, request, domaine, &page->items[i]);
    }
}

enum status offre_calendrier(struct request *request, struct response *response,
                             struct public_portes_ouvertes_filtre filtre, const char *nom)
{
    struct public_portes_ouvertes page = {0};
    struct public_portes_ouvertes retirees = {0};
    filtre.apres = "";
    filtre.taille = PUBLIC_PORTES_OUVERTES_MAX;
    TRY(porte_ouverte_publique_lister(request->db, request->arena, &filtre, &page));
    TRY(porte_ouverte_publique_retirees(request->db, request->arena, &filtre, &retirees));
    ical_debut(&response->body, nom);
    ajouter_evenements(response, request, &page);
    ajouter_evenements(response, request, &retirees);
    finir_calendrier(response);
    return STATUS_OK;
}

enum status offre_calendrier_d_une(struct request *request, struct response *response,
                                   const struct public_porte_ouverte *po)
{
    const struct public_portes_ouvertes seule = {.items = po, .n = 1};
    ical_debut(&response->body, po->libelle);
    ajouter_evenements(response, request, &seule);
    finir_calendrier(response);
    return STATUS_OK;
}
