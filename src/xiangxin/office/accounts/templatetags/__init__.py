"""What templates of this room need beyond Django."""
