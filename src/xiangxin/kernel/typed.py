"""Numbers and sentences as people type or paste them. One place for all rooms.

It only takes away what is no part of them. Whether what is left is enough is the caller's question.
"""

from __future__ import annotations

import unicodedata

HYPHENS = frozenset("-‐‑‒–—―−﹣")
"""Every sign that is typed or printed as a hyphen, a dash or a minus between groups of digits."""


def compact(typed: str) -> str:
    """``typed`` in half-width signs, without blanks, hyphens and what is invisible between them."""
    half = unicodedata.normalize("NFKC", typed)
    return "".join(
        sign for sign in half if not sign.isspace() and sign not in HYPHENS and unicodedata.category(sign) != "Cf"
    )


def sentence(typed: str) -> str:
    """``typed`` on one line with single blanks, without marks that nobody sees.

    Among these are the ones that turn the direction of writing, by which a letter would read otherwise than it says,
    and those that would make an empty sentence look written.
    """
    return " ".join("".join(sign for sign in typed if unicodedata.category(sign) != "Cf").split())
