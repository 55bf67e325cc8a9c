-- Lists are walked by their end, their start and their code; by anything else what the scope holds is
-- sorted. What was kept for the other orders goes. The folded texts stay: words are looked for in them.

DROP INDEX site_nom;
DROP INDEX site_noms;
DROP INDEX action_titre;
DROP INDEX action_titres;
DROP INDEX action_commune;
DROP INDEX action_communes;
DROP INDEX session_depart_etape;
DROP INDEX session_departs;
DROP INDEX session_commune;
DROP INDEX session_communes;
DROP INDEX session_dispositif;
DROP INDEX session_tous_dispositifs;
DROP TABLE session_dispositifs;
ALTER TABLE session DROP COLUMN etape;
ALTER TABLE action DROP COLUMN sessions_jusqu_au;
ALTER TABLE action DROP COLUMN sessions_classes;
DELETE FROM parametre WHERE cle = 'sessions_vieillies';

CREATE INDEX session_debut ON session (etablissement_id, debut, numero, jusqu_au);
CREATE INDEX session_debuts ON session (debut, numero, jusqu_au);
CREATE INDEX action_code ON action (etablissement_id, formation, numero);
