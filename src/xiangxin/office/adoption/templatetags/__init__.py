"""How this room's values are written on pages."""
