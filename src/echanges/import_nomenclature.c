#include "import_nomenclature_private.h"

#include "dates.h"
#include "derives.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A file in CSV: import_lecture.h tells of its columns. */
struct format {
    const char *quoi;
    const char *nom;
    char separateur;
    size_t requises; /* of them; the others may lack */
    const char *colonnes[IMPORT_COLONNES_MAX];
    /* The entry of a row, or what is wrong with it in French. */
    const char *(*lire)(struct arena *arena, const char *const *cellules,
                        struct nomenclature_ligne *ligne);
};

struct lecture_csv {
    struct nomenclature_lecture *commun;
    const struct format *format;
};

/* For people. */
static const char *const noms[] = {[NOMENCLATURE_NSF] = "NSF",
                                   [NOMENCLATURE_ROME] = "ROME",
                                   [NOMENCLATURE_RNCP] = "RNCP",
                                   [NOMENCLATURE_RS] = "RS",
                                   [NOMENCLATURE_CERTIFINFO] = "Certifinfo"};

/* ---- rows of CSV; cells are valid for the call only */

static const char *lire_nsf(struct arena *arena, const char *const *cellules,
                            struct nomenclature_ligne *ligne)
{
    if (!text_is_digits(cellules[0], 3)) {
        return "code de 3 chiffres attendu";
    }
    ligne->entree = (struct nomenclature_entree){
        .nom = NOMENCLATURE_NSF, .code = arena_strdup(arena, cellules[0]), .libelle = cellules[1]};
    return NULL;
}

static const char *lire_rome(struct arena *arena, const char *const *cellules,
                             struct nomenclature_ligne *ligne)
{
    const char *code = cellules[0];
    if (code[0] < 'A' || code[0] > 'Z' || !text_is_digits(code + 1, 4)) {
        return "code d'une lettre et 4 chiffres attendu";
    }
    ligne->entree = (struct nomenclature_entree){
        .nom = NOMENCLATURE_ROME, .code = arena_strdup(arena, code), .libelle = cellules[1]};
    return NULL;
}

/* As a form reads it: an empty one is none. */
static const char *lire_date(struct arena *arena, const char *cellule, const char *quoi,
                             const char **iso_r)
{
    const char *iso = dates_keep(arena, text_clean(arena, cellule));
    const char *faute = *iso ? dates_check(arena, iso) : NULL;
    if (*iso && !faute) {
        faute = dates_check_between(arena, iso, NULL, NULL);
    }
    *iso_r = iso;
    return faute ? arena_printf(arena, "%s\u00A0: %s", quoi, faute) : NULL;
}

static const char *lire_rncp(struct arena *arena, const char *const *cellules,
                             struct nomenclature_ligne *ligne)
{
    bool rs = import_nomenclature_est_code(cellules[0], "RS", 6);
    const char *fin = "";
    const char *debut = "";
    if (!rs && !import_nomenclature_est_code(cellules[0], "RNCP", 6)) {
        return "numéro de fiche faux, RNCP ou RS suivi de chiffres attendu";
    }
    const char *faute = lire_date(arena, cellules[4], "fin d'enregistrement", &fin);
    faute = faute ? faute : lire_date(arena, cellules[6], "date d'effet", &debut);
    if (faute) {
        return faute;
    }
    const char *title = text_clean(arena, cellules[1]);
    if (cellules[2][0] && title[0]) {
        title = arena_printf(arena, "%s - %s", cellules[2], title);
    }
    const char *level = strncmp(cellules[3], "NIV", 3) == 0 ? cellules[3] + 3 : "";
    ligne->entree =
        (struct nomenclature_entree){.nom = rs ? NOMENCLATURE_RS : NOMENCLATURE_RNCP,
                                     .code = arena_strdup(arena, cellules[0]),
                                     .libelle = title,
                                     .niveau = nomenclature_niveau(level),
                                     .debut = debut,
                                     .fin = fin,
                                     .inactive = strcasecmp(cellules[5], "INACTIVE") == 0};
    return NULL;
}

