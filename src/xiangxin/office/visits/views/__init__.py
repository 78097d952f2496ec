"""Pages of visits and what a tablet asks of the office."""
