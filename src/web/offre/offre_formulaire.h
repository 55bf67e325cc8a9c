/* What the pages of a formation, an action and a session have in common: the record drawn section
 * by section from its field descriptors, each section a form that is saved by itself; the records
 * inside it (offre_genres); what is missing.
 */
#ifndef SOFI_WEB_OFFRE_FORMULAIRE_H
#define SOFI_WEB_OFFRE_FORMULAIRE_H

#include "fiche.h"
#include "formation.h"
#include "lieu.h"
#include "site.h"

/* ---- a field that holds codes of a nomenclature: the chosen ones, each with its bin */
struct offre_code_view {
    const char *nom; /* of the field */
    const char *code;
    const char *texte; /* "33054 - Ressources humaines" */
    bool principal;    /* the first one of the list counts more than the others */
};

struct offre_codes_view {
    const char *nom;
    const char *label;
    const char *aide;
    const char *message;
    const char *decrit_par; /* ids for aria-describedby, NULL: none */
    bool obligatoire;
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
    const char *nom;
    const char *label;
    const char *aide;
    const char *message;
    const char *decrit_par; /* ids for aria-describedby, NULL: none */
    bool obligatoire;
    struct {
        const struct offre_texte_view *items;
        size_t n;
    } lignes;
};

struct offre_champ_view {
    struct champ_view champ;
    const struct offre_codes_view *codes;   /* NULL: none */
    const struct offre_textes_view *textes; /* likewise */
    const struct lieu_view *lieu;           /* of a commune; NULL: another field */
    bool large;                             /* whole width of the sheet */
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

struct offre_section_view {
    const char *code;
    const char *titre;
    struct fiche_view fiche;
    bool ouverte;            /* not folded */
    const char *enregistree; /* just saved: the words of the flash; NULL: not */
    struct offre_champs_view champs;
    bool lecture_seule;            /* told, not asked: */
    struct offre_faits_view faits; /* what is filled in */
};

struct offre_sections_view {
    const struct offre_section_view *items;
    size_t n;
};

/* ---- records inside the record */
struct offre_genre_ligne {
    const char *adresse; /* NULL: it cannot be changed now */
    const char *texte;
};

struct offre_genre_view {
    const char *code;
    const char *titre;
    const char *ajouter;
    const char *adresse;    /* where « Ajouter » goes; NULL: there are as many as may be */
    const char *limite;     /* "5 au maximum"; NULL: no limit */
    const char *enregistre; /* just saved: the words of the flash; NULL: not */
    struct {
        const struct offre_genre_ligne *items;
        size_t n;
    } lignes;
};

struct offre_genres_view {
    const struct offre_genre_view *items;
    size_t n;
};

/* ---- a record as drawn */
struct offre_fiche_view {
    const char *adresse;
    const char *historique;
    const struct fiche_view *fautive; /* of the section in error or in conflict; NULL: none */
    struct offre_sections_view communes, complementaires;
    struct offre_genres_view genres;
    struct offre_genres_view rares; /* kinds that few records have */
};

/* Values of a field that are not in its description: contacts, sites, dispositifs. */
struct offre_choix {
    const char *champ;
    const struct choice *choix;
};

/* What is to be drawn. */
struct offre_fiche {
    enum offre_noun noun;
    const char *adresse; /* "/formations/192" */
    const void *record;  /* as the base holds it */
    int64_t version;
    const struct offre_section *sections;
    const struct offre_details *details;
    const struct offre_choix *choix; /* ended by a NULL champ */
    bool lecture_seule;
    /* ---- a section shown as it was typed; NULL: none */
    const struct offre_section *section;
    const struct form *form;
    bool modifie;
    const struct conflit_view *conflit;
    const struct doublons_view *doublons;
};

/* After page_init(). One statement for each nomenclature that the record uses. */
enum status offre_formulaire_dessiner(struct request *request, struct page_view *page,
                                      const struct offre_fiche *fiche,
                                      struct offre_fiche_view *view_r);

/* The fields of a form, drawn one after the other. */
enum status offre_formulaire_champs(struct request *request, const struct form *form,
                                    const struct offre_choix *choix,
                                    struct offre_champs_view *champs_r);

/* The fields of a record that hold something, as people read them: codes with their labels. */
enum status offre_formulaire_faits(struct request *request, const struct field_set *set,
                                   const void *record, const struct offre_choix *choix,
                                   struct offre_faits_view *faits_r);

/* ---- a submission */
struct offre_saisie {
    const struct offre_section *section;
    struct form form;
    enum status verdict;   /* STATUS_OK, STATUS_REFUSED */
    bool sans_enregistrer; /* a code was put aside or added: the form is only shown again */
    const struct doublons_view *doublons; /* to be said yes to; NULL: none */
};

/* Reads the section that the form names into `record`. `brouillon`: it may be incomplete.
 * STATUS_MALFORMED: no such section. */
enum status offre_formulaire_lire(struct request *request, const struct offre_section *sections,
                                  bool brouillon, void *record, struct offre_saisie *saisie);

/* A section is to be drawn as it was typed (`saisie` NULL: none), in conflict or not. */
void offre_formulaire_reprendre(struct offre_fiche *fiche, const struct offre_saisie *saisie,
                                const struct fiche_view *conflit);

/* What a form names as its version: a content and its version, since what is live and its draft
 * count theirs apart. */
int64_t offre_formulaire_version(int64_t contenu, int64_t version);

/* The form without the codes that were put aside by their bin. */
struct params offre_formulaire_params(struct request *request);

/* A record with "" in all its texts, as a new one begins. `taille`: of its struct. */
void *offre_formulaire_vide(struct arena *arena, const struct field_set *set, size_t taille);

/* Sent back to the record, at the section that was saved. */
void offre_formulaire_conclure(struct request *request, struct response *response,
                               const char *adresse, const char *section, bool change);

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
