#include "signals.h"

#include "log.h"

#include <pthread.h>

static sigset_t stop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

void signals_block(sigset_t *old_r)
{
    sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, old_r);
}

void signals_wait(void)
{
    sigset_t signals = stop_signals();
    int received = 0;
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    /* Nothing can be read again while we run: a terminal that closes, or a habit, ends nothing. */
    while (sigwait(&signals, &received) == 0 && received == SIGHUP) {
        log_info("signal_ignored", LOG_INT("number", received));
    }
    log_info("signal", LOG_INT("number", received));
}
