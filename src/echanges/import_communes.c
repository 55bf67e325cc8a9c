#include "import_communes.h"

#include "position.h"
#include "text.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define OCTETS_MAX ((size_t)16 * 1024 * 1024)

enum { INSEE, LATITUDE, LONGITUDE, COLONNES };

struct centre {
    char insee[6];
    struct position position;
    size_t ligne;
};

struct lecture {
    struct arena *arena;
    struct import_communes_bilan *bilan;
    struct centre *centres;
    size_t n;
};

/* "44109", "2A004" */
static bool est_insee(const char *code)
{
    bool corse = code[0] == '2' && (code[1] == 'A' || code[1] == 'B');
    return corse ? text_is_digits(code + 2, 3) : text_is_digits(code, 5);
}

/* The published files are written by programs: "3e-05" stands among them. */
static bool lire_degres(const char *texte, int limite, int32_t *micro_r)
{
    char *end = NULL;
    double degrees = NAN;
    if (strspn(texte, "0123456789.eE+-") == strlen(texte) && strpbrk(texte, "eE")) {
        degrees = strtod(texte, &end);
    }
    if (!end || end == texte || *end || !(fabs(degrees) <= limite)) {
        return position_lire_degres(texte, limite, micro_r);
    }
    *micro_r = (int32_t)lround(degrees * 1e6);
    return true;
}

static enum status lire_ligne(void *context, size_t numero, const char *const *cellules)
{
    struct lecture *l = context;
    struct centre centre = {.ligne = numero};
    if (!est_insee(cellules[INSEE])) {
        import_lecture_refuser(&l->bilan->raisons, numero, "code INSEE de 5 caractères attendu");
    } else if (!lire_degres(cellules[LATITUDE], 90, &centre.position.latitude) ||
               !lire_degres(cellules[LONGITUDE], 180, &centre.position.longitude) ||
               (centre.position.latitude == 0 && centre.position.longitude == 0)) {
        import_lecture_refuser(&l->bilan->raisons, numero,
                               "position fausse, latitude et longitude en degrés attendues");
    } else if (l->n == IMPORT_COMMUNES_MAX) {
        import_lecture_refuser(
            &l->bilan->raisons, numero,
            arena_printf(l->arena, "%d communes au maximum", IMPORT_COMMUNES_MAX));
        return STATUS_REFUSED;
    } else {
        memcpy(centre.insee, cellules[INSEE], sizeof(centre.insee));
        l->centres[l->n++] = centre;
    }
    return STATUS_OK;
}

static int par_code(const void *a, const void *b)
{
    const struct centre *one = a;
    const struct centre *other = b;
    int order = strcmp(one->insee, other->insee);
    return order ? order : (one->ligne > other->ligne) - (one->ligne < other->ligne);
}

static void verifier(struct lecture *l)
{
    if (l->n == 0 && l->bilan->raisons.n == 0) {
        import_lecture_refuser(&l->bilan->raisons, 0, "aucune commune dans le fichier");
    }
    qsort(l->centres, l->n, sizeof(*l->centres), par_code);
    for (size_t i = 1; i < l->n; i++) {
        if (strcmp(l->centres[i].insee, l->centres[i - 1].insee) == 0) {
            import_lecture_refuser(&l->bilan->raisons, l->centres[i].ligne,
                                   arena_printf(l->arena, "commune %s en double, déjà ligne %zu",
                                                l->centres[i].insee, l->centres[i - 1].ligne));
        }
    }
}

static enum status ecrire(struct db *db, void *context)
{
    struct lecture *l = context;
    size_t changed_n = 0;
    for (size_t i = 0; i < l->n; i++) {
        bool changed = false;
        TRY(position_commune_ecrire(db, l->centres[i].insee, l->centres[i].position, &changed));
        changed_n += changed;
    }
    l->bilan->changees = changed_n;
    return STATUS_OK;
}

static enum status lire(void *context, const struct import_fichier *fichier)
{
    struct lecture *l = context;
    const struct import_colonnes colonnes = {
        .separateur = ';',
        .octets_max = OCTETS_MAX,
        .requises = COLONNES,
        .noms = {[INSEE] = "code_insee", [LATITUDE] = "latitude", [LONGITUDE] = "longitude"},
        .ligne = lire_ligne,
        .context = l};
    l->centres = ARENA_ARRAY(l->arena, struct centre, IMPORT_COMMUNES_MAX);
    TRY(import_lecture_colonnes(l->arena, fichier->file, &colonnes, &l->bilan->raisons));
    verifier(l);
    l->bilan->communes = l->n;
    return l->bilan->raisons.n ? STATUS_REFUSED : STATUS_OK;
}

enum status import_communes(struct db *db, struct arena *arena, const char *path,
                            struct import_communes_bilan *bilan_r)
{
    *bilan_r = (struct import_communes_bilan){0};
    struct lecture l = {.arena = arena, .bilan = bilan_r};
    const struct import_lecture lecture = {.arena = arena,
                                           .raisons = &bilan_r->raisons,
                                           .octets_max = OCTETS_MAX,
                                           .lire = lire,
                                           .ecrire = ecrire,
                                           .context = &l};
    return import_lecture_importer(db, path, &lecture);
}

void import_communes_dire(const struct import_communes_bilan *bilan, FILE *out)
{
    if (bilan->raisons.n == 0) {
        fprintf(out, "%zu communes lues, %zu nouvelles ou déplacées\n", bilan->communes,
                bilan->changees);
    }
    import_lecture_dire(&bilan->raisons, out);
}
