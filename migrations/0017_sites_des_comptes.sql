-- What each page asks of an account: the establishment that it is of, the oldest where it has several, and how many
-- sites it has there, NULL where it has several. Both follow compte_site by themselves, whoever writes it.

ALTER TABLE compte ADD COLUMN etablissement_id BIGINT;
ALTER TABLE compte ADD COLUMN sites BIGINT;

-- sqlite:
CREATE TRIGGER compte_site_donne AFTER INSERT ON compte_site
BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = NEW.compte_id)
    WHERE id = NEW.compte_id;
END;
CREATE TRIGGER compte_site_repris AFTER DELETE ON compte_site
BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = OLD.compte_id)
    WHERE id = OLD.compte_id;
END;
-- end
-- pg:
CREATE FUNCTION compte_sites_comptes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero
        WHERE cs.compte_id = COALESCE(NEW.compte_id, OLD.compte_id))
    WHERE id = COALESCE(NEW.compte_id, OLD.compte_id);
    RETURN NULL;
END $$;
CREATE TRIGGER compte_site_change AFTER INSERT OR DELETE ON compte_site
    FOR EACH ROW EXECUTE FUNCTION compte_sites_comptes();
-- end

UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
    CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
    FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = compte.id);
