#include "offre_conflit.h"

#include <string.h>

#define MIEN_LONGUEUR (sizeof OFFRE_CONFLIT_MIEN - 1)

static bool demande(const struct params *form, const char *nom)
{
    for (size_t i = 0; i < form->n; i++) {
        if (strcmp(form->items[i].name, "conflit") == 0 && strcmp(form->items[i].value, nom) == 0) {
            return true;
        }
    }
    return false;
}

/* The value of `choix-NAME`; "". */
static const char *coche(const struct params *form, const char *nom)
{
    static const char debut[] = "choix-";
    for (size_t i = 0; i < form->n; i++) {
        const struct param *param = &form->items[i];
        if (strncmp(param->name, debut, sizeof debut - 1) == 0 &&
            strcmp(param->name + sizeof debut - 1, nom) == 0) {
            return param->value;
        }
    }
    return "";
}

enum offre_choix offre_conflit_choix(const struct params *form, const char *nom)
{
    static const struct {
        const char *code;
        enum offre_choix choix;
    } choix[] = {{"sien", CHOIX_SIEN}, {"mien", CHOIX_MIEN}, {"nouveau", CHOIX_NOUVEAU}};
    if (!demande(form, nom)) {
        return CHOIX_HORS;
    }
    const char *code = coche(form, nom);
    for (size_t i = 0; i < sizeof choix / sizeof *choix; i++) {
        if (strcmp(choix[i].code, code) == 0) {
            return choix[i].choix;
        }
    }
    return CHOIX_ATTENDU;
}

static bool est_mien(const struct param *param)
{
    return strncmp(param->name, OFFRE_CONFLIT_MIEN, MIEN_LONGUEUR) == 0;
}

/* Of "lieu-2": its marker `lieu` of value 2, and all "lieu-2-…". */
static bool appartient(const char *name, const char *value, const char *nom)
{
    size_t n = strlen(nom);
    size_t genre = strcspn(nom, "-");
    if (strncmp(name, nom, n) == 0) {
        return name[n] == '\0' || name[n] == '-';
    }
    return nom[genre] && strlen(name) == genre && strncmp(name, nom, genre) == 0 &&
           strcmp(value, nom + genre + 1) == 0;
}

/* Of one that she chose her own version of. */
static bool reprise(const struct params *miens, const char *name, const char *value)
{
    for (size_t i = 0; i < miens->n; i++) {
        if (appartient(name, value, miens->items[i].value)) {
            return true;
        }
    }
    return false;
}

struct params offre_conflit_appliquer(struct arena *arena, const struct params *form)
{
    struct params miens = {.items = ARENA_ARRAY(arena, struct param, form->n + 1)};
    struct params kept = {.items = ARENA_ARRAY(arena, struct param, form->n + 1)};
    for (size_t i = 0; i < form->n; i++) {
        const struct param *param = &form->items[i];
        if (strcmp(param->name, "conflit") == 0 && strcmp(coche(form, param->value), "mien") == 0) {
            miens.items[miens.n++] = *param;
        }
    }
    for (size_t i = 0; i < form->n; i++) {
        struct param param = form->items[i];
        bool mien = est_mien(&param);
        param.name += mien ? MIEN_LONGUEUR : 0;
        if (mien == reprise(&miens, param.name, param.value)) {
            kept.items[kept.n++] = param;
        }
    }
    return kept;
}

struct params offre_conflit_miens(struct arena *arena, const struct params *form,
                                  const struct params *appliquee, const char *nom)
{
    bool attendu = offre_conflit_choix(form, nom) == CHOIX_ATTENDU;
    const struct params vide = {0};
    const struct params *source = attendu ? form : appliquee ? appliquee : &vide;
    struct params miens = {.items = ARENA_ARRAY(arena, struct param, source->n + 1)};
    for (size_t i = 0; i < source->n; i++) {
        struct param param = source->items[i];
        const char *name = param.name + (attendu && est_mien(&param) ? MIEN_LONGUEUR : 0);
        if (attendu == est_mien(&param) && appartient(name, param.value, nom)) {
            param.name = attendu ? param.name : arena_printf(arena, OFFRE_CONFLIT_MIEN "%s", name);
            miens.items[miens.n++] = param;
        }
    }
    return miens;
}
