/* /sessions/reconduction: sessions that come back later. GET: the sessions of a list (`liste`) or
 * of an action (`action`), ticked but for those that were renewed already, with the dates a year
 * later. POST: « Calculer les dates », « Tout cocher », or all that is ticked is created in one go.
 */
#ifndef SOFI_WEB_RECONDUCTION_PAGE_H
#define SOFI_WEB_RECONDUCTION_PAGE_H

#include "fiche.h"

struct reconduction_case_view {
    const char *id;          /* and name: "debut-133036" */
    const char *nom_complet; /* "Début de la nouvelle session, à partir de 133036" */
    const char *valeur;
    const char *message;    /* NULL: right */
    const char *decrit_par; /* ids for aria-describedby, NULL: none */
};

/* What it was renewed as; numero 0: nothing. */
struct reconduction_deja_view {
    int64_t numero;
    const char *prefixe;
    const char *dates;
};

struct reconduction_ligne_view {
    int64_t numero;
    const char *prefixe; /* "192-50751-" */
    const char *intitule;
    const char *commune;
    const char *dates; /* "04/01/2027 au 28/05/2027" */
    bool coche;
    struct reconduction_deja_view deja;
    bool remplie; /* the fields of the new one are there */
    struct reconduction_case_view debut, fin, places;
    const char *note; /* a date to look at again; NULL */
};

struct reconduction_texte_view {
    const char *texte;
    const char *cible; /* id, with '#'; NULL: no link */
};

struct reconduction_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *sous_titre;
    const char *etablissement; /* that an officer chose; "" */
    const char *siret;
    const char *liste; /* code of the list; "" with an action */
    int64_t action;    /* 0: of a list */
    const char *retour;
    const char *inactives; /* address of the inactive ones */
    const char *suite;     /* address of the next ones; NULL: there are none */
    const char *compte;    /* "5 sur 6 cochées" */
    const char *titre_apercu;
    const char *creer; /* "Créer 5 sessions" */
    struct champ_view nombre, unite, jour_semaine;
    struct {
        const struct reconduction_ligne_view *items;
        size_t n;
    } lignes;
    struct {
        const struct reconduction_texte_view *items;
        size_t n;
    } publics, a_verifier;
    const char *decalage; /* "périodes d'inscription décalées comme les dates" */
};

enum status reconduction_montrer(struct request *request, struct response *response);
enum status reconduction_poster(struct request *request, struct response *response);

#endif
