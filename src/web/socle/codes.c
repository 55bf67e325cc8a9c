#include "codes.h"

#include "dates.h"
#include "formacode.h"

#include <string.h>

#define PLUS_RECENTE INT32_MAX /* no version is newer: the newest one that holds the code */

/* Fields that hold codes of a nomenclature. The others of type LIST hold short texts. */
static const struct codes_source sources[] = {
    {&formacode_source, "/annuaire/formacodes", true, 0},
    {&nomenclature_nsf, "/formations/nsf", false, NOMENCLATURE_NSF},
    {&nomenclature_rome, "/formations/rome", false, NOMENCLATURE_ROME},
};

const struct codes_source *codes_source_de(const struct field *field)
{
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        if (sources[i].source == field->source) {
            return &sources[i];
        }
    }
    return NULL;
}

static enum status libelles_formacode(struct request *request, struct text_list codes,
                                      const char **libelles)
{
    struct formacode_choix *choix = ARENA_ARRAY(request->arena, struct formacode_choix, codes.n);
    for (size_t i = 0; i < codes.n; i++) {
        choix[i] = (struct formacode_choix){PLUS_RECENTE, codes.items[i]};
    }
    struct formacode_liste liste = {0};
    TRY(formacode_lire_liste(request->db, request->arena, choix, codes.n, &liste));
    for (size_t i = 0; i < liste.n; i++) {
        libelles[i] = liste.items[i].libelle;
    }
    return STATUS_OK;
}

static enum status libelles_nomenclature(struct request *request, enum nomenclature nom,
                                         struct text_list codes, const char **libelles)
{
    struct nomenclature_liste liste = {0};
    TRY(nomenclature_lire(request->db, request->arena, nom, codes, &liste));
    for (size_t i = 0; i < liste.n; i++) {
        libelles[i] = liste.items[i].libelle;
    }
    return STATUS_OK;
}

enum status codes_libelles(struct request *request, const struct codes_source *source,
                           struct text_list codes, const char ***libelles_r)
{
    const char **libelles = ARENA_ARRAY(request->arena, const char *, codes.n + 1);
    for (size_t i = 0; i < codes.n; i++) {
        libelles[i] = "";
    }
    *libelles_r = libelles;
    if (codes.n == 0) {
        return STATUS_OK;
    }
    return source->formacode
               ? libelles_formacode(request, codes, libelles)
               : libelles_nomenclature(request, source->nomenclature, codes, libelles);
}

const char *codes_texte(struct arena *arena, const char *code, const char *libelle)
{
    return libelle[0] ? arena_printf(arena, "%s - %s", code, libelle) : code;
}

const char *codes_en_mots(struct request *request, const struct field *field, const char *code)
{
    const struct codes_source *source = codes_source_de(field);
    const char **libelles = NULL;
    const struct text_list seul = {.items = &code, .n = 1};
    if (!source || !request->db || codes_libelles(request, source, seul, &libelles) != STATUS_OK) {
        return code;
    }
    return codes_texte(request->arena, code, libelles[0]);
}

struct codes_certification_view codes_certification(struct arena *arena,
                                                    const struct nomenclature_entree *entree,
                                                    const struct nomenclature_dit *dit,
                                                    const char *aujourdhui)
{
    bool certifinfo = entree->nom == NOMENCLATURE_CERTIFINFO;
    bool finie = nomenclature_finie(entree, aujourdhui);
    const char *fin = dates_show(arena, entree->fin);
    return (struct codes_certification_view){
        .fiche = certifinfo ? dit->renvoi : dit->code,
        .certifinfo = certifinfo ? dit->code : (struct morceaux){0},
        .niveau = entree->niveau[0] ? arena_printf(arena, "niveau %s", entree->niveau + 1) : "",
        .fin = entree->fin[0] && !finie ? arena_printf(arena, "jusqu'au %s", fin) : "",
        .remplace = dit->remplace,
        .remplacee = dit->remplacee,
        .finie = finie              ? arena_printf(arena, "finie le %s", fin)
                 : entree->inactive ? "inactive"
                                    : NULL};
}
