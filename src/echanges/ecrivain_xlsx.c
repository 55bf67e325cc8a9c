#include "ecrivain_xlsx.h"

#include "dates.h"
#include "log.h"
#include "text.h"
#include "utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CELLULE_MAX 32767
#define MORCEAU ((size_t)64 * 1024)

struct ecrivain_xlsx {
    lxw_workbook *classeur; /* NULL: closed */
    lxw_worksheet *feuille;
    lxw_format *jour, *gras;
    const struct xlsx_colonne *colonnes;
    size_t n;
    lxw_row_t ligne;
    struct arena *arena; /* of one row */
    int fd;              /* the finished file; it has no name */
};

static enum status echec(const char *appel, const char *raison)
{
    log_error("xlsx_failed", LOG_TEXT("call", appel), LOG_TEXT("reason", raison));
    return STATUS_UNAVAILABLE;
}

static int ouvrir_sans_nom(struct arena *arena, const char *dossier)
{
    char *path = arena_printf(arena, "%s/sofi-XXXXXX", dossier);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) {
        unlink(path);
    }
    return fd;
}

static void titrer(struct ecrivain_xlsx *xlsx)
{
    xlsx->gras = workbook_add_format(xlsx->classeur);
    format_set_bold(xlsx->gras);
    xlsx->jour = workbook_add_format(xlsx->classeur);
    format_set_num_format(xlsx->jour, "dd/mm/yyyy");
    worksheet_freeze_panes(xlsx->feuille, 1, 0);
    for (size_t i = 0; i < xlsx->n; i++) {
        worksheet_set_column(xlsx->feuille, (lxw_col_t)i, (lxw_col_t)i, xlsx->colonnes[i].largeur,
                             NULL);
    }
    for (size_t i = 0; i < xlsx->n; i++) {
        worksheet_write_string(xlsx->feuille, 0, (lxw_col_t)i, xlsx->colonnes[i].titre, xlsx->gras);
    }
    xlsx->ligne = 1;
}

enum status ecrivain_xlsx_ouvrir(struct arena *arena, const char *dossier, const char *feuille,
                                 const struct xlsx_colonne *colonnes, size_t n,
                                 struct ecrivain_xlsx **xlsx_r)
{
    int fd = ouvrir_sans_nom(arena, dossier);
    if (fd < 0) {
        return echec("open", strerrorname_np(errno));
    }
    /* The library wants a name: this one leads to the file that has none. */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = arena_strdup(arena, dossier)};
    struct ecrivain_xlsx *xlsx = ARENA_NEW(arena, struct ecrivain_xlsx);
    *xlsx = (struct ecrivain_xlsx){.colonnes = colonnes, .n = n, .fd = fd};
    xlsx->classeur = workbook_new_opt(arena_printf(arena, "/proc/self/fd/%d", fd), &options);
    xlsx->feuille = xlsx->classeur ? workbook_add_worksheet(xlsx->classeur, feuille) : NULL;
    xlsx->arena = arena_create(0);
    if (!xlsx->feuille) {
        ecrivain_xlsx_abandonner(xlsx);
        return echec("workbook_new", feuille);
    }
    titrer(xlsx);
    *xlsx_r = xlsx;
    return STATUS_OK;
}

static lxw_error ecrire_code(struct ecrivain_xlsx *xlsx, lxw_col_t colonne, const char *code,
                             const char *numero)
{
    lxw_rich_string_tuple debut = {.string =
                                       arena_strndup(xlsx->arena, code, (size_t)(numero - code))};
    lxw_rich_string_tuple fin = {.format = xlsx->gras, .string = arena_strdup(xlsx->arena, numero)};
    lxw_rich_string_tuple *parts[] = {&debut, &fin, NULL};
    return worksheet_write_rich_string(xlsx->feuille, xlsx->ligne, colonne, parts, NULL);
}

static lxw_error ecrire_cellule(struct ecrivain_xlsx *xlsx, size_t i, const char *texte)
{
    lxw_col_t colonne = (lxw_col_t)i;
    if (xlsx->colonnes[i].genre == XLSX_DATE && dates_is_iso(texte)) {
        lxw_datetime jour = {.year = (int)strtol(texte, NULL, 10),
                             .month = (int)strtol(texte + 5, NULL, 10),
                             .day = (int)strtol(texte + 8, NULL, 10)};
        return worksheet_write_datetime(xlsx->feuille, xlsx->ligne, colonne, &jour, xlsx->jour);
    }
    const char *tiret = xlsx->colonnes[i].genre == XLSX_FAS ? strrchr(texte, '-') : NULL;
    if (tiret) {
        return ecrire_code(xlsx, colonne, texte, tiret + 1);
    }
    if (strlen(texte) > CELLULE_MAX) {
        texte = arena_strndup(xlsx->arena, texte, utf8_prefix(texte, CELLULE_MAX));
    }
    return worksheet_write_string(xlsx->feuille, xlsx->ligne, colonne, texte, NULL);
}

enum status ecrivain_xlsx_ligne(struct ecrivain_xlsx *xlsx, const char *const *champs)
{
    if (xlsx->ligne >= LXW_ROW_MAX) {
        return STATUS_TOO_LARGE;
    }
    for (size_t i = 0; i < xlsx->n; i++) {
        if (champs[i] && champs[i][0]) {
            lxw_error error = ecrire_cellule(xlsx, i, champs[i]);
            if (error != LXW_NO_ERROR) {
                return echec("worksheet_write", lxw_strerror(error));
            }
        }
    }
    arena_reset(xlsx->arena);
    xlsx->ligne++;
    return STATUS_OK;
}

static enum status copier(struct ecrivain_xlsx *xlsx, struct ecrivain_sortie sortie)
{
    char *morceau = arena_alloc(xlsx->arena, MORCEAU);
    off_t place = 0;
    while (true) {
        ssize_t n = pread(xlsx->fd, morceau, MORCEAU, place);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n < 0 ? echec("read", strerrorname_np(errno)) : STATUS_OK;
        }
        TRY(sortie.ecrire(sortie.contexte, morceau, (size_t)n));
        place += n;
    }
    return STATUS_OK;
}

enum status ecrivain_xlsx_fermer(struct ecrivain_xlsx *xlsx, struct ecrivain_sortie sortie)
{
    lxw_error error = workbook_close(xlsx->classeur);
    xlsx->classeur = NULL;
    enum status status =
        error == LXW_NO_ERROR ? copier(xlsx, sortie) : echec("workbook_close", lxw_strerror(error));
    ecrivain_xlsx_abandonner(xlsx);
    return status;
}

void ecrivain_xlsx_abandonner(struct ecrivain_xlsx *xlsx)
{
    if (!xlsx || xlsx->fd < 0) {
        return;
    }
    if (xlsx->classeur) {
        lxw_workbook_free(xlsx->classeur);
        xlsx->classeur = NULL;
    }
    arena_destroy(xlsx->arena);
    close(xlsx->fd);
    xlsx->fd = -1;
}
