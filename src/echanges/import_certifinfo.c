#include "import_nomenclature_private.h"

#include "text.h"

#include <libxml/xmlreader.h>
#include <string.h>

enum element { CODE, NIVEAU, INTITULE, CODE_RNCP, INTITULE_RNCP, ELEMENTS };

static const char *const elements[ELEMENTS] = {
    [CODE] = "certif_info_ci_identifiant",
    [NIVEAU] = "ci_niveau_europeen",
    [INTITULE] = "ci_intitule",
    [CODE_RNCP] = "ci_code_rncp",
    [INTITULE_RNCP] = "rncp_intitule",
};

struct lecture_xml {
    struct nomenclature_lecture *commun;
    xmlTextReaderPtr reader;
    size_t item;                   /* number of the current one; the first is 1 */
    const char *valeurs[ELEMENTS]; /* of the current item; "" */
    size_t ligne_erreur;
    FILE *file;
    size_t octets; /* read so far */
};

static int lire_octets(void *context, char *buffer, int length)
{
    struct lecture_xml *l = context;
    size_t n = fread(buffer, 1, (size_t)length, l->file);
    l->octets += n;
    return ferror(l->file) || l->octets > IMPORT_NOMENCLATURE_OCTETS_MAX ? -1 : (int)n;
}

static void noter_erreur(void *context, xmlErrorPtr error)
{
    struct lecture_xml *l = context;
    if (!l->ligne_erreur && error->level >= XML_ERR_ERROR) {
        l->ligne_erreur = error->line > 0 ? (size_t)error->line : 1;
    }
}

/* Of the node that is read: the parser itself is further on. */
static size_t numero(const struct lecture_xml *l)
{
    long line = xmlGetLineNo(xmlTextReaderCurrentNode(l->reader));
    return line > 0 ? (size_t)line : 1;
}

/* The official file is one line: the number of the item says more than that of the line. */
static void ignorer(struct lecture_xml *l, const char *texte)
{
    import_nomenclature_ignorer(
        l->commun, numero(l),
        arena_printf(l->commun->arena, "certification n° %zu : %s", l->item, texte));
}

static enum status ajouter(struct lecture_xml *l, const struct nomenclature_ligne *ligne)
{
    const char *quoi = arena_printf(l->commun->arena, "certification n° %zu : ", l->item);
    return import_nomenclature_ajouter(l->commun, numero(l), quoi, *ligne);
}

static enum status finir_item(struct lecture_xml *l)
{
    struct arena *arena = l->commun->arena;
    const char *number = l->valeurs[CODE_RNCP];
    const char *rncp = number[0] ? arena_printf(arena, "RNCP%s", number) : "";
    if (!import_nomenclature_est_code(l->valeurs[CODE], "", 10)) {
        ignorer(l, "certif_info_ci_identifiant faux, 10 chiffres au plus attendus");
        return STATUS_OK;
    }
    if (rncp[0] && !import_nomenclature_est_code(number, "", 6)) {
        ignorer(l, "ci_code_rncp faux, des chiffres attendus");
        return STATUS_OK;
    }
    const char *level = nomenclature_niveau(l->valeurs[NIVEAU]);
    struct nomenclature_ligne certifinfo = {.entree = {.nom = NOMENCLATURE_CERTIFINFO,
                                                       .code = l->valeurs[CODE],
                                                       .libelle = l->valeurs[INTITULE],
                                                       .niveau = level,
                                                       .renvoi = rncp},
                                            .mots = l->valeurs[INTITULE_RNCP]};
    TRY(ajouter(l, &certifinfo));
    if (!rncp[0]) {
        return STATUS_OK;
    }
    struct nomenclature_ligne fiche = {
        .entree = {.nom = NOMENCLATURE_RNCP,
                   .code = rncp,
                   .libelle = l->valeurs[l->valeurs[INTITULE_RNCP][0] ? INTITULE_RNCP : INTITULE],
                   .niveau = level},
        .appoint = true};
    return ajouter(l, &fiche);
}

static void lire_valeur(struct lecture_xml *l)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(l->reader);
    for (size_t i = 0; i < ELEMENTS; i++) {
        if (strcmp(name, elements[i]) == 0) {
            xmlChar *text = xmlTextReaderReadString(l->reader);
            l->valeurs[i] = text_clean(l->commun->arena, (const char *)text);
            xmlFree(text);
        }
    }
}

/* One node; the depth of <root> is 0, that of <item> 1. */
static enum status lire_noeud(struct lecture_xml *l)
{
    int type = xmlTextReaderNodeType(l->reader);
    int depth = xmlTextReaderDepth(l->reader);
    bool begin = type == XML_READER_TYPE_ELEMENT;
    if (type == XML_READER_TYPE_DOCUMENT_TYPE) {
        import_nomenclature_refuser(l->commun, numero(l),
                                    "DOCTYPE inattendu, la table de l'Onisep n'en "
                                    "a pas");
        return STATUS_REFUSED;
    }
    if (begin && depth <= 1) {
        const char *wanted = depth ? "item" : "root";
        if (strcmp((const char *)xmlTextReaderConstLocalName(l->reader), wanted) != 0) {
            import_nomenclature_refuser(
                l->commun, numero(l),
                arena_printf(l->commun->arena,
                             "élément inconnu, %s attendu : est-ce la table de "
                             "passage de l'Onisep ?",
                             wanted));
            return STATUS_REFUSED;
        }
        l->item += (size_t)depth;
        for (size_t i = 0; i < ELEMENTS; i++) {
            l->valeurs[i] = "";
        }
    }
    if (begin && depth == 2) {
        lire_valeur(l);
    }
    bool item_ends = type == XML_READER_TYPE_END_ELEMENT ||
                     (begin && xmlTextReaderIsEmptyElement(l->reader) == 1);
    return item_ends && depth == 1 ? finir_item(l) : STATUS_OK;
}

/* No network, no external entity, no substitution, and libxml2's own limits of depth and size. */
enum status import_certifinfo_lire(struct nomenclature_lecture *l, FILE *file)
{
    struct lecture_xml xml = {.commun = l, .file = file};
    xml.reader = xmlReaderForIO(lire_octets, NULL, &xml, NULL, NULL, XML_PARSE_NONET);
    if (!xml.reader) {
        return STATUS_ERROR;
    }
    xmlTextReaderSetStructuredErrorHandler(xml.reader, noter_erreur, &xml);
    enum status status = STATUS_OK;
    int read = 1;
    while (status == STATUS_OK && (read = xmlTextReaderRead(xml.reader)) == 1) {
        status = lire_noeud(&xml);
    }
    if (xml.octets > IMPORT_NOMENCLATURE_OCTETS_MAX) {
        import_nomenclature_refuser(l, 0,
                                    arena_printf(l->arena, "fichier trop gros, %zu Mo au maximum",
                                                 IMPORT_NOMENCLATURE_OCTETS_MAX / 1024 / 1024));
        status = STATUS_REFUSED;
    } else if (status == STATUS_OK && (read < 0 || xml.ligne_erreur)) {
        import_nomenclature_refuser(l, xml.ligne_erreur, "XML mal formé ou coupé");
        status = STATUS_REFUSED;
    }
    xmlFreeTextReader(xml.reader);
    return status;
}
