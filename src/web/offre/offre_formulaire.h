/* What the pages of a formation, an action and a session have in common: the record drawn from its
 * field descriptors as one form (offre_saisie.h), section by section, with the records inside it;
 * what is missing.
 */
#ifndef SOFI_WEB_OFFRE_FORMULAIRE_H
#define SOFI_WEB_OFFRE_FORMULAIRE_H

#include "codes.h"
#include "escape.h"
#include "fiche.h"
#include "formation.h"
#include "lieu.h"
#include "offre_saisie.h"
#include "site.h"
#include "word_diff.h"

/* ---- a field that holds codes of a nomenclature: the chosen ones, each with its bin */
struct offre_code_view {
    const char *nom; /* of the field */
    const char *code;
    const char *texte; /* "33054 - Ressources humaines" */
    bool principal;    /* the first one of the list counts more than the others */
};

struct offre_codes_view {
    const struct champ_view *champ;
    unsigned maximum;
    const char *recherche; /* page of the nomenclature */
    const char *dialogue;  /* the same with its check boxes */
    struct {
        const struct offre_code_view *items;
        size_t n;
    } choisis;
    struct offre_code_view modele; /* an empty line, cloned by assets/js/sofi.js */
};

/* ---- a field that holds several short texts */
struct offre_texte_view {
    const char *id; /* of the first: the field's name */
    const char *nom;
    const char *label; /* "Liens, 2" */
    const char *valeur;
};

struct offre_textes_view {
    const struct champ_view *champ;
    struct {
        const struct offre_texte_view *items;
        size_t n;
    } lignes;
};

/* Two people changed it: three versions to choose from (offre_conflit.h). */
struct offre_conflit_view {
    const char *nom; /* of the field; "lieu-2" */
    const char *libelle;
    const char *annonce; /* "Julien Morel l'a changé pendant que vous le changiez." */
    const char *avant;   /* what both changed; NULL: it is not known */
    const char *titre_sien, *titre_mien, *titre_nouveau;
    const char *quand;           /* theirs was saved; NULL: it is not known */
    const char *vide;            /* of a version without words: "Rien", "Retiré" */
    struct word_runs sien, mien; /* each beside what was before, else beside the other */
    struct params miens;         /* carried by the form */
};

struct offre_champ_view {
    struct champ_view champ;
    const struct offre_conflit_view *conflit; /* NULL: none */
    const struct offre_codes_view *codes;     /* NULL: none */
    const struct offre_textes_view *textes;   /* likewise */
    const struct lieu_view *lieu;             /* of a commune; NULL: another field */
    bool large;                               /* whole width of the sheet */
};

struct offre_champs_view {
    const struct offre_champ_view *items;
    size_t n;
};

/* A field told, not asked. */
struct offre_fait_view {
    const char *libelle;
    const char *valeur;
};

struct offre_faits_view {
    const struct offre_fait_view *items;
    size_t n;
};

/* What a link to a section says of it. */
enum offre_section_etat {
    SECTION_FACULTATIVE,
    SECTION_COMPLETE,
    SECTION_A_COMPLETER,
    SECTION_FAUSSE
};

struct offre_section_view {
    const char *code;
    const char *titre;
    enum offre_section_etat etat;
    const char *etat_texte; /* "2 champs à compléter" */
    bool complementaire;
    bool pliee;   /* behind its title, with its state: nothing is asked for there */
    bool ouverte; /* all the same, when the page opens */
    struct offre_champs_view champs;
    bool lecture_seule;            /* told, not asked: */
    struct offre_faits_view faits; /* what is filled in */
};

struct offre_sections_view {
    const struct offre_section_view *items;
    size_t n;
};

/* ---- records inside the record */
struct offre_ligne_view {
    const char *genre;
    int64_t rang;        /* 0: the model of a new one */
    const char *nom;     /* "lieu-2" */
    const char *texte;   /* "La Poste" */
    const char *suite;   /* "12 rue de Rennes, 44000 NANTES"; "" */
    const char *finie;   /* "finie le 31/08/2023", of a certification; NULL */
    const char *retirer; /* "lieu:2" */
    bool ouverte;
    bool simple;         /* few values: nothing to open */
    const char *message; /* of the whole record; NULL: right */
    const char *averti;
    const char *ecart;    /* from what is online: "ajouté", "modifié"; NULL: none, or not known */
    const char *en_ligne; /* what is online of what was modified; NULL: nothing to say */
    const struct offre_conflit_view *conflit;
    const struct champ_view *site; /* whose address can be taken over; NULL: none */
    struct offre_champs_view champs;
    struct html dessines; /* the fields, as they were drawn once; else `champs` are */
};

struct offre_trouvee_view {
    const char *code;
    struct morceaux titre;
    struct codes_certification_view dit;
    bool deja; /* on the record */
};

/* Certifications that were searched for. */
struct offre_recherche_view {
    const char *q;
    const char *note;   /* about the words; NULL */
    const char *compte; /* "12 certifications"; NULL: nothing was searched */
    struct {
        const struct offre_trouvee_view *items;
        size_t n;
    } trouvees;
};

