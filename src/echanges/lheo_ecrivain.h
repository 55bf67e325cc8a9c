/* Writes LHEO 2.3: formations, their actions and their sessions, as partners read them.
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

#include "buffer.h"
#include "formation_entiere.h"

/* Appends a whole document, indented: <lheo><offres><formation>… */
void lheo_ecrire(struct arena *arena, const struct formations_entieres *formations,
                 struct buffer *sortie);

#endif
