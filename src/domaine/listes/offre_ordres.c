/* The orders of a list of sessions that are walked on the keys of migrations/0009: a statement for
 * each scope and direction. $1: the scope; $2 and $3: the range of jusqu_au; $4 to $8: the last row
 * before, as struct cle; $9: the class; $10 and $11: how many rows, without how many. */
#include "offre_lot_private.h"

#include "derives.h"
#include "fold.h"
#include "text.h"

#include <string.h>

/* ---- statements: CROSS JOIN, in this order */

#define BINDS "itttiititii"
#define CLASSE LOT_CLASSE("$9", "s")
#define DANS_LA_PLAGE " AND s.jusqu_au >= $2 AND s.jusqu_au <= $3"
#define SUITE " LIMIT $10 OFFSET $11"
/* One of two walks whose rows are put together: all that the page may need. */
#define PARTIE " LIMIT $10 + $11"

/* The range of jusqu_au, narrower where the walk goes on: nothing before is read again. */
#define BORNES_ASC(premier)                                                                        \
    "s.jusqu_au >= CASE WHEN " premier " THEN $7 ELSE $2 END AND s.jusqu_au <= $3"
#define BORNES_DESC(premier)                                                                       \
    "s.jusqu_au >= $2 AND s.jusqu_au <= CASE WHEN " premier " THEN $7 ELSE $3 END"

/* Some session of the action may be wanted: the index itself says so. */
#define ACTION_UTILE                                                                               \
    " AND a.sessions_jusqu_au >= $2 AND CASE CAST($9 AS TEXT) WHEN 'T' THEN TRUE"                  \
    " ELSE a.sessions_classes LIKE '%' || $9 || '%' END"

/* clang-format off */
#define PAR_ACTION(perimetre, cle, condition, sens, signe) \
    LOT_SESSION("a." cle) \
    " FROM action a CROSS JOIN session s" \
    " WHERE " perimetre " AND (a." cle ", a.numero) " signe "= ($4, $5) AND $6 >= 0" ACTION_UTILE \
    " AND s.action = a.numero" DANS_LA_PLAGE " AND " CLASSE " AND " condition \
    " AND (a." cle " <> $4 OR a.numero <> $5 OR (s.debut, s.numero) " signe " ($7, $8))" \
    " ORDER BY a." cle " " sens ", a.numero " sens ", s.debut " sens ", s.numero " sens

#define INTITULE(perimetre, sens, signe) \
    PAR_ACTION(perimetre, "titre_plie", "TRUE", sens, signe) SUITE

/* Sessions with a commune of their own, among those of the actions. */
#define COMMUNE(perimetre, des_sessions, sens, signe) \
    "SELECT * FROM (" \
    PAR_ACTION(perimetre, "commune_pliee", "s.commune_pliee IS NULL", sens, signe) PARTIE \
    ") p UNION ALL SELECT * FROM (" \
    LOT_SESSION("s.commune_pliee") \
    " FROM session s WHERE " des_sessions " AND s.commune_pliee IS NOT NULL" \
    " AND (s.commune_pliee, s.action, s.debut, s.numero) " signe " ($4, $5, $7, $8)" \
    DANS_LA_PLAGE " AND " CLASSE \
    " ORDER BY s.commune_pliee " sens ", s.action " sens ", s.debut " sens ", s.numero " sens PARTIE \
    ") q ORDER BY 10 " sens ", 2 " sens ", 4 " sens ", 1 " sens SUITE

/* + 0: PostgreSQL would merge all the actions of the base with the formations otherwise. */
#define CODE(perimetre, sens, signe) \
    LOT_SESSION(LOT_SANS_TEXTE) \
    " FROM formation f CROSS JOIN action a CROSS JOIN session s" \
    " WHERE " perimetre " AND f.numero " signe "= $5 AND a.formation = f.numero + 0" \
    " AND (f.numero <> $5 OR a.numero " signe "= $6)" \
    " AND s.action = a.numero" DANS_LA_PLAGE " AND " CLASSE \
    " AND (f.numero <> $5 OR a.numero <> $6 OR s.numero " signe " $8) AND $4 >= '' AND $7 >= ''" \
    " ORDER BY f.numero " sens ", a.numero " sens ", s.numero " sens SUITE

