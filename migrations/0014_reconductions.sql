-- Which session another one was made from by « Reconduire »: it is told before that is done again.

ALTER TABLE session ADD COLUMN reconduite_de BIGINT; -- session.numero; NULL: entered, or copied

CREATE INDEX session_reconduite ON session (reconduite_de) WHERE reconduite_de IS NOT NULL;
