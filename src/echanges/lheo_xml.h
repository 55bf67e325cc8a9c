/* Writes the XML of LHEO: elements come into the document with their first content, and never when
 * they have none. For lheo_ecrivain.c alone. Only memory can lack (docs/decisions/0001). */
#ifndef SOFI_ECHANGES_LHEO_XML_H
#define SOFI_ECHANGES_LHEO_XML_H

#include "buffer.h"

struct lheo_xml;

/* A document, UTF-8, indented. Each is ended by lheo_xml_finir(). */
struct lheo_xml *lheo_xml_commencer(struct arena *arena);
/* Closes it, and appends it to `sortie`. */
void lheo_xml_finir(struct lheo_xml *e, struct buffer *sortie);

/* Opens an element inside the one that is open, with one attribute or none (NULL). Texts live as
 * long as it is open. */
void lheo_xml_ouvrir_avec(struct lheo_xml *e, const char *nom, const char *attribut,
                          const char *valeur);
void lheo_xml_ouvrir(struct lheo_xml *e, const char *nom);
void lheo_xml_fermer(struct lheo_xml *e);
/* What is open is in the document from now on, even without content. */
void lheo_xml_poser(struct lheo_xml *e);

struct lheo_attributs {
    const char *info, *ref, *numero, *tag; /* NULL, "": none */
};

/* An element that holds a text; nothing for NULL and "". What XML cannot hold is replaced. */
void lheo_xml_element_avec(struct lheo_xml *e, const char *nom, const char *texte,
                           struct lheo_attributs attributs);
void lheo_xml_element(struct lheo_xml *e, const char *nom, const char *texte);
/* `dehors` alone around one element: <SIRET-formateur><SIRET>… */
void lheo_xml_enveloppe(struct lheo_xml *e, const char *dehors, const char *dedans,
                        const char *texte);

#endif
