#include "commande.h"

#include "certification_code.h"
#include "chantier.h"
#include "derives.h"
#include "formacode.h"
#include "migrate.h"
#include "nomenclature.h"

static enum status completer(struct db *db, struct arena *arena, const char **message_r)
{
    TRY(chantier_verifier(db, message_r));
    TRY(formacode_installer_extrait(db, arena));
    TRY(nomenclature_extrait(db));
    TRY(offre_mots_completer(db));
    TRY(offre_cles_completer(db));
    return certification_code_completer_citations(db);
}

enum status commande_preparer(struct contexte *contexte, struct db *db)
{
    const char *message = "la base n'a pas pu être mise à niveau";
    enum status status = migrate_and(db, contexte->arena, completer, &message);
    if (status != STATUS_OK) {
        commande_dire(COMMANDE_SYSTEME, "%s", message);
    }
    return status;
}

struct db *commande_ouvrir(struct contexte *contexte, bool migrer)
{
    struct db *db = NULL;
    const char *message = NULL;
    struct db_options options = {.url = contexte->config.database,
                                 .mode = DB_WRITE,
                                 .sync_full = contexte->config.sync_full};
    if (db_open(&options, contexte->arena, &db, &message) != STATUS_OK) {
        commande_dire(COMMANDE_SYSTEME, "%s", message);
        return NULL;
    }
    if (migrer && commande_preparer(contexte, db) != STATUS_OK) {
        db_close(db);
        return NULL;
    }
    return db;
}

int commande_migrate(struct contexte *contexte)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    db_close(db);
    puts("Base à jour");
    return COMMANDE_OK;
}
