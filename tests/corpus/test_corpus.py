"""Every file of the corpus through the office's own door: taken in, read by the job, and nothing but what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps

from bases.intake_made import ON
from corpus import cells, damage, forms_sent, heads, letters
from corpus.case import Case
from corpus.senders import Senders
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.office.audit.context import maintenance
from xiangxin.office.intake.actions import receive
from xiangxin.office.intake.choices import Change
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.reading import UPLOAD
from xiangxin.office.intake.sealedfile import bytes_of, lines_of, one_of
from xiangxin.office.intake.staging import FINDINGS, HEAD, RETURNED
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def senders(db: None) -> Senders:
    return Senders()


def outcome_of(senders: Senders, case: Case) -> dict[str, Any]:
    """What the office made of a file, in the words of a case."""
    viewer, agreement = senders.of(case.form)
    try:
        row = receive(viewer, case.form, [case.make()], case.file, agreement=agreement)
    except OfficeError as error:
        return {"door": error.finding.code, "told": (), "staged": {}}
    work_off()
    row.refresh_from_db()
    return {"door": "", "told": told_of(row), "staged": staged_of(row)}


def told_of(row: Submission) -> tuple[tuple[str, int | None, str | None], ...]:
    """Its findings; each says what, why and the remedy in both languages, and names a sheet where it names a row."""
    words = (one_of(row.id, HEAD) or {"words": []})["words"]
    found = []
    for at, sheet, number, _, field in lines_of(row.id, FINDINGS):
        assert all(text.strip() for part in ("what", "why", "mend") for text in words[at][part]), words[at]
        assert number is None or sheet, words[at]
        found.append((words[at]["code"], number, field))
    return tuple(sorted(found, key=str))


def staged_of(row: Submission) -> dict[int, Any]:
    """What it would bring, by row."""
    return {
        line["row"]: line["facts"][0] if "facts" in line else line.get("contact") or line.get("answer")
        for change in (Change.NEW, Change.CHANGED, Change.ENDED)
        for line in lines_of(row.id, str(change))
    }


def failing(senders: Senders, cases: Iterable[Case]) -> str:
    """The cases of which the office made something else, a line each."""
    wrong = []
    for case in cases:
        wanted = {"door": case.door, "told": tuple(sorted(case.told, key=str)), "staged": case.staged}
        got = outcome_of(senders, case)
        if not case.whole:
            got["told"] = tuple(one for one in got["told"] if one in case.told)
        wrong += [f"{case.says}: {wanted[part]} but {got[part]}" for part in wanted if wanted[part] != got[part]]
    return "\n".join(wrong)


def test_each_cell_is_read_exactly_or_refused_at_its_place(senders: Senders) -> None:
    assert failing(senders, cells.cases()) == ""


def test_each_file_that_is_no_honest_table_is_refused_as_a_whole(senders: Senders) -> None:
    assert failing(senders, damage.cases()) == ""


@pytest.mark.proof
def test_bombs_and_large_files_are_refused_as_a_whole(senders: Senders) -> None:
    assert failing(senders, damage.large()) == ""


def test_each_encoding_is_read_exactly_or_refused(senders: Senders) -> None:
    assert failing(senders, letters.cases()) == ""


def test_each_header_row_and_sheet_is_read_exactly_or_refused_at_its_place(senders: Senders) -> None:
    assert failing(senders, heads.cases()) == ""


def test_each_form_refuses_its_columns_by_name_and_keeps_nothing_of_them(senders: Senders) -> None:
    assert failing(senders, forms_sent.cases()) == ""
    with maintenance("tests"):
        kept = [str(row) for model in apps.get_models() for row in model._default_manager.values_list()]
    for row in Submission.objects.all():
        for change in (*map(str, Change), FINDINGS):
            kept += [str(line) for line in lines_of(row.id, change)]
        kept.append(str(one_of(row.id, HEAD)))
        assert bytes_of(row.id, UPLOAD) == b""
        returned = bytes_of(row.id, RETURNED)
        if returned:
            with open_book(Content("退回.xlsx", data=returned)) as book:
                kept += [str(cells) for sheet in book.sheets for cells in sheet.read()]
    assert len(kept) > 100
    assert [text for text in kept if forms_sent.SENTINEL in text] == []
