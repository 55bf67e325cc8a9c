/* Open days as everybody sees them: lists, calendars, one by itself. */
#include "porte_ouverte_publique.h"

#include "dates.h"
#include "porte_ouverte.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Of `p`: porte_ouverte, or porte_ouverte_retiree, which keeps no comment. */
#define COLONNES(commentaire)                                                                      \
    "p.id, p.version, p.libelle, COALESCE(v.libelle, p.nature) AS libelle_nature, p.nature,"       \
    " p.date_debut, p.date_fin, " commentaire " AS commentaire, p.site_internet, e.siret,"         \
    " e.raison_sociale, s.nom_usage, s.ligne1, s.ligne2, s.ligne3, s.code_postal,"                 \
    " s.bureau_distributeur, s.longitude, s.latitude, p.modifiee_le"
#define COLONNES_TYPES                                                                             \
    "iittttttttttttt"                                                                              \
    "tttti"
enum { COLONNE_TOTAL = 20 };

#define RETIREE COLONNES("CAST(NULL AS TEXT)")
#define LEUR_SITE                                                                                  \
    " p JOIN site s ON s.numero = p.site AND s.etat = 'A'"                                         \
    " JOIN etablissement e ON e.id = s.etablissement_id AND e.etat = 'A'"                          \
    " LEFT JOIN valeur v ON v.liste = 'nature_po' AND v.code = p.nature"
/* A department is the beginning of the commune's INSEE code: postal codes do not know 2A from 2B.
 */
#define FILTRE                                                                                     \
    " WHERE p.fin >= $1 AND ($2 = '' OR e.siret = $2) AND ($3 = '' OR p.nature = $3)"              \
    " AND substr(COALESCE(s.commune_insee, s.code_postal, ''), 1,"                                 \
    " CAST(length($4) AS INTEGER)) = $4"

/* $1 is today; $5 and $6: where the page before ended. The number of all hits comes with each row.
 */
STATEMENT(
    PUBLIC_PORTES_OUVERTES, "tttttii", COLONNES_TYPES "i",
    "SELECT * FROM (SELECT " COLONNES("p.commentaire") ", count(*) OVER () AS total"
                                                       " FROM porte_ouverte" LEUR_SITE FILTRE ") t"
                                                       " WHERE (t.date_debut, t.id) > ($5, $6) "
                                                       "ORDER BY t.date_debut, t.id LIMIT $7");

STATEMENT(PUBLIC_PORTES_OUVERTES_RETIREES, "tttti", COLONNES_TYPES,
          "SELECT " RETIREE " FROM porte_ouverte_retiree" LEUR_SITE FILTRE
          " ORDER BY p.date_debut, p.id LIMIT $5");

STATEMENT(PUBLIC_PORTE_OUVERTE, "i", COLONNES_TYPES "i",
          "SELECT " COLONNES("p.commentaire") ", 0 FROM porte_ouverte" LEUR_SITE " WHERE p.id = $1"
                                              " UNION ALL SELECT " RETIREE
                                              ", 1 FROM porte_ouverte_retiree" LEUR_SITE
                                              " WHERE p.id = $1");

static struct public_porte_ouverte lire_rangee(const struct db_rows *rows, struct arena *arena)
{
    return (struct public_porte_ouverte){
        .id = db_int(rows, 0),
        .version = db_int(rows, 1),
        .libelle = db_text(rows, 2, arena),
        .nature = db_text(rows, 3, arena),
        .en_ligne = strcmp(db_text(rows, 4, NULL), PORTE_OUVERTE_VISIO) == 0,
        .date_debut = db_text(rows, 5, arena),
        .date_fin = db_text(rows, 6, arena),
        .commentaire = db_text(rows, 7, arena),
        .site_internet = db_text(rows, 8, arena),
        .etablissement_siret = db_text(rows, 9, arena),
        .etablissement_nom = db_text(rows, 10, arena),
        .site_nom = db_text(rows, 11, arena),
        .ligne1 = db_text(rows, 12, arena),
        .ligne2 = db_text(rows, 13, arena),
        .ligne3 = db_text(rows, 14, arena),
        .code_postal = db_text(rows, 15, arena),
        .bureau_distributeur = db_text(rows, 16, arena),
        .longitude = db_text(rows, 17, arena),
        .latitude = db_text(rows, 18, arena),
        .modifiee_le = db_int(rows, 19),
    };
}

