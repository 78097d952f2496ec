"""Somebody new who looks like somebody else: found when a register is read and again when it is accepted.

Looked for among those who are registered and among the rows of the same file before it; let in when a person said so.
Two are never made one here. Who is undecided, or was found to be the other one, is left out of the register when the
submission is accepted. What was decided about two numbers holds for later submissions until it is undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.intake.choices import Decided
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.parties.checks import id_number_of
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.likeness import SIGNALS, Newcomer, Together, alike

if TYPE_CHECKING:
    from xiangxin.office.intake.candidates import Candidate

FILE = Path(__file__).parent / "data" / "duplicates.yaml"
PURPOSE = "register"
Alikes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What has to be alike from a day on. Read from ``data/duplicates.yaml``."""

    from_on: date
    waits: tuple[Alikes, ...]
    strong: tuple[Alikes, ...]
    most_of_a_phone: int

    def wait(self, signals: Iterable[str]) -> bool:
        """Whether so much is alike that a person decides."""
        said = frozenset(signals)
        return any(wanted <= said for wanted in self.waits)


@dataclass(frozen=True, slots=True)
class Found:
    """Who looks like the newcomer, in what, and what was decided about the two before.

    ``row``, ``area``: of an earlier row of the same file; empty for a registered person.
    """

    person: UUID
    signals: tuple[str, ...]
    decided: str = ""
    row: int | None = None
    area: str = ""


def thresholds_on(on: date) -> Thresholds:
    """The thresholds in force on a day; the first ones for a day before all."""
    rows = _thresholds()
    return next((row for row in reversed(rows) if row.from_on <= on), rows[0])


def is_strong(signals: Iterable[str], on: date) -> bool:
    """Whether so much is alike that calling them two persons is an override."""
    said = frozenset(signals)
    return any(wanted <= said for wanted in thresholds_on(on).strong)


def looking_alike(newcomers: Sequence[Candidate], on: date) -> dict[UUID, list[Found]]:
    """For each newcomer whoever in the county they look like; inside a reading."""
    return alike_in_register([newcomer_of(one) for one in newcomers], on)


def newcomer_of(one: Candidate) -> Newcomer:
    """As the register compares them."""
    phone = "" if one.registration is None else one.registration.phone
    return Newcomer(one.person, one.area or "", one.id_number, one.name, phone)


def alike_in_register(asked: Sequence[Newcomer], on: date) -> dict[UUID, list[Found]]:
    """For each whoever is registered in the county and looks like them; inside a reading."""
    known = thresholds_on(on)
    met = {
        person: [one for one in rows if known.wait(one.signals)]
        for person, rows in alike(asked, str(settings.HOME.county), known.most_of_a_phone).items()
    }
    before = _decided([person for person, rows in met.items() if rows])
    return {
        person: [Found(one.person, one.signals, before.get((person, one.person), "")) for one in rows]
        for person, rows in met.items()
        if rows
    }


def undecided(found: Iterable[Found]) -> list[Found]:
    """Those about whom nobody has decided yet."""
    return [one for one in found if not one.decided]


def alike_by_now(lines: Iterable[dict[str, Any]], on: date) -> dict[UUID, list[Found]]:
    """For kept rows of newcomers whoever in the county they look like and nobody decided about; inside a reading.

    Who is registered under the number by now is no newcomer.
    """
    asked = {
        UUID(line["person"]): Newcomer(UUID(line["person"]), area, id_number_of(number), name, phone)
        for line in lines
        for name, number, area, phone, _household in [line["registration"]]
    }
    there = set(Person.every.filter(id__in=list(asked)).values_list("id", flat=True))
    found = alike_in_register([one for person, one in asked.items() if person not in there], on)
    return {person: open_ for person, ones in found.items() if (open_ := undecided(ones))}


