/* Codes of certifications that are replaced. */
#include "code_remplace.h"

#include "action.h"
#include "certification_code.h"
#include "dates.h"
#include "derives.h"
#include "droits.h"
#include "offre_private.h"

#include <string.h>

#define NBSP "\u00A0"
#define CERTIFINFO "certifinfo"

/* The contents that cite the code: of the formation, then of the sessions of its actions. */
STATEMENT(CODE_CONTENUS, "it", "ti",
          "SELECT c.noun, c.contenu FROM formation f JOIN offre_certification c"
          " ON c.noun = 'formation' AND c.contenu IN (f.vive, f.brouillon)"
          " AND c.nom = '" CERTIFINFO "' AND c.code = $2 WHERE f.numero = $1"
          " UNION ALL SELECT c.noun, c.contenu FROM action a JOIN session s ON s.action = a.numero"
          " JOIN offre_certification c ON c.noun = 'session' AND c.contenu = s.numero"
          " AND c.nom = '" CERTIFINFO "' AND c.code = $2 WHERE a.formation = $1");
STATEMENT(CODE_VERSION_FORMATION, "i", "",
          "UPDATE formation_contenu SET version = version + 1 WHERE id = $1");
STATEMENT(CODE_VERSION_SESSION, "i", "",
          "UPDATE session SET version = version + 1 WHERE numero = $1");
STATEMENT(CODE_NOTER, "ittii", "",
          "INSERT INTO code_remplace (action, genre, ancien, nouveau, fait_par, fait_le)"
          " SELECT a.numero, '" CERTIFINFO "', $2, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT)"
          " FROM action a WHERE a.formation = $1");
STATEMENT(CODE_VOIR, "iii", "",
          "UPDATE code_remplace SET vu_par = $2, vu_le = $3 WHERE action = $1 AND vu_le IS NULL");
STATEMENT(CODE_LISTER, "ib", "ttttii",
          "SELECT r.ancien, r.nouveau, a.libelle, n.libelle, r.fait_le, r.vu_le"
          " FROM code_remplace r LEFT JOIN nomenclature a ON a.nom = r.genre AND a.code = r.ancien"
          " LEFT JOIN nomenclature n ON n.nom = r.genre AND n.code = r.nouveau"
          " WHERE r.action = $1 AND (NOT $2 OR r.vu_le IS NULL) ORDER BY r.id DESC");

struct remplacement {
    struct db *db;
    struct arena *arena;
    const struct acteur *acteur;
    const struct action *action;
    const char *ancien, *nouveau;
    const char *rncp; /* that goes with the new one; "" */
    bool journalisee; /* of the formation, which has two contents */
};

struct contenu {
    enum offre_noun noun;
    int64_t id;
};

struct contenus {
    struct contenu *items;
    size_t n;
};

/* ---- one content */

static bool finit_par(const char *nom, const char *fin)
{
    size_t n = strlen(nom);
    size_t m = strlen(fin);
    return n >= m && strcmp(nom + n - m, fin) == 0;
}

/* The record with the new code, a copy; NULL: it has not the old one. */
static const void *changer_record(const struct remplacement *r, const struct offre_detail *detail)
{
    const struct field_set *set = detail->genre->set;
    void *copie = NULL;
    for (size_t i = 0; i < set->n && !copie; i++) {
        if (finit_par(set->fields[i].name, "_" CERTIFINFO) &&
            strcmp(certification_code_du_champ(r->arena, set->fields[i].name,
                                               field_text(&set->fields[i], detail->record)),
                   r->ancien) == 0) {
            copie = arena_alloc(r->arena, detail->genre->taille);
            memcpy(copie, detail->record, detail->genre->taille);
            field_set_text(&set->fields[i], copie, r->nouveau);
        }
    }
    for (size_t i = 0; i < set->n && copie && r->rncp[0]; i++) {
        if (finit_par(set->fields[i].name, "_rncp")) {
            field_set_text(&set->fields[i], copie, r->rncp);
        }
    }
    return copie;
}

static enum status raconter(struct remplacement *r, const struct contenu *contenu,
                            struct journal_ecriture *ligne)
{
    bool formation = contenu->noun == OFFRE_FORMATION;
    if (formation && r->journalisee) {
        return STATUS_OK;
    }
    r->journalisee = r->journalisee || formation;
    ligne->acteur = r->acteur;
    ligne->fiche = offre_noun_nom(contenu->noun);
    ligne->fiche_id = formation ? r->action->formation : contenu->id;
    ligne->au_nom_de = droits_au_nom_de(r->acteur, r->action->etablissement_nom);
    return journal_geste(r->db, r->arena, ligne, ligne->autres, ligne->autres_n);
}

static enum status remplacer_dans(struct remplacement *r, const struct contenu *contenu)
{
    struct offre_details details = {0};
    struct offre_changements changements = {0};
    struct journal_ecriture ligne = {0};
    TRY(offre_details_lire(r->db, r->arena, contenu->noun, contenu->id, &details));
    for (size_t i = 0; i < details.n; i++) {
        const void *change = changer_record(r, &details.items[i]);
        details.items[i].record = change ? change : details.items[i].record;
    }
    TRY(offre_changements_lire(r->db, r->arena, contenu->noun, contenu->id, &details,
                               &changements));
    TRY(offre_changements_ecrire(r->db, r->arena, contenu->id, &changements, &ligne));
    TRY(DB_EXEC(r->db,
                contenu->noun == OFFRE_FORMATION ? &CODE_VERSION_FORMATION : &CODE_VERSION_SESSION,
                NULL, BIND_INT(contenu->id)));
    TRY(certification_code_citer(r->db, r->arena, contenu->noun, contenu->id));
    return raconter(r, contenu, &ligne);
}

