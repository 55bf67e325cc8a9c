/* The pages of help, one for each job of the users' manual, and the screens that lead to them. */
#ifndef SOFI_WEB_AIDE_H
#define SOFI_WEB_AIDE_H

#include <stddef.h>

enum aide_groupe { AIDE_COMPTE, AIDE_ANNUAIRE, AIDE_FORMATIONS, AIDE_GROUPES };

struct aide_sujet {
    const char *code;    /* last part of its address: "gerer-les-sites" */
    const char *adresse; /* "/aide/gerer-les-sites" */
    const char *titre;   /* the job, in the infinitive */
    enum aide_groupe groupe;
    const char *suite[3]; /* codes of what comes next; NULL: no more */
};

extern const struct aide_sujet aide_sujets[];
extern const size_t aide_sujets_n;

/* NULL: no such page. */
const struct aide_sujet *aide_sujet(const char *code);

/* The page about the screen of this route (its `path` in the table of routes); NULL: none. */
const struct aide_sujet *aide_de_la_route(const char *path);

#endif
