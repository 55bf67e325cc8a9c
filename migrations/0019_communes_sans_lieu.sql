-- A base that `sofi demo` of an earlier release filled held communes for actions that have no lieu.

UPDATE action_contenu SET commune_lieu = NULL
WHERE commune_lieu IS NOT NULL AND NOT EXISTS (SELECT 1 FROM offre_detail d
    WHERE d.noun = 'action' AND d.contenu = action_contenu.id AND d.genre = 'lieu');
UPDATE action SET commune_pliee = ''
WHERE commune_pliee <> '' AND EXISTS (SELECT 1 FROM action_contenu c
    WHERE c.id = COALESCE(action.vive, action.brouillon) AND c.commune_lieu IS NULL);
