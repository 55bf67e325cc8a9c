#include "annuaire_historique.h"

#include "contact.h"
#include "fiche.h"
#include "historique_page.h"
#include "porte_ouverte.h"
#include "site.h"

static enum status montrer(struct request *request, struct response *response,
                           struct historique_sujet sujet, const char *siret, const char *nom)
{
    struct page_view chemin = {0};
    fiche_chemin(request, &chemin, siret, nom, "Historique");
    sujet.menu = MENU_ANNUAIRE;
    sujet.chemin = &chemin;
    return historique_montrer(request, response, &sujet);
}

enum status annuaire_historique_etablissement(struct request *request, struct response *response)
{
    struct etablissement e = {0};
    TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                 request_capture(request, "siret"), &e));
    const struct historique_sujet sujet = {
        .noun = "etablissement",
        .id = e.id,
        .nom = e.raison_sociale,
        .numero = arena_printf(request->arena, "SIRET %s", e.siret),
        .retour = arena_printf(request->arena, "/annuaire/etablissements/%s", e.siret)};
    return montrer(request, response, sujet, e.siret, e.raison_sociale);
}

enum status annuaire_historique_site(struct request *request, struct response *response)
{
    struct site site = {0};
    TRY(site_lire(request->db, request->arena, request->acteur,
                  request_capture_int(request, "numero"), &site));
    long long numero = site.numero;
    const struct historique_sujet sujet = {
        .noun = "site",
        .id = site.numero,
        .nom = site.nom_usage,
        .numero = arena_printf(request->arena, "Site %lld", numero),
        .retour = arena_printf(request->arena, "/annuaire/sites/%lld", numero)};
    return montrer(request, response, sujet, site.etablissement_siret, site.etablissement_nom);
}

enum status annuaire_historique_contact(struct request *request, struct response *response)
{
    struct contact contact = {0};
    TRY(contact_lire(request->db, request->arena, request->acteur,
                     request_capture_int(request, "numero"), &contact));
    long long numero = contact.numero;
    const struct historique_sujet sujet = {
        .noun = "contact",
        .id = contact.numero,
        .nom = arena_printf(request->arena, "%s %s", contact.prenom, contact.nom),
        .numero = arena_printf(request->arena, "Contact %lld", numero),
        .retour = arena_printf(request->arena, "/annuaire/contacts/%lld", numero)};
    return montrer(request, response, sujet, contact.etablissement_siret,
                   contact.etablissement_nom);
}

enum status annuaire_historique_porte_ouverte(struct request *request, struct response *response)
{
    struct porte_ouverte po = {0};
    TRY(porte_ouverte_lire(request->db, request->arena, request->acteur,
                           request_capture_int(request, "id"), &po));
    const struct historique_sujet sujet = {
        .noun = "porte_ouverte",
        .id = po.id,
        .nom = po.libelle,
        .numero = porte_ouverte_dates(request->arena, po.date_debut, po.date_fin),
        .retour = arena_printf(request->arena, "/annuaire/portes-ouvertes/%lld", (long long)po.id)};
    return montrer(request, response, sujet, po.etablissement_siret, po.etablissement_nom);
}
