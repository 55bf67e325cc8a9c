/* Open days as everybody sees them: those to come on active sites of active establishments, one by
 * itself, and for calendars those that were removed. No account, no right. */
#ifndef SOFI_DOMAINE_PORTE_OUVERTE_PUBLIQUE_H
#define SOFI_DOMAINE_PORTE_OUVERTE_PUBLIQUE_H

#include "db.h"

struct public_porte_ouverte {
    int64_t id;
    int64_t version;
    const char *libelle;
    const char *nature; /* label */
    bool en_ligne;      /* a « Visio »: nobody travels to its site */
    const char *date_debut, *date_fin;
    const char *commentaire;
    const char *site_internet;
    const char *etablissement_siret;
    const char *etablissement_nom;
    const char *site_nom;
    const char *ligne1, *ligne2, *ligne3;
    const char *code_postal, *bureau_distributeur;
    const char *longitude, *latitude;
    int64_t modifiee_le; /* instant of the last change; 0: unknown */
    bool annulee;        /* it was removed */
};

struct public_portes_ouvertes {
    const struct public_porte_ouverte *items; /* by date, then id */
    size_t n;
    int64_t total;
    const char *suivante; /* `apres` of the next page; NULL: none */
};

#define PUBLIC_PORTES_OUVERTES_PAR_PAGE 20
#define PUBLIC_PORTES_OUVERTES_MAX 1000 /* in one calendar: a page of a list */

struct public_portes_ouvertes_filtre {
    const char *siret;       /* "": every establishment */
    const char *nature;      /* code, "": all */
    const char *departement; /* "44", "2A", "971"; "": all */
    const char *aujourdhui;  /* ISO: what ended before is left out */
    /* Where the page before ended (`suivante`): it stands for itself, whatever became of that open
     * day. "", or what is none: from the start. */
    const char *apres;
    int64_t taille;
};

/* Coming ones, by date. One statement, on an index. */
enum status porte_ouverte_publique_lister(struct db *db, struct arena *arena,
                                          const struct public_portes_ouvertes_filtre *filtre,
                                          struct public_portes_ouvertes *page_r);

/* Those of a filter that were removed and would be to come; `apres` is "". One
 * statement, on an index. */
enum status porte_ouverte_publique_retirees(struct db *db, struct arena *arena,
                                            const struct public_portes_ouvertes_filtre *filtre,
                                            struct public_portes_ouvertes *page_r);

/* One, past or to come, or removed (`annulee`). STATUS_NOT_FOUND where its site or establishment is
 * not active. One statement. */
enum status porte_ouverte_publique_lire(struct db *db, struct arena *arena, int64_t id,
                                        struct public_porte_ouverte *po_r);

#endif
