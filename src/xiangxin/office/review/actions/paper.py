"""A reviewer without a phone rates on a printed sheet; two people type it, each alone, and settle what differs.

A sheet has a code that stands on the paper and nowhere else. Of what was typed digests are kept, by line and under a
key that only the code and the round's seat key give together: whoever holds the office without the paper compares
nothing.
A sheet that is lost is void at once, and another one has another code.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.numbers import new_number, read_number
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.parties.models import Person
from xiangxin.office.review import errors
from xiangxin.office.review.actions.rounds import KEEPERS, WATCHERS
from xiangxin.office.review.boxes import cast_all, require_rating
from xiangxin.office.review.choices import RoundState, SheetState
from xiangxin.office.review.lots import PURPOSE, seat_key_of
from xiangxin.office.review.models import Assignment, PaperSheet, Round, Seat
from xiangxin.office.review.terms import work
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed
from xiangxin.office.vault.sealing import open_on

TYPISTS = KEEPERS | WATCHERS
SALT_BYTES = 16
KEY_BYTES = 32
NAME = ("name",)


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it goes onto paper, for this once: its code is told nobody again. ``names``: by line."""

    sheet: PaperSheet
    code: str
    reviewer: str
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a typing: it was cast, or it waits for the second person, or ``differing`` lines are unlike."""

    cast: bool
    differing: tuple[int, ...] = ()


def print_sheet(by: Viewer, round_: Round, seat: UUID) -> Printed:
    """A sheet for whom is left to a seat; one that was out for the seat is void from now on.

    Errors: ``NotAllowed`` for who holds no rounds or sits on the panel, ``AddressUnknown`` for another panel's seat,
    ``RoundNotOpen``, ``RoundOver``, ``SheetNeedless``.
    """
    if by.role not in KEEPERS:
        raise NotAllowed()
    require_typist(by, round_)
    sits = Seat.objects.filter(id=seat, panel=round_.panel_id).first()
    if sits is None:
        raise AddressUnknown
    rows = list(left_to(by, round_, seat).values())
    if not rows:
        raise errors.SheetNeedless()
    names = _names(by, [row.person for row in rows])
    code, salt = new_number(), secrets.token_bytes(SALT_BYTES)
    row = PaperSheet(
        round=round_,
        seat=sits,
        state=SheetState.OUT,
        salt=salt,
        tag=_stretched(code, salt)[:KEY_BYTES],
        subjects=json.dumps([str(one.subject_id) for one in rows]),
        printed_by=by.account,
        printed_on=timezone.localdate(),
    )
    with act("review.sheet_printed", by=by.actor, about=row, purpose=PURPOSE, area=round_.area) as done:
        for earlier in PaperSheet.objects.select_for_update().filter(round=round_, seat=sits, state=SheetState.OUT):
            _forget(earlier, SheetState.LOST)
            done.wrote(earlier)
        row.save(force_insert=True)
        done.wrote(row)
    by_line = {at: names[one.person] for at, one in enumerate(rows, start=1)}
    return Printed(row, code, open_on(sits, "name_sealed"), by_line)


def lose_sheet(by: Viewer, sheet: PaperSheet) -> PaperSheet:
    """A sheet is lost or spoilt: nothing of it is cast any more. ``NotAllowed``, ``SheetGone``."""
    require_may_type(by, sheet.round)
    with act("review.sheet_lost", by=by.actor, about=sheet, purpose=PURPOSE, area=sheet.round.area) as done:
        row = _locked(sheet)
        _forget(row, SheetState.LOST)
        done.wrote(row)
    return row


def type_sheet(by: Viewer, sheet: PaperSheet, code: str, ratings: Mapping[int, int | None]) -> Typed:
    """Type a sheet: by line whole points or None for "I do not know them". Cast where two people typed the same.

    Whoever typed it types it again where lines differ; the other's typing stays. Errors, with nothing changed:
    ``NotAllowed`` for who sits on the panel, ``RoundNotOpen``, ``RoundOver``, ``SheetGone``, ``SheetCodeWrong``,
    ``SheetIncomplete``, ``RatingUnfit``, ``SheetTaken`` for a third person.
    """
    round_, today = sheet.round, timezone.localdate()
    require_typist(by, round_)
    key = _line_key(sheet, code)
    rows = lines_of(by, sheet)
    if set(ratings) != set(rows):
        raise errors.SheetIncomplete(count=len(rows))
    for rating in ratings.values():
        require_rating(round_, rating)
    typed = json.dumps({str(at): _digest(key, at, rating) for at, rating in sorted(ratings.items())})
    with act("review.sheet_typed", by=by.actor, about=sheet, purpose=PURPOSE, area=round_.area) as done:
        row = _locked(sheet)
        _keep(row, by, typed)
        whole = set(json.loads(row.first or "{}")) & set(json.loads(row.second or "{}")) >= {str(at) for at in rows}
        if whole and row.first_by is not None and not row.differing:
            cast_all(round_, [(rows[at], ratings[at]) for at in rows], today)
            _forget(row, SheetState.CAST)
        row.save()
        done.wrote(row)
        done.payload["cast"] = row.state == SheetState.CAST
    return Typed(row.state == SheetState.CAST, tuple(row.differing))


def lines_of(by: Viewer, sheet: PaperSheet) -> dict[int, Assignment]:
    """By line whom the sheet's seat has still to rate; who withdrew, or was rated on the phone, has no line."""
    rows = left_to(by, sheet.round, sheet.seat_id)
    return {at: rows[subject] for at, subject in sheet.lines.items() if subject in rows}


