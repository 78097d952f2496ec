"""How far a village has come, from registered to accepted: for a bank its own people, for everybody else totals.

Whoever refused or withdrew is in no figure, neither above nor below the line: not wanting credit is no shortfall of a
village. Totals for cadres and the county pass the rules for small figures (``areas.published``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.divisions import level_of, parent_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.published import counted_for, published
from xiangxin.office.areas.queries import areas_inside, place_name, villages_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE, Answer
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.consent.queries.keeping import Receiving
from xiangxin.office.consent.queries.rows import consented_to
from xiangxin.office.grants.choices import STANDING, Ending, Stage, State
from xiangxin.office.grants.grounds import resting
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.queries.reached import LISTED, open_cases_of
from xiangxin.office.grants.rules import PURPOSE
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.rules import receiver_of
from xiangxin.office.shell.errors import AddressUnknown

_STAGES: dict[str, Stage] = {
    State.OPEN: Stage.ASSESSED,
    State.OFFERED: Stage.DECIDED,
    State.REFUSED: Stage.DECIDED,
    State.DELIVERED: Stage.TOLD,
    State.TOLD: Stage.CLOSED,
    State.DECLINED: Stage.CLOSED,
    State.ENDED: Stage.CLOSED,
    State.ACTIVE: Stage.ACCEPTED,
    State.SUSPENDED: Stage.ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class VillageFunnel:
    """A village as one bank sees it: each figure is a part of the one before. ``told`` and before are of everybody."""

    area: str
    name: str
    told: int
    consented: int
    assessed: int
    reviewed: int
    decided: int
    offered: int
    accepted: int

    @property
    def missing(self) -> int:
        """Who agreed and is not assessed yet."""
        return self.consented - self.assessed


def funnels(viewer: Viewer) -> list[VillageFunnel]:
    """Of each village of the viewer's area the bank's own people, by code; villages where nobody was asked are left."""
    bank, today = receiver_of(viewer), timezone.localdate()
    if bank is None:
        return []
    with reading(viewer.actor, purpose=PURPOSE, ground="consent", what="grants.board") as look:
        look.showed_nobody()
        gate = persons_open_to(viewer, PURPOSE, [FILE], today)
        living = Person.objects.filter(inside(viewer.area), died_on__isnull=True)
        agreed: dict[UUID, str] = dict(living.filter(gate.where("id")).values_list("id", "area"))
        asked = dict(living.filter(id__in=_told(bank)).values_list("id", "area"))
        left = _left(bank) - set(agreed)
        rows = _last(Grant.objects.filter(open_cases_of(viewer)).order_by("opened_at", "id"))
    told = Counter(area for person, area in (asked | agreed).items() if person not in left)
    consented = Counter(agreed.values())
    steps = {name: Counter[str]() for name in ("assessed", "reviewed", "decided", "offered", "accepted")}
    for person, row in rows.items():
        if person in agreed:
            for name in _steps(row):
                steps[name][agreed[person]] += 1
    return [
        VillageFunnel(
            code,
            place_name(code, today),
            told[code],
            consented[code],
            **{name: counted[code] for name, counted in steps.items()},
        )
        for code in sorted(told)
    ]


def _told(bank: Institution) -> Iterable[UUID]:
    rows = NoticeDelivery.objects.filter(receiver=bank, text__purpose=PURPOSE, text__field_class=FILE)
    return set(rows.values_list("person", flat=True))


def _left(bank: Institution) -> set[UUID]:
    """Who said no to the bank, or took a consent back."""
    refused = NoticeDelivery.objects.filter(receiver=bank, text__purpose=PURPOSE, answer=Answer.REFUSED)
    withdrawn = Consent.objects.filter(receiver=bank, purpose=PURPOSE, withdrawn_on__isnull=False)
    return {one for rows in (refused, withdrawn) for one in rows.values_list("person", flat=True)}


def _last(rows: Iterable[Grant]) -> dict[UUID, Grant]:
    """Of each person the case that counts: the line that stands, else the last one."""
    found: dict[UUID, Grant] = {}
    for row in rows:
        if row.person_id not in found or found[row.person_id].state not in STANDING:
            found[row.person_id] = row
    return found


def _steps(row: Grant) -> list[str]:
    steps = ["assessed"]
    if row.outcome == Status.SCORED and "no_review" not in row.flags.split(";"):
        steps.append("reviewed")
    if row.state != State.OPEN:
        steps.append("decided")
    if row.limit_fen:
        steps.append("offered")
    if row.state in STANDING:
        steps.append("accepted")
    return steps


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One person of the bank in a village, and how far it has come. ``grant``: the case, where there is one."""

    person: Person
    grant: Grant | None
    stage: Stage


