/* What is removed, and restored: rows that leave the tables of the offer and come back. */
#include "action.h"
#include "derives.h"
#include "droits.h"
#include "fold.h"
#include "journal.h"
#include "offre_private.h"
#include "suppression_private.h"

#include <string.h>

/* ---- rows on their way */

#define LIGNE_FORMATION "numero, etablissement_id, vive, brouillon, creee_a"
#define LIGNE_ACTION                                                                               \
    "numero, formation, etablissement_id, site, etat, vive, brouillon, publique,"                  \
    " certifinfo_remplace, refus, doublon, envoyee_a, validee_a, creee_a, titre_plie,"             \
    " commune_pliee, titre, commune, perdues, message"
#define LIGNE_SESSION                                                                              \
    "numero, version, action, etablissement_id, site, jusqu_au, dispositifs, initiale,"            \
    " programme_region, apprentissage, professionnalisation, a_distance, desactivee_le,"           \
    " commune_pliee, reconduite_de, {.session}"

/* $1: the removal. $2 of EMPORTER: numbers. */
#define EMPORTER(table, ligne)                                                                     \
    "INSERT INTO " table "_supprimee (suppression, " ligne ") SELECT CAST($1 AS BIGINT), " ligne   \
    " FROM " table " WHERE numero = ANY (CAST($2 AS BIGINT[]))"
#define NOTER(table, site)                                                                         \
    "INSERT INTO fiche_supprimee (noun, numero, suppression, etablissement_id, site)"              \
    " SELECT '" table "', numero, suppression, etablissement_id, " site " FROM " table             \
    "_supprimee WHERE suppression = $1"
#define OTER(table)                                                                                \
    "DELETE FROM " table " WHERE numero IN"                                                        \
    " (SELECT x.numero FROM " table "_supprimee x WHERE x.suppression = $1)"
#define RENDRE(table, ligne)                                                                       \
    "INSERT INTO " table " (" ligne ") SELECT " ligne " FROM " table                               \
    "_supprimee WHERE suppression = $1"
#define OUBLIER(table) "DELETE FROM " table "_supprimee WHERE suppression = $1"
STATEMENT(FORMATION_EMPORTER, "it", "", EMPORTER("formation", LIGNE_FORMATION));
STATEMENT(FORMATION_NOTER, "i", "", NOTER("formation", "NULL"));
STATEMENT(FORMATION_OTER, "i", "", OTER("formation"));
STATEMENT(FORMATION_RENDRE, "i", "", RENDRE("formation", LIGNE_FORMATION));
STATEMENT(FORMATION_OUBLIER, "i", "", OUBLIER("formation"));
STATEMENT(ACTION_EMPORTER, "it", "", EMPORTER("action", LIGNE_ACTION));
STATEMENT(ACTION_NOTER, "i", "", NOTER("action", "site"));
STATEMENT(ACTION_OTER, "i", "", OTER("action"));
STATEMENT(ACTION_RENDRE, "i", "", RENDRE("action", LIGNE_ACTION));
STATEMENT(ACTION_OUBLIER, "i", "", OUBLIER("action"));
RECORD_STATEMENT(SESSION_EMPORTER, "it", "", EMPORTER("session", LIGNE_SESSION));
STATEMENT(SESSION_NOTER, "i", "", NOTER("session", "site"));
STATEMENT(SESSION_OTER, "i", "", OTER("session"));
RECORD_STATEMENT(SESSION_RENDRE, "i", "", RENDRE("session", LIGNE_SESSION));
STATEMENT(SESSION_OUBLIER, "i", "", OUBLIER("session"));

