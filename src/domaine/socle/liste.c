/* Pages and exports of lists, with words and without. */
#include "liste.h"

#include "arret.h"
#include "dates.h"
#include "fold.h"
#include "liste_private.h"
#include "recherche.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { LOT = 500, BINDS_MAX = 1 + 2 * LISTE_VALEURS + LISTE_CLES + 4 };

/* Parameters as they are gathered. */
struct valeurs {
    struct db_bind items[BINDS_MAX];
    size_t n;
};

static const struct liste_ordre *ordre_de(const struct liste_demande *d)
{
    return &d->source->ordres[d->ordre];
}

static const struct liste_ordre *parcours_de(const struct liste_demande *d)
{
    return liste_parcours(d->source, d->ordre, d->portee);
}

static bool est_marchee(const struct liste_demande *d)
{
    return parcours_de(d) == ordre_de(d);
}

/* ---- parameters */

static void ajouter(struct valeurs *v, struct db_bind bind)
{
    v->items[v->n++] = bind;
}

static void ajouter_textes(struct valeurs *v, const char *const *textes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ajouter(v, BIND_TEXT(textes[i]));
    }
}

/* The scope and the filter. */
static struct valeurs valeurs_de(const struct liste_demande *d)
{
    struct valeurs v = {.n = 0};
    ajouter(&v, BIND_INT(d->portee_id));
    ajouter_textes(&v, d->valeurs, d->source->filtre_n);
    return v;
}

static void ajouter_compteur(struct valeurs *v, const struct liste_demande *d)
{
    if (d->liste->compteur) {
        ajouter_textes(v, d->valeurs + d->source->filtre_n, d->source->compteur_n);
    }
}

/* Where the walk goes on. A range that the filter has on the first key is entered there: nothing
 * before it is walked. */
static void ajouter_place_de_depart(struct valeurs *v, const struct liste_demande *d,
                                    const struct liste_ordre *ordre, struct liste_place place)
{
    if (ordre->bornee) {
        struct db_bind *borne = &v->items[d->descendant ? 2 : 1];
        const char *texte = d->valeurs[d->descendant ? 1 : 0];
        int sens = strcmp(place.textes[0], texte);
        if (d->descendant ? sens > 0 : sens < 0) {
            place = liste_place_debut(d->descendant);
            place.textes[0] = texte;
        }
        *borne = BIND_TEXT(place.textes[0]);
    }
    for (int i = 0; ordre->types[i]; i++) {
        ajouter(v,
                ordre->types[i] == 'i' ? BIND_INT(place.nombres[i]) : BIND_TEXT(place.textes[i]));
    }
    ajouter(v, BIND_INT(place.id));
}

/* ---- pages without words */

static int64_t taille_de(const struct liste_demande *d)
{
    int64_t taille = d->taille < 1 ? 1 : d->taille;
    return taille > LISTE_TAILLE ? LISTE_TAILLE : taille;
}

static int64_t saut_de(const struct liste_demande *d)
{
    int64_t page = d->page < 1 ? 1 : d->page;
    return ((page > INT32_MAX ? INT32_MAX : page) - 1) * taille_de(d);
}

static int64_t lues_max(const struct liste_demande *d)
{
    return d->lues_max ? d->lues_max : INT64_MAX;
}

static void arreter(const struct liste_demande *d)
{
    if (d->arretee) {
        *d->arretee = true;
    }
}

/* Rows behind a place, with those that come first left out. */
struct lot {
    struct liste_place apres;
    int64_t n, saut;
};

struct lues {
    char *items;
    size_t n;
    int64_t id;                  /* of the last one */
    int64_t total;               /* of the list; 0: no row came */
    struct liste_place derniere; /* of those that were kept */
};

