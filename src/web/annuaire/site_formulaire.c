#include "site_formulaire.h"

#include "carte.h"
#include "dates.h"
#include "dict.h"
#include "ecart_qualiopi.h"
#include "lieu.h"
#include "position.h"
#include "request.h"

#include <string.h>

#define CARTE_RAYON_KM 8
#define CARTE_COMMUNES 14

/* Of the certifications that a form holds. */
static struct qualiopi_view qualiopi_de(struct arena *arena, struct text_list qualite,
                                        const char *fin_qualiopi)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    enum certification_etat etat = certification_etat(qualite, fin_qualiopi, today);
    return (struct qualiopi_view){.etat = etat,
                                  .phrase = certification_phrase(arena, etat, fin_qualiopi)};
}

enum status site_complements_lire(struct request *request, int64_t numero,
                                  struct site_complements *complements_r)
{
    *complements_r = (struct site_complements){0};
    return certificat_lister(request->db, request->arena, numero, &complements_r->valeurs,
                             &complements_r->certificats);
}

static const char *taille_lisible(struct arena *arena, uint64_t octets)
{
    unsigned long long ko = (octets + 1023) / 1024;
    if (ko < 1024) {
        return arena_printf(arena, "%llu Ko", ko);
    }
    return arena_printf(arena, "%llu,%llu Mo", ko / 1024, ko % 1024 * 10 / 1024);
}

static struct certificat_view certificat_montrer(struct arena *arena, int64_t numero,
                                                 const struct certificat *certificat, bool en_cours)
{
    const char *adresse = arena_printf(arena, "/annuaire/sites/%lld/certificat", (long long)numero);
    return (struct certificat_view){
        .nom = certificat->nom,
        .adresse = en_cours ? adresse
                            : arena_printf(arena, "%s?id=%lld", adresse, (long long)certificat->id),
        .taille = taille_lisible(arena, certificat->fichier.taille),
        .depose_le = certificat->depose_le,
        .depose_par = certificat->depose_par};
}

static void montrer_certificats(struct arena *arena, struct site_form_view *view,
                                const struct site_complements *complements)
{
    const struct certificats *all = &complements->certificats;
    struct certificat_view *items = ARENA_ARRAY(arena, struct certificat_view, all->n);
    for (size_t i = 0; i < all->n; i++) {
        items[i] = certificat_montrer(arena, view->numero, &all->items[i], i == 0);
    }
    view->certificat = all->n ? &items[0] : NULL;
    view->anciens.items = items + 1;
    view->anciens.n = all->n > 1 ? all->n - 1 : 0;
    view->certificat_message = complements->recu.message;
    view->recu_jeton = complements->recu.jeton;
    if (view->recu_jeton) {
        view->recu_nom = complements->recu.nom;
        view->recu_taille = taille_lisible(arena, complements->recu.fichier.taille);
    }
}

static void montrer_ecarts(struct arena *arena, struct site_form_view *view,
                           const struct certificats *all)
{
    struct site_ecart_view *items = ARENA_ARRAY(arena, struct site_ecart_view, all->ecarts.n);
    const char *premier = NULL;
    for (size_t i = 0; i < all->ecarts.n; i++) {
        const struct certification_ecart *q = &all->ecarts.items[i];
        items[i].texte = ecart_qualiopi_phrase(arena, q->categorie, q->en_trop);
        premier = premier && strcmp(premier, q->jusqu_au) < 0 ? premier : q->jusqu_au;
    }
    view->ecarts.items = items;
    view->ecarts.n = all->ecarts.n;
    view->ecarts.jusqu_au = dates_show(arena, premier);
}

/* A count of the characters left would be noise here. */
static struct champ_view champ_court(struct arena *arena, const struct form *form, const char *name)
{
    struct champ_view view = champ_de(arena, form, name);
    champ_sans_compteur(arena, &view);
    return view;
}

static void remplir_adresse(struct site_form_view *view, const struct form *form)
{
    struct arena *arena = form->arena;
    view->champs.ligne1 = champ_de(arena, form, "ligne1");
    view->champs.ligne1.completion = "address-line1";
    view->champs.ligne2 = champ_de(arena, form, "ligne2");
    view->champs.ligne2.completion = "address-line2";
    view->champs.ligne3 = champ_de(arena, form, "ligne3");
    view->champs.ligne3.completion = "address-line3";
    view->champs.code_postal = champ_de(arena, form, "code_postal");
    view->champs.code_postal.completion = "postal-code";
    view->champs.bureau_distributeur = champ_court(arena, form, "bureau_distributeur");
    view->champs.commune_insee =
        champ_parmi(arena, form, "commune_insee", lieu_choix_communes(form));
    view->champs.longitude = champ_court(arena, form, "longitude");
    view->champs.latitude = champ_court(arena, form, "latitude");
}

