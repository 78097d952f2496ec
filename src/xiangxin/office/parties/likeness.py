"""When two numbers may be one person's: the same name, and next to nothing else that differs.

A number is checked by its last character, so two valid ones that differ by a slip differ in one of the first seventeen
digits, or in two neighbours that changed places. A slip lies in the birth day or in the rest; the name with the part
that is right finds the other one. Nothing here decides that two are one: a person does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xiangxin.kernel.ids import IdNumber
from xiangxin.office.vault.sealing import blind_index

_BIRTH = slice(6, 14)
_DIGITS = 17


def indexes_of(name: str, number: IdNumber) -> tuple[bytes, bytes]:
    """What finds the same name with the same birth day, and the same name with the same rest of the number."""
    return birth_index(name, number.birth_on), rest_index(name, number.number)


def birth_index(name: str, birth_on: date) -> bytes:
    """What finds somebody of this name and birth day."""
    return blind_index("alike_birth", f"{name}|{birth_on.isoformat()}")


def rest_index(name: str, number: str) -> bytes:
    """What finds somebody of this name whose number differs in the birth day only."""
    return blind_index("alike_rest", f"{name}|{rest_of(number)}")


def rest_of(number: str) -> str:
    """The number without the birth day and without what follows from the others."""
    return f"{number[:6]}{number[14:_DIGITS]}"


def births_near(number: IdNumber) -> Iterator[date]:
    """The birth day, and the one that a slip across the border between birth day and rest would have made."""
    yield number.birth_on
    digits = number.number
    for left in (5, 13):
        swapped = digits[:left] + digits[left + 1] + digits[left] + digits[left + 2 :]
        birth = swapped[_BIRTH]
        try:
            found = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
        except ValueError:
            continue
        if found != number.birth_on:
            yield found


def differ_by_a_slip(one: str, other: str) -> bool:
    """Whether two numbers differ in one digit, or in two neighbours that changed places; the last follows from them."""
    at = [place for place in range(_DIGITS) if one[place] != other[place]]
    if len(at) == 1:
        return True
    if len(at) != 2 or at[1] != at[0] + 1:
        return False
    return one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
