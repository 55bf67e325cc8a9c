#include "config.h"

#include "email.h"

#include "text.h"
#include "utf8.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NBSP "\xC2\xA0"
#define NON_RENSEIGNE "rien, ce que la page dit"

enum setting_type {
    SETTING_TEXT,
    SETTING_INT,
    SETTING_SYNC, /* full or normal, kept as a bool: full */
};

struct setting {
    const char *env;
    const char *option;   /* NULL: a secret, never on the command line, where `ps` shows it */
    const char *fallback; /* default value */
    const char *shown;    /* French: the default as the help tells it; NULL: as it is */
    const char *help;     /* French */
    const char *expected; /* French: what a refused value should have been */
    enum setting_type type;
    size_t offset;
    int64_t minimum;
    int64_t maximum;
    bool (*check)(const char *value); /* texts; NULL: anything that fits on a line */
};

static bool config_check_database(const char *value)
{
    const char *sqlite = "sqlite:";
    if (strncmp(value, sqlite, strlen(sqlite)) == 0) {
        return value[strlen(sqlite)] != '\0';
    }
    return strncmp(value, "postgresql://", 13) == 0 || strncmp(value, "postgres://", 11) == 0;
}

static bool config_is_port(const char *text)
{
    int64_t port;
    return text_to_int(text, &port) && port >= 0 && port <= 65535 && *text != '-';
}

/* "127.0.0.1:8080", "[::1]:8080" */
static bool config_check_listen(const char *value)
{
    const char *colon = strrchr(value, ':');
    size_t length = colon ? (size_t)(colon - value) : 0;
    char address[INET6_ADDRSTRLEN + 2];
    if (length == 0 || length >= sizeof(address) || !config_is_port(colon + 1)) {
        return false;
    }
    memcpy(address, value, length);
    address[length] = '\0';
    unsigned char bytes[sizeof(struct in6_addr)];
    if (address[0] == '[' && address[length - 1] == ']') {
        address[length - 1] = '\0';
        return inet_pton(AF_INET6, address + 1, bytes) == 1;
    }
    return inet_pton(AF_INET, address, bytes) == 1;
}

/* Paths are appended to it, and it goes into links and headers. */
const char *config_url_host(const char *url)
{
    return strncmp(url, "https://", 8) == 0  ? url + 8
           : strncmp(url, "http://", 7) == 0 ? url + 7
                                             : "";
}

static bool config_check_base_url(const char *value)
{
    const char *host = config_url_host(value);
    size_t length = strlen(host);
    return length > 0 && host[0] != '/' && host[length - 1] != '/' && !strpbrk(host, " \"'<>?#@");
}

static bool config_check_url_or_none(const char *value)
{
    return !*value || config_check_base_url(value);
}

size_t config_host_length(const char *text)
{
    if (text[0] != '[') {
        return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    }
    size_t inside = strspn(text + 1, "0123456789abcdefABCDEF:.");
    return inside > 0 && text[1 + inside] == ']' ? inside + 2 : 0;
}

/* The host is compared with what browsers send, which is never accented. */
static bool config_check_site_url(const char *value)
{
    const char *host = config_url_host(value);
    return !*value || (config_check_base_url(value) && config_host_length(host) > 0 &&
                       strchr(":/", host[config_host_length(host)]));
}

/* "a.fr, [::1]": no ports */
static bool config_check_hosts(const char *value)
{
    while (*value) {
        value += strspn(value, " ");
        size_t length = config_host_length(value);
        value += length;
        value += strspn(value, " ");
        if (length == 0 || (*value && *value++ != ',')) {
            return false;
        }
    }
    return true;
}

static bool config_check_listen_or_none(const char *value)
{
    return !*value || config_check_listen(value);
}

static bool config_check_email(const char *value)
{
    ARENA_SCRATCH(arena, 0);
    return !*value || !email_check(arena, value);
}

/* It goes into headers as it is. */
static bool config_check_sender(const char *value)
{
    const char *local = "@localhost";
    size_t length = strlen(value);
    bool here = length > strlen(local) && strcmp(value + length - strlen(local), local) == 0;
    return *value && config_check_email(here ? "sofi@localhost.localdomain" : value) &&
           !strpbrk(value, " <>()[],;:\\\"");
}

/* "smtp://host", "smtps://name:password@host:465" */
static bool config_check_smtp_url(const char *value)
{
    const char *host = strncmp(value, "smtps://", 8) == 0  ? value + 8
                       : strncmp(value, "smtp://", 7) == 0 ? value + 7
                                                           : "";
    return !*value || (*host && !strpbrk(host, " \"'<>?#"));
}

