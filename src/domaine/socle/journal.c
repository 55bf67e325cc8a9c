#include "journal.h"

#include "dates.h"
#include "liste.h"

#include <string.h>

STATEMENT(JOURNAL_LIGNE, "iitttit", "i",
          "INSERT INTO journal (instant, compte_id, auteur, au_nom_de, fiche, fiche_id, geste)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");

STATEMENT(JOURNAL_CHAMP, "iitttt", "",
          "INSERT INTO journal_champ (journal_id, rang, champ, libelle, avant, apres)"
          " VALUES ($1, $2, $3, $4, $5, $6)");

#define EFFACE(colonne) "CASE " colonne " WHEN '' THEN '' ELSE '" JOURNAL_EFFACE "' END"
STATEMENT(JOURNAL_EFFACER, "tit", "",
          "UPDATE journal_champ SET avant = " EFFACE("avant") ", apres = " EFFACE(
              "apres") " WHERE champ = $3 AND journal_id IN"
                       " (SELECT j.id FROM journal j WHERE j.fiche = $1 AND j.fiche_id = $2)");
STATEMENT(JOURNAL_REECRIRE, "iitt", "",
          "UPDATE journal_champ SET avant = $3, apres = $4 WHERE journal_id = $1 AND rang = $2");

static struct journal_difference *differences(struct arena *arena,
                                              const struct journal_ecriture *ecriture, size_t *n_r)
{
    struct journal_difference *list =
        ARENA_ARRAY(arena, struct journal_difference, ecriture->set->n + ecriture->autres_n);
    const struct field_choices *choix = ecriture->choix;
    size_t n = 0;
    for (size_t i = 0; i < ecriture->set->n; i++) {
        const struct field *field = &ecriture->set->fields[i];
        if (ecriture->avant && field_equal(field, ecriture->avant, ecriture->apres)) {
            continue;
        }
        const char *avant =
            ecriture->avant ? field_show_among(arena, field, choix, ecriture->avant) : "";
        const char *apres = field_show_among(arena, field, choix, ecriture->apres);
        if (strcmp(avant, apres) != 0) {
            list[n++] = (struct journal_difference){field->name, field->label, avant, apres};
        }
    }
    for (size_t i = 0; i < ecriture->autres_n; i++) {
        if (strcmp(ecriture->autres[i].avant, ecriture->autres[i].apres) != 0) {
            list[n++] = ecriture->autres[i];
        }
    }
    *n_r = n;
    return list;
}

static enum status inserer_ligne(struct db *db, struct arena *arena,
                                 const struct journal_ecriture *ecriture, int64_t *id_r)
{
    const struct acteur *acteur = ecriture->acteur;
    const char *auteur = acteur->compte_id
                             ? arena_printf(arena, "%s (%s)", acteur->nom, acteur->email)
                             : acteur->nom;
    return DB_NUMBER(db, &JOURNAL_LIGNE, id_r, BIND_INT(dates_now()),
                     acteur->compte_id ? BIND_INT(acteur->compte_id) : BIND_NULL, BIND_TEXT(auteur),
                     BIND_TEXT(ecriture->au_nom_de), BIND_TEXT(ecriture->fiche),
                     BIND_INT(ecriture->fiche_id),
                     BIND_TEXT(ecriture->avant ? "modification" : "creation"));
}

struct journal_champ *journal_comparer(struct arena *arena, const struct field_set *set,
                                       const struct field_choices *choix, const void *avant,
                                       const void *apres, size_t *n_r)
{
    struct field_differences differences = fields_compare(arena, set, avant, apres);
    struct journal_champ *champs = ARENA_ARRAY(arena, struct journal_champ, differences.n);
    for (size_t i = 0; i < differences.n; i++) {
        const struct field *field = differences.items[i];
        champs[i] =
            (struct journal_champ){field->label, field_show_among(arena, field, choix, avant),
                                   field_show_among(arena, field, choix, apres)};
    }
    *n_r = differences.n;
    return champs;
}

enum status journal_ecrire(struct db *db, struct arena *arena,
                           const struct journal_ecriture *ecriture)
{
    size_t n = 0;
    const struct journal_difference *list = differences(arena, ecriture, &n);
    if (n == 0 && ecriture->avant) {
        return STATUS_OK;
    }
    int64_t id = 0;
    TRY(inserer_ligne(db, arena, ecriture, &id));
    for (size_t i = 0; i < n; i++) {
        TRY(DB_EXEC(db, &JOURNAL_CHAMP, NULL, BIND_INT(id), BIND_INT((int64_t)i + 1),
                    BIND_TEXT(list[i].champ), BIND_TEXT(list[i].libelle), BIND_TEXT(list[i].avant),
                    BIND_TEXT(list[i].apres)));
    }
    return STATUS_OK;
}