/* One row more than `garder` may be asked for: it is counted, not kept. */
static enum status lire_lot(struct db *db, struct arena *arena, const struct liste_demande *d,
                            const struct lot *lot, size_t garder, struct lues *lues)
{
    const struct liste_source *source = d->source;
    const struct liste_ordre *ordre = ordre_de(d);
    struct valeurs v = valeurs_de(d);
    struct db_rows rows;
    ajouter_compteur(&v, d);
    if (!est_marchee(d)) {
        ajouter(&v, BIND_INT(lues_max(d)));
    }
    ajouter_place_de_depart(&v, d, ordre, lot->apres);
    ajouter(&v, BIND_INT(lot->n));
    ajouter(&v, BIND_INT(lot->saut));
    *lues = (struct lues){.items = arena_alloc_array(arena, garder, source->taille)};
    db_query(db, liste_statement(d, d->descendant ? LISTE_PAGE_D : LISTE_PAGE), &rows, v.items,
             v.n);
    while (db_next(&rows)) {
        lues->total = db_int(&rows, LISTE_TOTAL);
        lues->n += !source->suite || lues->n == 0 || lues->id != db_int(&rows, LISTE_ID);
        lues->id = db_int(&rows, LISTE_ID);
        if (lues->n <= garder) {
            source->lire(&rows, LISTE_MONTRE, arena, lues->items + (lues->n - 1) * source->taille);
            lues->derniere =
                liste_place_lire(&rows, db_int(&rows, LISTE_ID),
                                 LISTE_MONTRE + (int)strlen(source->types), ordre->types, arena);
        }
    }
    return db_end(&rows);
}

/* Words not looked at. */
static enum status compter(struct db *db, const struct liste_demande *demande, int64_t *total_r)
{
    struct valeurs v = {.n = 0};
    struct db_rows rows;
    ajouter(&v, BIND_INT(demande->portee_id));
    if (!demande->liste->compteur) {
        ajouter_textes(&v, demande->valeurs, demande->source->filtre_n);
    }
    ajouter_compteur(&v, demande);
    db_query(db, liste_compte(demande), &rows, v.items, v.n);
    if (db_next(&rows)) {
        *total_r = db_int(&rows, 0);
    }
    return db_end(&rows);
}

/* A kept-up counter came with the rows, and is told as it is, be it wrong; without one, a first
 * page that is not full holds them all. */
static enum status dire_total(struct db *db, const struct liste_demande *d, const struct lues *lues,
                              bool premiere, int64_t *total_r)
{
    int64_t n = (int64_t)lues->n;
    bool entiere = premiere && n <= taille_de(d) && n < lues_max(d);
    if (d->source->sans_total) {
        return STATUS_OK;
    }
    *total_r = d->liste->compteur ? lues->total : n;
    return (d->liste->compteur ? n > 0 : entiere) ? STATUS_OK : compter(db, d, total_r);
}

static enum status lire_page(struct db *db, struct arena *arena, const struct liste_demande *d,
                             struct liste_page *page)
{
    size_t taille = (size_t)taille_de(d);
    struct lot lot = {liste_place_debut(d->descendant), (int64_t)taille + 1, 0};
    struct lues lues;
    bool suite = liste_place_comprendre(arena, ordre_de(d)->types, d->apres, &lot.apres);
    lot.saut = suite ? 0 : saut_de(d);
    TRY(lire_lot(db, arena, d, &lot, taille, &lues));
    TRY(dire_total(db, d, &lues, !suite && lot.saut == 0, &page->total));
    page->items = lues.items;
    page->n = lues.n > taille ? taille : lues.n;
    if (lues.n > taille) {
        page->suivante = liste_place_ecrire(arena, ordre_de(d)->types, &lues.derniere);
    }
    if (!est_marchee(d) && page->total > lues_max(d)) {
        arreter(d);
    }
    return STATUS_OK;
}

/* ---- words */

static struct liste_mots lire_mots(struct arena *arena, const char *q)
{
    const struct recherche lue = recherche_lire(arena, q ? q : "", RECHERCHE_MOTS_MAX, false);
    struct liste_mots mots = {.items = ARENA_ARRAY(arena, const char *, RECHERCHE_MOTS_MAX),
                              .aucun = lue.rien};
    struct text_list typed = text_split(arena, lue.q, " \t\r\n");
    for (size_t i = 0; i < typed.n; i++) {
        const char *plie = fold_text(arena, typed.items[i]);
        if (plie[0]) {
            mots.items[mots.n++] = arena_printf(arena, " %s", plie);
            mots.chiffres = mots.chiffres || strpbrk(plie, "0123456789");
        }
    }
    return mots;
}

