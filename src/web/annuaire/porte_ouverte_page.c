#include "porte_ouverte_page.h"

#include "dates.h"
#include "porte_ouverte_publique.h"
#include "tmpl_porte_ouverte.h"

#include <string.h>

struct choix_view porte_ouverte_choix(struct arena *arena, const char *siret,
                                      const struct porte_ouverte_liste *liste, int64_t id)
{
    struct choix_view choix = {
        .section = "portes-ouvertes",
        .nom = "po",
        .label = "Choix PO",
        .adresse = arena_printf(arena, "/annuaire/etablissements/%s", siret),
        .nouveau =
            arena_printf(arena, "/annuaire/etablissements/%s/portes-ouvertes/nouvelle", siret),
        .nouveau_texte = "Ajouter des portes ouvertes"};
    for (size_t i = 0; i < liste->n; i++) {
        const struct porte_ouverte_ligne *ligne = &liste->items[i];
        champ_option_numero(
            arena, &choix.options, ligne->id,
            arena_printf(arena, "%s - %s", ligne->libelle, dates_show(arena, ligne->date_debut)),
            ligne->id == id);
    }
    return choix;
}

/* What a form of an open day needs besides its record. */
struct cadre {
    struct valeurs valeurs;
    struct site_liste sites; /* where it may take place */
};

static enum status lire_cadre(struct request *request, int64_t etablissement_id,
                              struct cadre *cadre_r)
{
    TRY(valeurs_lire(request->db, request->arena, &cadre_r->valeurs));
    return site_lister(request->db, request->arena, request->acteur, etablissement_id,
                       &cadre_r->sites);
}

static const struct choice *choix_des_sites(struct arena *arena, const struct site_liste *sites)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, sites->n + 1);
    for (size_t i = 0; i < sites->n; i++) {
        choix[i] = (struct choice){arena_printf(arena, "%lld", (long long)sites->items[i].numero),
                                   sites->items[i].nom_usage};
    }
    choix[sites->n] = (struct choice){NULL, NULL};
    return choix;
}

static void remplir_champs(struct porte_ouverte_view *view, const struct form *form,
                           const struct cadre *cadre)
{
    struct arena *arena = form->arena;
    view->champs.libelle = champ_de(arena, form, "libelle");
    view->champs.libelle.focus = fiche_a_commencer(&view->fiche);
    view->champs.code = champ_de(arena, form, "code");
    champ_sans_compteur(arena, &view->champs.code);
    view->champs.code.obligatoire = true; /* the manual prints its star; left empty, one is given */
    view->champs.site = champ_parmi(arena, form, "site", choix_des_sites(arena, &cadre->sites));
    view->champs.nature = champ_parmi(arena, form, "nature", cadre->valeurs.nature_po);
    view->champs.site_internet = champ_de(arena, form, "site_internet");
    champ_sans_compteur(arena, &view->champs.site_internet);
    view->champs.date_debut = champ_de(arena, form, "date_debut");
    view->champs.date_fin = champ_de(arena, form, "date_fin");
    view->champs.commentaire = champ_de(arena, form, "commentaire");
}

static void situer(struct request *request, struct porte_ouverte_view *view,
                   const struct porte_ouverte *po, bool enregistree)
{
    struct arena *arena = request->arena;
    struct fiche_view *fiche = &view->fiche;
    const char *etablissement =
        arena_printf(arena, "/annuaire/etablissements/%s", po->etablissement_siret);
    fiche->nouveau = !enregistree;
    fiche->adresse = enregistree
                         ? arena_printf(arena, "/annuaire/portes-ouvertes/%lld", (long long)po->id)
                         : arena_printf(arena, "%s/portes-ouvertes/nouvelle", etablissement);
    fiche->retour =
        enregistree ? fiche->adresse : arena_printf(arena, "%s#portes-ouvertes", etablissement);
    view->sections = (struct sections_view){
        .siret = po->etablissement_siret,
        .ici = SECTION_PORTES_OUVERTES,
        .ancre = etablissement,
        .historique = enregistree ? arena_printf(arena, "%s/historique", fiche->adresse) : NULL};
}

