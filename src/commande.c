#include "commande.h"

#include "compte.h"
#include "dates.h"
#include "demonstration.h"
#include "demonstration_offre.h"
#include "formacode.h"
#include "import_communes.h"
#include "import_formacode.h"
#include "import_nomenclature.h"
#include "log.h"
#include "migrate.h"
#include "nomenclature.h"
#include "offre_cles.h"
#include "offre_mots.h"
#include "text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

int commande_dire(int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("sofi : ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return code;
}

int commande_code(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return COMMANDE_OK;
    case STATUS_REFUSED:
    case STATUS_CONFLICT:
    case STATUS_NOT_FOUND:
    case STATUS_TOO_LARGE:
    case STATUS_MALFORMED:
        return COMMANDE_REFUSE;
    default:
        return COMMANDE_SYSTEME;
    }
}

static int lire_site(struct contexte *contexte, const char *value)
{
    int64_t numero = 0;
    if (!text_to_int(value, &numero) || numero <= 0) {
        return commande_dire(COMMANDE_USAGE, "--site attend un numéro de site, pas « %s »", value);
    }
    if (contexte->site_n == COMMANDE_SITES) {
        return commande_dire(COMMANDE_USAGE, "%d sites au maximum", COMMANDE_SITES);
    }
    contexte->sites[contexte->site_n++] = numero;
    return COMMANDE_OK;
}

static int lire_nombre(const char *name, const char *value, int64_t minimum, int64_t maximum,
                       int64_t *nombre_r)
{
    int64_t nombre = 0;
    if (!text_to_int(value, &nombre) || nombre < minimum || nombre > maximum) {
        return commande_dire(COMMANDE_USAGE,
                             "--%s attend un nombre de %" PRId64 " à %" PRId64 ", pas « %s »", name,
                             minimum, maximum, value);
    }
    *nombre_r = nombre;
    return COMMANDE_OK;
}

static int lire_option(struct contexte *contexte, const char *name, const char *value)
{
    if (strcmp(name, "email") == 0) {
        contexte->email = value;
    } else if (strcmp(name, "profil") == 0) {
        contexte->profil = value;
    } else if (strcmp(name, "nom") == 0) {
        contexte->nom = value;
    } else if (strcmp(name, "site") == 0) {
        return lire_site(contexte, value);
    } else if (strcmp(name, "quand-meme") == 0) {
        contexte->quand_meme = strcmp(value, "oui") == 0;
    } else if (strcmp(name, "sessions") == 0) {
        return lire_nombre(name, value, 1, DEMONSTRATION_SESSIONS_MAX, &contexte->sessions);
    } else if (strcmp(name, "graine") == 0) {
        return lire_nombre(name, value, 0, INT64_MAX, &contexte->graine);
    } else {
        const char *message = NULL;
        if (config_set(&contexte->config, contexte->arena, name, value, &message) != STATUS_OK) {
            return commande_dire(COMMANDE_USAGE, "%s", message);
        }
    }
    return COMMANDE_OK;
}

static int lire_ligne(struct contexte *contexte, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (contexte->argument_n == COMMANDE_ARGUMENTS) {
                return commande_dire(COMMANDE_USAGE, "trop d'arguments");
            }
            contexte->arguments[contexte->argument_n++] = argv[i];
            continue;
        }
        const char *equal = strchr(argv[i], '=');
        const char *name =
            equal ? arena_strndup(contexte->arena, argv[i] + 2, (size_t)(equal - argv[i] - 2))
                  : argv[i] + 2;
        if (!equal && i + 1 >= argc) {
            return commande_dire(COMMANDE_USAGE, "--%s attend une valeur", name);
        }
        int code = lire_option(contexte, name, equal ? equal + 1 : argv[++i]);
        if (code != COMMANDE_OK) {
            return code;
        }
    }
    return COMMANDE_OK;
}

int commande_lancer(const struct commande *commande, int argc, char **argv)
{
    struct contexte contexte = {.arena = arena_create(0)};
    const char *message = NULL;
    int code = COMMANDE_OK;
    if (config_load(&contexte.config, contexte.arena, &message) != STATUS_OK) {
        code = commande_dire(COMMANDE_USAGE, "%s", message);
    }
    if (code == COMMANDE_OK) {
        code = lire_ligne(&contexte, argc, argv);
    }
    if (code == COMMANDE_OK) {
        config_settle(&contexte.config, contexte.arena);
        code = commande->lancer(&contexte);
    }
    arena_destroy(contexte.arena);
    return code;
}

struct db *commande_ouvrir(struct contexte *contexte, bool migrer)
{
    struct db *db = NULL;
    const char *message = NULL;
    struct db_options options = {.url = contexte->config.database,
                                 .mode = DB_WRITE,
                                 .sync_full = contexte->config.sync_full};
    if (db_open(&options, contexte->arena, &db, &message) != STATUS_OK) {
        commande_dire(COMMANDE_SYSTEME, "%s", message);
        return NULL;
    }
    enum status status = STATUS_OK;
    if (migrer) {
        status = migrate_apply(db, contexte->arena, NULL, &message);
    }
    if (status == STATUS_OK && migrer) {
        status = formacode_installer_extrait(db, contexte->arena);
    }
    if (status == STATUS_OK && migrer) {
        status = nomenclature_extrait(db);
    }
    if (status == STATUS_OK && migrer) {
        status = offre_mots_completer(db);
    }
    if (status == STATUS_OK && migrer) {
        status = offre_cles_completer(db);
    }
    if (status != STATUS_OK) {
        commande_dire(COMMANDE_SYSTEME, "%s",
                      message ? message : "la base n'a pas pu être mise à niveau");
        db_close(db);
        return NULL;
    }
    return db;
}

