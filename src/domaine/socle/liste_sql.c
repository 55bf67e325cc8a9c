/* The statements of lists, made from the pieces of their sources. */
#include "buffer.h"
#include "liste_private.h"

#include <pthread.h>
#include <string.h>

extern struct liste_source *const __start_sofi_listes[] __attribute__((weak));
extern struct liste_source *const __stop_sofi_listes[] __attribute__((weak));

/* Of one list in one scope: one for each order and genre, then the count. Places in `fabrique`. */
struct liste_statements {
    size_t *places;
    size_t *comptes; /* of one list in one scope */
    size_t lignes;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *process_arena; /* as long as the process */

static struct fabrique {
    struct statement *items;
    size_t n;
} fabrique;

/* A statement that is being made: $1 is the scope, `n` the last parameter. */
struct texte {
    struct buffer sql, binds, columns;
    int n;
};

static void commencer(struct texte *t)
{
    buffer_init(&t->sql, process_arena, 1024);
    buffer_init(&t->binds, process_arena, 32);
    buffer_init(&t->columns, process_arena, 32);
    t->n = 0;
}

static int parametre(struct texte *t, char type)
{
    buffer_char(&t->binds, type);
    return ++t->n;
}

static void parametres(struct texte *t, char type, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        parametre(t, type);
    }
}

static size_t garder(const struct liste_source *source, struct texte *t, const char *quoi)
{
    *ARENA_PUSH(process_arena, fabrique.items, fabrique.n) = (struct statement){
        .name = arena_printf(process_arena, "LISTE_%s_%s", source->nom, quoi),
        .binds = t->binds.data,
        .columns = t->columns.data,
        .sql = t->sql.data,
    };
    return fabrique.n - 1;
}

/* ---- pieces */

const struct liste_ordre *liste_parcours(const struct liste_source *source, size_t ordre,
                                         unsigned portee)
{
    const struct liste_ordre *o = &source->ordres[ordre];
    return o->marche && o->marche->portees[portee] ? o : &source->ordres[0];
}

static char type_sql(char type)
{
    return type == 'd' ? 't' : type;
}

/* ", SQL AS c0, SQL AS c1" */
static void nommer_cles(struct texte *t, const struct liste_ordre *o)
{
    for (size_t i = 0; o->types[i]; i++) {
        buffer_printf(&t->sql, ", %s AS c%zu", o->cles[i], i);
    }
}

static void ordonner(struct texte *t, const struct liste_ordre *o, const char *table,
                     bool descendant)
{
    const char *sens = descendant ? "DESC" : "ASC";
    buffer_text(&t->sql, " ORDER BY ");
    for (size_t i = 0; o->types[i]; i++) {
        buffer_printf(&t->sql, "%sc%zu %s, ", table, i, sens);
    }
    buffer_printf(&t->sql, "%sid %s", table, sens);
}

/* Behind a row: `cles` and `id` as SQL of this place. The keys, then the id, are parameters. */
static void suivre(struct texte *t, const struct liste_ordre *o, const char *const *cles,
                   const char *id, bool descendant)
{
    const char *signe = descendant ? "<" : ">";
    size_t n = strlen(o->types);
    int p[LISTE_CLES] = {0};
    for (size_t i = 0; i < n; i++) {
        p[i] = parametre(t, type_sql(o->types[i]));
    }
    int q = parametre(t, 'i');
    if (n == 0) {
        buffer_printf(&t->sql, " AND %s %s $%d", id, signe, q);
        return;
    }
    buffer_printf(&t->sql, " AND %s %s= $%d AND (%s <> $%d OR ", cles[0], signe, p[0], cles[0],
                  p[0]);
    if (n == 2) {
        buffer_printf(&t->sql, "%s %s $%d OR (%s = $%d AND %s %s $%d))", cles[1], signe, p[1],
                      cles[1], p[1], id, signe, q);
    } else {
        buffer_printf(&t->sql, "%s %s $%d)", id, signe, q);
    }
}

static void borner(struct texte *t)
{
    int n = parametre(t, 'i');
    buffer_printf(&t->sql, " LIMIT $%d OFFSET $%d", n, parametre(t, 'i'));
}