static bool tous_dans(const struct liste_demande *d, const struct liste_mots *mots,
                      const char *texte, const char *jour)
{
    for (size_t i = 0; i < mots->n; i++) {
        const char *mot = mots->items[i];
        if (!strstr(texte, mot) && !strstr(d->liste->mots, mot) && !strstr(jour, mot)) {
            return false;
        }
    }
    return true;
}

/* As it is shown: " 23 11 2026". */
static void jour_cherche(int64_t instant, char jour[DATES_ISO_SIZE + 1])
{
    char iso[DATES_ISO_SIZE];
    jour[0] = '\0';
    if (instant) {
        dates_of_instant(instant, iso);
        const char parts[] = {' ', iso[8], iso[9], ' ',    iso[5], iso[6],
                              ' ', iso[0], iso[1], iso[2], iso[3], '\0'};
        memcpy(jour, parts, sizeof parts);
    }
}

/* What goes through a list keeps where the rows stand that hold the words. */
struct balayage {
    const struct liste_demande *demande;
    const struct liste_mots *mots;
    struct arena *arena; /* of what is kept */
    struct liste_places trouvees;
    int64_t lues;
    bool assez;
    /* A page, of a walk: it is enough once so many were found behind `apres` and LISTE_LUES rows
     * were read. 0: all are wanted. */
    size_t voulues;
    struct liste_place apres;
    size_t derriere; /* found behind `apres` */
};

static void trouver(struct balayage *b, const struct db_rows *rows)
{
    const char *types = ordre_de(b->demande)->types;
    struct liste_place place =
        liste_place_lire(rows, db_int(rows, LISTE_ID), LISTE_CLE, types, b->arena);
    *ARENA_PUSH(b->arena, b->trouvees.items, b->trouvees.n) = place;
    if (b->voulues && liste_place_suit(b->demande->descendant, &place, &b->apres)) {
        b->derriere++;
    }
}

static void juger(struct balayage *b, const struct db_rows *rows)
{
    char jour[DATES_ISO_SIZE + 1];
    jour_cherche(b->mots->chiffres ? db_int(rows, LISTE_INSTANT) : 0, jour);
    b->lues++;
    if (tous_dans(b->demande, b->mots, db_text(rows, LISTE_TEXTE, NULL), jour)) {
        trouver(b, rows);
    }
    b->assez = b->voulues && b->derriere >= b->voulues && b->lues >= LISTE_LUES;
}

static bool est_epuise(const struct balayage *b)
{
    const struct liste_demande *d = b->demande;
    return arret_demande() || b->lues >= lues_max(d) ||
           (d->avant && dates_monotonic_us() >= d->avant);
}

/* Some rows of the walk; where the last one stands. */
static enum status lire_textes(struct db *db, struct arena *arena, struct balayage *b,
                               struct liste_place *apres, size_t *n_r)
{
    const struct liste_demande *d = b->demande;
    const struct liste_ordre *parcours = parcours_de(d);
    int column = LISTE_CLE + (est_marchee(d) ? 0 : (int)strlen(ordre_de(d)->types));
    /* What is sorted afterwards is walked one way only. */
    struct liste_demande tour = *d;
    tour.descendant = d->descendant && est_marchee(d);
    struct valeurs v = valeurs_de(d);
    struct db_rows rows;
    ajouter(&v, BIND_BOOL(b->mots->chiffres));
    ajouter_place_de_depart(&v, &tour, parcours, *apres);
    ajouter(&v, BIND_INT(LOT));
    ajouter(&v, BIND_INT(0));
    db_query(db, liste_statement(d, tour.descendant ? LISTE_LECTURE_D : LISTE_LECTURE), &rows,
             v.items, v.n);
    for (*n_r = 0; !b->assez && db_next(&rows); ++*n_r) {
        juger(b, &rows);
        if (*n_r == LOT - 1) {
            *apres =
                liste_place_lire(&rows, db_int(&rows, LISTE_ID), column, parcours->types, arena);
        }
    }
    return db_end(&rows);
}

