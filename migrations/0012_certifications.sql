-- What France compétences says of a certification besides its end.

ALTER TABLE nomenclature ADD COLUMN debut TEXT COLLATE "C"; -- first day of its registration, ISO
ALTER TABLE nomenclature ADD COLUMN inactive TEXT;          -- '1': no more registered, whatever the dates
