"""Who in the register looks like somebody who is not in it: by keyed indexes, never by comparing everybody with all.

Names and numbers are opened only of the few that an index finds. To be used inside a reading or an act; whoever shows
what is found says so there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.ids import IdNumber
from xiangxin.office.parties.likeness import birth_index, births_near, differ_by_a_slip, rest_index, rest_of
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.vault.sealing import blind_index, normalised

SIGNALS = ("name", "birth", "number", "phone", "village")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not registered under this number. ``person`` is the opaque id of the number."""

    person: UUID
    area: str
    number: IdNumber
    name: str = field(repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Alike:
    """A registered person who looks like a newcomer, and in what, as codes of ``SIGNALS``."""

    person: UUID
    signals: tuple[str, ...]


def alike(newcomers: Sequence[Newcomer], county: str, most_of_a_phone: int) -> dict[UUID, list[Alike]]:
    """For each newcomer the registered persons of the county with the same name and one thing more in common.

    A phone that more than ``most_of_a_phone`` persons share says nothing.
    """
    by_birth: dict[bytes, list[Newcomer]] = {}
    by_rest: dict[bytes, list[Newcomer]] = {}
    by_phone: dict[bytes, list[Newcomer]] = {}
    for one in newcomers:
        for birth_on in births_near(one.number):
            by_birth.setdefault(birth_index(one.name, birth_on), []).append(one)
        by_rest.setdefault(rest_index(one.name, one.number.number), []).append(one)
        if one.phone:
            by_phone.setdefault(blind_index("phone", one.phone), []).append(one)
    phones = _phones(by_phone, most_of_a_phone)
    reached = {person for persons in phones.values() for person in persons}
    found: dict[UUID, Person] = {}
    # One index at a time, and the county afterwards: a query over all of them may be answered by reading everybody.
    for wanted in (
        Q(alike_birth_index__in=list(by_birth)),
        Q(alike_rest_index__in=list(by_rest)),
        Q(id__in=reached),
    ):
        found |= {row.id: row for row in Person.objects.filter(wanted)}
    answer: dict[UUID, dict[UUID, Alike]] = {}
    for row in found.values():
        if not row.area.startswith(prefix_of(county)):
            continue
        for one in _met(row, by_birth, by_rest, by_phone, phones):
            said = _compared(one, row, phones)
            if said is not None:
                answer.setdefault(one.person, {})[row.id] = said
    return {person: list(rows.values()) for person, rows in answer.items()}


def _phones(wanted: dict[bytes, list[Newcomer]], most: int) -> dict[bytes, set[UUID]]:
    """Who is reached at each of these phones; none of a phone that too many share."""
    rows = Contact.objects.filter(phone_index__in=list(wanted), to_on__isnull=True)
    pairs = [(bytes(index), person) for index, person in rows.values_list("phone_index", "person")]
    count = Counter(index for index, _ in pairs)
    found: dict[bytes, set[UUID]] = {}
    for index, person in pairs:
        if count[index] <= most:
            found.setdefault(index, set()).add(person)
    return found


def _met(
    row: Person,
    by_birth: dict[bytes, list[Newcomer]],
    by_rest: dict[bytes, list[Newcomer]],
    by_phone: dict[bytes, list[Newcomer]],
    phones: dict[bytes, set[UUID]],
) -> list[Newcomer]:
    met = [*by_birth.get(bytes(row.alike_birth_index), ()), *by_rest.get(bytes(row.alike_rest_index), ())]
    for index, persons in phones.items():
        if row.id in persons:
            met += by_phone[index]
    return met


def _compared(one: Newcomer, row: Person, phones: dict[bytes, set[UUID]]) -> Alike | None:
    if row.id == one.person or normalised(opened(row, "name_sealed")) != normalised(one.name):
        return None
    same_phone = bool(one.phone) and row.id in phones.get(blind_index("phone", one.phone), ())
    number = IdNumber(opened(row, "id_number_sealed"), row.birth_on)
    return Alike(row.id, _signals(number, one.number, same_phone=same_phone, same_village=row.area == one.area))


def _signals(number: IdNumber, other: IdNumber, *, same_phone: bool, same_village: bool) -> tuple[str, ...]:
    """What two of the same name have in common."""
    said = {
        "name": True,
        "birth": number.birth_on == other.birth_on,
        "number": differ_by_a_slip(number.number, other.number),
        "phone": same_phone,
        "village": same_village,
    }
    return tuple(name for name in SIGNALS if said[name])


class Together:
    """Newcomers who came together, such as rows of one file: each is compared with those before it that a key finds.

    The keys are those of the register, in memory only; nothing of anybody registered is read.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], list[Newcomer]] = {}

    def meet(self, one: Newcomer) -> list[tuple[Newcomer, tuple[str, ...]]]:
        """Those before it with the same name and one thing more, and what is alike; then ``one`` is among them."""
        name, phone = normalised(one.name), normalised(one.phone)
        rest = ("rest", name, rest_of(one.number.number))
        phones = [("phone", name, phone)] if phone else []
        births = [("birth", name, birth_on.isoformat()) for birth_on in births_near(one.number)]
        met = {
            other.person: other
            for key in (*births, rest, *phones)
            for other in self._found.get(key, ())
            if other.person != one.person
        }
        for key in (("birth", name, one.number.birth_on.isoformat()), rest, *phones):
            self._found.setdefault(key, []).append(one)
        return [(other, self._alike(other, one)) for other in met.values()]

    @staticmethod
    def _alike(one: Newcomer, other: Newcomer) -> tuple[str, ...]:
        same_phone = bool(one.phone) and normalised(one.phone) == normalised(other.phone)
        return _signals(one.number, other.number, same_phone=same_phone, same_village=one.area == other.area)
