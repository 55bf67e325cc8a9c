/* Calendars (RFC 5545) of open days. */
#ifndef SOFI_ECHANGES_ICAL_H
#define SOFI_ECHANGES_ICAL_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICAL_HEURES 12

struct ical_evenement {
    const char *uid; /* "porte-ouverte-81@sofi.exemple.fr" */
    const char *titre;
    const char *debut;       /* ISO; whole days */
    const char *fin;         /* ISO, the last day; "": one day */
    const char *lieu;        /* "" */
    const char *description; /* "" */
    const char *adresse;     /* URL, "" */
    const char *longitude;   /* decimal degrees, "" */
    const char *latitude;
    int64_t sequence;      /* rises at each change */
    int64_t modifie;       /* instant of the last one; 0: unknown */
    bool annule;           /* it was to take place, and does not */
    const char *connexion; /* URL where it takes place on line, "" (RFC 7986, 5.11) */
};

/* Begins, adds, ends. Whoever subscribes asks again after ICAL_HEURES. Lines are folded at 75 bytes
 * between characters, ended by CR LF; texts are escaped: no text can add a line of its own.
 * `instant`: DTSTAMP. An event whose `debut` is no date is left out; a `fin` that is no date or is
 * before `debut` counts as "". The arena of `out` serves for drafts. */
void ical_debut(struct buffer *out, const char *nom);
void ical_ajouter(struct buffer *out, const struct ical_evenement *evenement, int64_t instant);
void ical_fin(struct buffer *out);

#endif