static bool config_check_address(const char *value)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return !*value || inet_pton(AF_INET, value, bytes) == 1 ||
           inet_pton(AF_INET6, value, bytes) == 1;
}

static bool config_check_not_empty(const char *value)
{
    return *value != '\0';
}

/* Guessing a short key would be a matter of minutes. */
static bool config_check_key(const char *value)
{
    return !*value || strlen(value) >= 16;
}

static bool config_check_level(const char *value)
{
    return strcmp(value, "debug") == 0 || strcmp(value, "info") == 0 ||
           strcmp(value, "warning") == 0 || strcmp(value, "error") == 0;
}

static bool config_check_conformity(const char *value)
{
    return strcmp(value, "non") == 0 || strcmp(value, "partiellement") == 0 ||
           strcmp(value, "totalement") == 0;
}

static bool config_check_contact(const char *value)
{
    return !*value || ((strncmp(value, "mailto:", 7) == 0 || strncmp(value, "https://", 8) == 0) &&
                       !strpbrk(value, " \"<>"));
}

#define SETTING(member, name, opt)                                                                 \
    .env = (name), .option = (opt), .offset = offsetof(struct config, member)

static const struct setting settings[] = {
    {SETTING(database, "SOFI_DATABASE", "database"), .fallback = "sqlite:var/sofi.db",
     .help = "Base de données" NBSP ": un fichier SQLite ou un serveur PostgreSQL",
     .expected = "sqlite:FICHIER ou postgresql://…", .check = config_check_database},
    {SETTING(listen, "SOFI_LISTEN", "listen"), .fallback = "127.0.0.1:8080",
     .help = "Adresse et port d'écoute",
     .expected = "ADRESSE:PORT, par exemple 127.0.0.1:8080 ou [::1]:8080",
     .check = config_check_listen},
    {SETTING(base_url, "SOFI_BASE_URL", "base-url"), .fallback = "",
     .help =
         "Adresse publique du site, mise dans les courriels" NBSP "; en https, les cookies sont "
         "sécurisés",
     .expected = "https://DOMAINE ou http://DOMAINE, sans / à la fin, un domaine accentué en xn--",
     .check = config_check_site_url, .shown = "http:// et l'adresse d'écoute"},
    {SETTING(hosts, "SOFI_HOSTS", "hosts"), .fallback = "",
     .help = "Autres noms du site, en plus de celui de l'adresse publique, séparés par des "
             "virgules" NBSP "; une demande qui en porte un autre est refusée",
     .expected = "sofi.example.fr,www.sofi.example.fr, ou rien", .check = config_check_hosts},
    {SETTING(region, "SOFI_REGION", "region"), .fallback = "Pays de la Loire",
     .help = "Région servie, affichée en tête des pages", .expected = "un nom de région",
     .check = config_check_not_empty},
    {SETTING(aide_telephone, "SOFI_AIDE_TELEPHONE", "aide-telephone"), .fallback = "02 40 20 40 20",
     .help = "Téléphone de l'assistance, affiché aux organismes",
     .expected = "un numéro de téléphone"},
    {SETTING(aide_horaires, "SOFI_AIDE_HORAIRES", "aide-horaires"), .fallback = "9h–12h",
     .help = "Horaires de l'assistance", .expected = "des horaires"},
    {SETTING(aide_email, "SOFI_AIDE_EMAIL", "aide-email"), .fallback = "offre@cariforef-pdl.org",
     .help = "Courriel de l'assistance", .expected = "une adresse électronique",
     .check = config_check_email},
    {SETTING(smtp_url, "SOFI_SMTP_URL", "smtp-url"), .fallback = "",
     .help = "Serveur qui envoie les courriels" NBSP "; vide" NBSP ": les courriels attendent",
     .expected = "smtp://[NOM:MOT_DE_PASSE@]SERVEUR[:PORT] ou smtps://…, ou rien",
     .check = config_check_smtp_url},
    {SETTING(courriel_expediteur, "SOFI_COURRIEL_EXPEDITEUR", "courriel-expediteur"),
     .fallback = "ne-pas-repondre@localhost", .help = "Adresse qui envoie les courriels",
     .expected = "une adresse électronique", .check = config_check_sender},
    {SETTING(adresse_url, "SOFI_ADRESSE_URL", "adresse-url"), .fallback = "",
     .help = "Service qui situe les adresses, par exemple https://data.geopf.fr/geocodage" NBSP
             "; vide" NBSP ": aucun",
     .expected = "https://… ou http://…, sans / à la fin, ou rien",
     .check = config_check_url_or_none},
    {SETTING(trusted_proxy, "SOFI_TRUSTED_PROXY", "trusted-proxy"), .fallback = "",
     .help = "Adresse du mandataire dont l'en-tête X-Forwarded-For est cru",
     .expected = "une adresse IP, ou rien", .check = config_check_address},
    {SETTING(metrics_listen, "SOFI_METRICS_LISTEN", "metrics-listen"), .fallback = "",
     .help = "Adresse et port où les machines lisent /metrics, qui quitte l'adresse du site",
     .shown = "aucune", .expected = "ADRESSE:PORT, par exemple 127.0.0.1:9464, ou rien",
     .check = config_check_listen_or_none},
    {SETTING(metrics_key, "SOFI_METRICS_KEY", NULL), .fallback = "",
     .help = "Clé qui ouvre /metrics" NBSP "; vide" NBSP
             ": fermé à l'adresse du site, ouvert à celle de SOFI_METRICS_LISTEN",
     .expected = "16 caractères au minimum, ou rien", .check = config_check_key},
    {SETTING(threads, "SOFI_THREADS", "threads"), .fallback = "0",
     .help = "Fils d'exécution des requêtes" NBSP "; 0" NBSP ": un par cœur", .type = SETTING_INT,
     .minimum = 0, .maximum = 256},
    {SETTING(workers, "SOFI_WORKERS", "workers"), .fallback = "4",
     .help = "Fils d'exécution des écritures et des travaux longs", .type = SETTING_INT,
     .minimum = 1, .maximum = 256},
    {SETTING(queue, "SOFI_QUEUE", "queue"), .fallback = "64",
     .help = "Requêtes qui peuvent attendre leur tour", .type = SETTING_INT, .minimum = 1,
     .maximum = 100000},
    {SETTING(login_hours, "SOFI_LOGIN_HOURS", "login-hours"), .fallback = "8",
     .help = "Heures après lesquelles une connexion prend fin", .type = SETTING_INT, .minimum = 1,
     .maximum = 720},
    {SETTING(login_idle_minutes, "SOFI_LOGIN_IDLE_MINUTES", "login-idle-minutes"), .fallback = "30",
     .help = "Minutes sans activité qui mettent fin à la connexion d'un agent", .type = SETTING_INT,
     .minimum = 1, .maximum = 1440},
    {SETTING(sync_full, "SOFI_SQLITE_SYNC", "sqlite-sync"), .fallback = "full",
     .help = "SQLite" NBSP ": full garde chaque écriture malgré une coupure de courant, normal va "
             "plus vite",
     .expected = "full ou normal", .type = SETTING_SYNC},
    {SETTING(spool, "SOFI_SPOOL", "spool"), .fallback = "/var/tmp",
     .help = "Dossier des fichiers en cours d'envoi ou de téléchargement, qui n'y laissent pas de "
             "nom",
     .expected = "un dossier qui existe, sur un disque", .check = config_check_not_empty},
    {SETTING(log_level, "SOFI_LOG_LEVEL", "log-level"), .fallback = "info",
     .help = "Niveau des journaux", .expected = "debug, info, warning ou error",
     .check = config_check_level},
    {SETTING(legal.editeur, "SOFI_EDITEUR", "editeur"), .fallback = "",
     .help = "Mentions légales" NBSP ": qui publie ce site", .shown = NON_RENSEIGNE,
     .expected = "un nom, une forme juridique, une adresse, un téléphone"},
    {SETTING(legal.directeur, "SOFI_DIRECTEUR_PUBLICATION", "directeur-publication"),
     .fallback = "", .help = "Mentions légales" NBSP ": qui dirige la publication",
     .shown = NON_RENSEIGNE, .expected = "un nom et une fonction"},
    {SETTING(legal.hebergeur, "SOFI_HEBERGEUR", "hebergeur"), .fallback = "",
     .help = "Mentions légales" NBSP ": qui héberge ce site", .shown = NON_RENSEIGNE,
     .expected = "un nom, une adresse, un téléphone"},
    {SETTING(legal.responsable, "SOFI_RESPONSABLE_TRAITEMENT", "responsable-traitement"),
     .fallback = "", .help = "Données personnelles" NBSP ": le responsable du traitement",
     .shown = NON_RENSEIGNE, .expected = "un nom et une adresse"},
    {SETTING(legal.dpo, "SOFI_DPO", "dpo"), .fallback = "",
     .help = "Données personnelles" NBSP ": le délégué à la protection des données",
     .shown = NON_RENSEIGNE, .expected = "un nom et une adresse, postale ou électronique"},
    {SETTING(legal.bases, "SOFI_BASES_LEGALES", "bases-legales"), .fallback = "",
     .help = "Données personnelles" NBSP ": les bases légales des traitements",
     .shown = NON_RENSEIGNE, .expected = "une phrase ou plusieurs"},
    {SETTING(legal.durees, "SOFI_DUREES_CONSERVATION", "durees-conservation"), .fallback = "",
     .help = "Données personnelles" NBSP ": les durées de conservation", .shown = NON_RENSEIGNE,
     .expected = "une phrase ou plusieurs"},
    {SETTING(legal.destinataires, "SOFI_DESTINATAIRES", "destinataires"), .fallback = "",
     .help = "Données personnelles" NBSP ": à qui les données sont transmises",
     .shown = NON_RENSEIGNE, .expected = "une phrase ou plusieurs"},
    {SETTING(legal.accessibilite, "SOFI_ACCESSIBILITE", "accessibilite"), .fallback = "non",
     .help = "Conformité au RGAA selon l'audit" NBSP "; sans audit, non",
     .expected = "non, partiellement ou totalement", .check = config_check_conformity},
    {SETTING(legal.audit, "SOFI_ACCESSIBILITE_AUDIT", "accessibilite-audit"), .fallback = "",
     .help = "L'audit RGAA" NBSP ": date, auteur, part des critères respectés",
     .shown = "aucun audit", .expected = "une phrase"},
    {SETTING(legal.contact_securite, "SOFI_SECURITE_CONTACT", "securite-contact"), .fallback = "",
     .help = "Où signaler une faille, dans /.well-known/security.txt",
     .shown = "l'adresse de l'assistance", .expected = "mailto:ADRESSE ou https://…",
     .check = config_check_contact},
};

