"""Who looked at a person, in the person's words. Nothing is left out; the name of whoever looked is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.kernel.divisions import level_of, parent_of, prefix_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.audit.models import digits_of
from xiangxin.office.audit.queries import notes_of
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import Ground
from xiangxin.office.oversight.queries.notes import Group, Key, Note, equal_to, grouped
from xiangxin.office.oversight.wording import Place, complaint, field_words, page_words, purpose_words
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.problems import language

SHOWN = ("reads",)
_AT_COUNTER = Q(role=Role.STATION_KEEPER, ground=Ground.MANDATE)


@dataclass(frozen=True, slots=True)
class Once:
    """One time somebody looked: its id, a number to say on the telephone, when, and on which page."""

    id: UUID
    number: str
    at: datetime
    page: Text


@dataclass(frozen=True, slots=True)
class Look:
    """Equal looks of one day in words: the same kind of viewer, purpose, ground and fields.

    ``times`` are the last of ``count`` times, at most as many as fit. ``own``: the person, or the sign-in of the
    person, read their own rows. ``at_desk``: somebody of a station, for who stood at its counter.
    """

    who: str
    purpose: Text
    ground: str
    fields: tuple[Text, ...]
    own: bool
    count: int
    times: tuple[Once, ...]
    at_desk: bool = False

    @property
    def more(self) -> int:
        """How many times are on pages of their own."""
        return self.count - len(self.times)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one kind of keeper looked at on a day for who stood at the counter: many pages, one line."""

    who: str
    looks: tuple[Look, ...]

    @property
    def count(self) -> int:
        """How many pages were opened."""
        return sum(one.count for one in self.looks)


