/* The entries of a nomenclature as they are read, from CSV or XML: kept, left out, refused. */
#include "import_nomenclature_private.h"

#include "text.h"

#include <string.h>

void import_nomenclature_refuser(struct nomenclature_lecture *l, size_t numero, const char *texte)
{
    import_lecture_refuser(&l->bilan->raisons, numero, texte);
}

void import_nomenclature_ignorer(struct nomenclature_lecture *l, size_t numero, const char *texte)
{
    l->bilan->ignorees++;
    import_nomenclature_refuser(l, numero, texte);
}

bool import_nomenclature_est_code(const char *texte, const char *prefixe, size_t chiffres)
{
    size_t n = strlen(prefixe);
    size_t digits = strncmp(texte, prefixe, n) == 0 ? strlen(texte + n) : 0;
    return digits >= 1 && digits <= chiffres && text_is_digits(texte + n, digits);
}

/* Published files hold titles on two lines, and spaces in a row. */
static const char *ranger(struct arena *arena, const char *source)
{
    char *text = text_clean(arena, source);
    size_t length = 0;
    for (const char *c = text; *c; c++) {
        if (*c != ' ' || text[length - 1] != ' ') {
            text[length++] = *c;
        }
    }
    text[length] = '\0';
    return text;
}

static const char *juger_libelle(struct arena *arena, const char *libelle)
{
    size_t length = text_length(libelle);
    if (length == 0) {
        return "intitulé vide, un texte attendu";
    }
    if (length > IMPORT_NOMENCLATURE_LIBELLE_MAX) {
        return arena_printf(arena, "intitulé de %zu caractères, %d au maximum", length,
                            IMPORT_NOMENCLATURE_LIBELLE_MAX);
    }
    return text_first_forbidden(libelle, false)
               ? "caractère de contrôle dans l'intitulé, un texte attendu"
               : NULL;
}

enum status import_nomenclature_ajouter(struct nomenclature_lecture *l, size_t numero,
                                        const char *quoi, struct nomenclature_ligne ligne)
{
    ligne.entree.libelle = ranger(l->arena, ligne.entree.libelle);
    ligne.mots = ligne.mots ? ranger(l->arena, ligne.mots) : NULL;
    const char *wrong = juger_libelle(l->arena, ligne.entree.libelle);
    if (wrong) {
        import_nomenclature_ignorer(l, numero, arena_printf(l->arena, "%s%s", quoi, wrong));
        return STATUS_OK;
    }
    if (l->n == IMPORT_NOMENCLATURE_MAX) {
        import_nomenclature_refuser(
            l, numero, arena_printf(l->arena, "%d codes au maximum", IMPORT_NOMENCLATURE_MAX));
        return STATUS_REFUSED;
    }
    const size_t rang = l->n;
    *ARENA_PUSH(l->arena, l->entrees, l->n) = (struct import_entree){ligne, numero, rang};
    return STATUS_OK;
}
