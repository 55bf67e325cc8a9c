#include "import_formacode_private.h"

#include "ascii.h"
#include "buffer.h"
#include "fold.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define COLONNES_THESAURUS 14
#define LIBELLE_MAX 250
#define PAR_MILLE_LECTURE 200 /* share of reading in the progress */

/* ---- headers */

static const char *const colonnes_thesaurus[COLONNES_THESAURUS] = {
    "code du terme",
    "descripteur en majuscules",
    "descripteur en typo riche",
    "champ semantique",
    "synonymes",
    "synonymes metier",
    "tg terme generique",
    "ts termes specifiques",
    "ta termes associes",
    "ne note d explication",
    "na note d application",
    "note de version",
    "ex synonyme v 1",
    "code arborescence",
};

static bool est_thesaurus(struct arena *arena, const struct csv_ligne *ligne)
{
    for (size_t i = 0; i < COLONNES_THESAURUS; i++) {
        if (i >= ligne->n ||
            strcmp(fold_text(arena, ligne->champs[i]), colonnes_thesaurus[i]) != 0) {
            return false;
        }
    }
    return ligne->n == COLONNES_THESAURUS;
}

/* The lines of the official file end with a separator, its rows do not. */
static bool a_les_colonnes_de_l_arbre(const struct csv_ligne *ligne)
{
    return ligne->n == COLONNES_ARBRE ||
           (ligne->n == COLONNES_ARBRE + 1 && ligne->champs[COLONNES_ARBRE][0] == '\0');
}

static bool est_arbre(const struct csv_ligne *ligne)
{
    for (size_t i = 0; i < COLONNES_ARBRE; i++) {
        if (i >= ligne->n || ligne->champs[i][0] != "ABCDEFGH"[i] || ligne->champs[i][1] != '\0') {
            return false;
        }
    }
    return a_les_colonnes_de_l_arbre(ligne);
}

/* The number after the last "v" that begins a word of the name; 0: none. */
static int64_t version_du_nom(const char *path)
{
    const char *base = strrchr(path, '/');
    int64_t found = 0;
    char before = ' ';
    for (const char *c = base ? base + 1 : path; *c; before = *c++) {
        bool letter = ascii_is_letter(before);
        size_t digits = strspn(c + 1, "0123456789");
        if ((*c == 'v' || *c == 'V') && !letter && (digits == 1 || digits == 2)) {
            found = strtol(c + 1, NULL, 10);
        }
    }
    return found;
}

static enum status reconnaitre(struct formacode_analyse *a, const struct csv_ligne *ligne)
{
    int64_t named = version_du_nom(a->nom);
    if (est_thesaurus(a->arena, ligne)) {
        a->format = FORMAT_THESAURUS;
        a->bilan->version = named > 14 ? named : 14;
        return STATUS_OK;
    }
    if (est_arbre(ligne)) {
        a->format = FORMAT_ARBRE;
        a->bilan->version = named > 0 && named < 13 ? named : 13;
        return STATUS_OK;
    }
    bool domains = ligne->n == 6 &&
                   strcmp(fold_text(a->arena, ligne->champs[3]), "ts termes specifiques") == 0;
    import_formacode_refuser(
        a, ligne->numero,
        domains ? "fichier des grands domaines seuls, inutile : le fichier complet du "
                  "Formacode les contient"
                : "en-tête inconnu, attendu : les 14 colonnes du thésaurus (« Code du Terme ; "
                  "Descripteur en majuscules… ») ou les colonnes A à H de l'arborescence, "
                  "séparées par des points-virgules");
    return STATUS_REFUSED;
}

/* ---- rows */

static bool verifier_libelle(struct formacode_analyse *a, size_t ligne, const char *quoi,
                             const char *libelle)
{
    if (*libelle == '\0') {
        import_formacode_refuser(a, ligne, arena_printf(a->arena, "%s absent", quoi));
        return false;
    }
    if (text_first_forbidden(libelle, false) || text_length(libelle) > LIBELLE_MAX) {
        import_formacode_refuser(
            a, ligne,
            arena_printf(a->arena,
                         "%s « %s » : %d caractères au maximum, sans caractère de contrôle", quoi,
                         import_formacode_extrait(a->arena, libelle), LIBELLE_MAX));
        return false;
    }
    return true;
}

