/* Fields that hold codes of a nomenclature (Formacode, NSF, ROME), and the words of their codes. */
#ifndef SOFI_WEB_CODES_H
#define SOFI_WEB_CODES_H

#include "nomenclature.h"
#include "request.h"

struct codes_source {
    const struct field_source *source;
    const char *recherche; /* page where its codes are looked for */
    bool formacode;        /* else: */
    enum nomenclature nomenclature;
};

/* NULL: the field holds no codes. */
const struct codes_source *codes_source_de(const struct field *field);

/* libelles_r[i] for codes.items[i]; "" for an unknown one. One statement. */
enum status codes_libelles(struct request *request, const struct codes_source *source,
                           struct text_list codes, const char ***libelles_r);

/* "33054 - Ressources humaines"; the code alone when it is unknown. */
const char *codes_texte(struct arena *arena, const char *code, const char *libelle);

/* The same for one value of the field; the value as it is when the field holds no codes or
 * the base does not answer. */
const char *codes_en_mots(struct request *request, const struct field *field, const char *code);

/* What is said of a certification that was found. Pieces without any: there is none. */
struct codes_certification_view {
    struct morceaux fiche; /* its RNCP or RS code */
    struct morceaux certifinfo;
    const char *niveau;    /* "niveau 5"; "" */
    const char *fin;       /* "jusqu'au 25/01/2031"; "" */
    const char *remplace;  /* "RNCP35030"; "" */
    const char *remplacee; /* by what; "" */
    const char *finie;     /* "finie le 31/08/2023": cannot be chosen any more; NULL: it can */
};

/* `aujourdhui` ISO. */
struct codes_certification_view codes_certification(struct arena *arena,
                                                    const struct nomenclature_entree *entree,
                                                    const struct nomenclature_dit *dit,
                                                    const char *aujourdhui);

#endif
