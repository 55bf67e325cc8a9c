#include "login.h"

#include "compte.h"
#include "crypto.h"
#include "dates.h"
#include "log.h"
#include "tentative.h"

#include <string.h>

STATEMENT(TENTATIVE_OUBLIER, "t", "", "DELETE FROM tentative WHERE cle = $1");

STATEMENT(TENTATIVE_RENDRE, "t", "",
          "UPDATE tentative SET nombre = nombre - 1 WHERE cle = $1 AND nombre > 0");

/* The windows of forgotten passwords ("oc:", "oa:") are longer: $2. */
STATEMENT(TENTATIVE_NETTOYER, "ii", "",
          "DELETE FROM tentative WHERE debut_a < $1 AND (cle NOT LIKE 'o%' OR debut_a < $2)");

STATEMENT(COMPTE_POUR_LOGIN, "t", "itt",
          "SELECT id, mot_de_passe, etat FROM compte WHERE email = $1");

STATEMENT(LOGIN_OUVRIR, "tiii", "",
          "INSERT INTO login (empreinte, compte_id, ouvert_a, vu_a) VALUES ($1, $2, $3, $4)");

STATEMENT(COMPTE_CONNECTE, "ii", "", "UPDATE compte SET derniere_connexion = $2 WHERE id = $1");

STATEMENT(LOGIN_ACTEUR, "t", "iiiitttitt",
          "SELECT l.id, l.ouvert_a, l.vu_a, c.id, c.email, c.nom, c.profil, e.id, e.siret,"
          " p.nom_usage"
          " FROM login l JOIN compte c ON c.id = l.compte_id"
          " LEFT JOIN etablissement e ON e.id = (SELECT min(s.etablissement_id)"
          "  FROM compte_site cs JOIN site s ON s.numero = cs.site_numero"
          "  WHERE cs.compte_id = c.id)"
          " LEFT JOIN site p ON p.etablissement_id = e.id AND p.principal"
          " WHERE l.empreinte = $1 AND c.etat = 'actif'");

STATEMENT(LOGIN_TOUCHER, "ii", "", "UPDATE login SET vu_a = $2 WHERE id = $1");

STATEMENT(LOGIN_FERMER, "t", "", "DELETE FROM login WHERE empreinte = $1");

STATEMENT(LOGIN_NETTOYER, "i", "", "DELETE FROM login WHERE ouvert_a < $1");

STATEMENT(INVITATION_NETTOYER, "i", "", "DELETE FROM invitation WHERE expire_a < $1");

struct essai {
    const char *cle_compte;
    const char *cle_adresse;
    bool trop; /* over one of the two limits */
    int64_t compte_id;
    const char *empreinte; /* of the new login's cookie */
};

/* Counted before the password is checked: a hundred attempts sent at once are a hundred attempts.
 */
static enum status compter_essai(struct db *db, void *context)
{
    struct essai *essai = context;
    essai->trop = false;
    const struct tentative compte = {essai->cle_compte, LOGIN_THROTTLE_COMPTE,
                                     LOGIN_THROTTLE_SECONDS};
    const struct tentative adresse = {essai->cle_adresse, LOGIN_THROTTLE_ADRESSE,
                                      LOGIN_THROTTLE_SECONDS};
    enum status status = tentative_compter(db, &compte, &essai->trop);
    return status == STATUS_OK ? tentative_compter(db, &adresse, &essai->trop) : status;
}

static enum status inscrire_login(struct db *db, void *context)
{
    const struct essai *essai = context;
    int64_t now = dates_now();
    enum status status = DB_EXEC(db, &LOGIN_OUVRIR, NULL, BIND_TEXT(essai->empreinte),
                                 BIND_INT(essai->compte_id), BIND_INT(now), BIND_INT(now));
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &COMPTE_CONNECTE, NULL, BIND_INT(essai->compte_id), BIND_INT(now));
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &TENTATIVE_OUBLIER, NULL, BIND_TEXT(essai->cle_compte));
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &TENTATIVE_RENDRE, NULL, BIND_TEXT(essai->cle_adresse));
    }
    return status;
}

/* The stored hash of an account that may log in; NULL for any other, whose check costs the same. */
static enum status chercher_compte(struct db *db, struct arena *arena, const char *email,
                                   struct essai *essai, const char **hash_r)
{
    struct db_rows rows;
    *hash_r = NULL;
    DB_QUERY(db, &COMPTE_POUR_LOGIN, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        essai->compte_id = db_int(&rows, 0);
        if (!db_is_null(&rows, 1) && strcmp(db_text(&rows, 2, NULL), "actif") == 0) {
            *hash_r = db_text(&rows, 1, arena);
        }
    }
    return db_end(&rows);
}

