"""Resident identity numbers (GB 11643) and the opaque identifiers made from them.

A number is checked by its eighteen characters, its check character and the reality of its birth date. It is *not*
checked against a list of places: codes change, and a person keeps the number of a county that no longer exists.
Nothing else is read from it; the digit that tells the sex is never looked at.

The number itself never leaves this module in a message. Elsewhere a person is a UUID that depends on the number and on
the deployment's secret key, so it is stable, equal wherever the same person appears, and cannot be guessed by trying
numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from xiangxin.kernel.canonical import encode
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import compact

IdProblem = Literal[
    "id_number_missing",
    "id_number_float",
    "id_number_characters",
    "id_number_15_digits",
    "id_number_length",
    "id_number_date",
    "id_number_check_digit",
]

MIN_KEY_BYTES = 16

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_FLOAT = re.compile(r"[0-9]+\.[0-9]*(?:E[+-]?[0-9]+)?|[0-9]+E[+-]?[0-9]+")
_ALLOWED = re.compile(r"[0-9]*[0-9X]")
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked number, in half-width digits with a capital X; it never appears in ``repr``."""

    number: str = field(repr=False)
    birth_on: date

    @property
    def masked(self) -> str:
        """What may be shown to somebody who has to recognise it: the first and the last four characters."""
        return f"{self.number[:4]}{'*' * 10}{self.last_four}"

    @property
    def last_four(self) -> str:
        """What tells two people of one masked name in one village apart."""
        return self.number[-4:]


def check_id_number(text: str) -> IdNumber | IdProblem:
    """The number, normalised, or what is wrong with it (the first of the problems above, in that order).

    Full-width characters, groups with spaces or hyphens and a small x are accepted. Numbers of fifteen digits (issued
    before 1999, void since 2013) are refused: turning one into eighteen would guess the century.
    """
    if _FLOAT.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()):
        return "id_number_float"
    number = compact(text).upper()
    if not number:
        return "id_number_missing"
    if _ALLOWED.fullmatch(number) is None:
        return "id_number_characters"
    if len(number) == 15:
        return "id_number_15_digits"
    if _SHAPE.fullmatch(number) is None:
        return "id_number_length"
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "id_number_date"
    if check_character(number[:17]) != number[17]:
        return "id_number_check_digit"
    return IdNumber(number, birth_on)


def check_character(digits: str) -> str:
    """The eighteenth character for seventeen digits (ISO 7064, MOD 11-2): ``0`` … ``9`` or ``X``."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def person_id(id_number: IdNumber, key: bytes) -> UUID:
    """The opaque identifier of the person with this number in the deployment that holds ``key``."""
    return derived_id(key, "person", id_number.number)


def derived_id(key: bytes, *parts: str | int | date) -> UUID:
    """An opaque identifier for what ``parts`` name (a household, a row of a workbook): same key and parts, same UUID.

    HMAC-SHA-256 over the canonical encoding of the parts, cut to 128 bits, marked as version 4 because nothing in it
    can be read. ``ValueError`` for a key shorter than 16 bytes.
    """
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"the key must have at least {MIN_KEY_BYTES} bytes, not {len(key)}")
    return UUID(bytes=hmac.digest(key, encode(parts), hashlib.sha256)[:16], version=4)


def id_finding(problem: IdProblem, where: Location) -> Finding:
    """The problem in words. The number itself is never repeated."""
    what, why, mend = _MESSAGES[problem]
    return Finding(problem, "block", where, what, why, mend)


_ASK = Text("请对照身份证核对后重新填写。", "Compare it with the identity card and enter it again.")
_WHY_PERSON = Text(
    "没有可靠的号码就不能确定是哪个人，程序不猜测。",
    "Without a reliable number it is not certain who is meant, and nothing is guessed.",
)

_MESSAGES: dict[IdProblem, tuple[Text, Text, Text]] = {
    "id_number_missing": (
        Text("没有公民身份号码", "There is no identity number"),
        _WHY_PERSON,
        Text("请填写 18 位公民身份号码。", "Enter the identity number of 18 characters."),
    ),
    "id_number_float": (
        Text(
            "公民身份号码被存成了数值，末几位已经丢失",
            "The identity number was stored as a number; its last digits are lost",
        ),
        Text("表格软件的数值只保留 15 位有效数字。", "A spreadsheet keeps only 15 digits of a number."),
        Text(
            "先把该列设为“文本”格式，再重新输入号码；只改格式不能找回末几位。",
            "Format the column as text first, then type the number again; the format alone does not bring digits back.",
        ),
    ),
    "id_number_characters": (
        Text("公民身份号码含有数字以外的字符", "The identity number holds something other than digits"),
        Text("号码由 17 位数字和一位数字或 X 组成。", "It consists of 17 digits and a last digit or X."),
        _ASK,
    ),
    "id_number_15_digits": (
        Text("这是 15 位的旧号码", "This is an old number of 15 digits"),
        Text(
            "15 位号码已停止使用；补成 18 位要猜测世纪。",
            "Numbers of 15 digits are void; making 18 of them means guessing the century.",
        ),
        Text("请填写现在证件上的 18 位号码。", "Enter the number of 18 characters on the present card."),
    ),
    "id_number_length": (
        Text("公民身份号码不是 18 位", "The identity number does not have 18 characters"),
        Text("多一位或少一位就不是这个人的号码。", "With a character more or less it is not this person's number."),
        _ASK,
    ),
    "id_number_date": (
        Text("公民身份号码中的出生日期不存在", "The birth date in the identity number does not exist"),
        Text("第 7 至 14 位是出生年月日。", "Characters 7 to 14 are the year, month and day of birth."),
        _ASK,
    ),
    "id_number_check_digit": (
        Text("公民身份号码的校验码不符", "The check character of the identity number does not fit"),
        Text(
            "校验码由前 17 位算出，不符说明有输错的数字。",
            "It follows from the first 17 digits; where it does not fit, a digit was mistyped.",
        ),
        _ASK,
    ),
}
