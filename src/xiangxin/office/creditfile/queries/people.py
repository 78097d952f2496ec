"""Whose file in a village still wants something, by name: for whoever may know the name, and no further.

An account manager is shown persons who agreed to a file for the own bank, and of each only the classes agreed to. A
cadre is shown who has not answered a notice about a file: what a file holds is not a cadre's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Expression, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import of_age, persons_open_to
from xiangxin.office.consent.queries.paper import to_be_told
from xiangxin.office.creditfile.lenders import answers_for, facts_for
from xiangxin.office.creditfile.queries.believing import believed, covered, disputed
from xiangxin.office.creditfile.queries.together import Together, line_of
from xiangxin.office.creditfile.registry import classes_in_use, classes_of, kinds
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.creditfile.wanted import Wanted, wanted
from xiangxin.office.parties.checks import masked_name
from xiangxin.office.parties.models import Membership, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import Looking, looking, purpose_of
from xiangxin.office.parties.queries.cards import PersonCard, card_named
from xiangxin.office.parties.queries.names import matches
from xiangxin.office.shell.errors import AddressUnknown

CADRES = frozenset({Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE})
"""They keep the register of their area; what a file says is not theirs to see."""
WHAT = "creditfile.village"
SHOWN = (*PersonCard.SHOWN, "credit_file")
"""What a person is told when their line was shown to an account manager."""
ASKED = (*PersonCard.SHOWN, "consents")
"""The same for a cadre."""
PERSON = ("id", "name_sealed", "id_number_sealed", "birth_on", "area", "died_on")
"""What a line says of the person. Of nine hundred only the twenty on the page become objects."""


@dataclass(frozen=True, eq=False)
class FileRow:
    """One person's line. ``missing``: what the policy reads and the person has not said yet; ``to_ask``: what others
    have not answered; ``newest``: the latest first day of the file. All of it only of classes open to the viewer.
    ``name`` is masked, and opened when it is asked for: a page shows twenty of nine hundred.

    For a cadre only ``card`` is told: somebody who has not answered a notice.
    """

    columns: tuple[Any, ...] = field(repr=False)
    """The person's, as ``PERSON`` names them."""
    homes: dict[UUID, UUID] = field(repr=False)
    """The households of those whose lines were shown."""
    missing: tuple[Text, ...] = ()
    to_ask: tuple[Text, ...] = ()
    wanted: int = 0
    newest: date | None = None
    stale: bool = False
    disputed: int = 0

    @cached_property
    def person(self) -> Person:
        """The person with what a line says of them."""
        return Person.from_db("default", PERSON, self.columns)

    @property
    def id(self) -> UUID:
        """Whose line it is."""
        return cast(UUID, self.columns[0])

    @cached_property
    def name(self) -> str:
        """The name, masked."""
        return masked_name(self.whole_name)

    @cached_property
    def whole_name(self) -> str:
        """The name, to sort and to search by; it stays in this room."""
        return opened(self.person, "name_sealed")

    @cached_property
    def card(self) -> PersonCard:
        """The person, masked."""
        return card_named(self.person, self.name)

    @property
    def household(self) -> UUID | None:
        """Where they belong."""
        return self.homes.get(self.id)

    @property
    def needs_visit(self) -> bool:
        """Whether there is something to ask the person at home."""
        return bool(self.missing) or self.stale or not self.wanted


@dataclass(frozen=True, slots=True)
class FilesThere:
    """A village's lines while they are read. Whoever shows some of them says which."""

    rows: tuple[FileRow, ...]
    anybody: bool
    told: tuple[str, ...]
    look: Looking
    homes: dict[UUID, UUID]

    def showed(self, rows: Sequence[FileRow]) -> None:
        """Note that these lines leave. What only they say is fetched now."""
        if self.told == SHOWN:
            members = Membership.objects.filter(person__in=[row.id for row in rows], left_on__isnull=True)
            self.homes.update(members.values_list("person", "household"))
        self.look.showed((row.id for row in rows), self.told)


@contextmanager
def files_in(viewer: Viewer, area: str, wanted_name: str = "") -> Iterator[FilesThere]:
    """The lines of one village of the viewer's area by name; ``wanted_name`` narrows them to names that match.

    ``AddressUnknown`` for an area outside the viewer's or that is no village, and for other posts.
    """
    if viewer.role not in (*CADRES, Role.ACCOUNT_MANAGER) or not _is_village(area) or not viewer.covers(area):
        raise AddressUnknown()
    today, cadre = timezone.localdate(), viewer.role in CADRES
    read = () if cadre else wanted(today)
    fields = ASKED if cadre else (*PersonCard.SHOWN, FILE)
    homes: dict[UUID, UUID] = {}
    with looking(viewer, WHAT, fields, within=area) as look:
        people = look.persons.filter(died_on__isnull=True)
        if cadre:
            found = list(people.filter(of_age(today, "id")).order_by("id").values_list(*PERSON))
            unasked = to_be_told(area, [one[0] for one in found], today)
            rows = [FileRow(one, homes) for one in found if one[0] in unasked]
        else:
            rows = _told(_with_files(viewer, people, read, today).order_by("id"), homes, read, today)
        named = [row for row in rows if matches(row.whole_name, wanted_name)] if wanted_name else rows
        yield FilesThere(tuple(named), bool(rows), ASKED if cadre else SHOWN, look, homes)


