/* What the commands of main.c share: the table of all of them, options, settings, a connection,
 * messages to the person. The table is the one truth: help, `sofi help COMMANDE`, what is accepted
 * on a line, the manual page and the shell's completion come from it (`sofi help --liste`). */
#ifndef SOFI_COMMANDE_H
#define SOFI_COMMANDE_H

#include "arena.h"
#include "commande_dire.h"
#include "config.h"
#include "db.h"

#include <stdio.h>

#define COMMANDE_ARGUMENTS 8
#define COMMANDE_OPTIONS 6
#define COMMANDE_SITES 100

struct commande;

/* The command line after the command's name, read. */
struct contexte {
    const struct commande *commande;
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
    int64_t delai;    /* --delai: days to settle a difference with the public list; 0: as before */
    bool quand_meme;  /* --quand-meme: an import that lacks much of what is known */
    bool remplacer;   /* --remplacer: a backup over one that is there */
    bool reparer;     /* --reparer: mends what check finds */
    bool csv;         /* --csv */
    bool liste;       /* --liste */
    const char *telecharge; /* what an address gave, as a path; NULL: a file was named */
    bool essai;             /* an import into a base in memory: only what is wrong is told */
};

enum commande_lecture { OPTION_TEXTE, OPTION_NOMBRE, OPTION_SITES, OPTION_OUI };

struct commande_option {
    const char *nom;               /* without --; NULL: there are no more */
    const char *valeur;            /* as the help names it; NULL: none is written */
    const char *aide;              /* French */
    enum commande_lecture lecture; /* into the member of struct contexte at `place` */
    size_t place;
    int64_t minimum, maximum; /* OPTION_NOMBRE */
};

struct commande {
    const char *nom;
    const char *arguments; /* "FICHIER"; several usages: "creer --email E…|lister" */
    const char *resume;    /* French, a line */
    const char *detail;    /* French, for `sofi help COMMANDE`: lines of 80 characters */
    struct commande_option options[COMMANDE_OPTIONS];
    int (*lancer)(struct contexte *contexte); /* enum commande_code */
};

/* NULL: there is none of that name. */
const struct commande *commande_de_nom(const char *nom);

/* Reads the settings and the options, then runs. */
int commande_lancer(const struct commande *commande, int argc, char **argv);

/* Prints the list of commands, or all of one. */
void commande_usage(FILE *out);
void commande_expliquer(const struct commande *commande, FILE *out);
/* The version of the program, its commit where it is known, and the versions of the libraries. */
void commande_version(FILE *out);

/* A connection that writes, with all migrations applied when `migrer`; NULL after a message. */
struct db *commande_ouvrir(struct contexte *contexte, bool migrer);
/* As `migrer` does, on a connection of one's own; a message when it fails. */
enum status commande_preparer(struct contexte *contexte, struct db *db);

/* "attendu : sofi NOM ARGUMENTS"; COMMANDE_USAGE. */
int commande_attendu(const struct contexte *contexte);

/* A bar on a terminal, some lines elsewhere; for work that tells how far it is. */
void commande_progres(void *context, size_t done, size_t total);

int commande_serve(struct contexte *contexte);
int commande_migrate(struct contexte *contexte);
int commande_demo(struct contexte *contexte);
int commande_import(struct contexte *contexte);
int commande_compte(struct contexte *contexte);
int commande_backup(struct contexte *contexte);
int commande_check(struct contexte *contexte);
int commande_copy(struct contexte *contexte);

#endif
