/* Certificates of a site, and whether its Qualiopi is in force (01-domain 2.3).
 *
 * A new certificate never overwrites the earlier ones: the newest is in force, the others are kept
 * as the site's history. Their files are in domaine/socle/fichier.h. Callers have read the site
 * with site_lire(), which checks the right.
 */
#ifndef SOFI_DOMAINE_CERTIFICATION_H
#define SOFI_DOMAINE_CERTIFICATION_H

#include "acteur.h"
#include "db.h"
#include "fichier.h"
#include "field.h"
#include "valeur.h"

#define CERTIFICATION_ALERTE_JOURS 90

enum certification_etat {
    CERTIFICATION_AUCUNE, /* Qualiopi is not among the qualities, or has no date */
    CERTIFICATION_A_JOUR,
    CERTIFICATION_EXPIRE_BIENTOT, /* ends today or within 90 days */
    CERTIFICATION_EXPIREE,        /* ended before today */
};

extern const struct choice certification_categories[]; /* af, bc, vae, app */

enum certification_etat certification_etat(struct text_list qualite, const char *fin_qualiopi,
                                           const char *aujourdhui);

/* "Qualiopi à jour, fin le 14/09/2028", "Qualiopi expire le 12/12/2026", "Qualiopi expirée depuis
 * le 01/02/2026"; "" for CERTIFICATION_AUCUNE. */
const char *certification_phrase(struct arena *arena, enum certification_etat etat,
                                 const char *fin_qualiopi);

struct certificat {
    int64_t id;
    struct fichier fichier;
    const char *nom;          /* of the person's file */
    const char *fin_qualiopi; /* ISO, as it was then; "" */
    const char *depose_le;    /* "28/06/2021 à 14 h 05" */
    const char *depose_par;
};

struct certificats {
    const struct certificat *items; /* newest first: items[0] is in force */
    size_t n;
    struct {
        const struct certification_ecart {
            const char *categorie; /* code of certification_categories */
            bool en_trop;
            const char *jusqu_au; /* ISO */
        } * items;
        size_t n;
    } ecarts; /* with the public list, that are open (ecart_qualiopi.h) */
};

/* The certificates of a site (0: none), and the value lists that its form needs. One statement. */
enum status certificat_lister(struct db *db, struct arena *arena, int64_t site_numero,
                              struct valeurs *valeurs_r, struct certificats *certificats_r);

/* Adds a certificate (a file kept by fichier_deposer()) and its line in the site's journal. In a
 * transaction. The same file as the one in force is not added again. */
enum status certificat_ajouter(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t site_numero, const struct fichier *fichier, const char *nom,
                               const char *fin_qualiopi, const char *au_nom_de);

#endif