enum status login_ouvrir(struct db *db, struct arena *arena, const char *email,
                         const char *mot_de_passe, const char *adresse, const char **cookie_r)
{
    char *adresse_email = compte_normaliser_email(arena, email);
    struct essai essai = {
        .cle_compte = arena_printf(arena, "c:%s", crypto_digest(arena, adresse_email, NULL)),
        .cle_adresse = arena_printf(arena, "a:%s", adresse),
    };
    enum status status = db_transaction(db, compter_essai, &essai);
    if (status != STATUS_OK) {
        return status;
    }
    if (essai.trop) {
        log_warning("login_throttled", LOG_TEXT("peer", adresse));
        return STATUS_TOO_MANY;
    }
    const char *hash = NULL;
    status = chercher_compte(db, arena, adresse_email, &essai, &hash);
    if (status != STATUS_OK) {
        return status;
    }
    if (!crypto_password_verify(hash, mot_de_passe)) {
        log_info("login_refused", LOG_TEXT("peer", adresse));
        return STATUS_REFUSED;
    }
    const char *cookie = crypto_token(arena);
    essai.empreinte = crypto_digest(arena, cookie, NULL);
    status = db_transaction(db, inscrire_login, &essai);
    if (status == STATUS_OK) {
        *cookie_r = cookie;
        log_info("login_opened", LOG_INT("compte", essai.compte_id), LOG_TEXT("peer", adresse));
    }
    return status;
}

static void lire_acteur(const struct db_rows *rows, struct arena *arena, struct acteur *acteur)
{
    acteur->login_id = db_int(rows, 0);
    acteur->compte_id = db_int(rows, 3);
    acteur->email = db_text(rows, 4, arena);
    acteur->nom = db_text(rows, 5, arena);
    acteur->profil = (enum profil)profil_de_code(db_text(rows, 6, NULL));
    acteur->etablissement_id = db_int(rows, 7);
    acteur->etablissement_siret = db_text(rows, 8, arena);
    acteur->etablissement_nom = db_text(rows, 9, arena);
}

static bool login_fini(const struct config *config, const struct acteur *acteur, int64_t ouvert_a,
                       int64_t vu_a, int64_t now)
{
    if (now - ouvert_a >= config->login_hours * 3600) {
        return true;
    }
    return acteur_est_officier(acteur) && now - vu_a >= config->login_idle_minutes * 60;
}

enum status login_acteur(struct db *db, struct arena *arena, const struct config *config,
                         const char *cookie, struct acteur *acteur_r, bool *a_toucher_r)
{
    int64_t now = dates_now();
    struct acteur acteur = {0};
    int64_t ouvert_a = 0;
    int64_t vu_a = 0;
    bool known = false;
    struct db_rows rows;
    DB_QUERY(db, &LOGIN_ACTEUR, &rows, BIND_TEXT(crypto_digest(arena, cookie, NULL)));
    if (db_next(&rows)) {
        known = true;
        lire_acteur(&rows, arena, &acteur);
        ouvert_a = db_int(&rows, 1);
        vu_a = db_int(&rows, 2);
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK) {
        return status;
    }
    if (!known || login_fini(config, &acteur, ouvert_a, vu_a, now)) {
        return STATUS_LOGIN;
    }
    *acteur_r = acteur;
    *a_toucher_r = now - vu_a >= 60;
    return STATUS_OK;
}

enum status login_toucher(struct db *db, const struct acteur *acteur)
{
    return DB_EXEC(db, &LOGIN_TOUCHER, NULL, BIND_INT(acteur->login_id), BIND_INT(dates_now()));
}

enum status login_fermer(struct db *db, struct arena *arena, const char *cookie)
{
    return DB_EXEC(db, &LOGIN_FERMER, NULL, BIND_TEXT(crypto_digest(arena, cookie, NULL)));
}

enum status login_nettoyer(struct db *db, const struct config *config)
{
    int64_t now = dates_now();
    enum status status =
        DB_EXEC(db, &LOGIN_NETTOYER, NULL, BIND_INT(now - config->login_hours * 3600));
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &TENTATIVE_NETTOYER, NULL, BIND_INT(now - LOGIN_THROTTLE_SECONDS),
                         BIND_INT(now - COMPTE_OUBLI_FENETRE));
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &INVITATION_NETTOYER, NULL, BIND_INT(now));
    }
    return status;
}
