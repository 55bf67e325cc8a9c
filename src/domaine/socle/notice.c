#include "notice.h"

#include "droits.h"

#include <string.h>

static int64_t nombre(const void *record, size_t membre)
{
    return *(const int64_t *)(const void *)((const char *)record + membre);
}

static const char *texte(const void *record, size_t membre)
{
    return *(const char *const *)(const void *)((const char *)record + membre);
}

/* ---- reading */

void notice_ajouter_code(const struct db_rows *rows, int champ, int code, struct arena *arena,
                         const struct field_set *set, void *record)
{
    const struct field *field = field_named(set, db_text(rows, champ, NULL));
    if (field && field->type == FIELD_TYPE_LIST) {
        struct text_list list = field_list(field, record);
        text_list_add(arena, &list, db_text(rows, code, arena));
        field_set_list(field, record, list);
    }
}

static enum status lire_listes(struct db *db, struct arena *arena, const struct notice *notice,
                               void *record)
{
    struct db_rows rows;
    DB_QUERY(db, notice->listes->lire, &rows, BIND_INT(nombre(record, notice->ligne)));
    while (db_next(&rows)) {
        notice_ajouter_code(&rows, 0, 1, arena, notice->set, record);
    }
    return db_end(&rows);
}

enum status notice_charger(struct db *db, struct arena *arena, const struct notice *notice,
                           const struct statement *statement, struct db_bind cle, void *record_r)
{
    const struct notice_listes *listes = notice->listes;
    void *record = arena_alloc(arena, notice->taille);
    enum status found = STATUS_NOT_FOUND;
    int n = 0;
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, cle);
    while (db_next(&rows)) {
        n = found == STATUS_OK ? n : notice->lire_ligne(&rows, 0, arena, record);
        found = STATUS_OK;
        if (listes && !listes->lire && !db_is_null(&rows, n + 1)) {
            notice_ajouter_code(&rows, n, n + 1, arena, notice->set, record);
        }
    }
    TRY(db_end(&rows));
    TRY(found);
    if (listes && listes->lire) {
        TRY(lire_listes(db, arena, notice, record));
    }
    memcpy(record_r, record, notice->taille);
    return STATUS_OK;
}

enum status notice_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        const struct notice *notice, const struct statement *statement,
                        struct db_bind cle, void *record_r)
{
    void *record = arena_alloc(arena, notice->taille);
    TRY(notice_charger(db, arena, notice, statement, cle, record));
    TRY(droits_voir(db, acteur, nombre(record, notice->etablissement_id),
                    notice->site == NOTICE_TOUT_SITE ? 0 : nombre(record, notice->site)));
    memcpy(record_r, record, notice->taille);
    return STATUS_OK;
}

/* ---- writing */

static enum status ecrire_liste(struct db *db, struct arena *arena,
                                const struct notice_listes *listes, int64_t ligne,
                                const struct field *field, const void *avant, const void *apres)
{
    struct text_list codes = field_list(field, apres);
    struct db_bind *binds = ARENA_ARRAY(arena, struct db_bind, codes.n * 4 + 2);
    const struct db_bind nom = BIND_TEXT(field->name);
    size_t n = 0;
    for (size_t i = 0; i < codes.n; i++) {
        binds[n++] = BIND_INT(ligne);
        if (!listes->seule) {
            binds[n++] = nom;
        }
        binds[n++] = BIND_INT((int64_t)i + 1);
        binds[n++] = BIND_TEXT(codes.items[i]);
    }
    if (avant) {
        const struct db_bind qui[] = {BIND_INT(ligne), nom};
        TRY(db_exec(db, listes->vider, NULL, qui, listes->seule ? 1 : 2));
    }
    return db_insert(db, listes->ajouter, binds, codes.n);
}

enum status notice_ecrire_listes(struct db *db, const struct notice *notice, int64_t ligne,
                                 const void *avant, const void *apres)
{
    ARENA_SCRATCH(arena, 0);
    for (size_t i = 0; i < notice->set->n && notice->listes; i++) {
        const struct field *field = &notice->set->fields[i];
        if (field->type == FIELD_TYPE_LIST && !(avant && field_equal(field, avant, apres))) {
            TRY(ecrire_liste(db, arena, notice->listes, ligne, field, avant, apres));
        }
    }
    return STATUS_OK;
}

enum status notice_ecrire(struct db *db, const struct notice *notice, int64_t ligne,
                          int64_t version, const void *avant, const void *apres)
{
    TRY(record_update(db, notice->type, ligne, version, apres));
    return notice_ecrire_listes(db, notice, ligne, avant, apres);
}

/* ---- the journal */

struct journal_ecriture notice_ligne(const struct notice *notice, const struct acteur *acteur,
                                     const void *avant, const void *apres)
{
    return (struct journal_ecriture){
        .acteur = acteur,
        .fiche = notice->nom,
        .fiche_id = nombre(apres, notice->numero),
        .au_nom_de = droits_au_nom_de(acteur, texte(apres, notice->etablissement_nom)),
        .set = notice->set,
        .avant = avant,
        .apres = apres};
}

enum status notice_raconter(struct db *db, struct arena *arena, const struct notice *notice,
                            const struct acteur *acteur, const void *record,
                            struct journal_difference difference)
{
    const struct journal_ecriture ligne = notice_ligne(notice, acteur, record, record);
    return journal_geste(db, arena, &ligne, &difference, 1);
}
