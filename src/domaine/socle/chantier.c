#include "chantier.h"

#include "parametre.h"

#include <string.h>

#define MARQUE "chantier"

static const struct {
    const char *nom, *message;
} chantiers[] = {
    [CHANTIER_COPIE] = {"copie",
                        "une copie (sofi copy) vers cette base a été interrompue, recommencez-la"},
    [CHANTIER_DEMONSTRATION] = {"demonstration",
                                "la création de la démonstration (sofi demo) a été interrompue, "
                                "des données et des index manquent : supprimez cette base, puis "
                                "recommencez"},
};

enum status chantier_ouvrir(struct db *db, enum chantier chantier)
{
    return parametre_ecrire(db, MARQUE, chantiers[chantier].nom);
}

enum status chantier_fermer(struct db *db)
{
    return parametre_ecrire(db, MARQUE, "");
}

enum status chantier_verifier(struct db *db, const char **message_r)
{
    ARENA_SCRATCH(arena, 0);
    const char *nom = "";
    enum status status = parametre_lire(db, arena, MARQUE, &nom);
    if (status == STATUS_OK && nom[0]) {
        status = STATUS_REFUSED;
        *message_r = "un travail sur cette base a été interrompu, elle est incomplète";
        for (size_t i = 0; i < sizeof chantiers / sizeof *chantiers; i++) {
            *message_r = strcmp(chantiers[i].nom, nom) == 0 ? chantiers[i].message : *message_r;
        }
    }
    return status;
}
