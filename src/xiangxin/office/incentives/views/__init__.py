"""Pages of the room: a person's own points, and the desk of cadres and the county."""
