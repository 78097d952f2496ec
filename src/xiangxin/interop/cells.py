"""What one cell means: a date, an amount, a yes or no, a choice, a name, an identity number.

Every function takes a raw cell, returns the exact value (``None`` for an empty cell: unknown) or raises
``CellProblem`` with the code of what is wrong. A float never leaves this module: a number cell becomes the decimal
that the spreadsheet shows (fifteen significant digits) and is then computed exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from xiangxin.interop.book import Raw
from xiangxin.interop.settings import (
    DAMAGED_MARKS,
    EARLIEST_YEAR,
    FIRST_SERIAL,
    LAST_SERIAL,
    LATEST_YEAR,
    NO_WORDS,
    NOT_A_DATE_WORDS,
    TEXT_LIMIT,
    YES_WORDS,
    YUAN_OF_SUFFIX,
)
from xiangxin.kernel.ids import IdNumber, IdProblem, check_id_number
from xiangxin.kernel.text import Text

_MIDNIGHT = time(0, 0)
_EPOCH = date(1899, 12, 30)
_MOST_DIGITS = Decimal(10) ** 15
_DATE_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})\.(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?"),
)
_NO_TIME = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_SERIAL = re.compile(r"[0-9]{5}")
_NUMBER = re.compile(r"(?P<digits>[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?P<decimals>\.[0-9]{1,8})?")
_PERCENT = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,4})?)%")
_ERROR_TEXTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u2e80-\U0003ffff])\s+(?=[\u2e80-\U0003ffff])")


class CellProblem(Exception):
    """A cell that is not understood: the code of ``messages`` (or of an identity number) and the words for it."""

    def __init__(self, code: str, **values: str | int | Text) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


def written(raw: Raw) -> str:
    """What stands in the cell as one line of text without invisible characters; digits and letters half-width.

    Raises ``CellProblem`` for an error text, damaged characters, or a number too long to have kept its digits.
    """
    return unicodedata.normalize("NFKC", visible(raw)).strip()


def visible(raw: Raw) -> str:
    """As ``written``, but characters keep their width and form: for names of people."""
    text = _as_text(raw)
    if any(mark in text for mark in DAMAGED_MARKS):
        raise CellProblem("cell_damaged")
    if not text.isprintable():  # printable text holds no character that vanishes and no blank but the plain one
        text = "".join(_seen(character) for character in text)
    text = " ".join(text.split())
    if text.upper() in _ERROR_TEXTS:
        raise CellProblem("cell_error")
    return text.removeprefix("'").strip()


def name(raw: Raw) -> str | None:
    """A person's name; the blanks that align names of two characters with names of three are dropped."""
    text = _BETWEEN_IDEOGRAPHS.sub("", visible(raw))
    if len(text) > TEXT_LIMIT:
        raise CellProblem("cell_too_long", limit=TEXT_LIMIT)
    return _with_words(text) or None


def identity(raw: Raw) -> IdNumber:
    """A checked identity number. A number cell is refused whatever it shows: its last digits are lost already."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise CellProblem("id_number_float")
    found: IdNumber | IdProblem = check_id_number(written(raw))
    if isinstance(found, str):
        raise CellProblem(found)
    return found


def short_text(raw: Raw, limit: int) -> str | None:
    """A document number, an authority, a round: one line of at most ``limit`` characters."""
    text = written(raw)
    if len(text) > limit:
        raise CellProblem("cell_too_long", limit=limit)
    return _with_words(text) or None


def day(raw: Raw) -> date | None:
    """A date in one of the five written forms, a date cell, or a spreadsheet's day number."""
    if isinstance(raw, datetime):
        if raw.time() != _MIDNIGHT:
            raise CellProblem("date_unreadable")
        return _in_years(raw.year, raw.month, raw.day)
    if isinstance(raw, date):
        return _in_years(raw.year, raw.month, raw.day)
    if isinstance(raw, bool | time | timedelta):
        raise CellProblem("date_unreadable")
    if isinstance(raw, int | float):
        return _day_of_number(raw)
    return _day_of_text(written(raw))


def amount_fen(raw: Raw, yuan: int | None = 1) -> int | None:
    """An amount in fen. Brackets around it mean below zero.

    ``yuan``: how many yuan one unit of the column is; ``None`` where nothing in the sheet says so, and then only an
    amount that carries its own unit is understood.
    """
    text = written(raw).replace(" ", "").replace("−", "-").removeprefix("¥")
    if not text:
        return None
    if isinstance(raw, bool | date | time | timedelta):
        raise CellProblem("amount_unreadable")
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    text = text.removeprefix("-").removeprefix("(").removesuffix(")") if negative else text
    suffix = next((unit for unit in sorted(YUAN_OF_SUFFIX, key=len, reverse=True) if text.endswith(unit)), "")
    if suffix and yuan not in (None, 1):
        raise CellProblem("amount_unit_twice")
    number = _number(text.removesuffix(suffix), "amount_unreadable")
    each = YUAN_OF_SUFFIX[suffix] if suffix else yuan
    if each is None:
        raise CellProblem("amount_unit_missing")
    fen = number * each * 100
    if fen != fen.to_integral_value():
        raise CellProblem("amount_too_fine")
    return -int(fen) if negative else int(fen)


