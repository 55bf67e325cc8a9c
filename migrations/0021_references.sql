-- What a published action hangs on and has no more, while it has a session to come
-- (domaine/derives/action_references.c): bits, 1 its site, 2 the contacts of its formation, 4 the address where one
-- registers, 8 a certification of its formation, 16 one of its sessions. Made when the program starts, and each day.
ALTER TABLE action ADD COLUMN perdues BIGINT NOT NULL DEFAULT 0;
ALTER TABLE action_supprimee ADD COLUMN perdues BIGINT NOT NULL DEFAULT 0;
CREATE INDEX action_perdue ON action (etablissement_id, numero) WHERE perdues <> 0;
CREATE INDEX action_perdues ON action (numero) WHERE perdues <> 0;

ALTER TABLE action_compteur ADD COLUMN perdues BIGINT NOT NULL DEFAULT 0;
DROP VIEW action_classement;
CREATE VIEW action_classement AS
SELECT a.numero, a.formation, a.etablissement_id,
    CASE r.rang WHEN 1 THEN a.etablissement_id WHEN 2 THEN -a.site ELSE 0 END AS perimetre,
    CASE WHEN a.etat = 'en_cours_de_saisie' THEN 1 ELSE 0 END AS en_cours,
    CASE WHEN a.etat = 'en_cours_de_saisie' AND a.publique THEN 1 ELSE 0 END AS publique,
    CASE WHEN a.etat = 'en_attente_de_validation' THEN 1 ELSE 0 END AS a_valider,
    CASE WHEN a.etat = 'en_attente_de_reponses' THEN 1 ELSE 0 END AS a_repondre,
    CASE WHEN a.certifinfo_remplace THEN 1 ELSE 0 END AS certifinfo,
    CASE WHEN a.perdues <> 0 THEN 1 ELSE 0 END AS perdues
FROM action a
CROSS JOIN (SELECT 1 AS rang UNION ALL SELECT 2 UNION ALL SELECT 3) r
WHERE a.etat <> 'validee' OR a.certifinfo_remplace OR a.perdues <> 0;

-- The codes of certifications that a content cites, as the official lists write them: read out of offre_detail,
-- so that a list that changes finds who bears its codes.
CREATE TABLE offre_certification (
    noun TEXT COLLATE "C" NOT NULL,    -- formation, session
    contenu BIGINT NOT NULL,
    nom TEXT COLLATE "C" NOT NULL,     -- of the list: rncp, rs, certifinfo
    code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (noun, contenu, nom, code)
);
