/* The establishment record, one per SIRET (01-domain, 2.1; users' manual, « Etablissement »). */
#ifndef SOFI_DOMAINE_ETABLISSEMENT_H
#define SOFI_DOMAINE_ETABLISSEMENT_H

#include "acteur.h"
#include "db.h"
#include "field.h"
#include "form.h"
#include "formacode.h"
#include "journal.h"
#include "notice.h"
#include "recherche.h"

#define ETABLISSEMENT_DOMAINES_MAX 25

struct etablissement {
    int64_t id;
    int64_t version; /* rises at each save; see etablissement_enregistrer() */
    const char *siret;
    const char *siege_siret;
    const char *raison_sociale;
    const char *nda;
    const char *uai;
    const char *categorie;
    const char *etat;          /* "A" or "I" */
    struct text_list domaines; /* codes, the first is the principal one */
    /* The same, with versions and labels; filled when read. */
    struct formacode_liste formacodes;
};

/* Labels, limits, rules: drives the form, the row and the journal. */
extern const struct field_set etablissement_fields;
extern const struct choice annuaire_etats[]; /* "A", "I": of establishments, sites, contacts */

/* The record, if the person may see it: officers all of them, an OF those of its sites.
 * STATUS_NOT_FOUND otherwise, whether it exists or not. One statement, with that of
 * droits_voir(). */
enum status etablissement_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const char *siret, struct etablissement *etablissement_r);

/* The same without its formacodes. One statement. */
enum status etablissement_lire_fiche(struct db *db, struct arena *arena,
                                     const struct acteur *acteur, const char *siret,
                                     struct etablissement *etablissement_r);

/* Checks what a form read beyond single fields: Siège of the same SIREN, known formacodes. Sets
 * messages in the form; gives `nouveau` the versions and labels of its formacodes: those of
 * `ancien` keep theirs, new ones take the current version. STATUS_REFUSED when the form holds a
 * message. */
enum status etablissement_verifier(struct db *db, struct form *form,
                                   const struct etablissement *ancien,
                                   struct etablissement *nouveau);

/* Saves a verified record over `ancien`, journals the differences. In a transaction. Changing a
 * record wants the right on the principal site: STATUS_FORBIDDEN. STATUS_CONFLICT when the record's
 * version is no longer `ancien->version`; STATUS_REFUSED with a message in the form when the SIRET
 * is taken. *change_r: something differed. */
enum status etablissement_enregistrer(struct db *db, struct form *form, const struct acteur *acteur,
                                      const struct etablissement *ancien,
                                      const struct etablissement *nouveau, bool *change_r);

/* Creates a verified record and its principal site, named after it. In a transaction; officers
 * only: STATUS_FORBIDDEN. STATUS_REFUSED with a message in the form when the SIRET is taken. */
enum status etablissement_creer(struct db *db, struct form *form, const struct acteur *acteur,
                                struct etablissement *etablissement);

/* Inserts a record, its formacodes, its principal site (numbered `site_numero`; 0: the next
 * number), and its line in the journal, without the checks above: for etablissement_creer() and for
 * data of our own making. In a transaction. */
enum status etablissement_inserer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  struct etablissement *etablissement, int64_t site_numero);

/* The words of the formacodes of two versions, to show what differs. */
const struct field_choices *etablissement_choix(struct arena *arena,
                                                const struct etablissement *avant,
                                                const struct etablissement *apres);

/* ---- the list of /annuaire */
#define ETABLISSEMENT_PAR_PAGE 25

struct etablissement_ligne {
    int64_t id;
    const char *siret;
    const char *raison_sociale;
    bool actif;
};

struct etablissement_page {
    struct {
        const struct etablissement_ligne *items;
        size_t n;
    } lignes; /* by raison sociale */
    int64_t total;
    const char *suivant; /* `apres` of the next page; NULL: there is none */
};

#define ETABLISSEMENT_MOTS_MAX 3 /* plenty to find an establishment */

/* What was typed to find establishments: a SIRET, with or without spaces, or words. */
struct recherche etablissement_recherche(struct arena *arena, const char *saisie);

/* Establishments that the person may see and that hold all words of `q`, or whose SIRET starts with
 * it; "" for all. `apres`: where the page before ended (its `suivant`); NULL for the first one. One
 * statement (liste.h). */
enum status etablissement_chercher(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   const char *q, const char *apres,
                                   struct etablissement_page *page_r);

#endif
