#include "commande.h"

#include "demonstration_offre.h"
#include "ecart_qualiopi.h"

#include <stddef.h>
#include <string.h>

#define PLACE(membre) offsetof(struct contexte, membre)

static int commande_help(struct contexte *contexte);

static const struct commande commandes[] = {
    {.nom = "serve",
     .arguments = "",
     .resume = "répond aux navigateurs",
     .detail = "Met la base à niveau, puis répond jusqu'à SIGTERM ou SIGINT ; ce qui est en cours\n"
               "de réponse est terminé avant la fin. /sante dit si la base répond et ce qui\n"
               "manque. /metrics, pour Prometheus, est fermé tant que ni SOFI_METRICS_LISTEN, une\n"
               "adresse à part, ni SOFI_METRICS_KEY, une clé, ne sont donnés.",
     .lancer = commande_serve},
    {.nom = "migrate",
     .arguments = "",
     .resume = "met la base au niveau de ce programme",
     .detail = "Crée la base si elle n'existe pas. Le dossier d'un fichier SQLite doit exister,\n"
               "celui de la valeur par défaut, var, mis à part.",
     .lancer = commande_migrate},
    {.nom = "check",
     .arguments = "[--reparer]",
     .resume = "dit si la base est saine",
     .detail =
         "Migrations, tables, index, intégrité, références, compteurs, fichiers, courriels ;\n"
         "ne fait que lire. Code 1 et une raison par ligne quand quelque chose ne va pas.\n"
         "Avec --reparer, ce qui se déduit des fiches (compteurs, états, clés de tri, mots de\n"
         "recherche) est d'abord recalculé, pendant que la base sert ; ce qui l'a été est dit.",
     .options = {{"reparer", NULL, "recalcule ce qui se déduit des fiches", OPTION_OUI,
                  PLACE(reparer), 0, 0}},
     .lancer = commande_check},
    {.nom = "backup",
     .arguments = "FICHIER",
     .resume = "sauvegarde la base, pendant qu'elle sert",
     .detail = "SQLite : un fichier qui est une base entière, vérifiée. PostgreSQL : une archive\n"
               "de pg_dump au format « custom », vérifiée par pg_restore. Tout ce qui a été\n"
               "enregistré avant le début y est. Ne copiez jamais le fichier d'une base qui\n"
               "sert : la copie perd des enregistrements, ou est corrompue.",
     .options = {{"remplacer", NULL, "remplace un fichier de ce nom", OPTION_OUI, PLACE(remplacer),
                  0, 0}},
     .lancer = commande_backup},
    {.nom = "copy",
     .arguments = "DE VERS",
     .resume = "copie une base dans une autre, vide, d'un moteur à l'autre",
     .detail = "DE et VERS sont des adresses, comme --database ; « base » vaut pour celle du\n"
               "réglage. Tout est copié : fiches, numéros, certificats, comptes, historique.\n"
               "Chaque table est relue, comptée et comparée. Arrêtez sofi serve avant.",
     .lancer = commande_copy},
    {.nom = "demo",
     .arguments = "[--sessions N [--graine G]]",
     .resume = "remplit une base vide de données de démonstration",
     .detail = "Les mêmes données pour la même graine. Une base qui contient déjà des\n"
               "établissements reste comme elle est.",
     .options = {{"sessions", "N", "nombre de sessions d'une offre inventée", OPTION_NOMBRE,
                  PLACE(sessions), 1, DEMONSTRATION_SESSIONS_MAX},
                 {"graine", "G", "graine du hasard qui les invente", OPTION_NOMBRE, PLACE(graine),
                  0, INT64_MAX}},
     .lancer = commande_demo},
    {.nom = "import",
     .arguments = "formacode|rome|nsf|rncp|successions|certifinfo|communes|of FICHIER",
     .resume = "importe un référentiel officiel",
     .detail = "Le fichier est lu avant que la base soit créée ou changée ; un fichier refusé\n"
               "n'écrit rien, les raisons sont données ligne par ligne.\n"
               "of : la liste publique des organismes de formation (DGEFP), un fichier ou une\n"
               "adresse http(s). Ce que les organismes déclarent ne change pas : les écarts sur\n"
               "Qualiopi leur sont écrits une fois, et réunis dans /admin/ecarts-qualiopi.",
     .options = {{"quand-meme", NULL,
                  "accepte un fichier où manque plus d'un dixième de ce qui est connu", OPTION_OUI,
                  PLACE(quand_meme), 0, 0},
                 {"delai", "JOURS",
                  "of : jours laissés pour régler un écart, désormais (30 au départ)",
                  OPTION_NOMBRE, PLACE(delai), 1, ECART_DELAI_MAX}},
     .lancer = commande_import},
    {.nom = "compte",
     .arguments = "creer|inviter|bloquer|debloquer|lister",
     .resume = "crée, invite, bloque ou liste les comptes",
     .detail = "creer --email E --profil OF|CARIF|ADMIN [--nom N] [--site N]…\n"
               "    crée un compte et donne le lien d'invitation, valable 7 jours\n"
               "inviter --email E\n"
               "    donne un nouveau lien ; les liens d'avant ne valent plus rien\n"
               "bloquer --email E, debloquer --email E\n"
               "    ferme le compte et ses connexions ouvertes, ou le rouvre\n"
               "lister [--csv]\n"
               "    email, profil, état, dernière connexion et nom, dans l'ordre des emails",
     .options = {{"email", "E", "adresse du compte", OPTION_TEXTE, PLACE(email), 0, 0},
                 {"profil", "P", "OF, CARIF ou ADMIN", OPTION_TEXTE, PLACE(profil), 0, 0},
                 {"nom", "N", "nom affiché en tête des pages", OPTION_TEXTE, PLACE(nom), 0, 0},
                 {"site", "N", "numéro d'un site administrable ; se répète", OPTION_SITES,
                  PLACE(sites), 0, 0},
                 {"csv", NULL, "liste pour un tableur", OPTION_OUI, PLACE(csv), 0, 0}},
     .lancer = commande_compte},
    {.nom = "help",
     .arguments = "[COMMANDE|config]",
     .resume = "montre cette aide, celle d'une commande, ou les réglages",
     .detail = "",
     .options = {{"liste", NULL,
                  "toutes les commandes et options, une par ligne, pour un programme", OPTION_OUI,
                  PLACE(liste), 0, 0}},
     .lancer = commande_help},
};

