/* The lists that the counters open: pages, sorts, exports. */
#include "offre_lot_private.h"

#include "arret.h"
#include "dates.h"

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

/* The budget of the request is spent. */
static bool est_epuise(const struct balayage *b)
{
    const struct offre_requete *requete = b->marche->requete;
    return arret_demande() || (requete->lues_max && b->lues >= (size_t)requete->lues_max) ||
           (requete->avant && dates_monotonic_us() >= requete->avant);
}

static void arreter(struct balayage *b)
{
    b->assez = true;
    if (b->marche->requete->arretee) {
        *b->marche->requete->arretee = true;
    }
}

static bool est_apres(const struct marche *m, const struct cle *cle, const struct cle *apres)
{
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
            b->titres = (struct titres){.arena = b->titres.arena,
                                        .plier = b->titres.plier,
                                        .cles_seules = b->titres.cles_seules};
        }
        struct rangee *rangees = ARENA_ARRAY(arena, struct rangee, LOT);
        status =
            lot_lire(db, arena, b->marche, &b->titres, &(struct lot){apres, LOT, 0}, rangees, &n);
        if (status == STATUS_OK) {
            status = visiter_lot(arena, b, rangees, n);
            apres = n ? rangees[n - 1].cle : apres;
        }
        if (status == STATUS_OK && n == LOT && !b->assez && est_epuise(b)) {
            arreter(b);
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
    struct cle cle = ordre_cle(c->arena, b->marche->tri, rangee);
    cle.texte = ordre_a_cle_pliee(b->marche->tri) ? cle.texte : arena_strdup(c->arena, cle.texte);
    cle.jour = arena_strdup(c->arena, cle.jour);
    c->cles[c->n++] = cle;
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

/* The caller ends the arena of what it gives. `communs`: no word is rare, that was seen. */
static enum status lire_classement(struct db *db, const struct marche *m, struct mots mots,
                                   bool communs, struct classement *c)
{
    *c = (struct classement){.arena = arena_create(0)};
    struct balayage balayage = {.marche = m,
                                .mots = mots,
                                .titres = {.arena = c->arena, .plier = true},
                                .garder = true,
                                .visiter = classer,
                                .contexte = c};
    enum status status = communs ? balayer_liste(db, &balayage) : balayer(db, &balayage);
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
        page->suivante = ordre_ecrire(arena, m->tri, derniere);
    }
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
            r->derniere = ordre_ecrire(r->arena, m->tri, &rangee->cle);
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

/* Where the page begins in a sorted list. */
static size_t debut_de_page(struct arena *arena, const struct marche *m, const struct classement *c)
{
    struct cle apres = {.texte = ""};
    size_t debut = 0;
    if (!ordre_lire(arena, m, m->requete->apres, &apres)) {
        return (size_t)saut_de(m->requete);
    }
    while (debut < c->n && (m->requete->descendant ? cle_comparer(&apres, &c->cles[debut])
                                                   : cle_comparer(&c->cles[debut], &apres)) <= 0) {
        debut++;
    }
    return debut;
}

static enum status lister_triees(struct db *db, struct arena *arena, const struct marche *m,
                                 struct mots mots, bool communs, struct offre_page *page)
{
    struct classement c;
    struct rangee rangees[OFFRE_TAILLE_MAX + 1];
    enum status status = lire_classement(db, m, mots, communs, &c);
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

/* ---- which way: to walk the order of the request, or to sort the list */

/* A walk passes over about as many sessions for each row as there are for one of the list; those of
 * an account stand among others of its establishment. To read one and sort it costs four times as
 * much. */
#define LUE 4
#define VOISINES 10

static bool est_simple(const struct marche *m)
{
    return m->tri == TRI_FIN;
}

/* `passees`: rows of the list that the walk comes to. */
static bool vaut_la_marche(const struct marche *m, const struct tableau_de_bord *tableau,
                           int64_t passees)
{
    int64_t n = tableau->compteurs[m->requete->liste - offre_listes];
    int64_t toutes = offre_sessions(tableau) * (m->requete->portee.sites ? VOISINES : 1);
    return n > OFFRE_RECHERCHE_LUES || LUE * n * n > passees * toutes;
}

static enum status compter(struct db *db, const struct marche *m, struct tableau_de_bord *tableau)
{
    const struct offre_requete *requete = m->requete;
    return offre_compter(db, &requete->portee, requete->liste->sessions, requete->aujourdhui,
                         tableau);
}

/* ---- without words */

static enum status marcher(struct db *db, struct arena *arena, const struct marche *m,
                           const struct lot *lot, struct offre_page *page)
{
    struct titres titres = {.arena = arena};
    struct rangee rangees[OFFRE_TAILLE_MAX + 1];
    size_t n = 0;
    enum status status = lot_lire(db, arena, m, &titres, lot, rangees, &n);
    if (status == STATUS_OK) {
        finir_page(arena, m, rangees, NULL, n, page);
    }
    return status;
}

static enum status lister(struct db *db, struct arena *arena, const struct marche *m,
                          enum chemin chemin, struct offre_page *page)
{
    struct tableau_de_bord tableau = {0};
    struct lot lot = {lot_debut(m), taille_de(m->requete) + 1, 0};
    lot.saut = ordre_lire(arena, m, m->requete->apres, &lot.apres) ? 0 : saut_de(m->requete);
    enum status status = compter(db, m, &tableau);
    if (status != STATUS_OK) {
        return status;
    }
    if (chemin == CHEMIN_CHOISI && !est_simple(m) &&
        !vaut_la_marche(m, &tableau, lot.saut + lot.n)) {
        const struct marche entiere = lot_marche(m->requete, true);
        return lister_triees(db, arena, &entiere, (struct mots){0}, true, page);
    }
    page->total = tableau.compteurs[m->requete->liste - offre_listes];
    return marcher(db, arena, m, &lot, page);
}

/* ---- with words */

static void finir_recolte(const struct recolte *r, bool assez, struct offre_page *page)
{
    page->items = r->lignes;
    page->n = r->n;
    page->total_approche = assez;
    page->total = assez ? (r->total - 1) / 10 * 10 : r->total;
    page->suivante = r->autre ? r->derniere : NULL;
}

/* No word is rare: *marche_r, whether the list is walked until the page is full. */
static enum status choisir(struct db *db, const struct marche *m, enum chemin chemin, int64_t saut,
                           bool *marche_r)
{
    struct tableau_de_bord tableau = {0};
    *marche_r = true;
    if (chemin != CHEMIN_CHOISI || est_simple(m)) {
        return STATUS_OK;
    }
    enum status status = compter(db, m, &tableau);
    *marche_r = vaut_la_marche(m, &tableau, saut + LOT);
    return status;
}

/* Rows were told apart by their folded texts: those that are shown get their titles. */
static enum status titrer_recolte(struct db *db, struct recolte *r)
{
    struct titres titres = {.arena = r->arena};
    struct rangee rangees[OFFRE_TAILLE_MAX];
    for (size_t i = 0; i < r->n; i++) {
        rangees[i] = (struct rangee){.action = r->lignes[i].action};
    }
    enum status status = lot_titrer(db, &titres, rangees, r->n);
    for (size_t i = 0; i < r->n && status == STATUS_OK; i++) {
        struct offre_ligne *ligne = &r->lignes[i];
        const struct titre *titre = rangees[i].titre;
        ligne->intitule = titre->intitule;
        ligne->site = titre->site;
        ligne->commune = ligne->commune[0] ? ligne->commune : titre->commune;
    }
    return status;
}

static enum status lister_mots(struct db *db, struct arena *arena, const struct marche *m,
                               struct mots mots, enum chemin chemin, struct offre_page *page)
{
    struct recolte *r = ARENA_NEW(arena, struct recolte);
    r->arena = arena;
    r->taille = (size_t)taille_de(m->requete);
    r->suite = ordre_lire(arena, m, m->requete->apres, &r->apres);
    r->saut = r->suite ? 0 : saut_de(m->requete);
    struct balayage balayage = {.marche = m,
                                .mots = mots,
                                .titres = {.arena = arena_create(0), .cles_seules = true},
                                .reprise = r->suite ? &r->apres : NULL,
                                .visiter = recolter,
                                .contexte = r};
    bool fait = false;
    bool marche = true;
    enum status status = balayer_candidats(db, &balayage, &fait);
    if (status == STATUS_OK && !fait) {
        status = choisir(db, m, chemin, r->saut, &marche);
    }
    if (status == STATUS_OK && !fait && marche) {
        status = balayer_liste(db, &balayage);
    }
    arena_destroy(balayage.titres.arena);
    if (status == STATUS_OK) {
        status = titrer_recolte(db, r);
    }
    finir_recolte(r, balayage.assez, page);
    if (status == STATUS_OK && !marche) {
        const struct marche entiere = lot_marche(m->requete, true);
        status = lister_triees(db, arena, &entiere, mots, true, page);
    }
    return status;
}

enum status offre_lister_par(struct db *db, struct arena *arena,
                             const struct offre_requete *requete, enum chemin chemin,
                             struct offre_page *page_r)
{
    const struct marche m = lot_marche(requete, chemin == CHEMIN_TRI);
    struct mots mots = {0};
    struct offre_page page = {0};
    enum status status = mots_lire(db, arena, requete->q, &mots);
    if (status != STATUS_OK) {
        return status;
    }
    if (mots.aucun) {
        *page_r = page;
        return STATUS_OK;
    }
    if (!m.trie) {
        status = lister_triees(db, arena, &m, mots, mots.n == 0, &page);
    } else if (mots.n) {
        status = lister_mots(db, arena, &m, mots, chemin, &page);
    } else {
        status = lister(db, arena, &m, chemin, &page);
    }
    if (status == STATUS_OK) {
        *page_r = page;
    }
    return status;
}

enum status offre_lister(struct db *db, struct arena *arena, const struct offre_requete *requete,
                         struct offre_page *page_r)
{
    return offre_lister_par(db, arena, requete, CHEMIN_CHOISI, page_r);
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
    enum status status = lire_classement(db, m, mots, mots.n == 0, &c);
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

/* A short list is sorted: a walk may pass over much for it. */
static enum status choisir_sortie(struct db *db, enum chemin chemin, struct marche *m)
{
    struct tableau_de_bord tableau = {0};
    if (chemin != CHEMIN_CHOISI || !m->trie || est_simple(m)) {
        return STATUS_OK;
    }
    enum status status = compter(db, m, &tableau);
    if (tableau.compteurs[m->requete->liste - offre_listes] <= OFFRE_RECHERCHE_LUES) {
        *m = lot_marche(m->requete, true);
    }
    return status;
}

enum status
offre_parcourir_par(struct db *db, const struct offre_requete *requete, enum chemin chemin,
                    enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                    void *contexte)
{
    struct marche m = lot_marche(requete, chemin == CHEMIN_TRI);
    struct arena *arena = arena_create(0);
    struct sortie sortie = {ligne, contexte, arena_create(0)};
    struct balayage balayage = {
        .marche = &m, .titres = {.arena = arena_create(0)}, .visiter = sortir, .contexte = &sortie};
    enum status status = mots_lire(db, arena, requete->q, &balayage.mots);
    balayage.titres.plier = balayage.mots.n > 0;
    if (status == STATUS_OK && !balayage.mots.aucun) {
        status = choisir_sortie(db, chemin, &m);
    }
    if (status == STATUS_OK && !balayage.mots.aucun) {
        status = m.trie ? balayer(db, &balayage) : parcourir_triees(db, &m, balayage.mots, &sortie);
    }
    arena_destroy(balayage.titres.arena);
    arena_destroy(sortie.arena);
    arena_destroy(arena);
    return status;
}

enum status offre_parcourir(struct db *db, const struct offre_requete *requete,
                            enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                            void *contexte)
{
    return offre_parcourir_par(db, requete, CHEMIN_CHOISI, ligne, contexte);
}
