/* What is kept up from other rows: counters, days and classes of sessions, folded texts by
 * which lists are sorted and searched, words that lead to them. The rooms above change records, and
 * say so here.
 */
#ifndef SOFI_DOMAINE_DERIVES_H
#define SOFI_DOMAINE_DERIVES_H

#include "db.h"
#include "field.h"
#include "portee.h"

/* ---- what a session is counted as, after something above it changed. Set-based: one session or
 * thousands cost the same statements. In a transaction, around the change:
 *
 *     session_compter(db, -1, SESSION_DE_ACTION, numero);
 *     … the change …, session_deriver(db, SESSION_DE_ACTION, numero);
 *     session_compter(db, +1, SESSION_DE_ACTION, numero);
 */
enum session_cible {
    SESSION_SEULE,
    SESSION_DE_ACTION,
    SESSION_DE_SITE,
    SESSION_D_ETABLISSEMENT,
    SESSION_CIBLES
};
enum status session_compter(struct db *db, int signe, enum session_cible cible, int64_t id);
/* Writes site, jusqu_au and the classes of the sessions anew, from their action, site, dispositifs.
 */
enum status session_deriver(struct db *db, enum session_cible cible, int64_t id);
/* Likewise on a given day, here and below: tests live many days. */
enum status session_deriver_le(struct db *db, enum session_cible cible, int64_t id,
                               const char *aujourdhui);

/* Writes a session anew and counts it again. In a transaction. */
enum status session_recompter(struct db *db, int64_t numero, const char *aujourdhui);
/* The same of those that are not active and would be until today or later: the clock was ahead when
 * they stopped, and came back. Once a day, and whenever the day moves. In a transaction. */
enum status session_arreter(struct db *db, const char *aujourdhui);
/* Numbers of sessions that say something else than the rows; $1: yesterday, $2: behind which, $3:
 * how many. */
extern const struct statement *const session_fausses;

/* ---- what an action, or those of a formation, are counted as on the dashboard. In a transaction,
 * around what changes a state, a site, `publique`, `certifinfo_remplace` or `perdues`:
 *
 *     action_compter(db, -1, ACTION_SEULE, numero);
 *     … the change …
 *     action_compter(db, +1, ACTION_SEULE, numero);
 */
enum action_cible { ACTION_SEULE, ACTION_DE_FORMATION, ACTION_D_ETABLISSEMENT, ACTION_CIBLES };
enum status action_compter(struct db *db, int signe, enum action_cible cible, int64_t id);

/* ---- what waits for the officers (table `attente`): the action entered their queue, or left it,
 * or it comes back as new. Its department, type, nature and dispositif are those of that moment, so
 * that a filter and its count agree. In the transaction that writes its state. */
enum status action_attendre(struct db *db, int64_t numero);
/* Those that rows written by other means left out. */
enum status action_attendre_completer(struct db *db);
/* Actions that wait and are not there, or the reverse: as session_fausses. */
extern const struct statement *const action_attentes_fausses;

/* ---- what a published action that has a session to come hangs on, and has no more: partners and
 * the public are not given it, or not all of it. action.perdues, a function of the rows and of the
 * day; what is sent is judged by itself (action_manques). */
#define PERDUE_SITE 1U                   /* it, or its establishment, is inactive */
#define PERDUE_CONTACT 2U                /* no contact of the formation is still there */
#define PERDUE_ADRESSE 4U                /* neither a session nor the site says where to register */
#define PERDUE_CERTIFICATION 8U          /* one of the formation ended, or is not known any more */
#define PERDUE_CERTIFICATION_SESSION 16U /* one that a session to come refers to */

/* Marks and counts anew, after what changes one of them: a content that goes live, a session, a
 * state, a contact, an address. In a transaction. One statement, four when a mark changes. */
enum status action_references(struct db *db, enum action_cible cible, int64_t id);
enum status action_references_le(struct db *db, enum action_cible cible, int64_t id,
                                 const char *aujourdhui);
/* sessions_r[i]: the first session of actions[i] that makes it PERDUE_CERTIFICATION_SESSION on that
 * day; 0: none does. One statement. */
enum status action_references_sessions(struct db *db, struct arena *arena, const int64_t *actions,
                                       size_t n, const char *aujourdhui, int64_t *sessions_r);
/* action_references() of all actions: another day came (whichever way), or an official list
 * changed. *videes_r: how many lose a certification by it. In a transaction. */
enum status action_references_toutes(struct db *db, const char *aujourdhui, size_t *videes_r);

struct action_ecart {
    int64_t numero;
    unsigned perdues, dues; /* what is marked, what the rows say */
};
/* Up to `most` actions behind `apres` whose mark is another than the rows say. One statement. */
enum status action_references_fausses(struct db *db, const char *aujourdhui, int64_t apres,
                                      struct action_ecart *ecarts_r, size_t most, size_t *n_r);

/* What lists are sorted by: after what changes the title or the commune that they show, or what is
 * live, in the same transaction. */
enum status action_cles(struct db *db, enum action_cible cible, int64_t id);

/* ---- folded texts of titles, communes and names, in which lists look for words, and by which they
 * are sorted */

/* In the transaction that writes the name. */
enum status offre_cles_site(struct db *db, int64_t site, const char *nom);
/* The folded words by which an establishment is found (etablissement.recherche). */
enum status offre_cles_etablissement(struct db *db, int64_t id, const char *raison_sociale);

/* Fills them all, where some are missing: a base that is older than they. */
enum status offre_cles_completer(struct db *db);
/* The same, whatever is there: rows were written by other means. In a transaction. */
enum status offre_cles_refaire(struct db *db);

enum offre_cles_genre {
    OFFRE_CLES_ETABLISSEMENTS,
    OFFRE_CLES_SITES,
    OFFRE_CLES_ACTIONS,
    OFFRE_CLES_SESSIONS,
    OFFRE_CLES_SUPPRESSIONS,
    OFFRE_CLES_GENRES
};
/* How many records keep another text than folding what they show today gives. Reads only. */
enum status offre_cles_controler(struct db *db, enum offre_cles_genre genre, int64_t *n_r);
/* The same, and mends them, a thousand records in a transaction. Not inside one. */
enum status offre_cles_reparer(struct db *db, enum offre_cles_genre genre, int64_t *n_r);

/* ---- the folded words by which the lists and the tree of the offer are searched: those of the
 * titles of formations and actions, of the communes of actions, of the names of sites. A word that
 * is searched is found where a word begins.
 *
 * The index says where to look, never what is right: words of old titles stay in it, and what it
 * finds is compared with what the rows say today.
 */

#define OFFRE_MOTS_RARE 100 /* a word that stands in more records is common: lists are walked */

enum offre_mots_genre { MOTS_FORMATION, MOTS_ACTION, MOTS_SITE, MOTS_GENRES };

/* The words of `texte` lead to the record from now on. In the transaction that writes the text. */
enum status offre_mots_ajouter(struct db *db, int64_t etablissement_id, enum offre_mots_genre genre,
                               int64_t numero, const char *texte);

/* The same for all texts of a formation, or of an action and its sessions, which came back; and
 * nothing leads to its number any more, once it is gone for good. */
enum status offre_mots_revenir(struct db *db, enum offre_mots_genre genre, int64_t numero);
enum status offre_mots_oublier(struct db *db, int64_t etablissement_id, enum offre_mots_genre genre,
                               int64_t numero);

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

/* ---- searching them */

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
