/* Where an address lies, asked from the national address service (BAN, Géoplateforme).
 *
 * The service is a help: whatever it does (slow, absent, wrong), the caller gets a proposal or
 * none, within ADRESSE_DELAI_MS, and never waits with a transaction open. What it says is checked:
 * a position on earth, in the commune asked for, with a fair score; anything else is no proposal.
 */
#ifndef SOFI_ECHANGES_ADRESSE_H
#define SOFI_ECHANGES_ADRESSE_H

#include "arena.h"
#include "config.h"
#include "position.h"

#define ADRESSE_DELAI_MS 1500
#define ADRESSE_OCTETS_MAX ((size_t)256 * 1024)
#define ADRESSE_SCORE_MIN 0.4

struct adresse_question {
    const char *lignes[3]; /* the one with a street is found by the service; "" allowed */
    const char *code_postal;
    const char *commune_insee;
};

struct adresse_reponse {
    struct position position;
    const char *libelle; /* "12 Boulevard Georges Pompidou 44200 Nantes" */
};

/* STATUS_OK; STATUS_NOT_FOUND: no service is configured, or it knows no such address in that
 * commune; STATUS_UNAVAILABLE: it did not answer in time, or nonsense. Thread-safe; on a worker
 * only. */
enum status adresse_chercher(struct arena *arena, const struct config *config,
                             const struct adresse_question *question,
                             struct adresse_reponse *reponse_r);

/* The same from a reply's text: for tests and fuzzing. */
enum status adresse_lire(struct arena *arena, const char *json, size_t length,
                         const char *commune_insee, struct adresse_reponse *reponse_r);

#endif