enum status journal_geste(struct db *db, struct arena *arena,
                          const struct journal_ecriture *ecriture,
                          const struct journal_difference *autres, size_t n)
{
    static const struct field_set aucun = {0};
    struct journal_ecriture geste = *ecriture;
    geste.set = &aucun;
    geste.avant = geste.apres = ecriture; /* not a creation */
    geste.autres = autres;
    geste.autres_n = n;
    return journal_ecrire(db, arena, &geste);
}

enum status journal_effacer_champ(struct db *db, const char *fiche, int64_t fiche_id,
                                  const char *champ)
{
    return DB_EXEC(db, &JOURNAL_EFFACER, NULL, BIND_TEXT(fiche), BIND_INT(fiche_id),
                   BIND_TEXT(champ));
}

enum status journal_effacer(struct db *db, const char *fiche, int64_t fiche_id,
                            const struct field_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        if (set->fields[i].flags & FIELD_PERSONAL) {
            TRY(journal_effacer_champ(db, fiche, fiche_id, set->fields[i].name));
        }
    }
    return STATUS_OK;
}

enum status journal_reecrire(struct db *db, int64_t journal_id, int64_t rang, const char *avant,
                             const char *apres)
{
    return DB_EXEC(db, &JOURNAL_REECRIRE, NULL, BIND_INT(journal_id), BIND_INT(rang),
                   BIND_TEXT(avant), BIND_TEXT(apres));
}

/* ---- reading: a line is what its differences show (liste.h) */

enum { ID, INSTANT, AUTEUR, AU_NOM_DE, GESTE, LIBELLE, AVANT, APRES };

static void ajouter_champ(const struct db_rows *rows, int c, struct arena *arena,
                          struct journal_ligne *ligne)
{
    struct journal_champ *champs = (void *)(uintptr_t)ligne->champs.items;
    *ARENA_PUSH(arena, champs, ligne->champs.n) =
        (struct journal_champ){.libelle = db_text(rows, c + LIBELLE, arena),
                               .avant = db_text(rows, c + AVANT, arena),
                               .apres = db_text(rows, c + APRES, arena)};
    ligne->champs.items = champs;
}

static void lire_ligne(const struct db_rows *rows, int c, struct arena *arena, void *ligne_r)
{
    struct journal_ligne *ligne = ligne_r;
    if (!ligne->id) {
        ligne->id = db_int(rows, c + ID);
        ligne->instant = db_int(rows, c + INSTANT);
        ligne->quand = dates_show_instant(arena, ligne->instant);
        ligne->auteur = db_text(rows, c + AUTEUR, arena);
        ligne->au_nom_de = db_text(rows, c + AU_NOM_DE, arena);
        ligne->creation = strcmp(db_text(rows, c + GESTE, NULL), "creation") == 0;
    }
    if (!db_is_null(rows, c + LIBELLE)) {
        ajouter_champ(rows, c, arena, ligne);
    }
}

static const struct liste_marche marche = {"journal j", {"j.fiche_id = $1"}};
static const struct liste_ordre par_numero = {"numero", "", {NULL}, &marche, false};
static const struct liste lignes_d_une_fiche = {.code = "fiche", .filtre = "j.fiche = $2"};
static struct liste_source journal = {
    .nom = "journal",
    .id = "j.id",
    .montre = "journal j LEFT JOIN journal_champ c ON c.journal_id = j.id",
    .colonnes = "j.id, j.instant, j.auteur, j.au_nom_de, j.geste, c.libelle, c.avant, c.apres",
    .types = "iitttttt",
    .suite = "c.rang",
    .sans_total = true,
    .filtre_n = 1,
    .ordres = &par_numero,
    .ordres_n = 1,
    .listes = &lignes_d_une_fiche,
    .listes_n = 1,
    .taille = sizeof(struct journal_ligne),
    .lire = lire_ligne,
};
LISTE_SOURCE(journal);

enum status journal_lire(struct db *db, struct arena *arena, const char *fiche, int64_t fiche_id,
                         const char *avant, struct journal_page *page_r)
{
    const struct liste_demande demande = {.source = &journal,
                                          .liste = &lignes_d_une_fiche,
                                          .portee_id = fiche_id,
                                          .valeurs = {fiche},
                                          .descendant = true,
                                          .taille = JOURNAL_PAR_PAGE,
                                          .apres = avant};
    struct liste_page page;
    TRY(liste_lire(db, arena, &demande, &page));
    *page_r = (struct journal_page){{page.items, page.n}, page.suivante};
    return STATUS_OK;
}