static enum status balayer_liste(struct db *db, struct balayage *b)
{
    struct arena *arenas[2] = {arena_create(0), arena_create(0)};
    struct liste_place apres = liste_place_debut(b->demande->descendant && est_marchee(b->demande));
    enum status status = STATUS_OK;
    size_t n = LOT;
    for (size_t tour = 0; status == STATUS_OK && n == LOT && !b->assez; tour++) {
        struct arena *arena = arenas[tour % 2]; /* the place before is in the other one */
        arena_reset(arena);
        status = lire_textes(db, arena, b, &apres, &n);
        if (n == LOT && !b->assez && est_epuise(b)) {
            arreter(b->demande);
            b->assez = true;
        }
        if (b->voulues && b->lues >= LISTE_LUES &&
            liste_place_suit(b->demande->descendant, &b->apres, &apres)) {
            apres = b->apres;
        }
    }
    arena_destroy(arenas[0]);
    arena_destroy(arenas[1]);
    return status;
}

/* Of these rows alone, each once. */
static enum status balayer_numeros(struct db *db, struct balayage *b,
                                   const struct liste_numeros *numeros)
{
    struct valeurs v = valeurs_de(b->demande);
    struct db_rows rows;
    ajouter(&v, BIND_BOOL(b->mots->chiffres));
    ajouter(&v, db_numbers(db, b->arena, numeros->items, numeros->n));
    db_query(db, liste_statement(b->demande, LISTE_NUMEROS), &rows, v.items, v.n);
    while (db_next(&rows)) {
        juger(b, &rows);
    }
    return db_end(&rows);
}

/* The places of the rows that hold the words, in the order of the request. */
static enum status balayer(struct db *db, struct balayage *b)
{
    const struct liste_demande *d = b->demande;
    struct liste_numeros numeros = {0};
    bool rare = false;
    enum status status = STATUS_OK;
    size_t voulues = est_marchee(d) ? b->voulues : 0;
    b->voulues = 0;
    if (b->mots->n && d->source->piste) {
        status = d->source->piste(db, b->arena, d, b->mots, &rare, &numeros);
    }
    if (status == STATUS_OK && rare) {
        status = numeros.n ? balayer_numeros(db, b, &numeros) : STATUS_OK;
    } else if (status == STATUS_OK) {
        b->voulues = voulues;
        status = balayer_liste(db, b);
    }
    if (rare || !est_marchee(d)) {
        liste_places_trier(d->descendant, &b->trouvees);
    }
    return status;
}

/* The rows of these places, in their order; STATUS_NOT_FOUND when one went meanwhile. */
static enum status lire_lignes(struct db *db, struct arena *arena,
                               const struct liste_source *source, const struct liste_place *places,
                               size_t n, char **lignes_r)
{
    int64_t *ids = ARENA_ARRAY(arena, int64_t, n);
    char *lignes = arena_alloc_array(arena, n, source->taille);
    size_t lues = 0;
    struct db_rows rows;
    for (size_t i = 0; i < n; i++) {
        ids[i] = places[i].id;
    }
    const struct db_bind numeros = db_numbers(db, arena, ids, n);
    db_query(db, liste_lignes(source), &rows, &numeros, 1);
    while (db_next(&rows)) {
        size_t i = 0;
        while (i < n && ids[i] != db_int(&rows, LISTE_ID)) {
            i++;
        }
        if (i < n) {
            source->lire(&rows, LISTE_MONTRE, arena, lignes + i * source->taille);
            lues++;
        }
    }
    *lignes_r = lignes;
    TRY(db_end(&rows));
    return lues < n ? STATUS_NOT_FOUND : STATUS_OK;
}

