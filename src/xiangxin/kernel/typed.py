"""Numbers as people type them: in groups, with full-width digits, with any kind of hyphen. One place for all rooms.

It only takes away what is no part of a number. Whether what is left is one is the caller's question.
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
