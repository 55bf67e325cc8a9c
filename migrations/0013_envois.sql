-- Forms that were taken, each with the answer that it was given, for a day: a form that is sent twice runs
-- once, and one whose commit nobody saw the end of can be looked for.

CREATE TABLE envoi (
    cle TEXT COLLATE "C" PRIMARY KEY,     -- digest of who, where, what and the token of the drawn form
    compte_id BIGINT,                     -- NULL: nobody was logged in
    instant BIGINT NOT NULL,
    adresse TEXT NOT NULL,                -- where the answer leads
    message TEXT NOT NULL                 -- code of the message that the next page shows; ''
);
