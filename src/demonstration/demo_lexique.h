/* The words of the invented offer, and the chance that draws them: the same seed gives the same. */
#ifndef SOFI_DEMONSTRATION_DEMO_LEXIQUE_H
#define SOFI_DEMONSTRATION_DEMO_LEXIQUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hasard {
    uint64_t etat;
};

/* The `rang`-th series of a seed: each establishment has its own. */
struct hasard demo_hasard(uint64_t graine, uint64_t rang);
/* Less than `n`, which is not 0. */
uint32_t demo_tirer(struct hasard *hasard, uint32_t n);
/* From `moins` to `plus`, both included. */
int demo_entre(struct hasard *hasard, int moins, int plus);
/* True `sur_mille` times in a thousand. */
bool demo_arrive(struct hasard *hasard, uint32_t sur_mille);

/* What a formation about a subject can be: "CAP @", "@ - RECYCLAGE". */
struct demo_forme {
    const char *intitule;      /* '@': the subject */
    const char *niveau_sortie; /* dict_niveaux */
    const char *objectif;      /* dict_ais */
    bool certifiante;
    short jours_min, jours_max; /* of a session */
    short heures_jour;          /* about so many hours a week day */
};

struct demo_sujet {
    const char *intitule; /* "CUISINE" */
    const char *en;       /* after « en »: "cuisine" */
    const char *formacodes[2];
    const char *libelle; /* of the first formacode */
    const struct demo_forme *formes;
    size_t forme_n;
    /* Of what its certifying forms lead to; NULL: it has none. */
    const char *rncp;
    const char *niveau; /* dict_niveaux */
};

extern const struct demo_sujet demo_sujets[];
extern const size_t demo_sujet_n;

/* A town of the region that the table of positions knows (position_communes_extrait). */
struct demo_ville {
    const char *insee, *code_postal, *nom, *bureau;
};

extern const struct demo_ville demo_villes[];
extern const size_t demo_ville_n;

#define DEMO_TEXTE 3000 /* bytes, NUL included */

enum demo_genre { DEMO_OBJECTIF, DEMO_RESULTATS, DEMO_CONTENU };

/* 200 to 1,500 characters of sentences about the subject. */
void demo_rediger(struct hasard *hasard, enum demo_genre genre, const struct demo_sujet *sujet,
                  char texte_r[DEMO_TEXTE]);
/* Replaces '@' in `modele`, cut at `taille` - 1 bytes. */
void demo_remplacer(const char *modele, const char *mot, char *texte_r, size_t taille);

/* The name of the `rang`-th organisation: no two of the first ten thousand are alike. */
void demo_nommer(uint64_t graine, uint32_t rang, char *nom_r, size_t taille);

const char *demo_voie(struct hasard *hasard);
const char *demo_prenom(struct hasard *hasard);
const char *demo_nom(struct hasard *hasard);
const char *demo_rythme(struct hasard *hasard);
const char *demo_conditions(struct hasard *hasard);
const char *demo_pedagogie(struct hasard *hasard);

#endif
