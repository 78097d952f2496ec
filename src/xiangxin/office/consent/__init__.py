"""Notices, consents and grounds; the one gate through which every query of personal rows goes.

Persons are opaque ids here: this room decides whether somebody may see, never what is seen. Whether a person is of age
is asked of the room above through ``majority``.
"""
