#include "nomenclature.h"

#include "buffer.h"
#include "fold.h"

#include <stdlib.h>
#include <string.h>

STATEMENT(NOMENCLATURE_TOUTES, "t", "tttttttt",
          "SELECT code, libelle, niveau, renvoi, debut, fin, inactive, recherche FROM nomenclature "
          "WHERE nom = $1"
          " ORDER BY code");
STATEMENT(NOMENCLATURE_CREER, "ttttttttt", "",
          "INSERT INTO nomenclature (nom, code, libelle, niveau, renvoi, debut, fin, inactive,"
          " recherche) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
STATEMENT(NOMENCLATURE_MODIFIER, "ttttttttt", "",
          "UPDATE nomenclature SET libelle = $3, niveau = $4, renvoi = $5, debut = $6, fin = $7,"
          " inactive = $8, recherche = $9 WHERE nom = $1 AND code = $2");

/* ---- column `recherche` */

/* The code, and its digits alone when letters stand before them: "rncp37715 37715". */
static void ajouter_code(struct buffer *text, struct arena *arena, const char *code)
{
    const char *folded = fold_text(arena, code);
    size_t letters = strcspn(folded, "0123456789");
    buffer_printf(text, " %s", folded);
    if (letters > 1 && folded[letters]) {
        buffer_printf(text, " %s", folded + letters);
    }
}

static void ajouter_mots(struct buffer *text, struct arena *arena, const char *source)
{
    struct fold_words words = fold_split(arena, source);
    for (size_t i = 0; i < words.n; i++) {
        buffer_printf(text, " %s", words.items[i]);
    }
}

/* Column `recherche`: " 114929 rncp37715 37715 | titre professionnel …": codes, a bar, words of the
 * title and others, then stems that begin none of them. */
static const char *mots_de_recherche(struct arena *arena, const struct nomenclature_ligne *ligne)
{
    struct buffer text;
    buffer_init(&text, arena, 256);
    ajouter_code(&text, arena, ligne->entree.code);
    if (ligne->entree.renvoi && ligne->entree.renvoi[0]) {
        ajouter_code(&text, arena, ligne->entree.renvoi);
    }
    buffer_text(&text, " |");
    ajouter_mots(&text, arena, ligne->entree.libelle);
    if (ligne->mots) {
        ajouter_mots(&text, arena, ligne->mots);
    }
    struct fold_words stems = fold_stems(arena, ligne->entree.libelle);
    for (size_t i = 0; i < stems.n; i++) {
        const char *stem = arena_printf(arena, " %s", stems.items[i]);
        if (!strstr(text.data, stem)) {
            buffer_text(&text, stem);
        }
    }
    return text.data;
}

/* ---- lines into the base */

enum { VALEURS = 7 };

struct presente {
    const char *code;
    const char *valeurs[VALEURS]; /* libelle, niveau, renvoi, debut, fin, inactive, recherche */
};

struct presentes {
    struct presente *items;
    size_t n;
};

static enum status lire_presentes(struct db *db, struct arena *arena, enum nomenclature nom,
                                  struct presentes *presentes_r)
{
    struct presentes all = {0};
    struct db_rows rows;
    DB_QUERY(db, &NOMENCLATURE_TOUTES, &rows, BIND_TEXT(nomenclature_nom(nom)));
    while (db_next(&rows)) {
        struct presente *item = ARENA_PUSH(arena, all.items, all.n);
        item->code = db_text(&rows, 0, arena);
        for (int i = 0; i < VALEURS; i++) {
            item->valeurs[i] = db_text(&rows, i + 1, arena);
        }
    }
    *presentes_r = all;
    return db_end(&rows);
}

static int par_code(const void *key, const void *item)
{
    return strcmp(key, ((const struct presente *)item)->code);
}

static bool est_pareille(const struct presente *presente, const char *const valeurs[VALEURS])
{
    for (int i = 0; i < VALEURS; i++) {
        if (strcmp(presente->valeurs[i], valeurs[i] ? valeurs[i] : "") != 0) {
            return false;
        }
    }
    return true;
}

static enum status ecrire_ligne(struct db *db, struct arena *arena,
                                const struct nomenclature_ligne *ligne,
                                const struct presentes *presentes,
                                struct nomenclature_changements *changements)
{
    const struct nomenclature_entree *e = &ligne->entree;
    const struct presente *present = presentes->n ? bsearch(e->code, presentes->items, presentes->n,
                                                            sizeof(*presentes->items), par_code)
                                                  : NULL;
    changements->gardes -= present ? 1 : 0;
    const char *const valeurs[VALEURS] = {e->libelle,
                                          e->niveau,
                                          e->renvoi,
                                          e->debut,
                                          e->fin,
                                          e->inactive ? "1" : "",
                                          mots_de_recherche(arena, ligne)};
    if (present && (ligne->appoint || est_pareille(present, valeurs))) {
        changements->inchanges++;
        return STATUS_OK;
    }
    *(present ? &changements->modifies : &changements->crees) += 1;
    return DB_EXEC(db, present ? &NOMENCLATURE_MODIFIER : &NOMENCLATURE_CREER, NULL,
                   BIND_TEXT(nomenclature_nom(e->nom)), BIND_TEXT(e->code), BIND_TEXT(valeurs[0]),
                   BIND_TEXT_OR_NULL(valeurs[1]), BIND_TEXT_OR_NULL(valeurs[2]),
                   BIND_TEXT_OR_NULL(valeurs[3]), BIND_TEXT_OR_NULL(valeurs[4]),
                   BIND_TEXT_OR_NULL(valeurs[5]), BIND_TEXT(valeurs[6]));
}

enum status nomenclature_ecrire(struct db *db, struct arena *arena,
                                const struct nomenclature_ligne *lignes, size_t n,
                                struct nomenclature_changements *changements_r)
{
    struct nomenclature_changements changements[NOMENCLATURE_CERTIFICATIONS] = {0};
    for (int nom = 0; nom < NOMENCLATURE_CERTIFICATIONS; nom++) {
        struct presentes presentes = {0};
        bool read = false;
        for (size_t i = 0; i < n; i++) {
            if ((int)lignes[i].entree.nom != nom) {
                continue;
            }
            if (!read) {
                TRY(lire_presentes(db, arena, (enum nomenclature)nom, &presentes));
                changements[nom].gardes = presentes.n;
                read = true;
            }
            TRY(ecrire_ligne(db, arena, &lignes[i], &presentes, &changements[nom]));
        }
    }
    memcpy(changements_r, changements, sizeof changements);
    return STATUS_OK;
}

/* ---- successions */

STATEMENT(NOMENCLATURE_SUCCEDER, "tt", "",
          "INSERT INTO certification_succession (nouvelle, ancienne) VALUES ($1, $2)"
          " ON CONFLICT DO NOTHING");

enum status nomenclature_succeder(struct db *db, const struct nomenclature_succession *successions,
                                  size_t n, size_t *nouvelles_r)
{
    size_t nouvelles = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t changees = 0;
        TRY(DB_EXEC(db, &NOMENCLATURE_SUCCEDER, &changees, BIND_TEXT(successions[i].nouvelle),
                    BIND_TEXT(successions[i].ancienne)));
        nouvelles += (size_t)changees;
    }
    *nouvelles_r = nouvelles;
    return STATUS_OK;
}

