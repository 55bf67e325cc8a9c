#include "compte.h"

#include "email.h"

#include "appareil.h"
#include "ascii.h"
#include "crypto.h"
#include "dates.h"
#include "log.h"
#include "tentative.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

STATEMENT(COMPTE_CREER, "ttitib", "i",
          "INSERT INTO compte (email, profil, contact_numero, nom, etat, cree_a, notification)"
          " VALUES ($1, $2, $3, $4, 'A_REDEFINIR', $5, $6) RETURNING id");

STATEMENT(COMPTE_RENOMMER, "it", "", "UPDATE compte SET nom = $2 WHERE contact_numero = $1");

STATEMENT(COMPTE_EXISTE, "ti", "i", "SELECT id FROM compte WHERE email = $1 AND id <> $2");

STATEMENT(COMPTE_SITE_DONNER, "ii", "",
          "INSERT INTO compte_site (compte_id, site_numero)"
          " SELECT $1, numero FROM site WHERE numero = $2"
          " AND NOT EXISTS (SELECT 1 FROM compte_site WHERE compte_id = $1"
          "  AND site_numero = site.numero)");

STATEMENT(INVITATION_CREER, "tii", "",
          "INSERT INTO invitation (empreinte, compte_id, expire_a) VALUES ($1, $2, $3)");

STATEMENT(INVITATION_LIRE, "ti", "ittttt",
          "SELECT c.id, c.email, c.nom, c.etat, e.raison_sociale, p.nom_usage"
          " FROM invitation i JOIN compte c ON c.id = i.compte_id"
          " LEFT JOIN etablissement e ON e.id = c.etablissement_id"
          " LEFT JOIN site p ON p.etablissement_id = e.id AND p.principal"
          " WHERE i.empreinte = $1 AND i.expire_a >= $2"
          " AND c.etat IN ('A_REDEFINIR', 'actif')");

STATEMENT(COMPTE_DEFINIR, "it", "",
          "UPDATE compte SET mot_de_passe = $2, etat = 'actif' WHERE id = $1");

STATEMENT(INVITATION_EPUISER, "i", "", "DELETE FROM invitation WHERE compte_id = $1");

STATEMENT(COMPTE_LOGINS_FERMER, "i", "", "DELETE FROM login WHERE compte_id = $1");

STATEMENT(COMPTE_DE_CONTACT, "ii", "iitttbii",
          "SELECT c.id, c.version, c.email, c.etat, c.profil, c.notification,"
          " c.derniere_connexion, (SELECT max(i.expire_a) FROM invitation i"
          "  WHERE i.compte_id = c.id AND i.expire_a >= $2)"
          " FROM compte c WHERE c.contact_numero = $1 ORDER BY c.id LIMIT 1");

STATEMENT(COMPTE_SITES, "i", "i",
          "SELECT site_numero FROM compte_site WHERE compte_id = $1 ORDER BY site_numero");

STATEMENT(COMPTE_SITES_VIDER, "i", "", "DELETE FROM compte_site WHERE compte_id = $1");

STATEMENT(COMPTE_MODIFIER, "iittb", "",
          "UPDATE compte SET version = version + 1, email = $3, profil = $4, notification = $5"
          " WHERE id = $1 AND version = $2 AND etat <> 'ferme'");

STATEMENT(COMPTE_REINITIALISER, "i", "",
          "UPDATE compte SET mot_de_passe = NULL,"
          " etat = CASE WHEN etat = 'bloque' THEN etat ELSE 'A_REDEFINIR' END"
          " WHERE id = $1 AND etat <> 'ferme'");

STATEMENT(COMPTE_BLOQUER, "i", "",
          "UPDATE compte SET etat = 'bloque' WHERE id = $1 AND etat <> 'ferme'");

STATEMENT(COMPTE_DEBLOQUER, "i", "",
          "UPDATE compte SET etat = CASE WHEN mot_de_passe IS NULL THEN 'A_REDEFINIR'"
          " ELSE 'actif' END WHERE id = $1 AND etat = 'bloque'");

STATEMENT(COMPTE_FERMER, "it", "",
          "UPDATE compte SET version = version + 1, etat = 'ferme', email = $2, nom = '',"
          " mot_de_passe = NULL, contact_numero = NULL WHERE id = $1");

/* What was sent to it, or waits to be, no longer says to whom. */
STATEMENT(COMPTE_COURRIELS_TAIRE, "i", "",
          "UPDATE courriel SET destinataire = 'effacé', sujet = '', texte = '', lien = NULL,"
          " erreur = NULL, etat = CASE etat WHEN 'a_envoyer' THEN 'abandonne' ELSE etat END"
          " WHERE destinataire = (SELECT email FROM compte WHERE id = $1)");