static const struct format formats[] = {
    {"nsf", "NSF", ';', 2, {"code", "libelle"}, lire_nsf},
    {"rome", "ROME", ',', 2, {"code_rome", "libelle_rome"}, lire_rome},
    {"rncp",
     "RNCP et RS",
     ';',
     5,
     {"Numero_Fiche", "Intitule", "Abrege_Libelle", "Nomenclature_Europe_Niveau",
      "Date_Fin_Enregistrement", "Actif", "Date_Effet"},
     lire_rncp},
    {.quoi = "certifinfo", .nom = "Certifinfo"},
};

static const struct format *format_de(const char *quoi)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strcmp(formats[i].quoi, quoi) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

static void noter_fautive(void *context, size_t numero, const char *raison)
{
    struct lecture_csv *l = context;
    import_nomenclature_ignorer(l->commun, numero, raison);
}

static enum status lire_ligne(void *context, size_t numero, const char *const *cellules)
{
    struct lecture_csv *l = context;
    struct nomenclature_ligne entree = {0};
    const char *wrong = l->format->lire(l->commun->arena, cellules, &entree);
    if (wrong) {
        noter_fautive(l, numero, wrong);
        return STATUS_OK;
    }
    return import_nomenclature_ajouter(l->commun, numero, "", entree);
}

static enum status lire_csv(struct nomenclature_lecture *commun, const struct format *format,
                            FILE *file)
{
    struct lecture_csv l = {.commun = commun, .format = format};
    struct import_colonnes colonnes = {.separateur = format->separateur,
                                       .octets_max = IMPORT_NOMENCLATURE_OCTETS_MAX,
                                       .requises = format->requises,
                                       .ligne = lire_ligne,
                                       .fautive = noter_fautive,
                                       .context = &l};
    memcpy(colonnes.noms, format->colonnes, sizeof colonnes.noms);
    return import_lecture_colonnes(commun->arena, file, &colonnes, &commun->bilan->raisons);
}

/* ---- the whole file */

static int par_code(const void *a, const void *b)
{
    const struct import_entree *one = a;
    const struct import_entree *other = b;
    int order = (int)one->ligne.entree.nom - (int)other->ligne.entree.nom;
    order = order ? order : strcmp(one->ligne.entree.code, other->ligne.entree.code);
    return order ? order : (one->rang > other->rang) - (one->rang < other->rang);
}

/* Puts the entries in order. RNCP codes that several Certifinfo codes bring are no doubles. */
static void verifier(struct nomenclature_lecture *l)
{
    if (l->n == 0 && l->bilan->raisons.n == 0) {
        import_nomenclature_refuser(l, 0, "aucun code dans le fichier");
    }
    if (l->n > 1) {
        qsort(l->entrees, l->n, sizeof(*l->entrees), par_code);
    }
    size_t kept = l->n ? 1 : 0;
    for (size_t i = 1; i < l->n; i++) {
        const struct import_entree *entree = &l->entrees[i];
        const struct import_entree *last = &l->entrees[kept - 1];
        if (entree->ligne.entree.nom != last->ligne.entree.nom ||
            strcmp(entree->ligne.entree.code, last->ligne.entree.code) != 0) {
            l->entrees[kept++] = *entree;
        } else if (!entree->ligne.appoint) {
            import_nomenclature_ignorer(l, entree->numero,
                                        arena_printf(l->arena, "code %s en double, déjà ligne %zu",
                                                     entree->ligne.entree.code, last->numero));
        }
    }
    l->n = kept;
}

/* A file that lacks much of what the base has is an old one, a part, or another one. */
static enum status juger_absents(struct nomenclature_lecture *l)
{
    for (size_t nom = 0; nom < NOMENCLATURE_CERTIFICATIONS && !l->quand_meme; nom++) {
        const struct nomenclature_changements *c = &l->bilan->changements[nom];
        size_t presents = c->modifies + c->inchanges + c->gardes;
        if (presents >= IMPORT_NOMENCLATURE_FONDS &&
            c->gardes * IMPORT_NOMENCLATURE_PART > presents && l->bilan->principaux[nom]) {
            import_nomenclature_refuser(
                l, 0,
                arena_printf(l->arena,
                             "%zu des %zu codes %s de la base ne sont pas dans le fichier : est-il "
                             "complet ? « --quand-meme » l'importe tel qu'il est",
                             c->gardes, presents, noms[nom]));
            return STATUS_REFUSED;
        }
    }
    return STATUS_OK;
}

