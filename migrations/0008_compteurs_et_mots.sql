-- What keeps pages as cheap in a base ten times larger: counters in one row a period, counters of
-- actions, the words by which the offer is searched, rows in the order in which they are read.

DROP VIEW session_classement;
DROP TABLE session_compteur;

-- How many sessions are active until a day, and until a month: kept up to date by each save, so that a
-- dashboard adds up a few dozen rows. `perimetre`: an establishment's id, minus a site's number, or 0 for all.
CREATE TABLE session_compteur (
    perimetre BIGINT NOT NULL,
    periode TEXT COLLATE "C" NOT NULL, -- 2026-11-23, or m2026-11: months stand together, behind the days
    toutes BIGINT NOT NULL,
    initiales BIGINT NOT NULL,
    programme_region BIGINT NOT NULL,
    apprentissage BIGINT NOT NULL,
    professionnalisation BIGINT NOT NULL,
    a_distance BIGINT NOT NULL,
    PRIMARY KEY (perimetre, periode)
-- pg:
);
-- end
-- sqlite:
) STRICT, WITHOUT ROWID;
-- end

-- Each session once for each row that counts it.
CREATE VIEW session_classement AS
SELECT s.numero, s.action, s.site, s.etablissement_id,
    CASE r.rang WHEN 1 THEN s.etablissement_id WHEN 2 THEN -s.site ELSE 0 END AS perimetre,
    CASE d.longueur WHEN 7 THEN 'm' || substr(s.jusqu_au, 1, 7) ELSE s.jusqu_au END AS periode,
    CASE WHEN s.initiale THEN 1 ELSE 0 END AS initiale,
    CASE WHEN s.programme_region THEN 1 ELSE 0 END AS programme_region,
    CASE WHEN s.apprentissage THEN 1 ELSE 0 END AS apprentissage,
    CASE WHEN s.professionnalisation THEN 1 ELSE 0 END AS professionnalisation,
    CASE WHEN s.a_distance THEN 1 ELSE 0 END AS a_distance
FROM session s
CROSS JOIN (SELECT 1 AS rang UNION ALL SELECT 2 UNION ALL SELECT 3) r
CROSS JOIN (SELECT 7 AS longueur UNION ALL SELECT 10) d;

INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region, apprentissage,
    professionnalisation, a_distance)
SELECT perimetre, periode, count(*), sum(initiale), sum(programme_region), sum(apprentissage),
    sum(professionnalisation), sum(a_distance)
FROM session_classement GROUP BY perimetre, periode;

-- How many actions are in each list of the dashboard; `perimetre` as above.
CREATE TABLE action_compteur (
    perimetre BIGINT PRIMARY KEY,
    en_cours BIGINT NOT NULL,
    publiques BIGINT NOT NULL,
    a_valider BIGINT NOT NULL,
    a_repondre BIGINT NOT NULL,
    certifinfo BIGINT NOT NULL
);

-- Each action that is in a list once for each row that counts it.
CREATE VIEW action_classement AS
SELECT a.numero, a.formation,
    CASE r.rang WHEN 1 THEN a.etablissement_id WHEN 2 THEN -a.site ELSE 0 END AS perimetre,
    CASE WHEN a.etat = 'en_cours_de_saisie' THEN 1 ELSE 0 END AS en_cours,
    CASE WHEN a.etat = 'en_cours_de_saisie' AND a.publique THEN 1 ELSE 0 END AS publique,
    CASE WHEN a.etat = 'en_attente_de_validation' THEN 1 ELSE 0 END AS a_valider,
    CASE WHEN a.etat = 'en_attente_de_reponses' THEN 1 ELSE 0 END AS a_repondre,
    CASE WHEN a.certifinfo_remplace THEN 1 ELSE 0 END AS certifinfo
FROM action a
CROSS JOIN (SELECT 1 AS rang UNION ALL SELECT 2 UNION ALL SELECT 3) r
WHERE a.etat <> 'validee' OR a.certifinfo_remplace;

INSERT INTO action_compteur (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo)
SELECT perimetre, sum(en_cours), sum(publique), sum(a_valider), sum(a_repondre), sum(certifinfo)
FROM action_classement GROUP BY perimetre;

-- A list in the order of the starts passes over what is over without looking it up.
DROP INDEX session_debut;
CREATE INDEX session_depart ON session (etablissement_id, debut, numero, jusqu_au);

-- Refused ones, to be mended: the dashboard shows the first.
CREATE INDEX action_refusee ON action (etablissement_id, etat, numero) WHERE refus IS NOT NULL;
-- The tree of the offer, by state or by site, the newest formation first.
CREATE INDEX action_arbre ON action (etablissement_id, etat, formation);
CREATE INDEX action_arbre_site ON action (site, formation);

-- The folded words of what is searched: a formation's and an action's titles, an action's communes, a site's name.
-- What they say is checked in the rows found: words of old titles stay here.
CREATE TABLE offre_mot (
    etablissement_id BIGINT NOT NULL,
    mot TEXT COLLATE "C" NOT NULL,
    genre TEXT COLLATE "C" NOT NULL, -- f formation, a action, s site
    numero BIGINT NOT NULL,
    PRIMARY KEY (etablissement_id, mot, genre, numero)
-- pg:
);
-- end
-- sqlite:
) STRICT, WITHOUT ROWID;
-- end

CREATE INDEX offre_mot_partout ON offre_mot (mot, genre, numero);

-- sqlite:
CREATE TABLE offre_code_ordonne (
    noun TEXT NOT NULL,
    contenu INTEGER NOT NULL,
    champ TEXT NOT NULL,
    rang INTEGER NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (noun, contenu, champ, rang)
) STRICT, WITHOUT ROWID;
INSERT INTO offre_code_ordonne (noun, contenu, champ, rang, code) SELECT noun, contenu, champ, rang, code FROM offre_code;
DROP TABLE offre_code;
ALTER TABLE offre_code_ordonne RENAME TO offre_code;
-- end
