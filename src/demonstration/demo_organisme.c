#include "demo_organisme.h"

#include "fold.h"
#include "params.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static char cle(const char *chiffres)
{
    int somme = 0;
    int n = (int)strlen(chiffres);
    for (int i = 0; i < n; i++) {
        int chiffre = chiffres[n - 1 - i] - '0';
        chiffre = i % 2 == 0 ? chiffre * 2 : chiffre;
        somme += chiffre > 9 ? chiffre - 9 : chiffre;
    }
    return (char)('0' + (10 - somme % 10) % 10);
}

/* SIRET that begin with 000 belong to nobody. */
static const char *fabriquer_siret(struct arena *arena, uint32_t rang)
{
    const char *siren = arena_printf(arena, "000%05u", 20000 + rang);
    const char *nic = arena_printf(arena, "%s%c0001", siren, cle(siren));
    return arena_printf(arena, "%s%c", nic, cle(nic));
}

/* 02 61 91 belongs to nobody: numbers for fiction. */
static const char *telephone(struct demo_generateur *g, struct hasard *hasard)
{
    return arena_printf(g->scratch, "02 61 91 %02u %02u", demo_tirer(hasard, 100),
                        demo_tirer(hasard, 100));
}

static void creer_etablissement(struct demo_generateur *g, struct demo_organisme *o)
{
    uint32_t rang = g->place.organisme;
    uint32_t sorte = rang == 0 ? 1000 : demo_tirer(&o->hasard, 1000);
    demo_nommer(g->graine, rang, o->nom, sizeof o->nom);
    o->id = g->place.etablissement++;
    o->sujet_n = rang == 0 ? DEMO_SUJETS_MAX : (size_t)demo_entre(&o->hasard, 2, DEMO_SUJETS_MAX);
    for (size_t i = 0; i < o->sujet_n; i++) {
        o->sujets[i] = &demo_sujets[demo_tirer(&o->hasard, (uint32_t)demo_sujet_n)];
    }
    const struct demo_etablissement e = {
        .id = o->id,
        .siret = fabriquer_siret(g->scratch, rang),
        .raison_sociale = o->nom,
        .nda = arena_printf(g->scratch, "0052%07u", rang + 1),
        .categorie = sorte < 120   ? "CFA"
                     : sorte < 160 ? "EFI"
                                   : "OF",
        .recherche = arena_printf(g->scratch, " %s", fold_text(g->scratch, o->nom)),
        .formacode = o->sujets[0]->formacodes[0],
        .formacode_libelle = o->sujets[0]->libelle};
    demo_charge_annuaire(g->charge, &e);
}

static const char *encoder_lieu(struct demo_generateur *g, const struct demo_site *site,
                                const struct demo_ville *ville)
{
    struct param items[] = {
        {"denomination", site->nom_usage, false},  {"ligne1", site->ligne1, false},
        {"code_postal", site->code_postal, false}, {"ville", ville->bureau, false},
        {"commune_insee", site->insee, false},     {"longitude", site->longitude, false},
        {"latitude", site->latitude, false}};
    const struct params params = {items, sizeof items / sizeof *items};
    return params_encode(&params, g->scratch, NULL);
}

static void creer_site(struct demo_generateur *g, struct demo_organisme *o, size_t i)
{
    struct demo_lieu *lieu = &o->sites[i];
    uint32_t v = demo_tirer(&o->hasard, (uint32_t)demo_ville_n);
    const struct demo_ville *ville = &demo_villes[v];
    int32_t longitude = g->centres[v].longitude + demo_entre(&o->hasard, -20000, 20000);
    int32_t latitude = g->centres[v].latitude + demo_entre(&o->hasard, -15000, 15000);
    lieu->numero = g->place.site++;
    lieu->ville = ville;
    lieu->actif = i == 0 || !demo_arrive(&o->hasard, 20);
    const struct demo_site site = {
        .numero = lieu->numero,
        .etablissement_id = o->id,
        .principal = i == 0,
        .actif = lieu->actif,
        .nom_usage = i == 0 ? o->nom : arena_printf(g->scratch, "%s - %s", o->nom, ville->bureau),
        .ligne1 = arena_printf(g->scratch, "%d %s", demo_entre(&o->hasard, 1, 120),
                               demo_voie(&o->hasard)),
        .code_postal = ville->code_postal,
        .bureau = ville->bureau,
        .insee = ville->insee,
        .longitude = position_degres(g->scratch, longitude),
        .latitude = position_degres(g->scratch, latitude),
        .telephone = telephone(g, &o->hasard),
        .email = arena_printf(g->scratch, "site%" PRId64 "@exemple.fr", lieu->numero)};
    lieu->lieu = encoder_lieu(g, &site, ville);
    demo_charge_site(g->charge, &site);
}

static void creer_contacts(struct demo_generateur *g, struct demo_organisme *o)
{
    static const char *const fonctions[] = {"Responsable de l'offre", "Conseiller en formation",
                                            "Chargé d'accueil"};
    o->contact = g->place.contact;
    int n = demo_entre(&o->hasard, 1, 3);
    for (int i = 0; i < n; i++) {
        const struct demo_contact contact = {
            .numero = g->place.contact,
            .site = o->sites[0].numero,
            .nom = demo_nom(&o->hasard),
            .prenom = demo_prenom(&o->hasard),
            .fonction = fonctions[i],
            .telephone = telephone(g, &o->hasard),
            .email = arena_printf(g->scratch, "contact%" PRId64 "@exemple.fr", g->place.contact)};
        demo_charge_contact(g->charge, &contact);
        g->place.contact++;
    }
}

void demo_organisme_creer(struct demo_generateur *g, struct demo_organisme *o, int64_t sessions)
{
    int64_t numeros[DEMO_SITES_MAX];
    o->hasard = demo_hasard(g->graine, g->place.organisme);
    o->reste = sessions;
    o->sessions = ARENA_ARRAY(g->scratch, struct demo_session, (size_t)sessions);
    o->session_n = 0;
    creer_etablissement(g, o);
    int64_t sites = 1 + o->reste / 600 + demo_tirer(&o->hasard, 2);
    o->site_n = sites < DEMO_SITES_MAX ? (size_t)sites : DEMO_SITES_MAX;
    for (size_t i = 0; i < o->site_n; i++) {
        creer_site(g, o, i);
        numeros[i] = o->sites[i].numero;
    }
    creer_contacts(g, o);
    demo_charge_etablissement(g->charge, o->id, numeros, o->site_n);
    if (g->place.organisme == 0) {
        memcpy(g->grand_sites, numeros, sizeof numeros);
        g->grand_site_n = o->site_n;
        g->grand_contact = o->contact;
    }
}

static int comparer_fins(const void *gauche, const void *droite)
{
    const struct demo_session *a = gauche, *b = droite;
    int ordre = (a->jusqu_au > b->jusqu_au) - (a->jusqu_au < b->jusqu_au);
    return ordre ? ordre : (a->numero > b->numero) - (a->numero < b->numero);
}

void demo_organisme_finir(struct demo_generateur *g, struct demo_organisme *o)
{
    int64_t premier = g->place.session - o->session_n;
    qsort(o->sessions, (size_t)o->session_n, sizeof *o->sessions, comparer_fins);
    for (int64_t i = 0; i < o->session_n; i++) {
        o->sessions[i].numero = premier + i;
        demo_charge_session(g->charge, &o->sessions[i]);
    }
}
