/* The form of a site, as it stands on the site's own page and on the establishment's. */
#ifndef SOFI_WEB_SITE_FORMULAIRE_H
#define SOFI_WEB_SITE_FORMULAIRE_H

#include "depot_fichier.h"
#include "escape.h"
#include "fiche.h"
#include "lieu.h"
#include "qualiopi.h"
#include "site.h"

struct certificat_view {
    const char *nom;
    const char *adresse;
    const char *taille; /* "412 Ko" */
    const char *depose_le;
    const char *depose_par;
};

/* What becomes of the active sessions of a site that is being deactivated. */
struct fermeture_view {
    const char *texte;   /* "3 sessions actives"; NULL: the question does not arise */
    const char *message; /* NULL: right, or not asked yet */
    const struct doublons_view *actions; /* that the site gives; NULL: none */
    bool inactives, deplacer;            /* chosen */
    struct champ_view vers; /* the sites that may take the actions, none: no such choice */
};

struct site_form_view {
    struct fiche_view fiche;
    struct fermeture_view fermeture;
    int64_t numero; /* 0: not created yet */
    bool principal;
    bool peut_devenir_principal;
    struct qualiopi_view qualiopi;
    struct {
        struct champ_view nom_usage, etat, ligne1, ligne2, ligne3, code_postal, bureau_distributeur,
            commune_insee, longitude, latitude, telephone_fixe, telephone_mobile, email, site_web,
            qualite, modalite_accueil, perimetre_geographique, restauration, hebergement, transport,
            acces_handicapes, fin_qualiopi, categories_qualiopi;
    } champs;
    bool accueil_ouvert; /* the rare fields have something in them, or an error */
    const struct certificat_view *certificat; /* in force, NULL: none */
    struct {
        const struct certificat_view *items;
        size_t n;
    } anciens;
    struct {
        const struct site_ecart_view {
            const char *texte;
        } * items;
        size_t n;
        const char *jusqu_au; /* the first of their last days, "28/06/2021" */
    } ecarts;                 /* with the public list */
    const char *recu_jeton;   /* a file waits for the form to be saved; NULL: none */
    const char *recu_nom;
    const char *recu_taille;
    const char *certificat_message; /* the file was refused; NULL: it was not */
    struct html carte;              /* empty: no position */
    const char *carte_lien;         /* the place on OpenStreetMap */
    struct lieu_view communes;
    const char *proposition;   /* where the position comes from, NULL: it was not proposed now */
    const char *avertissement; /* NULL: none */
};

/* What the form shows besides its fields. */
struct site_complements {
    struct valeurs valeurs;
    struct certificats certificats;
    struct depot_recu recu;
};

/* Reads them: the lists, the certificates. Two statements. */
enum status site_complements_lire(struct request *request, int64_t numero,
                                  struct site_complements *complements_r);

/* Fills the view from what the form holds; `enregistre` is what the base holds (NULL: a new site).
 * `view->fiche` says before the call whether the form was edited or is in conflict. */
void site_formulaire(struct request *request, struct page_view *page, struct site_form_view *view,
                     const struct form *form, const struct site_complements *complements,
                     const struct site *enregistre, const struct site *saisi);

#endif
