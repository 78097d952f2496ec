"""Who looked at me, for the person; the log, its proofs and its checkpoints, for the auditor.

Reads what the audit room keeps and writes nothing but notes of its own looks.
"""
