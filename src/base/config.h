/* Settings: one table, from the environment (SOFI_*) and the command line.
 *
 * `sofi help config` prints the table: it is the documentation. The command line wins over the
 * environment, the environment over the default. Read once at start, then constant: every thread
 * may read it without a lock. An empty variable counts as unset, except for texts that may be
 * empty. Secrets come from the environment only: a password in a --database is refused.
 */
#ifndef SOFI_BASE_CONFIG_H
#define SOFI_BASE_CONFIG_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the law wants to be read on the site, and only its operator knows. "": not told yet. */
struct config_legal {
    const char *editeur;          /* SOFI_EDITEUR: who publishes: name, form, address, telephone */
    const char *directeur;        /* SOFI_DIRECTEUR_PUBLICATION */
    const char *hebergeur;        /* SOFI_HEBERGEUR: name, address, telephone */
    const char *responsable;      /* SOFI_RESPONSABLE_TRAITEMENT: the data controller */
    const char *dpo;              /* SOFI_DPO: the data protection officer and how to reach them */
    const char *bases;            /* SOFI_BASES_LEGALES */
    const char *durees;           /* SOFI_DUREES_CONSERVATION */
    const char *destinataires;    /* SOFI_DESTINATAIRES */
    const char *accessibilite;    /* SOFI_ACCESSIBILITE: "non", "partiellement", "totalement" */
    const char *audit;            /* SOFI_ACCESSIBILITE_AUDIT: without one the site is "non" */
    const char *contact_securite; /* SOFI_SECURITE_CONTACT: mailto: or https: of security.txt */
};

struct config {
    const char *database;       /* SOFI_DATABASE: "sqlite:var/sofi.db" or "postgresql://…" */
    const char *listen;         /* SOFI_LISTEN: "127.0.0.1:8080" */
    const char *base_url;       /* SOFI_BASE_URL: that of `listen`; https makes cookies Secure */
    const char *hosts;          /* SOFI_HOSTS: other names of the site, "a.fr, b.fr"; "" */
    const char *region;         /* SOFI_REGION: "Pays de la Loire" */
    const char *aide_telephone; /* SOFI_AIDE_TELEPHONE: "02 40 20 40 20" */
    const char *aide_horaires;  /* SOFI_AIDE_HORAIRES: "9h–12h" */
    const char *aide_email;     /* SOFI_AIDE_EMAIL: "offre@cariforef-pdl.org" */
    const char *smtp_url;       /* SOFI_SMTP_URL: "smtp://[name:password@]host"; "": mail waits */
    const char *courriel_expediteur; /* SOFI_COURRIEL_EXPEDITEUR: ne-pas-repondre@localhost */
    const char *adresse_url;         /* SOFI_ADRESSE_URL: the address service; "": none */
    const char *trusted_proxy;       /* SOFI_TRUSTED_PROXY: whose X-Forwarded-For is believed; "" */
    const char *metrics_listen; /* SOFI_METRICS_LISTEN: an address for /metrics alone; "": none */
    const char *metrics_key;    /* SOFI_METRICS_KEY: bearer that reads /metrics; "": nobody */
    int64_t threads;            /* SOFI_THREADS: event threads; 0: one a core */
    int64_t workers;            /* SOFI_WORKERS: threads for writing and long work; 4 */
    int64_t queue;              /* SOFI_QUEUE: requests that may wait for a worker; 64 */
    int64_t login_hours;        /* SOFI_LOGIN_HOURS: a login ends after; 8 */
    int64_t login_idle_minutes; /* SOFI_LOGIN_IDLE_MINUTES: and for officers when idle for; 30 */
    bool sync_full;             /* SOFI_SQLITE_SYNC: "full" (default) or "normal" */
    const char *spool;          /* SOFI_SPOOL: where files in transit lie; "/var/tmp" */
    const char *log_level;      /* SOFI_LOG_LEVEL: debug, info, warning, error; info */
    struct config_legal legal;
};

/* Fills `config` from defaults then the environment. STATUS_REFUSED: *message_r says which variable
 * is wrong and what it expects (French). Texts live in the arena. */
enum status config_load(struct config *config, struct arena *arena, const char **message_r);

/* Sets one value by its option name ("listen", "base-url"), with the checks of the environment. */
enum status config_set(struct config *config, struct arena *arena, const char *option,
                       const char *value, const char **message_r);

/* What depends on other settings: after the last config_set(). Texts live in the arena. */
void config_settle(struct config *config, struct arena *arena);

/* Whether an address shows a password to all who see it. */
bool config_holds_password(const char *value);

/* Bytes of the host that the text begins with: "name", an address, or "[::1]"; 0: none. */
size_t config_host_length(const char *text);

/* What follows "http://" or "https://"; "": it is no such address. */
const char *config_url_host(const char *url);

/* Whether a setting has this option. */
bool config_has_option(const char *option);

/* "non conforme", "partiellement conforme" or "totalement conforme": what the settings say of the
 * accessibility of the site, and never more than "non" without an audit. */
const char *config_conformite(const struct config *config);

/* The variables SOFI_… of the environment that are no setting, ended by NULL: mistyped, or those of
 * another version. */
const char *const *config_unknown(struct arena *arena);

/* The table, for `sofi help config`; the same for programs, a line each: "reglage", the variable,
 * the option or nothing, what it is, what is expected, the default, with a tab between. */
void config_help(FILE *out);
void config_list(FILE *out);

#endif
