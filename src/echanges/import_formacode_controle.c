/* The terms of a file as they are kept, and what they must be to each other: codes once, parents
 * there, no circles, places that agree. */
#include "import_formacode_private.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

void import_formacode_refuser(struct formacode_analyse *a, size_t ligne, const char *texte)
{
    import_lecture_refuser(&a->bilan->raisons, ligne, texte);
}

#define EXTRAIT_MAX 40

const char *import_formacode_extrait(struct arena *arena, const char *texte)
{
    size_t end = utf8_prefix(texte, EXTRAIT_MAX);
    char *copy = arena_printf(arena, "%.*s%s", (int)end, texte, texte[end] ? "…" : "");
    for (char *c = copy; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            *c = ' ';
        }
    }
    return copy;
}

struct formacode_entree *import_formacode_ajouter(struct formacode_analyse *a, size_t ligne)
{
    struct formacode_entree *entree = ARENA_PUSH(a->arena, a->entrees, a->n);
    *entree = (struct formacode_entree){.ligne = ligne};
    return entree;
}

/* ---- together */

static int par_code(const void *x, const void *y)
{
    const struct formacode_entree *a = x;
    const struct formacode_entree *b = y;
    int order = strcmp(a->terme.code, b->terme.code);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

static int par_cle(const void *code, const void *entree)
{
    return strcmp(code, ((const struct formacode_entree *)entree)->terme.code);
}

static struct formacode_entree *entree_de(const struct formacode_analyse *a, const char *code)
{
    return bsearch(code, a->entrees, a->n, sizeof(struct formacode_entree), par_cle);
}

/* One entry for each letter that a field head bears, before the others are sorted. */
static void ajouter_domaines(struct formacode_analyse *a)
{
    static const char lettres[] = LETTRES;
    const char *names[sizeof(lettres)] = {0};
    size_t n = a->n;
    for (size_t i = 0; i < n; i++) {
        struct formacode_entree *head = &a->entrees[i];
        if (!head->domaine) {
            continue;
        }
        size_t letter = (size_t)(strchr(lettres, head->place[0]) - lettres);
        const char *code = arena_printf(a->arena, "%05zu", 101 + letter);
        head->terme.parent = code;
        if (!names[letter]) {
            names[letter] = head->domaine;
            struct formacode_entree *domain = import_formacode_ajouter(a, head->ligne);
            head = &a->entrees[i];
            domain->terme =
                (struct formacode_terme){.code = code,
                                         .parent = "",
                                         .majuscules = formacode_capitales(a->arena, head->domaine),
                                         .libelle = head->domaine,
                                         .synonymes = "",
                                         .metiers = ""};
            domain->plus_precis = "";
        } else if (strcmp(names[letter], head->domaine) != 0) {
            import_formacode_refuser(
                a, head->ligne,
                arena_printf(a->arena, "grand domaine « %s », « %s » attendu pour la lettre %c",
                             import_formacode_extrait(a->arena, head->domaine),
                             import_formacode_extrait(a->arena, names[letter]), head->place[0]));
        }
    }
}

static void verifier_doubles(struct formacode_analyse *a)
{
    for (size_t i = 1; i < a->n; i++) {
        if (strcmp(a->entrees[i].terme.code, a->entrees[i - 1].terme.code) == 0) {
            import_formacode_refuser(a, a->entrees[i].ligne,
                                     arena_printf(a->arena, "code %s en double, déjà ligne %zu",
                                                  a->entrees[i].terme.code,
                                                  a->entrees[i - 1].ligne));
        }
    }
}

static void verifier_parents(struct formacode_analyse *a)
{
    for (size_t i = 0; i < a->n; i++) {
        struct formacode_entree *entree = &a->entrees[i];
        if (*entree->terme.parent && !entree_de(a, entree->terme.parent)) {
            import_formacode_refuser(
                a, entree->ligne,
                arena_printf(a->arena, "terme générique %s du terme %s absent du fichier",
                             entree->terme.parent, entree->terme.code));
        }
    }
}

/* Every way up must reach the top, and soon: a way that comes back to its start is a cycle. */
static void verifier_boucles(struct formacode_analyse *a)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct formacode_entree *start = &a->entrees[i];
        const struct formacode_entree *entree = start;
        size_t depth = 0;
        do {
            entree = *entree->terme.parent ? entree_de(a, entree->terme.parent) : NULL;
            depth++;
        } while (entree && entree != start && depth <= IMPORT_FORMACODE_NIVEAUX_MAX);
        if (entree) {
            import_formacode_refuser(
                a, start->ligne,
                entree == start
                    ? arena_printf(a->arena, "boucle : le terme %s est au-dessus de lui-même",
                                   start->terme.code)
                    : arena_printf(a->arena, "terme %s : plus de %d niveaux au-dessus de lui",
                                   start->terme.code, IMPORT_FORMACODE_NIVEAUX_MAX));
        }
    }
}

/* A term's place is that of its parent and two characters more: a code cut short shows. */
static void verifier_place(struct formacode_analyse *a, const struct formacode_entree *entree)
{
    const struct formacode_entree *parent = entree_de(a, entree->terme.parent);
    if (!entree->place || !parent || !parent->place) {
        return;
    }
    size_t length = strlen(parent->place);
    if (strncmp(entree->place, parent->place, length) != 0 || strlen(entree->place) != length + 2) {
        import_formacode_refuser(
            a, entree->ligne,
            arena_printf(a->arena,
                         "code arborescence « %s », « %s » et deux caractères de plus "
                         "attendus sous le terme %s",
                         entree->place, parent->place, parent->terme.code));
    }
}

/* What a term announces below it must be there: rows lost at the end show. */
static void verifier_precis(struct formacode_analyse *a, const struct formacode_entree *entree)
{
    const char *codes = entree->plus_precis ? entree->plus_precis : "";
    for (; *codes; codes += 5 + (codes[5] == '\n')) {
        char *code = arena_strndup(a->arena, codes, 5);
        const struct formacode_entree *child = entree_de(a, code);
        if (!child || strcmp(child->terme.parent, entree->terme.code) != 0) {
            import_formacode_refuser(a, entree->ligne,
                                     arena_printf(a->arena, "terme spécifique %s du terme %s %s",
                                                  code, entree->terme.code,
                                                  child ? "rangé ailleurs" : "absent du fichier"));
        }
    }
}

void import_formacode_verifier(struct formacode_analyse *a)
{
    if (a->n == 0) {
        import_formacode_refuser(
            a, 0, a->format == FORMAT_INCONNU ? "fichier vide" : "aucun terme après l'en-tête");
        return;
    }
    a->bilan->termes = a->n;
    ajouter_domaines(a);
    qsort(a->entrees, a->n, sizeof(struct formacode_entree), par_code);
    verifier_doubles(a);
    if (a->bilan->raisons.n == 0) {
        verifier_parents(a);
        verifier_boucles(a);
    }
    for (size_t i = 0; i < a->n && a->bilan->raisons.n == 0; i++) {
        verifier_place(a, &a->entrees[i]);
        verifier_precis(a, &a->entrees[i]);
    }
}
