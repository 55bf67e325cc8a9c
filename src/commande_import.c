#include "commande.h"

#include "import_communes.h"
#include "import_formacode.h"
#include "import_nomenclature.h"
#include "import_of.h"
#include "import_successions.h"
#include "log.h"
#include "transport.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
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

/* Who sits at the machine, as the register of imports tells it. */
static const char *qui(struct arena *arena)
{
    struct passwd user;
    struct passwd *found = NULL;
    char texts[1024];
    bool known = getpwuid_r(getuid(), &user, texts, sizeof texts, &found) == 0 && found;
    return arena_printf(arena, "%s, par la commande sofi", known ? user.pw_name : "quelqu'un");
}

static enum status importer_of(struct contexte *contexte, struct db *db)
{
    struct import_of_bilan bilan = {.ignorees = 0};
    const struct import_of_options options = {.par = qui(contexte->arena),
                                              .source = contexte->arguments[1],
                                              .quand_meme = contexte->quand_meme,
                                              .delai = (int)contexte->delai};
    const char *fichier = contexte->telecharge ? contexte->telecharge : contexte->arguments[1];
    enum status status = import_of(db, contexte->arena, fichier, &options, &bilan);
    if (!contexte->essai || status != STATUS_OK) {
        import_of_dire(&bilan, status == STATUS_OK, status == STATUS_OK ? stdout : stderr);
    }
    return status;
}

static enum status (*importeur(const struct contexte *contexte))(struct contexte *, struct db *)
{
    const char *quoi = contexte->argument_n == 2 ? contexte->arguments[0] : "";
    return strcmp(quoi, "formacode") == 0     ? importer_formacode
           : strcmp(quoi, "communes") == 0    ? importer_communes
           : strcmp(quoi, "of") == 0          ? importer_of
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

/* ---- an address instead of a file */

static bool est_adresse(const char *source)
{
    return strncmp(source, "http://", 7) == 0 || strncmp(source, "https://", 8) == 0;
}

#define TELECHARGEMENT_MS 600000

/* A file without a name, as long as the process. NULL: done; else what is wrong. */
static const char *telecharger(struct contexte *contexte, const char *adresse)
{
    static const struct transport_limits limites = {
        .connect_ms = 20000, .total_ms = TELECHARGEMENT_MS, .max_bytes = IMPORT_OF_OCTETS_MAX};
    char *nom = arena_printf(contexte->arena, "%s/sofi-import-XXXXXX", contexte->config.spool);
    long code = 0;
    int fd = mkstemp(nom);
    FILE *fichier = fd >= 0 ? fdopen(fd, "w+") : NULL;
    if (!fichier) {
        return arena_printf(contexte->arena, "%s n'accepte pas de fichier : %m",
                            contexte->config.spool);
    }
    unlink(nom);
    enum status status = transport_download(contexte->arena, adresse, &limites, fichier, &code);
    contexte->telecharge = arena_printf(contexte->arena, "/proc/self/fd/%d", fd);
    return status == STATUS_TOO_LARGE
               ? arena_printf(contexte->arena, "plus de %zu Mo à cette adresse",
                              IMPORT_OF_OCTETS_MAX >> 20)
           : status != STATUS_OK ? "cette adresse ne répond pas, ou pas comme attendu"
           : code != 200
               ? arena_printf(contexte->arena, "cette adresse répond « %ld », 200 attendu", code)
               : NULL;
}

/* ---- */

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
    const char *source = contexte->arguments[1];
    const char *mauvais = importer == importer_of && est_adresse(source)
                              ? telecharger(contexte, source)
                              : mauvais_fichier(contexte->arena, source);
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
