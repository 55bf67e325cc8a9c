/* What statements read of an action, a formation, a session: columns, their types, and the reader
 * of such a row. They are joined as a, c (action_contenu), f, fc (formation_contenu), e, s (the
 * site of an action; a session). Lists and records inside are read apart (offre.h). Readers return
 * the next column. */
#ifndef SOFI_DOMAINE_OFFRE_LIGNES_H
#define SOFI_DOMAINE_OFFRE_LIGNES_H

#include "db.h"
#include "offre.h"

/* No contact of a content of a formation is still there: SQL, `contenu` is its id. */
#define OFFRE_SANS_CONTACT(contenu)                                                                \
    "NOT EXISTS (SELECT 1 FROM offre_code k JOIN contact x ON x.numero = CAST(k.code AS BIGINT)"   \
    " WHERE k.noun = 'formation' AND k.contenu = " contenu " AND k.champ = 'contacts'"             \
    " AND x.etat = 'A')"

#define SANS_CONTACT OFFRE_SANS_CONTACT("fc.id")

/* struct offre_debut, of a content. */
#define OFFRE_DEBUT(contenu)                                                                       \
    contenu ".commencee_a, " contenu ".commencee_par,"                                             \
            " (SELECT q.nom FROM compte q WHERE q.id = " contenu ".commencee_par)"
#define OFFRE_DEBUT_TYPES "iit"
int offre_debut_lire(const struct db_rows *rows, int n, struct arena *arena,
                     struct offre_debut *debut_r);

#define ACTION_COLONNES                                                                            \
    "a.numero, a.formation, c.id, c.version, a.vive IS NOT NULL,"                                  \
    " a.brouillon IS NOT NULL AND c.id = a.brouillon, a.etat, a.refus, a.doublon, e.id, e.siret,"  \
    " e.raison_sociale, fc.intitule, s.nom_usage, f.brouillon IS NOT NULL,"                        \
    " s.etat = 'A' AND e.etat = 'A',"                                                              \
    " a.perdues, a.site, a.certifinfo_remplace, {c.action_contenu}"
#define ACTION_TYPES "iiiibbtttittttbbiib*"

/* struct action */
int action_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#define FORMATION_COLONNES                                                                         \
    "f.numero, fc.id, fc.version, f.vive IS NOT NULL,"                                             \
    " f.brouillon IS NOT NULL AND fc.id = f.brouillon, e.id, e.siret, e.raison_sociale,"           \
    " " SANS_CONTACT ", {fc.formation_contenu}"
#define FORMATION_TYPES "iiibbittb*"

/* struct formation */
int formation_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#define SESSION_SELECT                                                                             \
    "SELECT s.numero, s.version, s.action, a.formation, e.id, e.siret, e.raison_sociale,"          \
    " fc.intitule, ac.intitule, s.site, t.nom_usage, s.jusqu_au, s.desactivee_le,"                 \
    " a.vive IS NOT NULL, {s.session}"                                                             \
    " FROM session s JOIN action a ON a.numero = s.action JOIN site t ON t.numero = s.site"        \
    " JOIN etablissement e ON e.id = s.etablissement_id"                                           \
    " JOIN formation f ON f.numero = a.formation"                                                  \
    " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"                     \
    " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"
#define SESSION_TYPES "iiiiittttitttb*"

/* struct session */
int session_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#endif
