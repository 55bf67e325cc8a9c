-- What a list of sessions is walked by in each of its orders: folded texts as lists show them, kept up to
-- date by each save; `sofi migrate` fills them once.

ALTER TABLE site ADD COLUMN nom_plie TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Of what is live, else of the draft. `sessions_jusqu_au`: the latest jusqu_au of its sessions;
-- `sessions_classes`: I, R, A, P, D, those that one of its sessions has. A walk passes over an action
-- that has nothing for the list without looking its sessions up.
ALTER TABLE action ADD COLUMN titre_plie TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN commune_pliee TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN sessions_jusqu_au TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN sessions_classes TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN commune_pliee TEXT COLLATE "C"; -- of its own commune
-- pg:
ALTER TABLE session ALTER COLUMN dispositifs TYPE TEXT COLLATE "C";
-- end

-- 0: it may be active; 1: it is over, since less than a year perhaps; 2: it is archived. Found to be so by
-- each save and by the housekeeping, a day late at least: a walk by the start passes over what is over by
-- the thousand, and no list changes at midnight. Everything over before `sessions_vieillies`
-- (parametre) has a 1 or a 2.
ALTER TABLE session ADD COLUMN etape BIGINT NOT NULL DEFAULT 0;

-- The dispositifs that sessions have together: of an establishment, and of all (0). Each class that a
-- session with them had once; nothing is taken out: what is too much costs a look.
CREATE TABLE session_dispositifs (
    etablissement_id BIGINT NOT NULL,
    dispositifs TEXT COLLATE "C" NOT NULL, -- '': none
    initiale BOOLEAN NOT NULL,
    programme_region BOOLEAN NOT NULL,
    apprentissage BOOLEAN NOT NULL,
    professionnalisation BOOLEAN NOT NULL,
    a_distance BOOLEAN NOT NULL,
    PRIMARY KEY (etablissement_id, dispositifs)
-- pg:
);
-- end
-- sqlite:
) STRICT, WITHOUT ROWID;
-- end

CREATE INDEX site_nom ON site (etablissement_id, nom_plie, numero);
CREATE INDEX site_noms ON site (nom_plie, numero);
CREATE INDEX action_titre ON action (etablissement_id, titre_plie, numero, site, sessions_jusqu_au, sessions_classes);
CREATE INDEX action_titres ON action (titre_plie, numero, sessions_jusqu_au, sessions_classes);
CREATE INDEX action_commune ON action (etablissement_id, commune_pliee, numero, site, sessions_jusqu_au, sessions_classes);
CREATE INDEX action_communes ON action (commune_pliee, numero, sessions_jusqu_au, sessions_classes);
DROP INDEX session_depart;
CREATE INDEX session_depart_etape ON session (etablissement_id, etape, debut, numero);
CREATE INDEX session_departs ON session (etape, debut, numero);
CREATE INDEX session_commune ON session (etablissement_id, commune_pliee, action, debut, numero, jusqu_au) WHERE commune_pliee IS NOT NULL;
CREATE INDEX session_communes ON session (commune_pliee, action, debut, numero, jusqu_au) WHERE commune_pliee IS NOT NULL;
CREATE INDEX session_dispositif ON session (etablissement_id, dispositifs, jusqu_au, numero) WHERE dispositifs IS NOT NULL;
CREATE INDEX session_tous_dispositifs ON session (dispositifs, jusqu_au, numero) WHERE dispositifs IS NOT NULL;
