"""Money is an integer number of fen, and this is the one place that rounds.

A float never stands for money: ten fen cannot be written in binary, and a sum of such numbers depends on its order.
Amounts come in as text (``"50000.00 CNY"``) and leave as text; in between there are only integers.
"""

from __future__ import annotations

import re

from xiangxin.kernel.units import FEN_PER_YUAN

_AMOUNT = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))? CNY")


def parse_money(text: str) -> int:
    """Fen of an amount written like ``"50000.00 CNY"`` or ``"0 CNY"``.

    At most two decimals and thirteen digits of yuan (which always fits 64 bits of fen); no thousands separators,
    because a comma means two different things in two countries. Raises ``ValueError`` for anything else.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"not an amount like '50000.00 CNY': {text!r}")
    sign, yuan, decimals = match.groups()
    fen = int(yuan) * FEN_PER_YUAN + int((decimals or "").ljust(2, "0"))
    return -fen if sign else fen


def format_fen(fen: int, language: str) -> str:
    """The amount as people read it: ``"50,000.00 元"`` (``"zh"``) or ``"CNY 50,000.00"`` (``"en"``)."""
    digits = _yuan(fen, ",")
    return f"CNY {digits}" if language == "en" else f"{digits} 元"


def plain_yuan(fen: int) -> str:
    """The amount as somebody types it into a form, in yuan: ``"50000.00"``."""
    return _yuan(fen, "")


def _yuan(fen: int, thousands: str) -> str:
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan:{thousands}}.{rest:02d}"


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to ``numerator / denominator``; halves go away from zero (-2.5 becomes -3).

    Every rounded total of the product goes through here or through the same formula in SQL. The denominator must be
    positive (``ValueError``): a sign in it is a slip of the caller, not a number to be rounded.
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be positive, not {denominator}")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude
