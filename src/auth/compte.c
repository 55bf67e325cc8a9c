#include "compte.h"

#include "crypto.h"
#include "dates.h"
#include "text.h"

#include <pwquality.h>
#include <string.h>

STATEMENT(COMPTE_CREER, "ttiti", "i",
          "INSERT INTO compte (email, profil, contact_numero, nom, etat, cree_a)"
          " VALUES ($1, $2, $3, $4, 'A_REDEFINIR', $5) RETURNING id");

STATEMENT(COMPTE_EXISTE, "t", "i", "SELECT id FROM compte WHERE email = $1");

STATEMENT(COMPTE_SITE_DONNER, "ii", "",
          "INSERT INTO compte_site (compte_id, site_numero)"
          " SELECT $1, numero FROM site WHERE numero = $2"
          " AND NOT EXISTS (SELECT 1 FROM compte_site WHERE compte_id = $1"
          "  AND site_numero = site.numero)");

STATEMENT(INVITATION_CREER, "tii", "",
          "INSERT INTO invitation (empreinte, compte_id, expire_a) VALUES ($1, $2, $3)");

STATEMENT(INVITATION_LIRE, "ti", "it",
          "SELECT c.id, c.email FROM invitation i JOIN compte c ON c.id = i.compte_id"
          " WHERE i.empreinte = $1 AND i.expire_a >= $2 AND c.etat <> 'bloque'");

STATEMENT(COMPTE_DEFINIR, "it", "",
          "UPDATE compte SET mot_de_passe = $2, etat = 'actif' WHERE id = $1");

STATEMENT(INVITATION_EPUISER, "i", "", "DELETE FROM invitation WHERE compte_id = $1");

STATEMENT(COMPTE_LOGINS_FERMER, "i", "", "DELETE FROM login WHERE compte_id = $1");

const char *compte_juger_email(const char *email)
{
    static const char *wrong = "adresse mal formée, attendu nom@domaine.fr";
    size_t length = text_length(email);
    if (length < 3 || length > 160) {
        return "entre 3 et 160 caractères attendus";
    }
    const char *at = strchr(email, '@');
    if (!at || at == email || strchr(at + 1, '@') || !strchr(at + 1, '.')) {
        return wrong;
    }
    for (const char *p = email; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c <= ' ' || c >= 0x7f || strchr("<>()[],;:\\\"", c)) {
            return wrong;
        }
    }
    size_t end = strlen(email) - 1;
    if (strchr(".-", at[1]) || strchr(".-", email[end]) || strstr(email, "..")) {
        return wrong;
    }
    return NULL;
}

char *compte_normaliser_email(struct arena *arena, const char *email)
{
    char *clean = text_clean(arena, email);
    for (char *p = clean; *p; p++) {
        *p = (char)((*p >= 'A' && *p <= 'Z') ? *p + ('a' - 'A') : *p);
    }
    return clean;
}

static enum status email_libre(struct db *db, const char *email, bool *libre_r)
{
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_EXISTE, &rows, BIND_TEXT(email));
    *libre_r = !db_next(&rows);
    return db_end(&rows);
}

static enum status donner_sites(struct db *db, struct arena *arena, int64_t compte_id,
                                const struct compte_nouveau *nouveau, const char **message_r)
{
    for (size_t i = 0; i < nouveau->site_count; i++) {
        int64_t changed = 0;
        enum status status = DB_EXEC(db, &COMPTE_SITE_DONNER, &changed, BIND_INT(compte_id),
                                     BIND_INT(nouveau->sites[i]));
        if (status != STATUS_OK) {
            return status;
        }
        if (changed == 0) {
            *message_r = arena_printf(arena, "Site %lld : inconnu, ou donné deux fois",
                                      (long long)nouveau->sites[i]);
            return STATUS_REFUSED;
        }
    }
    return STATUS_OK;
}

static enum status inserer_compte(struct db *db, struct arena *arena, const char *email,
                                  const struct compte_nouveau *nouveau, int64_t *id_r)
{
    const char *nom = nouveau->nom && nouveau->nom[0]
                          ? nouveau->nom
                          : arena_strndup(arena, email, strcspn(email, "@"));
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_CREER, &rows, BIND_TEXT(email), BIND_TEXT(profil_code(nouveau->profil)),
             nouveau->contact_numero ? BIND_INT(nouveau->contact_numero) : BIND_NULL,
             BIND_TEXT(nom), BIND_INT(dates_now()));
    if (db_next(&rows)) {
        *id_r = db_int(&rows, 0);
    }
    return db_end(&rows);
}

