/* A form that could not be taken (its token was stale, its login had ended, the base did not
 * answer) is never lost: it is shown again, with all that was typed, for the person to confirm.
 * Passwords are not shown again.
 */
#ifndef SOFI_WEB_REPRISE_H
#define SOFI_WEB_REPRISE_H

#include "erreur.h"
#include "page.h"
#include "resume.h"

/* What was typed, as a person reads it. */
struct reprise_fait {
    const char *libelle;
    const char *valeur;
};

struct reprise_faits {
    const struct reprise_fait *items;
    size_t n;
};

struct reprise_view {
    struct page_view page;
    struct jetons_view jetons; /* with the token of the form that could not be taken */
    const char *titre;
    const char *explication;
    const char *constat; /* what became of it */
    bool fichier;        /* a file came with it, which is not carried along */
    const char *adresse;
    const char *retour;
    const char *retour_texte;
    struct numero_view numero;
    const char *compte; /* e-mail whose password is asked, NULL: none is */
    struct champ_view mot_de_passe;
    struct resume_view resume;
    bool geste;         /* confirming does something else than saving a form */
    const char *bouton; /* what confirming does (screens.h) */
    struct reprise_faits faits;
    struct { /* all that is sent again */
        const struct param *items;
        size_t n;
    } champs;
};

/* The token is stale: asks to confirm. False when there is nothing to. */
bool reprise_par_jeton(struct request *request, struct response *response);

/* The password is wanted first (confirmation.h), in the field REPRISE_MOT_DE_PASSE, which is sent
 * with all the rest to the same address. `message`: why the one that was typed is not taken, NULL
 * when none was. `code` is that of the answer. */
#define REPRISE_MOT_DE_PASSE "mot_de_passe_actuel"
void reprise_par_mot_de_passe(struct request *request, struct response *response, int code,
                              const char *message);

/* What was typed, for the login form to carry: the address, then the encoded fields. */
const char *reprise_emballer(struct request *request);

/* The work failed, and not by the person's doing: STATUS_UNKNOWN (it may have been saved; the
 * form's token finds that out when it is sent again), BUSY, UNAVAILABLE, FULL or ERROR. `code` is
 * that of the answer, `retour` the page where it can be seen what was saved. Its own token in the
 * base makes sending again harmless. */
void reprise_par_panne(struct request *request, struct response *response, enum status status,
                       int code, const char *retour);

/* After the login: `reprise` is what the login form carried.
 * False when it is not one of ours; the caller then goes on as after any login. */
bool reprise_apres_connexion(struct request *request, struct response *response,
                             const char *reprise);

#endif
