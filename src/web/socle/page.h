/* What every page shows around its content: title, header, menu, message of the last action. */
#ifndef SOFI_WEB_PAGE_H
#define SOFI_WEB_PAGE_H

#include "jetons.h"
#include "request.h"
#include "response.h"
#include "status.h"

enum page_menu {
    MENU_AUCUN,
    MENU_TABLEAU_DE_BORD,
    MENU_ANNUAIRE,
    MENU_FORMATIONS,
    MENU_VALIDATION, /* officers */
    MENU_SOFI,
    MENU_COMPTE,
};

struct page_lien {
    const char *adresse;
    const char *texte;
};

/* A button beside the message of the last action. */
struct page_geste {
    const char *adresse; /* where it goes, POST */
    const char *texte;
    const char *vu; /* what the page shows */
};

struct page_view {
    const char *titre;       /* of the window, without " - SOFI" */
    const char *description; /* of a public page, for search engines; NULL: not public */
    const char *canonique;   /* its address, whatever the query */
    bool sections;           /* it has a menu of sections, #sections */
    bool erreur;             /* the window's title starts with "Erreur : " */
    enum page_menu menu;
    struct { /* breadcrumb; the page itself is not in it */
        const struct page_lien *items;
        size_t n;
    } chemin;
    const char *ici;   /* last word of the breadcrumb; NULL: no breadcrumb */
    const char *flash; /* title of the message of the last action, NULL: none */
    const char *flash_suite;
    const char *flash_code; /* that page_flash() was given; "" */
    const struct page_geste *flash_geste;
    /* ---- filled by page_init() */
    bool base_muette; /* the base does not answer: shown as to nobody */
    bool connecte;
    int64_t compte;   /* of whom is logged in: what was typed is theirs alone (assets/js/sofi.js) */
    const char *pris; /* token of the form that has just been taken; "" none */
    const char *refuse; /* token of the form that this page answers, not taken; "" none */
    bool officier;
    const char *etablissement;
    const char *personne;
    struct jetons_view jetons;
    const char *region;
    const char *telephone;
    const char *telephone_lien; /* +33240204020 */
    const char *horaires;       /* as configured: "9h–12h" */
    const char *horaires_texte; /* in a sentence: "de 9h à 12h" */
    const char *aide_adresse;   /* the page of help about this screen; NULL: none */
    const char *aide_titre;
    const char *ici_adresse; /* path of this screen, to come back to it */
    const char *email;
    const char *conformite; /* "non conforme": the law wants it on every page */
};

/* Fills what depends on the request: who is logged in, texts of the configuration, the flash. */
void page_init(struct page_view *page, const struct request *request, struct response *response,
               const char *titre, enum page_menu menu);

/* After page_init() on a page that everybody may read: what search engines and messages say of it.
 */
void page_publique(struct page_view *page, const struct request *request, const char *description);

/* A page that is the same for every visitor, without a form: it may be kept for five minutes, by
 * anybody on the way, and compressed (docs/decisions/0021). Not with a message, nor while the base
 * is silent; and whatever is answered to a person who is logged in never is (application.c). */
void page_pour_tous(const struct request *request, struct response *response);

/* Before page_init() on a page whose form a visitor may send: makes sure that request->jeton holds
 * a token, giving the visitor a cookie when there is none. */
void page_jeton(struct request *request, struct response *response);

/* One of the messages that the next page shows, by its code: kept in a short-lived cookie, with the
 * token of the form that was taken. */
void page_flash(const struct request *request, struct response *response, const char *code);
/* Then "formation-192-2026-12-29": what was removed, the last day on which it can be restored. */
#define PAGE_FLASH_SUPPRESSION "supprimee-"

/* What was saved is a modification of what is published: the message of the save, if the page shows
 * it, says that the public still sees what is validated, and offers `geste` (NULL: nothing). */
void page_flash_en_attente(struct page_view *page, const struct page_geste *geste);

/* True for an address of this site, path and query: one slash first, nothing that browsers would
 * read as another host, at most 2,000 bytes. For addresses that travelled through a form. */
bool page_adresse_sure(const char *adresse);

#endif