static enum status ecrire(struct db *db, void *context)
{
    struct nomenclature_lecture *l = context;
    struct nomenclature_ligne *lignes = ARENA_ARRAY(l->arena, struct nomenclature_ligne, l->n);
    for (size_t i = 0; i < l->n; i++) {
        lignes[i] = l->entrees[i].ligne;
        l->bilan->principaux[lignes[i].entree.nom] |= !lignes[i].appoint;
    }
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    TRY(nomenclature_ecrire(db, l->arena, lignes, l->n, l->bilan->changements));
    TRY(juger_absents(l));
    return action_references_toutes(db, aujourdhui, &l->bilan->videes);
}

enum status import_nomenclature_lire(struct nomenclature_lecture *l, FILE *file)
{
    const struct format *format = format_de(l->quoi);
    l->bilan->nom = format->nom;
    TRY(format->lire ? lire_csv(l, format, file) : import_certifinfo_lire(l, file));
    verifier(l);
    l->bilan->lues = l->n;
    bool trop = l->bilan->ignorees * IMPORT_NOMENCLATURE_PART > l->n + l->bilan->ignorees;
    return trop || l->bilan->raisons.n > l->bilan->ignorees ? STATUS_REFUSED : STATUS_OK;
}

bool import_nomenclature_existe(const char *quoi)
{
    return format_de(quoi) != NULL;
}

static enum status lire(void *context, const struct import_fichier *fichier)
{
    return import_nomenclature_lire(context, fichier->file);
}

enum status import_nomenclature(struct db *db, struct arena *arena, const char *quoi,
                                const char *path, bool quand_meme,
                                struct import_nomenclature_bilan *bilan_r)
{
    *bilan_r = (struct import_nomenclature_bilan){.nom = ""};
    struct nomenclature_lecture l = {
        .arena = arena, .bilan = bilan_r, .quoi = quoi, .quand_meme = quand_meme};
    const struct import_lecture lecture = {.arena = arena,
                                           .raisons = &bilan_r->raisons,
                                           .octets_max = IMPORT_NOMENCLATURE_OCTETS_MAX,
                                           .lire = lire,
                                           .ecrire = ecrire,
                                           .context = &l};
    return import_lecture_importer(db, path, &lecture);
}

void import_nomenclature_dire(const struct import_nomenclature_bilan *bilan, bool faite, FILE *out)
{
    for (size_t nom = 0; nom < NOMENCLATURE_CERTIFICATIONS && faite; nom++) {
        const struct nomenclature_changements *c = &bilan->changements[nom];
        if (c->crees + c->modifies + c->inchanges) {
            fprintf(out,
                    "%s : %zu codes lus ; %zu créés, %zu modifiés, %zu inchangés, %zu absents du "
                    "fichier (gardés pour les fiches)\n",
                    noms[nom], c->crees + c->modifies + c->inchanges, c->crees, c->modifies,
                    c->inchanges, c->gardes);
        }
    }
    if (faite && bilan->videes) {
        bool une = bilan->videes == 1;
        fprintf(
            out,
            "%zu action%s publiée%s perd%s une certification, finie ou inconnue désormais : voir "
            "la liste « Références perdues » du tableau de bord\n",
            bilan->videes, une ? "" : "s", une ? "" : "s", une ? "" : "ent");
    }
    if (faite && bilan->ignorees) {
        fprintf(out, "%zu ligne%s ignorée%s :\n", bilan->ignorees, bilan->ignorees > 1 ? "s" : "",
                bilan->ignorees > 1 ? "s" : "");
    }
    if (!faite && bilan->ignorees && bilan->ignorees == bilan->raisons.n) {
        fputs("Trop de lignes fausses, est-ce le bon fichier ?\n", out);
    }
    import_lecture_dire(&bilan->raisons, out);
}
