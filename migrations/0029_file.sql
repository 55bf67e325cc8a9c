-- The officers' queue: what waits for validation, with what it is looked for by, as it was sent
-- (domaine/derives/action_attente.c), and who holds it (domaine/validation/file.h).
CREATE TABLE attente (
    action BIGINT PRIMARY KEY,
    etablissement_id BIGINT NOT NULL,
    envoyee_a BIGINT NOT NULL,
    departement TEXT COLLATE "C" NOT NULL, -- of the site: 44, 974
    type TEXT COLLATE "C" NOT NULL,        -- initiale, continue
    nature TEXT COLLATE "C" NOT NULL,      -- premiere, modification
    dispositif TEXT COLLATE "C" NOT NULL,  -- programme-region, apprentissage, professionnalisation, autre
    prise_par BIGINT,    -- account
    prise_vue_le BIGINT  -- its last sign
);
CREATE INDEX attente_envoi ON attente (envoyee_a, action);
CREATE INDEX attente_etablissement ON attente (etablissement_id, envoyee_a, action);

CREATE VIEW attente_due AS
SELECT a.numero AS action, a.etablissement_id, COALESCE(a.envoyee_a, a.creee_a) AS envoyee_a,
    CASE WHEN substr(s.code_postal, 1, 2) IN ('97', '98') THEN substr(s.code_postal, 1, 3)
        ELSE COALESCE(substr(s.code_postal, 1, 2), '') END AS departement,
    COALESCE(c.type, '') AS type,
    CASE WHEN a.vive IS NULL THEN 'premiere' ELSE 'modification' END AS nature,
    CASE WHEN EXISTS (SELECT 1 FROM session x WHERE x.action = a.numero AND x.programme_region)
        THEN 'programme-region'
        WHEN EXISTS (SELECT 1 FROM session x WHERE x.action = a.numero AND x.apprentissage) THEN 'apprentissage'
        WHEN EXISTS (SELECT 1 FROM session x WHERE x.action = a.numero AND x.professionnalisation)
        THEN 'professionnalisation' ELSE 'autre' END AS dispositif
FROM action a
JOIN action_contenu c ON c.id = COALESCE(a.brouillon, a.vive)
JOIN site s ON s.numero = c.site
WHERE a.etat = 'en_attente_de_validation';

INSERT INTO attente (action, etablissement_id, envoyee_a, departement, type, nature, dispositif)
SELECT action, etablissement_id, envoyee_a, departement, type, nature, dispositif FROM attente_due;

-- Which formations bear a code: similar ones, and those that a replaced code concerns.
CREATE INDEX offre_certification_code ON offre_certification (code, contenu) WHERE noun = 'formation';
