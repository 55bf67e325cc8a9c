#include "offre_etablissement_page.h"

#include "dates.h"
#include "json_ld.h"
#include "telephone.h"
#include "text.h"
#include "tmpl_offre_etablissement.h"

/* A map costs a statement: the first sites have one, so that the page costs the same however many
 * there are. */
#define CARTES_MAX 3

/* ---- sites and contacts */

static struct offre_site_view vue_site(struct arena *arena, const struct public_site *site)
{
    const char *const facts[] = {site->fiche.telephone_fixe,
                                 site->fiche.telephone_mobile,
                                 site->fiche.email,
                                 site->fiche.site_web,
                                 site->qualites,
                                 site->modalites_accueil,
                                 site->fiche.restauration,
                                 site->fiche.hebergement,
                                 site->fiche.transport,
                                 site->fiche.acces_handicapes,
                                 site->categories,
                                 NULL};
    struct offre_site_view view = {
        .site = site,
        .ville = offre_ville(arena, site->fiche.code_postal, site->fiche.bureau_distributeur),
        .qualiopi = {site->certification,
                     certification_phrase(arena, site->certification, site->fiche.fin_qualiopi)},
        .telephone_fixe_lien = telephone_lien(arena, site->fiche.telephone_fixe),
        .telephone_mobile_lien = telephone_lien(arena, site->fiche.telephone_mobile),
        .adresse_web = offre_adresse_web(arena, site->fiche.site_web),
        .faits = text_join(arena, ", ", facts)[0] != '\0',
    };
    view.adresse =
        site->fiche.ligne1[0] || site->fiche.ligne2[0] || site->fiche.ligne3[0] || view.ville[0];
    return view;
}

static enum status remplir_sites(struct request *request, const struct public_etablissement *e,
                                 struct offre_etablissement_view *view)
{
    struct offre_site_view *items = ARENA_ARRAY(request->arena, struct offre_site_view, e->sites.n);
    for (size_t i = 0; i < e->sites.n; i++) {
        items[i] = vue_site(request->arena, &e->sites.items[i]);
        if (i < CARTES_MAX) {
            const struct public_site *site = items[i].site;
            TRY(offre_carte(request, site->fiche.longitude, site->fiche.latitude,
                            site->fiche.nom_usage, &items[i].carte));
        }
    }
    view->sites.items = items;
    view->sites.n = e->sites.n;
    return STATUS_OK;
}

static void remplir_contacts(struct arena *arena, const struct public_etablissement *e,
                             struct offre_etablissement_view *view)
{
    struct offre_contact_view *items = ARENA_ARRAY(arena, struct offre_contact_view, e->contacts.n);
    for (size_t i = 0; i < e->contacts.n; i++) {
        items[i] = (struct offre_contact_view){
            .contact = &e->contacts.items[i],
            .telephone_lien = telephone_lien(arena, e->contacts.items[i].fiche.telephone)};
    }
    view->contacts.items = items;
    view->contacts.n = e->contacts.n;
}

/* ---- schema.org */

static struct offre_lieu lieu_du_site(struct arena *arena, const struct public_site *site)
{
    const char *const lines[] = {site->fiche.ligne1, site->fiche.ligne2, site->fiche.ligne3, NULL};
    return (struct offre_lieu){.rue = text_join(arena, ", ", lines),
                               .code_postal = site->fiche.code_postal,
                               .bureau_distributeur = site->fiche.bureau_distributeur,
                               .longitude = site->fiche.longitude,
                               .latitude = site->fiche.latitude};
}

/* The members that an organisation and a place have in common. */
static void site_json(struct json_writer *json, struct arena *arena,
                      const struct offre_site_view *view)
{
    const struct public_site *site = view->site;
    const struct offre_lieu lieu = lieu_du_site(arena, site);
    bool fixe = site->fiche.telephone_fixe[0] != '\0';
    json_put_text_if(json, "telephone",
                     fixe ? view->telephone_fixe_lien : view->telephone_mobile_lien);
    offre_lieu_json(json, arena, &lieu);
}