/* ---- all of them */

static enum status lire_contenus(const struct remplacement *r, struct contenus *contenus_r)
{
    struct contenus contenus = {0};
    struct db_rows rows;
    DB_QUERY(r->db, &CODE_CONTENUS, &rows, BIND_INT(r->action->formation), BIND_TEXT(r->ancien));
    while (db_next(&rows)) {
        *ARENA_PUSH(r->arena, contenus.items, contenus.n) =
            (struct contenu){offre_noun_lu(db_text(&rows, 0, NULL)), db_int(&rows, 1)};
    }
    TRY(db_end(&rows));
    *contenus_r = contenus;
    return STATUS_OK;
}

/* "114929, Titre" */
static const char *nommer(struct arena *arena, const struct nomenclature_entree *entree)
{
    return arena_printf(arena, "%s%s%s", entree->code, entree->libelle[0] ? ", " : "",
                        entree->libelle);
}

/* NULL: it may stand there. */
static const char *refus_du_code(struct arena *arena, const struct nomenclature_entree *entree)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return !entree->libelle[0]
               ? arena_printf(arena, "Code Certifinfo %s inconnu du répertoire", entree->code)
           : nomenclature_finie(entree, aujourdhui)
               ? arena_printf(arena, "Code Certifinfo %s, enregistrement fini le %s", entree->code,
                              dates_show(arena, entree->fin))
           : entree->inactive
               ? arena_printf(arena, "Code Certifinfo %s inactif au répertoire", entree->code)
               : NULL;
}

/* Brings both codes into their form, and reads what the list says of them. */
static enum status lire_codes(struct remplacement *r, const char **texte_r, const char **message_r)
{
    const char *codes[] = {
        certification_code_ranger(r->arena, NOMENCLATURE_CERTIFINFO, r->ancien),
        certification_code_ranger(r->arena, NOMENCLATURE_CERTIFINFO, r->nouveau)};
    struct nomenclature_liste liste = {0};
    if (!codes[0] || !codes[1] || strcmp(codes[0], codes[1]) == 0) {
        *message_r = codes[0] && codes[1] ? "Même code Certifinfo, un autre attendu"
                                          : "Code Certifinfo" NBSP
                                            ": numéro attendu, par exemple 114929";
        return STATUS_REFUSED;
    }
    r->ancien = codes[0];
    r->nouveau = codes[1];
    TRY(nomenclature_lire(r->db, r->arena, NOMENCLATURE_CERTIFINFO, (struct text_list){codes, 2},
                          &liste));
    *message_r = refus_du_code(r->arena, &liste.items[1]);
    const char *rncp =
        certification_code_ranger(r->arena, NOMENCLATURE_RNCP, liste.items[1].renvoi);
    r->rncp = rncp ? rncp : "";
    *texte_r = arena_printf(r->arena, "%s → %s", nommer(r->arena, &liste.items[0]),
                            nommer(r->arena, &liste.items[1]));
    return *message_r ? STATUS_REFUSED : STATUS_OK;
}

enum status code_remplace_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct action *action, const char *ancien,
                                const char *nouveau, const char **texte_r, const char **message_r)
{
    struct remplacement r = {.db = db,
                             .arena = arena,
                             .acteur = acteur,
                             .action = action,
                             .ancien = ancien,
                             .nouveau = nouveau};
    struct contenus contenus = {0};
    TRY(lire_codes(&r, texte_r, message_r));
    TRY(lire_contenus(&r, &contenus));
    if (!contenus.n) {
        *message_r = arena_printf(arena, "Cette formation n'a pas le code Certifinfo %s", r.ancien);
        return STATUS_REFUSED;
    }
    for (size_t i = 0; i < contenus.n; i++) {
        TRY(remplacer_dans(&r, &contenus.items[i]));
    }
    TRY(DB_EXEC(db, &CODE_NOTER, NULL, BIND_INT(action->formation), BIND_TEXT(r.ancien),
                BIND_TEXT(r.nouveau), BIND_INT(acteur->compte_id), BIND_INT(dates_now())));
    return action_references(db, ACTION_DE_FORMATION, action->formation);
}

enum status code_remplace_voir(struct db *db, const struct acteur *acteur, int64_t action)
{
    return DB_EXEC(db, &CODE_VOIR, NULL, BIND_INT(action), BIND_INT(acteur->compte_id),
                   BIND_INT(dates_now()));
}

enum status code_remplace_lister(struct db *db, struct arena *arena, int64_t action, bool a_voir,
                                 struct codes_remplaces *codes_r)
{
    struct codes_remplaces codes = {0};
    struct db_rows rows;
    DB_QUERY(db, &CODE_LISTER, &rows, BIND_INT(action), BIND_BOOL(a_voir));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, codes.items, codes.n) =
            (struct code_remplace){.ancien = db_text(&rows, 0, arena),
                                   .nouveau = db_text(&rows, 1, arena),
                                   .ancien_libelle = db_text(&rows, 2, arena),
                                   .nouveau_libelle = db_text(&rows, 3, arena),
                                   .fait_le = db_int(&rows, 4),
                                   .vu_le = db_int(&rows, 5)};
    }
    TRY(db_end(&rows));
    *codes_r = codes;
    return STATUS_OK;
}