#define SETTINGS (sizeof(settings) / sizeof(*settings))

static bool config_store(const struct setting *setting, struct config *config, struct arena *arena,
                         const char *value)
{
    void *member = (char *)config + setting->offset;
    int64_t number;
    switch (setting->type) {
    case SETTING_TEXT:
        if (!utf8_is_valid(value, strlen(value)) || text_first_forbidden(value, false) ||
            (setting->check && !setting->check(value))) {
            return false;
        }
        *(const char **)member = arena_strdup(arena, value);
        return true;
    case SETTING_INT:
        if (!text_to_int(value, &number) || number < setting->minimum ||
            number > setting->maximum) {
            return false;
        }
        *(int64_t *)member = number;
        return true;
    case SETTING_SYNC:
        if (strcmp(value, "full") != 0 && strcmp(value, "normal") != 0) {
            return false;
        }
        *(bool *)member = strcmp(value, "full") == 0;
        return true;
    }
    return false;
}

static const char *config_expected(const struct setting *setting, struct arena *arena)
{
    if (setting->type != SETTING_INT) {
        return setting->expected;
    }
    return arena_printf(arena, "un nombre de %lld à %lld", (long long)setting->minimum,
                        (long long)setting->maximum);
}

/* A secret is not repeated: messages are kept in journals. */
static bool config_is_secret(const struct setting *setting, const char *value)
{
    return !setting->option || strstr(value, "://");
}

