-- Attempts are counted in windows that say themselves when they end. Those of the last minutes are forgotten.
DROP TABLE tentative;

CREATE TABLE tentative (
    cle TEXT COLLATE "C" PRIMARY KEY, -- what is counted: see auth/tentative.h
    nombre BIGINT NOT NULL,
    fin_a BIGINT NOT NULL             -- instant of the end of the window
);

-- Browsers in which an account has logged in: a stranger's wrong passwords do not count against them.
CREATE TABLE appareil (
    empreinte TEXT COLLATE "C" NOT NULL, -- of the cookie of the browser
    compte_id BIGINT NOT NULL REFERENCES compte (id),
    reseau TEXT COLLATE "C" NOT NULL,    -- of its last login
    vu_a BIGINT NOT NULL,
    PRIMARY KEY (empreinte, compte_id)
);

CREATE INDEX appareil_compte ON appareil (compte_id, vu_a);

-- What a person reads of its open logins; when the password was asked again.
ALTER TABLE login ADD COLUMN appareil TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN reseau TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN confirme_a BIGINT NOT NULL DEFAULT 0;

-- The link of a forgotten password leaves an invitation in force.
ALTER TABLE invitation ADD COLUMN oubli BOOLEAN NOT NULL DEFAULT FALSE;
