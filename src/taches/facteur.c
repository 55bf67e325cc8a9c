#include "facteur.h"

#include "courriel.h"
#include "crypto.h"
#include "dates.h"
#include "email.h"
#include "fil.h"
#include "log.h"
#include "travail.h"

#include <stdatomic.h>
#include <stdio.h>

/* What waits, or is held, for longer than anything is ($4) was written by a clock that was ahead.
 */
STATEMENT(COURRIEL_PRENDRE, "tiii", "ittttttii",
          "UPDATE courriel SET pris_par = $1, pris_jusqu_a = $2"
          " WHERE id = (SELECT id FROM courriel WHERE etat = 'a_envoyer'"
          "  AND (prochain_a <= $3 OR prochain_a > $4)"
          "  AND (pris_jusqu_a <= $3 OR pris_jusqu_a > $4) ORDER BY prochain_a, id LIMIT 1)"
          " RETURNING id, destinataire, sujet, texte, lien, lien_texte, alea, cree_a, essais");

STATEMENT(COURRIEL_ENVOYE, "ii", "",
          "UPDATE courriel SET etat = 'envoye', envoye_a = $2, texte = '', lien = NULL,"
          " pris_par = NULL, pris_jusqu_a = 0, erreur = NULL WHERE id = $1");

/* A row whose lease went by belongs to another node: it says what becomes of it. */
STATEMENT(COURRIEL_PLUS_TARD, "itit", "",
          "UPDATE courriel SET essais = essais + 1, prochain_a = $3, erreur = $4,"
          " pris_par = NULL, pris_jusqu_a = 0"
          " WHERE id = $1 AND pris_par = $2 AND etat = 'a_envoyer'");

STATEMENT(COURRIEL_ABANDONNER, "itt", "",
          "UPDATE courriel SET essais = essais + 1, etat = 'abandonne', erreur = $3, texte = '',"
          " lien = NULL, pris_par = NULL, pris_jusqu_a = 0"
          " WHERE id = $1 AND pris_par = $2 AND etat = 'a_envoyer'");

static atomic_uint_fast64_t attempts[FACTEUR_FINS];

uint64_t facteur_essais(enum facteur_fin fin)
{
    return atomic_load(&attempts[fin]);
}

/* ---- one pass */

struct passe {
    struct facteur *facteur;
    struct arena *arena;
    int64_t now;
    struct courriel_ligne ligne;
    int64_t essais;
    bool pris;
    enum transport_smtp_result result;
    char reason[TRANSPORT_REASON_SIZE];
};

void facteur_init(struct facteur *facteur, const struct config *config)
{
    ARENA_SCRATCH(arena, 0);
    *facteur = (struct facteur){
        .config = config,
        .limits = {.connect_ms = FACTEUR_CONNECT_MS, .total_ms = FACTEUR_TOTAL_MS}};
    snprintf(facteur->noeud, sizeof(facteur->noeud), "%s", crypto_token(arena));
}

static enum status prendre(struct db *db, void *context)
{
    struct passe *passe = context;
    int64_t until = passe->now + passe->facteur->limits.total_ms / 1000 + FACTEUR_BAIL_MARGE;
    struct db_rows rows;
    passe->pris = false;
    DB_QUERY(db, &COURRIEL_PRENDRE, &rows, BIND_TEXT(passe->facteur->noeud), BIND_INT(until),
             BIND_INT(passe->now), BIND_INT(passe->now + INT64_C(2) * FACTEUR_DELAI_MAX));
    if (db_next(&rows)) {
        passe->pris = true;
        passe->ligne = (struct courriel_ligne){.id = db_int(&rows, 0),
                                               .destinataire = db_text(&rows, 1, passe->arena),
                                               .sujet = db_text(&rows, 2, passe->arena),
                                               .texte = db_text(&rows, 3, passe->arena),
                                               .lien = db_text(&rows, 4, passe->arena),
                                               .lien_texte = db_text(&rows, 5, passe->arena),
                                               .alea = db_text(&rows, 6, passe->arena),
                                               .cree_a = db_int(&rows, 7)};
        passe->essais = db_int(&rows, 8);
    }
    return db_end(&rows);
}

static void envoyer(struct passe *passe)
{
    const struct config *config = passe->facteur->config;
    struct transport_smtp smtp = {.url = config->smtp_url,
                                  .from = email_to_ascii(passe->arena, config->courriel_expediteur),
                                  .to = email_to_ascii(passe->arena, passe->ligne.destinataire)};
    courriel_message(passe->arena, config, &passe->ligne, &smtp);
    passe->result = transport_smtp(&smtp, &passe->facteur->limits, passe->reason);
}

static enum status noter_envoi(struct db *db, void *context)
{
    const struct facteur *facteur = context;
    return DB_EXEC(db, &COURRIEL_ENVOYE, NULL, BIND_INT(facteur->a_noter),
                   BIND_INT(facteur->a_noter_instant));
}

static enum status noter_a_noter(struct facteur *facteur, struct db *db)
{
    enum status status = db_transaction(db, noter_envoi, facteur);
    if (status == STATUS_OK) {
        log_info("mail_sent", LOG_INT("id", facteur->a_noter));
        atomic_fetch_add(&attempts[FACTEUR_ENVOYE], 1);
        facteur->a_noter = 0;
    } else {
        log_error("mail_sent_not_recorded", LOG_INT("id", facteur->a_noter),
                  LOG_TEXT("status", status_name(status)));
    }
    return status;
}

