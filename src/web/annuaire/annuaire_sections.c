#include "annuaire_sections.h"

#include "contact.h"
#include "dates.h"
#include "site_page.h"
#include "text.h"

/* ---- contacts */

/* `creer`: the person may add one. */
static struct choix_view contact_choix(struct arena *arena, const char *siret,
                                       const struct contact_liste *liste, bool creer)
{
    struct choix_view choix = {
        .section = "contacts",
        .nom = "contact",
        .label = "Choix contact",
        .adresse = arena_printf(arena, "/annuaire/etablissements/%s", siret),
        .nouveau = creer
                       ? arena_printf(arena, "/annuaire/etablissements/%s/contacts/nouveau", siret)
                       : NULL,
        .nouveau_texte = "Ajouter un contact",
        .nouveau_sinon = "Pour ajouter un contact, demandez à une personne qui administre le site "
                         "principal, ou au service Offre."};
    for (size_t i = 0; i < liste->n; i++) {
        const struct contact_ligne *ligne = &liste->items[i];
        champ_option_numero(
            arena, &choix.options, ligne->numero,
            contact_intitule(arena, ligne->nom, ligne->prenom, ligne->site_nom, ligne->numero),
            false);
    }
    return choix;
}

static enum status lire_contacts(struct arena *arena, struct db_rows *rows,
                                 const struct etablissement *e, struct annuaire_sections *sections)
{
    struct contact_liste liste = {0};
    TRY(contact_recevoir(rows, arena, &liste));
    struct contact_ligne_view *items = ARENA_ARRAY(arena, struct contact_ligne_view, liste.n);
    for (size_t i = 0; i < liste.n; i++) {
        const struct contact_ligne *ligne = &liste.items[i];
        items[i] = (struct contact_ligne_view){
            .adresse = arena_printf(arena, "/annuaire/contacts/%lld", (long long)ligne->numero),
            .nom = arena_printf(arena, "%s%s%s", text_upper(arena, ligne->nom),
                                ligne->prenom[0] ? ", " : "", ligne->prenom),
            .referents = ligne->referents,
            .email_login = ligne->email_login,
            .compte_etat = ligne->compte_etat,
            .parti = ligne->parti};
    }
    sections->contacts.items = items;
    sections->contacts.n = liste.n;
    sections->menu.contacts = liste.n;
    sections->choix_contact =
        contact_choix(arena, e->siret, &liste, sections->choix_site.nouveau != NULL);
    return STATUS_OK;
}

/* ---- open days */

static enum status lire_portes_ouvertes(struct arena *arena, struct db_rows *rows,
                                        const struct etablissement *e,
                                        struct annuaire_sections *sections)
{
    struct porte_ouverte_liste liste = {0};
    TRY(porte_ouverte_recevoir(rows, arena, &liste));
    struct porte_ouverte_ligne_view *items =
        ARENA_ARRAY(arena, struct porte_ouverte_ligne_view, liste.n);
    for (size_t i = 0; i < liste.n; i++) {
        const struct porte_ouverte_ligne *ligne = &liste.items[i];
        items[i] = (struct porte_ouverte_ligne_view){
            .adresse = arena_printf(arena, "/annuaire/portes-ouvertes/%lld", (long long)ligne->id),
            .libelle = ligne->libelle,
            .details = arena_printf(arena, "%s, %s, %s",
                                    porte_ouverte_dates(arena, ligne->date_debut, ligne->date_fin),
                                    ligne->nature, ligne->site_nom)};
    }
    sections->a_venir.items = items;
    sections->a_venir.n = liste.a_venir;
    sections->passees.items = items + liste.a_venir;
    sections->passees.n = liste.n - liste.a_venir;
    sections->menu.portes_ouvertes = liste.a_venir;
    sections->choix_po = porte_ouverte_choix(arena, e->siret, &liste, 0);
    sections->nouvelle_po = sections->choix_po.nouveau;
    return STATUS_OK;
}

/* ---- the site in view */

static int64_t site_en_vue(const struct request *request, const struct site_liste *sites)
{
    int64_t asked = 0;
    text_to_int(request_query(request, "site_choisi"), &asked);
    return site_de_liste(sites, asked) ? asked : sites->items[0].numero;
}

static enum status lire_site(struct request *request, struct page_view *page, struct db_rows *rows,
                             const struct etablissement *e, struct annuaire_sections *sections)
{
    struct site_liste sites = {0};
    TRY(site_recevoir(rows, request->arena, &sites));
    if (sites.n == 0) {
        return STATUS_OK;
    }
    struct site site = {0};
    struct site_complements complements;
    int64_t numero = site_en_vue(request, &sites);
    TRY(site_lire(request->db, request->arena, request->acteur, numero, &site));
    TRY(site_complements_lire(request, numero, &complements));
    struct form form;
    form_of_record(&form, request->arena, &site_fields, &site, acteur_est_officier(request->acteur),
                   false);
    sections->menu.sites = sites.n;
    sections->choix_site = site_choix(request->arena, e->siret, &sites, numero);
    site_formulaire(request, page, &sections->site, &form, &complements, &site, &site);
    sections->site.peut_devenir_principal =
        sections->site.peut_devenir_principal && site_a_le_principal(&sites);
    sections->site.fiche.plusieurs = true;
    sections->site.fiche.version = site.version; /* not that of the establishment's form */
    champ_prefixer(request->arena, &sections->site.champs.etat, "site");
    return STATUS_OK;
}

/* ---- all of them */

/* Asked for together. */
struct demandes {
    struct db_rows sites, contacts, portes_ouvertes;
};

static void demander(const struct request *request, int64_t etablissement_id,
                     struct demandes *demandes)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    site_demander(request->db, request->acteur, etablissement_id, &demandes->sites);
    contact_demander(request->db, request->acteur, etablissement_id, &demandes->contacts);
    porte_ouverte_demander(request->db, request->acteur, etablissement_id, today,
                           &demandes->portes_ouvertes);
}

static enum status recevoir(struct request *request, struct page_view *page,
                            const struct etablissement *e, struct demandes *demandes,
                            struct annuaire_sections *sections)
{
    TRY(lire_site(request, page, &demandes->sites, e, sections));
    TRY(lire_contacts(request->arena, &demandes->contacts, e, sections));
    return lire_portes_ouvertes(request->arena, &demandes->portes_ouvertes, e, sections);
}

enum status annuaire_sections(struct request *request, struct page_view *page,
                              const struct etablissement *etablissement,
                              const struct fiche_view *fiche,
                              const struct annuaire_sections **sections_r)
{
    struct annuaire_sections *sections = ARENA_NEW(request->arena, struct annuaire_sections);
    sections->menu = (struct sections_view){
        .siret = etablissement->siret,
        .ici = SECTION_ETABLISSEMENT,
        .historique = arena_printf(request->arena, "/annuaire/etablissements/%s/historique",
                                   etablissement->siret),
        .erreurs_texte = fiche->erreurs_texte,
        .comptes = true};
    struct demandes demandes;
    demander(request, etablissement->id, &demandes);
    enum status status = recevoir(request, page, etablissement, &demandes, sections);
    db_end(&demandes.sites);
    db_end(&demandes.contacts);
    db_end(&demandes.portes_ouvertes);
    *sections_r = sections;
    return status;
}