enum status compte_creer(struct db *db, struct arena *arena, const struct compte_nouveau *nouveau,
                         const char **jeton_r, const char **message_r)
{
    const char *email = compte_normaliser_email(arena, nouveau->email);
    const char *wrong = compte_juger_email(email);
    if (wrong) {
        *message_r = arena_printf(arena, "Email : %s", wrong);
        return STATUS_REFUSED;
    }
    if (nouveau->profil == PROFIL_OF && nouveau->site_count == 0) {
        *message_r = "Sites Administrables : un compte OF en a au moins un";
        return STATUS_REFUSED;
    }
    bool libre = false;
    enum status status = email_libre(db, email, &libre);
    if (status == STATUS_OK && !libre) {
        *message_r = arena_printf(arena, "Email : %s a déjà un compte", email);
        return STATUS_REFUSED;
    }
    int64_t id = 0;
    if (status == STATUS_OK) {
        status = inserer_compte(db, arena, email, nouveau, &id);
    }
    if (status == STATUS_OK) {
        status = donner_sites(db, arena, id, nouveau, message_r);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *jeton_r = crypto_token(arena);
    return DB_EXEC(db, &INVITATION_CREER, NULL, BIND_TEXT(crypto_digest(arena, *jeton_r, NULL)),
                   BIND_INT(id), BIND_INT(dates_now() + COMPTE_INVITATION_SECONDES));
}

static enum status lire_invitation(struct db *db, struct arena *arena, const char *jeton,
                                   int64_t *id_r, const char **email_r)
{
    enum status found = STATUS_NOT_FOUND;
    struct db_rows rows;
    DB_QUERY(db, &INVITATION_LIRE, &rows, BIND_TEXT(crypto_digest(arena, jeton, NULL)),
             BIND_INT(dates_now()));
    if (db_next(&rows)) {
        found = STATUS_OK;
        *id_r = db_int(&rows, 0);
        *email_r = db_text(&rows, 1, arena);
    }
    enum status status = db_end(&rows);
    return status != STATUS_OK ? status : found;
}

enum status compte_invitation(struct db *db, struct arena *arena, const char *jeton,
                              const char **email_r)
{
    int64_t id = 0;
    return lire_invitation(db, arena, jeton, &id, email_r);
}

const char *compte_juger_mot_de_passe(struct arena *arena, const char *mot_de_passe,
                                      const char *email)
{
    size_t length = text_length(mot_de_passe);
    if (length < COMPTE_MOT_DE_PASSE_MIN || length > COMPTE_MOT_DE_PASSE_MAX) {
        return arena_printf(arena, "%zu caractères, entre %d et %d attendus", length,
                            COMPTE_MOT_DE_PASSE_MIN, COMPTE_MOT_DE_PASSE_MAX);
    }
    pwquality_settings_t *settings = pwquality_default_settings();
    if (!settings) {
        return "contrôle impossible, réessayez plus tard";
    }
    /* The dictionary is an optional package of the system: where it lacks, the other rules hold. */
    pwquality_set_int_value(settings, PWQ_SETTING_DICT_CHECK, 0);
    pwquality_set_int_value(settings, PWQ_SETTING_MIN_LENGTH, COMPTE_MOT_DE_PASSE_MIN);
    pwquality_set_int_value(settings, PWQ_SETTING_MAX_REPEAT, 4);
    pwquality_set_int_value(settings, PWQ_SETTING_MAX_SEQUENCE, 5);
    char *local = arena_strndup(arena, email, strcspn(email, "@"));
    int score = pwquality_check(settings, mot_de_passe, NULL, local, NULL);
    pwquality_free_settings(settings);
    if (score < 0) {
        return "trop facile à deviner, choisissez plusieurs mots sans lien avec votre email";
    }
    return NULL;
}

enum status compte_definir_mot_de_passe(struct db *db, struct arena *arena, const char *jeton,
                                        const char *empreinte)
{
    int64_t id = 0;
    const char *email = NULL;
    enum status status = lire_invitation(db, arena, jeton, &id, &email);
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &COMPTE_DEFINIR, NULL, BIND_INT(id), BIND_TEXT(empreinte));
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &INVITATION_EPUISER, NULL, BIND_INT(id));
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &COMPTE_LOGINS_FERMER, NULL, BIND_INT(id));
    }
    return status;
}
