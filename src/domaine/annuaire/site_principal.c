/* The principal site of an establishment becomes another one. */
#include "site.h"

#include "droits.h"

#include <string.h>

STATEMENT(SITE_QUITTER_PRINCIPAL, "i", "i",
          "UPDATE site SET principal = FALSE, version = version + 1"
          " WHERE etablissement_id = $1 AND principal RETURNING numero");

STATEMENT(SITE_DEVENIR_PRINCIPAL, "ii", "",
          "UPDATE site SET principal = TRUE, version = version + 1"
          " WHERE numero = $1 AND version = $2");

static enum status journaliser_principal(struct db *db, struct arena *arena,
                                         const struct acteur *acteur, const struct site *site,
                                         bool principal)
{
    return notice_raconter(db, arena, &site_notice, acteur, site,
                           (struct journal_difference){"principal", "Site principal",
                                                       principal ? "Non" : "Oui",
                                                       principal ? "Oui" : "Non"});
}

/* The old one leaves first: the base holds one principal site at every moment. */
static enum status echanger(struct db *db, const struct site *site, int64_t *ancien_r)
{
    int64_t changed = 0;
    TRY(DB_NUMBER(db, &SITE_QUITTER_PRINCIPAL, ancien_r, BIND_INT(site->etablissement_id)));
    TRY(DB_EXEC(db, &SITE_DEVENIR_PRINCIPAL, &changed, BIND_INT(site->numero),
                BIND_INT(site->version)));
    return changed ? STATUS_OK : STATUS_CONFLICT;
}

/* The right on both sites. */
static enum status juger(struct db *db, const struct acteur *acteur, const struct site *site)
{
    enum status status = droits_site_principal(db, acteur, site->etablissement_id);
    status = status != STATUS_OK ? status : droits_site(db, acteur, site->numero);
    return status == STATUS_NOT_FOUND ? STATUS_FORBIDDEN : status;
}

static const char *empechement(const struct site *site)
{
    bool adresse = site->code_postal[0] && (site->ligne1[0] || site->ligne2[0] || site->ligne3[0]);
    if (strcmp(site->etat, "A") != 0) {
        return "Site inactif, un site actif attendu";
    }
    return adresse ? NULL : "Site sans adresse, une adresse enregistrée attendue d'abord";
}

enum status site_rendre_principal(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t numero, int64_t version, const char **message_r)
{
    struct site site = {0};
    TRY(site_charger(db, arena, numero, &site));
    TRY(juger(db, acteur, &site));
    if (site.principal) {
        return STATUS_OK;
    }
    if (site.version != version) {
        return STATUS_CONFLICT;
    }
    const char *message = empechement(&site);
    if (message) {
        *message_r = message;
        return STATUS_REFUSED;
    }
    struct site ancien = site;
    TRY(echanger(db, &site, &ancien.numero));
    TRY(journaliser_principal(db, arena, acteur, &ancien, false));
    return journaliser_principal(db, arena, acteur, &site, true);
}
