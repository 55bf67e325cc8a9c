/* The lists that the counters open: pages, sorts, exports. */
#include "offre_lot_private.h"

#include "fold.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LOT 500          /* rows read at once by what goes through a whole list */
#define TITRES_MAX 50000 /* titles kept meanwhile: about 15 MB */

static const char *const tris[OFFRE_TRIS] = {
    [TRI_FIN] = "date_fin",          [TRI_DEBUT] = "date_debut", [TRI_CODE] = "code",
    [TRI_INTITULE] = "intitule",     [TRI_SITE] = "site",        [TRI_COMMUNE] = "commune",
    [TRI_DISPOSITIF] = "dispositif", [TRI_ETAT] = "etat",        [TRI_ENVOI] = "envoi",
};

enum offre_tri offre_tri_nomme(const char *nom)
{
    for (int i = 0; i < OFFRE_TRIS; i++) {
        if (nom && strcmp(tris[i], nom) == 0) {
            return (enum offre_tri)i;
        }
    }
    return TRI_FIN;
}

const char *offre_tri_nom(enum offre_tri tri)
{
    return tris[tri];
}

/* ---- lines */

/* A line that needs nothing but `arena`. */
static struct offre_ligne ligne_de(struct arena *arena, const struct marche *m,
                                   const struct rangee *r)
{
    return (struct offre_ligne){
        .formation = r->titre->formation,
        .action = r->action,
        .session = r->session,
        .intitule = arena_strdup(arena, r->titre->intitule),
        .site = arena_strdup(arena, r->titre->site),
        .commune = arena_strdup(arena, r->commune[0] ? r->commune : r->titre->commune),
        .debut = arena_strdup(arena, r->debut),
        .fin = arena_strdup(arena, r->fin),
        .dispositifs = arena_strdup(arena, r->dispositifs),
        .actif = strcmp(r->jusqu_au, m->requete->aujourdhui) >= 0,
        .etat = arena_strdup(arena, r->etat),
        .envoyee = lot_jour(arena, r->envoyee_a),
    };
}

/* ---- going through a whole list */

struct balayage {
    const struct marche *marche;
    struct mots mots;
    struct titres titres;
    bool garder; /* keeps all titles: what was visited points at them */
    size_t lues; /* rows so far */
    /* Where it goes on once OFFRE_RECHERCHE_LUES rows were read; NULL: behind them. */
    const struct cle *reprise;
    /* Called for each row that holds the words; sets `assez` when it wants no more of them. */
    enum status (*visiter)(struct balayage *balayage, const struct rangee *rangee);
    void *contexte;
    bool assez;
};

static enum status visiter_lot(struct arena *arena, struct balayage *b,
                               const struct rangee *rangees, size_t n)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK && !b->assez; i++) {
        b->lues++;
        if (mots_contenus(arena, b->marche, &b->mots, &rangees[i])) {
            status = b->visiter(b, &rangees[i]);
        }
    }
    return status;
}

static bool est_apres(const struct marche *m, const struct cle *cle, const struct cle *apres)
{
    if (!m->requete->liste->sessions) {
        return m->descendant ? cle->numero < apres->numero : cle->numero > apres->numero;
    }
    return (m->descendant ? cle_comparer(apres, cle) : cle_comparer(cle, apres)) > 0;
}

/* Where rare words stand, if one is rare. */
static enum status balayer_candidats(struct db *db, struct balayage *b, bool *fait_r)
{
    struct arena *arena = arena_create(0);
    struct piste piste;
    struct candidats candidats = {0};
    bool rare = false;
    enum status status = mots_piste(db, arena, b->marche, &b->mots, &piste, &rare);
    if (status == STATUS_OK && rare) {
        status = candidats_lire(db, arena, b->marche, &b->titres, &piste, &candidats);
    }
    *fait_r = rare && !candidats.trop;
    if (status == STATUS_OK && *fait_r) {
        status = visiter_lot(arena, b, candidats.items, candidats.n);
    }
    arena_destroy(arena);
    return status;
}

