#include "commande.h"

#include "crypto.h"
#include "server.h"
#include "transport.h"
#include "version.h"

void commande_version(FILE *out)
{
    fprintf(out, "sofi %s%s%s%s\n", SOFI_VERSION, SOFI_COMMIT[0] ? " (" : "", SOFI_COMMIT,
            SOFI_COMMIT[0] ? ")" : "");
    fprintf(out, "SQLite %s, libpq %s, libmicrohttpd %s, libsodium %s, libcurl %s\n",
            db_library_version(DB_SQLITE), db_library_version(DB_POSTGRESQL),
            server_library_version(), crypto_library_version(), transport_library_version());
}
