#include "lheo_offre.h"

#include "formacode.h"

#include <string.h>

/* The right on the action was asked for; what its document tells of its establishment is public. */
static const struct acteur partenaire = {.profil = PROFIL_CARIF, .nom = "", .email = ""};

static enum status lire_sessions(struct db *db, struct arena *arena, int64_t action,
                                 const char *aujourdhui, struct session_entieres *sessions_r)
{
    struct session_entieres toutes = {0};
    enum status status = session_lister_entieres(db, arena, action, &toutes);
    struct session_entiere *items = ARENA_ARRAY(arena, struct session_entiere, toutes.n);
    size_t n = 0;
    for (size_t i = 0; i < toutes.n; i++) {
        const struct session *session = &toutes.items[i].session;
        if (!session->desactivee_le[0] && strcmp(session->fin, aujourdhui) >= 0) {
            items[n++] = toutes.items[i];
        }
    }
    if (status == STATUS_OK) {
        *sessions_r = (struct session_entieres){items, n};
    }
    return status;
}

static enum status lire_action(struct db *db, struct arena *arena, const struct action *action,
                               const char *aujourdhui, struct lheo_action *lue)
{
    struct site *site = ARENA_NEW(arena, struct site);
    lue->action = action;
    lue->site = site;
    enum status status =
        offre_details_lire(db, arena, OFFRE_ACTION, action->contenu_id, &lue->details);
    if (status == STATUS_OK) {
        status = site_lire(db, arena, &partenaire, action->site, site);
    }
    return status == STATUS_OK
               ? lire_sessions(db, arena, action->numero, aujourdhui, &lue->sessions)
               : status;
}

static enum status lire_principal(struct db *db, struct arena *arena, int64_t etablissement_id,
                                  struct site *site_r)
{
    struct site_liste sites = {0};
    enum status status = site_lister(db, arena, &partenaire, etablissement_id, &sites);
    if (status == STATUS_OK) {
        status = sites.n ? site_lire(db, arena, &partenaire, sites.items[0].numero, site_r)
                         : STATUS_NOT_FOUND;
    }
    return status;
}

static enum status lire_organisme(struct db *db, struct arena *arena, const char *siret,
                                  struct lheo_formation *lue)
{
    struct etablissement *etablissement = ARENA_NEW(arena, struct etablissement);
    struct site *principal = ARENA_NEW(arena, struct site);
    lue->etablissement = etablissement;
    lue->principal = principal;
    enum status status = etablissement_lire(db, arena, &partenaire, siret, etablissement);
    if (status == STATUS_OK) {
        status = lire_principal(db, arena, etablissement->id, principal);
    }
    if (status == STATUS_OK) {
        status = contact_lire_tous(db, arena, etablissement->id, &lue->contacts);
    }
    return status == STATUS_OK ? dispositif_lister(db, arena, &lue->dispositifs) : status;
}

static enum status lire_formation(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t numero, struct lheo_formation *lue)
{
    bool extrait = false;
    struct formation *formation = ARENA_NEW(arena, struct formation);
    lue->formation = formation;
    enum status status = formation_lire(db, arena, acteur, numero, formation);
    if (status == STATUS_OK) {
        status =
            offre_details_lire(db, arena, OFFRE_FORMATION, formation->contenu_id, &lue->details);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = formacode_version_courante(db, &lue->formacode, &extrait);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status lheo_offre_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                            int64_t numero, const char *aujourdhui,
                            struct lheo_formation *formation_r)
{
    struct action *action = ARENA_NEW(arena, struct action);
    struct lheo_action *lue = ARENA_NEW(arena, struct lheo_action);
    struct lheo_formation formation = {.actions = {lue, 1}};
    enum status status = action_lire(db, arena, acteur, numero, action);
    if (status == STATUS_OK) {
        status = lire_action(db, arena, action, aujourdhui, lue);
    }
    if (status == STATUS_OK) {
        status = lire_formation(db, arena, acteur, action->formation, &formation);
    }
    if (status == STATUS_OK) {
        status = lire_organisme(db, arena, action->etablissement_siret, &formation);
    }
    if (status == STATUS_OK) {
        *formation_r = formation;
    }
    return status;
}
