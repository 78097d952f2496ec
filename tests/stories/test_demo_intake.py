"""The demo county's messy tables through the office: read row by row, mended in place, accepted as a cadre would."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.intake_made import table
from bases.parties_made import id_number
from bases.tree import ROOT
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.actions import add_area
from xiangxin.office.areas.new import NewArea
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.intake.actions import decide, propose, receive
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.sealedfile import bytes_of
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Person, RosterContact

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
QINGHE = ROOT / "demo" / "qinghe"


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-06-30T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def areas(db: None) -> dict[str, str]:
    """The county's areas; code by name of each township."""
    lines = list(csv.DictReader((QINGHE / "areas.csv").read_text("utf-8-sig").splitlines()))
    for line in lines:
        add_area(system("tests"), NewArea(line["area_code"], line["level"], line["name"]), date(2026, 1, 1))
    return {line["name"]: line["area_code"] for line in lines if line["level"] == "township"}


def sent(by: Viewer, form: str, name: str, content: bytes | None = None) -> Submission:
    row = receive(by, form, [content or (QINGHE / name).read_bytes()], name)
    work_off()
    row.refresh_from_db()
    return row


def accepted(by: Viewer, row: Submission, second: Viewer) -> None:
    propose(by, row.id, "整村名单")
    decide(second, row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.left_out) == ("accepted", 0)


def returned(row: Submission) -> list[list[str]]:
    with open_book(Content("退回.xlsx", data=bytes_of(row.id, "returned"))) as book:
        sheet = next(one for one in book.sheets if one.name not in ("填写说明", "选项"))
        return [[str(cell) for cell in line] for line in sheet.read()]


def test_three_messy_rosters_go_in_and_what_came_back_is_mended(areas: dict[str, str]) -> None:
    bank = make_institution("bank")
    one, two = (viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank) for _ in range(2))
    rows = {name: sent(one, "roster", name) for name in ROSTERS}
    assert {name: (row.rows_new, row.rows_refused) for name, row in rows.items()} == ROSTERS
    for row in rows.values():
        accepted(one, row, two)
    heads, *back = returned(rows["石桥镇东岭村-整村授信评议调查表.xlsx"])
    at = heads.index("身份证号码*")
    assert [len(line[at]) for line in back] == [15, 18]
    mended = [[line[0].removesuffix("（改）"), *line[1:at], _whole(line[at]), *line[at + 1 :]] for line in back]
    again = sent(one, "roster", "退回.xlsx", table(heads, mended))
    assert (again.rows_new, again.rows_refused, again.findings) == (len(back), 0, 0)
    accepted(one, again, two)
    with maintenance("tests"):
        assert RosterContact.objects.count() == sum(new for new, _ in ROSTERS.values()) + len(back)
        assert not Person.objects.exists()


def _whole(number: str) -> str:
    return number if len(number) == 18 else id_number()


def test_what_came_back_and_is_sent_again_as_it_is_comes_back_again(areas: dict[str, str]) -> None:
    bank = make_institution("bank")
    one = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    for name, (_new, refused) in ROSTERS.items():
        row = sent(one, "roster", name)
        heads, *back = returned(row)
        assert (len(back), row.rows_refused) == (refused, refused)
        again = sent(one, "roster", "退回.xlsx", table(heads, back))
        # One row names a village that is read well but is not its roster's: on its own it may stand.
        assert (again.rows_new, again.rows_refused) == ((1, 3) if name.endswith(".csv") else (0, refused))


def test_figures_that_were_not_understood_stand_in_what_came_back_to_be_mended(areas: dict[str, str]) -> None:
    one = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, make_institution("bank"))
    heads, *back = returned(sent(one, "roster", "清溪镇柳河村-整村授信导入模板.xlsx"))
    number, place = heads.index("身份证号码*"), heads.index("原表位置")
    there = {line[place]: line[number] for line in back}
    assert there["柳河村 第 18 行"] == "990101750612001"
    assert there["柳河村 第 19 行"] == "990101196310079100"
    assert there["柳河村 第 21 行"] == "99O101196310079104"
    assert there["柳河村 第 33 行"] == ""
    heads, *back = returned(sent(one, "roster", "白杨乡杏花村-户籍导入模板.csv"))
    village, place = heads.index("村组*"), heads.index("原表位置")
    assert {line[place][-6:]: line[village] for line in back} == {
        "第 10 行": "", "第 11 行": "", "第 12 行": "990101200202 白杨乡白杨村", "第 13 行": "110101001001",
    }  # fmt: skip


ROSTERS = {
    "清溪镇柳河村-整村授信导入模板.xlsx": (19, 18),
    "白杨乡杏花村-户籍导入模板.csv": (8, 4),
    "石桥镇东岭村-整村授信评议调查表.xlsx": (9, 2),
}
"""Rows that are taken, and rows that come back, as ``demo/qinghe/defects.yaml`` plants them."""


def test_a_townships_workbook_registers_its_people_and_tells_every_planted_defect(areas: dict[str, str]) -> None:
    make_institution("government")
    cadre = viewer_for(Role.TOWNSHIP_CADRE, areas["白杨乡"])
    row = sent(cadre, "register", "青禾县-白杨乡-档案.xlsx")
    assert (row.state, row.rows_same, row.rows_changed) == ("staged", 0, 0)
    accepted(cadre, row, viewer_for(Role.COUNTY_OFFICE))
    with maintenance("tests"):
        assert Person.objects.count() == row.rows_new
    assert sent(cadre, "register", "青禾县-白杨乡-档案.xlsx").state == "nothing"
