-- The title and the commune of an action as lists show them, beside the same folded (migrations/0009): a row of a
-- list is a session, its action and a site, not the contents of both records too.
ALTER TABLE action ADD COLUMN titre TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN commune TEXT NOT NULL DEFAULT '';
ALTER TABLE action_supprimee ADD COLUMN titre TEXT NOT NULL DEFAULT '';
ALTER TABLE action_supprimee ADD COLUMN commune TEXT NOT NULL DEFAULT '';
UPDATE action SET
    titre = COALESCE((SELECT NULLIF(fc.intitule, '') FROM formation f
        JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)
        WHERE f.numero = action.formation), 'Formation sans intitulé')
        || COALESCE((SELECT ' - ' || ac.intitule FROM action_contenu ac
        WHERE ac.id = COALESCE(action.vive, action.brouillon) AND ac.intitule <> ''), ''),
    commune = COALESCE((SELECT ac.commune_lieu FROM action_contenu ac
        WHERE ac.id = COALESCE(action.vive, action.brouillon)), '');
