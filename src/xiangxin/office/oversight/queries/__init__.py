"""What the room shows: looks at a person, the log, its checkpoints."""