/* ---- lists */

struct borne {
    char date[DATES_ISO_SIZE];
    int64_t id;
};

/* "2027-03-20-81": a date, then an id. The start where it is none. */
static struct borne lire_borne(struct arena *arena, const char *apres)
{
    struct borne borne = {.date = "", .id = 0};
    size_t longueur = DATES_ISO_SIZE - 1;
    apres = apres ? apres : "";
    const char *date = arena_strndup(arena, apres, longueur);
    int64_t id = 0;
    if (dates_is_iso(date) && apres[longueur] == '-' && text_to_int(apres + longueur + 1, &id) &&
        id > 0) {
        memcpy(borne.date, date, DATES_ISO_SIZE);
        borne.id = id;
    }
    return borne;
}

enum status porte_ouverte_publique_lister(struct db *db, struct arena *arena,
                                          const struct public_portes_ouvertes_filtre *filtre,
                                          struct public_portes_ouvertes *page_r)
{
    const struct borne apres = lire_borne(arena, filtre->apres);
    struct public_porte_ouverte *items =
        ARENA_ARRAY(arena, struct public_porte_ouverte, (size_t)filtre->taille);
    struct public_portes_ouvertes page = {.items = items};
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_PORTES_OUVERTES, &rows, BIND_TEXT(filtre->aujourdhui),
             BIND_TEXT(filtre->siret), BIND_TEXT(filtre->nature), BIND_TEXT(filtre->departement),
             BIND_TEXT(apres.date), BIND_INT(apres.id), BIND_INT(filtre->taille + 1));
    while (db_next(&rows)) {
        if (page.n == (size_t)filtre->taille) {
            const struct public_porte_ouverte *derniere = &items[page.n - 1];
            page.suivante =
                arena_printf(arena, "%s-%lld", derniere->date_debut, (long long)derniere->id);
            continue;
        }
        items[page.n++] = lire_rangee(&rows, arena);
        page.total = db_int(&rows, COLONNE_TOTAL);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *page_r = page;
    }
    return status;
}

enum status porte_ouverte_publique_retirees(struct db *db, struct arena *arena,
                                            const struct public_portes_ouvertes_filtre *filtre,
                                            struct public_portes_ouvertes *page_r)
{
    struct public_porte_ouverte *items =
        ARENA_ARRAY(arena, struct public_porte_ouverte, (size_t)filtre->taille);
    struct public_portes_ouvertes page = {.items = items};
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_PORTES_OUVERTES_RETIREES, &rows, BIND_TEXT(filtre->aujourdhui),
             BIND_TEXT(filtre->siret), BIND_TEXT(filtre->nature), BIND_TEXT(filtre->departement),
             BIND_INT(filtre->taille));
    while (db_next(&rows)) {
        items[page.n] = lire_rangee(&rows, arena);
        items[page.n++].annulee = true;
    }
    page.total = (int64_t)page.n;
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *page_r = page;
    }
    return status;
}

/* ---- one */

enum status porte_ouverte_publique_lire(struct db *db, struct arena *arena, int64_t id,
                                        struct public_porte_ouverte *po_r)
{
    struct public_porte_ouverte po = {0};
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_PORTE_OUVERTE, &rows, BIND_INT(id));
    if (db_next(&rows)) {
        po = lire_rangee(&rows, arena);
        po.annulee = db_int(&rows, COLONNE_TOTAL) != 0;
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && po.id == 0) {
        return STATUS_NOT_FOUND;
    }
    if (status == STATUS_OK) {
        *po_r = po;
    }
    return status;
}
