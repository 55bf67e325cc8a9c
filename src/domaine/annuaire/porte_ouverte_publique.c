/* Open days as everybody sees them: lists, calendars, one by itself. */
#include "porte_ouverte_publique.h"

#include "liste.h"
#include "porte_ouverte.h"

#include <string.h>

/* Of `p`: porte_ouverte, or porte_ouverte_retiree, which keeps no comment. */
#define COLONNES(commentaire)                                                                      \
    "p.id, p.version, p.libelle, COALESCE(v.libelle, p.nature), p.nature, p.date_debut,"           \
    " p.date_fin, " commentaire ", p.site_internet, e.siret, e.raison_sociale, s.nom_usage,"       \
    " s.ligne1, s.ligne2, s.ligne3, s.code_postal, s.bureau_distributeur, s.longitude,"            \
    " s.latitude, p.modifiee_le"
#define COLONNES_TYPES                                                                             \
    "iittttttttttttt"                                                                              \
    "tttti"
enum { COLONNE_RETIREE = 20 };

#define COMMENTAIRE "p.commentaire"
#define SANS_COMMENTAIRE "CAST(NULL AS TEXT)"
#define LEUR_SITE                                                                                  \
    " p JOIN site s ON s.numero = p.site AND s.etat = 'A'"                                         \
    " JOIN etablissement e ON e.id = s.etablissement_id AND e.etat = 'A'"
#define LEUR_NATURE " LEFT JOIN valeur v ON v.liste = 'nature_po' AND v.code = p.nature"

STATEMENT(PUBLIC_PORTE_OUVERTE, "i", COLONNES_TYPES "i",
          "SELECT " COLONNES(
              COMMENTAIRE) ", 0 FROM porte_ouverte" LEUR_SITE LEUR_NATURE " WHERE p.id = $1"
                           " UNION ALL SELECT " COLONNES(
                               SANS_COMMENTAIRE) ", 1 FROM"
                                                 " porte_ouverte_retiree" LEUR_SITE LEUR_NATURE
                                                 " WHERE p.id = $1");

static void lire_rangee(const struct db_rows *rows, int c, struct arena *arena, void *po_r)
{
    *(struct public_porte_ouverte *)po_r = (struct public_porte_ouverte){
        .id = db_int(rows, c),
        .version = db_int(rows, c + 1),
        .libelle = db_text(rows, c + 2, arena),
        .nature = db_text(rows, c + 3, arena),
        .en_ligne = strcmp(db_text(rows, c + 4, NULL), PORTE_OUVERTE_VISIO) == 0,
        .date_debut = db_text(rows, c + 5, arena),
        .date_fin = db_text(rows, c + 6, arena),
        .commentaire = db_text(rows, c + 7, arena),
        .site_internet = db_text(rows, c + 8, arena),
        .etablissement_siret = db_text(rows, c + 9, arena),
        .etablissement_nom = db_text(rows, c + 10, arena),
        .site_nom = db_text(rows, c + 11, arena),
        .ligne1 = db_text(rows, c + 12, arena),
        .ligne2 = db_text(rows, c + 13, arena),
        .ligne3 = db_text(rows, c + 14, arena),
        .code_postal = db_text(rows, c + 15, arena),
        .bureau_distributeur = db_text(rows, c + 16, arena),
        .longitude = db_text(rows, c + 17, arena),
        .latitude = db_text(rows, c + 18, arena),
        .modifiee_le = db_int(rows, c + 19),
    };
}

/* ---- lists (liste.h): what is to come is found on an index of the last days */

/* $2 today, $3 the establishment, $4 the nature, $5 the department: the beginning of the commune's
 * INSEE code, for postal codes do not know 2A from 2B. */
static const struct liste selon_les_choix = {
    .code = "choix",
    .filtre = "p.fin >= $2 AND ($3 = '' OR e.siret = $3) AND ($4 = '' OR p.nature = $4)"
              " AND substr(COALESCE(s.commune_insee, s.code_postal, ''), 1,"
              " CAST(length($5) AS INTEGER)) = $5",
};

#define PORTES_OUVERTES(source, table, commentaire, sans)                                          \
    static const struct liste_marche source##_marche = {table LEUR_SITE, {"$1 = 0"}};              \
    static const struct liste_ordre source##_ordre = {                                             \
        "date", "d", {"p.date_debut"}, &source##_marche, false};                                   \
    static struct liste_source source = {                                                          \
        .nom = #source,                                                                            \
        .id = "p.id",                                                                              \
        .montre = table LEUR_SITE LEUR_NATURE,                                                     \
        .colonnes = COLONNES(commentaire),                                                         \
        .types = COLONNES_TYPES,                                                                   \
        .sans_total = sans,                                                                        \
        .filtre_n = 4,                                                                             \
        .ordres = &source##_ordre,                                                                 \
        .ordres_n = 1,                                                                             \
        .listes = &selon_les_choix,                                                                \
        .listes_n = 1,                                                                             \
        .taille = sizeof(struct public_porte_ouverte),                                             \
        .lire = lire_rangee,                                                                       \
    };                                                                                             \
    LISTE_SOURCE(source)

PORTES_OUVERTES(portes_ouvertes, "porte_ouverte", COMMENTAIRE, false);
PORTES_OUVERTES(portes_ouvertes_retirees, "porte_ouverte_retiree", SANS_COMMENTAIRE, true);

static enum status lister(struct db *db, struct arena *arena, const struct liste_source *source,
                          const struct public_portes_ouvertes_filtre *filtre,
                          struct liste_page *page_r)
{
    const struct liste_demande demande = {
        .source = source,
        .liste = &selon_les_choix,
        .valeurs = {filtre->aujourdhui, filtre->siret, filtre->nature, filtre->departement},
        .taille = filtre->taille,
        .apres = filtre->apres};
    return liste_lire(db, arena, &demande, page_r);
}

enum status porte_ouverte_publique_lister(struct db *db, struct arena *arena,
                                          const struct public_portes_ouvertes_filtre *filtre,
                                          struct public_portes_ouvertes *page_r)
{
    struct liste_page page;
    TRY(lister(db, arena, &portes_ouvertes, filtre, &page));
    *page_r = (struct public_portes_ouvertes){page.items, page.n, page.total, page.suivante};
    return STATUS_OK;
}

enum status porte_ouverte_publique_retirees(struct db *db, struct arena *arena,
                                            const struct public_portes_ouvertes_filtre *filtre,
                                            struct public_portes_ouvertes *page_r)
{
    struct liste_page page;
    TRY(lister(db, arena, &portes_ouvertes_retirees, filtre, &page));
    struct public_porte_ouverte *items = page.items;
    for (size_t i = 0; i < page.n; i++) {
        items[i].annulee = true;
    }
    *page_r = (struct public_portes_ouvertes){items, page.n, (int64_t)page.n, NULL};
    return STATUS_OK;
}

/* ---- one */

enum status porte_ouverte_publique_lire(struct db *db, struct arena *arena, int64_t id,
                                        struct public_porte_ouverte *po_r)
{
    struct public_porte_ouverte po = {0};
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_PORTE_OUVERTE, &rows, BIND_INT(id));
    if (db_next(&rows)) {
        lire_rangee(&rows, 0, arena, &po);
        po.annulee = db_int(&rows, COLONNE_RETIREE) != 0;
    }
    TRY(db_end(&rows));
    if (po.id == 0) {
        return STATUS_NOT_FOUND;
    }
    *po_r = po;
    return STATUS_OK;
}
