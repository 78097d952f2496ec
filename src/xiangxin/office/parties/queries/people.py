"""A village's list, a search in it, one person's page. Masked; opened in memory, within one village at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.consent.queries.standing import Standing, standings
from xiangxin.office.parties.checks import masked_name, masked_phone
from xiangxin.office.parties.errors import ChooseVillage
from xiangxin.office.parties.models import Contact, FormerName, Household, Membership, Person, Trade
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import Looking, looking
from xiangxin.office.parties.queries.cards import PersonCard, card_named, card_of, masked_code
from xiangxin.office.parties.queries.names import matches
from xiangxin.office.parties.scope import CADRES
from xiangxin.office.shell.errors import AddressUnknown


class _Beside:
    """What stands beside the people of one list: each kind is fetched at once, and not before it is asked for.

    A list of nine hundred people is sorted by their names; everything else is wanted of the twenty on the page.
    """

    def __init__(self, persons: Sequence[UUID]) -> None:
        self._persons = persons

    def fetch(self, persons: Sequence[UUID]) -> None:
        """Have everything of these at hand; what was asked for of all stays."""
        self._persons = persons
        _ = self.households, self.reachable, self.asked

    @cached_property
    def households(self) -> dict[UUID, UUID]:
        """The household of each who has one."""
        rows = Membership.objects.filter(person__in=self._persons, left_on__isnull=True)
        return dict(rows.values_list("person_id", "household_id"))

    @cached_property
    def reachable(self) -> set[UUID]:
        """Who has a phone."""
        rows = Contact.objects.filter(person__in=self._persons, to_on__isnull=True)
        return set(rows.values_list("person_id", flat=True))

    @cached_property
    def asked(self) -> dict[UUID, list[Standing]]:
        """How it stands with what each was asked."""
        return standings(self._persons, timezone.localdate())


@dataclass(frozen=True, eq=False)
class PersonLine:
    """One line of a village's list; ``name`` is masked. Inside the reading, or of lines that it was told were shown."""

    person: Person = field(repr=False)
    name: str
    beside: _Beside = field(repr=False)

    @cached_property
    def card(self) -> PersonCard:
        """The person, masked; the number is opened now."""
        return card_named(self.person, self.name)

    @property
    def household(self) -> UUID | None:
        """Where they belong."""
        return self.beside.households.get(self.person.id)

    @property
    def asked(self) -> tuple[Standing, ...]:
        """How it stands with what they were asked; a refusal answers too."""
        return tuple(self.beside.asked.get(self.person.id, ()))

    @property
    def reachable(self) -> bool:
        """Whether there is a phone."""
        return self.person.id in self.beside.reachable


LINE = (*PersonCard.SHOWN, "household", "consents", "reachable")
"""What a person is told when a line was shown."""

