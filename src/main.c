/* sofi: the commands. Exit codes: 0 done, 1 refused input, 2 usage, 3 system. */
#include "commande.h"

#include "crypto.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static bool is_one_of(const char *word, const char *first, const char *second)
{
    return strcmp(word, first) == 0 || strcmp(word, second) == 0;
}

int main(int argc, char **argv)
{
    /* A file that may not grow further is a full disk, told by write(), and not the end. */
    (void)signal(SIGXFSZ, SIG_IGN);
    if (crypto_start() != STATUS_OK) {
        return commande_dire(COMMANDE_SYSTEME,
                             "la bibliothèque de cryptographie refuse de démarrer");
    }
    if (argc < 2) {
        commande_usage(stderr);
        return COMMANDE_USAGE;
    }
    if (is_one_of(argv[1], "--version", "-V")) {
        commande_version(stdout);
        return COMMANDE_OK;
    }
    if (is_one_of(argv[1], "--help", "-h")) {
        commande_usage(stdout);
        return COMMANDE_OK;
    }
    const struct commande *commande = commande_de_nom(argv[1]);
    if (!commande) {
        return commande_dire(COMMANDE_USAGE, "commande « %s » inconnue, voir : sofi help", argv[1]);
    }
    return commande_lancer(commande, argc - 2, argv + 2);
}
