/* What formation, action and session have in common: fields that hold several codes, and records
 * inside a record (LHEO: lieu-de-formation, certification, organisme-financeur…).
 *
 * A content (`contenu`) is formation_contenu.id, action_contenu.id, or session.numero.
 */
#ifndef SOFI_DOMAINE_OFFRE_H
#define SOFI_DOMAINE_OFFRE_H

#include "db.h"
#include "field.h"
#include "form.h"
#include "journal.h"
#include "notice.h"

/* Of every date of the offer: sessions, their inscriptions, steps of recruitment, information. */
#define OFFRE_DATE_MIN "1990-01-01"
#define OFFRE_DATE_MAX "2099-12-31"

enum offre_noun { OFFRE_FORMATION, OFFRE_ACTION, OFFRE_SESSION, OFFRE_NOUNS };

const char *offre_noun_nom(enum offre_noun noun); /* "formation", "action", "session" */
/* Of a text that begins with such a name: "action", "actions/50751/supprimer". */
enum offre_noun offre_noun_lu(const char *texte);
/* What it is in: the formation of an action, the action of a session. Not of a formation. */
enum offre_noun offre_noun_parent(enum offre_noun noun);
/* The address of a record: "/formations/192" */
const char *offre_noun_adresse(struct arena *arena, enum offre_noun noun, int64_t numero);

/* When a draft was begun, and by whom. */
struct offre_debut {
    int64_t instant; /* 0: not known */
    int64_t compte;  /* 0: not known, or the system */
    const char *par; /* "Camille Aubry"; "" */
};

/* ---- a kind of record inside a record: its form is drawn from its fields */
struct offre_genre {
    const char *code; /* "lieu": in addresses and in the base */
    enum offre_noun noun;
    const char *titre;   /* "Lieux de formation" */
    const char *ajouter; /* "Ajouter un lieu" */
    const char *aide;    /* said above them; NULL: nothing */
    size_t maximum;      /* how many at most (LHEO); 0: no limit */
    size_t taille;       /* of its struct */
    const struct field_set *set;
    /* What it is called, where it has a name (NULL: never), and what is told of it besides: names
     * of fields in braces, in pieces between bars. A piece whose fields are all empty is left out;
     * the first one told loses its ", ". */
    const char *nom, *resume;
    /* Rules across its fields, NULL: none. Sets messages in the form. */
    void (*verifier)(struct form *form, void *record);
    const char *lheo; /* element */
};

extern const struct offre_genre offre_genres[]; /* ended by a NULL code */
/* NULL: there is none of that code. */
const struct offre_genre *offre_genre_nomme(enum offre_noun noun, const char *code);

/* A record with "" in all its texts, as a new one begins. `taille`: of its struct. */
void *offre_vide(struct arena *arena, const struct field_set *set, size_t taille);

/* The field that a form names so: of the record ("objectif", in `set`), or of one inside it
 * ("lieu-2-ligne1"). NULL: none. */
const struct field *offre_champ_nomme(struct arena *arena, enum offre_noun noun,
                                      const struct field_set *set, const char *nom);

/* ---- the records; all texts, "" when empty: the rules are in their field sets (offre_genres.c) */
struct certification { /* of a formation */
    const char *code_rncp, *code_certifinfo, *code_rs, *code_cpf;
    const char *reference_formacode;
};

struct type_formation { /* of a formation, LHEO code-type-formation */
    const char *code_cpf, *code_elu;
};

struct sous_module { /* of a formation */
    const char *reference;
    const char *type_module; /* dict_type_module */
};

struct module_prerequis { /* of a formation */
    const char *reference;
};

struct lieu { /* of an action */
    const char *siret, *uai;
    const char *denomination, *ligne1, *ligne2, *ligne3;
    const char *code_postal, *ville, *commune_insee;
    const char *longitude, *latitude; /* decimal degrees */
    const char *telephone, *email;
};

struct financeur {              /* of an action */
    const char *code_financeur; /* dict_financeurs */
    const char *nb_places;
};

struct enseignement { /* of an action */
    const char *libelle;
    const char *type_enseignement; /* dict_type_enseignement */
    const char *obligatoire;       /* dict_boolean */
    const char *commentaire;
};

