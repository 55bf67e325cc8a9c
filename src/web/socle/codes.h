/* Fields that hold codes of a nomenclature (Formacode, NSF, ROME), and the words of their codes. */
#ifndef SOFI_WEB_CODES_H
#define SOFI_WEB_CODES_H

#include "nomenclature.h"
#include "request.h"

struct codes_source {
    const char *champ;     /* name of the field */
    const char *recherche; /* page where its codes are looked for */
    bool formacode;        /* else: */
    enum nomenclature nomenclature;
};

/* NULL: the field holds no codes. */
const struct codes_source *codes_source_de(const char *champ);

/* libelles_r[i] for codes.items[i]; "" for an unknown one. Two statements at most for 25 codes. */
enum status codes_libelles(struct request *request, const struct codes_source *source,
                           struct text_list codes, const char ***libelles_r);

/* "33054 - Ressources humaines"; the code alone when it is unknown. */
const char *codes_texte(struct arena *arena, const char *code, const char *libelle);

/* The same for one value of the field `champ`; the value as it is when the field holds no codes or
 * the base does not answer. */
const char *codes_en_mots(struct request *request, const char *champ, const char *code);

#endif