/* Draws the page: `enregistree` is what the base holds (NULL: a new one). */
static enum status montrer(struct request *request, struct response *response,
                           struct porte_ouverte_view *view, const struct form *form,
                           const struct cadre *cadre, const struct porte_ouverte *enregistree,
                           const struct porte_ouverte *saisie)
{
    struct arena *arena = request->arena;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct porte_ouverte_liste liste = {0};
    TRY(porte_ouverte_lister(request->db, arena, request->acteur, saisie->etablissement_id, today,
                             &liste));
    view->titre = enregistree ? enregistree->libelle : "Ajouter des portes ouvertes";
    page_init(&view->page, request, response,
              enregistree ? arena_printf(arena, "%s, %s", view->titre,
                                         porte_ouverte_dates(arena, enregistree->date_debut,
                                                             enregistree->date_fin))
                          : view->titre,
              MENU_ANNUAIRE);
    view->page.sections = true;
    fiche_chemin(request, &view->page, saisie->etablissement_siret, saisie->etablissement_nom,
                 enregistree ? enregistree->libelle : "Nouvelles portes ouvertes");
    situer(request, view, saisie, enregistree != NULL);
    view->choix = porte_ouverte_choix(arena, saisie->etablissement_siret, &liste, saisie->id);
    if (enregistree) {
        view->id = enregistree->id;
        const char *fin =
            enregistree->date_fin[0] ? enregistree->date_fin : enregistree->date_debut;
        view->dates = porte_ouverte_dates(arena, enregistree->date_debut, enregistree->date_fin);
        view->passee = strcmp(fin, today) < 0;
    }
    fiche_remplir(&view->fiche, &view->page, request, form, enregistree ? enregistree->version : 0);
    if (view->confirmation_message) {
        fiche_ajouter_erreur(arena, &view->fiche, &view->page, "confirmation",
                             view->confirmation_message);
    }
    view->sections.erreurs_texte = view->fiche.erreurs_texte;
    remplir_champs(view, form, cadre);
    tmpl_porte_ouverte(&response->body, view);
    return STATUS_OK;
}

static enum status montrer_enregistree(struct request *request, struct response *response,
                                       struct porte_ouverte_view *view,
                                       const struct porte_ouverte *po)
{
    struct cadre cadre = {0};
    TRY(lire_cadre(request, po->etablissement_id, &cadre));
    struct form form;
    form_of_record(&form, request->arena, &porte_ouverte_fields, po,
                   acteur_est_officier(request->acteur), false);
    return montrer(request, response, view, &form, &cadre, po, po);
}

static enum status lire(struct request *request, struct porte_ouverte *po_r)
{
    return porte_ouverte_lire(request->db, request->arena, request->acteur,
                              request_capture_int(request, "id"), po_r);
}

enum status porte_ouverte_montrer(struct request *request, struct response *response)
{
    struct porte_ouverte po = {0};
    struct porte_ouverte_view view = {0};
    TRY(lire(request, &po));
    return montrer_enregistree(request, response, &view, &po);
}

/* A new one, on the first site that the person administers. */
static enum status preparer(struct request *request, struct cadre *cadre_r,
                            struct porte_ouverte *po_r)
{
    struct etablissement etablissement = {0};
    TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                 request_capture(request, "siret"), &etablissement));
    TRY(lire_cadre(request, etablissement.id, cadre_r));
    int64_t site = cadre_r->sites.n ? cadre_r->sites.items[0].numero : 0;
    return porte_ouverte_vide(request->db, request->arena, &etablissement, site, po_r);
}

enum status porte_ouverte_nouvelle(struct request *request, struct response *response)
{
    struct cadre cadre = {0};
    struct porte_ouverte po = {0};
    TRY(preparer(request, &cadre, &po));
    struct form form;
    form_of_record(&form, request->arena, &porte_ouverte_fields, &po,
                   acteur_est_officier(request->acteur), true);
    struct porte_ouverte_view view = {0};
    return montrer(request, response, &view, &form, &cadre, NULL, &po);
}

/* ---- a submission */

static enum status lire_soumission(struct request *request, const struct cadre *cadre,
                                   struct form *form, struct porte_ouverte *saisie)
{
    bool creating = saisie->id == 0;
    enum status read = form_read(form, request->arena, &porte_ouverte_fields, &request->form,
                                 saisie, acteur_est_officier(request->acteur), creating, false);
    TRY(porte_ouverte_verifier(form, &cadre->valeurs, &cadre->sites, saisie));
    return read;
}