/* ---- a fresh base: what the demonstration uses, nothing more. Codes and titles as published. */

#define NSF(code_, libelle_)                                                                       \
    {                                                                                              \
        {NOMENCLATURE_NSF, code_, libelle_, "", "", "", "", false}, NULL, true                     \
    }
#define ROME(code_, libelle_)                                                                      \
    {                                                                                              \
        {NOMENCLATURE_ROME, code_, libelle_, "", "", "", "", false}, NULL, true                    \
    }
/* A Certifinfo code and its RNCP code. */
#define CERTIFICATION(code_, libelle_, niveau_, rncp_, rncp_libelle_)                              \
    {{NOMENCLATURE_CERTIFINFO, code_, libelle_, niveau_, rncp_, "", "", false},                    \
     rncp_libelle_,                                                                                \
     true},                                                                                        \
    {                                                                                              \
        {NOMENCLATURE_RNCP, rncp_, rncp_libelle_, niveau_, "", "", "", false}, NULL, true          \
    }

static const struct nomenclature_ligne extrait[] = {
    NSF("136", "Langues vivantes, civilisations étrangères et régionales"),
    NSF("221", "Agro-alimentaire, alimentation, cuisine"),
    NSF("232", "Bâtiment: construction et couverture"),
    NSF("233", "Bâtiment: finitions"),
    NSF("255", "Electricité, électronique (non compris automatismes, productique)"),
    NSF("311", "Transports, manutention, magasinage"),
    NSF("312", "Commerce, vente"),
    NSF("314", "Comptabilité, gestion"),
    NSF("315", "Ressources humaines, gestion du personnel, gestion de l'emploi"),
    NSF("324", "Secrétariat, bureautique"),
    NSF("326", "Informatique, traitement de l'information, réseaux de transmission"),
    NSF("331", "Santé"),
    NSF("332", "Travail social"),
    NSF("333", "Enseignement, formation"),
    NSF("336", "Coiffure, esthétique et autres spécialités de services aux personnes"),
    NSF("415", "Développement des capacités d'orientation, d'insertion ou de réinsertion sociales "
               "et professionnelles"),
    ROME("D1102", "Boulanger / Boulangère"),
    ROME("D1202", "Coiffeur / Coiffeuse"),
    ROME("F1602", "Electricien / Electricienne du bâtiment"),
    ROME("F1703", "Maçon / Maçonne"),
    ROME("G1602", "Commis / Commise de cuisine"),
    ROME("J1501", "Aide-soignant / Aide-soignante"),
    ROME("K1311", "Assistant / Assistante de vie aux familles"),
    ROME("K1801", "Conseiller / Conseillère en insertion professionnelle"),
    ROME("K2111", "Formateur / Formatrice"),
    ROME("M1203", "Comptable"),
    ROME("M1501", "Assistant / Assistante Ressources Humaines (RH)"),
    ROME("M1607", "Secrétaire"),
    ROME("M1855", "Développeur / Développeuse web"),
    ROME("N1101", "Cariste"),
    CERTIFICATION("119626", "Titre professionnel assistant ressources humaines", "15", "RNCP41366",
                  "TP - Assistant ressources humaines"),
    CERTIFICATION("115708", "CAP cuisine", "13", "RNCP38430", "CAP - Cuisine"),
    CERTIFICATION("82703", "CAP boulanger", "13", "RNCP37537", "CAP - Boulanger"),
    CERTIFICATION("106627", "CAP métiers de la coiffure", "13", "RNCP39266",
                  "CAP - Métiers de la coiffure"),
    CERTIFICATION("100739", "CAP électricien", "13", "RNCP38401", "CAP - Electricien"),
    CERTIFICATION("100927", "BP maçon", "14", "RNCP38303", "BP - Maçon"),
    CERTIFICATION("111669", "Diplôme d'État d'aide-soignant", "14", "RNCP40692",
                  "DE - Aide-Soignant"),
    CERTIFICATION("114044", "Titre professionnel secrétaire comptable", "14", "RNCP37123",
                  "TP - Secrétaire comptable"),
    CERTIFICATION("117273", "BTS comptabilité et gestion", "15", "RNCP39159",
                  "BTS - Comptabilité et Gestion"),
    CERTIFICATION("99285", "Titre professionnel conseiller en insertion professionnelle", "15",
                  "RNCP37274", "TP - Conseiller en insertion professionnelle"),
    CERTIFICATION("114232", "Titre professionnel formateur professionnel d'adultes", "15",
                  "RNCP37275", "TP - Formateur professionnel d'adultes"),
    CERTIFICATION("114920", "Titre professionnel développeur web et web mobile", "15", "RNCP37674",
                  "TP - Développeur web et web mobile"),
    CERTIFICATION("114929", "Titre professionnel assistant de vie aux familles", "13", "RNCP37715",
                  "TP - Assistant de vie aux familles"),
    CERTIFICATION("119119", "Titre professionnel secrétaire assistant", "14", "RNCP36804",
                  "TP - Secrétaire assistant"),
    CERTIFICATION("119117", "Titre professionnel secrétaire assistant médico-administratif", "14",
                  "RNCP40800", "TP - Secrétaire assistant médico-administratif"),
    CERTIFICATION("116230", "Titre professionnel assistant de direction", "15", "RNCP38667",
                  "TP - Assistant de direction"),
    CERTIFICATION("109041", "Titre professionnel assistant commercial", "15", "RNCP35031",
                  "TP - Assistant commercial"),
    CERTIFICATION("114045", "Titre professionnel comptable assistant", "14", "RNCP37121",
                  "TP - Comptable assistant"),
    CERTIFICATION("114207", "Titre professionnel conseiller de vente", "14", "RNCP37098",
                  "TP - Conseiller de vente"),
    CERTIFICATION("114914", "Titre professionnel technicien supérieur systèmes et réseaux", "15",
                  "RNCP37682", "TP - Technicien supérieur systèmes et réseaux"),
    CERTIFICATION("118642", "Titre professionnel cariste d'entrepôt", "13", "RNCP40499",
                  "TP - Cariste d'entrepôt"),
};

