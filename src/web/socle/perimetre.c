#include "perimetre.h"

#include "etablissement.h"

enum status perimetre_lire(struct request *request, struct perimetre *perimetre_r)
{
    struct perimetre perimetre = {.siret = "", .nom = ""};
    struct etablissement etablissement = {0};
    const char *siret = request->method == HTTP_POST ? request_form(request, "etablissement")
                                                     : request_query(request, "etablissement");
    enum status status = STATUS_OK;
    if (siret[0] && acteur_est_officier(request->acteur)) {
        status = etablissement_lire_fiche(request->db, request->arena, request->acteur, siret,
                                          &etablissement);
    }
    if (status == STATUS_OK) {
        status = portee_de(request->db, request->acteur, etablissement.id, &perimetre.portee);
    }
    if (status == STATUS_OK) {
        if (etablissement.id) {
            perimetre.siret = etablissement.siret;
            perimetre.nom = etablissement.raison_sociale;
        }
        *perimetre_r = perimetre;
    }
    return status;
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
