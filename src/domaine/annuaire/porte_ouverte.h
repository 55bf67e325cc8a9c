/* Open days of an establishment (« Portes Ouvertes », 01-domain 2.5), each on one of its sites. */
#ifndef SOFI_DOMAINE_PORTE_OUVERTE_H
#define SOFI_DOMAINE_PORTE_OUVERTE_H

#include "acteur.h"
#include "db.h"
#include "etablissement.h"
#include "field.h"
#include "form.h"
#include "journal.h"
#include "site.h"

/* The nature of an open day that takes place on line (valeurs.nature_po). */
#define PORTE_OUVERTE_VISIO "visio"

struct porte_ouverte {
    int64_t id;
    int64_t version;
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom;
    const char *site_nom;
    /* ---- the fields of the form */
    const char *libelle;
    const char *code;   /* unique in the establishment; empty in a form: the next one is given */
    int64_t site;       /* number */
    const char *nature; /* code of valeurs.nature_po */
    const char *site_internet;
    const char *date_debut;
    const char *date_fin; /* "": one day */
    const char *commentaire;
};

/* Labels of the manual: Libellé, Code, Site, Nature, Site internet, Date début, Date fin,
 * Commentaire. */
extern const struct field_set porte_ouverte_fields;

/* A new one as its form first shows it: its code proposed ("PO-1", or the next number that the
 * establishment has not used). One statement. */
enum status porte_ouverte_vide(struct db *db, struct arena *arena,
                               const struct etablissement *etablissement, int64_t site,
                               struct porte_ouverte *po_r);

/* If the person may see its site. STATUS_NOT_FOUND otherwise. One statement. */
enum status porte_ouverte_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t id, struct porte_ouverte *po_r);

struct porte_ouverte_ligne {
    int64_t id;
    const char *libelle;
    const char *nature; /* label */
    const char *site_nom;
    const char *date_debut; /* ISO */
    const char *date_fin;   /* ISO, "" */
    bool passee;            /* its last day is before today */
};

struct porte_ouverte_liste {
    const struct porte_ouverte_ligne *items; /* coming ones by date, then past ones, newest first */
    size_t n;
    size_t a_venir; /* how many of them are coming */
};

/* The open days of an establishment on the sites that the person may see. One statement. */
enum status porte_ouverte_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 int64_t etablissement_id, const char *aujourdhui,
                                 struct porte_ouverte_liste *liste_r);
/* The same in two steps, between which other rows are asked for (db.h). The second ends them. */
void porte_ouverte_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                            const char *aujourdhui, struct db_rows *rows_r);
enum status porte_ouverte_recevoir(struct db_rows *rows, struct arena *arena,
                                   struct porte_ouverte_liste *liste_r);

/* "Du 20/03/2027 au 21/03/2027", "Le 20/03/2027" */
const char *porte_ouverte_dates(struct arena *arena, const char *date_debut, const char *date_fin);

/* Checks and completes what a form read: a site of this establishment that the person administers
 * (`sites`); a known nature; date_fin not before date_debut. STATUS_REFUSED when the form holds a
 * message. */
enum status porte_ouverte_verifier(struct form *form, const struct valeurs *valeurs,
                                   const struct site_liste *sites, struct porte_ouverte *nouveau);

/* Saves over `ancien`; creates; removes (its journal stays, and what calendars must know:
 * porte_ouverte_publique.h). In a transaction. STATUS_REFUSED with
 * a message on `code` when the establishment has that code; STATUS_CONFLICT as elsewhere. The
 * journal (fiche "porte_ouverte") tells each. */
enum status porte_ouverte_enregistrer(struct db *db, struct form *form, const struct acteur *acteur,
                                      const struct valeurs *valeurs,
                                      const struct porte_ouverte *ancien,
                                      const struct porte_ouverte *nouveau, bool *change_r);
enum status porte_ouverte_creer(struct db *db, struct form *form, const struct acteur *acteur,
                                const struct valeurs *valeurs, struct porte_ouverte *po);
enum status porte_ouverte_supprimer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const struct porte_ouverte *po);

#endif
