"""Pages and answers of the gate."""
