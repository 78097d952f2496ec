"""Fictional people by the thousand or the million, for trying out and for measuring. Nothing here reads a real file."""
