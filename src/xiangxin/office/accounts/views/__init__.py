"""Pages of this room, thin: what may be done stands in the actions."""
