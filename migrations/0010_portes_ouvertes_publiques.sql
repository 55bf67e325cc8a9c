-- What calendars that are subscribed to must know of open days: when one changed, and which were removed.

ALTER TABLE porte_ouverte ADD COLUMN modifiee_le BIGINT NOT NULL DEFAULT 0; -- instant of the last save; 0: unknown
UPDATE porte_ouverte SET modifiee_le = COALESCE((SELECT max(j.instant) FROM journal j
    WHERE j.fiche = 'porte_ouverte' AND j.fiche_id = porte_ouverte.id), 0);

-- An open day that was removed, as the public last saw it: no text that a person typed but its name.
CREATE TABLE porte_ouverte_retiree (
    id BIGINT PRIMARY KEY, -- that of porte_ouverte
    version BIGINT NOT NULL,
    site BIGINT NOT NULL REFERENCES site (numero),
    libelle TEXT NOT NULL,
    nature TEXT NOT NULL,
    site_internet TEXT,
    date_debut TEXT COLLATE "C" NOT NULL,
    date_fin TEXT COLLATE "C",
    fin TEXT COLLATE "C" NOT NULL,
    modifiee_le BIGINT NOT NULL -- when it was removed
);

CREATE INDEX porte_ouverte_retiree_fin ON porte_ouverte_retiree (fin, id);