static bool verifier_code(struct formacode_analyse *a, size_t ligne, const char *code)
{
    if (!text_is_digits(code, 5)) {
        import_formacode_refuser(a, ligne,
                                 arena_printf(a->arena, "code « %s », 5 chiffres attendus",
                                              import_formacode_extrait(a->arena, code)));
        return false;
    }
    return true;
}

static bool verifier_colonnes(struct formacode_analyse *a, const struct csv_ligne *ligne,
                              bool right, int expected)
{
    if (!right) {
        import_formacode_refuser(a, ligne->numero,
                                 arena_printf(a->arena, "%zu colonne%s, %d attendues", ligne->n,
                                              ligne->n > 1 ? "s" : "", expected));
    }
    return right;
}

/* One piece of a ### list; *rest_r goes past it. */
static char *morceau(struct arena *arena, const char **rest_r)
{
    const char *end = strstr(*rest_r, "###");
    size_t length = end ? (size_t)(end - *rest_r) : strlen(*rest_r);
    char *piece = text_clean(arena, arena_strndup(arena, *rest_r, length));
    *rest_r += length + (end ? 3 : 0);
    return piece;
}

static void joindre(struct arena *arena, struct buffer *lines, const char *list)
{
    while (*list) {
        const char *piece = morceau(arena, &list);
        if (*piece) {
            buffer_printf(lines, "%s%s", lines->length ? "\n" : "", piece);
        }
    }
}

/* The code that ends « Label - 15474 », or NULL. */
static const char *code_final(const char *reference)
{
    size_t length = strlen(reference);
    const char *code = length >= 8 ? reference + length - 5 : "";
    return text_is_digits(code, 5) && memcmp(code - 3, " - ", 3) == 0 ? code : NULL;
}

static bool lire_precis(struct formacode_analyse *a, const struct csv_ligne *ligne,
                        struct formacode_entree *entree)
{
    struct buffer codes;
    buffer_init(&codes, a->arena, 64);
    for (const char *list = ligne->champs[7]; *list;) {
        const char *piece = morceau(a->arena, &list);
        const char *code = code_final(piece);
        if (*piece && !code) {
            import_formacode_refuser(
                a, ligne->numero,
                arena_printf(a->arena,
                             "terme spécifique « %s » sans code, « libellé - code » "
                             "attendu",
                             import_formacode_extrait(a->arena, piece)));
            return false;
        }
        buffer_printf(&codes, "%s%s", code && codes.length ? "\n" : "", code ? code : "");
    }
    entree->plus_precis = codes.data;
    return true;
}

/* Letter and digit, then the same for each level below. */
static bool est_place(const char *place)
{
    size_t length = strlen(place);
    for (size_t i = 0; i < length; i++) {
        char c = place[i];
        if (i % 2 == 0 ? c < 'A' || c > 'Z' : c < '0' || c > '9') {
            return false;
        }
    }
    return length >= 4 && length % 2 == 0;
}

static bool lire_place(struct formacode_analyse *a, const struct csv_ligne *ligne,
                       struct formacode_entree *entree)
{
    const char *list = ligne->champs[6];
    const char *generique = morceau(a->arena, &list);
    const char *code = code_final(generique);
    entree->place = arena_strdup(a->arena, ligne->champs[13]);
    if (!est_place(entree->place)) {
        import_formacode_refuser(
            a, ligne->numero,
            arena_printf(a->arena, "code arborescence « %s », « N0A0 » ou plus long attendu",
                         import_formacode_extrait(a->arena, entree->place)));
        return false;
    }
    if (!code && !verifier_libelle(a, ligne->numero, "terme générique", generique)) {
        return false;
    }
    entree->terme.parent = code ? code : "";
    entree->domaine = code ? NULL : generique;
    if (!code && (strlen(entree->place) != 4 || !strchr(LETTRES, entree->place[0]))) {
        import_formacode_refuser(
            a, ligne->numero,
            arena_printf(a->arena,
                         "terme générique « %s » sans code : seul un terme de tête "
                         "(code arborescence de 4 caractères) dépend d'un grand "
                         "domaine",
                         import_formacode_extrait(a->arena, generique)));
        return false;
    }
    return true;
}

