-- The Formacode thesaurus, each version apart: (version, code). Rows are never removed, so that a code
-- chosen once keeps a label; a term that its version lost is `retire`: out of the tree and of the search.

CREATE TABLE formacode_version (
    version BIGINT PRIMARY KEY,
    extrait BOOLEAN NOT NULL,   -- a part only, typed by hand, until the official file is imported
    capitales BOOLEAN NOT NULL, -- its source has capitals only: `libelle` is worked out
    importe_a BIGINT NOT NULL
);

CREATE TABLE formacode (
    version BIGINT NOT NULL REFERENCES formacode_version (version),
    code TEXT COLLATE "C" NOT NULL,
    parent TEXT COLLATE "C" NOT NULL,   -- '' at the top of the tree
    rang BIGINT NOT NULL,               -- place in the tree read from top to bottom
    niveau BIGINT NOT NULL,             -- 0 at the top
    enfants BIGINT NOT NULL,            -- direct ones
    choisissable BOOLEAN NOT NULL,      -- false for a grand domaine
    retire BOOLEAN NOT NULL,
    majuscules TEXT COLLATE "C" NOT NULL,
    libelle TEXT NOT NULL,
    synonymes TEXT NOT NULL,            -- one a line
    metiers TEXT NOT NULL,              -- one a line
    successeur TEXT COLLATE "C",        -- code of the newest version that took its place
    PRIMARY KEY (code, version)
);

CREATE INDEX formacode_arbre ON formacode (version, parent, rang);

-- Folded words and stems of the labels, synonyms and trades; codes ('#15474') and, for the head of a
-- field, its number ('=154').
CREATE TABLE formacode_mot (
    version BIGINT NOT NULL,
    mot TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    poids BIGINT NOT NULL, -- 1 label or code, 2 synonym, 3 trade
    PRIMARY KEY (version, mot, code)
);

CREATE INDEX formacode_mot_code ON formacode_mot (version, code);
