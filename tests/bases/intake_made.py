"""Submissions for tests: agreements, tables as people fill them, sent through the real actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from xlsxwriter import Workbook

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from xiangxin.interop.template import write_template
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.intake.actions import NewAgreement, add_agreement, decide, propose, receive
from xiangxin.office.intake.catalog import form_of, forms, spec_of
from xiangxin.office.intake.choices import State
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.jobs.worker import work_off

ON = date(2026, 6, 1)
_numbers = count(1)


def make_provider(kind: str = "provider", area: str = COUNTY) -> Viewer:
    """Somebody who sends data of an institution of its own."""
    return viewer_for(Role.DATA_PROVIDER, area, make_institution(kind))


def make_agreement(provider: Viewer, receiver: Institution | None = None, **changes: Any) -> Agreement:
    """An agreement in force over every form that needs one."""
    assert provider.institution is not None
    receiver = receiver or make_institution("government")
    made: dict[str, Any] = {
        "number": f"协议-{next(_numbers)}",
        "provider": provider.institution,
        "receiver": receiver.id,
        "purpose": "evaluation",
        "forms": tuple(form.id for form in forms().values() if form.agreement),
        "keeper": "县金融办数据岗",
        "signed_on": date(2026, 1, 5),
        "from_on": date(2026, 1, 10),
        "to_on": date(2030, 1, 9),
        "delete_within_days": 30,
    }
    return add_agreement(viewer_for(Role.COUNTY_OFFICE), NewAgreement(**{**made, **changes}), ON)


def filled(form: str, rows: Sequence[Mapping[str, Any]], on: date = ON) -> bytes:
    """The form's own template with rows as a person would type them, by the names of its columns.

    What the form lets pass in one way only stands there in that way, unless a row says otherwise.
    """
    target = BytesIO()
    known = form_of(form)
    spec = spec_of(known, on)
    passing = {one.name: one.allowed[0] for one in known.checks} | dict.fromkeys(known.yes, "是")
    filled_in = [{**passing, **row} for row in rows]
    write_template(target, spec.title, {spec.name: spec}, areas_of_files(on), on, {spec.name: filled_in})
    return target.getvalue()


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], sheet: str = "表") -> bytes:
    """Any table as somebody's own workbook."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate([heads, *rows]):
        for at, cell in enumerate(row):
            page.write_string(number, at, str(cell))
    book.close()
    return target.getvalue()


def send(
    by: Viewer, form: str, content: bytes, agreement: Agreement | None = None, name: str = "报送.xlsx", area: str = ""
) -> Submission:
    """The file sent and read."""
    row = receive(by, form, [content], name, area, agreement=None if agreement is None else agreement.id)
    work_off()
    row.refresh_from_db()
    return row


def accepted(by: Viewer, row: Submission, second: Viewer | None = None) -> Submission:
    """The submission agreed to by ``second``, else by somebody of the county, and written into the file."""
    propose(by, row.id, "报送")
    decide(second or viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert row.state == State.ACCEPTED
    return row