static void lire_thesaurus(struct formacode_analyse *a, const struct csv_ligne *ligne)
{
    size_t numero = ligne->numero;
    if (!verifier_colonnes(a, ligne, ligne->n == COLONNES_THESAURUS, COLONNES_THESAURUS)) {
        return;
    }
    const char *majuscules = text_clean(a->arena, ligne->champs[1]);
    const char *libelle = text_clean(a->arena, ligne->champs[2]);
    struct formacode_entree entree = {.ligne = numero};
    if (!verifier_code(a, numero, ligne->champs[0]) ||
        !verifier_libelle(a, numero, "descripteur en majuscules", majuscules) ||
        !verifier_libelle(a, numero, "descripteur", libelle) || !lire_place(a, ligne, &entree) ||
        !lire_precis(a, ligne, &entree)) {
        return;
    }
    struct buffer synonyms;
    struct buffer trades;
    buffer_init(&synonyms, a->arena, 64);
    buffer_init(&trades, a->arena, 64);
    joindre(a->arena, &synonyms, ligne->champs[4]);
    joindre(a->arena, &synonyms, ligne->champs[12]);
    joindre(a->arena, &trades, ligne->champs[5]);
    entree.terme.code = arena_strdup(a->arena, ligne->champs[0]);
    entree.terme.majuscules = majuscules;
    entree.terme.libelle = libelle;
    entree.terme.synonymes = synonyms.data;
    entree.terme.metiers = trades.data;
    entree.terme.choisissable = true;
    *import_formacode_ajouter(a, numero) = entree;
}

/* The one cell filled after field number and name; 0 when there is none or several. */
static size_t cellule(const struct csv_ligne *ligne)
{
    size_t found = 0;
    for (size_t i = 2; i < COLONNES_ARBRE; i++) {
        if (ligne->champs[i][0] != '\0') {
            if (found) {
                return 0;
            }
            found = i;
        }
    }
    return found;
}

static void lire_arbre(struct formacode_analyse *a, const struct csv_ligne *ligne)
{
    size_t numero = ligne->numero;
    if (!verifier_colonnes(a, ligne, a_les_colonnes_de_l_arbre(ligne), COLONNES_ARBRE)) {
        return;
    }
    size_t column = cellule(ligne);
    if (column == 0) {
        import_formacode_refuser(a, numero, "un terme et un seul attendu dans les colonnes C à H");
        return;
    }
    const char *texte = text_clean(a->arena, ligne->champs[column]);
    const char *espace = strrchr(texte, ' ');
    const char *code = espace ? espace + 1 : texte;
    if (!verifier_code(a, numero, code)) {
        return;
    }
    size_t length = espace ? (size_t)(espace - texte) : 0;
    const char *majuscules = text_clean(a->arena, arena_strndup(a->arena, texte, length));
    if (!verifier_libelle(a, numero, "libellé", majuscules)) {
        return;
    }
    if (strncmp(code, ligne->champs[0], 3) != 0 || strlen(ligne->champs[0]) != 3) {
        import_formacode_refuser(
            a, numero,
            arena_printf(a->arena, "code %s hors du champ « %s » de la colonne A", code,
                         import_formacode_extrait(a->arena, ligne->champs[0])));
        return;
    }
    if (column > 2 && a->profondeur + 1 < column) {
        import_formacode_refuser(a, numero,
                                 arena_printf(a->arena,
                                              "terme %s en colonne %c sans terme au-dessus de "
                                              "lui en colonne %c",
                                              code, (int)('A' + column), (int)('A' + column - 1)));
        return;
    }
    struct formacode_entree *entree = import_formacode_ajouter(a, numero);
    entree->terme = (struct formacode_terme){.code = code,
                                             .parent = column > 2 ? a->pile[column - 1] : "",
                                             .majuscules = majuscules,
                                             .libelle = "",
                                             .synonymes = "",
                                             .metiers = "",
                                             .choisissable = true};
    a->pile[column] = code;
    a->profondeur = column;
}

static enum status lire_ligne(void *context, const struct csv_ligne *ligne)
{
    struct formacode_analyse *a = context;
    if (a->format == FORMAT_INCONNU) {
        return reconnaitre(a, ligne);
    }
    if (a->n == FORMACODE_TERMES_MAX) {
        import_formacode_refuser(a, ligne->numero,
                                 arena_printf(a->arena, "plus de %d termes", FORMACODE_TERMES_MAX));
        return STATUS_REFUSED;
    }
    if (a->format == FORMAT_THESAURUS) {
        lire_thesaurus(a, ligne);
    } else {
        lire_arbre(a, ligne);
    }
    return STATUS_OK;
}

