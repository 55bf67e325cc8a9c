/* The signals that end the program: no thread is interrupted by them, one waits for them. */
#ifndef SOFI_HTTP_SIGNALS_H
#define SOFI_HTTP_SIGNALS_H

#include <signal.h>

/* In the calling thread and in those that it makes: SIGTERM, SIGINT and SIGHUP wait. *old_r: what
 * was blocked before. */
void signals_block(sigset_t *old_r);

/* Blocks until SIGTERM or SIGINT; SIGHUP changes nothing. */
void signals_wait(void);

#endif
