#include "robots_page.h"

#include "annuaire_public.h"
#include "config.h"
#include "dates.h"
#include "escape.h"
#include "porte_ouverte_publique.h"

#include <inttypes.h>
#include <time.h>

#define ADRESSES_MAX 50000
#define PLAN_BYTES 65536
#define SECURITE_JOURS 180

static const char *const pages[] = {"/",
                                    "/offre/portes-ouvertes",
                                    "/aide",
                                    "/accessibilite",
                                    "/donnees-personnelles",
                                    "/mentions-legales"};

#define PAGES (sizeof(pages) / sizeof(pages[0]))

enum status robots_montrer(struct request *request, struct response *response)
{
    response->content_type = "text/plain; charset=utf-8";
    response->cache = "public, max-age=86400";
    buffer_literal(&response->body,
                   "User-agent: *\nAllow: /actifs/\nAllow: /aide/\nAllow: /offre/\n");
    for (size_t i = 0; i < PAGES; i++) {
        buffer_printf(&response->body, "Allow: %s$\n", pages[i]);
    }
    buffer_printf(&response->body, "Disallow: /\n\nSitemap: %s/sitemap.xml\n",
                  request->config->base_url);
    return STATUS_OK;
}

static void ajouter(struct buffer *out, const char *base, const char *path)
{
    buffer_literal(out, "<url><loc>");
    html_text(out, base);
    html_text(out, path);
    buffer_literal(out, "</loc></url>\n");
}

enum status robots_plan(struct request *request, struct response *response)
{
    const char *base = request->config->base_url;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    const struct public_portes_ouvertes_filtre filtre = {.siret = "",
                                                         .nature = "",
                                                         .departement = "",
                                                         .aujourdhui = today,
                                                         .apres = "",
                                                         .taille = PUBLIC_PORTES_OUVERTES_MAX};
    struct public_portes_ouvertes jours = {0};
    struct text_list sirets = {0};
    TRY(porte_ouverte_publique_lister(request->db, request->arena, &filtre, &jours));
    int64_t reste = ADRESSES_MAX - (int64_t)PAGES - (int64_t)jours.n;
    TRY(annuaire_public_sirets(request->db, request->arena, reste, &sirets));
    struct buffer *out = &response->body;
    response->content_type = "application/xml; charset=utf-8";
    response->cache = "public, max-age=3600";
    buffer_literal(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
                        "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < PAGES; i++) {
        ajouter(out, base, pages[i]);
    }
    for (size_t i = 0; i < jours.n; i++) {
        ajouter(out, base,
                arena_printf(request->arena, "/offre/portes-ouvertes/%" PRId64, jours.items[i].id));
    }
    for (size_t i = 0; i < sirets.n; i++) {
        ajouter(out, base,
                arena_printf(request->arena, "/offre/etablissements/%s", sirets.items[i]));
    }
    buffer_literal(out, "</urlset>\n");
    return STATUS_OK;
}

enum status robots_securite(struct request *request, struct response *response)
{
    const struct config *config = request->config;
    const char *contact = config->legal.contact_securite;
    const bool own = contact && contact[0];
    const int64_t today = dates_now() / DATES_SECONDS_A_DAY;
    const char *expires =
        dates_show_rfc3339(request->arena, (today + SECURITE_JOURS) * DATES_SECONDS_A_DAY);
    response->content_type = "text/plain; charset=utf-8";
    response->cache = "public, max-age=86400";
    buffer_printf(&response->body,
                  "Contact: %s%s\nExpires: %s\nPreferred-Languages: fr, en\nCanonical: "
                  "%s/.well-known/security.txt\n",
                  own ? "" : "mailto:", own ? contact : config->aide_email, expires,
                  config->base_url);
    return STATUS_OK;
}
