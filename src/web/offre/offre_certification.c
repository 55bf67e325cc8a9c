#include "offre_certification.h"

#include "acteur.h"

#include <string.h>

enum status offre_certification_lire(struct request *request, struct form *form, const char *champ,
                                     const char *code,
                                     struct nomenclature_certification *certification_r)
{
    enum status status =
        nomenclature_certification(request->db, request->arena, code, certification_r);
    if (status == STATUS_NOT_FOUND) {
        form_refuse(form, champ, "certification inconnue, un code RNCP, RS ou Certifinfo attendu");
        status = STATUS_OK;
    }
    return status;
}

struct certification *
offre_certification_detail(struct arena *arena, const struct offre_genre *genre,
                           const struct nomenclature_certification *certification)
{
    struct certification *record = offre_vide(arena, genre->set, genre->taille);
    const char *rncp = certification->code_rncp;
    /* LHEO code-RNCP is the number alone; code-RS keeps its letters. */
    record->code_rncp = strncmp(rncp, "RNCP", 4) == 0 ? rncp + 4 : rncp;
    record->code_rs = certification->code_rs;
    record->code_certifinfo = certification->code_certifinfo;
    return record;
}

enum status offre_certification_adopter(struct request *request, int64_t formation,
                                        const struct nomenclature_certification *certification)
{
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_FORMATION, "certification");
    struct offre_detail detail = {genre, 1,
                                  offre_certification_detail(request->arena, genre, certification)};
    const struct offre_details details = {&detail, 1};
    struct formation ancienne = {0};
    bool change = false;
    enum status status =
        formation_lire(request->db, request->arena, request->acteur, formation, &ancienne);
    if (status != STATUS_OK) {
        return status;
    }
    struct formation nouvelle = ancienne;
    nouvelle.details = &details;
    nouvelle.certifiante = "1";
    if (certification->niveau[0]) {
        nouvelle.niveau_sortie = certification->niveau;
    }
    return formation_enregistrer(request->db, request->arena, request->acteur, &formation_fields,
                                 &ancienne, &nouvelle, &change);
}