static enum status config_refuse(const struct setting *setting, struct arena *arena,
                                 const char *name, const char *value, const char **message_r)
{
    bool damaged;
    const char *expected = config_expected(setting, arena);
    if (config_is_secret(setting, value)) {
        *message_r = arena_printf(arena, "%s" NBSP ": valeur refusée, attendu %s", name, expected);
    } else {
        *message_r =
            arena_printf(arena, "%s" NBSP ": «" NBSP "%s" NBSP "» refusé, attendu %s", name,
                         text_repair_utf8(arena, value, strlen(value), &damaged), expected);
    }
    return STATUS_REFUSED;
}

enum status config_load(struct config *config, struct arena *arena, const char **message_r)
{
    struct config loaded = {0};
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &settings[i];
        /* Nothing here writes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe) */
        const char *value = getenv(setting->env);
        /* An empty variable is how service files unset one, but for texts that may be empty. */
        if (!value || (!*value && !config_store(setting, &loaded, arena, value))) {
            value = setting->fallback;
        }
        if (!config_store(setting, &loaded, arena, value)) {
            return config_refuse(setting, arena, setting->env, value, message_r);
        }
    }
    *config = loaded;
    return STATUS_OK;
}

static const struct setting *config_setting_of(const char *option)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (settings[i].option && strcmp(settings[i].option, option) == 0) {
            return &settings[i];
        }
    }
    return NULL;
}

bool config_has_option(const char *option)
{
    return config_setting_of(option) != NULL;
}

