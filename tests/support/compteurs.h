/* The kept-up counters of the dashboard, next to what they count: SQL of both engines. */
#ifndef SOFI_TESTS_COMPTEURS_H
#define SOFI_TESTS_COMPTEURS_H

/* After rows were written by hand. */
#define COMPTEURS_REFAIRE                                                                          \
    "DELETE FROM session_compteur;"                                                                \
    "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"       \
    " apprentissage, professionnalisation, a_distance)"                                            \
    " SELECT perimetre, periode, count(*), sum(initiale), sum(programme_region),"                  \
    " sum(apprentissage), sum(professionnalisation), sum(a_distance)"                              \
    " FROM session_classement GROUP BY perimetre, periode;"                                        \
    "DELETE FROM action_compteur;"                                                                 \
    "INSERT INTO action_compteur"                                                                  \
    " (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo)"                         \
    " SELECT perimetre, sum(en_cours), sum(publique), sum(a_valider), sum(a_repondre),"            \
    " sum(certifinfo) FROM action_classement GROUP BY perimetre;"

/* How many counters do not say what there is: one row, one column. */
#define COMPTEURS_ECARTS                                                                           \
    "SELECT (SELECT count(*) FROM (SELECT perimetre, periode FROM ("                               \
    "SELECT perimetre, periode, toutes, initiales, programme_region, apprentissage,"               \
    " professionnalisation, a_distance FROM session_compteur"                                      \
    " UNION ALL SELECT perimetre, periode, -1, -initiale, -programme_region, -apprentissage,"      \
    " -professionnalisation, -a_distance FROM session_classement) u GROUP BY perimetre, periode"   \
    " HAVING sum(toutes) <> 0 OR sum(initiales) <> 0 OR sum(programme_region) <> 0"                \
    " OR sum(apprentissage) <> 0 OR sum(professionnalisation) <> 0 OR sum(a_distance) <> 0) v)"    \
    " + (SELECT count(*) FROM (SELECT perimetre FROM ("                                            \
    "SELECT perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo"                     \
    " FROM action_compteur"                                                                        \
    " UNION ALL SELECT perimetre, -en_cours, -publique, -a_valider, -a_repondre, -certifinfo"      \
    " FROM action_classement) u GROUP BY perimetre"                                                \
    " HAVING sum(en_cours) <> 0 OR sum(publiques) <> 0 OR sum(a_valider) <> 0"                     \
    " OR sum(a_repondre) <> 0 OR sum(certifinfo) <> 0) v)"

#endif
