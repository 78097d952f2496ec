"""Line 1: a withdrawal is never lost to another slip in its row. From the sheets to the results, on every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xiangxin.cli.main import main
from xiangxin.interop.tests.counties import id_of
from xiangxin.interop.tests.folders import APPLICANT_HEADERS, VILLAGE, Folder, applicant, consent, number

WITHDRAWN_ON = date(2026, 6, 1)
SPOILED: Mapping[str, Mapping[str, Any]] = {
    "name of another": {"name": "另一人"},
    "name too long": {"name": "甲" * 5000},
    "purpose": {"purpose": "放贷"},
    "purpose blank": {"purpose": None},
    "receiver": {"receiver": "某行"},
    "receiver blank": {"receiver": None},
    "class": {"field_class": "档案"},
    "class blank": {"field_class": None},
    "in writing": {"written": "也许"},
    "notice": {"notice_delivered_on": "2026-13-45"},
    "from": {"from_on": "不详"},
    "from blank": {"from_on": None},
    "to": {"to_on": "长期"},
    "to before from": {"to_on": date(2026, 1, 1)},
    "channel": {"channel": "口头" * 40},
    "day of withdrawal": {"withdrawn_on": "五月三日左右"},
    "withdrawal is a word": {"withdrawn_on": "已撤回", "from_on": "不详"},
    "withdrawal in another century": {"withdrawn_on": date(2260, 6, 1)},
}
"""Of a second row of consent, which has a day of withdrawal, what is wrong; each for somebody else."""

CONSENTING, SLIP, AGAIN, HIDDEN, NUMBER = (len(SPOILED) + more for more in range(1, 6))
"""No second row; a second row with a slip and no withdrawal; one who consented anew; a hidden second row; a number that
cannot be read."""

COLUMNS = {
    "id_number": "公民身份号码",
    "name": "姓名",
    "purpose": "用途",
    "receiver": "接收方",
    "field_class": "信息类别",
    "written": "书面",
    "notice_delivered_on": "告知送达日期",
    "from_on": "同意起始日期",
    "to_on": "同意截止日期",
    "withdrawn_on": "撤回日期",
    "channel": "取得方式",
}


def name_of(person: int) -> str:
    return f"李{chr(0x4E00 + 60 * person)}"


def second_rows() -> list[dict[str, Any]]:
    slips = enumerate(SPOILED.values(), start=1)
    rows = [consent(n, withdrawn_on=WITHDRAWN_ON) | dict(spoiled) for n, spoiled in slips]
    rows += [
        consent(SLIP, to_on="长期"),
        consent(AGAIN, written="也许", withdrawn_on=date(2026, 3, 1)),
        consent(NUMBER, withdrawn_on=WITHDRAWN_ON, id_number="99010119800506"),
    ]
    return [*rows, consent(HIDDEN, withdrawn_on=WITHDRAWN_ON)]


def fill(folder: Folder) -> None:
    people = range(1, NUMBER + 1)
    applicants = [[name_of(n), number(n), VILLAGE, str(n)] for n in people]
    consents = [*(consent(n, name=name_of(n)) for n in people), *second_rows()]
    cells = [[row.get(name) for name in COLUMNS] for row in consents]

    def hide(_book: Workbook, sheet: Worksheet) -> None:
        sheet.set_row(len(cells), None, None, {"hidden": True})

    sheets: dict[str, list[Sequence[Any]]] = {
        "申请人": [APPLICANT_HEADERS, *applicants],
        "同意": [list(COLUMNS.values()), *cells],
    }
    folder.raw("档案.xlsx", sheets, hide)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``duckdb`` and ``python``: results of either engine from the same sheets."""
    place = tmp_path_factory.mktemp("withdrawals")
    (place / "county").mkdir()
    fill(Folder(place / "county"))
    kept = place / "kept"
    words = ["run", str(place / "county"), "-o", str(place / "duckdb"), "--keep-tables", str(kept)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    words = [word for path in kept.glob("*.parquet") for word in (f"--{path.stem}", str(path))]
    words += ["--deployment", str(kept / "deployment.yaml"), "--policy", "household-open", "--engine", "python"]
    done = CliRunner().invoke(main, ["score", *words, "-o", str(place / "python")])
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture(scope="module", params=["duckdb", "python"])
def status(request: pytest.FixtureRequest, place: Path) -> dict[object, str]:
    rows = pq.read_table(place / str(request.param) / "results.parquet").to_pylist()
    return {row["person_id"]: row["status"] for row in rows}


@pytest.mark.parametrize("slip", SPOILED)
def test_line_1_a_withdrawal_closes_though_its_row_is_refused(slip: str, status: dict[object, str]) -> None:
    assert status[id_of(list(SPOILED).index(slip) + 1)] == "no_consent"


def test_line_1_a_withdrawal_closes_though_its_row_is_hidden(status: dict[object, str]) -> None:
    assert status[id_of(HIDDEN)] == "no_consent"


def test_line_1_what_closes_nothing_leaves_the_older_consent_as_it_is(status: dict[object, str]) -> None:
    grounded = {person for person, found in status.items() if found != "no_consent"}
    assert grounded == {id_of(n) for n in (CONSENTING, SLIP, AGAIN, NUMBER)}


def test_line_1_who_withdrew_in_a_refused_row_is_counted_and_not_visited(place: Path) -> None:
    book = load_workbook(place / "duckdb" / "notice-list.xlsx", data_only=True)
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert [name_of(n) for n in range(1, NUMBER + 1) if name_of(n) in words] == []
    assert any(f"另有 {len(SPOILED) + 1} 人已撤回同意" in word for word in words)


def test_line_1_each_such_row_is_told_as_what_it_is(place: Path) -> None:
    sheet = load_workbook(place / "duckdb" / "rejected.xlsx", data_only=True).worksheets[0]
    lines = [[str(cell) for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert sum("withdrawal_refused" in line for line in lines) == len(SPOILED) + 2
    assert sum("withdrawal_of_nobody" in line for line in lines) == 1


def test_line_1_who_is_on_a_roster_and_withdrew_in_a_refused_row_is_not_visited(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.book(applicants=[applicant(1)], consents=[consent(2, from_on="不详", withdrawn_on=WITHDRAWN_ON)])
    headers = ("评议对象", "身份证号码", "联系电话", "婚姻状况", "评议时间", "积分")
    rows = [[f"赵{n}", number(n), "", "", "", ""] for n in (2, 3)]
    folder.raw("清溪镇柳河村名册.xlsx", {"名册": [headers, *rows]})
    county, _ = folder.county()
    assert [contact.name for contact in county.notice_list] == ["赵3"]
