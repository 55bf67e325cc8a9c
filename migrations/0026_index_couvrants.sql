-- What is read of thousands of rows is read of an index alone: the search of the directory looks into each SIRET,
-- the tree shows these columns of the sessions of a page.

DROP INDEX etablissement_recherche;
CREATE INDEX etablissement_recherche ON etablissement (recherche, id, siret);

DROP INDEX session_action;
CREATE INDEX session_action ON session (action, debut, numero, fin, jusqu_au, commune);
