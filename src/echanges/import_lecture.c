#include "import_lecture.h"

#include "ascii.h"

#include <stdbool.h>

#define ABSENTE SIZE_MAX

void import_lecture_refuser(struct import_raisons *raisons, size_t ligne, const char *texte)
{
    if (raisons->n < IMPORT_RAISONS_MAX) {
        raisons->items[raisons->n] = (struct import_raison){ligne, texte};
    }
    raisons->n++;
}

void import_lecture_dire(const struct import_raisons *raisons, FILE *out)
{
    size_t shown = raisons->n < IMPORT_RAISONS_MAX ? raisons->n : IMPORT_RAISONS_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct import_raison *raison = &raisons->items[i];
        if (raison->ligne) {
            fprintf(out, "Ligne %zu\u00A0: ", raison->ligne);
        }
        fprintf(out, "%s\n", raison->texte);
    }
    if (raisons->n > shown) {
        fprintf(out, "… et %zu autres\n", raisons->n - shown);
    }
}

enum status import_lecture_csv(struct arena *arena, FILE *file, const struct lecteur_csv *lecteur,
                               struct import_raisons *raisons)
{
    size_t ligne = 0;
    const char *raison = NULL;
    enum status status = lecteur_csv_lire(arena, file, lecteur, &ligne, &raison);
    if (raison) {
        import_lecture_refuser(raisons, ligne, raison);
    }
    return status;
}

struct lecture {
    struct arena *arena;
    const struct import_colonnes *colonnes;
    struct import_raisons *raisons;
    size_t largeur; /* columns of the header; 0: not read yet */
    size_t places[IMPORT_COLONNES_MAX];
};

/* Portals write the same name « certifications.VAE » or « certifications_vae ». */
static bool meme_nom(const char *a, const char *b)
{
    while (*a && (ascii_lower(*a) == ascii_lower(*b) || (*a == '_' && *b == '.'))) {
        a++;
        b++;
    }
    return *a == *b;
}

static enum status lire_entete(struct lecture *l, const struct csv_ligne *ligne)
{
    const struct import_colonnes *c = l->colonnes;
    l->largeur = ligne->n;
    for (size_t i = 0; i < IMPORT_COLONNES_MAX && c->noms[i]; i++) {
        size_t at = 0;
        while (at < ligne->n && !meme_nom(ligne->champs[at], c->noms[i])) {
            at++;
        }
        if (at == ligne->n && i < c->requises) {
            import_lecture_refuser(l->raisons, ligne->numero,
                                   arena_printf(l->arena,
                                                "en-tête inconnu, colonne %s attendue "
                                                "(séparateur « %c »)",
                                                c->noms[i], c->separateur));
            return STATUS_REFUSED;
        }
        l->places[i] = at < ligne->n ? at : ABSENTE;
    }
    return STATUS_OK;
}

static void ignorer(void *context, size_t numero, const char *raison)
{
    struct lecture *l = context;
    if (l->colonnes->fautive) {
        l->colonnes->fautive(l->colonnes->context, numero, raison);
    } else {
        import_lecture_refuser(l->raisons, numero, raison);
    }
}

static enum status lire_rangee(void *context, const struct csv_ligne *ligne)
{
    struct lecture *l = context;
    const struct import_colonnes *c = l->colonnes;
    if (!l->largeur) {
        return lire_entete(l, ligne);
    }
    if (ligne->n != l->largeur) {
        ignorer(l, ligne->numero,
                arena_printf(l->arena, "%zu colonnes, %zu attendues", ligne->n, l->largeur));
        return STATUS_OK;
    }
    const char *cellules[IMPORT_COLONNES_MAX];
    for (size_t i = 0; i < IMPORT_COLONNES_MAX && c->noms[i]; i++) {
        cellules[i] = l->places[i] == ABSENTE ? "" : ligne->champs[l->places[i]];
    }
    return c->ligne(c->context, ligne->numero, cellules);
}

enum status import_lecture_colonnes(struct arena *arena, FILE *file,
                                    const struct import_colonnes *colonnes,
                                    struct import_raisons *raisons)
{
    struct lecture l = {.arena = arena, .colonnes = colonnes, .raisons = raisons};
    const struct lecteur_csv lecteur = {.separateur = colonnes->separateur,
                                        .octets_max = colonnes->octets_max,
                                        .ligne = lire_rangee,
                                        .fautive = colonnes->fautive ? ignorer : NULL,
                                        .context = &l};
    return import_lecture_csv(arena, file, &lecteur, raisons);
}

enum status import_lecture_importer(struct db *db, const char *path,
                                    const struct import_lecture *lecture)
{
    struct import_fichier fichier;
    const char *raison = NULL;
    enum status status =
        import_fichier_ouvrir(lecture->arena, path, lecture->octets_max, &fichier, &raison);
    if (status != STATUS_OK) {
        import_lecture_refuser(lecture->raisons, 0, raison ? raison : "fichier illisible");
        return status;
    }
    status = lecture->lire(lecture->context, &fichier);
    status = status != STATUS_OK ? status : db_transaction(db, lecture->ecrire, lecture->context);
    fclose(fichier.file);
    if (status != STATUS_OK && !lecture->raisons->n) {
        import_lecture_refuser(lecture->raisons, 0, "la base n'a pas accepté l'écriture");
    }
    return status;
}
