/* A file that comes with a form: judged, kept, and never lost when the form is refused. */
#ifndef SOFI_WEB_DEPOT_FICHIER_H
#define SOFI_WEB_DEPOT_FICHIER_H

#include "fichier.h"
#include "request.h"

/* A file that came with a form that could not be saved yet, or comes with it now. */
struct depot_recu {
    struct fichier fichier;
    const char *nom;
    const char *jeton;   /* NULL: none */
    const char *message; /* why the file was refused, NULL: it was not */
};

/* Takes the file of the field `champ`, keeps it in a transaction of its own and gives it a token;
 * without a file, finds again the one whose token the form carries in `champ_recu`. A file that is
 * not accepted leaves a message (French, with the label), and the earlier one in force; one that is
 * takes its place. Whoever saves the form calls depot_retirer() for the token. For handlers with
 * ROUTE_OWN_TX | ROUTE_UPLOAD. A failure of the database is its status. */
enum status depot_recevoir(struct request *request, const char *champ, const char *champ_recu,
                           struct depot_recu *recu_r);

#endif
