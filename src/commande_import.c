#include "commande.h"

#include "import_communes.h"
#include "import_formacode.h"
#include "import_nomenclature.h"
#include "import_successions.h"
#include "log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status importer_formacode(struct contexte *contexte, struct db *db)
{
    struct import_bilan bilan = {0};
    enum status status = import_formacode(db, contexte->arena, contexte->arguments[1],
                                          contexte->essai ? NULL : commande_progres, NULL, &bilan);
    if (!contexte->essai || status != STATUS_OK) {
        import_formacode_dire(&bilan, status == STATUS_OK ? stdout : stderr);
    }
    return status;
}

static enum status importer_communes(struct contexte *contexte, struct db *db)
{
    struct import_communes_bilan bilan = {0};
    enum status status = import_communes(db, contexte->arena, contexte->arguments[1], &bilan);
    if (!contexte->essai || status != STATUS_OK) {
        import_communes_dire(&bilan, status == STATUS_OK ? stdout : stderr);
    }
    return status;
}

static enum status importer_successions(struct contexte *contexte, struct db *db)
{
    struct import_successions_bilan bilan = {0};
    enum status status = import_successions(db, contexte->arena, contexte->arguments[1], &bilan);
    if (!contexte->essai || status != STATUS_OK) {
        import_successions_dire(&bilan, status == STATUS_OK, status == STATUS_OK ? stdout : stderr);
    }
    return status;
}

static enum status importer_nomenclature(struct contexte *contexte, struct db *db)
{
    struct import_nomenclature_bilan bilan = {0};
    enum status status = import_nomenclature(db, contexte->arena, contexte->arguments[0],
                                             contexte->arguments[1], contexte->quand_meme, &bilan);
    if (!contexte->essai || status != STATUS_OK) {
        import_nomenclature_dire(&bilan, status == STATUS_OK,
                                 status == STATUS_OK ? stdout : stderr);
    }
    return status;
}

static enum status (*importeur(const struct contexte *contexte))(struct contexte *, struct db *)
{
    const char *quoi = contexte->argument_n == 2 ? contexte->arguments[0] : "";
    return strcmp(quoi, "formacode") == 0     ? importer_formacode
           : strcmp(quoi, "communes") == 0    ? importer_communes
           : strcmp(quoi, "successions") == 0 ? importer_successions
           : import_nomenclature_existe(quoi) ? importer_nomenclature
                                              : NULL;
}

/* What it is not costs nothing to say, before anything is opened. */
static const char *mauvais_fichier(struct arena *arena, const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || access(path, R_OK) != 0) {
        return errno == ENOENT ? arena_printf(arena, "le fichier %s n'existe pas", path)
                               : arena_printf(arena, "%s ne peut pas être lu : %m", path);
    }
    if (!S_ISREG(about.st_mode)) {
        return arena_printf(arena, "%s n'est pas un fichier", path);
    }
    return about.st_size == 0 ? arena_printf(arena, "%s est vide", path) : NULL;
}

/* A base that does not exist yet is not made for a file that is refused: it is imported into one in
 * memory first, where what is wrong is told. */
static enum status essayer(struct contexte *contexte,
                           enum status (*importer)(struct contexte *, struct db *))
{
    const char *message = NULL;
    struct db *db = NULL;
    if (!db_is_missing(contexte->config.database)) {
        return STATUS_OK;
    }
    struct db_options options = {.url = "sqlite::memory:", .mode = DB_WRITE, .memory = true};
    enum status status = db_open(&options, contexte->arena, &db, &message);
    if (status != STATUS_OK) {
        commande_dire(COMMANDE_SYSTEME, "%s", message);
        return status;
    }
    log_set_level(LOG_WARNING);
    status = commande_preparer(contexte, db);
    log_set_level(LOG_INFO);
    if (status == STATUS_OK) {
        contexte->essai = true;
        status = importer(contexte, db);
        contexte->essai = false;
    }
    db_close(db);
    return status;
}

static enum status importer_pour_de_bon(struct contexte *contexte,
                                        enum status (*importer)(struct contexte *, struct db *))
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return STATUS_UNAVAILABLE;
    }
    enum status status = importer(contexte, db);
    db_close(db);
    return status;
}

int commande_import(struct contexte *contexte)
{
    enum status (*importer)(struct contexte *, struct db *) = importeur(contexte);
    if (!importer) {
        return commande_attendu(contexte);
    }
    const char *mauvais = mauvais_fichier(contexte->arena, contexte->arguments[1]);
    if (mauvais) {
        return commande_dire(COMMANDE_REFUSE, "%s", mauvais);
    }
    enum status status = essayer(contexte, importer);
    status = status != STATUS_OK ? status : importer_pour_de_bon(contexte, importer);
    if (status != STATUS_OK) {
        commande_dire(COMMANDE_REFUSE, "rien n'a été importé");
    }
    return commande_code(status);
}