struct equipement {              /* of an action, paid by the learner */
    const char *type_equipement; /* dict_type_equipement */
    const char *cout_indicatif;  /* whole euros */
    const char *commentaire;
};

struct adresse_information { /* of an action */
    const char *denomination, *ligne1, *ligne2, *ligne3;
    const char *code_postal, *ville, *commune_insee;
};

struct recrutement {       /* of a session: a step of it */
    const char *modalite;  /* dict_modalite_recrutement */
    const char *perimetre; /* dict_perimetre_recrutement */
    const char *infos_perimetre;
    const char *a_distance; /* dict_boolean */
    /* All empty: no address. */
    const char *denomination, *ligne1, *ligne2, *ligne3;
    const char *code_postal, *ville, *commune_insee;
    const char *lien;
    const char *nb_places;
    const char *debut, *fin;             /* ISO */
    const char *heure_debut, *heure_fin; /* "14h15", "9h" */
    const char *commentaire;
};

struct reference_certification { /* of a session */
    const char *reference_rncp, *reference_certifinfo, *reference_rs;
};

struct bloc {               /* of a session: a bloc of skills of a certification */
    const char *validation; /* dict_type_validation_blocs */
    const char *reference_rncp, *reference_certifinfo, *reference_rs;
    const char *libelle;
    const char *code;
};

struct cycle {              /* of a session */
    const char *type_cycle; /* dict_type_cycle */
    struct text_list annees;
    const char *effectif_minimal, *capacite_simultanee, *capacite_cumulee;
    const char *type_alternance; /* dict_type_alternance */
    const char *unite_rythme;    /* dict_unite_rythme */
    const char *unites_entreprise, *unites_centre;
};

struct offre_detail {
    const struct offre_genre *genre;
    int64_t rang;
    const void *record; /* struct of the genre */
};

struct offre_details {
    struct offre_detail *items; /* by genre, then rank */
    size_t n;
};

/* All of a content. One statement. */
enum status offre_details_lire(struct db *db, struct arena *arena, enum offre_noun noun,
                               int64_t contenu, struct offre_details *details_r);
/* For a line of its own, "La Poste", and one below it: "12 rue de Rennes, 44000 NANTES". What has
 * no name is told in the first; *suite_r is then "". */
const char *offre_detail_nommer(struct arena *arena, const struct offre_genre *genre,
                                const void *record, const char **suite_r);
/* Both in one line for a list: "La Poste, 12 rue de Rennes, 44000 NANTES". */
const char *offre_detail_resumer(struct arena *arena, const struct offre_genre *genre,
                                 const void *record);
/* One line with every field that is filled in: « Code RNCP 35584, Code CPF 246823 ». */
const char *offre_detail_decrire(struct arena *arena, const struct offre_genre *genre,
                                 const void *record);
/* NULL: there is none. */
const struct offre_detail *offre_detail_cherche(const struct offre_details *details,
                                                const struct offre_genre *genre, int64_t rang);
/* Two records of a genre say the same. */
bool offre_detail_egal(const struct offre_genre *genre, const void *a, const void *b);
/* How many of a genre there are. */
size_t offre_details_compter(const struct offre_details *details, const char *genre);

/* Fields of type LIST of a record: rows of offre_code. */
extern const struct notice_listes offre_listes_de[]; /* by enum offre_noun */

/* Copies codes and details of a content to another, empty one: a draft begins as what is live. */
enum status offre_copier(struct db *db, enum offre_noun noun, int64_t de, int64_t vers);
/* The details alone. */
enum status offre_copier_details(struct db *db, enum offre_noun noun, int64_t de, int64_t vers);
/* Removes codes and details of a content. */
enum status offre_vider(struct db *db, enum offre_noun noun, int64_t contenu);

/* ---- what is missing before sending (01-domain 3.1) */
struct offre_manque {
    const char *adresse; /* of the field: "/formations/192#objectif"; of a genre: its code */
    const char *texte;   /* "Formation : champ obligatoire « Objectif » manquant" */
};

struct offre_manques {
    const struct offre_manque *items;
    size_t n;
};

/* One more. */
void offre_manquer(struct arena *arena, struct offre_manques *manques, const char *adresse,
                   const char *texte);

#endif
