#include "action.h"

#include "certification_code.h"
#include "dates.h"
#include "droits.h"
#include "offre_private.h"
#include "session.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MOTIF_MAX 1000   /* characters */
#define ECART_HEURES 10  /* near-duplicates */
#define PROCHES_MAX 20   /* shown */
#define CENTIMES_SANS -1 /* no price */

#define EN_COURS "en_cours_de_saisie"
#define EN_ATTENTE "en_attente_de_validation"
#define VALIDEE "validee"

/* ---- what is missing */

/* A session has its dates; its address is its own, or that of the site. With each of its records
 * that name a certification, unless it is over ($2: today). */
STATEMENT(ACTION_SESSIONS, "it", "ibtt",
          "SELECT s.numero, coalesce(s.ligne1, s.ligne2, s.ligne3) IS NULL"
          " AND (t.code_postal IS NULL OR coalesce(t.ligne1, t.ligne2, t.ligne3) IS NULL),"
          " d.genre, d.donnees"
          " FROM session s JOIN site t ON t.numero = s.site"
          " LEFT JOIN offre_detail d ON d.noun = 'session' AND d.contenu = s.numero"
          " AND d.genre IN ('reference_certification', 'bloc')"
          " AND s.fin >= $2 AND s.desactivee_le IS NULL"
          " WHERE s.action = $1 ORDER BY s.numero, d.genre, d.rang");

static void exiger_lieu(struct arena *arena, const struct action *action,
                        const struct offre_details *details, const char *adresse,
                        struct offre_manques *manques)
{
    bool sur_place = strcmp(action->modalite_enseignement, "0") == 0 ||
                     strcmp(action->modalite_enseignement, "1") == 0;
    if (sur_place && offre_details_compter(details, "lieu") == 0) {
        offre_manquer(arena, manques, arena_printf(arena, "%s#lieu", adresse),
                      "Action\u00A0: lieu de formation manquant, un au moins attendu, sauf à "
                      "distance");
    }
}

/* Records of a genre, each with its session. */
struct references {
    const struct offre_genre *genre;
    const void **records;
    int64_t *sessions;
    size_t n;
};

static void retenir(struct arena *arena, struct references *references, int64_t session,
                    const char *donnees)
{
    size_t n = references->n;
    references->records = arena_grow(arena, references->records, n * sizeof *references->records,
                                     (n + 1) * sizeof *references->records);
    references->sessions = arena_grow(arena, references->sessions, n * sizeof *references->sessions,
                                      (n + 1) * sizeof *references->sessions);
    references->records[n] = offre_decoder(arena, references->genre, donnees);
    references->sessions[n] = session;
    references->n++;
}

static enum status exiger_certifications(struct db *db, struct arena *arena,
                                         const struct references *references,
                                         const char *aujourdhui, struct offre_manques *manques)
{
    struct certification_fautes fautes = {0};
    if (!references->n) {
        return STATUS_OK;
    }
    enum status status = certification_code_juger(db, arena, references->genre, references->records,
                                                  references->n, aujourdhui, &fautes);
    for (size_t i = 0; i < fautes.n; i++) {
        long long session = references->sessions[fautes.items[i].record];
        offre_manquer(arena, manques,
                      arena_printf(arena, "/sessions/%lld#%s", session, references->genre->code),
                      arena_printf(arena, "Session %lld\u00A0: certification %s", session,
                                   fautes.items[i].texte));
    }
    return status;
}

static void exiger_adresse(struct arena *arena, long long session, struct offre_manques *manques)
{
    offre_manquer(arena, manques, arena_printf(arena, "/sessions/%lld#ligne1", session),
                  arena_printf(arena,
                               "Session %lld\u00A0: adresse d'inscription manquante, le site n'en "
                               "a pas non plus",
                               session));
}

