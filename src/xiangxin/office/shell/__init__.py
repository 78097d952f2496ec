"""What every room's pages are made of: tables, forms, letters as PDF, and the registry of
navigation entries and home panels.

Lowest room beside ``vault``: it knows no other room, so that every room may use it. Base templates and static files
that only the frame needs stand in ``web``.
"""