/* Both run whether anybody has that e-mail or not. */
STATEMENT(OUBLI_EPUISER, "t", "",
          "DELETE FROM invitation WHERE oubli AND compte_id IN (SELECT id FROM compte"
          " WHERE email = $1 AND etat IN ('A_REDEFINIR', 'actif'))");

STATEMENT(OUBLI_INVITER, "tti", "",
          "INSERT INTO invitation (empreinte, compte_id, expire_a, oubli)"
          " SELECT $2, id, $3, TRUE FROM compte WHERE email = $1"
          " AND etat IN ('A_REDEFINIR', 'actif')");

char *compte_normaliser_email(struct arena *arena, const char *email)
{
    char *clean = arena_strdup(arena, email_keep(arena, text_clean(arena, email)));
    for (char *p = clean; *p; p++) {
        *p = ascii_lower(*p);
    }
    return clean;
}

/* Free, or that of the account `id` (0: of none). */
static enum status email_libre(struct db *db, const char *email, int64_t id, bool *libre_r)
{
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_EXISTE, &rows, BIND_TEXT(email), BIND_INT(id));
    *libre_r = !db_next(&rows);
    return db_end(&rows);
}

/* The e-mail was free a moment ago: somebody else took it in between. Run again, the transaction
 * finds it taken and says so. */
static enum status email_dispute(enum status status)
{
    return status == STATUS_CONFLICT ? STATUS_BUSY : status;
}

static enum status donner_sites(struct db *db, struct arena *arena, int64_t compte_id,
                                const int64_t *sites, size_t n, const char **message_r)
{
    for (size_t i = 0; i < n; i++) {
        int64_t changed = 0;
        TRY(DB_EXEC(db, &COMPTE_SITE_DONNER, &changed, BIND_INT(compte_id), BIND_INT(sites[i])));
        if (changed == 0) {
            *message_r =
                arena_printf(arena, "Site %lld : inconnu, ou donné deux fois", (long long)sites[i]);
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
             BIND_TEXT(nom), BIND_INT(dates_now()), BIND_BOOL(!nouveau->sans_notification));
    if (db_next(&rows)) {
        *id_r = db_int(&rows, 0);
    }
    return email_dispute(db_end(&rows));
}

static enum status ajouter_invitation(struct db *db, struct arena *arena, int64_t id,
                                      const char **jeton_r)
{
    const char *jeton = crypto_token(arena);
    TRY(DB_EXEC(db, &INVITATION_CREER, NULL, BIND_TEXT(crypto_digest(arena, jeton, NULL)),
                BIND_INT(id), BIND_INT(dates_now() + COMPTE_INVITATION_SECONDES)));
    *jeton_r = jeton;
    return STATUS_OK;
}

enum status compte_creer(struct db *db, struct arena *arena, const struct compte_nouveau *nouveau,
                         const char **jeton_r, const char **message_r)
{
    const char *email = compte_normaliser_email(arena, nouveau->email);
    const char *wrong = email_check(arena, email);
    if (wrong) {
        *message_r = arena_printf(arena, "Email : %s", wrong);
        return STATUS_REFUSED;
    }
    if (nouveau->profil == PROFIL_OF && nouveau->site_count == 0) {
        *message_r = "Sites Administrables : un compte OF en a au moins un";
        return STATUS_REFUSED;
    }
    bool libre = false;
    TRY(email_libre(db, email, 0, &libre));
    if (!libre) {
        *message_r = arena_printf(arena, "Email : %s a déjà un compte", email);
        return STATUS_REFUSED;
    }
    int64_t id = 0;
    TRY(inserer_compte(db, arena, email, nouveau, &id));
    TRY(donner_sites(db, arena, id, nouveau->sites, nouveau->site_count, message_r));
    return ajouter_invitation(db, arena, id, jeton_r);
}

enum status compte_invitation(struct db *db, struct arena *arena, const char *jeton,
                              struct compte_invite *invite_r)
{
    struct compte_invite invite = {0};
    struct db_rows rows;
    DB_QUERY(db, &INVITATION_LIRE, &rows, BIND_TEXT(crypto_digest(arena, jeton, NULL)),
             BIND_INT(dates_now()));
    if (db_next(&rows)) {
        invite = (struct compte_invite){.id = db_int(&rows, 0),
                                        .email = db_text(&rows, 1, arena),
                                        .nom = db_text(&rows, 2, arena),
                                        .actif = strcmp(db_text(&rows, 3, NULL), "actif") == 0,
                                        .raison_sociale = db_text(&rows, 4, arena),
                                        .nom_usage = db_text(&rows, 5, arena)};
    }
    TRY(db_end_found(&rows));
    *invite_r = invite;
    return STATUS_OK;
}

/* Its logins end, and no browser is one of its own any more. */
static enum status fermer_acces(struct db *db, int64_t id)
{
    TRY(DB_EXEC(db, &COMPTE_LOGINS_FERMER, NULL, BIND_INT(id)));
    return appareil_oublier(db, id);
}

enum status compte_definir_mot_de_passe(struct db *db, struct arena *arena, const char *jeton,
                                        const char *empreinte)
{
    struct compte_invite invite = {0};
    TRY(compte_invitation(db, arena, jeton, &invite));
    TRY(DB_EXEC(db, &COMPTE_DEFINIR, NULL, BIND_INT(invite.id), BIND_TEXT(empreinte)));
    TRY(DB_EXEC(db, &INVITATION_EPUISER, NULL, BIND_INT(invite.id)));
    TRY(fermer_acces(db, invite.id));
    /* Who could open the mailbox is the owner: no longer kept out by what others tried. */
    return tentative_oublier(db, arena, tentative_cle_compte(arena, invite.email));
}

/* ---- the account of a contact */

static void lire_fiche(const struct db_rows *rows, struct arena *arena, struct compte_fiche *fiche)
{
    fiche->id = db_int(rows, 0);
    fiche->version = db_int(rows, 1);
    fiche->email = db_text(rows, 2, arena);
    fiche->etat = db_text(rows, 3, arena);
    fiche->profil = db_text(rows, 4, arena);
    fiche->notification = db_bool(rows, 5);
    fiche->derniere_connexion = db_int(rows, 6);
    fiche->invitation_expire_a = db_int(rows, 7);
}

static enum status lire_sites(struct db *db, struct arena *arena, struct compte_fiche *fiche)
{
    int64_t *sites = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_SITES, &rows, BIND_INT(fiche->id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, sites, n) = db_int(&rows, 0);
    }
    fiche->sites = sites;
    fiche->site_count = n;
    return db_end(&rows);
}