static const struct chemin {
    const struct statement *emporter, *noter, *oter, *rendre, *oublier;
} chemins[OFFRE_NOUNS] = {
    [OFFRE_FORMATION] = {&FORMATION_EMPORTER, &FORMATION_NOTER, &FORMATION_OTER, &FORMATION_RENDRE,
                         &FORMATION_OUBLIER},
    [OFFRE_ACTION] = {&ACTION_EMPORTER, &ACTION_NOTER, &ACTION_OTER, &ACTION_RENDRE,
                      &ACTION_OUBLIER},
    [OFFRE_SESSION] = {&SESSION_EMPORTER, &SESSION_NOTER, &SESSION_OTER, &SESSION_RENDRE,
                       &SESSION_OUBLIER},
};

/* ---- the removals themselves */

STATEMENT(SUPPRESSION_CREER, "tiiitiitittt", "i",
          "INSERT INTO suppression (noun, numero, parent, etablissement_id, titre, actions,"
          " sessions, auteur, instant, jusqu_au, vu_le, titre_plie)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id");

STATEMENT(SUPPRESSION_DENOTER, "i", "", "DELETE FROM fiche_supprimee WHERE suppression = $1");
STATEMENT(SUPPRESSION_OTER, "i", "", "DELETE FROM suppression WHERE id = $1");

/* The formation of an action, the action of a session: there. */
STATEMENT(SUPPRESSION_PARENT, "ti", "i",
          "SELECT numero FROM formation WHERE $1 = 'action' AND numero = $2"
          " UNION ALL SELECT numero FROM action WHERE $1 = 'session' AND numero = $2");

/* ---- the journal */

struct recit {
    struct db *db;
    struct arena *arena;
    const struct acteur *acteur;
    const char *etablissement_nom;
    const char *avant, *apres; /* "", "Supprimée, restaurable jusqu'au 29/12/2026" */
};

static enum status raconter(const struct recit *recit, enum offre_noun fiche, int64_t numero,
                            const char *libelle)
{
    const struct journal_ecriture ligne = {
        .acteur = recit->acteur,
        .fiche = offre_noun_nom(fiche),
        .fiche_id = numero,
        .au_nom_de = droits_au_nom_de(recit->acteur, recit->etablissement_nom)};
    const struct journal_difference difference = {"suppression", libelle, recit->avant,
                                                  recit->apres};
    return journal_geste(recit->db, recit->arena, &ligne, &difference, 1);
}

static enum status raconter_toutes(const struct recit *recit,
                                   const struct suppression_fiche *fiches, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        TRY(raconter(recit, fiches[i].noun, fiches[i].numero, "Suppression"));
    }
    return STATUS_OK;
}

/* Who opens the parent finds it in its history too. */
static enum status raconter_au_parent(const struct recit *recit, enum offre_noun noun,
                                      int64_t numero, int64_t parent)
{
    const char *nom = suppression_nommer(recit->arena, noun, numero);
    return noun == OFFRE_FORMATION ? STATUS_OK
                                   : raconter(recit, offre_noun_parent(noun), parent,
                                              arena_printf(recit->arena, "Suppression de %s", nom));
}

/* ---- removing */

static enum status compter(struct db *db, int signe, const struct suppression_fiche *fiches,
                           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fiches[i].noun == OFFRE_ACTION) {
            TRY(action_compter(db, signe, ACTION_SEULE, fiches[i].numero));
        } else if (fiches[i].noun == OFFRE_SESSION) {
            TRY(session_compter(db, signe, SESSION_SEULE, fiches[i].numero));
        }
    }
    return STATUS_OK;
}

static enum status emporter(struct db *db, struct arena *arena, int64_t id,
                            const struct suppression_projet *projet)
{
    int64_t *numeros = ARENA_ARRAY(arena, int64_t, projet->fiches.n + 1);
    for (int noun = 0; noun < OFFRE_NOUNS; noun++) {
        size_t n = 0;
        for (size_t i = 0; i < projet->fiches.n; i++) {
            if (projet->fiches.items[i].noun == (enum offre_noun)noun) {
                numeros[n++] = projet->fiches.items[i].numero;
            }
        }
        if (n) {
            TRY(DB_EXEC(db, chemins[noun].emporter, NULL, BIND_INT(id),
                        db_numbers(db, arena, numeros, n)));
            TRY(DB_EXEC(db, chemins[noun].noter, NULL, BIND_INT(id)));
        }
    }
    for (int noun = OFFRE_NOUNS - 1; noun >= 0; noun--) { /* children first */
        TRY(DB_EXEC(db, chemins[noun].oter, NULL, BIND_INT(id)));
    }
    return STATUS_OK;
}

