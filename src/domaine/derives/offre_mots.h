/* The folded words by which the lists and the tree of the offer are searched: those of the titles
 * of formations and actions, of the communes of actions, of the names of sites. A word that is
 * searched is found where a word begins.
 *
 * The index says where to look, never what is right: words of old titles stay in it, and what it
 * finds is compared with what the rows say today.
 */
#ifndef SOFI_DOMAINE_OFFRE_MOTS_H
#define SOFI_DOMAINE_OFFRE_MOTS_H

#include "field.h"
#include "portee.h"

#define OFFRE_MOTS_RARE 100 /* a word that stands in more records is common: lists are walked */

enum offre_mots_genre { MOTS_FORMATION, MOTS_ACTION, MOTS_SITE, MOTS_GENRES };

/* The words of `texte` lead to the record from now on. In the transaction that writes the text. */
enum status offre_mots_ajouter(struct db *db, int64_t etablissement_id, enum offre_mots_genre genre,
                               int64_t numero, const char *texte);

/* The distinct folded words of a text; they live in `arena`. For those that write rows in bulk. */
struct text_list offre_mots_de(struct arena *arena, const char *texte);
const char *offre_mots_genre_code(enum offre_mots_genre genre);

/* Indexes all that the base holds, if nothing is indexed yet: a base that is older than the index,
 * or rows written in bulk. */
enum status offre_mots_completer(struct db *db);
/* The same, whatever is indexed. In a transaction. */
enum status offre_mots_refaire(struct db *db);
/* How many texts of today have a word that does not lead to their record; words of old ones are
 * none. `reparer`: they lead to it from now on, a transaction for each establishment (not inside
 * one); else reads only. */
enum status offre_mots_controler(struct db *db, bool reparer, int64_t n_r[MOTS_GENRES]);

/* ---- searching */

/* For statements: the establishments whose words an account may look for. */
#define MOTS_DU_COMPTE(compte)                                                                     \
    "(SELECT st.etablissement_id FROM compte_site cs JOIN site st ON st.numero = cs.site_numero"   \
    " WHERE cs.compte_id = " compte ")"

/* Words from `de` on and before `avant`. */
struct mots_plage {
    const char *de, *avant;
};

/* A word, or all that begin with it; `mot` is folded, without a space, and lives as long. */
struct mots_plage mots_plage_du_mot(struct arena *arena, const char *mot);
struct mots_plage mots_plage_du_debut(struct arena *arena, const char *mot);

/* Which of the ranges stands in fewest records of the scope; n: each stands in more than
 * OFFRE_MOTS_RARE. `sites`: names of sites count too. At most OFFRE_MOTS_PLAGES ranges. One
 * statement; without a range none. */
#define OFFRE_MOTS_PLAGES 8
enum status offre_mots_plus_rare(struct db *db, const struct portee *portee,
                                 const struct mots_plage *plages, size_t n, bool sites,
                                 size_t *place_r);

#endif