@dataclass(frozen=True, slots=True)
class Day:
    """The looks of one day: others', those at a counter together, and one's own."""

    on: date
    others: tuple[Look, ...]
    visits: tuple[Visit, ...]
    own: tuple[Look, ...]

    @property
    def others_all(self) -> tuple[Look, ...]:
        """Those of others with each page of a visit, for paper, where nothing unfolds."""
        return (*self.others, *(one for visit in self.visits for one in visit.looks))

    @property
    def own_count(self) -> int:
        """How often the person looked."""
        return sum(one.count for one in self.own)


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of them. ``count`` is how many there are of others, ``pages`` how many pages."""

    days: tuple[Day, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Told:
    """Where to complain, with the names of the bodies there are."""

    place: Place
    names: tuple[str, ...]


def looks_at(viewer: Viewer, person: UUID, page: int, *, at_counter: bool = False) -> Looks:
    """Page ``page`` of who looked, the last one first; this look is noted as every other.

    ``at_counter``: a keeper shows it to the person who stands there; whoever calls has checked that somebody does.
    Pages are cut by the database. What waits for the log is newer than what is under it, and stands on the first.
    """
    at, by = viewer.institution, viewer.actor
    shown = (
        reading(by, purpose=OBJECTION, ground=Ground.MANDATE, what="oversight.counter", institution=at)
        if at_counter
        else reading(by, purpose=OBJECTION, ground=viewer.ground, what="oversight.looks", institution=at)
    )
    with shown as look:
        found = grouped(person, page)
        look.showed([person], SHOWN)
    days = tuple(_day(on, list(looks)) for on, looks in groupby(found.groups, lambda one: one.key.day))
    return Looks(days, others_since(person, None), found.page, found.pages)


def look_at(viewer: Viewer, person: UUID, id_: UUID, page: int = 1) -> tuple[Look, Once, int, int]:
    """One look at the person and those equal to it on its day; ``AddressUnknown`` for a look at anybody else.

    The times are those of ``page``; which page that is, and how many there are.
    """
    with reading(viewer.actor, purpose=OBJECTION, ground=viewer.ground, what="oversight.looks") as look:
        found = equal_to(person, id_, page)
        look.showed([person] if found is not None else [], SHOWN)
    if found is None:
        raise AddressUnknown()
    return _in_words([found.group])[0], _once(found.note), found.page, found.pages


def others_since(person: UUID, since: datetime | None) -> int:
    """How many looks of others there were; what one keeper looked at for who stood at the counter that day is one."""
    counted, visits = 0, set[tuple[date, str]]()
    for notes in notes_of(person, since=since):
        others = notes.exclude(ground=Ground.OWN)
        counted += others.exclude(_AT_COUNTER).count()
        served = others.filter(_AT_COUNTER).annotate(day=TruncDate("at"))
        visits |= set(served.order_by().values_list("day", "actor").distinct())
    return counted + len(visits)


def where_to_complain(on: date, area: str) -> list[Told]:
    """The places of complaint, with the names of the institutions that are there for ``area``, a village or larger."""
    near = prefix_of(parent_of(area, "township") if level_of(area) in ("township", "village") else area)
    kinds = {kind for place in complaint().places for kind in place.kinds}
    rows = [
        row
        for row in institutions_on(on, kinds=kinds)
        if area.startswith(prefix_of(row.area)) or row.area.startswith(near)
    ]
    tongue = language()
    return [
        Told(place, tuple(row.called.in_language(tongue) for row in rows if row.kind in place.kinds))
        for place in complaint().places
    ]


def _day(on: date, groups: Sequence[Group]) -> Day:
    looks = _in_words(groups)
    served: dict[str, list[Look]] = defaultdict(list)
    for one in looks:
        if one.at_desk:
            served[one.who].append(one)
    return Day(
        on,
        others=tuple(one for one in looks if not one.own and not one.at_desk),
        visits=tuple(Visit(who, tuple(of_visit)) for who, of_visit in served.items()),
        own=tuple(one for one in looks if one.own),
    )


def _in_words(groups: Sequence[Group]) -> list[Look]:
    tongue = language()
    ids = {one.key.institution for one in groups if one.key.institution is not None}
    names = {row.id: row.called.in_language(tongue) for row in Institution.objects.filter(id__in=ids)} if ids else {}
    return [
        Look(
            who=_who(one.key, names),
            purpose=purpose_words(one.key.purpose),
            ground=ground_words(one.key.role, one.key.ground),
            fields=_fields(one.key.fields.split(",")),
            own=one.key.ground == Ground.OWN,
            count=one.count,
            times=tuple(_once(note) for note in one.times),
            at_desk=(one.key.role, one.key.ground) == (Role.STATION_KEEPER, Ground.MANDATE),
        )
        for one in groups
    ]


def _once(note: Note) -> Once:
    return Once(note.id, number_of(note.id, note.at), note.at, page_words(note.what))


def number_of(id_: UUID, at: datetime) -> str:
    """A number to say on the telephone: the day, and six digits. With the person it leads to the note."""
    return f"{timezone.localtime(at):%m%d}-{digits_of(id_):06d}"


def _fields(names: Iterable[str]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(field_words(name) for name in names if name))


def _who(key: Key, names: dict[UUID, str]) -> str:
    where = "" if key.institution is None else names.get(key.institution, "")
    if key.by == "system":
        return _("系统（自动）")
    if key.by == "token":
        return _("%(institution)s的系统") % {"institution": where or _("另一个单位")}
    if key.role == Role.HOUSEHOLD:
        return _("您本人") if key.ground == Ground.OWN else _("您委托的家人")
    role = str(Role(key.role).label) if key.role in Role.values else key.role
    said = f"{role} · {where}" if where else role
    return _("%(who)s（代理）") % {"who": said} if key.by == "instead" else said


def ground_words(role: str, ground: str) -> str:
    """The ground in words. At a desk nobody is served who is not there: the person, or whom the person sent."""
    if role == Role.STATION_KEEPER and ground == Ground.MANDATE:
        return _("本人（或受托家人）到场办理")
    return str(Ground(ground).label) if ground in Ground.values else ground
