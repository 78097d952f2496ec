"""Numbers of receipts: typed by hand without mistakes, guessed by nobody."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for each other on paper."""


def new_number() -> str:
    """Twelve random characters, shown in groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