#define EXTRAIT_N (sizeof(extrait) / sizeof(extrait[0]))

static enum status ecrire_extrait(struct db *db, void *context)
{
    struct nomenclature_changements changements[NOMENCLATURE_CERTIFICATIONS];
    return nomenclature_ecrire(db, context, extrait, EXTRAIT_N, changements);
}

/* By codes: a base with the official files is not read whole at each start. */
static enum status chercher_manque(struct db *db, struct arena *arena, bool *manque_r)
{
    for (int nom = 0; nom < NOMENCLATURE_CERTIFICATIONS; nom++) {
        const char *codes[EXTRAIT_N];
        size_t n = 0;
        for (size_t i = 0; i < EXTRAIT_N; i++) {
            if ((int)extrait[i].entree.nom == nom) {
                codes[n++] = extrait[i].entree.code;
            }
        }
        struct nomenclature_liste liste = {0};
        TRY(nomenclature_lire(db, arena, (enum nomenclature)nom,
                              (struct text_list){.items = codes, .n = n}, &liste));
        *manque_r = *manque_r || nomenclature_inconnus(arena, &liste);
    }
    return STATUS_OK;
}

enum status nomenclature_extrait(struct db *db)
{
    ARENA_SCRATCH(arena, 0);
    bool missing = false;
    TRY(chercher_manque(db, arena, &missing));
    if (missing) {
        TRY(db_transaction(db, ecrire_extrait, arena));
    }
    return STATUS_OK;
}
