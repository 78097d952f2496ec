"""Pages of policies: writing them, weighing and adopting them, and what anybody may read."""
