"""Line 3 at intake: what stands in a refused or unknown column of any form is found nowhere once it has been sent.

The word is planted in every column that a form refuses, in one that nobody knows, and in every refused column of the
bank's own forms; then everything the office has is searched: tables, log, sealed files opened, folders, answers, logs.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, make_agreement, table
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.interop.sheets import SheetColumn
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.catalog import Form, forms, spec_of
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.intake.returned import typed
from xiangxin.office.intake.sealedfile import TABLE, folder_of
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.parts import parts_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
WORD = "不可保存之语句"
GOOD, BAD = "张小三", "李没登记"
CLASSES = ("file", "income_property", "bureau")
VALUES: dict[str, Any] = {
    "date": date(2026, 3, 2),
    "amount": 120000,
    "text": "虚2026-1",
    "yes_no": True,
    "whole": 5,
    "points": 100,
}


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def value_of(column: SheetColumn, number: str, name: str) -> str:
    """Something lawful for a column, as a person would type it."""
    own = {"id_number": number, "name": name, "village_code": VILLAGE, "phone": "19900001234", "birth_on": ""}
    if column.name in own:
        return own[column.name]
    if column.choices:
        return next(iter(column.choices.values())).zh
    given = typed(column, VALUES.get(column.kind), areas_of_files(ON))
    return "" if given is None or column.name == "ended_on" else str(given)


def planted(form: Form, number: str, stranger: str) -> bytes:
    """The form with a good row and one that comes back, and the word in every column that is not taken."""
    spec = spec_of(form, ON)
    heads = [column.label.zh for column in spec.columns]
    extra = [one.header for one in form.refused] + ["没有登记的列"]
    rows = [
        [*(value_of(column, each, name) for column in spec.columns), *[WORD] * len(extra)]
        for each, name in ((number, GOOD), (stranger, BAD))
    ]
    return table([*heads, *extra], rows)


def everything() -> Iterator[tuple[str, bytes]]:
    """All the office keeps: every cell of every table, every file of its home, sealed ones opened too."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                yield f"{model.__name__}.{field.name}", value if isinstance(value, bytes) else str(value).encode()
    for top, _folders, names in os.walk(settings.HOME.folder):
        for path in (Path(top) / name for name in names):
            yield str(path), content_of(path)
    for row in Submission.objects.all():
        folder = folder_of(row.id)
        for path in folder.iterdir() if folder.is_dir() else ():
            for part in parts_of(folder, path.name, TABLE, str(row.id)):
                yield f"opened {path.name}", part


