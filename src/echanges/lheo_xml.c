#include "lheo_xml.h"

#include "log.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/xmlwriter.h>

#define PROFONDEUR 16

/* Elements open one inside the other. Those behind the first `ecrits` are not in the document yet:
 * they come with their first content, and never when there is none. */
struct lheo_xml {
    xmlTextWriterPtr xml;
    xmlBufferPtr octets;
    struct arena *arena;
    struct {
        const char *nom;
        const char *attribut, *valeur; /* NULL: none */
    } ouverts[PROFONDEUR];
    size_t n, ecrits;
};

/* ---- libxml2 */

/* Only memory can lack (docs/decisions/0001). */
static void exiger(int resultat)
{
    if (resultat < 0) {
        log_error("lheo.ecrivain", LOG_TEXT("error", "libxml2 cannot write"));
        abort();
    }
}

/* The library's own BAD_CAST takes the const away. */
static const xmlChar *xml_octets(const char *texte)
{
    return (const xmlChar *)texte;
}

static void debuter(struct lheo_xml *e, const char *nom)
{
    exiger(xmlTextWriterStartElement(e->xml, xml_octets(nom)));
}

/* Entry forms refuse what XML cannot hold; whatever the base holds, the document stays well-formed.
 */
static const char *permis(struct arena *arena, const char *texte)
{
    bool abime = false;
    char *copie = text_repair_utf8(arena, texte, strlen(texte), &abime);
    for (char *c = copie; *c; c++) {
        if ((unsigned char)*c < ' ' && *c != '\t' && *c != '\n' && *c != '\r') {
            *c = ' ';
        } else if (c[0] == '\xEF' && c[1] == '\xBF' && (unsigned char)c[2] > 0xBD) {
            c[2] = '\xBD'; /* U+FFFE, U+FFFF: U+FFFD */
        }
    }
    return copie;
}

static void attribuer(struct lheo_xml *e, const char *nom, const char *valeur)
{
    if (nom && valeur && valeur[0]) {
        exiger(xmlTextWriterWriteAttribute(e->xml, xml_octets(nom),
                                           xml_octets(permis(e->arena, valeur))));
    }
}

/* ---- elements */

void lheo_xml_ouvrir_avec(struct lheo_xml *e, const char *nom, const char *attribut,
                          const char *valeur)
{
    exiger(e->n < PROFONDEUR ? 0 : -1);
    e->ouverts[e->n].nom = nom;
    e->ouverts[e->n].attribut = attribut;
    e->ouverts[e->n].valeur = valeur;
    e->n++;
}

void lheo_xml_ouvrir(struct lheo_xml *e, const char *nom)
{
    lheo_xml_ouvrir_avec(e, nom, NULL, NULL);
}

void lheo_xml_fermer(struct lheo_xml *e)
{
    if (e->n == e->ecrits) {
        exiger(xmlTextWriterEndElement(e->xml));
        e->ecrits--;
    }
    e->n--;
}

void lheo_xml_poser(struct lheo_xml *e)
{
    for (; e->ecrits < e->n; e->ecrits++) {
        debuter(e, e->ouverts[e->ecrits].nom);
        attribuer(e, e->ouverts[e->ecrits].attribut, e->ouverts[e->ecrits].valeur);
    }
}

void lheo_xml_element_avec(struct lheo_xml *e, const char *nom, const char *texte,
                           struct lheo_attributs attributs)
{
    if (!texte || !texte[0]) {
        return;
    }
    lheo_xml_poser(e);
    debuter(e, nom);
    attribuer(e, "info", attributs.info);
    attribuer(e, "ref", attributs.ref);
    attribuer(e, "numero", attributs.numero);
    attribuer(e, "tag", attributs.tag);
    exiger(xmlTextWriterWriteString(e->xml, xml_octets(permis(e->arena, texte))));
    exiger(xmlTextWriterEndElement(e->xml));
}

void lheo_xml_element(struct lheo_xml *e, const char *nom, const char *texte)
{
    lheo_xml_element_avec(e, nom, texte, (struct lheo_attributs){0});
}

/* `dehors` alone around one element: <SIRET-formateur><SIRET>… */
void lheo_xml_enveloppe(struct lheo_xml *e, const char *dehors, const char *dedans,
                        const char *texte)
{
    lheo_xml_ouvrir(e, dehors);
    lheo_xml_element(e, dedans, texte);
    lheo_xml_fermer(e);
}

/* ---- a document */

struct lheo_xml *lheo_xml_commencer(struct arena *arena)
{
    struct lheo_xml *e = ARENA_NEW(arena, struct lheo_xml);
    e->arena = arena;
    e->octets = xmlBufferCreate();
    e->xml = e->octets ? xmlNewTextWriterMemory(e->octets, 0) : NULL;
    exiger(e->xml ? 0 : -1);
    exiger(xmlTextWriterSetIndent(e->xml, 1));
    exiger(xmlTextWriterSetIndentString(e->xml, xml_octets("  ")));
    exiger(xmlTextWriterStartDocument(e->xml, NULL, "UTF-8", NULL));
    return e;
}

void lheo_xml_finir(struct lheo_xml *e, struct buffer *sortie)
{
    exiger(xmlTextWriterEndDocument(e->xml));
    xmlFreeTextWriter(e->xml);
    buffer_append(sortie, (const char *)xmlBufferContent(e->octets),
                  (size_t)xmlBufferLength(e->octets));
    xmlBufferFree(e->octets);
}