static enum status creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct suppression_projet *projet, const char *jusqu_au,
                         int64_t *id_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return DB_NUMBER(db, &SUPPRESSION_CREER, id_r, BIND_TEXT(offre_noun_nom(projet->noun)),
                     BIND_INT(projet->numero),
                     projet->parent ? BIND_INT(projet->parent) : BIND_NULL,
                     BIND_INT(projet->etablissement_id), BIND_TEXT(projet->titre),
                     BIND_INT((int64_t)projet->actions), BIND_INT((int64_t)projet->sessions),
                     BIND_TEXT(acteur->nom), BIND_INT(dates_now()), BIND_TEXT(jusqu_au),
                     BIND_TEXT(aujourdhui), BIND_TEXT(fold_text(arena, projet->titre)));
}

static enum status retirer(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const struct suppression_projet *projet, const char *jusqu_au)
{
    int64_t id = 0;
    TRY(creer(db, arena, acteur, projet, jusqu_au, &id));
    TRY(compter(db, -1, projet->fiches.items, projet->fiches.n));
    TRY(emporter(db, arena, id, projet));
    if (projet->noun == OFFRE_SESSION) {
        TRY(action_publique(db, projet->parent));
        TRY(action_references(db, ACTION_SEULE, projet->parent));
    }
    const struct recit recit = {
        db,
        arena,
        acteur,
        projet->etablissement_nom,
        "",
        arena_printf(arena, "Supprimée, restaurable jusqu'au %s", dates_show(arena, jusqu_au))};
    TRY(raconter_toutes(&recit, projet->fiches.items, projet->fiches.n));
    return raconter_au_parent(&recit, projet->noun, projet->numero, projet->parent);
}

enum status suppression_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                              enum offre_noun noun, int64_t numero, const char *vu,
                              struct suppression_projet *projet_r, char jusqu_au_r[DATES_ISO_SIZE])
{
    TRY(suppression_prevoir(db, arena, acteur, noun, numero, projet_r));
    if (projet_r->obstacle) {
        return STATUS_REFUSED;
    }
    if (vu && strcmp(vu, projet_r->vu) != 0) {
        return STATUS_CONFLICT;
    }
    dates_today(jusqu_au_r);
    dates_add_days(jusqu_au_r, SUPPRESSION_JOURS, jusqu_au_r);
    return retirer(db, arena, acteur, projet_r, jusqu_au_r);
}

enum status suppression_oublier_lignes(struct db *db, int64_t id)
{
    for (int noun = 0; noun < OFFRE_NOUNS; noun++) {
        TRY(DB_EXEC(db, chemins[noun].oublier, NULL, BIND_INT(id)));
    }
    return STATUS_OK;
}

/* ---- restoring */

static enum status verifier_parent(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   const struct suppression *s, const char **message_r)
{
    enum offre_noun noun = offre_noun_parent(s->noun);
    struct suppression sienne = {0};
    bool la = s->noun == OFFRE_FORMATION;
    struct db_rows rows;
    if (la) {
        return STATUS_OK;
    }
    DB_QUERY(db, &SUPPRESSION_PARENT, &rows, BIND_TEXT(offre_noun_nom(s->noun)),
             BIND_INT(s->parent));
    la = db_next(&rows);
    TRY(db_end(&rows));
    if (la) {
        return STATUS_OK;
    }
    const char *nom = suppression_nommer(arena, noun, s->parent);
    enum status status = suppression_chercher(db, arena, acteur, noun, s->parent, &sienne);
    bool restaurable = status == STATUS_OK && !sienne.effacee;
    *message_r = arena_printf(arena,
                              restaurable ? "Rien n'est restauré\u00A0: %s est supprimée aussi, "
                                            "restaurez-la d'abord"
                                          : "Rien n'est restauré\u00A0: %s n'existe plus",
                              nom);
    return status == STATUS_OK || status == STATUS_NOT_FOUND ? STATUS_REFUSED : status;
}

