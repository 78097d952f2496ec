"""Grants: a named officer decides on what a run proposed, the person is told, and accepts or not.

The machine proposes and counts; no refusal, lowering or suspension happens without a human being, a reason and an act
of its own, never by batch and never because a day has come. Whoever took a person's consent does not decide on them.
"""
