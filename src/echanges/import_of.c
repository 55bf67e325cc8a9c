#include "import_of.h"

#include "dates.h"
#include "ecart_qualiopi.h"
#include "siret.h"
#include "text.h"

#include <string.h>
#include <strings.h>

#define NBSP "\u00A0"

enum colonne {
    NDA,
    DENOMINATION,
    SIRET,
    CERTIFICATIONS, /* four of them */
    VOIE = CERTIFICATIONS + LISTE_PUBLIQUE_CATEGORIES,
    CODE_POSTAL,
    VILLE,
    REGION,
    DECLAREE,
    SIREN,
    COLONNES
};

_Static_assert(COLONNES <= IMPORT_COLONNES_MAX, "the columns of the list");

static const char *const noms[COLONNES] = {
    [NDA] = "numeroDeclarationActivite",
    [DENOMINATION] = "denomination",
    [SIRET] = "siretEtablissementDeclarant",
    [CERTIFICATIONS] = "certifications.actionsDeFormation",
    [CERTIFICATIONS + 1] = "certifications.bilansDeCompetences",
    [CERTIFICATIONS + 2] = "certifications.VAE",
    [CERTIFICATIONS + 3] = "certifications.actionsDeFormationParApprentissage",
    [VOIE] = "adressePhysiqueOrganismeFormation.voie",
    [CODE_POSTAL] = "adressePhysiqueOrganismeFormation.codePostal",
    [VILLE] = "adressePhysiqueOrganismeFormation.ville",
    [REGION] = "adressePhysiqueOrganismeFormation.codeRegion",
    [DECLAREE] = "informationsDeclarees.dateDerniereDeclaration",
    [SIREN] = "siren",
};

/* ---- a row */

struct parcours {
    struct arena *arena; /* of the reasons */
    struct arena *ligne; /* of the row at hand */
    struct import_of_bilan *bilan;
    size_t lues;
    enum status (*suite)(void *context, const struct liste_publique_ligne *ligne);
    void *context;
};

static void ignorer(void *context, size_t numero, const char *raison)
{
    struct parcours *p = context;
    p->bilan->ignorees++;
    import_lecture_refuser(&p->bilan->raisons, numero,
                           p->bilan->raisons.n < IMPORT_RAISONS_MAX ? arena_strdup(p->arena, raison)
                                                                    : "");
}

/* Spreadsheets take the first 0 of a number away. */
static const char *completer(struct arena *arena, const char *chiffres, size_t n)
{
    size_t length = strlen(chiffres);
    return length + 1 == n && text_is_number(chiffres) ? arena_printf(arena, "0%s", chiffres)
                                                       : chiffres;
}

static const char *lire_nda(struct parcours *p, const char *cellule, const char **nda_r)
{
    *nda_r = text_upper(p->ligne, completer(p->ligne, siret_garder(p->ligne, cellule), 11));
    return nda_juger(p->ligne, *nda_r) ? "numeroDeclarationActivite faux, 11 caractères attendus"
                                       : NULL;
}

/* Its key is not looked at: what the list says is kept as it is. The last five digits alone follow
 * the SIREN. */
static const char *lire_siret(struct parcours *p, const char *const *cellules, const char **siret_r)
{
    const char *siret = completer(p->ligne, siret_garder(p->ligne, cellules[SIRET]), 14);
    const char *siren = completer(p->ligne, siret_garder(p->ligne, cellules[SIREN]), 9);
    if (text_is_digits(siret, 5) && text_is_digits(siren, 9)) {
        siret = arena_printf(p->ligne, "%s%s", siren, siret);
    }
    *siret_r = siret;
    return *siret && !text_is_digits(siret, 14)
               ? "siretEtablissementDeclarant faux, 14 chiffres attendus"
               : NULL;
}