/* ---- the rows of a page: "(SELECT … LIMIT …) k" */

struct sujet {
    const struct liste_source *source;
    const struct liste *liste;
    unsigned portee;
    const struct liste_ordre *ordre;
    bool descendant;
};

static void marcher(struct texte *t, const struct sujet *s, const struct liste_ordre *o)
{
    buffer_printf(&t->sql, "(SELECT %s AS id", s->source->id);
    nommer_cles(t, o);
    buffer_printf(&t->sql, " FROM %s WHERE %s AND %s", o->marche->de, o->marche->portees[s->portee],
                  s->liste->filtre);
    suivre(t, o, o->cles, s->source->id, s->descendant);
    ordonner(t, o, "", s->descendant);
    borner(t);
    buffer_text(&t->sql, ") k");
}

/* The first so many rows of the scope, sorted. */
static void trier(struct texte *t, const struct sujet *s)
{
    static const char *const cles[LISTE_CLES] = {"m.c0", "m.c1"};
    const struct liste_ordre *o = s->ordre;
    buffer_printf(&t->sql, "(SELECT m.* FROM (SELECT %s AS id", s->source->id);
    nommer_cles(t, o);
    buffer_printf(&t->sql, " FROM %s WHERE %s AND %s AND %s", s->source->cles, s->source->liens,
                  s->source->portees[s->portee], s->liste->filtre);
    buffer_printf(&t->sql, " LIMIT $%d) m WHERE TRUE", parametre(t, 'i'));
    suivre(t, o, cles, "m.id", s->descendant);
    ordonner(t, o, "m.", s->descendant);
    borner(t);
    buffer_text(&t->sql, ") k");
}

static bool est_marchee(const struct sujet *s)
{
    return s->ordre->marche && s->ordre->marche->portees[s->portee];
}

/* ---- statements */

/* statement.h: what follows is for PostgreSQL. */
#define DEJA_RANGEES " /* ordered */"

/* The rows themselves, of which the scope and the filter are parameters already. */
static void denombrer(struct texte *t, const struct sujet *s)
{
    const struct liste_marche *marche = s->source->ordres[0].marche;
    buffer_printf(&t->sql, "SELECT count(*) FROM %s WHERE %s AND %s", marche->de,
                  marche->portees[s->portee], s->liste->filtre);
    buffer_char(&t->columns, 'i');
}

/* The counter, with its values behind the last parameter; 0 where none is kept up. */
static void compter(struct texte *t, const struct sujet *s)
{
    if (!s->liste->compteur) {
        buffer_text(&t->sql, "0");
        buffer_char(&t->columns, 'i');
        return;
    }
    int avant = t->n;
    for (const char *p = s->source->compteurs[s->portee]; *p; p++) {
        if (*p == '@') {
            buffer_text(&t->sql, s->liste->compteur);
        } else if (*p == '#') {
            buffer_printf(&t->sql, "$%d", avant + *++p - '0');
        } else {
            buffer_char(&t->sql, *p);
        }
    }
    parametres(t, 't', s->source->compteur_n);
    buffer_char(&t->columns, 'i');
}

static void types_des_cles(struct texte *t, const struct liste_ordre *o)
{
    for (const char *p = o->types; *p; p++) {
        buffer_char(&t->columns, type_sql(*p));
    }
}

static void debuter(struct texte *t, const struct sujet *s)
{
    commencer(t);
    parametre(t, 'i');
    parametres(t, 't', s->source->filtre_n);
    buffer_char(&t->columns, 'i');
}

static size_t faire_page(struct sujet s, const char *quoi)
{
    struct texte t;
    debuter(&t, &s);
    buffer_text(&t.sql, "SELECT k.id, (");
    compter(&t, &s);
    buffer_printf(&t.sql, "), %s", s.source->colonnes);
    buffer_text(&t.columns, s.source->types);
    for (size_t i = 0; s.ordre->types[i]; i++) {
        buffer_printf(&t.sql, ", k.c%zu", i);
    }
    types_des_cles(&t, s.ordre);
    buffer_text(&t.sql, " FROM ");
    if (est_marchee(&s)) {
        marcher(&t, &s, s.ordre);
    } else {
        trier(&t, &s);
    }
    buffer_printf(&t.sql, " CROSS JOIN %s WHERE %s = k.id", s.source->montre, s.source->id);
    buffer_text(&t.sql, DEJA_RANGEES);
    ordonner(&t, s.ordre, "k.", s.descendant);
    if (s.source->suite) {
        buffer_printf(&t.sql, ", %s", s.source->suite);
    }
    return garder(s.source, &t, quoi);
}