static void autres_sites_json(struct json_writer *json, struct arena *arena,
                              const struct offre_etablissement_view *view)
{
    json_open_array(json, "location");
    for (size_t i = 1; i < view->sites.n; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "@type", "Place");
        json_put_text(json, "name", view->sites.items[i].site->fiche.nom_usage);
        site_json(json, arena, &view->sites.items[i]);
        json_end(json);
    }
    json_end(json);
}

static struct html organisme_json(const struct request *request,
                                  const struct offre_etablissement_view *view)
{
    const struct public_etablissement *e = view->etablissement;
    const struct offre_site_view *first = view->sites.n ? &view->sites.items[0] : NULL;
    const char *record = offre_adresse_etablissement(request, e->fiche.siret);
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, request->arena, 0);
    json_start(&json, &out);
    json_open_object(&json, NULL);
    json_put_text(&json, "@context", "https://schema.org");
    json_put_text(&json, "@type", "EducationalOrganization");
    json_put_text(&json, "@id", record);
    json_put_text(&json, "name", e->fiche.raison_sociale);
    json_put_text(&json, "identifier", e->fiche.siret);
    json_put_text(&json, "url", first && first->adresse_web[0] ? first->adresse_web : record);
    if (first) {
        json_put_text_if(&json, "email", first->site->fiche.email);
        site_json(&json, request->arena, first);
        if (view->sites.n > 1) {
            autres_sites_json(&json, request->arena, view);
        }
    }
    if (e->portes_ouvertes.n) {
        json_open_array(&json, "event");
        offre_portes_ouvertes_json(&json, request, &e->portes_ouvertes);
        json_end(&json);
    }
    json_end(&json);
    return json_ld_script(request->arena, out.data);
}

/* ---- pages */

static enum status lire(struct request *request, char today[DATES_ISO_SIZE],
                        struct public_etablissement *etablissement_r)
{
    dates_today(today);
    return annuaire_public_etablissement(request->db, request->arena,
                                         request_capture(request, "siret"), today, etablissement_r);
}

enum status offre_etablissement_montrer(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    struct public_etablissement e = {0};
    struct offre_etablissement_view view = {.etablissement = &e};
    TRY(lire(request, today, &e));
    TRY(remplir_sites(request, &e, &view));
    remplir_contacts(request->arena, &e, &view);
    view.portes_ouvertes = offre_portes_ouvertes(request->arena, &e.portes_ouvertes, false);
    view.portes_ouvertes_total = e.portes_ouvertes.total;
    view.portes_ouvertes_suite = e.portes_ouvertes.suivante != NULL;
    view.abonnement = offre_abonnement(
        request, arena_printf(request->arena, "/offre/etablissements/%s/portes-ouvertes.ics",
                              e.fiche.siret));
    view.cote = e.domaines.n || e.contacts.n;
    view.json_ld = organisme_json(request, &view);
    page_init(&view.page, request, response,
              arena_printf(request->arena, "%s, fiche publique", e.fiche.raison_sociale),
              MENU_AUCUN);
    page_publique(&view.page, request,
                  arena_printf(request->arena,
                               "%s, organisme de formation : sites, domaines, contacts et portes "
                               "ouvertes.",
                               e.fiche.raison_sociale));
    page_pour_tous(request, response);
    tmpl_offre_etablissement(&response->body, &view);
    return STATUS_OK;
}

enum status offre_etablissement_calendrier(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    struct public_etablissement e = {0};
    TRY(lire(request, today, &e));
    const struct public_portes_ouvertes_filtre filtre = {
        .siret = e.fiche.siret, .nature = "", .departement = "", .aujourdhui = today};
    return offre_calendrier(
        request, response, filtre,
        arena_printf(request->arena, "Portes ouvertes, %s", e.fiche.raison_sociale));
}
