/* The codes of certifications that people type: one form of each, and what the official lists say.
 *
 * As LHEO 2.3 wants them: code-RNCP and code-CERTIFINFO are numbers ("40422"), code-RS keeps its
 * letters ("RS5695"). In the official lists (nomenclature.h) an RNCP code has letters too.
 */
#ifndef SOFI_DOMAINE_CERTIFICATION_CODE_H
#define SOFI_DOMAINE_CERTIFICATION_CODE_H

#include "db.h"
#include "nomenclature.h"
#include "offre.h"

/* "rncp 40422", "RNCP40422" and "40422" are "40422"; "5695" is "RS5695" of NOMENCLATURE_RS. NULL:
 * no such code. */
const char *certification_code_ranger(struct arena *arena, enum nomenclature nom,
                                      const char *saisi);

/* As the official lists have it: "40422" is "RNCP40422" of NOMENCLATURE_RNCP. */
const char *certification_code_officiel(struct arena *arena, enum nomenclature nom,
                                        const char *code);

/* What a field of a record says, its code in that form; any other text as it is. What was kept
 * before codes were checked may have letters. */
const char *certification_code_du_champ(struct arena *arena, const char *champ, const char *texte);

/* ---- which codes a content cites (offre_certification), so that a list that changes finds them */

/* Writes them anew, from the records inside the content of a formation or of a session. In the
 * transaction that changes one. */
enum status certification_code_citer(struct db *db, struct arena *arena, enum offre_noun noun,
                                     int64_t contenu);
/* Those of all contents, and the marks of all actions, if that was never done: a base that is
 * older than the table. */
enum status certification_code_completer_citations(struct db *db);
/* The same, whatever is there: rows were written by other means. In a transaction. */
enum status certification_code_refaire_citations(struct db *db);
/* Whether the content cites what its records say. */
enum status certification_code_citations_justes(struct db *db, struct arena *arena,
                                                enum offre_noun noun, int64_t contenu,
                                                bool *justes_r);

/* ---- in a form */

/* Brings the codes of a record into that form: the fields « …rncp », « …certifinfo » and « …rs » of
 * a genre. Refuses in the form what is none. */
void certification_code_completer(struct form *form, void *record);

struct certification_faute {
    size_t record;     /* which of them */
    const char *champ; /* of the record: "code_rncp" */
    const char *texte; /* "RNCP 99999, inconnue du répertoire" */
};

struct certification_fautes {
    const struct certification_faute *items;
    size_t n;
};

/* What is wrong with the codes of some records of a genre, of a formation or a session: unknown,
 * ended before `aujourdhui`, inactive. Codes of a list that was not imported (an extract: under
 * NOMENCLATURE_FONDS of them) are not unknown. One statement, none for no code. */
enum status certification_code_juger(struct db *db, struct arena *arena,
                                     const struct offre_genre *genre, const void *const *records,
                                     size_t n, const char *aujourdhui,
                                     struct certification_fautes *fautes_r);

/* Refuses in the form a code that another record of the same genre among `details` has (of another
 * rang), and, unless the person was told (`averti` is what the page gave before), a code with a
 * fault. *averti_r: what the next page gives; "" where there is nothing to tell. */
enum status certification_code_verifier(struct db *db, struct form *form,
                                        const struct offre_genre *genre,
                                        const struct offre_details *details, int64_t rang,
                                        const void *record, const char *averti,
                                        const char **averti_r);

#endif
