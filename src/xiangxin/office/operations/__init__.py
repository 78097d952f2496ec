"""Founding an office, running it, looking after it: init, serve, worker, check, backup, restore, upgrade, the demo.

Everything here runs from the command line on the office's own machine, by whoever may read its folder. It may pass the
guard of the database (migration, copy, verification); it never decides anything about a person.
"""
