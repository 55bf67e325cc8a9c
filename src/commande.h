/* What the commands of main.c share: options, settings, a connection, messages to the person. */
#ifndef SOFI_COMMANDE_H
#define SOFI_COMMANDE_H

#include "arena.h"
#include "config.h"
#include "db.h"

#include <stdio.h>

enum commande_code {
    COMMANDE_OK = 0,
    COMMANDE_REFUSE = 1, /* refused input: the reasons are on standard error */
    COMMANDE_USAGE = 2,
    COMMANDE_SYSTEME = 3,
};

#define COMMANDE_ARGUMENTS 8
#define COMMANDE_SITES 100

/* The command line after the command's name, read. */
struct contexte {
    struct arena *arena;
    struct config config;
    const char *arguments[COMMANDE_ARGUMENTS]; /* words that are no options */
    int argument_n;
    const char *email;             /* --email */
    const char *profil;            /* --profil */
    const char *nom;               /* --nom */
    int64_t sites[COMMANDE_SITES]; /* --site, repeated */
    size_t site_n;
    int64_t sessions; /* --sessions: of an invented offer */
    int64_t graine;   /* --graine: its seed */
    bool quand_meme;  /* --quand-meme oui: an import that lacks many codes */
};

struct commande {
    const char *nom;
    const char *arguments;
    const char *resume;
    int (*lancer)(struct contexte *contexte); /* enum commande_code */
};

/* Reads the settings and the options, then runs. */
int commande_lancer(const struct commande *commande, int argc, char **argv);

/* Prints the list of commands; COMMANDE_USAGE. */
int commande_usage(FILE *out);

/* A connection that writes, with all migrations applied when `migrer`; NULL after a message. */
struct db *commande_ouvrir(struct contexte *contexte, bool migrer);

/* "sofi : …" on standard error; gives `code` back. */
int commande_dire(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit code that tells of a status. */
int commande_code(enum status status);

int commande_serve(struct contexte *contexte);
int commande_migrate(struct contexte *contexte);
int commande_demo(struct contexte *contexte);
int commande_import(struct contexte *contexte);
int commande_compte(struct contexte *contexte);
int commande_help(struct contexte *contexte);

#endif
