"""Who sits on a panel. A panel is named whole: the same names that households are told before they are asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries import holders
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import inside, not_over
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions import name_panel
from xiangxin.office.consent.queries import named_on
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.kinship import kin_of
from xiangxin.office.review import errors
from xiangxin.office.review.bench import rules
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import PURPOSE
from xiangxin.office.review.models import Round, Seat
from xiangxin.office.review.terms import LIMITS
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.vault.sealing import seal_on


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is to sit: the account, the name as households are told it, as what, and whether as a reserve.

    ``who``: the person of their number, registered here or not. ``outside``: declared to live outside the panel's area.
    ``to_on``: the last day of their term, where one is set.
    """

    account: UUID
    name: str
    kind: str
    reserve: bool = False
    who: UUID | None = None
    outside: bool = False
    to_on: date | None = None


def name_bench(by: Viewer, panel: UUID, members: Sequence[Member], on: date) -> list[Seat]:
    """From ``on`` the panel has these seats and no others; households are told the names.

    Each member has a number, by which self and kin are seen, or lives outside the panel's area; reserves, with their
    kin, are from outside it. Errors: ``BenchWrong``, ``BenchIncomplete``, ``TermUnfit``, ``SeatUnfit`` with
    ``SeatUnstated``, ``OutsideUnfit`` and ``SeatInside`` by account, ``RoundUnderWay``, and those of ``name_panel``.
    """
    _require_bench(members, on)
    for member in members:
        if member.who is None and not member.outside:
            raise errors.SeatUnstated(str(member.account), kind=rules().kinds[member.kind])
    posts = holders(Role.PANEL_MEMBER, by.area, on).filter(institution=panel)
    unfit = {member.account for member in members} - set(posts.values_list("account", flat=True))
    if unfit:
        raise errors.SeatUnfit("members")
    _require_elsewhere(by.actor, panel, members)
    with act("review.bench_named", by=by.actor, about=f"areas.institution:{panel}", area=by.area) as done:
        if Round.objects.filter(panel=panel, state__in=[RoundState.PREPARED, RoundState.OPEN]).exists():
            raise errors.RoundUnderWay("panel")
        name_panel(by, panel, [member.name for member in members], on)
        for row in Seat.objects.filter(not_over(on), panel=panel):
            row.to_on = on - timedelta(days=1)
            row.save(update_fields=["to_on"])
            done.wrote(row)
        return _seated(done, panel, members, on)


def load_bench(by: Actor, panel: UUID, members: Sequence[Member], since: date) -> list[Seat]:
    """The seats of a panel that sat, and was named to households, since before the office was there.

    Numbers may be unknown. For the office itself, when it is set up: ``NotAllowed`` for any account. ``BenchWrong``,
    ``BenchIncomplete``, ``TermUnfit``, ``OutsideUnfit``, ``SeatInside``, ``RoundUnderWay`` where the panel has seats
    already, ``SeatUnfit`` where households were told other names.
    """
    if by.kind != "system":
        raise NotAllowed()
    _require_bench(members, since)
    _require_elsewhere(by, panel, members)
    with act("review.bench_loaded", by=by, about=f"areas.institution:{panel}") as done:
        if Seat.objects.filter(panel=panel).exists():
            raise errors.RoundUnderWay("panel")
        if set(named_on(panel, since)) != {member.name for member in members}:
            raise errors.SeatUnfit("members")
        return _seated(done, panel, members, since)


def _seated(done: Act, panel: UUID, members: Sequence[Member], on: date) -> list[Seat]:
    seats = [_seat(panel, member, on) for member in members]
    Seat.objects.bulk_create(seats)
    done.wrote(*seats)
    done.payload |= {"on": on, "seats": len(seats), "reserves": sum(member.reserve for member in members)}
    return seats


def _require_bench(members: Sequence[Member], on: date) -> None:
    ordinary = [member for member in members if not member.reserve]
    reserves = len(members) - len(ordinary)
    fits = LIMITS["seats_least"] <= len(ordinary) <= LIMITS["seats_most"] and reserves >= LIMITS["reserves_least"]
    if not fits or len({member.account for member in members}) < len(members):
        raise errors.BenchWrong(
            "members",
            least=LIMITS["seats_least"],
            most=LIMITS["seats_most"],
            reserves=LIMITS["reserves_least"],
        )
    if any(member.kind not in rules().kinds for member in members):
        raise errors.SeatUnfit("members")
    if any(member.to_on is not None and member.to_on < on for member in members):
        raise errors.TermUnfit("to_on")
    for member in ordinary:
        if member.outside and member.kind not in rules().outside:
            raise errors.OutsideUnfit(str(member.account), kind=rules().kinds[member.kind])
    missing = rules().missing(member.kind for member in ordinary)
    if missing:
        raise errors.BenchIncomplete("members", kind=missing[0])


def _require_elsewhere(by: Actor, panel: UUID, members: Sequence[Member]) -> None:
    """Whoever has to be from outside the panel's area, and is known, is not registered there; of reserves nor is kin.

    To be called before an act opens, since looks at kinship are noted apart.
    """
    area = Institution.objects.get(id=panel).area
    known = {member.who: member for member in members if member.who is not None and (member.reserve or member.outside)}
    registered = _among(by, Q(), known)
    for who, member in known.items():
        kin = kin_of(by, who) if member.reserve and who in registered else frozenset[UUID]()
        if _among(by, inside(area), {who, *kin}):
            raise errors.SeatInside(str(member.account), kind=rules().kinds[member.kind])


def _among(by: Actor, where: Q, persons: Collection[UUID]) -> set[UUID]:
    with reading(by, purpose=PURPOSE, ground="duty", what="review.elsewhere") as look:
        look.showed_nobody()
        return set(Person.objects.filter(where, id__in=persons).values_list("id", flat=True))


def _seat(panel: UUID, member: Member, on: date) -> Seat:
    row = Seat(
        panel_id=panel,
        account_id=member.account,
        who=member.who,
        kind=member.kind,
        reserve=member.reserve,
        outside=member.outside if member.outside or member.who else None,
        from_on=on,
        to_on=member.to_on,
    )
    seal_on(row, "name_sealed", " ".join(member.name.split()))
    return row
