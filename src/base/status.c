#include "status.h"

const char *status_name(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
    case STATUS_REFUSED:
        return "refused";
    case STATUS_MALFORMED:
        return "malformed";
    case STATUS_LOGIN:
        return "login";
    case STATUS_FORBIDDEN:
        return "forbidden";
    case STATUS_NOT_FOUND:
        return "not_found";
    case STATUS_CONFLICT:
        return "conflict";
    case STATUS_TOO_LARGE:
        return "too_large";
    case STATUS_TOO_MANY:
        return "too_many";
    case STATUS_BUSY:
        return "busy";
    case STATUS_UNAVAILABLE:
        return "unavailable";
    case STATUS_UNKNOWN:
        return "unknown";
    case STATUS_READ_ONLY:
        return "read_only";
    case STATUS_FULL:
        return "disk_full";
    case STATUS_ERROR:
        return "error";
    }
    return "?";
}
