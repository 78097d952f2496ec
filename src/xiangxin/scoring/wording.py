"""Numbers, amounts and formulas as people read them, in both languages, and never less exact than they are.

A number that has no finite decimal is written as a fraction with its approximation beside it, or to a person as
about so much; nothing is rounded in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from xiangxin.kernel.money import half_up
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import BP_PER_PERCENT, BP_PER_UNIT, CENTI_PER_POINT, FEN_PER_YUAN, YUAN_PER_WAN
from xiangxin.kernel.yamlfile import shipped

WORDS_FILE = "words.yaml"
_WAN_STEP = 1_000
_MAX_DECIMALS = 6


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    content: Mapping[str, Mapping[str, str]] = shipped(resources.files("xiangxin.scoring") / WORDS_FILE)
    return content


def word(key: str, **values: str | int | Text) -> Text:
    """The entry ``key`` of the word list, filled."""
    entry = _words()[key]
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(entry["zh"].format(**zh), entry["en"].format(**en))


def same(text: str) -> Text:
    """A text that reads alike in both languages."""
    return Text(text, text)


def exact(value: Fraction | int) -> str:
    """A number without loss: ``95.5``, or ``283/3 (≈ 94.33)`` where no finite decimal exists."""
    decimals = _decimals(value.denominator)
    if decimals is None:
        return f"{value.numerator}/{value.denominator} (≈ {_decimal(value, 2)})"
    return _decimal(value, decimals)


def plainly(value: Fraction | int) -> Text:
    """A number as it is said aloud: ``95.5``; where no finite decimal exists, that it is about ``87.83``."""
    if _decimals(value.denominator) is not None:
        return same(exact(value))
    return Text(f"约 {_decimal(value, 2)}", f"about {_decimal(value, 2)}")


def points(centi: int) -> str:
    """Hundredths of a point as points: ``30``, ``7.5``."""
    return exact(Fraction(centi, CENTI_PER_POINT))


def yuan(fen: Fraction | int) -> Text:
    """An amount in plain words: ``3 万元``, ``3.4 万元``, ``8,500 元``; in English ``CNY 34,000``."""
    whole = Fraction(fen) / FEN_PER_YUAN
    digits = _grouped(whole)
    if whole.denominator == 1 and abs(whole) >= YUAN_PER_WAN and whole % _WAN_STEP == 0:
        return Text(f"{_decimal(whole / YUAN_PER_WAN, 1)} 万元", f"CNY {digits}")
    return Text(f"{digits} 元", f"CNY {digits}")


def whole_yuan(fen: Fraction | int) -> Text:
    """An amount to reckon with by hand, all of it in one unit: ``15,000 元``."""
    digits = _grouped(Fraction(fen) / FEN_PER_YUAN).replace("-", "−")
    return Text(f"{digits} 元", f"CNY {digits}")


def percent(ratio: Fraction) -> str:
    """A ratio as percent: ``6.75%``."""
    return f"{exact(ratio * 100)}%"


def share_bp(part: int, whole: int) -> int:
    """A share as it is shown, in hundredths of a percent, half up. Whether a line is reached is never read from it."""
    return half_up(part * BP_PER_UNIT, whole)


def basis_points(rate_bp: int) -> str:
    """Basis points as percent, without the sign: ``6.75``."""
    return exact(Fraction(rate_bp, BP_PER_PERCENT))


def rate_in_words(rate_bp: int) -> str:
    """Basis points as people say a rate, in either language: ``6.75%``."""
    return f"{basis_points(rate_bp)}%"


def share_in_words(share_bp: int) -> str:
    """A share in basis points to a tenth of a percent, half up, in either language: ``12.5%``, ``6.0%``."""
    tenths = half_up(share_bp, BP_PER_PERCENT // 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{rest}%"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a formula in both languages. ``loose``: needs brackets inside a product."""

    text: Text
    loose: bool = False

    @property
    def tight(self) -> Text:
        """Safe beside × and ÷."""
        return Text(f"（{self.text.zh}）", f"({self.text.en})") if self.loose else self.text


def joined(phrases: list[Text]) -> Text:
    """A list in words."""
    return Text("、".join(phrase.zh for phrase in phrases), ", ".join(phrase.en for phrase in phrases))


def _decimals(denominator: int) -> int | None:
    """How many decimals write the fraction exactly, if a few do."""
    for decimals in range(_MAX_DECIMALS + 1):
        if 10**decimals % denominator == 0:
            return decimals
    return None


def _decimal(value: Fraction | int, decimals: int) -> str:
    scaled = value * 10**decimals
    whole = half_up(scaled.numerator, scaled.denominator)
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):0{decimals + 1}d}"
    if not decimals:
        return sign + digits
    shown = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    return sign + shown


def _grouped(value: Fraction) -> str:
    text = exact(value) if _decimals(value.denominator) is not None else _decimal(value, 2)
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals.ljust(2, '0') if decimals else ''}"