/* A server that comes back is not met by all the mail in the same second. */
static int64_t delai(int64_t essais)
{
    int64_t seconds = FACTEUR_DELAI_MAX;
    if (essais < 16 && ((int64_t)FACTEUR_DELAI_MIN << essais) < seconds) {
        seconds = (int64_t)FACTEUR_DELAI_MIN << essais;
    }
    uint16_t dice;
    crypto_random(&dice, sizeof(dice));
    return seconds + dice % (seconds / 10 + 1);
}

static bool est_abandonne(const struct passe *passe)
{
    return passe->result == TRANSPORT_REFUSED ||
           passe->now - passe->ligne.cree_a >= FACTEUR_ABANDON;
}

static enum status noter_echec(struct db *db, void *context)
{
    const struct passe *passe = context;
    const char *noeud = passe->facteur->noeud;
    if (est_abandonne(passe)) {
        return DB_EXEC(db, &COURRIEL_ABANDONNER, NULL, BIND_INT(passe->ligne.id), BIND_TEXT(noeud),
                       BIND_TEXT(passe->reason));
    }
    return DB_EXEC(db, &COURRIEL_PLUS_TARD, NULL, BIND_INT(passe->ligne.id), BIND_TEXT(noeud),
                   BIND_INT(passe->now + delai(passe->essais)), BIND_TEXT(passe->reason));
}

static enum status noter(struct passe *passe, struct db *db)
{
    struct facteur *facteur = passe->facteur;
    if (passe->result == TRANSPORT_SENT) {
        facteur->a_noter = passe->ligne.id;
        facteur->a_noter_instant = passe->now;
        return noter_a_noter(facteur, db);
    }
    atomic_fetch_add(&attempts[est_abandonne(passe) ? FACTEUR_ABANDONNE : FACTEUR_REMIS], 1);
    log_event(est_abandonne(passe) ? LOG_ERROR : LOG_WARNING,
              est_abandonne(passe) ? "mail_given_up" : "mail_later", LOG_INT("id", passe->ligne.id),
              LOG_INT("attempts", passe->essais + 1), LOG_TEXT("reason", passe->reason));
    return db_transaction(db, noter_echec, passe);
}

enum status facteur_passe(struct facteur *facteur, struct db *db, int64_t now, bool *fait_r)
{
    *fait_r = false;
    if (facteur->a_noter) {
        TRY(noter_a_noter(facteur, db));
    }
    if (!*facteur->config->smtp_url) {
        return STATUS_OK;
    }
    struct passe passe = {.facteur = facteur, .arena = arena_create(0), .now = now};
    int64_t began = dates_monotonic_us();
    enum status status = db_transaction(db, prendre, &passe);
    /* A base that took its time used up the margin of the lease: the row comes back later. */
    bool in_time = dates_monotonic_us() - began < (int64_t)FACTEUR_BAIL_MARGE * 1000000 / 2;
    if (status == STATUS_OK && passe.pris && in_time) {
        *fait_r = true;
        envoyer(&passe);
        status = noter(&passe, db);
    }
    arena_destroy(passe.arena);
    return status;
}

/* ---- the thread */

static struct {
    struct fil fil;
    struct facteur facteur;
} poste = {.fil = FIL("facteur")};

/* Whether there may be more to send. */
static bool faire_passe(struct facteur *facteur, struct db *db)
{
    bool fait = false;
    int64_t began = dates_monotonic_us();
    enum status status = db ? facteur_passe(facteur, db, dates_now(), &fait) : STATUS_UNAVAILABLE;
    if (fait || status != STATUS_OK) {
        travail_noter(TRAVAIL_FACTEUR, began, status);
    } else {
        travail_veiller(TRAVAIL_FACTEUR);
    }
    return fait && status == STATUS_OK;
}

/* What was delivered is written even when the end has come; what waits is for the next start. */
static void *run(void *unused)
{
    (void)unused;
    struct facteur *facteur = &poste.facteur;
    struct db *db = NULL;
    while (!fil_is_stopping(&poste.fil)) {
        db = db ? db : fil_ouvrir(facteur->config, DB_WRITE, DB_WAIT_MS);
        while (faire_passe(facteur, db) && !fil_is_stopping(&poste.fil)) {
        }
        fil_wait(&poste.fil, (int64_t)FACTEUR_SECONDS * 1000000);
    }
    if (facteur->a_noter && db) {
        noter_a_noter(facteur, db);
    }
    db_close(db);
    return NULL;
}

enum status facteur_start(const struct config *config)
{
    if (!*config->smtp_url) {
        log_warning("mail_waits", LOG_TEXT("reason", "SOFI_SMTP_URL is not set"));
        return STATUS_OK;
    }
    facteur_init(&poste.facteur, config);
    return fil_start(&poste.fil, run, NULL);
}

void facteur_reveiller(void)
{
    fil_wake(&poste.fil);
}

void facteur_stop(void)
{
    fil_stop(&poste.fil);
}
