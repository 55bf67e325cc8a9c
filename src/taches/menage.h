/* The small work that no request should wait for: last uses of logins, expired lines.
 *
 * Expired lines and files that nothing refers to go too. One thread with a connection of its own.
 * What is lost when the process dies is harmless: a login looks idle for a few seconds longer.
 */
#ifndef SOFI_TACHES_MENAGE_H
#define SOFI_TACHES_MENAGE_H

#include "config.h"
#include "status.h"

#include <stdint.h>

/* Starts the thread; `config` outlives it. */
enum status menage_start(const struct config *config);

/* Notes that a login was used just now; written within MENAGE_SECONDS. Thread-safe, never waits.
 * Without a running thread, or with over 4,096 waiting, the note is dropped: the next request of
 * this login makes another. */
void menage_toucher(int64_t login_id);

/* Writes what waits and ends the thread. */
void menage_stop(void);

#define MENAGE_SECONDS 5
/* What is expired is looked for every hour, and as soon as the day is another, later or earlier. */
#define MENAGE_EXPIRE_SECONDS 3600

#endif
