#include "commande.h"

#include "compte.h"
#include "compte_liste.h"
#include "dates.h"
#include "ecrivain_csv.h"
#include "log.h"
#include "text.h"

#include <string.h>

static void dire_lien(const struct contexte *contexte, const char *jeton)
{
    printf("Lien d'invitation, valable 7 jours, à usage unique :\n%s/mot-de-passe/%s\n",
           contexte->config.base_url, jeton);
}

/* ---- a new account */

struct creation {
    struct arena *arena;
    struct compte_nouveau compte;
    const char *jeton;
    const char *message;
};

static enum status creer_compte(struct db *db, void *context)
{
    struct creation *creation = context;
    return compte_creer(db, creation->arena, &creation->compte, &creation->jeton,
                        &creation->message);
}

static int creer(struct contexte *contexte)
{
    if (!contexte->email || !contexte->profil) {
        return commande_attendu(contexte);
    }
    unsigned profil = profil_de_code(contexte->profil);
    if (!profil) {
        return commande_dire(COMMANDE_USAGE, "--profil attend OF, CARIF ou ADMIN");
    }
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    struct creation creation = {.arena = contexte->arena,
                                .compte = {.email = contexte->email,
                                           .nom = contexte->nom,
                                           .profil = (enum profil)profil,
                                           .sites = contexte->sites,
                                           .site_count = contexte->site_n}};
    enum status status = db_transaction(db, creer_compte, &creation);
    db_close(db);
    if (status != STATUS_OK) {
        return commande_dire(commande_code(status), "%s",
                             creation.message ? creation.message : "le compte n'a pas été créé");
    }
    puts("Compte créé");
    dire_lien(contexte, creation.jeton);
    return COMMANDE_OK;
}

/* ---- an account that is there */

struct geste {
    struct arena *arena;
    const char *email;
    enum status (*faire)(struct db *db, struct geste *geste, const struct compte_ligne *compte);
    const char *jeton;
    const char *message; /* why it was refused */
};

static enum status faire_geste(struct db *db, void *context)
{
    struct geste *geste = context;
    struct compte_ligne compte;
    enum status status = compte_de_email(db, geste->arena, geste->email, &compte);
    if (status == STATUS_NOT_FOUND) {
        geste->message = arena_printf(geste->arena, "aucun compte %s", geste->email);
    }
    TRY(status);
    return geste->faire(db, geste, &compte);
}

static enum status inviter(struct db *db, struct geste *geste, const struct compte_ligne *compte)
{
    if (strcmp(compte->etat, "bloque") == 0) {
        geste->message = "le compte est bloqué, débloquez-le d'abord";
        return STATUS_REFUSED;
    }
    return compte_inviter(db, geste->arena, compte->id, &geste->jeton);
}

static enum status changer_etat(struct db *db, struct geste *geste,
                                const struct compte_ligne *compte, bool bloque)
{
    if ((strcmp(compte->etat, "bloque") == 0) == bloque) {
        geste->message = bloque ? "le compte est déjà bloqué" : "le compte n'est pas bloqué";
        return STATUS_REFUSED;
    }
    return compte_bloquer(db, compte->id, bloque);
}

static enum status bloquer(struct db *db, struct geste *geste, const struct compte_ligne *compte)
{
    return changer_etat(db, geste, compte, true);
}

static enum status debloquer(struct db *db, struct geste *geste, const struct compte_ligne *compte)
{
    return changer_etat(db, geste, compte, false);
}

static int executer(struct contexte *contexte, struct geste *geste, const char *fait)
{
    if (!contexte->email) {
        return commande_attendu(contexte);
    }
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    geste->arena = contexte->arena;
    geste->email = compte_normaliser_email(contexte->arena, contexte->email);
    enum status status = db_transaction(db, faire_geste, geste);
    db_close(db);
    if (status != STATUS_OK) {
        return commande_dire(commande_code(status), "%s",
                             geste->message ? geste->message : "le compte n'a pas changé");
    }
    log_info("account_command", LOG_TEXT("gesture", contexte->arguments[0]),
             LOG_TEXT("account", geste->email));
    puts(fait);
    if (geste->jeton) {
        dire_lien(contexte, geste->jeton);
    }
    return COMMANDE_OK;
}