static enum status refuser(struct request *request, struct response *response,
                           const struct form *form, const struct cadre *cadre,
                           const struct porte_ouverte *enregistree,
                           const struct porte_ouverte *saisie)
{
    struct porte_ouverte_view view = {.fiche.modifie = true};
    response->code = 422;
    TRY(montrer(request, response, &view, form, cadre, enregistree, saisie));
    return STATUS_REFUSED;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   const struct form *form, const struct cadre *cadre,
                                   const struct porte_ouverte *enregistree,
                                   const struct porte_ouverte *saisie)
{
    size_t n = 0;
    struct journal_champ *champs = journal_comparer(request->arena, &porte_ouverte_fields,
                                                    cadre->valeurs.choix, enregistree, saisie, &n);
    struct porte_ouverte_view view = {0};
    fiche_en_conflit(request, response, &view.fiche, "porte_ouverte", enregistree->id, champs, n);
    TRY(montrer(request, response, &view, form, cadre, enregistree, saisie));
    return STATUS_CONFLICT;
}

static void conclure(struct request *request, struct response *response, int64_t id,
                     const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(
        response, arena_printf(request->arena, "/annuaire/portes-ouvertes/%lld", (long long)id));
}

enum status porte_ouverte_modifier(struct request *request, struct response *response)
{
    struct porte_ouverte ancienne = {0};
    struct cadre cadre = {0};
    TRY(lire(request, &ancienne));
    TRY(lire_cadre(request, ancienne.etablissement_id, &cadre));
    struct form form;
    struct porte_ouverte saisie = ancienne;
    bool change = false;
    enum status status = lire_soumission(request, &cadre, &form, &saisie);
    if (status == STATUS_OK && fiche_version_perimee(request, ancienne.version)) {
        return montrer_conflit(request, response, &form, &cadre, &ancienne, &saisie);
    }
    status = status != STATUS_OK
                 ? status
                 : porte_ouverte_enregistrer(request->db, &form, request->acteur, &cadre.valeurs,
                                             &ancienne, &saisie, &change);
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &form, &cadre, &ancienne, &saisie);
    }
    if (status == STATUS_OK) {
        conclure(request, response, ancienne.id, change ? "enregistre" : "inchange");
    }
    return status;
}

/* What the next page says of it, as the public site shows it. */
static enum status dire_parution(struct request *request, const struct porte_ouverte *po,
                                 const char **message_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    struct public_porte_ouverte publique;
    dates_today(aujourdhui);
    const char *fin = po->date_fin[0] ? po->date_fin : po->date_debut;
    enum status status =
        porte_ouverte_publique_lire(request->db, request->arena, po->id, &publique);
    *message_r = status == STATUS_NOT_FOUND    ? "po-cachee"
                 : strcmp(fin, aujourdhui) < 0 ? "po-passee"
                                               : "po-creee";
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status porte_ouverte_ajouter(struct request *request, struct response *response)
{
    struct cadre cadre = {0};
    struct porte_ouverte po = {0};
    TRY(preparer(request, &cadre, &po));
    struct form form;
    enum status status = lire_soumission(request, &cadre, &form, &po);
    status = status != STATUS_OK
                 ? status
                 : porte_ouverte_creer(request->db, &form, request->acteur, &cadre.valeurs, &po);
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &form, &cadre, NULL, &po);
    }
    const char *message = "";
    status = status != STATUS_OK ? status : dire_parution(request, &po, &message);
    if (status == STATUS_OK) {
        conclure(request, response, po.id, message);
    }
    return status;
}

enum status porte_ouverte_retirer(struct request *request, struct response *response)
{
    struct porte_ouverte po = {0};
    TRY(lire(request, &po));
    if (!request_form(request, "confirmation")[0]) {
        struct porte_ouverte_view view = {
            .confirmation_message = "Suppression : cochez « Je confirme » pour supprimer"};
        response->code = 422;
        TRY(montrer_enregistree(request, response, &view, &po));
        return STATUS_REFUSED;
    }
    TRY(porte_ouverte_supprimer(request->db, request->arena, request->acteur, &po));
    page_flash(request, response, "po-supprimee");
    response_redirect(response, arena_printf(request->arena, "/annuaire/etablissements/%s",
                                             po.etablissement_siret));
    return STATUS_OK;
}
