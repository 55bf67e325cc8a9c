-- Which certification came to replace which, RNCP and RS codes: `sofi import successions`.
CREATE TABLE certification_succession (
    nouvelle TEXT COLLATE "C" NOT NULL,
    ancienne TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (nouvelle, ancienne)
);

CREATE INDEX certification_succession_ancienne ON certification_succession (ancienne, nouvelle);

-- What each Formacode replaced under another code, which its search tells.
CREATE INDEX formacode_succession ON formacode (successeur) WHERE successeur <> code;