def people_of(viewer: Viewer, area: str) -> list[Neighbour]:
    """The bank's people of one village; ``AddressUnknown`` for an area that is none of the viewer's villages."""
    try:
        level = level_of(area)
    except ValueError:
        raise AddressUnknown from None
    if level != "village" or not viewer.covers(area):
        raise AddressUnknown
    today = timezone.localdate()
    with reading(
        viewer.actor, purpose=PURPOSE, ground="consent", what="grants.board", institution=viewer.institution
    ) as look:
        gate = persons_open_to(viewer, PURPOSE, [FILE], today)
        persons = list(Person.objects.filter(gate.where("id"), area=area, died_on__isnull=True).order_by("id"))
        cases = Grant.objects.filter(open_cases_of(viewer), person__in=[one.id for one in persons])
        rows = _last(cases.order_by("opened_at", "id"))
        waiting = _awaiting(viewer, [one.id for one in persons], today)
        look.showed((one.id for one in persons), LISTED)
    return [Neighbour(one, rows.get(one.id), stage_of(rows.get(one.id), one.id in waiting)) for one in persons]


def _awaiting(viewer: Viewer, persons: Iterable[UUID], on: date) -> set[UUID]:
    """Those whose last result at the viewer's bank waits for a review, and rests on consent still. Inside a reading."""
    bank = receiver_of(viewer)
    if bank is None:
        return set()
    done = Result.objects.filter(person__in=persons, run__receiver=bank, run__purpose=PURPOSE, run__state=RunState.DONE)
    last = {row.person_id: row for row in done.order_by("run__done_at", "run__asked_at")}
    waiting = [row for row in last.values() if row.status == Status.AWAITING_REVIEW]
    kept = resting(waiting, on, Receiving(bank.id, PURPOSE))
    return {row.person_id for row in waiting if row.id in kept}


def stage_of(row: Grant | None, awaiting: bool = False) -> Stage:
    """How far a person has come; ``awaiting``: their last result waits for a review, which no case stands for."""
    stage = Stage.CONSENTED if row is None else _STAGES[row.state]
    return Stage.AWAITING if awaiting and stage in (Stage.CONSENTED, Stage.CLOSED) else stage


@dataclass(frozen=True, slots=True)
class VillageTotals:
    """What anybody but a bank may see of a village; None where a figure is too small, or would tell a small one."""

    area: str
    name: str
    township: str
    persons: int | None
    waiting: int | None
    agreed: int | None
    assessed: int | None
    decided: int | None
    accepted: int | None


_PARTS = ("waiting", "agreed", "assessed", "decided", "accepted")
"""How far somebody has come at any bank; together they are who is registered and did not refuse."""


def totals(viewer: Viewer) -> list[VillageTotals]:
    """One line for each village of the viewer's area, by code, small figures hidden."""
    today, whole = timezone.localdate(), counted_for(viewer.area)
    names = villages_inside(whole, today)
    townships = dict(areas_inside(whole, today).filter(level="township").values_list("code", "name"))
    shown = published(_counted(viewer, whole, today, names))
    return [
        VillageTotals(
            code, name, townships.get(parent_of(code, "township"), ""), shown[code].whole, **shown[code].parts
        )
        for code, name in names.items()
        if viewer.covers(code)
    ]


def _counted(viewer: Viewer, area: str, on: date, villages: Iterable[str]) -> dict[str, dict[str, int]]:
    with reading(viewer.actor, purpose="statistics", ground="duty", what="grants.board") as look:
        look.showed_nobody()
        living = Person.objects.filter(inside(area), died_on__isnull=True)
        homes: dict[UUID, str] = dict(living.values_list("id", "area"))
        agreed = set(living.filter(id__in=consented_to(FILE, on)).values_list("id", flat=True))
        no = NoticeDelivery.objects.filter(text__purpose=PURPOSE, answer=Answer.REFUSED)
        back = Consent.objects.filter(purpose=PURPOSE, withdrawn_on__isnull=False)
        left = {one for rows in (no, back) for one in rows.values_list("person", flat=True)} - agreed
        furthest: dict[UUID, int] = {}
        cases = Grant.objects.filter(inside(area)).exclude(ending__in=_SUCCEEDED)
        for person, state in cases.values_list("person", "state"):
            if person in agreed:
                furthest[person] = max(furthest.get(person, 0), _FAR[_STAGES[state]])
    parts = Counter((homes[one], _part(one, agreed, furthest)) for one in homes if one not in left)
    return {code: {part: parts[code, part] for part in _PARTS} for code in villages}


_SUCCEEDED = (Ending.SUPERSEDED, Ending.REPLACED, Ending.GROUND)
"""Cases that say nothing of today: another stands in their place, or the person had left and came anew."""
_FAR = {Stage.ASSESSED: 1, Stage.DECIDED: 2, Stage.TOLD: 2, Stage.CLOSED: 2, Stage.ACCEPTED: 3}


def _part(person: UUID, agreed: set[UUID], furthest: Mapping[UUID, int]) -> str:
    if person not in agreed:
        return _PARTS[0]
    return _PARTS[1 + furthest.get(person, 0)]