static enum status balayer_liste(struct db *db, struct balayage *b)
{
    struct arena *lots[2] = {arena_create(0), arena_create(0)};
    struct cle apres = lot_debut(b->marche);
    enum status status = STATUS_OK;
    size_t n = LOT;
    for (size_t tour = 0; status == STATUS_OK && n == LOT && !b->assez; tour++) {
        struct arena *arena = lots[tour % 2]; /* the key of the rows before is in the other one */
        arena_reset(arena);
        if (b->titres.n > TITRES_MAX && !b->garder) {
            arena_reset(b->titres.arena);
            b->titres = (struct titres){.arena = b->titres.arena, .plier = b->titres.plier};
        }
        struct rangee *rangees = ARENA_ARRAY(arena, struct rangee, LOT);
        status =
            lot_lire(db, arena, b->marche, &b->titres, &(struct lot){apres, LOT, 0}, rangees, &n);
        if (status == STATUS_OK) {
            status = visiter_lot(arena, b, rangees, n);
            apres = n ? rangees[n - 1].cle : apres;
        }
        if (b->reprise && b->lues >= OFFRE_RECHERCHE_LUES &&
            est_apres(b->marche, b->reprise, &apres)) {
            apres = *b->reprise;
        }
    }
    arena_destroy(lots[0]);
    arena_destroy(lots[1]);
    return status;
}

/* Whoever made the titles' arena ends it. */
static enum status balayer(struct db *db, struct balayage *b)
{
    bool fait = false;
    enum status status = b->mots.n ? balayer_candidats(db, b, &fait) : STATUS_OK;
    return status == STATUS_OK && !fait ? balayer_liste(db, b) : status;
}

/* ---- orders that no index gives */

struct classement {
    struct arena *arena; /* of the keys and of titles */
    struct titres titres;
    struct cle *cles;
    size_t n;
    size_t room;
};

static const char *cle_de(struct arena *arena, enum offre_tri tri, const struct rangee *r)
{
    switch (tri) {
    case TRI_CODE:
        return arena_printf(arena, "%019lld %019lld", (long long)r->titre->formation,
                            (long long)r->action);
    case TRI_INTITULE:
        return r->titre->intitule_plie + 1;
    case TRI_SITE:
        return r->titre->site_plie + 1;
    case TRI_COMMUNE:
        return r->commune[0] ? fold_text(arena, r->commune) : r->titre->commune_pliee + 1;
    case TRI_DISPOSITIF:
        return r->dispositifs[0] ? fold_text(arena, r->dispositifs) : "";
    case TRI_ENVOI:
        return arena_printf(arena, "%019lld", (long long)r->envoyee_a);
    default: /* one state in a list */
        return "";
    }
}

static enum status classer(struct balayage *b, const struct rangee *rangee)
{
    struct classement *c = b->contexte;
    if (c->n == c->room) {
        size_t room = 2 * c->room + LOT;
        struct cle *cles = ARENA_ARRAY(c->arena, struct cle, room);
        if (c->n) {
            memcpy(cles, c->cles, c->n * sizeof *cles);
        }
        c->cles = cles;
        c->room = room;
    }
    c->cles[c->n++] =
        (struct cle){cle_de(c->arena, b->marche->requete->tri, rangee), rangee->cle.numero};
    return STATUS_OK;
}

static int comparer(const void *left, const void *right)
{
    return cle_comparer(left, right);
}

static int comparer_descendant(const void *left, const void *right)
{
    return cle_comparer(right, left);
}

/* The caller ends the arena of what it gives. */
static enum status lire_classement(struct db *db, const struct marche *m, struct mots mots,
                                   struct classement *c)
{
    *c = (struct classement){.arena = arena_create(0)};
    struct balayage balayage = {.marche = m,
                                .mots = mots,
                                .titres = {.arena = c->arena, .plier = true},
                                .garder = true,
                                .visiter = classer,
                                .contexte = c};
    enum status status = balayer(db, &balayage);
    c->titres = balayage.titres;
    if (status == STATUS_OK && c->n) {
        qsort(c->cles, c->n, sizeof *c->cles,
              m->requete->descendant ? comparer_descendant : comparer);
    }
    return status;
}

/* ---- pages */

static int64_t taille_de(const struct offre_requete *requete)
{
    int64_t taille = requete->taille < 1 ? 1 : requete->taille;
    return taille > OFFRE_TAILLE_MAX ? OFFRE_TAILLE_MAX : taille;
}

static int64_t saut_de(const struct offre_requete *requete)
{
    int64_t page = requete->page < 1 ? 1 : requete->page;
    return ((page > INT32_MAX ? INT32_MAX : page) - 1) * taille_de(requete);
}

/* False: no key, or none of ours. */
static bool lire_apres(struct arena *arena, const struct marche *m, struct cle *cle_r)
{
    const char *apres = m->requete->apres ? m->requete->apres : "";
    const char *barre = strrchr(apres, '|');
    int64_t numero = 0;
    if (!barre || !text_to_int(barre + 1, &numero)) {
        return false;
    }
    const char *texte = arena_strndup(arena, apres, (size_t)(barre - apres));
    if (m->trie && m->requete->liste->sessions && !dates_is_iso(texte)) {
        return false;
    }
    *cle_r = (struct cle){texte, numero};
    return true;
}

