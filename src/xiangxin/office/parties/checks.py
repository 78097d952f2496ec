"""Whether what was entered can be a name, a number, a phone, a code, a day. Returns it normalised or raises.

Identity numbers are the kernel's business. A social credit code is checked by its shape and check character: the
library's own check refuses the codes of rural collectives, which begin with a letter.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn.uscc import calc_check_digit

from xiangxin.kernel.ids import IdNumber, check_id_number
from xiangxin.kernel.typed import compact
from xiangxin.office.parties.errors import CodeWrong, DayWrong, IdNumberWrong, NameWrong, PhoneWrong

NAME_LIMIT = 60
TITLE_LIMIT = 120
TRADER = "92"
"""How codes of those who trade alone begin (GB 32100)."""

_BETWEEN = frozenset("·•-'’ .")
_MOBILE = re.compile(r"1[0-9]{10}")
_FIXED = re.compile(r"0[0-9]{9,11}")
_SIGNS = re.compile(r"[().]")
_REMARK = re.compile(r"[(（]虚构[)）]\s*$")
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY][0-9]{7}[0-9A-HJ-NPQRTUWXY]{10}")
_LONG_AGO = date(1900, 1, 1)


def name_of(written: str, field: str = "name") -> str:
    """A person's name, with single blanks; a middle dot has one way of being written."""
    name = " ".join(unicodedata.normalize("NFC", written).split()).replace("•", "·")
    fits = 0 < len(name) <= NAME_LIMIT and name[:1].isalpha()
    if not fits or not all(sign.isalpha() or sign in _BETWEEN or unicodedata.combining(sign) for sign in name):
        raise NameWrong(field, limit=NAME_LIMIT)
    return name


def title_of(written: str, field: str = "name") -> str:
    """The name of an organisation or a trade."""
    name = " ".join(unicodedata.normalize("NFC", written).split())
    if not 0 < len(name) <= TITLE_LIMIT or not any(sign.isalnum() for sign in name) or not name.isprintable():
        raise NameWrong(field, limit=TITLE_LIMIT)
    return name


def id_number_of(written: str, field: str = "id_number") -> IdNumber:
    """A checked identity number; whether its birth date can be is asked by ``born_by``."""
    checked = check_id_number(written)
    if isinstance(checked, str):
        raise IdNumberWrong(checked, field)
    return checked


def born_by(number: IdNumber, today: date, field: str = "id_number") -> IdNumber:
    """The number of somebody who may be registered: born by ``today``, not before the earliest day that is taken."""
    day_of(number.birth_on, today, field=field)
    return number


def phone_of(written: str, field: str = "phone") -> str:
    """The digits of a telephone number, or nothing for nothing; a remark that it is fictional is taken off."""
    digits = _SIGNS.sub("", compact(_REMARK.sub("", unicodedata.normalize("NFKC", written).strip())))
    if digits.startswith("+86"):
        digits = digits[3:]
    if not digits:
        return ""
    if _MOBILE.fullmatch(digits) is None and _FIXED.fullmatch(digits) is None:
        raise PhoneWrong(field)
    return digits


def code_of(written: str, field: str = "code") -> str:
    """A unified social credit code in capital letters."""
    code = compact(written).upper()
    if _CODE.fullmatch(code) is None or calc_check_digit(code[:17]) != code[17]:
        raise CodeWrong(field)
    return code


def day_of(day: date, today: date, first: date = _LONG_AGO, field: str = "on") -> date:
    """A day that has come and is not before ``first``."""
    if not first <= day <= today:
        raise DayWrong(field, first=first.isoformat(), last=today.isoformat())
    return day


def masked_name(name: str) -> str:
    """What may be shown to who has to recognise somebody: 张*, 张*三; a long name keeps its ends."""
    if len(name) <= 2:
        return name[:1] + "*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def masked_phone(phone: str) -> str:
    """The first three and the last four digits."""
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