class SameFile:
    """The newcomers of one file, each compared with those of the rows before it. ``phones``: those of all its rows."""

    def __init__(self, on: date, phones: Iterable[str]) -> None:
        self._known = thresholds_on(on)
        count = Counter(phone for phone in phones if phone)
        self._shared = {phone for phone, times in count.items() if times > self._known.most_of_a_phone}
        self._rows = Together()
        self._places: dict[UUID, int | None] = {}

    def meet(self, newcomers: Sequence[Candidate]) -> dict[UUID, list[Found]]:
        """For each newcomer whichever earlier row of the file they look like; inside a reading."""
        met: dict[UUID, list[tuple[Newcomer, tuple[str, ...]]]] = {}
        for one in newcomers:
            new = newcomer_of(one)
            if new.phone in self._shared:
                new = replace(new, phone="")
            self._places.setdefault(new.person, one.row.where.row)
            found = [(other, said) for other, said in self._rows.meet(new) if self._known.wait(said)]
            if found:
                met[new.person] = found
        before = _decided(list(met))
        return {
            person: [
                Found(one.person, said, before.get((person, one.person), ""), self._places[one.person], one.area)
                for one, said in rows
            ]
            for person, rows in met.items()
        }


def note_alike(by: Actor, row: Submission, found: Sequence[tuple[int, UUID, Sequence[Found]]]) -> None:
    """Keep who has to be decided about, by row and id; once, however often the submission is read or accepted."""
    if not found:
        return
    with act("intake.duplicates_found", by=by, about=row, purpose=PURPOSE, area=row.area) as done:
        there = set(Duplicate.objects.filter(submission=row, undone_at=None).values_list("other", "person"))
        rows = [
            Duplicate(
                submission=row,
                row=place,
                person_id=one.person,
                area=one.area,
                other=other,
                signals=",".join(one.signals),
                found_at=timezone.now(),
            )
            for place, other, ones in found
            for one in ones
            if (other, one.person) not in there
        ]
        Duplicate.objects.bulk_create(rows)
        done.wrote(*rows)
        done.payload["found"] = len(rows)


def not_let_through(by: Actor, row: Submission) -> set[UUID]:
    """Newcomers of a submission whom nobody has found to be somebody else than each of those they look like."""
    with reading(by, purpose=PURPOSE, ground="duty", what="intake.accepting") as look:
        look.showed_nobody()
        rows = Duplicate.objects.filter(submission=row, undone_at__isnull=True).exclude(decided=Decided.DIFFERENT)
        return set(rows.values_list("other", flat=True))


def known_same(by: Actor, newcomers: Sequence[UUID]) -> set[UUID]:
    """Those who were found to be a registered person before: they stay out, whether their sender may know it or not."""
    with reading(by, purpose=PURPOSE, ground="duty", what="intake.accepting") as look:
        look.showed_nobody()
        return {other for (other, _), decided in _decided(newcomers).items() if decided == Decided.SAME}


def _decided(others: Sequence[UUID]) -> dict[tuple[UUID, UUID], str]:
    """What stands decided about these newcomers and whom they look like, the latest word."""
    rows = Duplicate.objects.filter(other__in=others, undone_at__isnull=True).exclude(decided="")
    listed = rows.order_by("decided_at").values_list("other", "person", "decided")
    return {(other, person): decided for other, person, decided in listed}


@cache
def _thresholds() -> tuple[Thresholds, ...]:
    rows = tuple(_threshold(entry) for entry in shipped(FILE))
    return tuple(sorted(rows, key=lambda row: row.from_on))


def _threshold(entry: dict[str, Any]) -> Thresholds:
    if not entry.get("assumption") and not entry.get("source"):
        raise ValueError("thresholds of duplicates say neither their source nor why they are assumed")
    day = entry["from_on"]
    return Thresholds(
        day if isinstance(day, date) else date.fromisoformat(str(day)),
        tuple(_alikes(one) for one in entry["waits"]),
        tuple(_alikes(one) for one in entry["strong"]),
        int(entry["most_of_a_phone"]),
    )


def _alikes(names: list[str]) -> Alikes:
    strange = [name for name in names if name not in SIGNALS]
    if strange:
        raise ValueError(f"nobody knows what is alike in {strange}")
    return frozenset(names)
