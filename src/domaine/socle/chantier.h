/* Work in several transactions that leaves a base half made until it ends: the base itself says so
 * from before the first row until after the last, and one check refuses it (commande_preparer(), at
 * the start of every command that writes or serves; sofi check). Work that is killed leaves its
 * mark.
 */
#ifndef SOFI_DOMAINE_CHANTIER_H
#define SOFI_DOMAINE_CHANTIER_H

#include "db.h"

enum chantier {
    CHANTIER_COPIE,         /* sofi copy, into this base */
    CHANTIER_DEMONSTRATION, /* sofi demo --sessions */
};

/* In a transaction, which must be committed before the first row; the mark of another is replaced.
 */
enum status chantier_ouvrir(struct db *db, enum chantier chantier);

/* In the transaction that ends the work, or after it. */
enum status chantier_fermer(struct db *db);

/* STATUS_REFUSED, with *message_r (French, static: what was interrupted and what to do), when the
 * base bears a mark. One statement. */
enum status chantier_verifier(struct db *db, const char **message_r);

#endif
