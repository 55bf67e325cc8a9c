-- The outbox says what is told; the message is made of it when it is sent. What waits keeps its words, without
-- the foot that it had.

ALTER TABLE courriel ADD COLUMN lien TEXT;       -- path of a page; NULL: none, or sent
ALTER TABLE courriel ADD COLUMN lien_texte TEXT; -- what it does
-- sqlite:
UPDATE courriel SET texte = substr(texte, 1, instr(texte, char(10) || char(10) || '-- ' || char(10)) - 1)
WHERE instr(texte, char(10) || char(10) || '-- ' || char(10)) > 0;
-- end
-- pg:
UPDATE courriel SET texte = split_part(texte, chr(10) || chr(10) || '-- ' || chr(10), 1);
-- end
ALTER TABLE courriel DROP COLUMN html;
