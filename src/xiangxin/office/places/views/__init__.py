"""Pages of places, bodies, jobs and endpoints."""