PAGE = (*PersonCard.SHOWN, "phone", "former_names", "trades")
"""The same for their page."""
KEPT_PAGE = (*PAGE, "household", "consents")
"""The same where whoever keeps the register opens it; nobody else is shown these two."""


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade of the person, masked."""

    id: UUID
    name: str
    code: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What a person's page shows. ``kept``: the viewer keeps this registration and may correct it; ``household`` and
    ``asked`` are told to them only.
    """

    card: PersonCard
    phone: str
    phone_verified_on: date | None
    household: UUID | None
    registered_on: date
    died_on: date | None
    former_names: int
    trades: tuple[TradeLine, ...]
    asked: tuple[Standing, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class VillageLine:
    """How far one village has come; figures for those who keep its register."""

    area: str
    name: str
    persons: int
    households: int
    consenting: int
    reachable: int


def villages_of(viewer: Viewer) -> list[VillageLine]:
    """The villages of a cadre's area in force today; nobody is named."""
    if viewer.role not in CADRES:
        raise AddressUnknown
    today = timezone.localdate()
    names = village_names(viewer.area, today)
    with looking(viewer, "parties.villages", LINE) as look:
        living = look.persons.filter(died_on__isnull=True)
        persons = Counter(living.values_list("area", flat=True))
        consenting = Counter(living.filter(id__in=consented_to(FILE, today)).values_list("area", flat=True))
        phones = Contact.objects.filter(to_on__isnull=True).values("person")
        reachable = Counter(living.filter(id__in=phones).values_list("area", flat=True))
        homes = Household.objects.filter(inside(viewer.area), ended_on__isnull=True)
        households = Counter(homes.values_list("area", flat=True))
    return [
        VillageLine(
            code,
            name,
            persons[code],
            households[code],
            consenting[code],
            reachable[code],
        )
        for code, name in names.items()
    ]


@dataclass(frozen=True, slots=True)
class Village:
    """A village's list while it is read. Whoever shows a part of it says which lines."""

    lines: tuple[PersonLine, ...]
    anybody: bool
    """Whether anybody is registered here, found or not."""
    look: Looking
    beside: _Beside

    def showed(self, lines: Sequence[PersonLine]) -> None:
        """Note that these lines leave; the people on them can see it. What they say is fetched now."""
        self.beside.fetch([line.person.id for line in lines])
        self.look.showed((line.card.id for line in lines), LINE)


@contextmanager
def village(viewer: Viewer, area: str, wanted: str = "") -> Iterator[Village]:
    """The people of one village of the viewer's area, by name; ``wanted`` narrows it to names that match.

    For cadres. ``AddressUnknown`` outside of the area, ``ChooseVillage`` for an area that is no village.
    """
    code = in_village(viewer, area)
    with looking(viewer, "parties.search" if wanted else "parties.village", LINE, within=code) as look:
        people = list(look.persons)
        named = [(opened(person, "name_sealed"), person) for person in people]
        found = sorted((one for one in named if matches(one[0], wanted)), key=lambda one: (one[0], str(one[1].id)))
        beside = _Beside([person.id for _, person in found])
        lines = tuple(PersonLine(person, masked_name(name), beside) for name, person in found)
        yield Village(lines, bool(people), look, beside)


def person_page(viewer: Viewer, id_: UUID) -> PersonPage:
    """One person, masked; ``AddressUnknown`` where they are not open to the viewer."""
    kept = viewer.role in CADRES
    fields = KEPT_PAGE if kept else PAGE
    with looking(viewer, "parties.person", fields) as look:
        person = look.persons.filter(id=id_).first()
        if person is None:
            raise AddressUnknown
        page = _page(person, kept=kept)
        look.showed([person.id], fields)
    return page


def person_card(viewer: Viewer, id_: UUID) -> PersonCard:
    """The card of one person; ``AddressUnknown`` where they are not open to the viewer."""
    card = person_cards(viewer, [id_], "parties.card").get(id_)
    if card is None:
        raise AddressUnknown
    return card


def person_cards(viewer: Viewer, ids: Iterable[UUID], what: str) -> dict[UUID, PersonCard]:
    """Cards of those of ``ids`` who are open to the viewer; for pages of other rooms."""
    with looking(viewer, what, PersonCard.SHOWN) as look:
        cards = {person.id: card_of(person) for person in look.persons.filter(id__in=list(ids))}
        look.showed(cards, PersonCard.SHOWN)
    return cards


def in_village(viewer: Viewer, area: str) -> str:
    """``area`` where it is a village whose register the viewer keeps; ``AddressUnknown`` or ``ChooseVillage``."""
    try:
        level = level_of(area)
    except ValueError:
        raise AddressUnknown from None
    if viewer.role not in CADRES or not viewer.covers(area):
        raise AddressUnknown
    if level != "village":
        raise ChooseVillage("area")
    return area


def _page(person: Person, *, kept: bool) -> PersonPage:
    contact = Contact.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id").last()
    homes = Membership.objects.filter(person=person, left_on__isnull=True) if kept else Membership.objects.none()
    asked = standings([person.id], timezone.localdate()).get(person.id, []) if kept else []
    return PersonPage(
        card=card_of(person),
        phone="" if contact is None else masked_phone(opened(contact, "phone_sealed")),
        phone_verified_on=None if contact is None else contact.verified_on,
        household=homes.values_list("household_id", flat=True).first(),
        registered_on=person.registered_on,
        died_on=person.died_on,
        former_names=FormerName.objects.filter(person=person).count(),
        trades=tuple(_trade(row) for row in Trade.objects.filter(person=person).order_by("from_on", "id")),
        asked=tuple(asked),
        kept=kept,
    )


def _trade(row: Trade) -> TradeLine:
    name, code = opened(row, "name_sealed"), opened(row, "code_sealed")
    return TradeLine(row.id, f"{name[:2]}{'*' * 4}", masked_code(code), row.from_on, row.to_on)
