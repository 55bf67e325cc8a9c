/* The network, outwards: pages fetched over HTTP, messages handed to an SMTP server. On libcurl:
 * this is the only place that includes it.
 *
 * Nothing here goes through a proxy named by the environment. Each call is bounded by its limits,
 * in milliseconds, names looked up included. Thread-safe.
 */
#ifndef SOFI_ECHANGES_TRANSPORT_H
#define SOFI_ECHANGES_TRANSPORT_H

#include "arena.h"
#include "status.h"

#include <stddef.h>
#include <stdio.h>

#define TRANSPORT_REDIRECTS 2
#define TRANSPORT_REASON_SIZE 200

struct transport_limits {
    long connect_ms;  /* until the server answers */
    long total_ms;    /* the whole */
    size_t max_bytes; /* of a body that is read */
};

struct transport_response {
    long code;        /* HTTP */
    const char *body; /* in the arena; a NUL follows it */
    size_t length;
};

/* GET of an http or https URL; TRANSPORT_REDIRECTS redirects are followed, to these schemes only.
 * STATUS_OK whatever the HTTP code; STATUS_UNAVAILABLE: no answer in time, or none that can be
 * trusted; STATUS_TOO_LARGE: over limits->max_bytes. The last two are logged, without the query. */
enum status transport_get(struct arena *arena, const char *url,
                          const struct transport_limits *limits,
                          struct transport_response *response_r);

/* The same into a file, whose memory it does not take: *code_r is that of HTTP; the file is
 * flushed.
 */
enum status transport_download(struct arena *arena, const char *url,
                               const struct transport_limits *limits, FILE *to, long *code_r);

enum transport_smtp_result {
    TRANSPORT_SENT,      /* the server acknowledged the message: it is answerable for it now */
    TRANSPORT_TRY_LATER, /* nobody there, 4xx, died or silent before the acknowledgement */
    TRANSPORT_REFUSED,   /* 5xx for this recipient or this message, for good */
};

struct transport_smtp {
    const char *url;  /* smtp[s]://[name:password@]host[:port]; smtps is TLS from the start */
    const char *from; /* an address */
    const char *to;   /* an address */
    /* "Name: value", without those of the MIME structure; ASCII; ended by NULL */
    const char *const *headers;
    const char *text; /* the body, twice: UTF-8, lines ended by CR LF */
    const char *html;
};

/* Hands one message over, of two alternatives that travel as base64 (RFC 2046, section 5.1.4). With
 * smtp://, STARTTLS when the server offers it, without looking at the certificate: whoever could
 * forge it could as well hide the offer (RFC 7435). With a name and a password, or with smtps://,
 * TLS and a certificate in order are required. What is wrong with the server or with our settings
 * (a refused password, a 5xx before RCPT) is TRANSPORT_TRY_LATER: it says nothing of the message.
 * `reason_r`: in English, for the log and the table, one line without secrets; "" when sent. */
enum transport_smtp_result transport_smtp(const struct transport_smtp *smtp,
                                          const struct transport_limits *limits,
                                          char reason_r[TRANSPORT_REASON_SIZE]);

/* Of libcurl: "7.88.1". Thread-safe. */
const char *transport_library_version(void);

#endif
