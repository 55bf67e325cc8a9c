/* A formation: what is learnt, whoever gives it where (LHEO formation; 01-domain 3). */
#ifndef SOFI_DOMAINE_FORMATION_H
#define SOFI_DOMAINE_FORMATION_H

#include "acteur.h"
#include "etablissement.h"
#include "form.h"
#include "jumeau.h"
#include "offre.h"

struct formation {
    int64_t numero;
    int64_t contenu_id; /* formation_contenu.id that was read: the draft when there is one */
    int64_t version;    /* of that content */
    bool vive;          /* something of this formation is published */
    bool brouillon;     /* it is a draft: a new formation, or a modification of a live one */
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom;
    bool sans_contact;        /* none of its contacts is still there */
    struct offre_debut debut; /* of the content that was read; {0} in a set */
    /* The records inside, as they are to be saved with the fields; NULL: they stay as they are. */
    const struct offre_details *details;
    /* ---- the fields of the form */
    const char *intitule;
    struct text_list formacodes; /* 1–5, the first is the principal one */
    struct text_list nsf;        /* 0–3 */
    struct text_list rome;       /* 0–5 */
    const char *objectif;
    const char *resultats_attendus;
    const char *contenu;
    const char *certifiante;   /* dict_boolean */
    const char *parcours;      /* dict_type_parcours */
    const char *niveau_entree; /* dict_niveaux */
    const char *niveau_sortie;
    const char *objectif_general; /* dict_ais */
    struct text_list contacts;    /* numbers of contacts, 1–n */
    struct text_list liens;       /* 0–3 */
    const char *identifiant_module;
    const char *positionnement; /* dict_type_positionnement */
};

/* A part of the form: the fields that bear its code (field.h), which follow each other. */
struct offre_section {
    const char *code;  /* "objectifs" */
    const char *titre; /* "Objectifs et contenu" */
    struct field_set set;
    bool complementaire; /* folded: « Champs complémentaires » */
};

/* Gives each section its fields, when the program starts. */
#define OFFRE_SECTIONS(sections, fields)                                                           \
    __attribute__((constructor)) static void decouper(void)                                        \
    {                                                                                              \
        for (struct offre_section *section = (sections); section->code; section++) {               \
            section->set = field_section(&(fields), section->code);                                \
        }                                                                                          \
    }

extern const struct field_set formation_fields;
extern struct offre_section formation_sections[]; /* ended by a NULL code */

/* The formation as the person works on it: its draft when there is one. An OF: of the
 * establishments where it administers a site. STATUS_NOT_FOUND otherwise. A fixed number of
 * statements. */
enum status formation_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, struct formation *formation_r);

/* The same for who needs no right. */
enum status formation_charger(struct db *db, struct arena *arena, int64_t numero,
                              struct formation *formation_r);

/* The live content; STATUS_NOT_FOUND when there is none. */
enum status formation_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                                int64_t numero, struct formation *formation_r);

/* A new formation, a draft; only its intitule is wanted. *numero_r. In a transaction. */
enum status formation_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct etablissement *etablissement, const char *intitule,
                            int64_t *numero_r);

/* Rules across fields and about the base, for the fields that the form holds: known codes of
 * nomenclatures, contacts of the establishment. STATUS_REFUSED when the form holds a message.
 * Missing fields are no fault here: a draft may be incomplete. */
enum status formation_verifier(struct db *db, struct form *form, const struct formation *ancienne,
                               struct formation *nouvelle);

/* The same formation twice in an organisation, live or draft: the same intitulé, accents and case
 * apart, with a certification in common, or the same objectif (none yet: both) without
 * certifications that tell them apart. `ancienne`: what it is in the base (NULL: it is new, and
 * `certification`, if not NULL, comes with it); a change of neither intitulé nor objectif has no
 * twin, and one that was there before is not told again. Two statements, by the words of the offer
 * (derives.h). */
enum status formation_jumelles(struct db *db, struct arena *arena, const struct formation *ancienne,
                               const struct formation *nouvelle,
                               const struct certification *certification,
                               struct jumeaux *jumeaux_r);

/* Saves the fields of `set`, and the records inside when `nouvelle` has them, into the draft, which
 * is made from the live content when there is none; its live actions are then en_cours_de_saisie.
 * STATUS_CONFLICT when the content or its version is no longer that of `ancienne`; STATUS_FORBIDDEN
 * for an OF while one of its actions is reviewed, or when a published one is on a site that it does
 * not administer (formation_gardiens). STATUS_REFUSED: more records of a genre than it
 * may have. Fields FIELD_LOW_RISK alone go live at once when there is no draft. Journal: fiche
 * "formation". In a transaction. */
enum status formation_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  const struct field_set *set, const struct formation *ancienne,
                                  const struct formation *nouvelle, bool *change_r);

/* Gives up the modification of a published formation: what is live stays, its draft goes. Actions
 * that were reopened for it alone are validated again, each with its line of history; one that was
 * sent, refused, or has a modification of its own stays as it is (docs/etats.md). `ancienne`: as
 * the person saw it. STATUS_CONFLICT, STATUS_FORBIDDEN as above; STATUS_REFUSED: there is none. In
 * a transaction. */
enum status formation_abandonner(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 const struct formation *ancienne);

/* Accounts of the establishment that may change it, whatever action goes live with it: "Camille
 * Aubry (of@exemple.fr)". One statement. */
#define FORMATION_GARDIENS_MAX 5
enum status formation_gardiens(struct db *db, struct arena *arena,
                               const struct formation *formation, struct text_list *gardiens_r);

/* What lacks before one of its actions can be sent: LHEO's required fields, a certification when
 * certifiante, `-` alone in a mandatory text. */
enum status formation_manques(struct db *db, struct arena *arena, const struct formation *formation,
                              struct offre_manques *manques_r);

#endif
