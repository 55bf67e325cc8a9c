#include "contact_page.h"

#include "droits.h"
#include "references.h"
#include "tmpl_contact.h"

#include <string.h>

enum status contact_dossier_lire(struct request *request, struct contact_dossier *dossier_r)
{
    struct contact_dossier dossier = {0};
    enum status status = contact_lire(request->db, request->arena, request->acteur,
                                      request_capture_int(request, "numero"), &dossier.contact);
    status = status != STATUS_OK ? status
                                 : compte_de_contact(request->db, request->arena,
                                                     dossier.contact.numero, &dossier.compte);
    if (status == STATUS_OK && dossier.compte.id) {
        dossier.sien = dossier.compte.id == request->acteur->compte_id;
        status = droits_compte(request->db, request->acteur, dossier.compte.id);
    }
    if (status == STATUS_OK || status == STATUS_FORBIDDEN) {
        dossier.gerable = status == STATUS_OK;
        *dossier_r = dossier;
        return STATUS_OK;
    }
    return status;
}

static const char *titre(struct arena *arena, const struct contact *contact)
{
    if (contact->numero == 0) {
        return "Ajouter un contact";
    }
    return arena_printf(arena, "%s%s%s", contact->nom, contact->prenom[0] ? " " : "",
                        contact->prenom);
}

void contact_tete(struct request *request, struct response *response, struct page_view *page,
                  struct contact_tete_view *tete, const struct contact_dossier *dossier,
                  enum contact_onglet ici)
{
    struct arena *arena = request->arena;
    const struct contact *contact = &dossier->contact;
    bool nouveau = contact->numero == 0;
    *tete = (struct contact_tete_view){
        .titre = titre(arena, contact),
        .numero = contact->numero,
        .site = arena_printf(arena, "Site %lld - %s", (long long)contact->site, contact->site_nom),
        .parti = strcmp(contact->etat, "I") == 0,
        .compte_etat = dossier->compte.id ? dossier->compte.etat : "",
        .adresse = arena_printf(arena, "/annuaire/contacts/%lld", (long long)contact->numero),
        .ici = ici};
    tete->sections = (struct sections_view){
        .siret = contact->etablissement_siret,
        .ici = SECTION_CONTACTS,
        .historique = nouveau ? NULL : arena_printf(arena, "%s/historique", tete->adresse),
        .ancre = arena_printf(arena, "/annuaire/etablissements/%s", contact->etablissement_siret)};
    static const char *const onglets[] = {[ONGLET_DESCRIPTION] = "contact",
                                          [ONGLET_ADMINISTRATION] = "Administration",
                                          [ONGLET_GESTION] = "Gestion"};
    page_init(page, request, response,
              nouveau ? tete->titre : arena_printf(arena, "%s, %s", tete->titre, onglets[ici]),
              MENU_ANNUAIRE);
    page->sections = true;
    fiche_chemin(request, page, contact->etablissement_siret, contact->etablissement_nom,
                 nouveau ? "Nouveau contact" : tete->titre);
}

