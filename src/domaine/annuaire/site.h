/* A site of an establishment, principal or secondary (01-domain 2.3; users' manual, « Site »).
 *
 * Numbers are stable and never reused. An establishment has exactly one principal site, active.
 */
#ifndef SOFI_DOMAINE_SITE_H
#define SOFI_DOMAINE_SITE_H

#include "acteur.h"
#include "certification.h"
#include "db.h"
#include "etablissement.h"
#include "fermeture.h"
#include "field.h"
#include "form.h"
#include "journal.h"
#include "notice.h"
#include "valeur.h"

struct site {
    int64_t numero;
    int64_t version; /* rises at each save, and when the principal site changes */
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom; /* raison sociale */
    bool principal;
    /* ---- the fields of the form */
    const char *nom_usage;
    const char *etat; /* "A" or "I" */
    const char *ligne1;
    const char *ligne2;
    const char *ligne3;
    const char *code_postal;
    const char *bureau_distributeur;
    const char *commune_insee; /* code */
    const char *longitude;     /* decimal degrees, "" when unknown */
    const char *latitude;
    const char *telephone_fixe; /* kept form (telephone.h) */
    const char *telephone_mobile;
    const char *email;
    const char *site_web;
    struct text_list qualite; /* codes of `valeur` */
    struct text_list modalite_accueil;
    const char *perimetre_geographique; /* LHEO perimetre-recrutement */
    const char *restauration;
    const char *hebergement;
    const char *transport;
    const char *acces_handicapes;
    const char *fin_qualiopi;             /* ISO */
    struct text_list categories_qualiopi; /* certification_categories */
};

extern const struct field_set site_fields;
extern const struct notice site_notice;
/* The part of the fields that POST …/certificat sends: fin_qualiopi, categories_qualiopi. */
#define SITE_CERTIFICATION "certification"

/* A new secondary site as its form first shows it. */
struct site site_vide(const struct etablissement *etablissement);

/* The record. STATUS_NOT_FOUND. One statement. */
enum status site_charger(struct db *db, struct arena *arena, int64_t numero, struct site *site_r);

/* The same, if the person may see it (sites administrables; officers: all). STATUS_NOT_FOUND
 * otherwise, whether it exists or not. One statement, with that of droits_voir(). */
enum status site_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                      int64_t numero, struct site *site_r);

struct site_ligne {
    int64_t numero;
    const char *etablissement_siret;
    const char *nom_usage;
    bool principal;
    bool actif;
};

struct site_liste {
    const struct site_ligne *items; /* principal first, then active ones, then by name */
    size_t n;
};

/* The sites of an establishment that the person may see. One statement. */
enum status site_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                        int64_t etablissement_id, struct site_liste *liste_r);
/* The same in two steps, between which other rows are asked for (db.h). The second ends them. */
void site_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                   struct db_rows *rows_r);
enum status site_recevoir(struct db_rows *rows, struct arena *arena, struct site_liste *liste_r);

/* The site of that number; NULL: it is not in the list. */
const struct site_ligne *site_de_liste(const struct site_liste *liste, int64_t numero);

/* The field « site » of a form chose one of the list: its name, else a message in the form. */
void site_verifier_choix(struct form *form, const struct site_liste *sites, int64_t numero,
                         const char **nom_r);

/* All the sites that the person may administer, of every establishment (officers: those of
 * `etablissement_id`): for « Sites Administrables ». One statement. */
enum status site_lister_administrables(struct db *db, struct arena *arena,
                                       const struct acteur *acteur, int64_t etablissement_id,
                                       struct site_liste *liste_r);

/* "Site 36364 - NOM - Principal - Actif" */
const char *site_intitule(struct arena *arena, const struct site_ligne *ligne);

/* Checks and completes what a form read, beyond single fields: at least one address line; a commune
 * of today that the postal code serves (a CEDEX code that no commune has is accepted with any
 * commune of its department); both or none of longitude and latitude; telephones brought to their
 * kept form; codes known to `valeurs`; Qualiopi wants its date of end, and a new
 * certificate (`certificat`: one comes with the form) makes Qualiopi ticked; a principal site stays
 * active; where no position was typed, the centre of the commune. STATUS_REFUSED when the form
 * holds a message. */
enum status site_verifier(struct db *db, struct form *form, const struct valeurs *valeurs,
                          const struct site *ancien, struct site *nouveau, bool certificat);

/* What is odd but not refused (position over 20 km from the commune…), one French sentence, or
 * NULL. */
const char *site_avertir(struct db *db, struct arena *arena, const struct site *site);

/* Of a site that closes. */
struct fermeture_site site_a_fermer(const struct site *site);

/* Saves a verified record over `ancien`, journals the differences. In a transaction.
 * STATUS_CONFLICT when the version is no longer `ancien->version`. *change_r: something differed.
 * `fermeture` counts when the site is deactivated: STATUS_REFUSED as fermeture_juger(). */
enum status site_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct valeurs *valeurs, const struct site *ancien,
                             const struct site *nouveau, const struct fermeture *fermeture,
                             bool *change_r);

/* Creates a verified secondary site, given to the account that creates it. Wants the right on the
 * principal site: STATUS_FORBIDDEN. In a transaction. */
enum status site_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                       const struct valeurs *valeurs, struct site *site);

/* Makes a secondary site the principal one; both records' versions rise, both journals tell it.
 * Wants the rights on both: STATUS_FORBIDDEN. STATUS_CONFLICT when the site's version is no longer
 * `version`; STATUS_REFUSED with *message_r when the site is inactive or has no address yet.
 * Nothing happens when it is the principal one already. In a transaction. */
enum status site_rendre_principal(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t numero, int64_t version, const char **message_r);

#endif