def content_of(path: Path) -> bytes:
    """The bytes of a file; none of what is deleted while we look, as a snapshot is after it was read."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""


def assert_nowhere(answers: dict[str, bytes], log: str) -> None:
    word = WORD.encode()
    with maintenance("tests"):
        found = [name for name, content in everything() if word in content]
    found += [name for name, content in answers.items() if word in content or WORD in cells_of(content)]
    assert found == []
    assert WORD not in log


def cells_of(content: bytes) -> str:
    """The cells of a workbook, empty for another answer."""
    if not content.startswith(b"PK"):
        return ""
    with open_book(Content("表.xlsx", data=content)) as book:
        return "\n".join(str(cell) for sheet in book.sheets for row in sheet.read() for cell in row)


def sender(form: Form) -> tuple[Client, Viewer, Institution | None]:
    """Somebody who sends the form: a provider or a bank where those may, else a cadre."""
    client = Client()
    if Role.DATA_PROVIDER in form.sent_by:
        body = make_institution("provider")
        return client, sign_in(client, make_account(Role.DATA_PROVIDER, institution=body)), body
    if Role.ACCOUNT_MANAGER in form.sent_by:
        body = make_institution("bank")
        return client, sign_in(client, make_account(Role.ACCOUNT_MANAGER, institution=body)), body
    make_institution("government")
    return client, sign_in(client, make_account(Role.TOWNSHIP_CADRE, "990101100000")), None


def second(form: Form, body: Institution | None) -> Viewer:
    if body is not None and body.kind == "bank":
        return viewer_for(Role.ACCOUNT_MANAGER, institution=body)
    return viewer_for(Role.COUNTY_OFFICE)


def sent(client: Client, viewer: Viewer, form: Form, content: bytes) -> tuple[Submission, bytes]:
    file = BytesIO(content)
    file.name = "报送.xlsx"
    given: dict[str, Any] = {"file": file, "area": viewer.area}
    if form.agreement and viewer.role == Role.DATA_PROVIDER:
        given["agreement"] = str(make_agreement(viewer).id)
    answer = client.post(reverse("intake:send", args=[form.id]), given)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Submission.objects.get(), answer.content


@pytest.mark.parametrize("name", list(forms()))
def test_line_3_a_word_in_any_column_that_is_not_taken_is_found_nowhere(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    form, number = forms()[name], id_number()
    client, viewer, body = sender(form)
    consents = CLASSES if form.reads != "roster" else ()
    person = make_person(GOOD, VILLAGE, number=number).id if consents else UUID(int=0)
    for field_class in consents:
        bank = body if body is not None and body.kind == "bank" else None
        make_consent(person, "scoring" if bank else "evaluation", bank, field_class)
    row, _ = sent(client, viewer, form, planted(form, number, id_number()))
    answers = {}
    for path in ("", "rows/new/", "rows/same/", "findings/", "returned/"):
        answers[path] = client.get(reverse("intake:submission", args=[row.id]) + path).content
    assert row.state in ("staged", "nothing"), answers["findings/"].decode()
    if row.state == "staged":
        propose(viewer, row.id, "报送")
        decide(second(form, body), row.id, agrees=True)
        work_off()
        row.refresh_from_db()
        assert row.state == "accepted"
    assert_nowhere(answers, caplog.text + "".join(capfd.readouterr()))


BANKS_OWN = sorted({column.form for column in load_law().forms if column.verdict == "refused"})


@pytest.mark.parametrize("name", BANKS_OWN)
def test_line_3_a_word_in_any_refused_column_of_a_banks_own_form_is_found_nowhere(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    make_person("王有村", VILLAGE)
    columns = [column for column in load_law().forms if column.form == name]
    fields = {"name": "赵名册", "birth_on": id_number(), "phone": "19900001234", "village_code": VILLAGE}
    heads = ["姓名", "身份证号码", "村组"] if not any(c.field == "birth_on" for c in columns) else []
    cells = ["赵名册", id_number(), VILLAGE] if heads else []
    for column in columns:
        if column.header == "*" or column.header in heads:
            continue
        heads.append(column.header)
        refused = column.verdict in ("refused", "panel_data")
        cells.append(WORD if refused else fields.get(column.field, "3"))
    bank = make_institution("bank")
    client = Client()
    viewer = sign_in(client, make_account(Role.ACCOUNT_MANAGER, institution=bank))
    row, _ = sent(client, viewer, forms()["roster"], table(heads, [cells], load_law().form_titles[name].zh[:20]))
    address = reverse("intake:submission", args=[row.id])
    answers = {path: client.get(address + path).content for path in ("", "rows/new/", "findings/", "returned/")}
    if row.state == "staged":
        propose(viewer, row.id, "名单")
        try:
            decide(viewer_for(Role.ACCOUNT_MANAGER, institution=bank), row.id, agrees=True)
        except OfficeError as error:
            pytest.fail(str(error))
        work_off()
    assert_nowhere(answers, caplog.text + "".join(capfd.readouterr()))


def test_line_3_the_search_does_find_what_is_kept() -> None:
    make_person("王有村", VILLAGE)
    bank = make_institution("bank")
    client = Client()
    viewer = sign_in(client, make_account(Role.ACCOUNT_MANAGER, institution=bank))
    heads, cells = ["姓名", "身份证号码", "联系电话", "村组"], ["赵名册", id_number(), "19900001234", VILLAGE]
    sent(client, viewer, forms()["roster"], table(heads, [cells]))
    with maintenance("tests"):
        found = [name for name, content in everything() if "赵名册".encode() in content]
    assert found == ["opened new"]
