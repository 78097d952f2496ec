"""Sealed columns and what finds them again: names, identity numbers, phones.

Keys live outside the database. A sealed value is bound to its table, column and row, so that it cannot be moved to
another row; a blind index finds an exact value without the value being there. Must never log or show what it opens.

``keys``: the ring and its rotation · ``sealing``: seal, open, find · ``escrow``: the key of keys on three sheets of
paper · ``ciphers``: international and national algorithms behind one shape.
"""
