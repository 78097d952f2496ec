"""Certificates: what a holder shows of a line that stands, on paper, as a signed file, or by a code that works once.

It must never say why one is not valid, and never more than the holder chose. Nothing here decides on anybody: a
certificate follows the line it is about, and ends with it.
"""