static const char *lire_certification(struct parcours *p, const char *cellule, size_t place,
                                      int64_t *bits)
{
    static const char *const oui[] = {"true", "vrai", "oui", "1", NULL};
    static const char *const non[] = {"false", "faux", "non", "0", "", NULL};
    for (size_t i = 0; oui[i]; i++) {
        if (strcasecmp(cellule, oui[i]) == 0) {
            *bits |= INT64_C(1) << place;
            return NULL;
        }
    }
    for (size_t i = 0; non[i]; i++) {
        if (strcasecmp(cellule, non[i]) == 0) {
            return NULL;
        }
    }
    return arena_printf(p->ligne, "%s faux, true ou false attendu", noms[CERTIFICATIONS + place]);
}

static const char *lire_texte(struct parcours *p, const char *const *cellules, enum colonne colonne,
                              const char **texte_r)
{
    *texte_r = text_clean(p->ligne, cellules[colonne]);
    size_t length = text_length(*texte_r);
    if (length > IMPORT_OF_TEXTE_MAX) {
        return arena_printf(p->ligne, "%s de %zu caractères, %d au maximum", noms[colonne], length,
                            IMPORT_OF_TEXTE_MAX);
    }
    return text_first_forbidden(*texte_r, false)
               ? arena_printf(p->ligne, "caractère de contrôle dans %s, un texte attendu",
                              noms[colonne])
               : NULL;
}

static const char *lire_date(struct parcours *p, const char *cellule, const char **iso_r)
{
    const char *iso = dates_keep(p->ligne, text_clean(p->ligne, cellule));
    *iso_r = iso;
    return *iso && !dates_is_iso(iso)
               ? arena_printf(p->ligne, "%s fausse, attendu " DATES_FORMAT, noms[DECLAREE])
               : NULL;
}

/* NULL, or what is wrong with the row. */
static const char *lire_cellules(struct parcours *p, const char *const *cellules,
                                 struct liste_publique_ligne *l)
{
    struct {
        enum colonne colonne;
        const char **texte;
    } textes[] = {{DENOMINATION, &l->denomination},
                  {VOIE, &l->voie},
                  {CODE_POSTAL, &l->code_postal},
                  {VILLE, &l->ville},
                  {REGION, &l->region}};
    const char *faute = lire_nda(p, cellules[NDA], &l->nda);
    faute = faute ? faute : lire_siret(p, cellules, &l->siret);
    for (size_t i = 0; i < LISTE_PUBLIQUE_CATEGORIES && !faute; i++) {
        faute = lire_certification(p, cellules[CERTIFICATIONS + i], i, &l->certifications);
    }
    for (size_t i = 0; i < sizeof textes / sizeof *textes && !faute; i++) {
        faute = lire_texte(p, cellules, textes[i].colonne, textes[i].texte);
    }
    return faute ? faute : lire_date(p, cellules[DECLAREE], &l->declaree_le);
}

static enum status lire_ligne(void *context, size_t numero, const char *const *cellules)
{
    struct parcours *p = context;
    struct liste_publique_ligne ligne = {.ligne = (int64_t)numero};
    arena_reset(p->ligne);
    const char *faute = lire_cellules(p, cellules, &ligne);
    if (faute) {
        ignorer(p, numero, faute);
        return STATUS_OK;
    }
    if (++p->lues > IMPORT_OF_MAX) {
        import_lecture_refuser(&p->bilan->raisons, numero,
                               arena_printf(p->arena, "%d organismes au maximum", IMPORT_OF_MAX));
        return STATUS_REFUSED;
    }
    return p->suite(p->context, &ligne);
}

/* ---- a file */

static void juger(struct parcours *p)
{
    struct import_of_bilan *bilan = p->bilan;
    if (p->lues + bilan->raisons.n == 0) {
        import_lecture_refuser(&bilan->raisons, 0, "aucun organisme dans le fichier");
    }
    bilan->changements.lues = (int64_t)p->lues;
}

static bool trop_de_fautes(const struct import_of_bilan *bilan)
{
    size_t lues = (size_t)bilan->changements.lues;
    return bilan->ignorees * IMPORT_OF_PART > lues + bilan->ignorees;
}

