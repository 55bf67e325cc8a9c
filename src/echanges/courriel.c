#include "courriel.h"

#include "crypto.h"
#include "dates.h"
#include "email.h"
#include "escape.h"
#include "lettre.h"
#include "text.h"
#include "utf8.h"

#include <stdio.h>

#define NBSP "\xC2\xA0"

/* ---- contents */

/* The paragraphs of an outbox row, one after the other: false behind the last. */
static bool next_paragraph(struct arena *arena, const char **rest, const char **paragraph_r)
{
    const char *end = strstr(*rest, LETTRE_ENTRE);
    size_t n = end ? (size_t)(end - *rest) : strlen(*rest);
    bool found = **rest != '\0';
    *paragraph_r = arena_strndup(arena, *rest, n);
    *rest += end ? n + strlen(LETTRE_ENTRE) : n;
    return found;
}

/* A link is a path of this application. */
static const char *link_of(struct arena *arena, const struct config *config,
                           const struct courriel_ligne *ligne)
{
    return arena_printf(arena, "%s%s", config->base_url, ligne->lien);
}

/* "02 40 20 40 20 (9h–12h), offre@cariforef-pdl.org", or "" */
static const char *help_line(struct arena *arena, const struct config *config)
{
    const char *telephone = config->aide_telephone;
    const char *horaires = config->aide_horaires;
    const char *email = config->aide_email;
    if (*telephone && *horaires) {
        telephone = arena_printf(arena, "%s (%s)", telephone, horaires);
    }
    return arena_printf(arena, "%s%s%s", telephone, *telephone && *email ? ", " : "", email);
}

/* What stands under every mail. */
static const char *const automatic =
    "Ce message est automatique" NBSP ": les réponses ne sont pas lues.";

static const char *make_text(struct arena *arena, const struct config *config,
                             const struct courriel_ligne *ligne)
{
    struct buffer out;
    buffer_init(&out, arena, 0);
    const char *rest = ligne->texte;
    const char *paragraph = NULL;
    while (next_paragraph(arena, &rest, &paragraph)) {
        buffer_printf(&out, "%s\n\n", paragraph);
    }
    if (ligne->lien[0]) {
        buffer_printf(&out, "%s" NBSP ":\n%s\n\n", ligne->lien_texte,
                      link_of(arena, config, ligne));
    }
    buffer_printf(&out, "-- \nSOFI, %s\n", config->region);
    const char *help = help_line(arena, config);
    if (*help) {
        buffer_printf(&out, "Assistance" NBSP ": %s\n", help);
    }
    buffer_printf(&out, "%s\n", automatic);
    return out.data;
}

static void write_link(struct buffer *out, const char *url, const char *text)
{
    buffer_literal(out, "<p style=\"margin:24px 0\"><a style=\"display:inline-block;"
                        "padding:10px 18px;border-radius:4px;background:#1a6a4f;color:#ffffff;"
                        "text-decoration:none\" href=\"");
    html_url(out, url);
    buffer_literal(out, "\">");
    html_text(out, text);
    buffer_literal(out,
                   "</a></p>\n<p style=\"font-size:14px;color:#54625e\">"
                   "Si le bouton ne répond pas, copiez cette adresse dans votre navigateur" NBSP
                   ":<br><span style=\"word-break:break-all\">");
    html_text(out, url);
    buffer_literal(out, "</span></p>\n");
}

static void write_foot(struct buffer *out, struct arena *arena, const struct config *config)
{
    buffer_literal(out, "<hr style=\"border:0;border-top:1px solid #d9eae0;margin:24px 0 12px\">\n"
                        "<p style=\"font-size:14px;color:#54625e;margin:0\">SOFI, ");
    html_text(out, config->region);
    const char *help = help_line(arena, config);
    if (*help) {
        buffer_literal(out, "<br>Assistance" NBSP ": ");
        html_text(out, help);
    }
    buffer_literal(out, "<br>");
    html_text(out, automatic);
    buffer_literal(out, "</p>\n");
}