/* "id, text, instant, keys of the order" */
static void lire_mots(struct texte *t, const struct sujet *s, const char *id)
{
    const struct liste_source *source = s->source;
    buffer_printf(&t->sql, "SELECT %s, %s || CASE WHEN $%d THEN %s ELSE '' END, %s", id,
                  source->texte, parametre(t, 'b'), source->texte_des_chiffres, source->instant);
    buffer_text(&t->columns, "ti");
    for (size_t i = 0; s->ordre->types[i]; i++) {
        buffer_printf(&t->sql, ", %s", s->ordre->cles[i]);
    }
    types_des_cles(t, s->ordre);
}

static size_t faire_lecture(struct sujet s, const char *quoi)
{
    struct texte t;
    const struct liste_ordre *marche = est_marchee(&s) ? s.ordre : &s.source->ordres[0];
    debuter(&t, &s);
    lire_mots(&t, &s, "k.id");
    for (size_t i = 0; marche != s.ordre && marche->types[i]; i++) {
        buffer_printf(&t.sql, ", k.c%zu", i);
        buffer_char(&t.columns, type_sql(marche->types[i]));
    }
    buffer_text(&t.sql, " FROM ");
    marcher(&t, &s, marche);
    buffer_printf(&t.sql, " CROSS JOIN %s WHERE %s = k.id AND %s", s.source->cles, s.source->id,
                  s.source->liens);
    buffer_text(&t.sql, DEJA_RANGEES);
    ordonner(&t, marche, "k.", s.descendant);
    return garder(s.source, &t, quoi);
}

/* The rows are looked up first, then judged. */
static size_t faire_numeros(struct sujet s, const char *quoi)
{
    const struct liste_source *source = s.source;
    struct texte t;
    debuter(&t, &s);
    lire_mots(&t, &s, "k.id");
    buffer_printf(
        &t.sql,
        " FROM (SELECT %s AS id FROM %s WHERE %s = ANY (CAST($%d AS BIGINT[])) LIMIT %d) k"
        " CROSS JOIN %s WHERE %s = k.id AND %s AND %s AND %s",
        source->id, source->ordres[0].marche->de, source->id, parametre(&t, 't'), LISTE_PISTE_MAX,
        source->cles, source->id, source->liens, source->portees[s.portee], s.liste->filtre);
    return garder(source, &t, quoi);
}

static size_t faire_compte(struct sujet s, const char *quoi)
{
    struct texte t;
    commencer(&t);
    parametre(&t, 'i');
    if (s.liste->compteur) {
        compter(&t, &s);
    } else {
        parametres(&t, 't', s.source->filtre_n);
        denombrer(&t, &s);
    }
    return garder(s.source, &t, quoi);
}

static size_t faire_lignes(const struct liste_source *source)
{
    struct texte t;
    commencer(&t);
    parametre(&t, 't');
    buffer_printf(&t.sql, "SELECT %s, 0, %s FROM %s WHERE %s = ANY (CAST($1 AS BIGINT[]))",
                  source->id, source->colonnes, source->montre, source->id);
    buffer_printf(&t.columns, "ii%s", source->types);
    return garder(source, &t, "lignes");
}

/* ---- all of them */

static size_t place(const struct liste_source *source, size_t liste, unsigned portee, size_t ordre,
                    enum liste_genre genre)
{
    return ((liste * LISTE_PORTEES + portee) * source->ordres_n + ordre) * LISTE_GENRES + genre;
}

static bool meme_compteur(const struct liste *a, const struct liste *b)
{
    return a->compteur && b->compteur ? strcmp(a->compteur, b->compteur) == 0
                                      : a->compteur == b->compteur;
}

