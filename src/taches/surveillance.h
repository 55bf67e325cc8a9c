/* What systemd is told of the service (Type=notify, WatchdogSec=): that it answers, that it still
 * does, that it stops. Without systemd around (NOTIFY_SOCKET unset) every call does nothing.
 */
#ifndef SOFI_TACHES_SURVEILLANCE_H
#define SOFI_TACHES_SURVEILLANCE_H

#include "config.h"
#include "status.h"

/* A page that needs no data is asked of ourselves at `port` of config->listen; as soon as it is
 * answered, systemd is told that the service is ready. Where the unit has a watchdog, a thread then
 * asks twice in each period of it, and tells systemd of an answer only: a server that accepts
 * connections without answering is started again. STATUS_UNAVAILABLE: no answer in 10 s, or no
 * thread; logged. `config` outlives surveillance_stop(). Before the threads of the server are
 * started, or with SIGTERM and SIGINT blocked. */
enum status surveillance_start(const struct config *config, int port);

/* Tells systemd that the service stops; nothing is asked any more. Does not wait. */
void surveillance_announce_stop(void);

/* Ends the thread. A question under way is waited for: once the server is stopped it fails at once.
 */
void surveillance_stop(void);

#define SURVEILLANCE_READY_MS 10000
#define SURVEILLANCE_CHECK_MS 5000

#endif
