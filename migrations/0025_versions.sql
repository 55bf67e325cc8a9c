-- Since when a draft is worked on, and by whom (NULL: not known); what is told to the service Offre when an action is
-- sent, kept until it is validated, or its modification given up.
ALTER TABLE formation_contenu ADD COLUMN commencee_a BIGINT;
ALTER TABLE formation_contenu ADD COLUMN commencee_par BIGINT;
ALTER TABLE action_contenu ADD COLUMN commencee_a BIGINT;
ALTER TABLE action_contenu ADD COLUMN commencee_par BIGINT;
ALTER TABLE action ADD COLUMN message TEXT;
ALTER TABLE action_supprimee ADD COLUMN message TEXT;
