/* Twins: records that people would take for one another. A twin is never refused, since both may be
 * right: whoever saves is told first (web/socle/doublons.h). What makes two records twins is a rule
 * of each noun: session_jumelles(), contact_jumeaux(), formation_jumelles().
 */
#ifndef SOFI_DOMAINE_JUMEAU_H
#define SOFI_DOMAINE_JUMEAU_H

#include <stddef.h>
#include <stdint.h>

/* What is there beside one of the records that are about to be saved. */
struct jumeau {
    size_t rang;        /* of the record to be saved, from 0 */
    int64_t numero;     /* of what is there; 0: it is to be saved too, */
    size_t autre;       /* with this rang */
    const char *cle;    /* as long as it is the same: "session-1000012"; without a space */
    const char *nom;    /* "Session 1000012"; NULL without a number */
    const char *raison; /* "mêmes dates, au même lieu" */
};

struct jumeaux {
    const struct jumeau *items; /* by rang; of each record one at most */
    size_t n;
    size_t encore; /* that are not told one by one */
};

#endif
