"""History of the tables of this room."""
