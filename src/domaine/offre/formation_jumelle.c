#include "certification_code.h"
#include "derives.h"
#include "fold.h"
#include "formation.h"
#include "offre_private.h"

#include <string.h>

/* Both contents of the formations that a word of the title leads to, each on as many rows as it has
 * certifications. Words of old titles lead here too: the title is compared. */
STATEMENT(FORMATION_JUMELLES, "iti", "iittbt",
          "SELECT f.numero, c.id, c.intitule, c.objectif, f.vive IS NOT NULL, d.donnees"
          " FROM offre_mot m JOIN formation f ON f.numero = m.numero"
          " JOIN formation_contenu c ON c.id IN (f.vive, f.brouillon)"
          " LEFT JOIN offre_detail d ON d.noun = 'formation' AND d.contenu = c.id"
          "  AND d.genre = 'certification'"
          " WHERE m.etablissement_id = $1 AND m.mot = $2 AND m.genre = 'f' AND f.numero <> $3"
          " ORDER BY f.numero, c.id, d.rang");

struct certifications {
    const struct certification *const *items;
    size_t n;
};

/* What a formation is compared by. */
struct cle {
    const char *titre;    /* folded */
    const char *objectif; /* folded; "": not said */
    struct certifications certifications;
};

/* A content of another formation, while its rows are read. */
struct lecture {
    int64_t contenu;
    bool certifiee;
    bool commune; /* it has a certification of ours */
};

static bool meme_code(struct arena *arena, const char *champ, const char *a, const char *b)
{
    const char *range = certification_code_du_champ(arena, champ, a ? a : "");
    return range[0] && strcmp(range, certification_code_du_champ(arena, champ, b ? b : "")) == 0;
}

static bool meme_certification(struct arena *arena, const struct certification *a,
                               const struct certification *b)
{
    return meme_code(arena, "code_rncp", a->code_rncp, b->code_rncp) ||
           meme_code(arena, "code_rs", a->code_rs, b->code_rs) ||
           meme_code(arena, "code_certifinfo", a->code_certifinfo, b->code_certifinfo);
}

static struct cle cle_de(struct arena *arena, const struct formation *formation,
                         struct certifications certifications)
{
    return (struct cle){.titre = fold_text(arena, formation->intitule ? formation->intitule : ""),
                        .objectif =
                            fold_text(arena, formation->objectif ? formation->objectif : ""),
                        .certifications = certifications};
}

/* NULL: they are not twins. */
static const char *comparer(const struct cle *cle, const struct lecture *lue, const char *titre,
                            const char *objectif)
{
    bool autre_certification = cle->certifications.n && lue->certifiee && !lue->commune;
    if (strcmp(cle->titre, titre) != 0) {
        return NULL;
    }
    if (lue->commune) {
        return "même intitulé et même certification";
    }
    if (autre_certification || strcmp(cle->objectif, objectif) != 0) {
        return NULL;
    }
    return objectif[0] ? "même intitulé et même objectif" : "même intitulé";
}

static void lire_certification(const struct db_rows *rows, struct arena *arena,
                               const struct cle *cle, struct lecture *lue)
{
    if (lue->contenu != db_int(rows, 1)) {
        *lue = (struct lecture){.contenu = db_int(rows, 1)};
    }
    if (db_is_null(rows, 5)) {
        return;
    }
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_FORMATION, "certification");
    const struct certification *record = offre_decoder(arena, genre, db_text(rows, 5, arena));
    lue->certifiee = true;
    for (size_t i = 0; i < cle->certifications.n; i++) {
        lue->commune =
            lue->commune || meme_certification(arena, cle->certifications.items[i], record);
    }
}

/* The longest word of a title leads to the fewest others. */
static const char *mot_le_plus_long(struct arena *arena, const char *titre)
{
    struct text_list mots = offre_mots_de(arena, titre);
    const char *mot = "";
    for (size_t i = 0; i < mots.n; i++) {
        mot = strlen(mots.items[i]) > strlen(mot) ? mots.items[i] : mot;
    }
    return mot;
}

static enum status chercher(struct db *db, struct arena *arena, const struct formation *nouvelle,
                            const struct cle *avant, const struct cle *apres,
                            struct jumeau *jumeau_r)
{
    struct lecture lue = {.contenu = 0};
    const char *mot = mot_le_plus_long(arena, apres->titre);
    struct db_rows rows;
    DB_QUERY(db, &FORMATION_JUMELLES, &rows, BIND_INT(nouvelle->etablissement_id), BIND_TEXT(mot),
             BIND_INT(nouvelle->numero));
    while (db_next(&rows)) {
        long long numero = db_int(&rows, 0);
        const char *titre = fold_text(arena, db_text(&rows, 2, arena));
        const char *objectif = fold_text(arena, db_text(&rows, 3, arena));
        lire_certification(&rows, arena, apres, &lue);
        const char *raison = comparer(apres, &lue, titre, objectif);
        if (raison && !(avant && comparer(avant, &lue, titre, objectif))) {
            *jumeau_r = (struct jumeau){
                .numero = numero,
                .cle = arena_printf(arena, "formation-%lld", numero),
                .nom = arena_printf(arena, "Formation %lld", numero),
                .raison = arena_printf(arena, "%s, %s", raison,
                                       db_bool(&rows, 4) ? "publiée" : "en cours de saisie")};
            break;
        }
    }
    return db_end(&rows);
}

/* Those that the content holds, or the one that comes with a new formation. */
static enum status lire_certifications(struct db *db, struct arena *arena,
                                       const struct formation *formation,
                                       const struct certification *certification,
                                       struct certifications *certifications_r)
{
    struct offre_details details = {0};
    if (formation->contenu_id) {
        TRY(offre_details_lire(db, arena, OFFRE_FORMATION, formation->contenu_id, &details));
    }
    const struct certification **items =
        ARENA_ARRAY(arena, const struct certification *, details.n + 1);
    size_t n = 0;
    if (certification) {
        items[n++] = certification;
    }
    for (size_t i = 0; i < details.n; i++) {
        if (strcmp(details.items[i].genre->code, "certification") == 0) {
            items[n++] = details.items[i].record;
        }
    }
    *certifications_r = (struct certifications){items, n};
    return STATUS_OK;
}

static bool meme_champ(const char *nom, const struct formation *a, const struct formation *b)
{
    return field_equal(field_named(&formation_fields, nom), a, b);
}

enum status formation_jumelles(struct db *db, struct arena *arena, const struct formation *ancienne,
                               const struct formation *nouvelle,
                               const struct certification *certification, struct jumeaux *jumeaux_r)
{
    struct jumeau *jumeau = ARENA_NEW(arena, struct jumeau);
    struct certifications certifications = {0};
    bool change = !ancienne || !meme_champ("intitule", ancienne, nouvelle) ||
                  !meme_champ("objectif", ancienne, nouvelle);
    if (change) {
        TRY(lire_certifications(db, arena, nouvelle, certification, &certifications));
    }
    if (change) {
        struct cle apres = cle_de(arena, nouvelle, certifications);
        struct cle avant = ancienne ? cle_de(arena, ancienne, certifications) : apres;
        TRY(chercher(db, arena, nouvelle, ancienne ? &avant : NULL, &apres, jumeau));
    }
    *jumeaux_r = (struct jumeaux){.items = jumeau, .n = jumeau->cle ? 1 : 0};
    return STATUS_OK;
}
