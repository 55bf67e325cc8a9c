/* What a command says when it ends: to the person, and to the shell. */
#ifndef SOFI_COMMANDE_DIRE_H
#define SOFI_COMMANDE_DIRE_H

#include "status.h"

enum commande_code {
    COMMANDE_OK = 0,
    COMMANDE_REFUSE = 1, /* refused input: the reasons are on standard error */
    COMMANDE_USAGE = 2,
    COMMANDE_SYSTEME = 3,
};

/* "sofi : …" on standard error; gives `code` back. */
int commande_dire(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit code that tells of a status. */
int commande_code(enum status status);

#endif
