#include "login.h"

#include "appareil.h"
#include "compte.h"
#include "crypto.h"
#include "dates.h"
#include "log.h"
#include "tentative.h"

#include <string.h>

STATEMENT(COMPTE_POUR_LOGIN, "t", "itt",
          "SELECT id, mot_de_passe, etat FROM compte WHERE email = $1");

STATEMENT(LOGIN_OUVRIR, "tiitt", "",
          "INSERT INTO login (empreinte, compte_id, ouvert_a, vu_a, confirme_a, appareil, reseau)"
          " VALUES ($1, $2, $3, $3, $3, $4, $5)");

STATEMENT(LOGIN_CONFIRMER, "iii", "",
          "UPDATE login SET confirme_a = $3 WHERE id = $1 AND compte_id = $2");

STATEMENT(COMPTE_CONNECTE, "ii", "", "UPDATE compte SET derniere_connexion = $2 WHERE id = $1");

/* The establishment and the sites of an account follow compte_site (migrations/0017). */
STATEMENT(LOGIN_ACTEUR, "t", "iiiitttittib",
          "SELECT l.id, l.ouvert_a, l.vu_a, c.id, c.email, c.nom, c.profil, e.id, e.siret,"
          " p.nom_usage, l.confirme_a, COALESCE(c.sites = (SELECT count(*) FROM site t"
          "  WHERE t.etablissement_id = c.etablissement_id), FALSE)"
          " FROM login l JOIN compte c ON c.id = l.compte_id"
          " LEFT JOIN etablissement e ON e.id = c.etablissement_id"
          " LEFT JOIN site p ON p.etablissement_id = e.id AND p.principal = TRUE"
          " WHERE l.empreinte = $1 AND c.etat = 'actif'");

STATEMENT(LOGIN_TOUCHER, "ii", "", "UPDATE login SET vu_a = $2 WHERE id = $1");

STATEMENT(LOGIN_FERMER, "t", "", "DELETE FROM login WHERE empreinte = $1");

STATEMENT(LOGIN_NETTOYER, "i", "", "DELETE FROM login WHERE ouvert_a < $1");

STATEMENT(INVITATION_NETTOYER, "i", "", "DELETE FROM invitation WHERE expire_a < $1");

#define COMPTEURS 3

/* What an attempt counts for. The first is that of the account, with this browser or from this
 * network: it is forgotten when the password is right; the others get theirs back. */
struct essai {
    struct arena *arena;
    const struct login_demande *demande;
    const char *reseau;
    struct tentative compteurs[COMPTEURS];
    size_t n;
    bool trop; /* over one of the limits */
    int64_t compte_id;
    const char *cookie;   /* of the new login */
    const char *appareil; /* cookie of the browser */
};

/* Counted before the password is checked: a hundred attempts sent at once are a hundred attempts.
 */
static enum status compter_essai(struct db *db, void *context)
{
    struct essai *essai = context;
    essai->trop = false;
    return tentative_compter_toutes(db, essai->compteurs, essai->n, &essai->trop);
}

static void choisir_compteurs(struct essai *essai, const char *email,
                              const struct appareil_connu *connu)
{
    struct arena *arena = essai->arena;
    const char *compte = tentative_cle_compte(arena, email);
    if (connu->appareil) {
        const char *own = crypto_digest(arena, essai->demande->appareil, NULL);
        essai->compteurs[essai->n++] =
            (struct tentative){.cle = arena_printf(arena, "%s:d:%s", compte, own),
                               .maximum = LOGIN_THROTTLE_COMPTE,
                               .secondes = LOGIN_THROTTLE_SECONDS};
        return;
    }
    essai->compteurs[essai->n++] =
        (struct tentative){.cle = arena_printf(arena, "%s:r:%s", compte, essai->reseau),
                           .maximum = LOGIN_THROTTLE_COMPTE,
                           .secondes = LOGIN_THROTTLE_SECONDS};
    essai->compteurs[essai->n++] =
        (struct tentative){.cle = arena_printf(arena, "a:%s", essai->reseau),
                           .maximum = LOGIN_THROTTLE_ADRESSE,
                           .secondes = LOGIN_THROTTLE_SECONDS};
    if (!connu->reseau) {
        essai->compteurs[essai->n++] = (struct tentative){
            .cle = compte, .maximum = LOGIN_THROTTLE_PARTOUT, .secondes = LOGIN_THROTTLE_SECONDS};
    }
}

static enum status oublier_essai(struct db *db, const struct essai *essai)
{
    TRY(tentative_oublier(db, essai->arena, essai->compteurs[0].cle));
    for (size_t i = 1; i < essai->n; i++) {
        TRY(tentative_rendre(db, essai->compteurs[i].cle));
    }
    return STATUS_OK;
}

