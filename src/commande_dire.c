#include "commande_dire.h"

#include <stdarg.h>
#include <stdio.h>

int commande_dire(int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("sofi : ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return code;
}

int commande_code(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return COMMANDE_OK;
    case STATUS_REFUSED:
    case STATUS_CONFLICT:
    case STATUS_NOT_FOUND:
    case STATUS_TOO_LARGE:
    case STATUS_MALFORMED:
        return COMMANDE_REFUSE;
    default:
        return COMMANDE_SYSTEME;
    }
}
