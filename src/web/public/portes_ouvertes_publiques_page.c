#include "portes_ouvertes_publiques_page.h"

#include "config.h"
#include "dates.h"
#include "json_ld.h"
#include "text.h"
#include "tmpl_porte_ouverte_publique.h"
#include "tmpl_portes_ouvertes_publiques.h"
#include "valeur.h"

#include <string.h>

/* A list for these regions, the first characters of the postal code for others. */
static const struct {
    const char *region;
    struct choice departements[8];
} regions[] = {
    {"Pays de la Loire",
     {{"44", "Loire-Atlantique"},
      {"49", "Maine-et-Loire"},
      {"53", "Mayenne"},
      {"72", "Sarthe"},
      {"85", "Vendée"},
      {NULL, NULL}}},
};

static struct html page_json(const struct request *request,
                             const struct public_portes_ouvertes *page)
{
    if (page->n == 0) {
        return (struct html){0};
    }
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, request->arena, 0);
    json_start(&json, &out);
    json_open_object(&json, NULL);
    json_put_text(&json, "@context", "https://schema.org");
    json_open_array(&json, "@graph");
    offre_portes_ouvertes_json(&json, request, page);
    json_end(&json);
    json_end(&json);
    return json_ld_script(request->arena, out.data);
}

/* ---- filters */

/* A list with « Toutes » or « Tous » first. What is not in it is forgotten. */
static struct champ_view liste_de(struct arena *arena, const char *nom, const char *label,
                                  const char *tous, const struct choice *choix, const char *choisi)
{
    struct champ_view champ = {.nom = nom, .id = nom, .label = label, .choix = true};
    champ_option(arena, &champ.options, "", tous, false);
    champ.valeur = champ_options_parmi(arena, &champ.options, choix, choisi);
    return champ;
}

static struct champ_view departement_de(struct request *request)
{
    const char *typed = text_clean(request->arena, request_query(request, "departement"));
    for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
        if (strcmp(regions[i].region, request->config->region) == 0) {
            return liste_de(request->arena, "departement", "Département", "Tous",
                            regions[i].departements, typed);
        }
    }
    return (struct champ_view){.nom = "departement",
                               .id = "departement",
                               .label = "Département",
                               .type = "text",
                               .valeur = text_length(typed) <= 3 ? typed : "",
                               .aide = "2 ou 3 chiffres, par exemple 44",
                               .decrit_par = "departement-aide"};
}

/* Fills the fields of the view and the filter from the query. One statement. */
static enum status lire_filtre(struct request *request, const char *aujourdhui,
                               struct portes_ouvertes_publiques_view *view,
                               struct public_portes_ouvertes_filtre *filtre)
{
    struct valeurs valeurs = {0};
    TRY(valeurs_lire(request->db, request->arena, &valeurs));
    view->nature = liste_de(request->arena, "nature", "Nature", "Toutes", valeurs.nature_po,
                            request_query(request, "nature"));
    view->departement = departement_de(request);
    view->filtre = view->nature.valeur[0] || view->departement.valeur[0];
    *filtre = (struct public_portes_ouvertes_filtre){.siret = "",
                                                     .nature = view->nature.valeur,
                                                     .departement = view->departement.valeur,
                                                     .aujourdhui = aujourdhui,
                                                     .taille = PUBLIC_PORTES_OUVERTES_PAR_PAGE};
    return STATUS_OK;
}

enum status portes_ouvertes_publiques_calendrier(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct portes_ouvertes_publiques_view view = {0};
    struct public_portes_ouvertes_filtre filtre;
    TRY(lire_filtre(request, today, &view, &filtre));
    return offre_calendrier(
        request, response, filtre,
        arena_printf(request->arena, "Portes ouvertes, %s", request->config->region));
}

enum status portes_ouvertes_publiques_montrer(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct portes_ouvertes_publiques_view view = {0};
    struct public_portes_ouvertes_filtre filtre;
    struct public_portes_ouvertes page = {0};
    TRY(lire_filtre(request, today, &view, &filtre));
    filtre.apres = request_query(request, "apres");
    TRY(porte_ouverte_publique_lister(request->db, request->arena, &filtre, &page));
    view.liste = offre_portes_ouvertes(request->arena, &page, true);
    view.total = page.total;
    view.suivante = page.suivante;
    view.suite = filtre.apres[0] != '\0';
    view.abonnement = offre_abonnement(
        request, arena_printf(request->arena, "/offre/portes-ouvertes.ics?nature=%s&departement=%s",
                              filtre.nature, filtre.departement));
    view.json_ld = page_json(request, &page);
    page_init(&view.page, request, response, "Portes ouvertes à venir", MENU_AUCUN);
    page_publique(&view.page, request,
                  "Journées portes ouvertes, forums et visioconférences des organismes de "
                  "formation : dates, lieux et agenda.");
    page_pour_tous(request, response);
    tmpl_portes_ouvertes_publiques(&response->body, &view);
    return STATUS_OK;
}

/* ---- one of them */

static enum status lire_une(struct request *request, struct public_porte_ouverte *po_r)
{
    int64_t id = 0;
    return text_to_int(request_capture(request, "id"), &id)
               ? porte_ouverte_publique_lire(request->db, request->arena, id, po_r)
               : STATUS_NOT_FOUND;
}

enum status porte_ouverte_publique_calendrier(struct request *request, struct response *response)
{
    struct public_porte_ouverte po = {0};
    TRY(lire_une(request, &po));
    return offre_calendrier_d_une(request, response, &po);
}

enum status porte_ouverte_publique_montrer(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    struct public_porte_ouverte po = {0};
    struct porte_ouverte_publique_view view = {0};
    const struct public_portes_ouvertes seule = {.items = &po, .n = 1};
    dates_today(today);
    TRY(lire_une(request, &po));
    if (!po.en_ligne) {
        TRY(offre_carte(request, po.longitude, po.latitude, po.site_nom, &view.carte));
    }
    struct page_lien chemin[] = {{"/offre/portes-ouvertes", "Portes ouvertes"}};
    view.p = offre_portes_ouvertes(request->arena, &seule, true).items[0];
    view.passee = strcmp(po.date_fin[0] ? po.date_fin : po.date_debut, today) < 0;
    view.agenda = view.passee || po.annulee
                      ? NULL
                      : arena_printf(request->arena, "%s/agenda.ics", view.p.page);
    view.json_ld = page_json(request, &seule);
    page_init(&view.page, request, response, po.libelle, MENU_AUCUN);
    page_publique(&view.page, request,
                  arena_printf(request->arena, "%s, %s : dates, lieu et agenda.", po.libelle,
                               po.etablissement_nom));
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici = po.libelle;
    page_pour_tous(request, response);
    response->code = po.annulee ? 410 : 200;
    tmpl_porte_ouverte_publique(&response->body, &view);
    return STATUS_OK;
}