/* The sites to choose from: one that is closed only where the contact is attached to it. */
static const struct choice *choix_du_site(struct arena *arena, const struct site_liste *sites,
                                          int64_t actuel)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, sites->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < sites->n; i++) {
        const struct site_ligne *site = &sites->items[i];
        if (site->actif || site->numero == actuel) {
            choix[n++] =
                (struct choice){arena_printf(arena, "%lld", (long long)site->numero),
                                arena_printf(arena, "%lld - %s%s", (long long)site->numero,
                                             site->nom_usage, site->actif ? "" : " (inactif)")};
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
}

static void remplir_champs(struct contact_view *view, const struct form *form,
                           const struct choice *sites)
{
    struct arena *arena = form->arena;
    view->champs.civilite = champ_de(arena, form, "civilite");
    view->champs.civilite.focus = fiche_a_commencer(&view->fiche);
    view->champs.nom = champ_de(arena, form, "nom");
    view->champs.prenom = champ_de(arena, form, "prenom");
    view->champs.fonction = champ_de(arena, form, "fonction");
    view->champs.telephone = champ_de(arena, form, "telephone");
    view->champs.email = champ_de(arena, form, "email");
    view->champs.site = champ_parmi(arena, form, "site", sites);
    view->champs.referents = champ_parmi(arena, form, "referents", contact_referents);
    view->champs.referents.deux_colonnes = true;
    view->champs.public = champ_de(arena, form, "public");
    view->champs.etat = champ_de(arena, form, "etat");
    view->champs.etat.aide = "Inactif : la personne est partie, son compte est supprimé";
    view->champs.etat.decrit_par =
        view->champs.etat.message ? "etat-erreur etat-aide" : "etat-aide";
}

static void montrer(struct request *request, struct response *response, struct contact_view *view,
                    const struct form *form, const struct contact_dossier *dossier,
                    const struct site_liste *sites)
{
    const struct contact *contact = &dossier->contact;
    struct fiche_view *fiche = &view->fiche;
    contact_tete(request, response, &view->page, &view->tete, dossier, ONGLET_DESCRIPTION);
    fiche->nouveau = contact->numero == 0;
    fiche->adresse = fiche->nouveau ? request->path : view->tete.adresse;
    fiche->retour = fiche->nouveau
                        ? arena_printf(request->arena, "%s#contacts", view->tete.sections.ancre)
                        : fiche->adresse;
    fiche_remplir(fiche, &view->page, request, form, contact->version);
    view->tete.sections.erreurs_texte = fiche->erreurs_texte;
    remplir_champs(view, form, choix_du_site(request->arena, sites, contact->site));
    tmpl_contact(&response->body, view);
}

static bool officier(const struct request *request)
{
    return acteur_est_officier(request->acteur);
}

static enum status lister_sites(struct request *request, const struct contact_dossier *dossier,
                                struct site_liste *sites_r)
{
    return site_lister(request->db, request->arena, request->acteur,
                       dossier->contact.etablissement_id, sites_r);
}

/* The contact to create below the establishment of the address, on its principal site: without the
 * right on that one nobody adds a contact. */
static enum status preparer(struct request *request, struct contact_dossier *dossier_r,
                            struct site_liste *sites_r)
{
    struct etablissement etablissement = {0};
    TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                 request_capture(request, "siret"), &etablissement));
    struct contact_dossier dossier = {.contact = contact_vide(&etablissement, 0)};
    TRY(lister_sites(request, &dossier, sites_r));
    if (sites_r->n == 0 || !sites_r->items[0].principal) {
        return STATUS_FORBIDDEN;
    }
    dossier.contact.site = sites_r->items[0].numero;
    *dossier_r = dossier;
    return STATUS_OK;
}

static enum status lire(struct request *request, struct contact_dossier *dossier_r,
                        struct site_liste *sites_r)
{
    TRY(contact_dossier_lire(request, dossier_r));
    return lister_sites(request, dossier_r, sites_r);
}

static enum status montrer_enregistre(struct request *request, struct response *response,
                                      enum status status, const struct contact_dossier *dossier,
                                      const struct site_liste *sites)
{
    if (status == STATUS_OK) {
        struct form form;
        form_of_record(&form, request->arena, &contact_fields, &dossier->contact, officier(request),
                       dossier->contact.numero == 0);
        struct contact_view view = {0};
        montrer(request, response, &view, &form, dossier, sites);
    }
    return status;
}

enum status contact_montrer(struct request *request, struct response *response)
{
    struct contact_dossier dossier = {0};
    struct site_liste sites = {0};
    enum status status = lire(request, &dossier, &sites);
    return montrer_enregistre(request, response, status, &dossier, &sites);
}

enum status contact_nouveau(struct request *request, struct response *response)
{
    struct contact_dossier dossier = {0};
    struct site_liste sites = {0};
    enum status status = preparer(request, &dossier, &sites);
    return montrer_enregistre(request, response, status, &dossier, &sites);
}

/* ---- a submission */
struct soumission {
    struct request *request;
    struct response *response;
    struct contact_dossier dossier;
    struct site_liste sites;
    struct form form;
    struct contact saisi;
    const struct doublons_view *doublons;
};

/* Who leaves loses its account: refused here, beside the field, rather than by a page that loses
 * what was typed. */
static void verifier_depart(struct soumission *s)
{
    const struct contact_dossier *dossier = &s->dossier;
    if (dossier->compte.id == 0 || strcmp(s->saisi.etat, "I") != 0) {
        return;
    }
    if (dossier->sien) {
        form_refuse(&s->form, "etat",
                    "c'est votre propre contact, une autre personne doit l'enregistrer inactif");
    } else if (!dossier->gerable) {
        form_refuse(&s->form, "etat",
                    "vous ne pouvez pas fermer le compte de ce contact, écrivez au service Offre");
    }
}

static enum status lire_soumission(struct soumission *s)
{
    struct request *request = s->request;
    s->saisi = s->dossier.contact;
    form_read(&s->form, request->arena, &contact_fields, &request->form, &s->saisi,
              officier(request), s->saisi.numero == 0, false);
    verifier_depart(s);
    return contact_verifier(&s->form, &s->sites, &s->saisi);
}

