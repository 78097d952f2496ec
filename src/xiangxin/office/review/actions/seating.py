"""Who sits on a panel. A panel is named whole: the same names that households are told before they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries import holders
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.consent.actions import name_panel
from xiangxin.office.consent.queries import named_on
from xiangxin.office.review import errors
from xiangxin.office.review.bench import rules
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.models import Round, Seat
from xiangxin.office.review.terms import LIMITS
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.vault.sealing import seal_on


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is to sit: the account, the name as households are told it, as what, and whether as a reserve.

    ``who``: the reviewer as a registered person, where they are one.
    """

    account: UUID
    name: str
    kind: str
    reserve: bool = False
    who: UUID | None = None


def name_bench(by: Viewer, panel: UUID, members: Sequence[Member], on: date) -> list[Seat]:
    """From ``on`` the panel has these seats and no others; households are told the names.

    Errors: ``BenchWrong``, ``BenchIncomplete``, ``SeatUnfit``, ``RoundUnderWay``, and those of ``name_panel``.
    """
    _require_bench(members)
    posts = holders(Role.PANEL_MEMBER, by.area, on).filter(institution=panel)
    unfit = {member.account for member in members} - set(posts.values_list("account", flat=True))
    if unfit:
        raise errors.SeatUnfit("members")
    with act("review.bench_named", by=by.actor, about=f"areas.institution:{panel}", area=by.area) as done:
        if Round.objects.filter(panel=panel, state__in=[RoundState.PREPARED, RoundState.OPEN]).exists():
            raise errors.RoundUnderWay("panel")
        name_panel(by, panel, [member.name for member in members], on)
        for row in Seat.objects.filter(panel=panel, to_on=None):
            row.to_on = on - timedelta(days=1)
            row.save(update_fields=["to_on"])
            done.wrote(row)
        return _seated(done, panel, members, on)


def load_bench(by: Actor, panel: UUID, members: Sequence[Member], since: date) -> list[Seat]:
    """The seats of a panel that sat, and was named to households, since before the office was there.

    For the office itself, when it is set up: ``NotAllowed`` for any account. ``BenchWrong``, ``BenchIncomplete``,
    ``RoundUnderWay`` where the panel has seats already, ``SeatUnfit`` where households were told other names.
    """
    if by.kind != "system":
        raise NotAllowed()
    _require_bench(members)
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


def _require_bench(members: Sequence[Member]) -> None:
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
    missing = rules().missing(member.kind for member in ordinary)
    if missing:
        raise errors.BenchIncomplete("members", kind=missing[0])


def _seat(panel: UUID, member: Member, on: date) -> Seat:
    row = Seat(
        panel_id=panel,
        account_id=member.account,
        who=member.who,
        kind=member.kind,
        reserve=member.reserve,
        from_on=on,
    )
    seal_on(row, "name_sealed", " ".join(member.name.split()))
    return row