static enum status exiger_sessions(struct db *db, struct arena *arena, const struct action *action,
                                   const char *adresse, struct offre_manques *manques)
{
    struct references references[] = {
        {.genre = offre_genre_nomme(OFFRE_SESSION, "reference_certification")},
        {.genre = offre_genre_nomme(OFFRE_SESSION, "bloc")}};
    int64_t derniere = 0;
    char aujourdhui[DATES_ISO_SIZE];
    struct db_rows rows;
    dates_today(aujourdhui);
    DB_QUERY(db, &ACTION_SESSIONS, &rows, BIND_INT(action->numero), BIND_TEXT(aujourdhui));
    while (db_next(&rows)) {
        int64_t session = db_int(&rows, 0);
        if (session != derniere && db_bool(&rows, 1)) {
            exiger_adresse(arena, session, manques);
        }
        derniere = session;
        for (size_t i = 0; i < 2; i++) {
            if (strcmp(db_text(&rows, 2, NULL), references[i].genre->code) == 0) {
                retenir(arena, &references[i], session, db_text(&rows, 3, arena));
            }
        }
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && derniere == 0) {
        offre_manquer(arena, manques, arena_printf(arena, "%s/sessions/nouvelle", adresse),
                      "Session\u00A0: aucune, une au moins attendue");
    }
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        status = exiger_certifications(db, arena, &references[i], aujourdhui, manques);
    }
    return status;
}

enum status action_manques(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const struct action *action, struct offre_manques *manques_r)
{
    struct formation formation = {0};
    struct offre_details details = {0};
    struct offre_manques manques = {0};
    enum status status = formation_lire(db, arena, acteur, action->formation, &formation);
    if (status == STATUS_OK) {
        status = formation_manques(db, arena, &formation, &manques);
    }
    if (status == STATUS_OK) {
        status = offre_details_lire(db, arena, OFFRE_ACTION, action->contenu_id, &details);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const char *adresse = arena_printf(arena, "/actions/%lld", (long long)action->numero);
    offre_exiger(arena, &action_fields, action, "Action", adresse, &manques);
    exiger_lieu(arena, action, &details, adresse, &manques);
    status = exiger_sessions(db, arena, action, adresse, &manques);
    if (status == STATUS_OK) {
        *manques_r = manques;
    }
    return status;
}

/* ---- near-duplicates */

#define PUBLICS(contenu)                                                                           \
    "(SELECT count(*) FROM offre_code p WHERE p.noun = 'action' AND p.champ = 'publics'"           \
    " AND p.contenu = " contenu ")"

/* Everything but the price and the durations, which are texts. Of the other actions, what is live
 * counts, else their draft. */
STATEMENT(ACTION_PROCHES, "iiiit", "itttttttttttt",
          "SELECT a.numero, fc.intitule, c.intitule, c.prix_horaire, m.prix_horaire,"
          " c.prix_total, m.prix_total, c.heures_total, m.heures_total, c.heures_centre,"
          " m.heures_centre, c.heures_entreprise, m.heures_entreprise"
          " FROM action a JOIN formation f ON f.numero = a.formation"
          " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"
          " JOIN action_contenu c ON c.id = coalesce(a.vive, a.brouillon)"
          " JOIN action_contenu m ON m.id = $2"
          " WHERE a.etablissement_id = $3 AND a.numero <> $1"
          " AND (a.formation = $4 OR fc.intitule = $5)"
          " AND coalesce(c.modalite_enseignement, '') = coalesce(m.modalite_enseignement, '')"
          " AND coalesce(c.commune_lieu, '') = coalesce(m.commune_lieu, '')"
          " AND " PUBLICS("c.id") " = " PUBLICS(
              "m.id") " AND NOT EXISTS (SELECT 1 FROM offre_code p WHERE p.noun = 'action'"
                      "  AND p.champ = 'publics' AND p.contenu = m.id"
                      "  AND NOT EXISTS (SELECT 1 FROM offre_code q WHERE q.noun = 'action'"
                      "   AND q.champ = 'publics' AND q.contenu = c.id AND q.code = p.code))"
                      " ORDER BY a.numero");

/* "12.5" and "12.50" are one price. */
static long centimes(const char *prix)
{
    if (!prix[0]) {
        return CENTIMES_SANS;
    }
    char *reste = NULL;
    long euros = strtol(prix, &reste, 10);
    long decimales = 0;
    if (*reste == '.') {
        decimales = strtol(reste + 1, NULL, 10) * (strlen(reste + 1) == 1 ? 10 : 1);
    }
    return euros * 100 + decimales;
}

/* Two durations in hours, as texts: unknown ones are no difference where `exigees` is not set. */
static bool heures_proches(const char *a, const char *b, bool exigees)
{
    if (!a[0] || !b[0]) {
        return !exigees || (!a[0] && !b[0]);
    }
    return labs(strtol(a, NULL, 10) - strtol(b, NULL, 10)) <= ECART_HEURES;
}

static const char *difference(struct arena *arena, const char *sien, const char *mien)
{
    long ecart = strtol(sien, NULL, 10) - strtol(mien, NULL, 10);
    if (ecart == 0) {
        return "mêmes durées";
    }
    return arena_printf(arena, "%ld\u00A0heure%s de %s", labs(ecart), labs(ecart) > 1 ? "s" : "",
                        ecart < 0 ? "moins" : "plus");
}

static bool est_proche(struct arena *arena, const struct db_rows *rows,
                       struct action_proche *proche_r)
{
    const char *colonnes[13];
    for (int i = 1; i < 13; i++) {
        colonnes[i] = db_text(rows, i, arena);
    }
    bool proche = centimes(colonnes[3]) == centimes(colonnes[4]) &&
                  centimes(colonnes[5]) == centimes(colonnes[6]) &&
                  heures_proches(colonnes[7], colonnes[8], true) &&
                  heures_proches(colonnes[9], colonnes[10], false) &&
                  heures_proches(colonnes[11], colonnes[12], false);
    const char *propre = colonnes[2];
    *proche_r = (struct action_proche){
        .numero = db_int(rows, 0),
        .intitule = arena_printf(arena, "%s%s%s", colonnes[1], propre[0] ? " - " : "", propre),
        .difference = difference(arena, colonnes[7], colonnes[8])};
    return proche;
}

enum status action_doublons(struct db *db, struct arena *arena, const struct action *action,
                            struct action_proches *proches_r)
{
    struct action_proche *items = ARENA_ARRAY(arena, struct action_proche, PROCHES_MAX);
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &ACTION_PROCHES, &rows, BIND_INT(action->numero), BIND_INT(action->contenu_id),
             BIND_INT(action->etablissement_id), BIND_INT(action->formation),
             BIND_TEXT(action->formation_intitule));
    while (db_next(&rows) && n < PROCHES_MAX) {
        n += est_proche(arena, &rows, &items[n]);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *proches_r = (struct action_proches){items, n};
    }
    return status;
}