static enum status chercher_page(struct db *db, struct arena *arena, const struct liste_demande *d,
                                 const struct liste_mots *mots, struct liste_page *page)
{
    size_t taille = (size_t)taille_de(d);
    struct balayage b = {
        .demande = d, .mots = mots, .arena = arena, .apres = liste_place_debut(d->descendant)};
    bool suite = liste_place_comprendre(arena, ordre_de(d)->types, d->apres, &b.apres);
    size_t saut = suite ? 0 : (size_t)saut_de(d);
    b.voulues = saut + taille + 1;
    enum status status = balayer(db, &b);
    while (suite && saut < b.trouvees.n &&
           !liste_place_suit(d->descendant, &b.trouvees.items[saut], &b.apres)) {
        saut++;
    }
    const struct liste_place *places = b.trouvees.n > saut ? b.trouvees.items + saut : NULL;
    size_t reste = places ? b.trouvees.n - saut : 0;
    page->n = reste > taille ? taille : reste;
    page->total_approche = b.assez;
    page->total = (int64_t)(b.assez ? (b.trouvees.n - 1) / 10 * 10 : b.trouvees.n);
    if (status == STATUS_OK && page->n) {
        char *lignes = NULL;
        status = lire_lignes(db, arena, d->source, places, page->n, &lignes);
        page->items = lignes;
    }
    if (reste > taille) {
        page->suivante = liste_place_ecrire(arena, ordre_de(d)->types, &places[taille - 1]);
    }
    return status;
}

enum status liste_lire(struct db *db, struct arena *arena, const struct liste_demande *demande,
                       struct liste_page *page_r)
{
    const struct liste_mots mots = lire_mots(arena, demande->q);
    struct liste_page page = {.items = NULL};
    if (mots.n) {
        TRY(chercher_page(db, arena, demande, &mots, &page));
    } else if (!mots.aucun) {
        TRY(lire_page(db, arena, demande, &page));
    }
    *page_r = page;
    return STATUS_OK;
}

/* ---- exports */

struct sortie {
    enum status (*ligne)(void *contexte, const void *ligne);
    void *contexte;
};

static enum status sortir(const struct sortie *sortie, const struct liste_source *source,
                          const char *lignes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        TRY(sortie->ligne(sortie->contexte, lignes + i * source->taille));
    }
    return STATUS_OK;
}

static enum status parcourir_places(struct db *db, const struct liste_source *source,
                                    const struct liste_places *places, const struct sortie *sortie)
{
    ARENA_SCRATCH(arena, 0);
    for (size_t i = 0; i < places->n; i += LOT) {
        size_t n = places->n - i < LOT ? places->n - i : LOT;
        char *lignes = NULL;
        arena_reset(arena);
        TRY(lire_lignes(db, arena, source, places->items + i, n, &lignes));
        TRY(sortir(sortie, source, lignes, n));
    }
    return STATUS_OK;
}

/* On the walk itself: nothing is kept. */
static enum status parcourir_marche(struct db *db, const struct liste_demande *d,
                                    const struct sortie *sortie)
{
    struct arena *arenas[2] = {arena_create(0), arena_create(0)};
    struct lot lot = {liste_place_debut(d->descendant), LOT, 0};
    struct lues lues = {.n = LOT};
    struct balayage budget = {.demande = d};
    enum status status = STATUS_OK;
    for (size_t tour = 0; status == STATUS_OK && lues.n == LOT; tour++) {
        arena_reset(arenas[tour % 2]); /* the place before is in the other one */
        status = lire_lot(db, arenas[tour % 2], d, &lot, LOT, &lues);
        status = status == STATUS_OK ? sortir(sortie, d->source, lues.items, lues.n) : status;
        lot.apres = lues.derniere;
        budget.lues += (int64_t)lues.n;
        if (lues.n == LOT && est_epuise(&budget)) {
            arreter(d);
            break;
        }
    }
    arena_destroy(arenas[0]);
    arena_destroy(arenas[1]);
    return status;
}

enum status liste_parcourir(struct db *db, const struct liste_demande *demande,
                            enum status (*ligne)(void *contexte, const void *ligne), void *contexte)
{
    ARENA_SCRATCH(arena, 0);
    const struct liste_mots mots = lire_mots(arena, demande->q);
    const struct sortie sortie = {ligne, contexte};
    struct balayage b = {.demande = demande, .mots = &mots, .arena = arena};
    if (!mots.aucun && mots.n == 0 && est_marchee(demande)) {
        TRY(parcourir_marche(db, demande, &sortie));
    } else if (!mots.aucun) {
        TRY(balayer(db, &b));
        TRY(parcourir_places(db, demande->source, &b.trouvees, &sortie));
    }
    return STATUS_OK;
}
