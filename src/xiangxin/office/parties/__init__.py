"""Persons, households and businesses, and how they belong together; kinship for recusal only."""
