/* Writes LHEO 2.3: a formation, its actions and their sessions, as partners read them.
 *
 * What is complete (formation_manques(), action_manques(), a site with an address) passes the
 * schema lheo-2.3.xsd. Elements without content are left out: a draft gives a document that is
 * well-formed and lacks what it lacks.
 *
 * - `numero`: formation 192, action 192-50751, session 192-50751-133036, contact 3127, organisms
 *   their SIRET.
 * - Dates: 20210628, 00000000 for one that is unknown where LHEO wants it.
 * - An establishment without declaration number gets 99999999999, as schools do in national feeds.
 * - `ref` of the Formacode: the version of the thesaurus ("V14"); V10 for publics and pedagogical
 *   modes, whose closed tables LHEO took from there.
 * - What LHEO has no element for travels in `extras`: info="dispositif" of a session (one extra for
 *   each, its info the type, its numero the code), info="qualiopi" of an organism, info="sofi" for
 *   fields of our own and the state of validation.
 * - An action whose own reception fields are empty says what its site says; a session likewise for
 *   the address of inscription.
 */
#ifndef SOFI_ECHANGES_LHEO_ECRIVAIN_H
#define SOFI_ECHANGES_LHEO_ECRIVAIN_H

#include "action.h"
#include "buffer.h"
#include "contact.h"
#include "dispositif.h"
#include "etablissement.h"
#include "offre.h"
#include "session.h"
#include "site.h"

struct lheo_action {
    const struct action *action;
    struct offre_details details;
    const struct site *site;          /* dispensateur: organisme formateur */
    struct session_entieres sessions; /* those that are told */
};

struct lheo_formation {
    const struct formation *formation;
    struct offre_details details;
    const struct etablissement *etablissement; /* responsable, with its formacodes */
    const struct site *principal;              /* its principal site */
    struct contacts contacts;                  /* of the establishment */
    struct dispositifs dispositifs;
    int64_t formacode; /* version of the thesaurus; 0: unknown */
    struct {
        const struct lheo_action *items;
        size_t n;
    } actions;
};

/* Appends a whole document, indented: <lheo><offres><formation>. */
void lheo_ecrire(struct arena *arena, const struct lheo_formation *formation,
                 struct buffer *sortie);

#endif
