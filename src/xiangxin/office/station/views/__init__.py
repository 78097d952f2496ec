"""Pages of the desk: who is served, and their file while they stand here."""
