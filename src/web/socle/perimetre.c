#include "perimetre.h"

#include "etablissement.h"

enum status perimetre_lire(struct request *request, struct perimetre *perimetre_r)
{
    struct perimetre perimetre = {.siret = "", .nom = ""};
    struct etablissement etablissement = {0};
    const char *siret = request->method == HTTP_POST ? request_form(request, "etablissement")
                                                     : request_query(request, "etablissement");
    if (siret[0] && acteur_est_officier(request->acteur)) {
        TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur, siret,
                                     &etablissement));
    }
    TRY(portee_de(request->db, request->acteur, etablissement.id, &perimetre.portee));
    if (etablissement.id) {
        perimetre.siret = etablissement.siret;
        perimetre.nom = etablissement.raison_sociale;
    }
    *perimetre_r = perimetre;
    return STATUS_OK;
}

const char *perimetre_adresse(struct arena *arena, const char *chemin, const char *liste,
                              const char *siret, const char *apres)
{
    struct param items[3];
    struct params params = {items, 0};
    params_add(&params, "liste", liste);
    params_add(&params, "etablissement", siret);
    params_add(&params, "apres", apres);
    return params.n ? arena_printf(arena, "%s?%s", chemin, params_encode(&params, arena, NULL))
                    : chemin;
}