#define SITE(perimetre, sens, signe, bornes) \
    LOT_SESSION("t.nom_plie") \
    " FROM site t CROSS JOIN session s" \
    " WHERE " perimetre " AND (t.nom_plie, t.numero) " signe "= ($4, $5) AND $6 >= 0" \
    " AND s.site = t.numero AND " bornes("t.nom_plie = $4 AND t.numero = $5") " AND " CLASSE \
    " AND (t.nom_plie <> $4 OR t.numero <> $5 OR (s.jusqu_au, s.numero) " signe " ($7, $8))" \
    " ORDER BY t.nom_plie " sens ", t.numero " sens ", s.jusqu_au " sens ", s.numero " sens SUITE

/* Those without a dispositif come first; `sans`: when they can be behind the row. Dispositifs that
 * no session of the class has, or none that lacks them, are passed over at once. */
#define DISPOSITIF(etablissement, perimetre, sens, signe, bornes, sans) \
    "SELECT * FROM (" \
    LOT_SESSION("v.dispositifs") \
    " FROM session_dispositifs v CROSS JOIN session s" \
    " WHERE v.etablissement_id = " etablissement " AND v.dispositifs = ''" \
    " AND " LOT_CLASSE("$9", "v") \
    " AND " perimetre " AND s.dispositifs IS NULL AND " sans \
    " AND " bornes("CAST($4 AS TEXT) = ''") " AND " CLASSE \
    " AND ($4 <> '' OR (s.jusqu_au, s.numero) " signe " ($7, $8))" \
    " ORDER BY s.jusqu_au " sens ", s.numero " sens PARTIE \
    ") p UNION ALL SELECT * FROM (" \
    LOT_SESSION("v.dispositifs") \
    " FROM session_dispositifs v CROSS JOIN session s" \
    " WHERE v.etablissement_id = " etablissement " AND v.dispositifs " signe "= $4" \
    " AND $5 >= 0 AND $6 >= 0 AND " LOT_CLASSE("$9", "v") \
    " AND " perimetre " AND s.dispositifs = v.dispositifs" \
    " AND " bornes("v.dispositifs = $4") " AND " CLASSE \
    " AND (v.dispositifs <> $4 OR (s.jusqu_au, s.numero) " signe " ($7, $8))" \
    " ORDER BY v.dispositifs " sens ", s.jusqu_au " sens ", s.numero " sens PARTIE \
    ") q ORDER BY 10 " sens ", 7 " sens ", 1 " sens SUITE

/* By the start: what may be active is apart from what is over (session.etape). */
#define PAR_DEBUT(perimetre, condition, sens, signe) \
    LOT_SESSION(LOT_SANS_TEXTE) \
    " FROM session s WHERE " perimetre " AND " condition \
    " AND (s.debut, s.numero) " signe " ($4, $8) AND $5 >= 0 AND $6 >= 0 AND $7 >= ''" \
    " AND s.jusqu_au <= $3 AND " CLASSE \
    " ORDER BY s.debut " sens ", s.numero " sens

#define DEBUT(perimetre, sens, signe) \
    PAR_DEBUT(perimetre, "s.etape = 0 AND s.jusqu_au >= $2", sens, signe) SUITE

/* What is over since yesterday may still have the 0: it is found by its jusqu_au. */
#define VIEILLIES \
    "(SELECT COALESCE(max(p.valeur), '') FROM parametre p WHERE p.cle = '" SESSIONS_VIEILLIES "')"
