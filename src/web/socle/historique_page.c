#include "historique_page.h"

#include "action.h"
#include "contact.h"
#include "fiche.h"
#include "offre_formulaire.h"
#include "porte_ouverte.h"
#include "session.h"
#include "site.h"
#include "text.h"
#include "tmpl_historique.h"

/* A record whose journal is asked for. */
struct sujet {
    const char *noun; /* of the journal: "site" */
    int64_t id;
    const char *nom;
    const char *numero;
    const char *retour;
    const char *etablissement_siret;
    const char *etablissement_nom;
    int64_t formation; /* of a record of the offer; 0: it is one of the directory */
    const char *formation_intitule;
    int64_t action; /* it is in, or is; 0: none */
};

static enum status montrer(struct request *request, struct response *response,
                           const struct sujet *sujet)
{
    int64_t avant = 0;
    text_to_int(request_query(request, "avant"), &avant);
    struct journal_page lignes = {0};
    enum status status =
        journal_lire(request->db, request->arena, sujet->noun, sujet->id, avant, &lignes);
    if (status != STATUS_OK) {
        return status;
    }
    struct historique_view view = {.nom = sujet->nom,
                                   .numero = sujet->numero,
                                   .retour = sujet->retour,
                                   .adresse = request->path,
                                   .suivant = lignes.suivant};
    view.lignes.items = lignes.lignes.items;
    view.lignes.n = lignes.lignes.n;
    page_init(&view.page, request, response,
              arena_printf(request->arena, "Historique, %s, %s", sujet->nom, sujet->numero),
              sujet->formation ? MENU_FORMATIONS : MENU_ANNUAIRE);
    if (sujet->formation) {
        offre_formulaire_chemin(request, &view.page, sujet->formation, sujet->formation_intitule,
                                "Historique");
        if (sujet->action) {
            offre_formulaire_maillon(request, &view.page, OFFRE_ACTION, sujet->action);
        }
    } else {
        fiche_chemin(request, &view.page, sujet->etablissement_siret, sujet->etablissement_nom,
                     "Historique");
    }
    tmpl_historique(&response->body, &view);
    return STATUS_OK;
}

enum status historique_etablissement(struct request *request, struct response *response)
{
    struct etablissement e = {0};
    enum status status = etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                                  request_capture(request, "siret"), &e);
    if (status != STATUS_OK) {
        return status;
    }
    const struct sujet sujet = {
        .noun = "etablissement",
        .id = e.id,
        .nom = e.raison_sociale,
        .numero = arena_printf(request->arena, "SIRET %s", e.siret),
        .retour = arena_printf(request->arena, "/annuaire/etablissements/%s", e.siret),
        .etablissement_siret = e.siret,
        .etablissement_nom = e.raison_sociale};
    return montrer(request, response, &sujet);
}

enum status historique_site(struct request *request, struct response *response)
{
    struct site site = {0};
    enum status status = site_lire(request->db, request->arena, request->acteur,
                                   request_capture_int(request, "numero"), &site);
    if (status != STATUS_OK) {
        return status;
    }
    long long numero = site.numero;
    const struct sujet sujet = {.noun = "site",
                                .id = site.numero,
                                .nom = site.nom_usage,
                                .numero = arena_printf(request->arena, "Site %lld", numero),
                                .retour =
                                    arena_printf(request->arena, "/annuaire/sites/%lld", numero),
                                .etablissement_siret = site.etablissement_siret,
                                .etablissement_nom = site.etablissement_nom};
    return montrer(request, response, &sujet);
}

enum status historique_contact(struct request *request, struct response *response)
{
    struct contact contact = {0};
    enum status status = contact_lire(request->db, request->arena, request->acteur,
                                      request_capture_int(request, "numero"), &contact);
    if (status != STATUS_OK) {
        return status;
    }
    long long numero = contact.numero;
    const struct sujet sujet = {
        .noun = "contact",
        .id = contact.numero,
        .nom = arena_printf(request->arena, "%s %s", contact.prenom, contact.nom),
        .numero = arena_printf(request->arena, "Contact %lld", numero),
        .retour = arena_printf(request->arena, "/annuaire/contacts/%lld", numero),
        .etablissement_siret = contact.etablissement_siret,
        .etablissement_nom = contact.etablissement_nom};
    return montrer(request, response, &sujet);
}

enum status historique_porte_ouverte(struct request *request, struct response *response)
{
    struct porte_ouverte po = {0};
    enum status status = porte_ouverte_lire(request->db, request->arena, request->acteur,
                                            request_capture_int(request, "id"), &po);
    if (status != STATUS_OK) {
        return status;
    }
    const struct sujet sujet = {
        .noun = "porte_ouverte",
        .id = po.id,
        .nom = po.libelle,
        .numero = porte_ouverte_dates(request->arena, po.date_debut, po.date_fin),
        .retour = arena_printf(request->arena, "/annuaire/portes-ouvertes/%lld", (long long)po.id),
        .etablissement_siret = po.etablissement_siret,
        .etablissement_nom = po.etablissement_nom};
    return montrer(request, response, &sujet);
}

enum status historique_formation(struct request *request, struct response *response)
{
    struct formation f = {0};
    enum status status = formation_lire(request->db, request->arena, request->acteur,
                                        request_capture_int(request, "numero"), &f);
    if (status != STATUS_OK) {
        return status;
    }
    long long numero = f.numero;
    const struct sujet sujet = {.noun = "formation",
                                .id = f.numero,
                                .nom = f.intitule,
                                .numero = arena_printf(request->arena, "Formation %lld", numero),
                                .retour = arena_printf(request->arena, "/formations/%lld", numero),
                                .formation = f.numero,
                                .formation_intitule = f.intitule};
    return montrer(request, response, &sujet);
}

enum status historique_action(struct request *request, struct response *response)
{
    struct action a = {0};
    enum status status = action_lire(request->db, request->arena, request->acteur,
                                     request_capture_int(request, "numero"), &a);
    if (status != STATUS_OK) {
        return status;
    }
    long long numero = a.numero;
    const struct sujet sujet = {.noun = "action",
                                .id = a.numero,
                                .nom = a.formation_intitule,
                                .numero = arena_printf(request->arena, "Action %lld", numero),
                                .retour = arena_printf(request->arena, "/actions/%lld", numero),
                                .formation = a.formation,
                                .formation_intitule = a.formation_intitule,
                                .action = a.numero};
    return montrer(request, response, &sujet);
}

enum status historique_session(struct request *request, struct response *response)
{
    struct session s = {0};
    enum status status = session_lire(request->db, request->arena, request->acteur,
                                      request_capture_int(request, "numero"), &s);
    if (status != STATUS_OK) {
        return status;
    }
    long long numero = s.numero;
    const struct sujet sujet = {.noun = "session",
                                .id = s.numero,
                                .nom = s.intitule,
                                .numero = arena_printf(request->arena, "Session %lld", numero),
                                .retour = arena_printf(request->arena, "/sessions/%lld", numero),
                                .formation = s.formation,
                                .formation_intitule = s.intitule,
                                .action = s.action};
    return montrer(request, response, &sujet);
}
