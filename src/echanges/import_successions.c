#include "import_successions.h"

#include "import_nomenclature_private.h"

#include <string.h>

#define OCTETS_MAX ((size_t)32 * 1024 * 1024)
#define PART 10 /* one row in ten may be wrong */

enum { FICHE, ANCIENNE, NOUVELLE, COLONNES };

struct lecture {
    struct arena *arena;
    struct import_successions_bilan *bilan;
    struct nomenclature_succession *items;
    size_t n;
    size_t lignes;
};

static bool est_fiche(const char *code)
{
    return import_nomenclature_est_code(code, "RNCP", 6) ||
           import_nomenclature_est_code(code, "RS", 6);
}

static void ignorer(void *context, size_t numero, const char *raison)
{
    struct lecture *l = context;
    l->bilan->ignorees++;
    import_lecture_refuser(&l->bilan->raisons, numero, raison);
}

static void ajouter(struct lecture *l, const char *nouvelle, const char *ancienne)
{
    if (nouvelle[0] && ancienne[0] && strcmp(nouvelle, ancienne) != 0) {
        *ARENA_PUSH(l->arena, l->items, l->n) = (struct nomenclature_succession){
            arena_strdup(l->arena, nouvelle), arena_strdup(l->arena, ancienne)};
    }
}

static enum status lire_ligne(void *context, size_t numero, const char *const *cellules)
{
    struct lecture *l = context;
    l->lignes++;
    for (int i = 0; i < COLONNES; i++) {
        if (!est_fiche(cellules[i]) && (i == FICHE || cellules[i][0])) {
            ignorer(l, numero, "numéro de fiche faux, RNCP ou RS suivi de chiffres attendu");
            return STATUS_OK;
        }
    }
    if (l->n + 2 > IMPORT_SUCCESSIONS_MAX) {
        import_lecture_refuser(
            &l->bilan->raisons, numero,
            arena_printf(l->arena, "%d successions au maximum", IMPORT_SUCCESSIONS_MAX));
        return STATUS_REFUSED;
    }
    ajouter(l, cellules[FICHE], cellules[ANCIENNE]);
    ajouter(l, cellules[NOUVELLE], cellules[FICHE]);
    return STATUS_OK;
}

static enum status lire(void *context, const struct import_fichier *fichier)
{
    struct lecture *l = context;
    struct import_successions_bilan *bilan = l->bilan;
    const struct import_colonnes colonnes = {.separateur = ';',
                                             .octets_max = OCTETS_MAX,
                                             .requises = COLONNES,
                                             .noms = {[FICHE] = "Numero_Fiche",
                                                      [ANCIENNE] = "Ancienne_Certification",
                                                      [NOUVELLE] = "Nouvelle_Certification"},
                                             .ligne = lire_ligne,
                                             .fautive = ignorer,
                                             .context = l};
    TRY(import_lecture_colonnes(l->arena, fichier->file, &colonnes, &bilan->raisons));
    if (l->n == 0 && bilan->raisons.n == 0) {
        import_lecture_refuser(&bilan->raisons, 0, "aucune succession dans le fichier");
    }
    bilan->lues = l->n;
    bool trop = bilan->ignorees * PART > l->lignes;
    return trop || bilan->raisons.n > bilan->ignorees ? STATUS_REFUSED : STATUS_OK;
}

static enum status ecrire(struct db *db, void *context)
{
    struct lecture *l = context;
    return nomenclature_succeder(db, l->items, l->n, &l->bilan->nouvelles);
}

enum status import_successions(struct db *db, struct arena *arena, const char *path,
                               struct import_successions_bilan *bilan_r)
{
    *bilan_r = (struct import_successions_bilan){0};
    struct lecture l = {.arena = arena, .bilan = bilan_r};
    const struct import_lecture lecture = {.arena = arena,
                                           .raisons = &bilan_r->raisons,
                                           .octets_max = OCTETS_MAX,
                                           .lire = lire,
                                           .ecrire = ecrire,
                                           .context = &l};
    return import_lecture_importer(db, path, &lecture);
}

void import_successions_dire(const struct import_successions_bilan *bilan, bool faite, FILE *out)
{
    if (faite) {
        fprintf(out, "%zu successions lues, %zu nouvelles\n", bilan->lues, bilan->nouvelles);
    }
    if (faite && bilan->ignorees) {
        fprintf(out, "%zu ligne%s ignorée%s :\n", bilan->ignorees, bilan->ignorees > 1 ? "s" : "",
                bilan->ignorees > 1 ? "s" : "");
    }
    import_lecture_dire(&bilan->raisons, out);
}