static const size_t commandes_n = sizeof(commandes) / sizeof(commandes[0]);

const struct commande *commande_de_nom(const char *nom)
{
    for (size_t i = 0; i < commandes_n; i++) {
        if (strcmp(nom, commandes[i].nom) == 0) {
            return &commandes[i];
        }
    }
    return NULL;
}

void commande_usage(FILE *out)
{
    fputs("sofi, le système de l'offre de formation informatisée\n\n", out);
    for (size_t i = 0; i < commandes_n; i++) {
        fprintf(out, "  sofi %s%s%s\n      %s\n", commandes[i].nom,
                commandes[i].arguments[0] ? " " : "", commandes[i].arguments, commandes[i].resume);
    }
    fputs("  sofi --version\n      version du programme et de ses bibliothèques\n"
          "\nOptions de toutes les commandes : --database sqlite:var/sofi.db | postgresql://…\n"
          "Une commande en détail : sofi help COMMANDE. Réglages : sofi help config\n"
          "Codes de sortie : 0 fait, 1 entrée refusée, 2 ligne mal écrite, 3 panne du système\n",
          out);
}

void commande_expliquer(const struct commande *commande, FILE *out)
{
    fprintf(out, "sofi %s %s\n    %s\n", commande->nom, commande->arguments, commande->resume);
    if (commande->detail[0]) {
        fprintf(out, "\n%s\n", commande->detail);
    }
    const struct commande_option *option = commande->options;
    fputs(option->nom ? "\nOptions :\n" : "", out);
    for (; option->nom; option++) {
        fprintf(out, "  --%s%s%s\n      %s\n", option->nom, option->valeur ? " " : "",
                option->valeur ? option->valeur : "", option->aide);
    }
    fputs("\nChaque réglage est aussi une option, --database par exemple : sofi help config\n",
          out);
}

/* One line, whatever the text holds. */
static void sur_une_ligne(const char *text, FILE *out)
{
    for (; *text; text++) {
        fputs(*text == '\n' ? "\\n" : (const char[]){*text, '\0'}, out);
    }
    fputc('\n', out);
}

/* Kind of line, then fields, with a tab between. */
static void lister(FILE *out)
{
    for (size_t i = 0; i < commandes_n; i++) {
        const struct commande *commande = &commandes[i];
        fprintf(out, "commande\t%s\t%s\t%s\t", commande->nom, commande->arguments,
                commande->resume);
        sur_une_ligne(commande->detail, out);
        for (const struct commande_option *option = commande->options; option->nom; option++) {
            fprintf(out, "option\t%s\t--%s\t%s\t%s\n", commande->nom, option->nom,
                    option->valeur ? option->valeur : "", option->aide);
        }
    }
    config_list(out);
}

static int commande_help(struct contexte *contexte)
{
    const char *quoi = contexte->argument_n == 1 ? contexte->arguments[0] : "";
    const struct commande *commande = commande_de_nom(quoi);
    if (contexte->liste) {
        lister(stdout);
    } else if (strcmp(quoi, "config") == 0) {
        config_help(stdout);
    } else if (commande) {
        commande_expliquer(commande, stdout);
    } else if (contexte->argument_n == 0) {
        commande_usage(stdout);
    } else {
        return commande_dire(COMMANDE_USAGE, "commande « %s » inconnue, voir : sofi help", quoi);
    }
    return COMMANDE_OK;
}
