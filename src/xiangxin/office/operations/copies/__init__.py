"""Backup and restore: a copy of a running office that opens for its addressee alone, whole or not at all.

``snapshot`` copies the database while people work · ``archive`` is what lies in the file · ``backup`` writes it ·
``restore`` makes an office from it and proves it against the checkpoints that others hold · ``accepting`` records that
an older state was taken on purpose · ``closedkeys`` are keys that the two of three sheets bring back.
"""
