#include "formation_nouvelle_page.h"

#include "formation_page.h"
#include "offre_certification.h"
#include "offre_formulaire.h"
#include "siret.h"
#include "tmpl_formation_nouvelle.h"

struct nouvelle {
    const char *etablissement; /* SIRET */
    const char *intitule;
    const char *certification; /* code */
};

static const struct field fields[] = {
    FIELD_TEXT(struct nouvelle, etablissement, .label = "Etablissement",
               .help = "Le SIRET de l'organisme responsable", .maximum = 14,
               .flags = FIELD_REQUIRED | FIELD_NO_SPACES, .keep = siret_garder),
    FIELD_TEXT(struct nouvelle, intitule, .label = "Intitulé", .maximum = 255,
               .help = "Laissé vide, il vient de la certification", .lheo = "intitule-formation"),
    FIELD_TEXT(struct nouvelle, certification, .label = "Certification préparée", .maximum = 20,
               .help = "Code RNCP, RS ou Certifinfo, par exemple RNCP37715\u00A0: le titre et les "
                       "niveaux en viennent",
               .flags = FIELD_NO_SPACES | FIELD_UPPER),
};

static const struct field_set nouvelle_fields = {fields, sizeof(fields) / sizeof(fields[0])};

/* Those that an OF chooses from; officers type a SIRET. */
static enum status lister(struct request *request, struct etablissement_page *page_r)
{
    *page_r = (struct etablissement_page){0};
    return acteur_est_officier(request->acteur)
               ? STATUS_OK
               : etablissement_chercher(request->db, request->arena, request->acteur, "", NULL,
                                        page_r);
}

static const struct choice *choix_des_etablissements(struct arena *arena,
                                                     const struct etablissement_page *page)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, page->lignes.n + 1);
    for (size_t i = 0; i < page->lignes.n; i++) {
        const struct etablissement_ligne *ligne = &page->lignes.items[i];
        choix[i] = (struct choice){
            ligne->siret, arena_printf(arena, "%s - %s", ligne->siret, ligne->raison_sociale)};
    }
    return choix;
}

static void remplir_champs(struct formation_nouvelle_view *view, const struct form *form,
                           const struct etablissement_page *page)
{
    struct arena *arena = form->arena;
    bool listed = page->lignes.n > 0 && !page->suivant; /* else there are too many */
    view->champs.etablissement =
        listed ? champ_parmi(arena, form, "etablissement", choix_des_etablissements(arena, page))
               : champ_de(arena, form, "etablissement");
    if (page->total == 1) {
        view->etablissement = page->lignes.items[0].raison_sociale;
    }
    champ_sans_compteur(arena, &view->champs.etablissement);
    view->champs.intitule = champ_de(arena, form, "intitule");
    view->champs.intitule.focus = fiche_a_commencer(&view->fiche);
    view->champs.certification = champ_de(arena, form, "certification");
    champ_sans_compteur(arena, &view->champs.certification);
}

