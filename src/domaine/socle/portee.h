/* Whose records a person looks at: what the dashboard counts, what lists and the tree hold. */
#ifndef SOFI_DOMAINE_PORTEE_H
#define SOFI_DOMAINE_PORTEE_H

#include "acteur.h"
#include "db.h"

/* Filled by portee_de(). */
struct portee {
    int64_t compte_id;        /* of an OF; 0: officer */
    int64_t etablissement_id; /* all its sites; 0: see `sites` */
    bool sites;               /* only the sites of the account, across establishments */
};

/* The scope of a person; `etablissement_id` narrows that of an officer, 0: all. One statement for
 * an OF that did not log in, else none: an account that has every site of its only establishment
 * has the establishment. */
enum status portee_de(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                      struct portee *portee_r);

/* A scope as statements know it: their first parameter is its id. */
enum portee_etendue { PORTEE_TOUT, PORTEE_ETABLISSEMENT, PORTEE_COMPTE, PORTEES };

enum portee_etendue portee_etendue(const struct portee *portee, int64_t *id_r);

#endif
