"""Somebody registered at a desk who looks like somebody registered: held back as a row of a table is, and as one.

One rule for both: the row is sent as a register of one person, the pair waits for who keeps the other one's village,
and what is decided about the two holds at the desk too.
"""

from __future__ import annotations

import csv
import secrets
from datetime import date
from io import StringIO

from django.urls import reverse

from xiangxin.interop.rosters import VILLAGE
from xiangxin.interop.sheets import NAME, PERSON
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.intake.actions.receiving import receive
from xiangxin.office.intake.candidates import HOUSEHOLD
from xiangxin.office.intake.catalog import form_of, spec_of
from xiangxin.office.intake.choices import WAITS, Channel, Decided, State
from xiangxin.office.intake.errors import KnownOtherwise
from xiangxin.office.intake.likeness import PURPOSE, alike_in_register, note_alike, undecided
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.rules import seen_by
from xiangxin.office.parties.actions.asking import count_asking
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.errors import NumberNotTaken
from xiangxin.office.parties.holding import Held
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.likeness import Newcomer

FORM = "register"
_ROW = 2
"""Where the one row stands, below the headers."""


def hold_at_desk(by: Viewer, new: Newcomer, on: date) -> Held | None:
    """Send the row in and say where it waits; None where nobody looks alike, or all who do were found to be others.

    It counts as a look-up, because it tells that there is somebody. Errors: ``AskedTooOften``; ``KnownOtherwise`` where
    the two were found to be one and the other lives in the viewer's area, ``NumberNotTaken`` where elsewhere; those of
    ``receive``.
    """
    with reading(
        by.actor, purpose=PURPOSE, ground="duty", what="parties.registering", institution=by.institution
    ) as look:
        look.showed_nobody()
        found = alike_in_register([new], on).get(new.person, [])
        same = [one.person for one in found if one.decided == Decided.SAME]
        here = Person.objects.filter(inside(by.area), id__in=same).exists()
        open_ = undecided(found)
        waiting = Submission.objects.filter(
            seen_by(by),
            state__in=(State.RECEIVED, *WAITS),
            duplicates__other=new.person,
            duplicates__decided="",
            duplicates__undone_at=None,
        )
        row = waiting.order_by("received_at").last()
    if not same and not open_:
        return None
    count_asking(by, Asked.LOOK_UP, found=True)
    if here:
        raise KnownOtherwise("id_number")
    if same:
        raise NumberNotTaken("id_number")
    if row is None:
        row = receive(by, FORM, [_table(new, on)], f"{FORM}.csv", new.area, channel=Channel.DESK)
        note_alike(by.actor, row, [(_ROW, new.person, open_)])
    return Held(row.number, reverse("intake:submission", args=[row.id]))


def _table(new: Newcomer, on: date) -> bytes:
    """The form with one row. Its household is nobody's and of chance: the file's hash must not lead to the number."""
    values = {
        NAME: new.name, PERSON: new.number.number, "phone": new.phone, VILLAGE: new.area,
        HOUSEHOLD: secrets.token_hex(16),
    }  # fmt: skip
    headers = {column.name: column.header.zh for column in spec_of(form_of(FORM), on).columns if column.name in values}
    target = StringIO()
    table = csv.writer(target)
    table.writerow(headers.values())
    table.writerow(values[name] for name in headers)
    return target.getvalue().encode("utf-8-sig")
