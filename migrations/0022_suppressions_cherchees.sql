-- Folded title of a removal, in which officers look for words; made when the program starts. NULL once it is erased.
ALTER TABLE suppression ADD COLUMN titre_plie TEXT COLLATE "C";