def _is_village(area: str) -> bool:
    try:
        return level_of(area) == "village"
    except ValueError:
        return False


def _with_classes(viewer: Viewer, people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """The same people, each with whether the viewer may read them in each class but ``FILE``: ``open_<class>``.

    They are who is open to the viewer in ``FILE``; it is not asked of each of them a second time.
    """
    purpose = purpose_of(viewer)
    gates = {name: persons_open_to(viewer, purpose, [name], on).where("id", few=True) for name in classes_in_use(on)}
    gates.pop(FILE, None)
    return people.annotate(
        **{f"open_{name}": Case(When(gate, then=True), default=False) for name, gate in gates.items()}
    )


def _with_files(viewer: Viewer, people: QuerySet[Person], read: Sequence[Wanted], on: date) -> QuerySet[Person]:
    """The same with what each file holds, as texts: a village's eight thousand facts without a row for each.

    ``lines``: kind, first and last day of each fact. ``answers``: kind and day of each answer about a kind that is
    wanted. ``contested``: the kinds under dispute. Of every class; what is shown of it is in ``_Asked``.
    """
    records = [one.kind for one in read if one.record]
    return _with_classes(viewer, people, on).annotate(
        lines=_each(believed(None).filter(facts_for(viewer)), line_of("kind", "happened_on", "ended_on")),
        answers=_each(covered(None).filter(answers_for(viewer), kind__in=records), line_of("kind", "asked_on")),
        contested=_each(disputed(None).filter(facts_for(viewer, "fact__")), F("fact__kind")),
    )


def _each(rows: QuerySet[Any], text: Expression | F) -> Subquery:
    """The texts of a person's rows."""
    mine = rows.filter(person=OuterRef("pk")).order_by().values("person")
    return Subquery(mine.annotate(texts=Together(text)).values("texts"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A fact of a file: its kind, its first day, and whether it counts as there."""

    kind: str
    day: date | None
    held: bool


class _Lines(dict[str, _Line]):
    """What a text of ``_with_files`` says of one fact, read once: in a village many texts are the same."""

    def __init__(self, read: Sequence[Wanted], on: date) -> None:
        super().__init__()
        self._on = on
        self._records = frozenset(one.kind for one in read if one.record)

    def __missing__(self, text: str) -> _Line:
        kind, begins, ends = text.split(" ")
        day = date.fromisoformat(begins) if begins else None
        holds = day is not None and day <= self._on and (not ends or date.fromisoformat(ends) >= self._on)
        line = self[text] = _Line(kind, day, kind in self._records or holds)
        return line


class _Asked:
    """What the policy reads of who opened the same classes: it is the same for hundreds of a village."""

    def __init__(self, may_read: frozenset[str], read: Sequence[Wanted], on: date) -> None:
        self.kinds = frozenset(kind for kind in kinds() if classes_of(kind, on) <= may_read)
        self.asks = [one for one in read if one.classes <= may_read]
        self._on = on
        self._lacks: dict[tuple[frozenset[str], str | None], tuple[tuple[Text, ...], tuple[Text, ...]]] = {}

    def lacks(self, held: frozenset[str], answers: str | None) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """What a file with these kinds and answers lacks: from the person, and from others."""
        if (held, answers) not in self._lacks:
            answered = _latest(answers)
            lacks = [one for one in self.asks if not one.has(held, answered, self._on)]
            own = tuple(one.label for one in lacks if one.supplied_by == "person")
            self._lacks[held, answers] = own, tuple(one.label for one in lacks if one.supplied_by != "person")
        return self._lacks[held, answers]


def _told(people: QuerySet[Person], homes: dict[UUID, UUID], read: Sequence[Wanted], on: date) -> list[FileRow]:
    """A line of each with how the file stands, in the classes that are open to the viewer."""
    until = on - timedelta(days=LIMITS["stale_days"])
    known, names = _Lines(read, on), [name for name in classes_in_use(on) if name != FILE]
    texts = ("lines", "answers", "contested")
    groups: dict[tuple[bool, ...], _Asked] = {}
    found = []
    for row in people.values_list(*PERSON, *(f"open_{name}" for name in names), *texts):
        open_, (lines, answers, contested) = row[len(PERSON) : -len(texts)], row[-len(texts) :]
        if open_ not in groups:
            may_read = frozenset((FILE, *(name for name, given in zip(names, open_, strict=True) if given)))
            groups[open_] = _Asked(may_read, read, on)
        asked, filed = groups[open_], [known[text] for text in _parts(lines)]
        missing, to_ask = asked.lacks(frozenset([line.kind for line in filed if line.held]), answers)
        days = [line.day for line in filed if line.day is not None and line.kind in asked.kinds]
        day = max(days, default=None)
        found.append(
            FileRow(
                row[: len(PERSON)],
                homes,
                missing=missing,
                to_ask=to_ask,
                wanted=len(asked.asks),
                newest=day,
                stale=day is not None and day <= until,
                disputed=sum(kind in asked.kinds for kind in _parts(contested)),
            )
        )
    return found


def _parts(texts: str | None) -> list[str]:
    return texts.split(",") if texts else []


def _latest(answers: str | None) -> dict[str, date]:
    """The last day on which others were asked, by kind."""
    found: dict[str, date] = {}
    for text in _parts(answers):
        kind, day = text.split(" ")
        found[kind] = max(found.get(kind, date.min), date.fromisoformat(day))
    return found
