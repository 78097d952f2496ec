"""Pages of officers: what waits for a decision, one case, agreeing to several, lines that stand."""