/* ---- gestures */

/* Nothing changes, but a save that runs at the same time waits, or is run again. */
STATEMENT(ACTION_TENIR, "i", "",
          "UPDATE action_contenu SET version = version"
          " WHERE id = (SELECT coalesce(brouillon, vive) FROM action WHERE numero = $1)");

STATEMENT(ACTION_ENVOYER, "iti", "",
          "UPDATE action SET etat = '" EN_ATTENTE "', refus = NULL, doublon = $2, envoyee_a = $3"
          " WHERE numero = $1");

STATEMENT(ACTION_ROUVRIR, "it", "",
          "UPDATE action SET etat = '" EN_COURS "', refus = $2 WHERE numero = $1");

STATEMENT(ACTION_PUBLIER, "ii", "",
          "UPDATE action SET vive = coalesce(brouillon, vive), brouillon = NULL,"
          " site = (SELECT c.site FROM action_contenu c"
          "  WHERE c.id = coalesce(action.brouillon, action.vive)),"
          " etat = '" VALIDEE "', refus = NULL, validee_a = $2 WHERE numero = $1");

STATEMENT(ACTION_CONTENU_SUPPRIMER, "i", "", "DELETE FROM action_contenu WHERE id = $1");

/* The action as it is worked on, if its state is `etat`. */
static enum status prendre(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, const char *etat, struct action *action_r,
                           const char **message_r)
{
    enum status status = action_lire(db, arena, acteur, numero, action_r);
    if (status == STATUS_OK && strcmp(action_r->etat, etat) != 0) {
        *message_r = arena_printf(
            arena, "Action dans l'état «\u00A0%s\u00A0», «\u00A0%s\u00A0» attendu",
            choice_label(action_etats, action_r->etat), choice_label(action_etats, etat));
        return STATUS_REFUSED;
    }
    return status;
}

