#include "commande.h"

#include "dates.h"
#include "log.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

int commande_attendu(const struct contexte *contexte)
{
    const struct commande *commande = contexte->commande;
    return commande_dire(COMMANDE_USAGE, "attendu : sofi %s %s ; voir : sofi help %s",
                         commande->nom, commande->arguments, commande->nom);
}

/* ---- options */

static int lire_site(struct contexte *contexte, const char *value)
{
    int64_t numero = 0;
    if (!text_to_int(value, &numero) || numero <= 0) {
        return commande_dire(COMMANDE_USAGE, "--site attend un numéro de site, pas « %s »", value);
    }
    if (contexte->site_n == COMMANDE_SITES) {
        return commande_dire(COMMANDE_USAGE, "%d sites au maximum", COMMANDE_SITES);
    }
    contexte->sites[contexte->site_n++] = numero;
    return COMMANDE_OK;
}

static int lire_nombre(const struct commande_option *option, const char *value, int64_t *nombre_r)
{
    int64_t nombre = 0;
    if (!text_to_int(value, &nombre) || nombre < option->minimum || nombre > option->maximum) {
        return commande_dire(COMMANDE_USAGE,
                             "--%s attend un nombre de %" PRId64 " à %" PRId64 ", pas « %s »",
                             option->nom, option->minimum, option->maximum, value);
    }
    *nombre_r = nombre;
    return COMMANDE_OK;
}

static int lire_valeur(struct contexte *contexte, const struct commande_option *option,
                       const char *value)
{
    void *place = (char *)contexte + option->place;
    switch (option->lecture) {
    case OPTION_TEXTE:
        *(const char **)place = value;
        return COMMANDE_OK;
    case OPTION_NOMBRE:
        return lire_nombre(option, value, place);
    case OPTION_SITES:
        return lire_site(contexte, value);
    case OPTION_OUI:
        *(bool *)place = true;
        return COMMANDE_OK;
    }
    return COMMANDE_USAGE;
}

static const struct commande_option *option_de(const struct contexte *contexte, const char *name)
{
    const struct commande_option *option = contexte->commande->options;
    while (option->nom && strcmp(option->nom, name) != 0) {
        option++;
    }
    return option->nom ? option : NULL;
}

static int lire_reglage(struct contexte *contexte, const char *name, const char *value)
{
    const char *message = NULL;
    if (config_set(&contexte->config, contexte->arena, name, value, &message) != STATUS_OK) {
        return commande_dire(COMMANDE_USAGE, "%s", message);
    }
    return COMMANDE_OK;
}

/* Options that are alone take « oui » too, which some write. */
static int lire_seule(struct contexte *contexte, const struct commande_option *option,
                      const char *value, const char *next, int *used)
{
    bool next_says_yes = !value && next && strcmp(next, "oui") == 0;
    if (value && strcmp(value, "oui") != 0) {
        return commande_dire(COMMANDE_USAGE, "--%s n'attend pas de valeur", option->nom);
    }
    *used += next_says_yes ? 1 : 0;
    return lire_valeur(contexte, option, "oui");
}

/* *used: words of the line that this one took, itself included. */
static int lire_mot(struct contexte *contexte, const char *word, const char *next, int *used)
{
    *used = 1;
    if (strncmp(word, "--", 2) != 0) {
        if (contexte->argument_n == COMMANDE_ARGUMENTS) {
            return commande_dire(COMMANDE_USAGE, "trop d'arguments");
        }
        contexte->arguments[contexte->argument_n++] = word;
        return COMMANDE_OK;
    }
    const char *equal = strchr(word, '=');
    const char *name =
        equal ? arena_strndup(contexte->arena, word + 2, (size_t)(equal - word - 2)) : word + 2;
    const struct commande_option *option = option_de(contexte, name);
    if (option && option->lecture == OPTION_OUI) {
        return lire_seule(contexte, option, equal ? equal + 1 : NULL, next, used);
    }
    const char *value = equal ? equal + 1 : next;
    if (!option && !config_has_option(name)) {
        return commande_dire(COMMANDE_USAGE, "option --%s inconnue de sofi %s, voir : sofi help %s",
                             name, contexte->commande->nom, contexte->commande->nom);
    }
    if (!value) {
        return commande_dire(COMMANDE_USAGE, "--%s attend une valeur", name);
    }
    *used += equal ? 0 : 1;
    return option ? lire_valeur(contexte, option, value) : lire_reglage(contexte, name, value);
}

static int lire_ligne(struct contexte *contexte, int argc, char **argv)
{
    int code = COMMANDE_OK;
    for (int i = 0, used = 0; i < argc && code == COMMANDE_OK; i += used) {
        code = lire_mot(contexte, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used);
    }
    return code;
}

/* ---- running */

/* A setting with a letter too many would leave the default in force without a word. */
static void avertir(struct contexte *contexte)
{
    const char *const *inconnues = config_unknown(contexte->arena);
    for (; *inconnues; inconnues++) {
        log_warning("setting_unknown", LOG_TEXT("name", *inconnues));
        commande_dire(COMMANDE_OK,
                      "réglage %s inconnu, il ne change rien ; voir : sofi help config",
                      *inconnues);
    }
    if (dates_are_held()) {
        log_warning("clock_held", LOG_INT("instant", dates_now()));
        commande_dire(COMMANDE_OK,
                      "SOFI_INSTANT arrête l'horloge au %s, pour des essais seulement : "
                      "connexions, courriels et échéances ne vieillissent plus",
                      dates_show_instant(contexte->arena, dates_now()));
    }
}

static int preparer(struct contexte *contexte, int argc, char **argv)
{
    const char *message = NULL;
    if (config_load(&contexte->config, contexte->arena, &message) != STATUS_OK) {
        return commande_dire(COMMANDE_USAGE, "%s", message);
    }
    int code = lire_ligne(contexte, argc, argv);
    if (code == COMMANDE_OK) {
        config_settle(&contexte->config, contexte->arena);
        avertir(contexte);
    }
    return code;
}

static bool demande_aide(int argc, char **argv)
{
    return argc > 0 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0);
}

int commande_lancer(const struct commande *commande, int argc, char **argv)
{
    if (demande_aide(argc, argv)) {
        commande_expliquer(commande, stdout);
        return COMMANDE_OK;
    }
    struct contexte contexte = {.commande = commande, .arena = arena_create(0)};
    int code = preparer(&contexte, argc, argv);
    if (code == COMMANDE_OK) {
        code = commande->lancer(&contexte);
    }
    if (code == COMMANDE_OK && fflush(stdout) != 0) {
        code = commande_dire(COMMANDE_SYSTEME, "la sortie n'a pas pu être écrite : %m");
    }
    arena_destroy(contexte.arena);
    return code;
}
