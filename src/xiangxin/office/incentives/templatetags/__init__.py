"""Words and addresses for templates of this room and of the counter."""
