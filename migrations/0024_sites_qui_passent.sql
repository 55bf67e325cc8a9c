-- What each page asks of an account (0017) follows a site that passes to another establishment, and a line of
-- compte_site that changes.

-- sqlite:
CREATE TRIGGER compte_site_passe AFTER UPDATE ON compte_site
BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = compte.id)
    WHERE id IN (NEW.compte_id, OLD.compte_id);
END;
CREATE TRIGGER site_passe AFTER UPDATE OF etablissement_id ON site
BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = compte.id)
    WHERE id IN (SELECT compte_id FROM compte_site WHERE site_numero = NEW.numero);
END;
-- end
-- pg:
CREATE OR REPLACE FUNCTION compte_sites_comptes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = compte.id)
    WHERE id IN (NEW.compte_id, OLD.compte_id);
    RETURN NULL;
END $$;
DROP TRIGGER compte_site_change ON compte_site;
CREATE TRIGGER compte_site_change AFTER INSERT OR UPDATE OR DELETE ON compte_site
    FOR EACH ROW EXECUTE FUNCTION compte_sites_comptes();

CREATE FUNCTION site_passe() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    UPDATE compte SET (etablissement_id, sites) = (SELECT min(s.etablissement_id),
        CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END
        FROM compte_site cs JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = compte.id)
    WHERE id IN (SELECT compte_id FROM compte_site WHERE site_numero = NEW.numero);
    RETURN NULL;
END $$;
CREATE TRIGGER site_passe AFTER UPDATE OF etablissement_id ON site
    FOR EACH ROW WHEN (OLD.etablissement_id <> NEW.etablissement_id) EXECUTE FUNCTION site_passe();
-- end