enum status compte_de_contact(struct db *db, struct arena *arena, int64_t contact_numero,
                              struct compte_fiche *fiche_r)
{
    struct compte_fiche fiche = {.email = "", .etat = "", .profil = ""};
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_DE_CONTACT, &rows, BIND_INT(contact_numero), BIND_INT(dates_now()));
    if (db_next(&rows)) {
        lire_fiche(&rows, arena, &fiche);
    }
    TRY(db_end(&rows));
    if (fiche.id) {
        TRY(lire_sites(db, arena, &fiche));
    }
    *fiche_r = fiche;
    return STATUS_OK;
}

enum status compte_modifier(struct db *db, struct arena *arena, const struct compte_fiche *fiche)
{
    const char *email = compte_normaliser_email(arena, fiche->email);
    bool libre = false;
    TRY(email_libre(db, email, fiche->id, &libre));
    if (!libre || email_check(arena, email)) {
        return STATUS_REFUSED;
    }
    int64_t changed = 0;
    TRY(email_dispute(DB_EXEC(db, &COMPTE_MODIFIER, &changed, BIND_INT(fiche->id),
                              BIND_INT(fiche->version), BIND_TEXT(email), BIND_TEXT(fiche->profil),
                              BIND_BOOL(fiche->notification))));
    if (changed == 0) {
        return STATUS_CONFLICT;
    }
    TRY(DB_EXEC(db, &COMPTE_SITES_VIDER, NULL, BIND_INT(fiche->id)));
    const char *message = NULL;
    return donner_sites(db, arena, fiche->id, fiche->sites, fiche->site_count, &message);
}

enum status compte_inviter(struct db *db, struct arena *arena, int64_t id, const char **jeton_r)
{
    TRY(DB_EXEC(db, &INVITATION_EPUISER, NULL, BIND_INT(id)));
    return ajouter_invitation(db, arena, id, jeton_r);
}