enum status import_of_parcourir(struct arena *arena, FILE *file, struct import_of_bilan *bilan_r,
                                enum status (*ligne)(void *context,
                                                     const struct liste_publique_ligne *ligne),
                                void *context)
{
    ARENA_SCRATCH(rangee, 0);
    struct parcours p = {
        .arena = arena, .ligne = rangee, .bilan = bilan_r, .suite = ligne, .context = context};
    struct import_colonnes colonnes = {.separateur = ';',
                                       .octets_max = IMPORT_OF_OCTETS_MAX,
                                       .requises = VOIE,
                                       .ligne = lire_ligne,
                                       .fautive = ignorer,
                                       .context = &p};
    memcpy(colonnes.noms, noms, sizeof noms);
    *bilan_r = (struct import_of_bilan){.ignorees = 0};
    TRY(import_lecture_colonnes(arena, file, &colonnes, &bilan_r->raisons));
    juger(&p);
    return trop_de_fautes(bilan_r) || bilan_r->raisons.n > bilan_r->ignorees ? STATUS_REFUSED
                                                                             : STATUS_OK;
}

/* ---- into the base */

#define LOT 256

struct travail {
    struct arena *arena;
    const struct import_of_options *options;
    struct import_of_bilan *bilan;
    FILE *file;
    long origine; /* of the text in it */
    struct db *db;
    struct arena *textes; /* of the lot */
    struct liste_publique_ligne lot[LOT];
    size_t n;
};

/* Its rows go into a table of their own: the transaction that refuses it leaves nothing of them. */
static enum status lire(void *context, const struct import_fichier *fichier)
{
    struct travail *t = context;
    t->file = fichier->file;
    t->origine = ftell(t->file);
    return STATUS_OK;
}

static enum status vider_lot(struct travail *t)
{
    TRY(liste_publique_lot(t->db, t->lot, t->n));
    t->n = 0;
    arena_reset(t->textes);
    return STATUS_OK;
}

static enum status garder(void *context, const struct liste_publique_ligne *ligne)
{
    struct travail *t = context;
    struct arena *a = t->textes;
    struct liste_publique_ligne *l = &t->lot[t->n++];
    *l = *ligne;
    l->nda = arena_strdup(a, l->nda);
    l->siret = arena_strdup(a, l->siret);
    l->denomination = arena_strdup(a, l->denomination);
    l->voie = arena_strdup(a, l->voie);
    l->code_postal = arena_strdup(a, l->code_postal);
    l->ville = arena_strdup(a, l->ville);
    l->region = arena_strdup(a, l->region);
    l->declaree_le = arena_strdup(a, l->declaree_le);
    return t->n == LOT ? vider_lot(t) : STATUS_OK;
}

static enum status lire_dans_la_base(struct travail *t)
{
    int64_t lignes[IMPORT_RAISONS_MAX];
    size_t doubles = 0;
    TRY(liste_publique_commencer(t->db));
    t->n = 0;
    if (fseek(t->file, t->origine, SEEK_SET) != 0) {
        return STATUS_ERROR;
    }
    TRY(import_of_parcourir(t->arena, t->file, t->bilan, garder, t));
    TRY(vider_lot(t));
    TRY(liste_publique_comparer(t->db, lignes, IMPORT_RAISONS_MAX, &doubles,
                                &t->bilan->changements));
    for (size_t i = 0; i < doubles; i++) {
        t->bilan->ignorees++;
        import_lecture_refuser(&t->bilan->raisons, i < IMPORT_RAISONS_MAX ? (size_t)lignes[i] : 0,
                               "NDA et SIRET en double, déjà plus haut");
    }
    return trop_de_fautes(t->bilan) ? STATUS_REFUSED : STATUS_OK;
}

