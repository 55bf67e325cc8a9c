/* A form is taken once.
 *
 * Every drawn form carries a random field `envoi` (jetons.h). The transaction of a POST that
 * answers with a redirection keeps that answer under a digest of this field, of the account, of the
 * address and of all that was typed: what is sent again as it was, by a second press on the button
 * or by a browser that saw no answer, gets the first answer, and runs nothing. What was changed in
 * between is another form. A form without the field (an old page, a program) is taken each time.
 *
 * Not kept: an answer that is a page, or that sets a cookie other than the message of the next page
 * (logging in and out, which can be done twice).
 */
#ifndef SOFI_WEB_ENVOI_FORMULAIRE_H
#define SOFI_WEB_ENVOI_FORMULAIRE_H

#include "db.h"
#include "request.h"
#include "response.h"

/* Runs `work` in a transaction of the connection that writes, as often as it takes, from an
 * untouched answer each time; when the answer is a redirection, it is kept in the same transaction.
 * `work` gives the answer. STATUS_CONFLICT: the form was taken already. Only on a worker. */
enum status envoi_formulaire_executer(struct request *request, struct response *response,
                                      enum status (*work)(struct db *db, void *context),
                                      void *context);

/* After the POST failed with `status`: STATUS_OK when the same form had been taken before, with its
 * answer again in the response; else the status to tell the person. STATUS_UNKNOWN becomes
 * STATUS_OK, or STATUS_UNAVAILABLE (surely not done), or stays (it cannot be told). */
enum status envoi_formulaire_retrouver(struct request *request, struct response *response,
                                       enum status status);

/* ---- a form that makes a record and goes on being typed in
 *
 * What is sent again from the same drawing, changed meanwhile, is for the record that it made.
 * `ligne`: which part of it made that one; "": the form itself. Both in the transaction of the
 * POST; a form without the field has made nothing. */

/* 0: it has made nothing yet. */
enum status envoi_formulaire_fiche(struct request *request, const char *ligne, int64_t *numero_r);
enum status envoi_formulaire_noter_fiche(struct request *request, const char *ligne,
                                         int64_t numero);

#endif
