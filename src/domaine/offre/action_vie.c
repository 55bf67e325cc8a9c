#include "action.h"

#include "certification_code.h"
#include "dates.h"
#include "derives.h"
#include "intitule.h"
#include "offre_private.h"

#include <stdlib.h>
#include <string.h>

#define ECART_HEURES 10  /* near-duplicates */
#define PROCHES_MAX 20   /* shown */
#define CENTIMES_SANS -1 /* no price */

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

static void exiger_site(struct arena *arena, const struct action *action, const char *adresse,
                        struct offre_manques *manques)
{
    if (!action->site_ouvert) {
        offre_manquer(arena, manques, arena_printf(arena, "%s#site", adresse),
                      arena_printf(arena,
                                   "Action\u00A0: site %lld - %s inactif, un site actif attendu, "
                                   "sinon rendez celui-ci actif",
                                   (long long)action->site, action->site_nom));
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
    *ARENA_PUSH(arena, references->sessions, n) = session;
    *ARENA_PUSH(arena, references->records, references->n) =
        offre_decoder(arena, references->genre, donnees);
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
    TRY(db_end(&rows));
    if (derniere == 0) {
        offre_manquer(arena, manques, arena_printf(arena, "%s/sessions/nouvelle", adresse),
                      "Session\u00A0: aucune, une au moins attendue");
    }
    for (size_t i = 0; i < 2; i++) {
        TRY(exiger_certifications(db, arena, &references[i], aujourdhui, manques));
    }
    return STATUS_OK;
}

enum status action_manques(struct db *db, struct arena *arena, const struct action *action,
                           struct offre_manques *manques_r)
{
    struct formation formation = {0};
    struct offre_details details = {0};
    struct offre_manques manques = {0};
    TRY(formation_charger(db, arena, action->formation, &formation));
    TRY(formation_manques(db, arena, &formation, &manques));
    TRY(offre_details_lire(db, arena, OFFRE_ACTION, action->contenu_id, &details));
    const char *adresse = arena_printf(arena, "/actions/%lld", (long long)action->numero);
    offre_exiger(arena, &action_fields, action, "Action", adresse, &manques);
    exiger_site(arena, action, adresse, &manques);
    exiger_lieu(arena, action, &details, adresse, &manques);
    TRY(exiger_sessions(db, arena, action, adresse, &manques));
    *manques_r = manques;
    return STATUS_OK;
}

/* ---- what died under it */

static const struct {
    unsigned bit;
    const char *nom, *suite;
} genres_de_perte[] = {
    {PERDUE_SITE, "Site inactif",
     "elle ne paraît pas. Rendez-le actif, ou donnez-lui un autre site"},
    {PERDUE_CONTACT, "Aucun contact actif",
     "les partenaires ne la reçoivent plus. Choisissez un contact dans la formation"},
    {PERDUE_ADRESSE, "Adresse d'inscription manquante",
     "les partenaires ne la reçoivent plus. Donnez l'adresse du site"},
    {PERDUE_CERTIFICATION, "Certification de la formation finie ou inconnue",
     "choisissez-en une autre dans la formation"},
    {PERDUE_CERTIFICATION_SESSION, "Certification d'une session finie ou inconnue",
     "choisissez-en une autre dans la session"},
};

/* `session`: the one whose certification died. */
static const char *adresse_de_perte(struct arena *arena, unsigned bit,
                                    const struct action_perte *perte, int64_t session)
{
    switch (bit) {
    case PERDUE_SITE:
        return arena_printf(arena, "/actions/%lld#site", (long long)perte->action);
    case PERDUE_CONTACT:
        return arena_printf(arena, "/formations/%lld#contacts", (long long)perte->formation);
    case PERDUE_ADRESSE:
        return arena_printf(arena, "/annuaire/sites/%lld#ligne1", (long long)perte->site);
    case PERDUE_CERTIFICATION:
        return arena_printf(arena, "/formations/%lld#certification", (long long)perte->formation);
    default: /* marked on another day than today: none may be left */
        return session ? arena_printf(arena, "/sessions/%lld#complementaires", (long long)session)
                       : arena_printf(arena, "/actions/%lld#sessions", (long long)perte->action);
    }
}

/* sessions_r[i]: of pertes[i]; 0 where its marks need none. */
static enum status trouver_sessions(struct db *db, struct arena *arena,
                                    const struct action_perte *pertes, size_t n,
                                    int64_t *sessions_r)
{
    int64_t *actions = ARENA_ARRAY(arena, int64_t, n);
    bool aucune = true;
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    for (size_t i = 0; i < n; i++) {
        bool marquee = (pertes[i].perdues & PERDUE_CERTIFICATION_SESSION) != 0;
        actions[i] = marquee ? pertes[i].action : 0;
        sessions_r[i] = 0;
        aucune = aucune && !marquee;
    }
    return aucune ? STATUS_OK
                  : action_references_sessions(db, arena, actions, n, aujourdhui, sessions_r);
}

enum status action_perdues(struct db *db, struct arena *arena, struct action_perte *pertes,
                           size_t n, bool breves)
{
    int64_t *sessions = ARENA_ARRAY(arena, int64_t, n);
    TRY(trouver_sessions(db, arena, pertes, n, sessions));
    for (size_t i = 0; i < n; i++) {
        pertes[i].manques = (struct offre_manques){0};
        for (size_t j = 0; j < sizeof genres_de_perte / sizeof *genres_de_perte; j++) {
            if (pertes[i].perdues & genres_de_perte[j].bit) {
                const char *nom = genres_de_perte[j].nom;
                offre_manquer(
                    arena, &pertes[i].manques,
                    adresse_de_perte(arena, genres_de_perte[j].bit, &pertes[i], sessions[i]),
                    breves ? nom
                           : arena_printf(arena, "%s\u00A0: %s", nom, genres_de_perte[j].suite));
            }
        }
    }
    return STATUS_OK;
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
    *proche_r = (struct action_proche){.numero = db_int(rows, 0),
                                       .intitule = intitule_action(arena, colonnes[1], colonnes[2]),
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
    TRY(db_end(&rows));
    *proches_r = (struct action_proches){items, n};
    return STATUS_OK;
}
