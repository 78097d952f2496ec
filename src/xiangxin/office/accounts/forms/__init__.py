"""What people type in to this room."""