/* A file that lacks much of what was on the list is an old one, a part, or another one. */
static enum status juger_absents(const struct travail *t)
{
    const struct liste_publique_changements *c = &t->bilan->changements;
    if (t->options->quand_meme || c->disparues < IMPORT_OF_ABSENTS ||
        c->disparues * IMPORT_OF_PART <= c->presentes) {
        return STATUS_OK;
    }
    t->bilan->raisons.n = t->bilan->ignorees = 0;
    import_lecture_refuser(
        &t->bilan->raisons, 0,
        arena_printf(t->arena,
                     "%lld des %lld organismes de la liste ne sont pas dans le fichier" NBSP
                     ": est-il complet" NBSP "? «" NBSP "--quand-meme" NBSP
                     "» l'importe tel qu'il est",
                     (long long)c->disparues, (long long)c->presentes));
    return STATUS_REFUSED;
}

static enum status ecrire_avec(struct travail *t)
{
    char aujourdhui[DATES_ISO_SIZE];
    const struct liste_publique_import import = {
        .instant = dates_now(), .par = t->options->par, .source = t->options->source};
    dates_today(aujourdhui);
    TRY(lire_dans_la_base(t));
    TRY(juger_absents(t));
    TRY(liste_publique_fusionner(t->db, &import, &t->bilan->changements));
    if (t->options->delai) {
        TRY(ecart_qualiopi_fixer_delai(t->db, t->arena, t->options->delai));
    }
    TRY(ecart_qualiopi_comparer(t->db, t->arena, 0, aujourdhui));
    TRY(ecart_qualiopi_avertir(t->db, t->arena, aujourdhui, &t->bilan->courriels));
    return ecart_qualiopi_compter(t->db, &t->bilan->ecarts);
}

static enum status ecrire(struct db *db, void *context)
{
    struct travail *t = context;
    ARENA_SCRATCH(textes, 0);
    t->db = db;
    t->textes = textes;
    return ecrire_avec(t);
}

enum status import_of(struct db *db, struct arena *arena, const char *path,
                      const struct import_of_options *options, struct import_of_bilan *bilan_r)
{
    *bilan_r = (struct import_of_bilan){.ignorees = 0};
    struct travail *t = ARENA_NEW(arena, struct travail);
    t->arena = arena;
    t->options = options;
    t->bilan = bilan_r;
    const struct import_lecture lecture = {.arena = arena,
                                           .raisons = &bilan_r->raisons,
                                           .octets_max = IMPORT_OF_OCTETS_MAX,
                                           .lire = lire,
                                           .ecrire = ecrire,
                                           .context = t};
    return import_lecture_importer(db, path, &lecture);
}

void import_of_dire(const struct import_of_bilan *bilan, bool faite, FILE *out)
{
    const struct liste_publique_changements *c = &bilan->changements;
    if (faite) {
        fprintf(out,
                "%lld organismes lus"
                " ; %lld nouveaux, %lld modifiés, %lld revenus, %lld disparus de la liste\n",
                (long long)c->lues, (long long)c->nouvelles, (long long)c->modifiees,
                (long long)c->revenues, (long long)c->disparues);
        fprintf(out,
                "Qualiopi" NBSP ": %lld écart%s avec les fiches, %zu courriel%s déposé%s" NBSP
                "; voir /admin/ecarts-qualiopi\n",
                (long long)bilan->ecarts, bilan->ecarts > 1 ? "s" : "", bilan->courriels,
                bilan->courriels > 1 ? "s" : "", bilan->courriels > 1 ? "s" : "");
    }
    if (faite && bilan->ignorees) {
        fprintf(out, "%zu ligne%s ignorée%s" NBSP ":\n", bilan->ignorees,
                bilan->ignorees > 1 ? "s" : "", bilan->ignorees > 1 ? "s" : "");
    }
    if (!faite && bilan->ignorees && bilan->ignorees == bilan->raisons.n) {
        fputs("Trop de lignes fausses, est-ce le bon fichier" NBSP "?\n", out);
    }
    import_lecture_dire(&bilan->raisons, out);
}
