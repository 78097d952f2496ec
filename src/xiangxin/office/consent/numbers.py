"""Numbers that stand on paper, of receipts and of forms: typed by hand without mistakes, guessed by nobody."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""Digits and letters that are not taken for each other; twenty-nine, a prime: the check finds mistakes."""
SIGNS, GROUP = 12, 4


def new_number() -> str:
    """Eleven random characters and one that checks them, in groups of four."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS - 1))
    return _grouped(body + _check(body))


def read_number(typed: str) -> str | None:
    """The number that was typed or scanned, as ``new_number`` writes it; None where it can be none of ours."""
    number = "".join(sign for sign in typed.upper() if sign not in " -\t\r\n")
    if len(number) != SIGNS or any(sign not in ALPHABET for sign in number):
        return None
    return _grouped(number) if _check(number[:-1]) == number[-1] else None


def _grouped(number: str) -> str:
    return "-".join(number[at : at + GROUP] for at in range(0, SIGNS, GROUP))


def _check(body: str) -> str:
    """Weighted by position modulo a prime: one wrong character and two exchanged ones always show."""
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