/* What is checked from here on is what is sent, or published. */
static enum status tenir(struct db *db, const struct action *action)
{
    enum status status = formation_tenir(db, action->formation);
    return status == STATUS_OK ? DB_EXEC(db, &ACTION_TENIR, NULL, BIND_INT(action->numero))
                               : status;
}

/* One statement that changes the state, counted. */
static enum status passer(struct db *db, int64_t numero, const struct statement *statement,
                          const struct db_bind *binds, size_t n)
{
    enum status status = action_compter(db, -1, ACTION_SEULE, numero);
    if (status == STATUS_OK) {
        status = db_exec(db, statement, NULL, binds, n);
    }
    return status == STATUS_OK ? action_compter(db, +1, ACTION_SEULE, numero) : status;
}

static enum status rouvrir(struct db *db, int64_t numero, struct db_bind refus)
{
    return passer(db, numero, &ACTION_ROUVRIR, DB_BINDS(BIND_INT(numero), refus));
}

/* A reason that somebody typed, cleaned. */
static enum status lire_motif(struct arena *arena, const char *saisi, bool obligatoire,
                              const char **motif_r, const char **message_r)
{
    char *motif = text_clean_lines(arena, saisi);
    size_t longueur = text_length(motif);
    *message_r = NULL;
    if (longueur == 0 && obligatoire) {
        *message_r = "Motif vide, une phrase au moins attendue";
    } else if (longueur > MOTIF_MAX) {
        *message_r =
            arena_printf(arena, "Motif\u00A0: %zu caractères, %d au maximum", longueur, MOTIF_MAX);
    } else if (text_first_forbidden(motif, true)) {
        *message_r = "Motif\u00A0: caractère refusé, retapez le texte";
    } else if (text_has_tag(motif)) {
        *message_r = "Motif\u00A0: balise HTML refusée, retirez «\u00A0<\u00A0» ou mettez une "
                     "espace après";
    }
    *motif_r = motif;
    return *message_r ? STATUS_REFUSED : STATUS_OK;
}

static enum status raconter(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct action *action, const char *vers, const char *libelle,
                            const char *motif)
{
    const struct journal_ecriture ligne = {.acteur = acteur,
                                           .fiche = "action",
                                           .fiche_id = action->numero,
                                           .au_nom_de =
                                               droits_au_nom_de(acteur, action->etablissement_nom)};
    const struct journal_difference differences[] = {
        {"etat", "État", choice_label(action_etats, action->etat),
         choice_label(action_etats, vers)},
        {"motif", libelle, "", motif},
    };
    return offre_journaliser_geste(db, arena, &ligne, differences, 2);
}

enum status action_envoyer(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, const char *raison, struct offre_manques *manques_r,
                           struct action_proches *proches_r, const char **message_r)
{
    struct action action = {0};
    const char *motif = "";
    *manques_r = (struct offre_manques){0};
    *proches_r = (struct action_proches){0};
    *message_r = NULL;
    enum status status = prendre(db, arena, acteur, numero, EN_COURS, &action, message_r);
    if (status == STATUS_OK) {
        status = lire_motif(arena, raison, false, &motif, message_r);
    }
    if (status == STATUS_OK) {
        status = tenir(db, &action);
    }
    if (status == STATUS_OK) {
        status = action_manques(db, arena, acteur, &action, manques_r);
    }
    if (status == STATUS_OK) {
        status = action_doublons(db, arena, &action, proches_r);
    }
    if (status != STATUS_OK) {
        return status;
    }
    motif = motif[0] ? motif : action.doublon;
    motif = proches_r->n ? motif : "";
    if (manques_r->n || (proches_r->n && !motif[0])) {
        return STATUS_REFUSED;
    }
    status = passer(db, numero, &ACTION_ENVOYER,
                    DB_BINDS(BIND_INT(numero), BIND_TEXT_OR_NULL(motif), BIND_INT(dates_now())));
    return status == STATUS_OK ? raconter(db, arena, acteur, &action, EN_ATTENTE,
                                          "Raison d'une action proche d'une autre", motif)
                               : status;
}

