#include "ical.h"

#include "dates.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#define LIGNE_MAX 75 /* bytes, without the line end (RFC 5545, 3.1) */

/* Folds `line` (name and value, no line end inside) between characters. */
static void ecrire_ligne(struct buffer *out, const char *line)
{
    size_t room = LIGNE_MAX;
    while (strnlen(line, room + 1) > room) {
        size_t length = utf8_fit(line, room);
        buffer_append(out, line, length);
        buffer_literal(out, "\r\n ");
        line += length;
        room = LIGNE_MAX - 1;
    }
    buffer_text(out, line);
    buffer_literal(out, "\r\n");
}

/* Control characters other than a line feed have no place in a calendar: they go. */
static void ajouter_echappe(struct buffer *line, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n') {
            buffer_literal(line, "\\n");
        } else if (strchr("\\;,", *text)) {
            buffer_char(line, '\\');
            buffer_char(line, *text);
        } else if ((unsigned char)*text >= 0x20 && *text != 0x7F) {
            buffer_char(line, *text);
        }
    }
}

/* `nom` and its text, unless this is empty. */
static void ecrire_texte(struct buffer *out, const char *nom, const char *text)
{
    struct buffer line;
    if (!text || !*text) {
        return;
    }
    buffer_init(&line, out->arena, 256);
    buffer_printf(&line, "%s:", nom);
    ajouter_echappe(&line, text);
    ecrire_ligne(out, line.data);
}

/* Values of types other than TEXT are not escaped: one that could break the line is left out. */
static void ecrire_valeur(struct buffer *out, const char *nom, const char *value)
{
    bool safe = value && *value;
    for (const char *at = value; safe && *at; at++) {
        safe = (unsigned char)*at > 0x20 && *at != 0x7F;
    }
    if (safe) {
        ecrire_ligne(out, arena_printf(out->arena, "%s:%s", nom, value));
    }
}

/* "DTSTART;VALUE=DATE:20261123" */
static void ecrire_jour(struct buffer *out, const char *nom, const char *iso)
{
    buffer_printf(out, "%s;VALUE=DATE:%.4s%.2s%.2s\r\n", nom, iso, iso + 5, iso + 8);
}

static void ecrire_instant(struct buffer *out, const char *nom, int64_t instant)
{
    buffer_printf(out, "%s:%s\r\n", nom, dates_show_rfc5545(out->arena, instant));
}

void ical_debut(struct buffer *out, const char *nom)
{
    buffer_literal(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//SOFI//Portes ouvertes//FR\r\n"
                        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    ecrire_texte(out, "X-WR-CALNAME", nom);
    buffer_printf(out, "REFRESH-INTERVAL;VALUE=DURATION:PT%dH\r\nX-PUBLISHED-TTL:PT%dH\r\n",
                  ICAL_HEURES, ICAL_HEURES);
}

void ical_ajouter(struct buffer *out, const struct ical_evenement *evenement, int64_t instant)
{
    const struct ical_evenement *e = evenement;
    if (!dates_is_iso(e->debut)) {
        return;
    }
    bool several = e->fin && dates_is_iso(e->fin) && strcmp(e->fin, e->debut) > 0;
    char lendemain[DATES_ISO_SIZE];
    dates_add_days(several ? e->fin : e->debut, 1, lendemain);
    buffer_literal(out, "BEGIN:VEVENT\r\n");
    ecrire_texte(out, "UID", e->uid);
    ecrire_instant(out, "DTSTAMP", instant);
    buffer_printf(out, "SEQUENCE:%" PRId64 "\r\n", e->sequence);
    if (e->modifie > 0) {
        ecrire_instant(out, "LAST-MODIFIED", e->modifie);
    }
    buffer_printf(out, "STATUS:%s\r\n", e->annule ? "CANCELLED" : "CONFIRMED");
    ecrire_jour(out, "DTSTART", e->debut);
    ecrire_jour(out, "DTEND", lendemain);
    ecrire_texte(out, "SUMMARY", e->titre);
    ecrire_texte(out, "LOCATION", e->lieu);
    ecrire_texte(out, "DESCRIPTION", e->description);
    ecrire_valeur(out, "URL", e->adresse);
    ecrire_valeur(out, "CONFERENCE;VALUE=URI", e->connexion);
    if (e->latitude && *e->latitude && e->longitude && *e->longitude) {
        ecrire_valeur(out, "GEO", arena_printf(out->arena, "%s;%s", e->latitude, e->longitude));
    }
    buffer_literal(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void ical_fin(struct buffer *out)
{
    buffer_literal(out, "END:VCALENDAR\r\n");
}
