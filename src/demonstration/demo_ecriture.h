/* Writes rows in bulk from a thread of its own, while the caller makes the next ones. Used by the
 * demonstration only.
 *
 * Rows wait in parcels: when one is full, the thread writes it, each table after those that it
 * refers to. Between the first row and the end of demo_ecriture_attendre() the connection is the
 * thread's. All calls come from one thread. */
#ifndef SOFI_DEMONSTRATION_DEMO_ECRITURE_H
#define SOFI_DEMONSTRATION_DEMO_ECRITURE_H

#include "db.h"

struct demo_ecriture;

/* `tables`: an INSERT of one row for each (db_insert()), in the order of their references; they
 * and the arena outlive what is created. */
struct demo_ecriture *demo_ecriture_creer(struct db *db, struct arena *arena,
                                          const struct statement *const *tables, size_t n);
void demo_ecriture_detruire(struct demo_ecriture *ecriture);

/* A transaction begins: the rows that wait and the failures before it are forgotten. */
void demo_ecriture_commencer(struct demo_ecriture *ecriture);

/* Adds a row; its texts are copied. Nothing is done after a failure. */
void demo_ecriture_ligne(struct demo_ecriture *ecriture, const struct statement *table,
                         const struct db_bind *binds, size_t n);

/* All is written when it returns, or the first failure since demo_ecriture_commencer() is told. */
enum status demo_ecriture_attendre(struct demo_ecriture *ecriture);

#endif
