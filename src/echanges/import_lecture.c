#include "import_lecture.h"

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
    fclose(fichier.file);
    status = status != STATUS_OK ? status : db_transaction(db, lecture->ecrire, lecture->context);
    if (status != STATUS_OK && !lecture->raisons->n) {
        import_lecture_refuser(lecture->raisons, 0, "la base n'a pas accepté l'écriture");
    }
    return status;
}
