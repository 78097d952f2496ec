"""One county's list from a table: every finding with its row and column, the difference, the second person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from bases.tree import ROOT
from xiangxin.office.areas import queries
from xiangxin.office.areas.actions import accept_list, add_area, rename_area, set_up_county
from xiangxin.office.areas.errors import AreaCodeTaken, ListChanged, SecondPersonNeeded
from xiangxin.office.areas.lists import plan_list, read_list, without_parent
from xiangxin.office.areas.models import Area
from xiangxin.office.areas.new import NewArea
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.models import Entry

ONE, TWO = system("one"), system("two")
START, LATER = date(2020, 1, 1), date(2024, 7, 1)
COUNTY, TOWN, EAST, WEST = "990101000000", "990101001000", "990101001001", "990101001002"
ORDER = "测政〔2024〕3号"
GOOD = [
    ["区划代码", "级别", "名称"],
    [COUNTY, "县", "测试县"],
    [TOWN, "乡镇", "东河镇"],
    [EAST, "village", "东岭村"],
    [WEST, "社区", "西岭社区"],
]


def table(folder: Path, rows: Sequence[Sequence[object]], name: str = "list.csv") -> Path:
    path = folder / name
    if name.endswith(".csv"):
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
        return path
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("区划")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_list_is_read_from_text_or_workbook(tmp_path: Path, name: str) -> None:
    lines, findings = read_list(table(tmp_path, GOOD, name), COUNTY)
    assert findings == ()
    assert [(one.row, one.new.level, one.new.name) for one in lines] == [
        (2, "county", "测试县"),
        (3, "township", "东河镇"),
        (4, "village", "东岭村"),
        (5, "community", "西岭社区"),
    ]


def test_the_demo_county_s_own_list_reads_whole() -> None:
    lines, findings = read_list(ROOT / "demo/qinghe/areas.csv", COUNTY)
    assert (len(lines), findings) == (133, ())


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (["9901010010", "village", "新村"], "list.code", "area_code"),
        (["990101001OO3", "village", "新村"], "list.code", "area_code"),
        (["350526001003", "village", "新村"], "list.county", "area_code"),
        (["990101001003", "township", "新村"], "list.level", "level"),
        (["990101001003", "hamlet", "新村"], "list.level", "level"),
        (["990101001003", "village", ""], "list.name", "name"),
        (["990101001003", "village", "——"], "list.name", "name"),
        (["990101001003", "village", "长" * 61], "list.name", "name"),
        (["990101001003", "village", "#REF!"], "list.cell", "name"),
        ([EAST, "village", "新村"], "list.twice", "area_code"),
        (["990101001003", "village", "东岭村"], "list.name_twice", "name"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_row_and_column(
    tmp_path: Path, row: list[object], code: str, field: str
) -> None:
    _, findings = read_list(table(tmp_path, [*GOOD, row]), COUNTY, "村名单.csv")
    assert [(one.code, one.where.file, one.where.row, one.where.field) for one in findings] == [
        (code, "村名单.csv", 6, field)
    ]


def test_a_code_that_a_spreadsheet_damaged_is_refused_not_repaired(tmp_path: Path) -> None:
    _, findings = read_list(table(tmp_path, [*GOOD, [9.90101001003e21, "village", "新村"]], "list.xlsx"), COUNTY)
    assert [(one.code, one.where.sheet, one.where.row) for one in findings] == [("list.cell", "区划", 6)]


def test_a_list_without_its_columns_or_rows_is_not_read(tmp_path: Path) -> None:
    _, findings = read_list(table(tmp_path, [["代码", "说明"], [EAST, "x"]]), COUNTY)
    assert [(one.code, one.where.field) for one in findings] == [("list.header", "level"), ("list.header", "name")]
    assert [one.code for one in read_list(table(tmp_path, GOOD[:1]), COUNTY)[1]] == ["list.empty"]
    bad = tmp_path / "list.xlsx"
    bad.write_bytes(b"not a workbook")
    lines, findings = read_list(bad, COUNTY)
    assert lines == ()
    assert len(findings) == 1


@pytest.mark.django_db(databases=["default", "reads"])
class TestAcceptance:
    """Against a county that is there."""

    @pytest.fixture(autouse=True)
    def county(self) -> None:
        areas = [
            NewArea(COUNTY, "county", "测试县"),
            NewArea(TOWN, "township", "东河镇"),
            NewArea(EAST, "village", "东岭村"),
        ]
        set_up_county(ONE, COUNTY, areas, [], START)

    LINES = [
        NewArea(COUNTY, "county", "测试县"),
        NewArea(TOWN, "township", "东河街道"),
        NewArea(WEST, "village", "西岭村"),
    ]

    def test_the_difference_names_what_is_new_renamed_the_same_and_absent(self) -> None:
        plan = plan_list(self.LINES, COUNTY, LATER)
        assert [one.code for one in plan.added] == [WEST]
        assert [(old.code, name) for old, name in plan.renamed] == [(TOWN, "东河街道")]
        assert (plan.same, [one.code for one in plan.absent]) == (1, [EAST])

    def test_an_accepted_list_is_one_act_and_ends_nothing(self) -> None:
        plan = plan_list(self.LINES, COUNTY, LATER)
        accept_list(ONE, TWO, self.LINES, COUNTY, LATER, ORDER, plan.digest)
        assert [one.name for one in queries.areas_inside(COUNTY, LATER)] == ["测试县", "东河街道", "东岭村", "西岭村"]
        assert queries.area_on(TOWN, date(2024, 6, 30)).name == "东河镇"
        entry = Entry.objects.get(act="areas.list_accepted")
        assert (entry.actor, entry.rows_count) == ("system:two", 4)

    def test_two_villages_may_change_names_with_each_other(self) -> None:
        add_area(ONE, NewArea(WEST, "village", "西岭村"), START)
        lines = [NewArea(EAST, "village", "西岭村"), NewArea(WEST, "village", "东岭村")]
        accept_list(ONE, TWO, lines, COUNTY, LATER, ORDER, plan_list(lines, COUNTY, LATER).digest)
        assert [queries.area_on(code, LATER).name for code in (EAST, WEST)] == ["西岭村", "东岭村"]

    def test_nobody_accepts_the_own_list(self) -> None:
        plan = plan_list(self.LINES, COUNTY, LATER)
        self.refused(SecondPersonNeeded, ONE, plan.digest)

    def test_a_list_is_compared_again_when_something_changed_in_between(self) -> None:
        plan = plan_list(self.LINES, COUNTY, LATER)
        rename_area(ONE, TOWN, "东河新镇", date(2024, 1, 1), ORDER)
        self.refused(ListChanged, TWO, plan.digest)

    def test_a_list_that_breaks_a_rule_in_one_row_changes_no_row(self) -> None:
        add_area(ONE, NewArea("990101001009", "village", "早村"), date(2025, 1, 1))
        lines = [*self.LINES, NewArea("990101001009", "village", "早村")]
        digest = plan_list(lines, COUNTY, LATER).digest
        before = (Area.objects.count(), Entry.objects.count())
        with pytest.raises(AreaCodeTaken):
            accept_list(ONE, TWO, lines, COUNTY, LATER, ORDER, digest)
        assert (Area.objects.count(), Entry.objects.count()) == before

    def test_a_row_whose_area_above_is_nowhere_is_a_finding(self, tmp_path: Path) -> None:
        rows = [GOOD[0], ["990101007001", "village", "孤村"], [WEST, "village", "西岭村"]]
        lines, findings = read_list(table(tmp_path, rows), COUNTY)
        assert findings == ()
        found = without_parent(lines, COUNTY, LATER, "list.csv")
        assert [(one.code, one.where.row) for one in found] == [("list.parent", 2)]

    def refused(self, why: type[Exception], accepted_by: Actor, plan: str) -> None:
        before = (Area.objects.count(), Entry.objects.count())
        with pytest.raises(why):
            accept_list(ONE, accepted_by, self.LINES, COUNTY, LATER, ORDER, plan)
        assert (Area.objects.count(), Entry.objects.count()) == before
