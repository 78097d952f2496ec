"""Bands in words with their unit, as a statute says them: 以上 includes the number, 不满 does not (Civil Code 1259)."""

from __future__ import annotations

from fractions import Fraction

from xiangxin.kernel.money import format_fen
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import FEN_PER_WAN
from xiangxin.policy import expressions as x

_UNITS = {
    "months_since": Text(" 个月", " months"),
    "years_since": Text(" 年", " years"),
    "age": Text(" 周岁", " years of age"),
    "days_since": Text(" 天", " days"),
}
_TIMES = Text(" 次", " times")
_TIMES_THE_OTHER = Text(" 倍", " times")
_NO_UNIT = Text("", "")


def band_label(on: x.Expr, starts: tuple[Fraction, ...], position: int) -> Text:
    """The band at ``position`` of the value ``on``: a count by its number, everything else by its edges."""
    start = starts[position]
    following = starts[position + 1] if position + 1 < len(starts) else None
    if _counts(on) and following is not None and following - max(start, Fraction(0)) == 1:
        return _amount(on, max(start, Fraction(0)))
    if following is None:
        low = _amount(on, start)
        return Text(f"{low.zh}以上", f"{low.en} or more")
    high = _amount(on, following)
    if position == 0:
        return Text(f"不满 {high.zh}", f"below {high.en}")
    low = _amount(on, start)
    return Text(f"{low.zh}以上、不满 {high.zh}", f"from {low.en}, below {high.en}")


def unit_of(on: x.Expr) -> Text:
    """What a number of this kind is counted in; a quotient of two amounts says how many times the other it is."""
    if _counts(on):
        return _TIMES
    if isinstance(on, x.Arithmetic) and on.op == "/" and on.left.type.kind == on.right.type.kind == "money":
        return _TIMES_THE_OTHER
    return _UNITS.get(on.function, _NO_UNIT) if isinstance(on, x.Call) else _NO_UNIT


def _counts(on: x.Expr) -> bool:
    return isinstance(on, x.Aggregate) and on.op == "count"


def _amount(on: x.Expr, value: Fraction) -> Text:
    if on.type.kind == "money":
        return _money(value)
    if on.type.kind == "percent":
        return Text(f"{_plain(value * 100)}%", f"{_plain(value * 100)} %")
    if on.type.kind == "points":
        return Text(f"{_plain(value)} 分", f"{_plain(value)} points")
    unit = unit_of(on)
    return Text(f"{_plain(value)}{unit.zh}", f"{_plain(value)}{unit.en}")


def _money(fen: Fraction) -> Text:
    whole = fen.numerator // fen.denominator
    english = format_fen(whole, "en").removesuffix(".00")
    if whole and whole % (FEN_PER_WAN // 10) == 0 and abs(whole) >= FEN_PER_WAN:
        return Text(f"{_plain(Fraction(whole, FEN_PER_WAN))} 万元", english)
    return Text(format_fen(whole, "zh").replace(".00 元", " 元"), english)


def _plain(value: Fraction) -> str:
    """A decimal as people write it; a ratio that has none stays a ratio."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{digits[:-places]}.{digits[-places:]}"
    return f"{value.numerator}/{value.denominator}"
