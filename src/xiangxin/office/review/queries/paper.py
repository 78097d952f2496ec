"""Sheets on paper as those see them who print and type them: which seats have one out, which lines are unlike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.models import Person
from xiangxin.office.review.actions.paper import NAME, lines_of, require_may_type, require_typist
from xiangxin.office.review.choices import SheetState
from xiangxin.office.review.lots import PURPOSE
from xiangxin.office.review.models import Assignment, PaperSheet, Round, Seat
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of a round: who sits there, how many are left to it, and the sheet that is out or was the last."""

    seat: UUID
    name: str
    left: int
    sheet: PaperSheet | None

    @property
    def is_out(self) -> bool:
        """Whether a sheet waits to be typed."""
        return self.sheet is not None and self.sheet.state == SheetState.OUT


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet to be typed: by line the name; ``mine``: the viewer has typed it; ``differing``: lines typed unlike."""

    sheet: PaperSheet
    reviewer: str
    names: dict[int, str]
    mine: bool
    differing: tuple[int, ...]


def sheets(by: Viewer, round_: Round) -> list[SeatLine]:
    """The seats of a round by name. ``NotAllowed`` for who may not type."""
    require_may_type(by, round_)
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.sheet") as look:
        look.showed_nobody()
        given = Assignment.objects.filter(subject__round=round_, recused=False)
        seats = list(Seat.objects.filter(id__in=given.values("seat")))
        left: dict[UUID, int] = {}
        for seat in given.filter(cast__isnull=True).values_list("seat", flat=True):
            left[seat] = left.get(seat, 0) + 1
    last = {row.seat_id: row for row in PaperSheet.objects.filter(round=round_).order_by("printed_on", "state")}
    last |= {row.seat_id: row for row in PaperSheet.objects.filter(round=round_, state=SheetState.OUT)}
    lines = [SeatLine(row.id, open_on(row, "name_sealed"), left.get(row.id, 0), last.get(row.id)) for row in seats]
    return sorted(lines, key=lambda line: line.name)


def sheet_of(round_: Round, sheet: UUID) -> PaperSheet:
    """One sheet of a round; ``AddressUnknown``."""
    found = PaperSheet.objects.select_related("round", "seat").filter(id=sheet, round=round_).first()
    if found is None:
        raise AddressUnknown
    return found


def sheet_page(by: Viewer, sheet: PaperSheet) -> SheetPage:
    """What is to be typed. The look at the names is noted; errors as of ``actions.type_sheet``."""
    require_typist(by, sheet.round)
    rows = lines_of(by, sheet)
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.sheet_names") as look:
        people = {row.id: row for row in Person.objects.filter(id__in=[one.person for one in rows.values()])}
        names = {at: open_on(people[row.person], "name_sealed") for at, row in rows.items()}
        look.showed(people, NAME)
    mine = bool({sheet.first_by, sheet.second_by} & set(by.accounts))
    differing = tuple(at for at in sheet.differing if at in rows) if mine else ()
    return SheetPage(sheet, open_on(sheet.seat, "name_sealed"), names, mine, differing)