static enum status inscrire_login(struct db *db, void *context)
{
    const struct essai *essai = context;
    struct arena *arena = essai->arena;
    int64_t now = dates_now();
    /* One login a browser: the earlier one, of whomever, ends. */
    TRY(login_fermer(db, arena, essai->demande->ancien));
    TRY(DB_EXEC(db, &LOGIN_OUVRIR, NULL, BIND_TEXT(crypto_digest(arena, essai->cookie, NULL)),
                BIND_INT(essai->compte_id), BIND_INT(now),
                BIND_TEXT(appareil_en_mots(arena, essai->demande->agent)),
                BIND_TEXT(essai->reseau)));
    TRY(DB_EXEC(db, &COMPTE_CONNECTE, NULL, BIND_INT(essai->compte_id), BIND_INT(now)));
    TRY(appareil_noter(db, arena, essai->compte_id, essai->appareil, essai->reseau));
    return oublier_essai(db, essai);
}

/* The stored hash of an account that may log in; NULL for any other, whose check costs the same. */
static enum status chercher_compte(struct db *db, struct arena *arena, const char *email,
                                   int64_t *id_r, const char **hash_r)
{
    struct db_rows rows;
    *hash_r = NULL;
    DB_QUERY(db, &COMPTE_POUR_LOGIN, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        *id_r = db_int(&rows, 0);
        if (!db_is_null(&rows, 1) && strcmp(db_text(&rows, 2, NULL), "actif") == 0) {
            *hash_r = db_text(&rows, 1, arena);
        }
    }
    return db_end(&rows);
}

static enum status essayer(struct db *db, struct essai *essai)
{
    struct arena *arena = essai->arena;
    const char *email = compte_normaliser_email(arena, essai->demande->email);
    struct appareil_connu connu = {0};
    TRY(appareil_reconnaitre(db, arena, email, essai->demande->appareil, essai->reseau, &connu));
    choisir_compteurs(essai, email, &connu);
    TRY(db_transaction(db, compter_essai, essai));
    if (essai->trop) {
        log_warning("login_throttled", LOG_TEXT("peer", essai->demande->adresse));
        return STATUS_TOO_MANY;
    }
    const char *hash = NULL;
    TRY(chercher_compte(db, arena, email, &essai->compte_id, &hash));
    if (!crypto_password_verify(hash, essai->demande->mot_de_passe)) {
        log_info("login_refused", LOG_TEXT("peer", essai->demande->adresse));
        return STATUS_REFUSED;
    }
    return STATUS_OK;
}

enum status login_ouvrir(struct db *db, struct arena *arena, const struct login_demande *demande,
                         struct login_ouvert *ouvert_r)
{
    struct essai essai = {
        .arena = arena, .demande = demande, .reseau = appareil_reseau(arena, demande->adresse)};
    TRY(essayer(db, &essai));
    essai.cookie = crypto_token(arena);
    essai.appareil =
        appareil_est_cookie(demande->appareil) ? demande->appareil : crypto_token(arena);
    TRY(db_transaction(db, inscrire_login, &essai));
    *ouvert_r = (struct login_ouvert){.cookie = essai.cookie, .appareil = essai.appareil};
    log_info("login_opened", LOG_INT("compte", essai.compte_id),
             LOG_TEXT("peer", demande->adresse));
    return STATUS_OK;
}

bool login_confirme(const struct acteur *acteur)
{
    /* A clock that was set back makes no login lasting. */
    int64_t age = dates_now() - acteur->confirme_a;
    return age >= 0 && age < LOGIN_CONFIRMATION_SECONDES;
}

struct confirmation {
    const struct essai *essai;
    const struct acteur *acteur;
    int64_t now;
};

static enum status noter_confirmation(struct db *db, void *context)
{
    const struct confirmation *confirmation = context;
    int64_t changed = 0;
    TRY(DB_EXEC(db, &LOGIN_CONFIRMER, &changed, BIND_INT(confirmation->acteur->login_id),
                BIND_INT(confirmation->essai->compte_id), BIND_INT(confirmation->now)));
    if (changed == 0) {
        return STATUS_LOGIN;
    }
    return oublier_essai(db, confirmation->essai);
}

enum status login_confirmer(struct db *db, struct arena *arena, struct acteur *acteur,
                            const struct login_demande *demande)
{
    struct essai essai = {
        .arena = arena, .demande = demande, .reseau = appareil_reseau(arena, demande->adresse)};
    struct confirmation confirmation = {.essai = &essai, .acteur = acteur, .now = dates_now()};
    TRY(essayer(db, &essai));
    TRY(db_transaction(db, noter_confirmation, &confirmation));
    acteur->confirme_a = confirmation.now;
    return STATUS_OK;
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
    acteur->confirme_a = db_int(rows, 10);
    acteur->tous_les_sites = db_bool(rows, 11);
}

bool login_fini(const struct config *config, const struct acteur *acteur, int64_t ouvert_a,
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
    TRY(db_end(&rows));
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
    TRY(DB_EXEC(db, &LOGIN_NETTOYER, NULL, BIND_INT(now - config->login_hours * 3600)));
    TRY(tentative_nettoyer(db));
    TRY(appareil_nettoyer(db));
    return DB_EXEC(db, &INVITATION_NETTOYER, NULL, BIND_INT(now));
}
