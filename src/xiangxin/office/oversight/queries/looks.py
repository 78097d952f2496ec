"""Who looked at a person, in the person's words. Nothing is left out; the name of whoever looked is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.kernel.divisions import level_of, parent_of, prefix_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.audit.models import ReadColumns
from xiangxin.office.audit.queries import reads_of
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import Ground
from xiangxin.office.oversight.wording import Place, complaint, field_words, page_words, purpose_words
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.limits import limits_of
from xiangxin.office.shell.problems import language

PAGE = limits_of("xiangxin.office.oversight")["looks_on_a_page"]
SHOWN = ("reads",)
PURPOSE = "objection"


@dataclass(frozen=True, slots=True)
class Look:
    """One look in words. ``own``: the person, or the sign-in of the person, read their own rows."""

    id: UUID
    at: datetime
    who: str
    purpose: Text
    ground: str
    page: Text
    fields: tuple[Text, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The looks of one day, others' and one's own."""

    on: date
    others: tuple[Look, ...]
    own: tuple[Look, ...]


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


def looks_at(viewer: Viewer, person: UUID, page: int) -> Looks:
    """Page ``page`` of who looked, the last one first; this look is noted as every other."""
    with reading(viewer.actor, purpose=PURPOSE, ground=viewer.ground, what="oversight.looks") as look:
        found = reads_of(person)
        look.showed([person], SHOWN)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = _in_words(found[(page - 1) * PAGE : page * PAGE])
    days = tuple(_day(on, list(looks)) for on, looks in groupby(shown, lambda one: timezone.localdate(one.at)))
    return Looks(days, sum(not is_own(one) for one in found), page, pages)


def look_at(viewer: Viewer, person: UUID, id_: UUID) -> Look:
    """One look at the person; ``AddressUnknown`` for a look at anybody else."""
    with reading(viewer.actor, purpose=PURPOSE, ground=viewer.ground, what="oversight.looks") as look:
        found = [one for one in reads_of(person) if one.id == id_]
        look.showed([person] if found else [], SHOWN)
    if not found:
        raise AddressUnknown()
    return _in_words(found)[0]


def others_since(person: UUID, since: datetime) -> int:
    """How many looks of others there were."""
    return sum(not is_own(one) for one in reads_of(person, since=since))


def where_to_complain(on: date, area: str) -> list[Told]:
    """The places of complaint, with the names of the institutions that are there for ``area``, a village or larger."""
    near = prefix_of(parent_of(area, "township") if level_of(area) in ("township", "village") else area)
    kinds = {kind for place in complaint().places for kind in place.kinds}
    rows = [
        row
        for row in institutions_on(on, kinds=kinds)
        if area.startswith(prefix_of(row.area)) or row.area.startswith(near)
    ]
    english = language() == "en"
    return [
        Told(place, tuple(_name(row, english=english) for row in rows if row.kind in place.kinds))
        for place in complaint().places
    ]


def is_own(read: ReadColumns) -> bool:
    """Whether the person looked, or signed in."""
    return bool(read.ground == Ground.OWN)


def _day(on: date, looks: Sequence[Look]) -> Day:
    return Day(on, tuple(one for one in looks if not one.own), tuple(one for one in looks if one.own))


def _in_words(reads: Sequence[ReadColumns]) -> list[Look]:
    english = language() == "en"
    ids = {one.institution for one in reads if one.institution is not None}
    names = {row.id: _name(row, english=english) for row in Institution.objects.filter(id__in=ids)}
    return [
        Look(
            id=one.id,
            at=one.at,
            who=_who(one, names),
            purpose=purpose_words(one.purpose),
            ground=_ground(one.ground),
            page=page_words(one.what),
            fields=_fields(one.fields.split(",")),
            own=is_own(one),
        )
        for one in reads
    ]


def _fields(names: Iterable[str]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(field_words(name) for name in names if name))


def _who(read: ReadColumns, names: dict[UUID, str]) -> str:
    where = "" if read.institution is None else names.get(read.institution, "")
    kind = read.actor.partition(":")[0]
    if kind == "system":
        return _("系统（自动）")
    if kind == "token":
        return _("%(institution)s的系统") % {"institution": where or _("另一个单位")}
    if read.role == Role.HOUSEHOLD:
        return _("您本人") if is_own(read) else _("您委托的家人")
    role = str(Role(read.role).label) if read.role in Role.values else read.role
    said = f"{role} · {where}" if where else role
    return _("%(who)s（代理）") % {"who": said} if " for account:" in read.actor else said


def _ground(ground: str) -> str:
    return str(Ground(ground).label) if ground in Ground.values else ground


def _name(row: Institution, *, english: bool) -> str:
    return row.name_en or row.name if english else row.name