/* The list itself, or the first one with the same filter and counter. */
static size_t pareille(const struct liste_source *source, size_t liste)
{
    const struct liste *l = &source->listes[liste];
    size_t i = 0;
    while (strcmp(source->listes[i].filtre, l->filtre) != 0 ||
           !meme_compteur(&source->listes[i], l)) {
        i++;
    }
    return i;
}

/* Those that read words: what is sorted is sorted afterwards, so one way does. */
static void faire_mots(struct sujet s, const char *quoi, size_t *places)
{
    for (int sens = 0; sens < 2; sens++) {
        s.descendant = sens;
        places[LISTE_LECTURE + sens] =
            sens == 0 || est_marchee(&s) ? faire_lecture(s, arena_printf(process_arena, "%s%s_mots",
                                                                         quoi, sens ? "_desc" : ""))
                                         : places[LISTE_LECTURE];
    }
    places[LISTE_NUMEROS] = faire_numeros(s, arena_printf(process_arena, "%s_numeros", quoi));
}

static void faire_ordre(struct sujet s, const char *quoi, size_t *places)
{
    for (int sens = 0; sens < 2; sens++) {
        s.descendant = sens;
        places[LISTE_PAGE + sens] =
            faire_page(s, arena_printf(process_arena, "%s%s", quoi, sens ? "_desc" : ""));
    }
    if (s.source->texte) {
        faire_mots(s, quoi, places);
    }
}

static void faire_liste(struct sujet s, struct liste_statements *all)
{
    const struct liste_source *source = s.source;
    size_t l = (size_t)(s.liste - source->listes);
    for (size_t o = 0; o < source->ordres_n && pareille(source, l) == l; o++) {
        s.ordre = &source->ordres[o];
        faire_ordre(s,
                    arena_printf(process_arena, "%s_%u_%s", s.liste->code, s.portee, s.ordre->code),
                    all->places + place(source, l, s.portee, o, 0));
    }
    if (!source->sans_total) {
        all->comptes[l * LISTE_PORTEES + s.portee] =
            faire_compte(s, arena_printf(process_arena, "%s_%u_compte", s.liste->code, s.portee));
    }
}

static void faire_source(struct liste_source *source)
{
    struct liste_statements *all = ARENA_NEW(process_arena, struct liste_statements);
    const struct liste_marche *premiere = source->ordres[0].marche;
    all->places = ARENA_ARRAY(process_arena, size_t, place(source, source->listes_n, 0, 0, 0));
    all->comptes = ARENA_ARRAY(process_arena, size_t, source->listes_n * LISTE_PORTEES);
    all->lignes = source->texte ? faire_lignes(source) : 0;
    for (size_t l = 0; l < source->listes_n; l++) {
        for (unsigned p = 0; p < LISTE_PORTEES && premiere->portees[p]; p++) {
            faire_liste((struct sujet){.source = source, .liste = &source->listes[l], .portee = p},
                        all);
        }
    }
    source->statements = all;
}

static void faire(void)
{
    process_arena = arena_create(0);
    for (struct liste_source *const *s = __start_sofi_listes; s < __stop_sofi_listes; s++) {
        faire_source(*s);
    }
}

static const struct statement *liste_statements(size_t *n_r)
{
    pthread_once(&once, faire);
    *n_r = fabrique.n;
    return fabrique.items;
}

STATEMENT_MAKER(liste_statements);

static const struct statement *numero(size_t n)
{
    size_t all;
    return liste_statements(&all) + n;
}

static const struct liste_statements *statements_de(const struct liste_source *source)
{
    size_t n;
    liste_statements(&n);
    return source->statements;
}

const struct statement *liste_statement(const struct liste_demande *demande, enum liste_genre genre)
{
    const struct liste_source *source = demande->source;
    const size_t *places = statements_de(source)->places;
    size_t liste = pareille(source, (size_t)(demande->liste - source->listes));
    return numero(places[place(source, liste, demande->portee, demande->ordre, genre)]);
}

const struct statement *liste_compte(const struct liste_demande *demande)
{
    size_t liste = (size_t)(demande->liste - demande->source->listes);
    return numero(statements_de(demande->source)->comptes[liste * LISTE_PORTEES + demande->portee]);
}

const struct statement *liste_lignes(const struct liste_source *source)
{
    return numero(statements_de(source)->lignes);
}