/* One row more than the page holds was asked for: there is a next page when it came. `cles`: theirs
 * in the order of the request. */
static void finir_page(struct arena *arena, const struct marche *m, const struct rangee *rangees,
                       const struct cle *cles, size_t n, struct offre_page *page)
{
    size_t taille = (size_t)taille_de(m->requete);
    size_t montrees = n > taille ? taille : n;
    struct offre_ligne *lignes = ARENA_ARRAY(arena, struct offre_ligne, montrees);
    for (size_t i = 0; i < montrees; i++) {
        lignes[i] = ligne_de(arena, m, &rangees[i]);
    }
    page->items = lignes;
    page->n = montrees;
    if (n > montrees) {
        const struct cle *derniere = cles ? &cles[montrees - 1] : &rangees[montrees - 1].cle;
        page->suivante =
            arena_printf(arena, "%s|%lld", derniere->texte, (long long)derniere->numero);
    }
}

static enum status lister_index(struct db *db, struct arena *arena, const struct marche *m,
                                struct offre_page *page)
{
    const struct offre_requete *requete = m->requete;
    struct tableau_de_bord tableau = {0};
    struct titres titres = {.arena = arena};
    struct rangee rangees[OFFRE_TAILLE_MAX + 1];
    size_t n = 0;
    struct cle apres = lot_debut(m);
    int64_t saut = lire_apres(arena, m, &apres) ? 0 : saut_de(requete);
    enum status status = offre_compter(db, &requete->portee, requete->liste->sessions,
                                       requete->aujourdhui, &tableau);
    if (status == STATUS_OK) {
        status = lot_lire(db, arena, m, &titres, &(struct lot){apres, taille_de(requete) + 1, saut},
                          rangees, &n);
    }
    if (status == STATUS_OK) {
        page->total = tableau.compteurs[requete->liste - offre_listes];
        finir_page(arena, m, rangees, NULL, n, page);
    }
    return status;
}

struct recolte {
    struct arena *arena;
    struct offre_ligne lignes[OFFRE_TAILLE_MAX];
    size_t n;
    size_t taille;
    int64_t saut;
    bool suite; /* behind `apres` only */
    struct cle apres;
    const char *derniere; /* key of the last line */
    bool autre;           /* there is a row behind it */
    int64_t total;
};

static void ajouter(struct recolte *r, const struct marche *m, const struct rangee *rangee)
{
    if (r->suite && !est_apres(m, &rangee->cle, &r->apres)) {
        return;
    }
    if (r->saut > 0) {
        r->saut--;
    } else if (r->n == r->taille) {
        r->autre = true;
    } else {
        r->lignes[r->n++] = ligne_de(r->arena, m, rangee);
        if (r->n == r->taille) {
            r->derniere =
                arena_printf(r->arena, "%s|%lld", rangee->cle.texte, (long long)rangee->cle.numero);
        }
    }
}

static enum status recolter(struct balayage *b, const struct rangee *rangee)
{
    struct recolte *r = b->contexte;
    r->total++;
    if (!r->autre) {
        ajouter(r, b->marche, rangee);
    }
    b->assez = r->autre && b->lues >= OFFRE_RECHERCHE_LUES;
    return STATUS_OK;
}

static enum status lister_mots(struct db *db, struct arena *arena, const struct marche *m,
                               struct mots mots, struct offre_page *page)
{
    struct recolte *r = ARENA_NEW(arena, struct recolte);
    r->arena = arena;
    r->taille = (size_t)taille_de(m->requete);
    r->suite = lire_apres(arena, m, &r->apres);
    r->saut = r->suite ? 0 : saut_de(m->requete);
    struct balayage balayage = {.marche = m,
                                .mots = mots,
                                .titres = {.arena = arena_create(0), .plier = true},
                                .reprise = r->suite ? &r->apres : NULL,
                                .visiter = recolter,
                                .contexte = r};
    enum status status = balayer(db, &balayage);
    arena_destroy(balayage.titres.arena);
    page->items = r->lignes;
    page->n = r->n;
    page->total_approche = balayage.assez;
    page->total = balayage.assez ? (r->total - 1) / 10 * 10 : r->total;
    page->suivante = r->autre ? r->derniere : NULL;
    return status;
}

