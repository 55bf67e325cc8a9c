/* The form of a formation, an action or a session: all its fields and the records inside it, in one
 * form.
 *
 * A record inside has a rang, which is its place in the base; a new one is given the instant when
 * it was added, so that sending it twice makes one. Its marker is a field named as its genre
 * ("lieu", value the rang), its own fields are "lieu-2-ligne1". A genre whose markers are all gone
 * has no records left. A form may have rows too that are records of their own, each made with the
 * one of the form (`en_plus`): they are read, shown and judged as records inside.
 *
 * The form carries what was seen, a digest for each field and record (`vu`). When it is saved, what
 * the person did not change keeps what others made of it meanwhile; what both changed is a
 * conflict: it keeps theirs in the base, and the person's in the form, until she chooses.
 */
#ifndef SOFI_WEB_OFFRE_SAISIE_H
#define SOFI_WEB_OFFRE_SAISIE_H

#include "doublons.h"
#include "form.h"
#include "formation.h"
#include "request.h"

/* A record inside, as the form shows it. */
struct offre_rangee {
    const struct offre_genre *genre;
    int64_t rang;
    void *record;
    struct form form;
    struct params params;   /* of the form, without prefix */
    const void *enregistre; /* as the base holds it; NULL: it is new */
    const char *averti;     /* what the person was told about its codes; "" */
    int64_t numero;         /* of a row `en_plus`: what it made before; 0: nothing */
    bool focus;             /* the page opens there */
};

/* What two people changed, a field or a record inside. */
struct offre_conflit {
    const char *nom; /* of the field; of a record "lieu-2" */
    const char *libelle;
    const struct field *field;       /* NULL: a record inside */
    const struct offre_genre *genre; /* of it */
    /* What holds that field, or is the record, as the other one saved it and as she wants it; of a
     * record inside NULL: it was taken out. */
    const void *sien, *mien;
    struct params miens; /* hers, as the form carries it beside the choice (offre_conflit.h) */
};

struct offre_saisie {
    const struct field_set *set;
    const struct offre_genre *en_plus; /* NULL: there are no such rows */
    struct form form;
    struct form annexe;   /* fields that are no part of the content; of no field: none */
    struct params params; /* it was read from: choices between two versions are made */
    struct {
        struct offre_rangee *items;
        size_t n;
    } lignes; /* by genre */
    struct {
        struct offre_rangee *items;
        size_t n;
    } fausses;             /* lines with messages, taken out by offre_saisie_garder_le_bon() */
    const char *vu;        /* that the drawn form carries */
    bool modifiee;         /* it holds something that is not saved */
    bool sans_enregistrer; /* a button changed the form, which is only shown again */
    bool automatique;      /* saved by the page itself: what is wrong stays as it was */
    const struct doublons_view *doublons; /* to be said yes to; NULL: none */
    struct {
        struct offre_conflit *items;
        size_t n;
    } conflits;
    const char *autres;         /* "Objectif, Contenu": what others changed and was taken in; "" */
    struct params gardes;       /* the same by name, each with the digest of what the form showed */
    const char *q;              /* certifications searched for; NULL: none */
    const void *vive;           /* what is live beside the record; NULL: nothing else is */
    struct offre_details vives; /* inside it */
};

/* The form of a record as the base holds it. `annexe`: of fields that go with it; NULL: none. */
void offre_saisie_de(struct request *request, const struct field_set *set,
                     const struct field_set *annexe, const void *record,
                     const struct offre_details *details, struct offre_saisie *saisie_r);

/* Reads a submission into `nouvelle`, a copy of `ancienne`; offre_fusionner() merges it.
 * `brouillon`: required fields may be empty. `perimee`: the form names another version than the
 * record's. */
struct offre_lecture {
    enum offre_noun noun;
    const struct field_set *set, *annexe; /* the second: NULL where there is none */
    const struct offre_genre *en_plus;
    const void *ancienne;
    size_t taille;                       /* of its struct */
    const struct offre_details *details; /* of `ancienne` */
    bool brouillon;
    bool neuve; /* nothing of it was saved: what lacks is no old fault */
    bool perimee;
};
enum status offre_saisie_lire(struct request *request, const struct offre_lecture *lecture,
                              void *nouvelle, struct offre_saisie *saisie_r);

/* Rules of the records inside that differ from the base. One statement for each with codes of
 * certifications. */
enum status offre_saisie_verifier(struct request *request, struct offre_saisie *saisie);

/* Some value of a list that was typed: forms send empty ones too. */
bool offre_saisie_remplie(struct text_list typed);

/* Messages, of the fields and of the records inside. */
size_t offre_saisie_fautes(const struct offre_saisie *saisie);

/* The form shown again without having been sent to be saved: no messages. */
void offre_saisie_oublier(struct offre_saisie *saisie);

/* What is wrong stays in the base as it was. */
void offre_saisie_garder_le_bon(struct arena *arena, struct offre_saisie *saisie,
                                const void *ancienne, void *nouvelle);

/* The records inside as they are to be saved: without new ones that are empty, without conflicts,
 * without the rows `en_plus`. */
struct offre_details offre_saisie_details(struct arena *arena, const struct offre_saisie *saisie);

/* The conflict about a field, or a record inside ("lieu-2"); NULL: none. */
const struct offre_conflit *offre_saisie_conflit(const struct offre_saisie *saisie,
                                                 const char *nom);

/* One more line, of a record that the base holds. */
struct offre_rangee *offre_saisie_ajouter(struct request *request, struct offre_saisie *saisie,
                                          const struct offre_detail *detail);

/* "lieu-2" */
const char *offre_rangee_nom(struct arena *arena, const struct offre_rangee *ligne);

/* A new one in which nothing was typed. */
bool offre_rangee_vide(const struct offre_rangee *ligne);

#endif
