/* What is about to be saved looks like what is there already (domaine/socle/jumeau.h): the form is
 * drawn again, nothing saved, with what it looks like and a button « Enregistrer quand même ». The
 * button sends the names of the twins that were shown (field `quand_meme`): the yes is for these,
 * and a form that is changed so as to meet another one is asked about again.
 */
#ifndef SOFI_WEB_DOUBLONS_H
#define SOFI_WEB_DOUBLONS_H

#include "jumeau.h"
#include "request.h"

/* What is asked about, and how it is told. */
struct doublons_genre {
    const char *fiches;    /* where records are: "/sessions/" */
    const char *un;        /* "Cette session existe peut-être déjà" */
    const char *plusieurs; /* "sessions existent peut-être déjà", after a number */
    const char *suite;     /* what then; NULL: correct it, or save it as it is */
};

struct doublon_view {
    const char *sujet;   /* which part of what was typed: "Ligne 3"; NULL: there is one */
    const char *nom;     /* "Session 1000012" */
    const char *adresse; /* NULL: it is on the page */
    const char *raison;
};

struct doublons_view {
    const char *titre;
    const char *suite;
    const char *oui;    /* value of the button */
    const char *encore; /* "et 12 autres"; NULL: all are told */
    struct {
        const struct doublon_view *items;
        size_t n;
    } lignes;
};

/* The same, to be told where nothing is asked: NULL when there is nothing. */
const struct doublons_view *doublons_a_dire(struct arena *arena, const struct doublons_genre *genre,
                                            const struct jumeaux *jumeaux);

/* NULL: nothing to ask, there is no twin or the person said yes to each. Else what the form shows
 * (templates/doublons.html, in the form); the caller draws it with code 422. `sujets`: how each
 * record that was typed is called, by its rang; NULL: there is one. */
const struct doublons_view *doublons_a_confirmer(struct request *request,
                                                 const struct doublons_genre *genre,
                                                 const struct jumeaux *jumeaux,
                                                 const char *const *sujets);

#endif
