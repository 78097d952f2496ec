"""Pages of runs, of their results and of trials."""
