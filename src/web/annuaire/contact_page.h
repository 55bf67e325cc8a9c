/* /annuaire/contacts/…: a contact, tab *Description*, and its creation. The other tabs are in
 * administration_page.h; all three have the same head. */
#ifndef SOFI_WEB_CONTACT_PAGE_H
#define SOFI_WEB_CONTACT_PAGE_H

#include "compte.h"
#include "contact.h"
#include "fiche.h"

enum contact_onglet {
    ONGLET_DESCRIPTION,
    ONGLET_ADMINISTRATION,
    ONGLET_GESTION,
};

/* Title, state, tabs and menu of the sections. */
struct contact_tete_view {
    const char *titre;
    int64_t numero;   /* 0: not created yet */
    const char *site; /* "Site 36364 - NOM" */
    bool parti;
    const char *compte_etat; /* "": no account */
    const char *adresse;     /* of the tab Description */
    enum contact_onglet ici;
    struct sections_view sections;
};

/* What the base knows of a contact and of its account. */
struct contact_dossier {
    struct contact contact;
    struct compte_fiche compte;
    bool sien;    /* the person's own contact */
    bool gerable; /* its account, if any, is one that the person may change (droits.h) */
};

/* The record that the address names. STATUS_NOT_FOUND as contact_lire(). At most five statements.
 */
enum status contact_dossier_lire(struct request *request, struct contact_dossier *dossier_r);

/* Fills the head and everything of the page around the content. */
void contact_tete(struct request *request, struct response *response, struct page_view *page,
                  struct contact_tete_view *tete, const struct contact_dossier *dossier,
                  enum contact_onglet ici);

struct contact_view {
    struct page_view page;
    struct contact_tete_view tete;
    struct fiche_view fiche;
    struct {
        struct champ_view civilite, nom, prenom, fonction, telephone, email, site, referents,
            public, etat;
    } champs;
};

enum status contact_montrer(struct request *request, struct response *response);
enum status contact_modifier(struct request *request, struct response *response);
enum status contact_nouveau(struct request *request, struct response *response);
enum status contact_ajouter(struct request *request, struct response *response);

/* Actions that lose their last contact, told before. */
extern const struct doublons_genre contact_page_depart;

#endif