/* ---- the whole */

static void progresser(void *context, size_t octets)
{
    const struct formacode_analyse *a = context;
    if (a->progress && a->taille) {
        size_t part = octets < a->taille ? octets : a->taille;
        a->progress(a->context, part * PAR_MILLE_LECTURE / a->taille, 1000);
    }
}

enum status import_formacode_analyser(FILE *file, size_t taille, struct arena *arena,
                                      const char *nom,
                                      void (*progress)(void *context, size_t done, size_t total),
                                      void *context, struct formacode_edition *edition_r,
                                      struct import_bilan *bilan_r)
{
    *bilan_r = (struct import_bilan){0};
    struct formacode_analyse a = {.arena = arena,
                                  .bilan = bilan_r,
                                  .nom = nom,
                                  .progress = progress,
                                  .context = context,
                                  .taille = taille};
    const struct lecteur_csv lecteur = {.separateur = ';',
                                        .octets_max = IMPORT_FORMACODE_OCTETS_MAX,
                                        .ligne = lire_ligne,
                                        .progres = progresser,
                                        .context = &a};
    TRY(import_lecture_csv(arena, file, &lecteur, &bilan_r->raisons));
    if (bilan_r->raisons.n == 0) {
        import_formacode_verifier(&a);
    }
    if (bilan_r->raisons.n > 0) {
        return STATUS_REFUSED;
    }
    struct formacode_terme *termes = ARENA_ARRAY(arena, struct formacode_terme, a.n);
    for (size_t i = 0; i < a.n; i++) {
        termes[i] = a.entrees[i].terme;
    }
    *edition_r = (struct formacode_edition){.version = bilan_r->version,
                                            .capitales = a.format == FORMAT_ARBRE,
                                            .termes = termes,
                                            .n = a.n};
    return STATUS_OK;
}

/* ---- into the base */

struct ecriture {
    struct arena *arena;
    const char *path;
    struct formacode_edition edition;
    struct import_bilan *bilan;
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};

static void progresser_ecriture(void *context, size_t done, size_t total)
{
    const struct ecriture *e = context;
    if (e->progress && total) {
        e->progress(e->context, PAR_MILLE_LECTURE + done * (999 - PAR_MILLE_LECTURE) / total, 1000);
    }
}

static enum status ecrire(struct db *db, void *context)
{
    struct ecriture *e = context;
    return formacode_remplacer(db, e->arena, &e->edition, progresser_ecriture, e,
                               &e->bilan->changements);
}

static enum status lire(void *context, const struct import_fichier *fichier)
{
    struct ecriture *e = context;
    return import_formacode_analyser(fichier->file, fichier->taille, e->arena, e->path, e->progress,
                                     e->context, &e->edition, e->bilan);
}

enum status import_formacode(struct db *db, struct arena *arena, const char *path,
                             void (*progress)(void *context, size_t done, size_t total),
                             void *context, struct import_bilan *bilan_r)
{
    *bilan_r = (struct import_bilan){0};
    struct ecriture e = {
        .arena = arena, .path = path, .bilan = bilan_r, .progress = progress, .context = context};
    const struct import_lecture lecture = {.arena = arena,
                                           .raisons = &bilan_r->raisons,
                                           .octets_max = IMPORT_FORMACODE_OCTETS_MAX,
                                           .lire = lire,
                                           .ecrire = ecrire,
                                           .context = &e};
    TRY(import_lecture_importer(db, path, &lecture));
    if (progress) {
        progress(context, 1000, 1000);
    }
    return STATUS_OK;
}

void import_formacode_dire(const struct import_bilan *bilan, FILE *out)
{
    if (bilan->raisons.n == 0) {
        const struct formacode_changements *c = &bilan->changements;
        fprintf(out,
                "Formacode V%lld : %zu termes lus ; %zu créés, %zu modifiés (dont %zu renommés), "
                "%zu disparus (gardés pour les fiches), %zu inchangés\n",
                (long long)bilan->version, bilan->termes, c->crees, c->modifies, c->renommes,
                c->disparus, c->inchanges);
    }
    import_lecture_dire(&bilan->raisons, out);
}
