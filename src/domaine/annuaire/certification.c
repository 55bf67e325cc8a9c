#include "certification.h"

#include "dates.h"
#include "droits.h"
#include "journal.h"

#include <string.h>

const struct choice certification_categories[] = {
    {"af", "Actions de formation"},
    {"bc", "Bilans de compétences"},
    {"vae", "VAE"},
    {"app", "Apprentissage"},
    {NULL, NULL},
};

/* The value lists, and behind two more of their kind the certificates of the site and its
 * differences with the public list. */
STATEMENT(CERTIFICATS_ET_VALEURS, "i", "tttittittitttt",
          "SELECT v.liste, v.code, v.libelle, c.id, f.empreinte, f.type, f.taille, c.nom,"
          " c.fin_qualiopi, c.depose_a, c.depose_par, q.categorie, q.sens, q.jusqu_au"
          " FROM (SELECT liste, rang, code, libelle FROM valeur"
          "  UNION ALL SELECT 'certificat', 0, '', '' UNION ALL SELECT 'ecart', 0, '', '') v"
          " LEFT JOIN certificat c ON v.liste = 'certificat' AND c.site_numero = $1"
          " LEFT JOIN fichier f ON f.empreinte = c.empreinte"
          " LEFT JOIN ecart_qualiopi q ON v.liste = 'ecart' AND q.site = $1"
          " AND q.reglee_a IS NULL"
          " ORDER BY v.liste, v.rang, v.code, c.id DESC, q.id");

STATEMENT(CERTIFICAT_EN_VIGUEUR, "i", "tt",
          "SELECT empreinte, nom FROM certificat WHERE site_numero = $1 ORDER BY id DESC LIMIT 1");

STATEMENT(CERTIFICAT_AJOUTER, "itttit", "",
          "INSERT INTO certificat (site_numero, empreinte, nom, fin_qualiopi, depose_a, depose_par)"
          " VALUES ($1, $2, $3, $4, $5, $6)");

enum certification_etat certification_etat(struct text_list qualite, const char *fin_qualiopi,
                                           const char *aujourdhui)
{
    if (!text_list_holds(qualite, QUALITE_QUALIOPI) || !dates_is_iso(fin_qualiopi)) {
        return CERTIFICATION_AUCUNE;
    }
    if (strcmp(fin_qualiopi, aujourdhui) < 0) {
        return CERTIFICATION_EXPIREE;
    }
    char alerte[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, CERTIFICATION_ALERTE_JOURS, alerte);
    return strcmp(fin_qualiopi, alerte) <= 0 ? CERTIFICATION_EXPIRE_BIENTOT : CERTIFICATION_A_JOUR;
}

const char *certification_phrase(struct arena *arena, enum certification_etat etat,
                                 const char *fin_qualiopi)
{
    const char *fin = dates_show(arena, fin_qualiopi);
    switch (etat) {
    case CERTIFICATION_AUCUNE:
        break;
    case CERTIFICATION_A_JOUR:
        return arena_printf(arena, "Qualiopi à jour, fin le %s", fin);
    case CERTIFICATION_EXPIRE_BIENTOT:
        return arena_printf(arena, "Qualiopi expire le %s", fin);
    case CERTIFICATION_EXPIREE:
        return arena_printf(arena, "Qualiopi expirée depuis le %s", fin);
    }
    return "";
}

static void lire_ecart(const struct db_rows *rows, struct arena *arena, struct certificats *liste)
{
    struct certification_ecart *items = (void *)(uintptr_t)liste->ecarts.items;
    *ARENA_PUSH(arena, items, liste->ecarts.n) =
        (struct certification_ecart){.categorie = db_text(rows, 11, arena),
                                     .en_trop = strcmp(db_text(rows, 12, NULL), "en_trop") == 0,
                                     .jusqu_au = db_text(rows, 13, arena)};
    liste->ecarts.items = items;
}

static void lire_certificat(const struct db_rows *rows, struct arena *arena, void *contexte)
{
    struct certificats *liste = contexte;
    struct certificat *items = (void *)(uintptr_t)liste->items;
    if (!db_is_null(rows, 11)) {
        lire_ecart(rows, arena, liste);
    }
    if (db_is_null(rows, 3)) {
        return;
    }
    *ARENA_PUSH(arena, items, liste->n) = (struct certificat){
        .id = db_int(rows, 3),
        .fichier = {.empreinte = db_text(rows, 4, arena),
                    .type = db_text(rows, 5, arena),
                    .taille = (uint64_t)db_int(rows, 6)},
        .nom = db_text(rows, 7, arena),
        .fin_qualiopi = db_text(rows, 8, arena),
        .depose_le = dates_show_instant(arena, db_int(rows, 9)),
        .depose_par = db_text(rows, 10, arena),
    };
    liste->items = items;
}

enum status certificat_lister(struct db *db, struct arena *arena, int64_t site_numero,
                              struct valeurs *valeurs_r, struct certificats *certificats_r)
{
    struct certificats liste = {0};
    struct db_rows rows;
    DB_QUERY(db, &CERTIFICATS_ET_VALEURS, &rows, BIND_INT(site_numero));
    TRY(valeurs_lire_de(&rows, arena, lire_certificat, &liste, valeurs_r));
    *certificats_r = liste;
    return STATUS_OK;
}

static enum status en_vigueur(struct db *db, struct arena *arena, int64_t site_numero,
                              const char **empreinte_r, const char **nom_r)
{
    struct db_rows rows;
    DB_QUERY(db, &CERTIFICAT_EN_VIGUEUR, &rows, BIND_INT(site_numero));
    if (db_next(&rows)) {
        *empreinte_r = db_text(&rows, 0, arena);
        *nom_r = db_text(&rows, 1, arena);
    }
    return db_end(&rows);
}

static enum status journaliser(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t site_numero, const char *avant, const char *apres,
                               const char *au_nom_de)
{
    /* A name that did not change would be no difference, though the content is another. */
    bool meme_nom = strcmp(avant, apres) == 0;
    const struct journal_difference certificat = {
        .champ = "certificat",
        .libelle = "Certification (fichier)",
        .avant = avant,
        .apres = meme_nom ? arena_printf(arena, "%s (nouveau contenu)", apres) : apres};
    const struct journal_ecriture ecriture = {.acteur = acteur,
                                              .fiche = "site",
                                              .fiche_id = site_numero,
                                              .au_nom_de = droits_au_nom_de(acteur, au_nom_de)};
    return journal_geste(db, arena, &ecriture, &certificat, 1);
}

enum status certificat_ajouter(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t site_numero, const struct fichier *fichier, const char *nom,
                               const char *fin_qualiopi, const char *au_nom_de)
{
    const char *empreinte = "";
    const char *ancien_nom = "";
    TRY(en_vigueur(db, arena, site_numero, &empreinte, &ancien_nom));
    if (strcmp(empreinte, fichier->empreinte) == 0) {
        return STATUS_OK;
    }
    TRY(DB_EXEC(db, &CERTIFICAT_AJOUTER, NULL, BIND_INT(site_numero), BIND_TEXT(fichier->empreinte),
                BIND_TEXT(nom), BIND_TEXT_OR_NULL(fin_qualiopi), BIND_INT(dates_now()),
                BIND_TEXT(acteur->nom)));
    return journaliser(db, arena, acteur, site_numero, ancien_nom, nom, au_nom_de);
}