static const char *make_html(struct arena *arena, const struct config *config,
                             const struct courriel_ligne *ligne)
{
    const char *rest = ligne->texte;
    const char *paragraph = NULL;
    struct buffer out;
    buffer_init(&out, arena, 0);
    buffer_literal(&out, "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<title>");
    html_text(&out, ligne->sujet);
    buffer_literal(&out, "</title>\n</head>\n<body style=\"margin:0;padding:24px;"
                         "background:#edf5f0;color:#1b2826;font:16px/1.5 sans-serif\">\n"
                         "<div style=\"max-width:600px;margin:0 auto;padding:24px;"
                         "background:#ffffff\">\n"
                         "<p style=\"margin:0 0 24px;font-size:20px;font-weight:bold;"
                         "color:#0d352a\">SOFI</p>\n");
    while (next_paragraph(arena, &rest, &paragraph)) {
        buffer_literal(&out, "<p>");
        html_text(&out, paragraph);
        buffer_literal(&out, "</p>\n");
    }
    if (ligne->lien[0]) {
        write_link(&out, link_of(arena, config, ligne), ligne->lien_texte);
    }
    write_foot(&out, arena, config);
    buffer_literal(&out, "</div>\n</body>\n</html>\n");
    return out.data;
}

/* ---- the message */

/* Bytes of a piece: an encoded word is 75 characters at most, a line that holds one 76 (RFC 2047,
 * section 2), "Subject: " included. */
#define PIECE_MAX 39

static void write_encoded_words(struct buffer *out, const char *text)
{
    size_t left = strlen(text);
    const char *fold = "";
    while (left > 0) {
        size_t n = utf8_fit(text, PIECE_MAX);
        buffer_printf(out, "%s=?UTF-8?B?%s?=", fold, crypto_base64(out->arena, text, n));
        text += n;
        left -= n;
        fold = "\r\n ";
    }
}

/* An address takes its place in a header letter by letter. */
static const char *address(struct arena *arena, const char *text)
{
    char *clean = arena_strdup(arena, text);
    char *to = clean;
    for (const char *p = text; *p; p++) {
        if (*p > ' ' && *p < 0x7f && !strchr("<>()[],;:\\\"", *p)) {
            *to++ = *p;
        }
    }
    *to = '\0';
    return clean;
}

static const char *subject(struct arena *arena, const char *text)
{
    struct buffer out;
    buffer_init(&out, arena, 0);
    buffer_literal(&out, "Subject: ");
    write_encoded_words(&out, text_one_line(arena, text));
    return out.data;
}

static const char *const *headers(struct arena *arena, const struct config *config,
                                  const struct courriel_ligne *ligne)
{
    const char *from = address(arena, email_to_ascii(arena, config->courriel_expediteur));
    const char *to = address(arena, email_to_ascii(arena, ligne->destinataire));
    const char *domain = strchr(from, '@');
    const char *const lines[] = {
        arena_printf(arena, "Date: %s", dates_show_rfc5322(arena, ligne->cree_a)),
        arena_printf(arena, "From: SOFI <%s>", from),
        arena_printf(arena, "To: <%s>", to),
        subject(arena, ligne->sujet),
        arena_printf(arena, "Message-ID: <%lld.%s%s>", (long long)ligne->id,
                     address(arena, ligne->alea), domain ? domain : "@localhost"),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Language: fr",
        NULL,
    };
    const char **kept = ARENA_ARRAY(arena, const char *, sizeof lines / sizeof *lines);
    memcpy(kept, lines, sizeof lines);
    return kept;
}

/* Ended by CR LF inside the base64 too (RFC 2045, section 6.8). */
static const char *canonical_lines(struct arena *arena, const char *text)
{
    struct buffer lines;
    buffer_init(&lines, arena, strlen(text) + 100);
    for (const char *p = text; *p; p++) {
        buffer_text(&lines, *p == '\n' ? "\r" : "");
        buffer_char(&lines, *p);
    }
    return lines.data;
}

void courriel_message(struct arena *arena, const struct config *config,
                      const struct courriel_ligne *ligne, struct transport_smtp *smtp)
{
    smtp->headers = headers(arena, config, ligne);
    smtp->text = canonical_lines(arena, make_text(arena, config, ligne));
    smtp->html = canonical_lines(arena, make_html(arena, config, ligne));
}
