/* The closed tables of LHEO 2.3: its codes, order and words, in the typography of our screens (a
 * capital first, accents, no-break spaces).
 *
 * For fields (base/field.h) and the exchange files. Static; each ends with {NULL, NULL}.
 * « Code(s) obsolète(s) » entries are kept: old files bear them.
 */
#ifndef SOFI_DOMAINE_DICT_H
#define SOFI_DOMAINE_DICT_H

#include "field.h"

/* dict-type-contact without « Autre », which each list puts at an end of its own. */
#define DICT_CONTACTS_NOMMES                                                                       \
    {"1", "Référent handicap"}, {"2", "Référent mobilité internationale"},                         \
        {"3", "Référent pédagogique"}, {"4", "Accueil"}, {"5", "Direction"},                       \
        {"6", "Référent qualité"}, {"7", "Référent entreprise"}, {"8", "Référent commercial"},     \
        {"9", "Gestionnaire financier"},                                                           \
        {"10", "Direction Déléguée aux Formations Professionnelles et Techniques (DDFPT)"},        \
        {"11", "Communication"}, {"12", "Référent FOAD"}, {"13", "Référent VAE"},                  \
    {                                                                                              \
        "14", "Référent Apprentissage"                                                           \
    }

extern const struct choice dict_boolean[];                /* dict-boolean */
extern const struct choice dict_modalites_enseignement[]; /* dict-modalites-enseignement */
extern const struct choice dict_modalites_es[];           /* dict-modalites-es */
extern const struct choice dict_etat_recrutement[];       /* dict-etat-recrutement */
extern const struct choice dict_ais[];                    /* dict-AIS */
extern const struct choice dict_perimetre_recrutement[];  /* dict-perimetre-recrutement */
extern const struct choice dict_financeurs[];             /* dict-financeurs */
extern const struct choice dict_type_contact[];           /* dict-type-contact */
extern const struct choice dict_type_parcours[];          /* dict-type-parcours */
extern const struct choice dict_type_positionnement[];    /* dict-type-positionnement */
extern const struct choice dict_type_module[];            /* dict-type-module */
extern const struct choice dict_modalite_recrutement[];   /* dict-modalite-recrutement */
extern const struct choice dict_type_enseignement[];      /* dict-type-enseignement */
extern const struct choice dict_type_equipement[];        /* dict-type-equipement */
extern const struct choice dict_type_validation_blocs[];  /* dict-type-validation-blocs */
extern const struct choice dict_type_alternance[];        /* dict-type-alternance */
extern const struct choice dict_unite_rythme[];           /* dict-unite-rythme */
extern const struct choice dict_type_cycle[];             /* dict-type-cycle */
extern const struct choice dict_niveaux[];                /* dict-niveaux */

/* Two annex lists, in codes of the Formacode V10 that later versions no longer hold: they are
 * closed too, and judged by themselves, not by the thesaurus. Not among the tables of dict_at().
 */
extern const struct choice dict_publics_vises[];          /* dict-public-vise-formacode-V10 */
extern const struct choice dict_modalites_pedagogiques[]; /* dict-modalites-pedagogiques-… */

/* A table by the name that LHEO gives it, case included ("dict-AIS"). */
struct dict {
    const char *nom;
    const struct choice *choix;
};

/* NULL when no table bears that name (or NULL is asked for). */
const struct dict *dict_nomme(const char *nom);

/* All of them: dict_at(0) to dict_at(dict_count() - 1); NULL beyond. */
size_t dict_count(void);
const struct dict *dict_at(size_t index);

#endif