def scaled(raw: Raw, scale: int) -> int | None:
    """A number times ``scale``, which must be whole: a count or a rating (1), points (100)."""
    text = written(raw)
    if not text:
        return None
    if isinstance(raw, bool | date | time | timedelta):
        raise CellProblem("number_unreadable")
    negative = text.startswith("-")
    number = _number(text.removeprefix("-"), "number_unreadable") * scale
    if number != number.to_integral_value():
        raise CellProblem("number_not_whole" if scale == 1 else "number_too_fine")
    return -int(number) if negative else int(number)


def percent_ppm(raw: Raw) -> int | None:
    """``"6.75%"`` in parts per million. Text only: a number cell does not tell 0.7 from 70."""
    text = written(raw)
    if not text:
        return None
    match = _PERCENT.fullmatch(text)
    if match is None or not isinstance(raw, str):
        raise CellProblem("number_unreadable")
    return int(Decimal(match["number"]) * 10_000)


def yes_no(raw: Raw) -> bool | None:
    """A written yes or no; 1 and 0 are refused, because a count looks the same."""
    if isinstance(raw, bool):
        return raw
    text = written(raw).lower()
    if not text:
        return None
    if text in YES_WORDS or text in NO_WORDS:
        return text in YES_WORDS
    raise CellProblem("yes_no_unreadable")


def choice(raw: Raw, choices: Mapping[str, Text]) -> str | None:
    """The code whose label (either language) or code stands in the cell."""
    text = written(raw)
    if not text:
        return None
    for code, label in choices.items():
        if text in (code, normal(label.zh), normal(label.en)):
            return code
    listed = Text("、".join(label.zh for label in choices.values()), ", ".join(label.en for label in choices.values()))
    raise CellProblem("choice_unknown", choices=listed)


def normal(text: str) -> str:
    """A registered word as it would stand in a cell after ``written``."""
    return unicodedata.normalize("NFKC", text).strip()


def _with_words(text: str) -> str:
    """``text``, which says something: at least one letter, ideograph or digit stands in it, unless it is empty."""
    if text and not any(character.isalnum() for character in text):
        raise CellProblem("text_says_nothing")
    return text


def _as_text(raw: Raw) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        return f"{_shown(raw):f}"
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _shown(raw: int | float) -> Decimal:
    """The decimal a spreadsheet shows for a number; beyond fifteen digits it has lost some and is refused."""
    number = Decimal(f"{raw:.15g}") if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or abs(number) >= _MOST_DIGITS:
        raise CellProblem("number_unreadable")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _seen(character: str) -> str:
    """Control and format characters (zero-width, direction, byte order) vanish; every blank is a plain one."""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf") else character


def _number(text: str, problem: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellProblem(problem)
    return Decimal(match["digits"].replace(",", "") + (match["decimals"] or ""))


def _day_of_number(raw: int | float) -> date:
    number = _shown(raw)
    if number != number.to_integral_value():
        raise CellProblem("date_unreadable")
    text = f"{int(number)}"
    return _day_of_serial(int(number)) if len(text) != 8 else _day_of_form(text)


def _day_of_serial(serial: int) -> date:
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise CellProblem("date_unreadable")
    found = _EPOCH + timedelta(days=serial)
    return _in_years(found.year, found.month, found.day)


def _day_of_text(text: str) -> date | None:
    if not text:
        return None
    text = _NO_TIME.sub("", text).replace(" ", "")
    if _SERIAL.fullmatch(text):
        return _day_of_serial(int(text))
    return _day_of_form(text)


def _day_of_form(text: str) -> date:
    for form in _DATE_FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _in_years(int(match["y"]), int(match["m"]), int(match["d"]))
    if any(word in text for word in NOT_A_DATE_WORDS):
        raise CellProblem("date_calendar")
    raise CellProblem("date_unreadable")


def _in_years(year: int, month: int, day_: int) -> date:
    problem = CellProblem("date_impossible", first=EARLIEST_YEAR, last=LATEST_YEAR)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise problem
    try:
        return date(year, month, day_)
    except ValueError:
        raise problem from None