static void montrer(struct request *request, struct response *response, const struct form *form,
                    const struct etablissement_page *etablissements, bool modifie,
                    const struct doublons_view *doublons)
{
    struct formation_nouvelle_view view = {.fiche = {.nouveau = true,
                                                     .modifie = modifie,
                                                     .doublons = doublons,
                                                     .adresse = "/formations/nouvelle",
                                                     .retour = "/formations"}};
    page_init(&view.page, request, response, "Nouvelle formation", MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", "Nouvelle formation");
    fiche_remplir(&view.fiche, &view.page, request, form, 0);
    remplir_champs(&view, form, etablissements);
    tmpl_formation_nouvelle(&response->body, &view);
}

enum status formation_nouvelle_montrer(struct request *request, struct response *response)
{
    struct etablissement_page etablissements;
    enum status status = lister(request, &etablissements);
    if (status != STATUS_OK) {
        return status;
    }
    struct nouvelle nouvelle = {.etablissement = request_query(request, "etablissement"),
                                .intitule = "",
                                .certification = ""};
    if (etablissements.total == 1) {
        nouvelle.etablissement = etablissements.lignes.items[0].siret;
    }
    struct form form;
    form_of_record(&form, request->arena, &nouvelle_fields, &nouvelle,
                   acteur_est_officier(request->acteur), true);
    montrer(request, response, &form, &etablissements, false, NULL);
    return STATUS_OK;
}

/* What was typed stands for something: an establishment that the person may see, a certification
 * that is known, a title. */
static enum status resoudre(struct request *request, struct form *form, struct nouvelle *nouvelle,
                            struct etablissement *etablissement_r,
                            struct nomenclature_certification *certification_r)
{
    enum status status = STATUS_OK;
    if (nouvelle->etablissement[0]) {
        status = etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                          nouvelle->etablissement, etablissement_r);
        if (status == STATUS_NOT_FOUND) {
            form_refuse(form, "etablissement",
                        "inconnu dans l'annuaire, un SIRET que vous administrez attendu");
            status = STATUS_OK;
        }
    }
    if (status == STATUS_OK && nouvelle->certification[0]) {
        status = offre_certification_lire(request, form, "certification", nouvelle->certification,
                                          certification_r);
    }
    if (status == STATUS_OK && !nouvelle->intitule[0] && certification_r->intitule) {
        nouvelle->intitule = certification_r->intitule;
    }
    if (!nouvelle->intitule[0] && form->error_count == 0) {
        form_refuse(form, "intitule", "vide, un intitulé ou une certification attendus");
    }
    return status;
}

static enum status refuser(struct request *request, struct response *response,
                           const struct form *form, const struct doublons_view *doublons)
{
    struct etablissement_page etablissements;
    response->code = 422;
    enum status status = lister(request, &etablissements);
    if (status == STATUS_OK) {
        montrer(request, response, form, &etablissements, true, doublons);
    }
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status chercher_doublons(struct request *request, const struct nouvelle *nouvelle,
                                     const struct etablissement *etablissement,
                                     const struct nomenclature_certification *certification,
                                     const struct doublons_view **doublons_r)
{
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_FORMATION, "certification");
    const struct formation formation = {.etablissement_id = etablissement->id,
                                        .intitule = nouvelle->intitule};
    struct jumeaux jumeaux = {0};
    enum status status = formation_jumelles(
        request->db, request->arena, NULL, &formation,
        certification->intitule ? offre_certification_detail(request->arena, genre, certification)
                                : NULL,
        &jumeaux);
    *doublons_r = doublons_a_confirmer(request, &formation_page_doublons, &jumeaux, NULL);
    return status;
}

enum status formation_nouvelle_creer(struct request *request, struct response *response)
{
    struct form form;
    struct nouvelle nouvelle = {.etablissement = "", .intitule = "", .certification = ""};
    struct etablissement etablissement = {0};
    struct nomenclature_certification certification = {0};
    form_read(&form, request->arena, &nouvelle_fields, &request->form, &nouvelle,
              acteur_est_officier(request->acteur), true, false);
    enum status status = resoudre(request, &form, &nouvelle, &etablissement, &certification);
    if (status != STATUS_OK) {
        return status;
    }
    const struct doublons_view *doublons = NULL;
    if (!form.error_count) {
        status = chercher_doublons(request, &nouvelle, &etablissement, &certification, &doublons);
    }
    if (status == STATUS_OK && (form.error_count || doublons)) {
        return refuser(request, response, &form, doublons);
    }
    int64_t numero = 0;
    if (status == STATUS_OK) {
        status = formation_creer(request->db, request->arena, request->acteur, &etablissement,
                                 nouvelle.intitule, &numero);
    }
    if (status == STATUS_OK && certification.intitule) {
        status = offre_certification_adopter(request, numero, &certification);
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "formation-creee");
        response_redirect(response,
                          arena_printf(request->arena, "/formations/%lld", (long long)numero));
    }
    return status;
}