/* As it would have been kept up all the while. */
static enum status suivre_action(struct db *db, int64_t numero)
{
    TRY(action_publique(db, numero));
    TRY(action_references(db, ACTION_SEULE, numero));
    return offre_mots_revenir(db, MOTS_ACTION, numero);
}

static enum status suivre(struct db *db, const struct suppression *s,
                          const struct suppression_fiches *fiches)
{
    for (size_t i = 0; i < fiches->n; i++) {
        if (fiches->items[i].noun == OFFRE_SESSION) {
            TRY(session_deriver(db, SESSION_SEULE, fiches->items[i].numero));
        } else if (fiches->items[i].noun == OFFRE_ACTION) {
            TRY(action_cles(db, ACTION_SEULE, fiches->items[i].numero));
        }
    }
    TRY(compter(db, +1, fiches->items, fiches->n));
    for (size_t i = 0; i < fiches->n; i++) {
        if (fiches->items[i].noun == OFFRE_ACTION) {
            TRY(suivre_action(db, fiches->items[i].numero));
        } else if (fiches->items[i].noun == OFFRE_FORMATION) {
            TRY(offre_mots_revenir(db, MOTS_FORMATION, fiches->items[i].numero));
        }
    }
    return s->noun == OFFRE_SESSION ? suivre_action(db, s->parent) : STATUS_OK;
}

static enum status rendre(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct suppression *s)
{
    struct suppression_fiches fiches = {0};
    TRY(suppression_fiches_lire(db, arena, s->id, &fiches));
    for (int noun = 0; noun < OFFRE_NOUNS; noun++) {
        TRY(DB_EXEC(db, chemins[noun].rendre, NULL, BIND_INT(s->id)));
    }
    TRY(suivre(db, s, &fiches));
    TRY(suppression_oublier_lignes(db, s->id));
    TRY(DB_EXEC(db, &SUPPRESSION_DENOTER, NULL, BIND_INT(s->id)));
    TRY(DB_EXEC(db, &SUPPRESSION_OTER, NULL, BIND_INT(s->id)));
    const struct recit recit = {
        db,
        arena,
        acteur,
        s->etablissement_nom,
        arena_printf(arena, "Supprimée le %s", dates_show_instant(arena, s->instant)),
        "Restaurée"};
    TRY(raconter_toutes(&recit, fiches.items, fiches.n));
    return raconter_au_parent(&recit, s->noun, s->numero, s->parent);
}

enum status suppression_restaurer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t id, struct suppression *s_r, const char **message_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    *message_r = NULL;
    if (!acteur_est_officier(acteur)) {
        return STATUS_FORBIDDEN;
    }
    TRY(suppression_lire(db, arena, id, s_r));
    if (s_r->effacee || strcmp(s_r->jusqu_au, aujourdhui) < 0) {
        *message_r = arena_printf(arena,
                                  "Rien n'est restauré\u00A0: %s pouvait l'être jusqu'au %s, les "
                                  "%d jours sont passés",
                                  suppression_nommer(arena, s_r->noun, s_r->numero),
                                  dates_show(arena, s_r->jusqu_au), SUPPRESSION_JOURS);
        return STATUS_REFUSED;
    }
    TRY(verifier_parent(db, arena, acteur, s_r, message_r));
    return rendre(db, arena, acteur, s_r);
}