static void remplir_champs(struct site_form_view *view, const struct form *form,
                           const struct valeurs *valeurs)
{
    struct arena *arena = form->arena;
    view->champs.nom_usage = champ_de(arena, form, "nom_usage");
    view->champs.nom_usage.focus = fiche_a_commencer(&view->fiche);
    view->champs.etat = champ_de(arena, form, "etat");
    remplir_adresse(view, form);
    view->champs.telephone_fixe = champ_court(arena, form, "telephone_fixe");
    view->champs.telephone_mobile = champ_court(arena, form, "telephone_mobile");
    view->champs.email = champ_court(arena, form, "email");
    view->champs.site_web = champ_court(arena, form, "site_web");
    view->champs.qualite = champ_parmi(arena, form, "qualite", valeurs->qualite);
    view->champs.modalite_accueil =
        champ_parmi(arena, form, "modalite_accueil", valeurs->modalite_accueil);
    view->champs.perimetre_geographique = champ_de(arena, form, "perimetre_geographique");
    view->champs.restauration = champ_de(arena, form, "restauration");
    view->champs.hebergement = champ_de(arena, form, "hebergement");
    view->champs.transport = champ_de(arena, form, "transport");
    view->champs.acces_handicapes = champ_de(arena, form, "acces_handicapes");
    view->champs.fin_qualiopi = champ_de(arena, form, "fin_qualiopi");
    view->champs.categories_qualiopi =
        champ_parmi(arena, form, "categories_qualiopi", certification_categories);
    const struct champ_view *rares[] = {&view->champs.restauration, &view->champs.hebergement,
                                        &view->champs.transport, &view->champs.acces_handicapes};
    for (size_t i = 0; i < sizeof(rares) / sizeof(rares[0]); i++) {
        view->accueil_ouvert = view->accueil_ouvert || rares[i]->message || rares[i]->valeur[0];
    }
}

/* ---- the map */

/* True when the commune of the site is among those around it: then it is not far from it. */
static bool dessiner(struct request *request, struct site_form_view *view, const struct site *site)
{
    bool chez_elle = false;
    struct position position;
    struct position_voisines voisines = {0};
    if (!position_lire_degres(site->longitude, 180, &position.longitude) ||
        !position_lire_degres(site->latitude, 90, &position.latitude) ||
        position_voisines(request->db, request->arena, position, CARTE_RAYON_KM, CARTE_COMMUNES,
                          &voisines) != STATUS_OK) {
        return false;
    }
    struct carte_point *points = ARENA_ARRAY(request->arena, struct carte_point, voisines.n);
    for (size_t i = 0; i < voisines.n; i++) {
        chez_elle = chez_elle || strcmp(voisines.items[i].insee, site->commune_insee) == 0;
        points[i] = (struct carte_point){.longitude = voisines.items[i].position.longitude,
                                         .latitude = voisines.items[i].position.latitude,
                                         .nom = voisines.items[i].nom};
    }
    struct carte carte = {.site = {position.longitude, position.latitude, site->nom_usage},
                          .communes = {.items = points, .n = voisines.n},
                          .rayon_km = CARTE_RAYON_KM};
    view->carte = carte_svg(request->arena, &carte);
    view->carte_lien =
        arena_printf(request->arena, "https://www.openstreetmap.org/?mlat=%s&mlon=%s#map=17/%s/%s",
                     site->latitude, site->longitude, site->latitude, site->longitude);
    return chez_elle;
}

void site_formulaire(struct request *request, struct page_view *page, struct site_form_view *view,
                     const struct form *form, const struct site_complements *complements,
                     const struct site *enregistre, const struct site *saisi)
{
    struct arena *arena = request->arena;
    struct fiche_view *fiche = &view->fiche;
    view->numero = enregistre ? enregistre->numero : 0;
    view->principal = enregistre && enregistre->principal;
    view->peut_devenir_principal =
        enregistre && !enregistre->principal && strcmp(enregistre->etat, "A") == 0;
    fiche->nouveau = enregistre == NULL;
    fiche->adresse =
        enregistre ? arena_printf(arena, "/annuaire/sites/%lld", (long long)enregistre->numero)
                   : arena_printf(arena, "/annuaire/etablissements/%s/sites/nouveau",
                                  saisi->etablissement_siret);
    fiche->retour = enregistre ? fiche->adresse
                               : arena_printf(arena, "/annuaire/etablissements/%s#site",
                                              saisi->etablissement_siret);
    fiche_remplir(fiche, page, request, form, enregistre ? enregistre->version : 0);
    if (complements->recu.message) {
        fiche_ajouter_erreur(arena, fiche, page, "certificat", complements->recu.message);
    }
    remplir_champs(view, form, &complements->valeurs);
    montrer_certificats(arena, view, complements);
    montrer_ecarts(arena, view, &complements->certificats);
    if (enregistre) {
        view->qualiopi = qualiopi_de(arena, enregistre->qualite, enregistre->fin_qualiopi);
    }
    bool chez_elle = dessiner(request, view, saisi);
    view->communes = lieu_communes_proposees(&request->form, form);
    view->champs.commune_insee.focus = view->communes.annonce != NULL;
    view->avertissement = chez_elle ? NULL : site_avertir(request->db, arena, saisi);
}
