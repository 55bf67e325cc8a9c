-- What people who were erased had typed may be taken out of the journal, and nothing else: who, when and
-- which field stay. The values say so: effacé.

-- sqlite:
DROP TRIGGER journal_champ_fige;
CREATE TRIGGER journal_champ_fige BEFORE UPDATE ON journal_champ
WHEN NOT (NEW.journal_id = OLD.journal_id AND NEW.rang = OLD.rang AND NEW.champ = OLD.champ
    AND NEW.libelle = OLD.libelle AND (NEW.avant = OLD.avant OR instr(NEW.avant, 'effacé') > 0)
    AND (NEW.apres = OLD.apres OR instr(NEW.apres, 'effacé') > 0))
BEGIN SELECT RAISE(ABORT, 'journal: append only'); END;
-- end
-- pg:
CREATE FUNCTION journal_champ_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE' AND NEW.journal_id = OLD.journal_id AND NEW.rang = OLD.rang
        AND NEW.champ = OLD.champ AND NEW.libelle = OLD.libelle
        AND (NEW.avant = OLD.avant OR position('effacé' in NEW.avant) > 0)
        AND (NEW.apres = OLD.apres OR position('effacé' in NEW.apres) > 0) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal: append only';
END $$;
DROP TRIGGER journal_champ_fige ON journal_champ;
CREATE TRIGGER journal_champ_fige BEFORE UPDATE OR DELETE ON journal_champ
    FOR EACH ROW EXECUTE FUNCTION journal_champ_refuse();
-- end