def left_to(by: Viewer, round_: Round, seat: UUID) -> dict[UUID, Assignment]:
    """By subject what a seat still has to rate of those who still agree."""
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.sheet") as look:
        look.showed_nobody()
        rows = Assignment.objects.filter(subject__round=round_, seat=seat, recused=False, cast__isnull=True)
        found = list(rows.order_by("id"))
        agreed = reviewed_by([row.person for row in found], timezone.localdate())
    return {row.subject_id: row for row in found if (row.person, round_.panel_id) in agreed}


def require_may_type(by: Viewer, round_: Round) -> None:
    """``NotAllowed`` for who holds no half of a round, and for whoever sits on its panel."""
    if by.role not in TYPISTS or Seat.objects.filter(panel=round_.panel_id, account__in=by.accounts).exists():
        raise NotAllowed()


def require_typist(by: Viewer, round_: Round) -> None:
    """The same, while the round takes ballots: ``RoundNotOpen``, ``RoundOver``."""
    require_may_type(by, round_)
    if round_.state != RoundState.OPEN:
        raise errors.RoundNotOpen()
    if timezone.localdate() > round_.last_on:
        raise errors.RoundOver(day=round_.last_on.isoformat())


def _locked(sheet: PaperSheet) -> PaperSheet:
    row = PaperSheet.objects.select_for_update().filter(id=sheet.id, state=SheetState.OUT).first()
    if row is None:
        raise errors.SheetGone()
    return row


def _keep(row: PaperSheet, by: Viewer, typed: str) -> None:
    """Beside the other's typing, or in place of an own earlier one."""
    if row.first_by is None or row.first_by in by.accounts:
        row.first_by, row.first = row.first_by or by.account, typed
    elif row.second_by is None or row.second_by in by.accounts:
        row.second_by, row.second = row.second_by or by.account, typed
    else:
        raise errors.SheetTaken()


def _forget(row: PaperSheet, state: SheetState) -> None:
    row.state, row.first, row.second = state, "", ""
    row.save()


def _line_key(sheet: PaperSheet, code: str) -> bytes:
    if sheet.state != SheetState.OUT:
        raise errors.SheetGone()
    number = read_number(code)
    derived = _stretched(number or "", bytes(sheet.salt))
    if number is None or not hmac.compare_digest(derived[:KEY_BYTES], bytes(sheet.tag)):
        raise errors.SheetCodeWrong("code")
    return hmac.digest(seat_key_of(sheet.round), derived[KEY_BYTES:], hashlib.sha256)


def _stretched(code: str, salt: bytes) -> bytes:
    cost = work()
    return Scrypt(salt=salt, length=2 * KEY_BYTES, n=1 << cost.exponent, r=cost.block, p=cost.lanes).derive(
        code.encode()
    )


def _digest(key: bytes, at: int, rating: int | None) -> str:
    return hmac.digest(key, encode(("line", at, rating)), hashlib.sha256).hex()


def _names(by: Viewer, persons: list[UUID]) -> dict[UUID, str]:
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.sheet_names") as look:
        found = {row.id: open_on(row, "name_sealed") for row in Person.objects.filter(id__in=persons)}
        look.showed(found, NAME)
    return found