enum status compte_compter_invitation(struct db *db, struct arena *arena, int64_t par,
                                      const char *email, const char **message_r)
{
    const char *empreinte = crypto_digest(arena, compte_normaliser_email(arena, email), NULL);
    const struct tentative adresse = {.cle = arena_printf(arena, "ie:%s", empreinte),
                                      .maximum = COMPTE_INVITATION_EMAIL,
                                      .secondes = COMPTE_INVITATION_FENETRE};
    const struct tentative personne = {.cle = arena_printf(arena, "ip:%lld", (long long)par),
                                       .maximum = COMPTE_INVITATION_PERSONNE,
                                       .secondes = COMPTE_INVITATION_FENETRE};
    bool adresse_trop = false;
    bool personne_trop = false;
    TRY(tentative_compter(db, &personne, &personne_trop));
    TRY(tentative_compter(db, &adresse, &adresse_trop));
    if (!(adresse_trop || personne_trop)) {
        return STATUS_OK;
    }
    log_warning("invitations_throttled", LOG_INT("compte", par));
    *message_r =
        adresse_trop
            ? arena_printf(arena,
                           "%d invitations sont parties vers %s en une heure, réessayez plus "
                           "tard",
                           COMPTE_INVITATION_EMAIL, email)
            : arena_printf(arena,
                           "Vous avez envoyé %d invitations en une heure, réessayez plus tard",
                           COMPTE_INVITATION_PERSONNE);
    return STATUS_TOO_MANY;
}

enum status compte_reinitialiser(struct db *db, int64_t id)
{
    TRY(DB_EXEC(db, &COMPTE_REINITIALISER, NULL, BIND_INT(id)));
    TRY(DB_EXEC(db, &INVITATION_EPUISER, NULL, BIND_INT(id)));
    return fermer_acces(db, id);
}

enum status compte_bloquer(struct db *db, int64_t id, bool bloque)
{
    if (!bloque) {
        return DB_EXEC(db, &COMPTE_DEBLOQUER, NULL, BIND_INT(id));
    }
    TRY(DB_EXEC(db, &COMPTE_BLOQUER, NULL, BIND_INT(id)));
    return fermer_acces(db, id);
}

enum status compte_renommer(struct db *db, int64_t contact_numero, const char *nom)
{
    return DB_EXEC(db, &COMPTE_RENOMMER, NULL, BIND_INT(contact_numero), BIND_TEXT(nom));
}

enum status compte_fermer(struct db *db, int64_t id)
{
    char email[40];
    (void)snprintf(email, sizeof email, "ferme-%lld", (long long)id);
    TRY(DB_EXEC(db, &COMPTE_COURRIELS_TAIRE, NULL, BIND_INT(id)));
    TRY(DB_EXEC(db, &COMPTE_FERMER, NULL, BIND_INT(id), BIND_TEXT(email)));
    TRY(DB_EXEC(db, &COMPTE_SITES_VIDER, NULL, BIND_INT(id)));
    TRY(DB_EXEC(db, &INVITATION_EPUISER, NULL, BIND_INT(id)));
    return fermer_acces(db, id);
}

/* ---- forgotten password */

/* Per e-mail and network first: a stranger's demands do not use up the owner's. */
static enum status compter_oubli(struct db *db, struct arena *arena, const char *email,
                                 const char *adresse)
{
    const char *empreinte = crypto_digest(arena, email, NULL);
    const char *reseau = appareil_reseau(arena, adresse);
    const struct tentative limites[] = {
        {.cle = arena_printf(arena, "oc:%s:%s", empreinte, reseau),
         .maximum = COMPTE_OUBLI_COMPTE,
         .secondes = COMPTE_OUBLI_FENETRE},
        {.cle = arena_printf(arena, "oc:%s", empreinte),
         .maximum = COMPTE_OUBLI_PARTOUT,
         .secondes = COMPTE_OUBLI_FENETRE},
        {.cle = arena_printf(arena, "oa:%s", reseau),
         .maximum = COMPTE_OUBLI_ADRESSE,
         .secondes = COMPTE_OUBLI_FENETRE},
    };
    bool trop = false;
    TRY(tentative_compter_toutes(db, limites, sizeof limites / sizeof *limites, &trop));
    if (trop) {
        log_warning("forgotten_password_throttled", LOG_TEXT("peer", adresse));
        return STATUS_TOO_MANY;
    }
    return STATUS_OK;
}

enum status compte_oublier(struct db *db, struct arena *arena, const char *email,
                           const char *adresse, const char **jeton_r)
{
    const char *normal = compte_normaliser_email(arena, email);
    TRY(compter_oubli(db, arena, normal, adresse));
    const char *jeton = crypto_token(arena);
    int64_t changed = 0;
    TRY(DB_EXEC(db, &OUBLI_EPUISER, NULL, BIND_TEXT(normal)));
    TRY(DB_EXEC(db, &OUBLI_INVITER, &changed, BIND_TEXT(normal),
                BIND_TEXT(crypto_digest(arena, jeton, NULL)),
                BIND_INT(dates_now() + COMPTE_OUBLI_SECONDES)));
    *jeton_r = changed ? jeton : NULL;
    return STATUS_OK;
}
