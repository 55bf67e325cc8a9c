/* /annuaire/contacts/{numero}/administration and …/gestion: the account of a contact. */
#ifndef SOFI_WEB_ADMINISTRATION_PAGE_H
#define SOFI_WEB_ADMINISTRATION_PAGE_H

#include "contact_page.h"

struct administration_view {
    struct page_view page;
    struct contact_tete_view tete;
    struct fiche_view fiche;
    bool sans_compte;
    const char *raison; /* why nothing may be changed here; NULL: it may */
    struct {
        struct champ_view email_login, mot_de_passe, notification_email, sites_administrables,
            profil;
    } champs;
};

enum status administration_montrer(struct request *request, struct response *response);
enum status administration_modifier(struct request *request, struct response *response);

struct gestion_view {
    struct page_view page;
    struct contact_tete_view tete;
    struct resume_view resume;
    bool compte;
    bool sien;    /* the person's own account */
    bool gerable; /* the account is one that the person may change */
    bool a_redefinir;
    bool bloque;
    const char *adresse;
    const char *etat; /* in words */
    const char *email;
    const char *derniere_connexion;     /* "" : never */
    const char *invitation;             /* end of the one in force; "": none */
    const struct doublons_view *depart; /* what loses its last contact; NULL: nothing */
    struct champ_view confirmer_fermer, confirmer_vider;
};

enum status gestion_montrer(struct request *request, struct response *response);
enum status gestion_agir(struct request *request, struct response *response);

#endif
