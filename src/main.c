/* sofi: the commands. Exit codes: 0 done, 1 refused input, 2 usage, 3 system. */
#include "commande.h"

#include "crypto.h"

#include <stdio.h>
#include <string.h>

static const struct commande commandes[] = {
    {"serve", "", "répond aux navigateurs", commande_serve},
    {"migrate", "", "met la base au niveau de ce programme", commande_migrate},
    {"demo", "[--sessions N [--graine G]]", "remplit une base vide de données de démonstration",
     commande_demo},
    {"import", "formacode|rome|nsf|rncp|certifinfo|communes FICHIER",
     "importe un référentiel officiel", commande_import},
    {"compte", "creer --email E --profil OF|CARIF|ADMIN [--nom N] [--site N]…",
     "crée un compte et donne le lien d'invitation", commande_compte},
    {"help", "[config]", "montre cette aide, ou les réglages", commande_help},
};

static const size_t commandes_n = sizeof(commandes) / sizeof(commandes[0]);

int commande_usage(FILE *out)
{
    fputs("sofi, le système de l'offre de formation informatisée\n\n", out);
    for (size_t i = 0; i < commandes_n; i++) {
        fprintf(out, "  sofi %s %s\n      %s\n", commandes[i].nom, commandes[i].arguments,
                commandes[i].resume);
    }
    fputs("\nOptions de toutes les commandes : --database sqlite:var/sofi.db | postgresql://…\n"
          "Réglages : sofi help config\n",
          out);
    return COMMANDE_USAGE;
}

int main(int argc, char **argv)
{
    if (crypto_start() != STATUS_OK) {
        fputs("sofi : la bibliothèque de cryptographie refuse de démarrer\n", stderr);
        return COMMANDE_SYSTEME;
    }
    for (size_t i = 0; argc > 1 && i < commandes_n; i++) {
        if (strcmp(argv[1], commandes[i].nom) == 0) {
            return commande_lancer(&commandes[i], argc - 2, argv + 2);
        }
    }
    return commande_usage(stderr);
}
