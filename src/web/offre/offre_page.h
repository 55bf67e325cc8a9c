/* The page of a formation, an action or a session: drawn, and saved as one form (offre_saisie.h).
 * A new one is the same form, of a record that has no number yet: its first save makes it. What is
 * sent again from that form, whatever was typed in it since, is a save of what it made. A form that
 * makes several records (`en_plus`) makes them in one go, all or none.
 *
 * POST with `auto` is the page that keeps a draft by itself: what is right is saved, what is wrong
 * stays as it was; the answer is JSON {"heure": "14 h 32", "version", "vu", "adresse", "fautes":
 * ["prix_total"], "autres": "Objectif"}; with nothing saved, 409 {"conflit": "Objectif"}, or 422
 * {"attendu": "Intitulé"} of a new record that cannot be made yet.
 */
#ifndef SOFI_WEB_OFFRE_PAGE_H
#define SOFI_WEB_OFFRE_PAGE_H

#include "offre_formulaire.h"

/* What the base calls a record. */
struct offre_identite {
    int64_t numero; /* 0: it is not there yet */
    int64_t contenu;
    int64_t version;   /* that a form names */
    bool automatique;  /* may be kept by the page itself: nothing of it is live */
    bool modification; /* something else of it is live */
};

/* What one noun differs in from the others. Records are its struct. */
struct offre_page {
    enum offre_noun noun;
    const struct field_set *set;
    const struct field_set *annexe; /* fields of its struct that are no part of its content; NULL */
    size_t taille;
    bool brouillon;                    /* required fields may be empty */
    const struct offre_genre *en_plus; /* rows that each make one more record; NULL: none */
    const char *creee;                 /* message once a new one is saved (page_flash) */
    struct offre_identite (*identifier)(const void *record);
    enum status (*lire)(struct request *request, int64_t numero, void *record_r);
    /* What is live of it; NULL: it is all that there is. */
    enum status (*lire_vive)(struct request *request, int64_t numero, void *record_r);
    /* Choices that are read from the base. */
    enum status (*choisir)(struct request *request, const void *record,
                           const struct field_choices **choix_r);
    /* A new one, without a number, in what the address names. */
    enum status (*commencer)(struct request *request, void *record_r);
    enum status (*verifier)(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle);
    /* *doublons_r: twins that the person has not said yes to; NULL: none. */
    enum status (*doublons)(struct request *request, const void *ancienne, const void *nouvelle,
                            const struct offre_saisie *saisie,
                            const struct doublons_view **doublons_r);
    /* Gives its number to a new one. STATUS_REFUSED: it lacks what it cannot be made without. */
    enum status (*enregistrer)(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r);
    /* Of a row `en_plus`: a record like `nouvelle`, which has been saved with `details`, but for
     * what the row says; or the one that it made before. Gives the row its number. STATUS_REFUSED
     * with a message in the form of the row. */
    enum status (*ajouter)(struct request *request, const void *nouvelle,
                           const struct offre_details *details, struct offre_rangee *ligne);
    /* Where one is once a new one is saved; NULL: on its page. */
    const char *(*arrivee)(struct arena *arena, const void *nouvelle);
    /* `reponse`: what came of a gesture; NULL: nothing. */
    enum status (*dessiner)(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *reponse);
    /* What the gesture that gives its modification up carries as seen; NULL: there is none to give
     * up. */
    const char *(*renoncer)(struct request *request, const void *record);
    /* After a save, in its transaction, for a button that does more; NULL: none. True in *fait_r
     * when it has answered; STATUS_REFUSED, with its page drawn, leaves the save as it is. */
    enum status (*ensuite)(struct request *request, struct response *response, bool *fait_r);
};

extern const struct offre_page formation_page, action_page;

enum status offre_page_details(struct request *request, const struct offre_page *page,
                               const void *record, struct offre_details *details_r);
/* Gives the form what is live beside `record`, with the records inside it. Three statements where
 * something is. */
enum status offre_page_vive(struct request *request, const struct offre_page *page,
                            const void *record, struct offre_saisie *saisie);

/* Reads what belongs to `record`, and draws it. */
enum status offre_page_dessiner(struct request *request, struct response *response,
                                const struct offre_page *page, const void *record,
                                const void *reponse);

/* The record of the address; or a new one. */
enum status offre_page_montrer(struct request *request, struct response *response,
                               const struct offre_page *page);
enum status offre_page_modifier(struct request *request, struct response *response,
                                const struct offre_page *page);
enum status offre_page_commencer(struct request *request, struct response *response,
                                 const struct offre_page *page);
enum status offre_page_creer(struct request *request, struct response *response,
                             const struct offre_page *page);

#endif
