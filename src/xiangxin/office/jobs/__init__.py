"""Work in the background: jobs that somebody started and can watch, and what the office does by itself every so often.

A job may run twice: after a kill it is taken up again. Its arguments and results hold ids, codes and counts, never a
name or a number of a person; files it makes lie in the office's home until their term ends.
"""
