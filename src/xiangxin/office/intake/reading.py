"""Reads the file of a submission: the sealed bytes opened in memory, the form's columns, rows that stand alone.

What comes out is rows with places and findings with places; no refused column, no cell that the form does not ask for.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from uuid import UUID

from django.conf import settings

from xiangxin.interop.cells import normal
from xiangxin.interop.content import Content
from xiangxin.interop.headers import header_key
from xiangxin.interop.register import one_each
from xiangxin.interop.rosters import VILLAGE, Forms
from xiangxin.interop.sheets import NAME, PERSON
from xiangxin.interop.submitted import Asked, Refusal, Submitted, read_submitted, read_submitted_roster
from xiangxin.interop.tableread import Row
from xiangxin.kernel.ids import IdNumber
from xiangxin.law.load import load_law
from xiangxin.office.intake.before import area_of, standing_matter
from xiangxin.office.intake.catalog import AS_OF, NOT_SENT, Form, Refused, spec_of, titles_of_workbook
from xiangxin.office.intake.operators import CODE, operator_matter
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.intake.sealedfile import bytes_of

UPLOAD = "upload"
"""The file as it was sent, sealed; deleted when it has been read."""


def asked_of(form: Form, on: date) -> Asked:
    """What the form asks of a file on a day."""
    return Asked(
        spec=spec_of(form, on),
        refused={key: _refusal(one, on) for key, one in form.refused_by_header.items()},
        checks={one.name: (one.allowed, one.reason) for one in form.checks},
        key=_KEYS.get(form.reads, PERSON),
        passed_over=frozenset(header_key(normal(header)) for header in NOT_SENT),
        others=titles_of_workbook(on),
    )


def read_file(form: Form, submission: UUID, name: str, on: date) -> Submitted:
    """The rows of a submission that stand alone: no two say one thing twice, no two contradict each other.

    Raises ``UnreadableInput`` where the file cannot be read.
    """
    content = Content(name, data=bytes_of(submission, UPLOAD))
    areas = areas_of_files(on)
    if form.reads == "roster":
        found = read_submitted_roster(content, Forms.of(load_law(), str(settings.HOME.jurisdiction), on), areas)
        found.about = [one for one in found.about if one.code != "column_unknown" or one.where.field not in NOT_SENT]
    else:
        found = read_submitted(content, asked_of(form, on), areas)
    before = len(found.of_rows)
    kept = one_each(found.rows, lambda row: _matter(form, row), found.of_rows, _CODES.get(form.reads, "matter_twice"))
    told = {(one.where.sheet, one.where.row) for one in found.of_rows[before:] if one.code != "row_repeated"}
    found.refused.extend(row for row in found.rows if (row.where.sheet, row.where.row) in told)
    found.rows = kept
    return found


_KEYS = {"operators": CODE, "area_standing": VILLAGE}
_CODES = {"roster": "person_twice", "register": "person_twice"}


def _matter(form: Form, row: Row) -> Hashable:
    """What a row is about: two of one matter cannot both stand."""
    if form.reads == "operators":
        return operator_matter(row)
    if form.reads == "area_standing":
        return standing_matter(row, area_of(row), form.standing)
    number = row.values[PERSON]
    assert isinstance(number, IdNumber)
    values = row.values
    if form.reads == "standing":
        return standing_matter(row, number.number, form.standing)
    if form.reads in ("roster", "register"):
        return number.number
    if form.reads == "values":
        return number.number, values.get(AS_OF)
    if form.reads == "coverage":
        return number.number, values.get("kind"), values.get("asked_on")
    kind = values.get("kind") or form.kinds[0]
    own = values.get("document_no") or (values.get("happened_on"), values.get("category"))
    return number.number, kind, own


def _refusal(one: Refused, on: date) -> Refusal:
    if one.elsewhere:
        return Refusal(one.reason, elsewhere=True)
    law = load_law()
    rules = law.verdict(one.matter, None, on, str(settings.HOME.jurisdiction)).rules
    return Refusal(one.reason, law.cite(rules[0]) if rules and rules[0].basis == "article" else "")


def name_of(row: Row) -> str:
    """The name in a row, empty where it has none."""
    return str(row.values.get(NAME) or "")