/* Where the page begins in a sorted list. */
static size_t debut_de_page(struct arena *arena, const struct marche *m, const struct classement *c)
{
    struct cle apres = {"", 0};
    size_t debut = 0;
    if (!lire_apres(arena, m, &apres)) {
        return (size_t)saut_de(m->requete);
    }
    while (debut < c->n && (m->requete->descendant ? cle_comparer(&apres, &c->cles[debut])
                                                   : cle_comparer(&c->cles[debut], &apres)) <= 0) {
        debut++;
    }
    return debut;
}

static enum status lister_triees(struct db *db, struct arena *arena, const struct marche *m,
                                 struct mots mots, struct offre_page *page)
{
    struct classement c;
    struct rangee rangees[OFFRE_TAILLE_MAX + 1];
    enum status status = lire_classement(db, m, mots, &c);
    size_t debut = debut_de_page(arena, m, &c);
    size_t n = debut < c.n ? c.n - debut : 0;
    size_t plus = (size_t)taille_de(m->requete) + 1;
    n = n < plus ? n : plus;
    const struct cle *cles = n ? c.cles + debut : NULL;
    if (status == STATUS_OK) {
        status = lot_lire_numeros(db, c.arena, m, &c.titres, cles, n, rangees);
    }
    if (status == STATUS_OK) {
        page->total = (int64_t)c.n;
        finir_page(arena, m, rangees, cles, n, page);
    }
    arena_destroy(c.arena);
    return status;
}

enum status offre_lister(struct db *db, struct arena *arena, const struct offre_requete *requete,
                         struct offre_page *page_r)
{
    const struct marche m = lot_marche(requete);
    struct mots mots = {0};
    struct offre_page page = {0};
    enum status status = mots_lire(db, arena, requete->q, &mots);
    if (status != STATUS_OK) {
        return status;
    }
    if (!m.trie) {
        status = lister_triees(db, arena, &m, mots, &page);
    } else if (mots.n) {
        status = lister_mots(db, arena, &m, mots, &page);
    } else {
        status = lister_index(db, arena, &m, &page);
    }
    if (status == STATUS_OK) {
        *page_r = page;
    }
    return status;
}

/* ---- exports */

struct sortie {
    enum status (*ligne)(void *contexte, const struct offre_ligne *ligne);
    void *contexte;
    struct arena *arena; /* of one line */
};

static enum status sortir_rangee(const struct sortie *sortie, const struct marche *m,
                                 const struct rangee *rangee)
{
    arena_reset(sortie->arena);
    const struct offre_ligne ligne = ligne_de(sortie->arena, m, rangee);
    return sortie->ligne(sortie->contexte, &ligne);
}

static enum status sortir(struct balayage *b, const struct rangee *rangee)
{
    return sortir_rangee(b->contexte, b->marche, rangee);
}

static enum status parcourir_triees(struct db *db, const struct marche *m, struct mots mots,
                                    const struct sortie *sortie)
{
    struct classement c;
    struct arena *arena = arena_create(0);
    enum status status = lire_classement(db, m, mots, &c);
    for (size_t debut = 0; debut < c.n && status == STATUS_OK; debut += LOT) {
        arena_reset(arena);
        struct rangee *rangees = ARENA_ARRAY(arena, struct rangee, LOT);
        size_t n = c.n - debut < LOT ? c.n - debut : LOT;
        status = lot_lire_numeros(db, arena, m, &c.titres, c.cles + debut, n, rangees);
        for (size_t i = 0; i < n && status == STATUS_OK; i++) {
            status = sortir_rangee(sortie, m, &rangees[i]);
        }
    }
    arena_destroy(arena);
    arena_destroy(c.arena);
    return status;
}

enum status offre_parcourir(struct db *db, const struct offre_requete *requete,
                            enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                            void *contexte)
{
    const struct marche m = lot_marche(requete);
    struct arena *arena = arena_create(0);
    struct sortie sortie = {ligne, contexte, arena_create(0)};
    struct balayage balayage = {
        .marche = &m, .titres = {.arena = arena_create(0)}, .visiter = sortir, .contexte = &sortie};
    enum status status = mots_lire(db, arena, requete->q, &balayage.mots);
    balayage.titres.plier = balayage.mots.n > 0;
    if (status == STATUS_OK) {
        status = m.trie ? balayer(db, &balayage) : parcourir_triees(db, &m, balayage.mots, &sortie);
    }
    arena_destroy(balayage.titres.arena);
    arena_destroy(sortie.arena);
    arena_destroy(arena);
    return status;
}