/* ---- all of them */

static const char *etat_en_clair(const char *etat)
{
    return strcmp(etat, "actif") == 0 ? "actif" : strcmp(etat, "bloque") == 0 ? "bloqué" : "invité";
}

static enum status vers_stdout(void *contexte, const void *octets, size_t n)
{
    (void)contexte;
    return fwrite(octets, 1, n, stdout) == n ? STATUS_OK : STATUS_UNAVAILABLE;
}

static void ecrire_csv(const struct compte_lignes *comptes, struct arena *arena)
{
    static const char *const titres[] = {"email", "profil", "état", "dernière connexion", "nom"};
    struct ecrivain_csv *csv = ARENA_NEW(arena, struct ecrivain_csv);
    ecrivain_csv_ouvrir(csv, (struct ecrivain_sortie){vers_stdout, NULL});
    ecrivain_csv_ligne(csv, titres, 5);
    for (size_t i = 0; i < comptes->n; i++) {
        const struct compte_ligne *compte = &comptes->items[i];
        const char *connexion =
            compte->derniere_connexion ? dates_show_instant(arena, compte->derniere_connexion) : "";
        const char *const champs[] = {compte->email, compte->profil, etat_en_clair(compte->etat),
                                      connexion, compte->nom};
        ecrivain_csv_ligne(csv, champs, 5);
    }
    ecrivain_csv_fermer(csv);
}

/* Columns as wide as what they hold, counted in characters. */
static void ecrire_tableau(const struct compte_lignes *comptes, struct arena *arena)
{
    size_t large = strlen("email");
    for (size_t i = 0; i < comptes->n; i++) {
        size_t n = text_length(comptes->items[i].email);
        large = n > large ? n : large;
    }
    printf("%-*s  profil  état    dernière connexion       nom\n", (int)large, "email");
    for (size_t i = 0; i < comptes->n; i++) {
        const struct compte_ligne *compte = &comptes->items[i];
        const char *etat = etat_en_clair(compte->etat);
        const char *connexion = compte->derniere_connexion
                                    ? dates_show_instant(arena, compte->derniere_connexion)
                                    : "jamais";
        printf("%s%*s  %-6s  %s%*s  %s%*s  %s\n", compte->email,
               (int)(large - text_length(compte->email)), "", compte->profil, etat,
               (int)(6 - text_length(etat)), "", connexion, (int)(23 - text_length(connexion)), "",
               compte->nom);
    }
}

static int lister(struct contexte *contexte)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    struct compte_lignes comptes;
    enum status status = compte_lister(db, contexte->arena, &comptes);
    db_close(db);
    if (status != STATUS_OK) {
        return commande_dire(commande_code(status), "les comptes n'ont pas pu être lus");
    }
    if (contexte->csv) {
        ecrire_csv(&comptes, contexte->arena);
    } else {
        ecrire_tableau(&comptes, contexte->arena);
    }
    return COMMANDE_OK;
}

int commande_compte(struct contexte *contexte)
{
    const char *quoi = contexte->argument_n == 1 ? contexte->arguments[0] : "";
    if (strcmp(quoi, "creer") == 0) {
        return creer(contexte);
    }
    if (strcmp(quoi, "lister") == 0) {
        return lister(contexte);
    }
    if (strcmp(quoi, "inviter") == 0) {
        return executer(contexte, &(struct geste){.faire = inviter}, "Compte invité");
    }
    if (strcmp(quoi, "bloquer") == 0) {
        return executer(contexte, &(struct geste){.faire = bloquer},
                        "Compte bloqué, ses connexions sont fermées");
    }
    if (strcmp(quoi, "debloquer") == 0) {
        return executer(contexte, &(struct geste){.faire = debloquer}, "Compte débloqué");
    }
    return commande_attendu(contexte);
}