enum status action_retirer(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, const char **message_r)
{
    struct action action = {0};
    *message_r = NULL;
    enum status status = prendre(db, arena, acteur, numero, EN_ATTENTE, &action, message_r);
    if (status == STATUS_OK) {
        status = rouvrir(db, numero, BIND_NULL);
    }
    return status == STATUS_OK ? raconter(db, arena, acteur, &action, EN_COURS, "Motif", "")
                               : status;
}

enum status action_refuser(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, const char *motif, const char **message_r)
{
    struct action action = {0};
    const char *lu = "";
    *message_r = NULL;
    if (!acteur_est_officier(acteur)) {
        return STATUS_FORBIDDEN;
    }
    enum status status = prendre(db, arena, acteur, numero, EN_ATTENTE, &action, message_r);
    if (status == STATUS_OK) {
        status = lire_motif(arena, motif, true, &lu, message_r);
    }
    if (status == STATUS_OK) {
        status = rouvrir(db, numero, BIND_TEXT(lu));
    }
    return status == STATUS_OK
               ? raconter(db, arena, acteur, &action, EN_COURS, "Motif du refus", lu)
               : status;
}

/* The draft becomes what is live; what was live goes. */
static enum status publier(struct db *db, int64_t numero, const struct action_place *place)
{
    enum status status =
        DB_EXEC(db, &ACTION_PUBLIER, NULL, BIND_INT(numero), BIND_INT(dates_now()));
    if (status != STATUS_OK || !place->brouillon || !place->vive) {
        return status;
    }
    status = offre_vider(db, OFFRE_ACTION, place->vive);
    return status == STATUS_OK ? DB_EXEC(db, &ACTION_CONTENU_SUPPRIMER, NULL, BIND_INT(place->vive))
                               : status;
}

static enum status publier_et_compter(struct db *db, const struct action *action,
                                      const struct action_place *place)
{
    enum status status = session_compter(db, -1, SESSION_DE_ACTION, action->numero);
    if (status == STATUS_OK) {
        status = action_compter(db, -1, ACTION_SEULE, action->numero);
    }
    if (status == STATUS_OK) {
        status = publier(db, action->numero, place);
    }
    if (status == STATUS_OK) {
        status = action_compter(db, +1, ACTION_SEULE, action->numero);
    }
    if (status == STATUS_OK) {
        status = formation_publier(db, action->formation);
    }
    if (status == STATUS_OK) {
        status = action_cles(db, ACTION_DE_FORMATION, action->formation);
    }
    if (status == STATUS_OK) {
        status = session_deriver(db, SESSION_DE_ACTION, action->numero);
    }
    return status == STATUS_OK ? session_compter(db, 1, SESSION_DE_ACTION, action->numero) : status;
}

enum status action_valider(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, const char **message_r)
{
    struct action action = {0};
    struct action_place place = {0};
    struct offre_manques manques = {0};
    *message_r = NULL;
    if (!acteur_est_officier(acteur)) {
        return STATUS_FORBIDDEN;
    }
    enum status status = prendre(db, arena, acteur, numero, EN_ATTENTE, &action, message_r);
    if (status == STATUS_OK) {
        status = tenir(db, &action);
    }
    if (status == STATUS_OK) {
        status = action_situer(db, arena, acteur, numero, &place);
    }
    if (status == STATUS_OK) {
        status = action_manques(db, arena, acteur, &action, &manques);
    }
    if (status == STATUS_OK && manques.n) {
        *message_r = manques.items[0].texte;
        return STATUS_REFUSED;
    }
    if (status == STATUS_OK) {
        status = publier_et_compter(db, &action, &place);
    }
    return status == STATUS_OK ? raconter(db, arena, acteur, &action, VALIDEE, "Motif", "")
                               : status;
}