struct offre_genre_view {
    const char *code;
    const char *titre;
    const char *ajouter;
    const char *aide;   /* NULL: none */
    const char *limite; /* "5 au maximum"; NULL: no limit */
    size_t maximum;     /* 0: none */
    bool lecture_seule;
    bool pleine; /* as many as may be */
    bool fausse;
    const struct offre_recherche_view *recherche; /* of certifications; NULL: none */
    struct offre_ligne_view modele;
    struct {
        const struct offre_ligne_view *items;
        size_t n;
    } lignes;
    struct text_list retires; /* online, and taken out since */
};

struct offre_genres_view {
    const struct offre_genre_view *items;
    size_t n;
};

/* A field that sending will ask for. */
struct offre_manquant_view {
    const char *cible;
    const char *libelle;
    const char *section;
};

/* What the public sees, and what is being changed. */
struct offre_versions_view {
    bool en_ligne;
    const char *texte;       /* NULL: there is nothing to say */
    const char *voir;        /* where it is shown; NULL: nothing is online */
    const char *titre;       /* of what is being changed; NULL: nothing is */
    const char *debut;       /* "Commencée le 27/11/2026 par Camille Aubry, 4 changements."; "" */
    const char *suite;       /* what becomes of it */
    const char *differences; /* NULL: there are none to show */
    const char *renoncer;    /* where it is given up; NULL: it cannot be */
};

/* ---- a record as drawn */
struct offre_fiche_view {
    const char *adresse;
    const char *historique;
    bool lecture_seule;
    struct fiche_view fiche;
    const char *vu;
    const char *demande; /* of a new one, what its address asks for beyond its path, and the
                            value: "etablissement"; NULL: nothing */
    const char *demandee;
    bool automatique;  /* a draft: kept by itself */
    bool envoyable;    /* the bar has « Envoyer en validation » */
    const char *suite; /* button that saves and goes on: "Saisir une action"; NULL */
    struct offre_versions_view versions;
    struct {
        const struct offre_manquant_view *items;
        size_t n;
    } manquants;
    const char *reste;               /* "2 sections à compléter"; NULL: nothing */
    const struct champ_view *raison; /* asked for before it is sent again; NULL: it is not */
    struct offre_champs_view annexe; /* what goes with the sending */
    const char *autres;              /* changed by somebody else meanwhile; "" */
    const char *auteur;              /* who; NULL: the person, in another page */
    bool garde;                      /* all was saved but the conflicts */
    struct {
        const struct offre_conflit *items;
        size_t n;
    } conflits;
    struct offre_sections_view communes, complementaires;
    const struct offre_genre_view *en_plus; /* rows that each make one more record; NULL: none */
    struct offre_genres_view genres;
    struct offre_genres_view rares; /* kinds that few records have */
};

/* What is to be drawn. */
struct offre_fiche {
    enum offre_noun noun;
    int64_t numero;     /* 0: a new one */
    const char *retour; /* where « Annuler » of a new one leads */
    const void *record; /* as the base holds it */
    int64_t version;
    const struct field_set *set;
    const struct offre_section *sections;
    const struct field_choices *choix; /* contacts, sites… ended by a NULL name */
    const struct choice *sites;        /* whose address a place can take; NULL: none */
    bool lecture_seule;
    bool automatique;
    struct offre_versions_view versions; /* without its differences and their count */
    const struct offre_saisie *saisie;
};

/* After page_init(). One statement for each nomenclature that the record uses. */
enum status offre_formulaire_dessiner(struct request *request, struct page_view *page,
                                      const struct offre_fiche *fiche,
                                      struct offre_fiche_view *view_r);

/* A field as people read it, codes with their labels; "" when it is empty. */
enum status offre_formulaire_texte(struct request *request, const struct field *field,
                                   const void *record, const struct field_choices *choix,
                                   const char **texte_r);

/* For struct offre_versions_view. " le 12/11/2026"; "" of an instant that is not known. */
const char *offre_versions_le(struct arena *arena, int64_t instant);
/* "Commencée le 27/11/2026 par Camille Aubry", as far as it is known. */
const char *offre_versions_debut(const struct request *request, const struct offre_debut *debut);

/* What a form names as its version: a content and its version, since what is live and its draft
 * count theirs apart. */
int64_t offre_formulaire_version(int64_t contenu, int64_t version);

/* Where what it is made for is entered: the first action of a formation, the sessions of an action.
 */
const char *offre_formulaire_suite(struct arena *arena, enum offre_noun noun, int64_t numero);

/* ---- choices read from the base */
enum status offre_formulaire_contacts(struct request *request, int64_t etablissement_id,
                                      const struct choice **choix_r);
const struct choice *offre_formulaire_sites(struct arena *arena, const struct site_liste *sites,
                                            int64_t actuel);

/* Breadcrumb: Tableau de bord › Formations › (the formation ›) ici. `formation` 0: without. */
void offre_formulaire_chemin(struct request *request, struct page_view *page, int64_t formation,
                             const char *intitule, const char *ici);
/* One more link of it, after what is there: « Action 50751 ». */
void offre_formulaire_maillon(struct request *request, struct page_view *page, enum offre_noun noun,
                              int64_t numero);

#endif