int commande_migrate(struct contexte *contexte)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    db_close(db);
    puts("Base à jour");
    return COMMANDE_OK;
}

static void montrer_progres(void *context, size_t done, size_t total)
{
    static int shown = -1;
    (void)context;
    int percent = total ? (int)(done * 100 / total) : 100;
    bool terminal = isatty(STDERR_FILENO) != 0;
    if (percent == shown || (!terminal && percent % 20 != 0)) {
        return;
    }
    shown = percent;
    const char *suite = percent == 100 ? ", index en cours…\n" : terminal ? "" : "\n";
    if (terminal) {
        fprintf(stderr, "\r[%-20.*s] %3d %%%s", percent / 5, "####################", percent,
                suite);
    } else {
        fprintf(stderr, "%d %%%s", percent, suite);
    }
}

static enum status generer(struct contexte *contexte, struct db *db)
{
    const struct demonstration_offre offre = {.sessions = contexte->sessions,
                                              .graine = (uint64_t)contexte->graine,
                                              .progres = montrer_progres};
    int64_t debut = dates_monotonic_us();
    enum status status = demonstration_offre_generer(db, contexte->arena, &offre);
    int64_t ms = (dates_monotonic_us() - debut) / 1000 + 1;
    if (status == STATUS_OK) {
        fprintf(stderr, "%lld sessions et leurs index en %.1f s, %lld par seconde\n",
                (long long)offre.sessions, (double)ms / 1000,
                (long long)(offre.sessions * 1000 / ms));
    }
    return status;
}

int commande_demo(struct contexte *contexte)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    enum status status = demonstration_creer(db, contexte->arena);
    bool vide = status != STATUS_CONFLICT;
    if (status == STATUS_OK && contexte->sessions > 0) {
        status = generer(contexte, db);
    }
    db_close(db);
    if (!vide) {
        return commande_dire(COMMANDE_REFUSE,
                             "la base contient déjà des établissements, elle reste "
                             "comme elle est");
    }
    if (status != STATUS_OK) {
        return commande_dire(commande_code(status),
                             "la démonstration est incomplète, la base est à refaire");
    }
    printf("Données de démonstration : of@exemple.fr, %scarif@exemple.fr, admin@exemple.fr, mot de "
           "passe " DEMONSTRATION_MOT_DE_PASSE "\n",
           contexte->sessions > 0 ? DEMONSTRATION_GRAND ", " : "");
    return COMMANDE_OK;
}

static enum status importer_formacode(struct contexte *contexte, struct db *db)
{
    struct import_bilan bilan = {0};
    enum status status = import_formacode(db, contexte->arena, contexte->arguments[1],
                                          montrer_progres, NULL, &bilan);
    import_formacode_dire(&bilan, status == STATUS_OK ? stdout : stderr);
    return status;
}

static enum status importer_communes(struct contexte *contexte, struct db *db)
{
    struct import_communes_bilan bilan = {0};
    enum status status = import_communes(db, contexte->arena, contexte->arguments[1], &bilan);
    import_communes_dire(&bilan, status == STATUS_OK ? stdout : stderr);
    return status;
}

static enum status importer_nomenclature(struct contexte *contexte, struct db *db)
{
    struct import_nomenclature_bilan bilan = {0};
    enum status status = import_nomenclature(db, contexte->arena, contexte->arguments[0],
                                             contexte->arguments[1], contexte->quand_meme, &bilan);
    import_nomenclature_dire(&bilan, status == STATUS_OK, status == STATUS_OK ? stdout : stderr);
    return status;
}

int commande_import(struct contexte *contexte)
{
    const char *quoi = contexte->argument_n == 2 ? contexte->arguments[0] : "";
    enum status (*importer)(struct contexte *, struct db *) =
        strcmp(quoi, "formacode") == 0     ? importer_formacode
        : strcmp(quoi, "communes") == 0    ? importer_communes
        : import_nomenclature_existe(quoi) ? importer_nomenclature
                                           : NULL;
    if (!importer) {
        return commande_dire(COMMANDE_USAGE, "attendu : sofi import "
                                             "formacode|rome|nsf|rncp|certifinfo|communes FICHIER");
    }
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    enum status status = importer(contexte, db);
    db_close(db);
    if (status != STATUS_OK) {
        commande_dire(COMMANDE_REFUSE, "rien n'a été importé");
    }
    return commande_code(status);
}

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

int commande_compte(struct contexte *contexte)
{
    if (contexte->argument_n != 1 || strcmp(contexte->arguments[0], "creer") != 0 ||
        !contexte->email || !contexte->profil) {
        return commande_dire(COMMANDE_USAGE, "attendu : sofi compte creer --email E --profil "
                                             "OF|CARIF|ADMIN [--nom N] [--site N]…");
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
    printf("Compte créé. Lien d'invitation, valable 7 jours, à usage unique :\n"
           "%s/mot-de-passe/%s\n",
           contexte->config.base_url, creation.jeton);
    return COMMANDE_OK;
}

int commande_help(struct contexte *contexte)
{
    if (contexte->argument_n == 1 && strcmp(contexte->arguments[0], "config") == 0) {
        config_help(stdout);
        return COMMANDE_OK;
    }
    commande_usage(stdout);
    return COMMANDE_OK;
}
