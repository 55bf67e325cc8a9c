/* The one answer of everything that can fail.
 *
 * A function that can fail returns an enum status and nothing else; results leave by parameters
 * whose names end in _r and are written only on STATUS_OK. The place that meets a failure logs it
 * (log.h) when it is ours (STATUS_ERROR, STATUS_UNAVAILABLE); a failure of the person's input is
 * carried in the form (form.h), never logged as an error.
 */
#ifndef SOFI_BASE_STATUS_H
#define SOFI_BASE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_REFUSED,     /* the input breaks a rule; the form or message_r says which: 422 */
    STATUS_MALFORMED,   /* the request cannot be understood at all: 400 */
    STATUS_LOGIN,       /* nobody is logged in, or the login ended: 303 to /connexion */
    STATUS_FORBIDDEN,   /* the person may know that it exists, but not do this: 403 */
    STATUS_NOT_FOUND,   /* does not exist, or the person may not know that it does: 404 */
    STATUS_CONFLICT,    /* somebody else saved in between: 409 */
    STATUS_TOO_LARGE,   /* over a limit of size: 413 */
    STATUS_TOO_MANY,    /* over a limit of rate: 429 */
    STATUS_BUSY,        /* soft failure of the database (locked, serialization): try again */
    STATUS_UNAVAILABLE, /* something we need does not answer: 503 */
    STATUS_UNKNOWN,     /* the commit was asked for, whether it was done nobody knows: 503 */
    STATUS_FULL,        /* the disk of the server, or of the base, is full: 507 */
    STATUS_READ_ONLY,   /* the base answers and takes no writes: 503 */
    STATUS_ERROR,       /* hard failure, already logged: 500 */
};

/* Leaves the function, which returns an enum status, with that of `call` unless it is STATUS_OK.
 * Not while something is held that no arena owns (rows, a file, a lock): what holds it calls a
 * function that may leave. `call` is evaluated once. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status status_of_call = (call);                                                       \
        if (status_of_call != STATUS_OK) {                                                         \
            return status_of_call;                                                                 \
        }                                                                                          \
    } while (0)

/* Short English name for log lines ("ok", "refused", ...); static, never NULL. */
const char *status_name(enum status status);

#endif