static enum status refuser(struct soumission *s)
{
    struct contact_view view = {.fiche = {.modifie = true, .doublons = s->doublons}};
    s->response->code = 422;
    montrer(s->request, s->response, &view, &s->form, &s->dossier, &s->sites);
    return STATUS_REFUSED;
}

const struct doublons_genre contact_page_depart = {
    "/actions/", "Une action perd son dernier contact actif",
    "actions perdent leur dernier contact actif",
    "Sans contact, elle ne peut plus être envoyée en validation ni transmise aux partenaires. "
    "Choisissez d'abord un autre contact dans sa formation, ou continuez si vous le ferez "
    "ensuite."};

static bool part(const struct contact *ancien, const struct contact *saisi)
{
    return ancien && strcmp(ancien->etat, "A") == 0 && strcmp(saisi->etat, "I") == 0;
}

/* What loses its last contact, or looks like another. STATUS_REFUSED: it is to be told first.
 * `ancien` NULL: the contact is new. */
static enum status chercher_doublons(struct soumission *s, const struct contact *ancien)
{
    static const struct doublons_genre genre = {"/annuaire/contacts/",
                                                "Ce contact existe peut-être déjà",
                                                "contacts existent peut-être déjà", NULL};
    struct request *request = s->request;
    struct jumeaux jumeaux = {0};
    bool depart = part(ancien, &s->saisi);
    TRY(depart ? references_du_contact(request->db, request->arena, request->acteur,
                                       s->saisi.etablissement_id, s->saisi.numero, &jumeaux)
               : contact_jumeaux(request->db, request->arena, request->acteur, ancien, &s->saisi,
                                 &jumeaux));
    s->doublons =
        doublons_a_confirmer(request, depart ? &contact_page_depart : &genre, &jumeaux, NULL);
    return s->doublons ? STATUS_REFUSED : STATUS_OK;
}

static enum status montrer_conflit(struct soumission *s)
{
    struct request *request = s->request;
    TRY(contact_dossier_lire(request, &s->dossier));
    size_t n = 0;
    const struct contact *actuel = &s->dossier.contact;
    struct journal_champ *champs =
        journal_comparer(request->arena, &contact_fields, NULL, actuel, &s->saisi, &n);
    struct contact_view view = {0};
    fiche_en_conflit(request, s->response, &view.fiche, "contact", actuel->numero, champs, n);
    montrer(request, s->response, &view, &s->form, &s->dossier, &s->sites);
    return STATUS_CONFLICT;
}

static void rediriger(struct soumission *s, const char *flash)
{
    page_flash(s->request, s->response, flash);
    response_redirect(s->response, arena_printf(s->request->arena, "/annuaire/contacts/%lld",
                                                (long long)s->saisi.numero));
}

enum status contact_modifier(struct request *request, struct response *response)
{
    struct soumission s = {.request = request, .response = response};
    TRY(lire(request, &s.dossier, &s.sites));
    if (lire_soumission(&s) != STATUS_OK) {
        return refuser(&s);
    }
    bool change = false;
    enum status status = fiche_version_perimee(request, s.dossier.contact.version)
                             ? STATUS_CONFLICT
                             : chercher_doublons(&s, &s.dossier.contact);
    status = status != STATUS_OK ? status
                                 : contact_enregistrer(request->db, request->arena, request->acteur,
                                                       &s.dossier.contact, &s.saisi, &change);
    if (status == STATUS_REFUSED) {
        return refuser(&s);
    }
    if (status == STATUS_CONFLICT) {
        return montrer_conflit(&s);
    }
    if (status == STATUS_OK) {
        bool ferme = s.dossier.compte.id && strcmp(s.saisi.etat, "I") == 0;
        rediriger(&s, ferme ? "contact-parti" : change ? "enregistre" : "inchange");
    }
    return status;
}

enum status contact_ajouter(struct request *request, struct response *response)
{
    struct soumission s = {.request = request, .response = response};
    TRY(preparer(request, &s.dossier, &s.sites));
    if (lire_soumission(&s) != STATUS_OK) {
        return refuser(&s);
    }
    enum status status = chercher_doublons(&s, NULL);
    if (status == STATUS_REFUSED) {
        return refuser(&s);
    }
    status = status != STATUS_OK
                 ? status
                 : contact_creer(request->db, request->arena, request->acteur, &s.saisi);
    if (status == STATUS_OK) {
        rediriger(&s, "contact-cree");
    }
    return status;
}