static bool config_is_setting(const char *variable, size_t length)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strlen(settings[i].env) == length && memcmp(settings[i].env, variable, length) == 0) {
            return true;
        }
    }
    return false;
}

/* SOFI_INSTANT is no setting, and known all the same: base/dates.h. */
static bool config_is_known(const char *variable, size_t length)
{
    static const char clock[] = "SOFI_INSTANT";
    return config_is_setting(variable, length) ||
           (length == strlen(clock) && memcmp(clock, variable, length) == 0);
}

const char *const *config_unknown(struct arena *arena)
{
    size_t n = 0;
    for (char **variable = environ; *variable; variable++) {
        n += strncmp(*variable, "SOFI_", 5) == 0;
    }
    const char **unknown = ARENA_ARRAY(arena, const char *, n + 1);
    n = 0;
    for (char **variable = environ; *variable; variable++) {
        size_t length = strcspn(*variable, "=");
        if (strncmp(*variable, "SOFI_", 5) == 0 && !config_is_known(*variable, length)) {
            unknown[n++] = arena_strndup(arena, *variable, length);
        }
    }
    unknown[n] = NULL;
    return unknown;
}

/* True for "postgresql://name:password@host/…" and "…?password=…". */
bool config_holds_password(const char *value)
{
    const char *authority = strstr(value, "://");
    if (!authority) {
        return false;
    }
    authority += 3;
    size_t length = strcspn(authority, "/?");
    const char *at = memrchr(authority, '@', length);
    return (at && memchr(authority, ':', (size_t)(at - authority))) || strstr(value, "password=");
}

enum status config_set(struct config *config, struct arena *arena, const char *option,
                       const char *value, const char **message_r)
{
    const struct setting *setting = config_setting_of(option);
    if (!setting) {
        *message_r =
            arena_printf(arena, "option --%s inconnue, voir" NBSP ": sofi help config", option);
        return STATUS_REFUSED;
    }
    if (config_holds_password(value)) {
        *message_r = arena_printf(arena,
                                  "--%s" NBSP ": mot de passe visible de tous sur la ligne de "
                                  "commande, attendu dans %s",
                                  option, setting->env);
        return STATUS_REFUSED;
    }
    if (!config_store(setting, config, arena, value)) {
        return config_refuse(setting, arena, arena_printf(arena, "--%s", option), value, message_r);
    }
    return STATUS_OK;
}

const char *config_conformite(const struct config *config)
{
    const char *etat = config->legal.accessibilite;
    const char *audit = config->legal.audit;
    if (!etat || !audit || audit[0] == '\0' || strcmp(etat, "non") == 0) {
        return "non conforme";
    }
    return strcmp(etat, "totalement") == 0 ? "totalement conforme" : "partiellement conforme";
}

void config_settle(struct config *config, struct arena *arena)
{
    static const char *const everywhere[] = {"0.0.0.0:", "[::]:"};
    const char *host = config->listen;
    if (config->base_url[0]) {
        return;
    }
    for (size_t i = 0; i < sizeof(everywhere) / sizeof(*everywhere); i++) {
        size_t length = strlen(everywhere[i]);
        if (strncmp(host, everywhere[i], length) == 0) {
            host = arena_printf(arena, "localhost:%s", host + length);
        }
    }
    config->base_url = arena_printf(arena, "http://%s", host);
}

static void config_help_setting(const struct setting *setting, struct arena *arena, FILE *out)
{
    fprintf(out, "\n%s", setting->env);
    if (setting->option) {
        fprintf(out, "  (--%s)", setting->option);
    }
    fprintf(out, "\n    %s\n    Attendu" NBSP ": %s\n    Par défaut" NBSP ": %s\n", setting->help,
            config_expected(setting, arena),
            setting->shown       ? setting->shown
            : *setting->fallback ? setting->fallback
                                 : "rien");
}

void config_help(FILE *out)
{
    ARENA_SCRATCH(arena, 0);
    fputs("Réglages" NBSP
          ": la ligne de commande l'emporte sur l'environnement, l'environnement sur "
          "la valeur par défaut.\nLes secrets ne se donnent que par l'environnement.\n",
          out);
    for (size_t i = 0; i < SETTINGS; i++) {
        config_help_setting(&settings[i], arena, out);
    }
}

void config_list(FILE *out)
{
    ARENA_SCRATCH(arena, 0);
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &settings[i];
        fprintf(out, "reglage\t%s\t%s%s\t%s\t%s\t%s\n", setting->env, setting->option ? "--" : "",
                setting->option ? setting->option : "", setting->help,
                config_expected(setting, arena),
                setting->shown ? setting->shown : setting->fallback);
    }
}
