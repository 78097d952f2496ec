"""Signs between words, as the reader's language writes them.

A page says which sign it means in Chinese; nothing else puts a sign between two words that come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from xiangxin.office.shell.problems import language

_ENGLISH = {"：": ": ", "，": ", ", "；": "; ", "、": ", ", "（": " (", "）": ")"}


def mark(sign: str) -> str:
    """The sign, with the space that English puts beside it."""
    return sign if language() == "zh" else _ENGLISH[sign]


def listed(words: Iterable[object], *, clauses: bool = False) -> str:
    """Several words, or clauses, in a row."""
    return mark("；" if clauses else "、").join(str(one) for one in words)


def beside(words: object, more: object) -> str:
    """Words and, in brackets, what else is said of them."""
    return f"{words}{mark('（')}{more}{mark('）')}"
