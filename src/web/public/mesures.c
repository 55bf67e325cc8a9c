#include "mesures.h"

#include "connections.h"
#include "dates.h"
#include "facteur.h"
#include "metrics.h"
#include "releve.h"
#include "travail.h"

static const char *const modes[] = {[DB_READ] = "read", [DB_WRITE] = "write"};

static void ecrire_programme(const struct application *application, struct buffer *out)
{
    enum db_engine engine = db_engine_of_url(application->config->database);
    metrics_head(out, "sofi_build_info", "gauge", "What this program is; always 1.");
    buffer_literal(out, "sofi_build_info{version=");
    metrics_quoted(out, application->version);
    buffer_literal(out, ",commit=");
    metrics_quoted(out, application->commit);
    buffer_literal(out, ",engine=");
    metrics_quoted(out, db_engine_name(engine));
    buffer_literal(out, "} 1\n");
}

static void ecrire_connexions(struct buffer *out)
{
    static const char open[] = "sofi_database_connections";
    static const char busy[] = "sofi_database_connections_busy";
    static const char waited[] = "sofi_database_write_wait_seconds_total";
    struct db_figures figures;
    db_figures(&figures);
    metrics_head(out, open, "gauge", "Connections to the database that are open.");
    for (int mode = DB_READ; mode <= DB_WRITE; mode++) {
        metrics_line(out, open, "mode", modes[mode], figures.open[mode]);
    }
    metrics_head(out, busy, "gauge", "Connections with a statement or a transaction under way.");
    for (int mode = DB_READ; mode <= DB_WRITE; mode++) {
        metrics_line(out, busy, "mode", modes[mode], figures.busy[mode]);
    }
    metrics_counter(out, "sofi_database_retries_total",
                    "Transactions run again after a lock or a conflict.", figures.retries);
    metrics_counter(out, "sofi_database_write_waits_total",
                    "Times that a writer waited for another of this process (SQLite).",
                    figures.waits);
    metrics_head(out, waited, "counter", "Seconds of these waits together.");
    buffer_printf(out, "%s %.6f\n", waited, (double)figures.waited_us / 1e6);
}

static void ecrire_base(const struct application *application, const struct releve *releve,
                        struct buffer *out)
{
    ecrire_connexions(out);
    metrics_gauge(out, "sofi_database_breaker_open",
                  "1 while requests are refused at once because the database was silent.",
                  db_breaker_is_open(&application->breaker));
    if (releve->essaye) {
        metrics_gauge(out, "sofi_database_up", "1 when the database answered the last look at it.",
                      releve->repond);
    }
    if (releve->pris_a) {
        metrics_gauge(out, "sofi_database_sample_timestamp_seconds",
                      "When the database last gave the figures of its size, schema and mail.",
                      releve->pris_a);
        metrics_gauge(out, "sofi_database_size_bytes", "Bytes of the database.", releve->octets);
        metrics_gauge(out, "sofi_database_schema_version", "Migrations that were applied.",
                      releve->migrations);
    }
}

static void ecrire_courriels(const struct releve *releve, struct buffer *out)
{
    static const char name[] = "sofi_mail_attempts_total";
    static const char *const fins[FACTEUR_FINS] = {
        [FACTEUR_ENVOYE] = "sent", [FACTEUR_REMIS] = "later", [FACTEUR_ABANDONNE] = "given_up"};
    metrics_head(out, name, "counter",
                 "Attempts of this process to send a mail, by how they ended.");
    for (int fin = 0; fin < FACTEUR_FINS; fin++) {
        metrics_line(out, name, "result", fins[fin], (int64_t)facteur_essais(fin));
    }
    if (releve->pris_a) {
        int64_t since = releve->plus_ancien_a ? releve->plus_ancien_a : releve->pris_a;
        metrics_gauge(out, "sofi_mail_waiting", "Mails that wait to be sent.", releve->attend);
        metrics_gauge(out, "sofi_mail_failing", "Of them, those that an attempt did not deliver.",
                      releve->retente);
        metrics_gauge(out, "sofi_mail_oldest_age_seconds", "Age of the oldest of them; 0 for none.",
                      releve->pris_a - since);
    }
}

static void ecrire_travaux(struct buffer *out)
{
    static const char last[] = "sofi_job_last_success_timestamp_seconds";
    static const char duration[] = "sofi_job_last_duration_seconds";
    static const char runs[] = "sofi_job_runs_total";
    static const char failures[] = "sofi_job_failures_total";
    struct travail_bilan bilans[TRAVAUX];
    for (int t = 0; t < TRAVAUX; t++) {
        travail_lire(t, &bilans[t]);
    }
    metrics_head(out, last, "gauge", "When the job last looked without a failure.");
    for (int t = 0; t < TRAVAUX; t++) {
        if (bilans[t].reussi_a) {
            metrics_line(out, last, "job", bilans[t].nom, bilans[t].reussi_a);
        }
    }
    metrics_head(out, duration, "gauge", "How long the job took, the last time it had work.");
    for (int t = 0; t < TRAVAUX; t++) {
        if (bilans[t].tours) {
            metrics_seconds(out, duration, "job", bilans[t].nom, bilans[t].duree_us);
        }
    }
    metrics_head(out, runs, "counter", "Times that the job had work.");
    for (int t = 0; t < TRAVAUX; t++) {
        metrics_line(out, runs, "job", bilans[t].nom, (int64_t)bilans[t].tours);
    }
    metrics_head(out, failures, "counter", "Times that the job failed.");
    for (int t = 0; t < TRAVAUX; t++) {
        metrics_line(out, failures, "job", bilans[t].nom, (int64_t)bilans[t].echecs);
    }
}

void mesures_ecrire(const struct application *application, struct buffer *out)
{
    struct releve releve;
    releve_lire(&releve);
    ecrire_programme(application, out);
    server_metrics(application->server, out);
    ecrire_base(application, &releve, out);
    ecrire_courriels(&releve, out);
    ecrire_travaux(out);
}
