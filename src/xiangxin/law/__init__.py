"""Law as data: what a fact is about (matter), what may be done with it (rule), and every form's columns.

Imports only ``kernel``. No article, term, threshold or list stands in code: all of it is YAML beside this file.
"""
