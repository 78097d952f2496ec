"""Evidence that a record was not changed: tree, checkpoints, the encoding of the log, and a verifier apart from it all.

A library over ``kernel`` alone. It must never know what an act means, where the log is kept or who may read it, and it
never repairs what it is given: bytes that are not exactly as written down in docs/mechanisms/audit-encoding.md are
refused. ``standalone`` is a program for strangers that shares no code with the rest.
"""