#define DEBUT_FINIES(perimetre, sens, signe) \
    "SELECT * FROM (" \
    PAR_DEBUT(perimetre, "s.etape = 1 AND s.jusqu_au >= $2", sens, signe) PARTIE \
    ") p UNION ALL SELECT * FROM (" \
    PAR_DEBUT(perimetre, \
              "+s.etape = 0 AND s.jusqu_au >=" \
              " CASE WHEN " VIEILLIES " > $2 THEN " VIEILLIES " ELSE $2 END", \
              sens, signe) PARTIE \
    ") q ORDER BY 4 " sens ", 1 " sens SUITE
/* clang-format on */

#define ORDRES(id, etablissement, f, a, t, s)                                                      \
    STATEMENT(id##_DEBUT, BINDS, LOT_TYPES, DEBUT(s, "ASC", ">"));                                 \
    STATEMENT(id##_DEBUT_D, BINDS, LOT_TYPES, DEBUT(s, "DESC", "<"));                              \
    STATEMENT(id##_FINIES, BINDS, LOT_TYPES, DEBUT_FINIES(s, "ASC", ">"));                         \
    STATEMENT(id##_FINIES_D, BINDS, LOT_TYPES, DEBUT_FINIES(s, "DESC", "<"));                      \
    STATEMENT(id##_INTITULE, BINDS, LOT_TYPES, INTITULE(a, "ASC", ">"));                           \
    STATEMENT(id##_INTITULE_D, BINDS, LOT_TYPES, INTITULE(a, "DESC", "<"));                        \
    STATEMENT(id##_COMMUNE, BINDS, LOT_TYPES, COMMUNE(a, s, "ASC", ">"));                          \
    STATEMENT(id##_COMMUNE_D, BINDS, LOT_TYPES, COMMUNE(a, s, "DESC", "<"));                       \
    STATEMENT(id##_CODE, BINDS, LOT_TYPES, CODE(f, "ASC", ">"));                                   \
    STATEMENT(id##_CODE_D, BINDS, LOT_TYPES, CODE(f, "DESC", "<"));                                \
    STATEMENT(id##_SITE, BINDS, LOT_TYPES, SITE(t, "ASC", ">", BORNES_ASC));                       \
    STATEMENT(id##_SITE_D, BINDS, LOT_TYPES, SITE(t, "DESC", "<", BORNES_DESC));                   \
    STATEMENT(id##_DISPOSITIF, BINDS, LOT_TYPES,                                                   \
              DISPOSITIF(etablissement, s, "ASC", ">", BORNES_ASC, "CAST($4 AS TEXT) = ''"));      \
    STATEMENT(id##_DISPOSITIF_D, BINDS, LOT_TYPES,                                                 \
              DISPOSITIF(etablissement, s, "DESC", "<", BORNES_DESC, "TRUE"))

/* The establishment of all the sites of an account. */
#define LEUR                                                                                       \
    "(SELECT min(st.etablissement_id) FROM compte_site cs JOIN site st"                            \
    " ON st.numero = cs.site_numero WHERE cs.compte_id = $1)"
#define DES_SITES(colonne) " AND " colonne " IN " LOT_SITES_DU_COMPTE

ORDRES(ORDRE_TOUT, "$1", "$1 = 0", "$1 = 0", "$1 = 0", "$1 = 0");
ORDRES(ORDRE_ETABLISSEMENT, "$1", "f.etablissement_id = $1", "a.etablissement_id = $1",
       "t.etablissement_id = $1", "s.etablissement_id = $1");
ORDRES(ORDRE_COMPTE, LEUR, "f.etablissement_id = " LEUR DES_SITES("a.site"),
       "a.etablissement_id = " LEUR DES_SITES("a.site"),
       "t.etablissement_id = " LEUR DES_SITES("t.numero"),
       "s.etablissement_id = " LEUR DES_SITES("s.site"));

#define STATEMENTS(id)                                                                             \
    {                                                                                              \
        [TRI_DEBUT] = {&id##_DEBUT, &id##_DEBUT_D},                                                \
        [TRI_INTITULE] = {&id##_INTITULE, &id##_INTITULE_D},                                       \
        [TRI_COMMUNE] = {&id##_COMMUNE, &id##_COMMUNE_D}, [TRI_CODE] = {&id##_CODE, &id##_CODE_D}, \
        [TRI_SITE] = {&id##_SITE, &id##_SITE_D},                                                   \
        [TRI_DISPOSITIF] = {&id##_DISPOSITIF, &id##_DISPOSITIF_D},                                 \
    }

static const struct statement *const statements[PORTEES][OFFRE_TRIS][2] = {
    [PORTEE_TOUT] = STATEMENTS(ORDRE_TOUT),
    [PORTEE_ETABLISSEMENT] = STATEMENTS(ORDRE_ETABLISSEMENT),
    [PORTEE_COMPTE] = STATEMENTS(ORDRE_COMPTE),
};

static const struct statement *const finies[PORTEES][2] = {
    [PORTEE_TOUT] = {&ORDRE_TOUT_FINIES, &ORDRE_TOUT_FINIES_D},
    [PORTEE_ETABLISSEMENT] = {&ORDRE_ETABLISSEMENT_FINIES, &ORDRE_ETABLISSEMENT_FINIES_D},
    [PORTEE_COMPTE] = {&ORDRE_COMPTE_FINIES, &ORDRE_COMPTE_FINIES_D},
};

const struct statement *ordre_statement(const struct marche *m, bool descendant)
{
    int64_t id = 0;
    const struct portee *portee = &m->requete->portee;
    enum portee_etendue etendue = portee_etendue(portee, &id);
    if (etendue == PORTEE_COMPTE && !portee->etablissement_des_sites) {
        return NULL;
    }
    bool actives = strcmp(m->plage.fin, m->requete->aujourdhui) >= 0;
    return m->tri == TRI_DEBUT && !actives ? finies[etendue][descendant]
                                           : statements[etendue][m->tri][descendant];
}

/* Where jusqu_au is the last but one member, it is entered in its range. */
static struct cle entrer(const struct marche *m, struct cle apres)
{
    bool plage = m->parcours == TRI_SITE || m->parcours == TRI_DISPOSITIF;
    if (plage && m->descendant && strcmp(apres.jour, m->plage.fin) > 0) {
        apres.jour = m->plage.fin;
        apres.numero = INT64_MAX;
    } else if (plage && !m->descendant && strcmp(apres.jour, m->plage.debut) < 0) {
        apres.jour = m->plage.debut;
        apres.numero = 0;
    }
    return apres;
}

void ordre_demander(struct db *db, const struct marche *m, const struct cle *apres, int64_t n,
                    int64_t saut, struct db_rows *rows)
{
    const struct cle cle = entrer(m, *apres);
    DB_QUERY(db, m->statement, rows, BIND_INT(m->perimetre_id), BIND_TEXT(m->plage.debut),
             BIND_TEXT(m->plage.fin), BIND_TEXT(cle.texte), BIND_INT(cle.groupe),
             BIND_INT(cle.sous_groupe), BIND_TEXT(cle.jour), BIND_INT(cle.numero),
             BIND_TEXT(m->classe), BIND_INT(n), BIND_INT(saut));
}

/* ---- keys */

/* What an order compares, beside the number of the row; of actions, no day. */
static const struct forme {
    bool texte;
    int groupes;
    bool jour;
} formes[OFFRE_TRIS] = {
    [TRI_FIN] = {.texte = true},
    [TRI_DEBUT] = {.texte = true},
    [TRI_CODE] = {.groupes = 2},
    [TRI_INTITULE] = {.texte = true, .groupes = 1, .jour = true},
    [TRI_SITE] = {.texte = true, .groupes = 1, .jour = true},
    [TRI_COMMUNE] = {.texte = true, .groupes = 1, .jour = true},
    [TRI_DISPOSITIF] = {.texte = true, .jour = true},
    [TRI_ENVOI] = {.groupes = 1},
};

struct cle ordre_cle(struct arena *arena, enum offre_tri tri, const struct rangee *r)
{
    struct cle cle = {.texte = "", .jour = "", .numero = r->session ? r->session : r->action};
    switch (tri) {
    case TRI_DEBUT:
        cle.texte = r->debut;
        break;
    case TRI_CODE:
        cle.groupe = r->titre->formation;
        cle.sous_groupe = r->action;
        break;
    case TRI_INTITULE:
        cle.texte = r->titre->intitule_plie + 1;
        cle.groupe = r->action;
        cle.jour = r->debut;
        break;
    case TRI_SITE:
        cle.texte = r->titre->site_plie + 1;
        cle.groupe = r->titre->site_numero;
        cle.jour = r->jusqu_au;
        break;
    case TRI_COMMUNE:
        cle.texte = r->commune[0] ? fold_text(arena, r->commune) : r->titre->commune_pliee + 1;
        cle.groupe = r->action;
        cle.jour = r->debut;
        break;
    case TRI_DISPOSITIF:
        cle.texte = r->dispositifs;
        cle.jour = r->jusqu_au;
        break;
    case TRI_ENVOI:
        cle.groupe = r->envoyee_a;
        break;
    default: /* one state in a list */
        cle.texte = r->jusqu_au;
        break;
    }
    return cle;
}

bool ordre_a_cle_pliee(enum offre_tri tri)
{
    return tri == TRI_INTITULE || tri == TRI_SITE || tri == TRI_COMMUNE;
}

const char *ordre_ecrire(struct arena *arena, enum offre_tri tri, const struct cle *cle)
{
    const struct forme *forme = &formes[tri];
    const int64_t groupes[] = {cle->groupe, cle->sous_groupe};
    const char *texte = forme->texte ? cle->texte : "";
    for (int i = 0; i < forme->groupes; i++) {
        texte = arena_printf(arena, "%s|%lld", texte, (long long)groupes[i]);
    }
    if (forme->jour) {
        texte = arena_printf(arena, "%s|%s", texte, cle->jour);
    }
    return arena_printf(arena, "%s|%lld", texte, (long long)cle->numero);
}

/* Takes what is behind the last bar away. */
static const char *detacher(char *texte)
{
    char *barre = strrchr(texte, '|');
    if (!barre) {
        return NULL;
    }
    *barre = '\0';
    return barre + 1;
}

static bool detacher_nombre(char *texte, int64_t *nombre_r)
{
    const char *nombre = detacher(texte);
    return nombre && text_to_int(nombre, nombre_r);
}

static bool detacher_jour(char *texte, bool sessions, const char **jour_r)
{
    *jour_r = detacher(texte);
    return *jour_r && (sessions ? dates_is_iso(*jour_r) : (*jour_r)[0] == '\0');
}

bool ordre_lire(struct arena *arena, const struct marche *m, const char *texte, struct cle *cle_r)
{
    const struct forme *forme = &formes[m->tri];
    bool sessions = m->requete->liste->sessions;
    char *reste = arena_strdup(arena, texte);
    struct cle cle = {.jour = ""};
    bool lue = detacher_nombre(reste, &cle.numero);
    lue = lue && (!forme->jour || detacher_jour(reste, sessions, &cle.jour));
    lue = lue && (forme->groupes < 2 || detacher_nombre(reste, &cle.sous_groupe));
    lue = lue && (forme->groupes < 1 || detacher_nombre(reste, &cle.groupe));
    bool date = sessions && (m->tri == TRI_FIN || m->tri == TRI_DEBUT);
    bool vide = !forme->texte || (!sessions && m->tri == TRI_FIN);
    lue = lue && (!date || dates_is_iso(reste)) && (!vide || reste[0] == '\0');
    if (lue) {
        cle.texte = reste;
        *cle_r = cle;
    }
    return lue;
}
