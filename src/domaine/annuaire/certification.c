#include "certification.h"

#include "dates.h"
#include "droits.h"
#include "journal.h"
#include "valeur.h"

#include <string.h>

const struct choice certification_categories[] = {
    {"af", "Actions de formation"},
    {"bc", "Bilans de compétences"},
    {"vae", "VAE"},
    {"app", "Apprentissage"},
    {NULL, NULL},
};

STATEMENT(CERTIFICATS_LISTER, "i", "ittittit",
          "SELECT c.id, f.empreinte, f.type, f.taille, c.nom, c.fin_qualiopi, c.depose_a,"
          " c.depose_par FROM certificat c JOIN fichier f ON f.empreinte = c.empreinte"
          " WHERE c.site_numero = $1 ORDER BY c.id DESC");

STATEMENT(CERTIFICAT_EN_VIGUEUR, "i", "tt",
          "SELECT empreinte, nom FROM certificat WHERE site_numero = $1 ORDER BY id DESC LIMIT 1");

STATEMENT(CERTIFICAT_AJOUTER, "itttit", "",
          "INSERT INTO certificat (site_numero, empreinte, nom, fin_qualiopi, depose_a, depose_par)"
          " VALUES ($1, $2, $3, $4, $5, $6)");

static bool holds(struct text_list codes, const char *code)
{
    for (size_t i = 0; i < codes.n; i++) {
        if (strcmp(codes.items[i], code) == 0) {
            return true;
        }
    }
    return false;
}

enum certification_etat certification_etat(struct text_list qualite, const char *fin_qualiopi,
                                           const char *aujourdhui)
{
    if (!holds(qualite, QUALITE_QUALIOPI) || !dates_is_iso(fin_qualiopi)) {
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

static struct certificat lire_ligne(const struct db_rows *rows, struct arena *arena)
{
    return (struct certificat){
        .id = db_int(rows, 0),
        .fichier = {.empreinte = db_text(rows, 1, arena),
                    .type = db_text(rows, 2, arena),
                    .taille = (uint64_t)db_int(rows, 3)},
        .nom = db_text(rows, 4, arena),
        .fin_qualiopi = db_text(rows, 5, arena),
        .depose_le = dates_show_instant(arena, db_int(rows, 6)),
        .depose_par = db_text(rows, 7, arena),
    };
}

enum status certificat_lister(struct db *db, struct arena *arena, int64_t site_numero,
                              struct certificats *certificats_r)
{
    struct certificat *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &CERTIFICATS_LISTER, &rows, BIND_INT(site_numero));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = lire_ligne(&rows, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *certificats_r = (struct certificats){.items = items, .n = n};
    }
    return status;
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
    static const struct field_set sans_champ = {NULL, 0};
    /* A name that did not change would be no difference, though the content is another. */
    bool meme_nom = strcmp(avant, apres) == 0;
    const struct journal_difference certificat = {
        .champ = "certificat",
        .libelle = "Certification (fichier)",
        .avant = avant,
        .apres = meme_nom ? arena_printf(arena, "%s (nouveau contenu)", apres) : apres};
    const struct journal_ecriture ecriture = {
        .acteur = acteur,
        .fiche = "site",
        .fiche_id = site_numero,
        .au_nom_de = droits_au_nom_de(acteur, au_nom_de),
        .set = &sans_champ,
        .avant = &certificat, /* not NULL: the site was there before */
        .apres = &certificat,
        .autres = &certificat,
        .autres_n = 1};
    return journal_ecrire(db, arena, &ecriture);
}

enum status certificat_ajouter(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t site_numero, const struct fichier *fichier, const char *nom,
                               const char *fin_qualiopi, const char *au_nom_de)
{
    const char *empreinte = "";
    const char *ancien_nom = "";
    enum status status = en_vigueur(db, arena, site_numero, &empreinte, &ancien_nom);
    if (status != STATUS_OK || strcmp(empreinte, fichier->empreinte) == 0) {
        return status;
    }
    status = DB_EXEC(db, &CERTIFICAT_AJOUTER, NULL, BIND_INT(site_numero),
                     BIND_TEXT(fichier->empreinte), BIND_TEXT(nom), BIND_TEXT_OR_NULL(fin_qualiopi),
                     BIND_INT(dates_now()), BIND_TEXT(acteur->nom));
    if (status == STATUS_OK) {
        status = journaliser(db, arena, acteur, site_numero, ancien_nom, nom, au_nom_de);
    }
    return status;
}
