"""The workbook a county fills in, read back by other code than wrote it."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from xiangxin.interop.areas import read_areas
from xiangxin.interop.needed import needed_sheets
from xiangxin.interop.sheets import LISTS, SheetSpec
from xiangxin.interop.template import ROWS_WITH_LISTS, write_template
from xiangxin.interop.template_help import Help
from xiangxin.interop.tests.folders import AS_OF, BOOK, VILLAGE, Folder, applicant, consent, record
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy

POLICIES = Path(__file__).parents[2] / "policies"


def empty(folder: Folder) -> Workbook:
    folder.book()
    return load_workbook(folder.path / BOOK)


def list_of(book: Workbook, sheet: str, header: str) -> list[str]:
    """The words of the drop-down of a column, found the way a spreadsheet finds them."""
    at = next(cell.column_letter for cell in book[sheet][1] if cell.value.rstrip("*") == header)
    rule = next(
        rule
        for rule in book[sheet].data_validations.dataValidation
        if str(rule.sqref).startswith(f"{at}2:") and rule.type == "list"
    )
    (place,) = book.defined_names[rule.formula1].destinations
    return [cell.value for (cell,) in book[place[0]][place[1]]]


def test_the_sheets_stand_in_the_order_of_the_work(folder: Folder) -> None:
    book = empty(folder)
    assert book.sheetnames == ["填写说明", "申请人", "同意", "不同意", "记录", "查询回执", "评议", "家庭成员", LISTS]
    assert book[LISTS].sheet_state == "hidden"


def test_identity_numbers_and_codes_are_text_columns_down_the_sheet(folder: Folder) -> None:
    book = empty(folder)
    for spec in folder.sheets().values():
        sheet = book[spec.title.zh]
        formats = {
            column: dimension.number_format
            for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min, dimension.max + 1)
        }
        for at, column in enumerate(spec.columns, start=1):
            if column.kind in ("id", "area", "text", "percent"):
                assert formats[at] == "@", (spec.title.zh, column.label.zh)


def test_drop_downs_offer_what_may_be_kept_and_nothing_else(folder: Folder) -> None:
    book = empty(folder)
    assert list_of(book, "申请人", "土地来源") == ["承包", "流转租入", "无"]
    assert list_of(book, "申请人", "居住有证明") == ["是", "否"]
    assert list_of(book, "同意", "接收方") == ["农商银行", "评议小组"]
    assert list_of(book, "记录", "报送机构") == ["县金融办", "农商银行", "评议小组", "县法院"]
    assert f"{VILLAGE} 清溪镇柳河村" in list_of(book, "申请人", "村（社区）")
    categories = list_of(book, "记录", "类别")
    assert "道德模范" in categories
    assert "党员" not in categories
    assert "孝老爱亲" not in categories


def test_every_registered_field_has_its_column_with_its_unit(folder: Folder) -> None:
    headers = {cell.value for cell in empty(folder)["申请人"][1]}
    for field in load_law().fields.values():
        if "applicants" in field.tables:
            unit = "（元）" if field.type == "money" else ""
            assert f"{field.label.zh}{unit}" in headers


def test_every_column_is_explained_in_both_languages(folder: Folder) -> None:
    book = empty(folder)
    told = {(row[0].value, row[1].value): row for row in book["填写说明"].iter_rows() if row[1].value}
    for spec in folder.sheets().values():
        for column in spec.columns:
            row = told[spec.title.zh, column.header.zh]
            assert row[3].value
            assert row[4].value.startswith(column.header.en)
            assert row[2].value == ("必填" if column.needed else None)


def test_what_is_filled_in_comes_back_as_it_was(folder: Folder) -> None:
    folder.book(applicants=[applicant(1, birth_on=date(1980, 5, 6), income_yearly_fen=12_000, residence_shown="是")])
    county, findings = folder.county()
    assert findings == ()
    row = county.tables["applicants"].to_pylist()[0]
    assert (row["birth_on"], row["income_yearly_fen"], row["residence_shown"]) == (date(1980, 5, 6), 1_200_000, True)


def test_an_empty_template_is_an_empty_county_and_told_to_be_one(folder: Folder) -> None:
    county, findings = folder.book().county()
    assert [finding.code for finding in findings] == ["county_empty"]
    assert [table.num_rows for table in county.tables.values()] == [0] * 6


def test_a_name_that_begins_like_a_formula_stays_a_name(folder: Folder) -> None:
    folder.book(applicants=[applicant(1, name='=HYPERLINK("x")'), applicant(2, name="+86"), applicant(3, name="@王")])
    book = load_workbook(folder.path / BOOK)
    assert [book["申请人"].cell(row, 1).data_type for row in (2, 3, 4)] == ["s", "s", "s"]
    with zipfile.ZipFile(folder.path / BOOK) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_same_content_gives_the_same_bytes(folder: Folder) -> None:
    areas, _ = read_areas(folder.path / "areas.csv", "990101000000")
    for name in ("a.xlsx", "b.xlsx"):
        write_template(folder.path / name, Text("县", "County"), folder.sheets(), areas, AS_OF)
    assert (folder.path / "a.xlsx").read_bytes() == (folder.path / "b.xlsx").read_bytes()


def test_drop_downs_reach_far_down(folder: Folder) -> None:
    rule = empty(folder)["申请人"].data_validations.dataValidation[0]
    assert str(rule.sqref).endswith(str(ROWS_WITH_LISTS + 1))


class TestExplainingSheets:
    @pytest.fixture
    def explained(self, folder: Folder) -> Folder:
        areas, _ = read_areas(folder.path / "areas.csv", "990101000000")
        law = load_law()
        policy, findings = compile_policy(POLICIES / "household-open", law, AS_OF, "CN")
        assert policy is not None, findings
        kinds = {kind.id: kind.label for kind in law.record_kinds.values()}
        title = Text("县", "County")
        explain = Help(title, folder.sheets(), areas, kinds, policy).write
        write_template(folder.path / BOOK, title, folder.sheets(), areas, AS_OF, explain=explain)
        return folder

    def test_an_example_is_nobody_s_row_and_nothing_to_send_back(self, explained: Folder) -> None:
        county, findings = explained.book("另一份.xlsx", applicants=[applicant(1)]).county()
        assert findings == ()
        assert [table.num_rows for table in county.tables.values()] == [1, 0, 0, 0, 0, 0]

    def test_the_examples_would_be_read_if_they_were_rows(self, explained: Folder) -> None:
        sheet = load_workbook(explained.path / BOOK)["示例"]
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
        rows = {
            name: dict(zip((column.name for column in spec.columns), lines[at + 2], strict=False))
            for name, spec in explained.sheets().items()
            for at, line in enumerate(lines)
            if line[0] == f"{spec.title.zh} · {spec.title.en}"
        }
        assert set(rows) == set(explained.sheets())
        county, findings = explained.book(BOOK, **{name: [row] for name, row in rows.items()}).county()
        assert findings == ()
        assert [table.num_rows for table in county.tables.values()] == [1] * 6

    def test_the_policy_s_records_stand_there_with_what_they_need(self, explained: Folder) -> None:
        sheet = load_workbook(explained.path / BOOK)["办法需要的记录"]
        rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
        assert rows["荣誉"][1].startswith("文书编号、出具机关")
        assert rows["逾期（信用报告）"][0] == "3 个月以内"
        assert rows["逾期（信用报告）"][2] == "征信报告"
        assert "税务决定" not in rows


class TestOnlyWhatAPolicyReads:
    @pytest.fixture
    def sheets(self, folder: Folder) -> dict[str, SheetSpec]:
        law = load_law()
        policy, findings = compile_policy(POLICIES / "household-open", law, AS_OF, "CN")
        assert policy is not None, findings
        return needed_sheets(folder.sheets(), policy, law)

    def test_columns_and_kinds_it_does_not_read_are_left_out(self, sheets: dict[str, SheetSpec]) -> None:
        names = {sheet: [column.name for column in spec.columns] for sheet, spec in sheets.items()}
        assert names["applicants"] == [
            "name", "id_number", "phone", "village_code", "household_no", "residence_shown", "full_capacity",
            "income_source_shown", "income_yearly_fen", "debt_total_fen",
        ]  # fmt: skip
        (kinds,) = [column.choices for column in sheets["records"].columns if column.name == "kind"]
        read = {"arrears", "loan_repaid", "guarantee_called", "bureau_arrears", "court_enforcement", "honour"}
        assert set(kinds) == read
        assert "severity" not in names["records"]
        assert {"document_no", "told_on", "final"} <= set(names["records"])

    def test_a_cut_down_workbook_is_read_like_the_whole(self, folder: Folder, sheets: dict[str, SheetSpec]) -> None:
        areas, _ = read_areas(folder.path / "areas.csv", "990101000000")
        rows = {"applicants": [applicant(1)], "consents": [consent(1)], "records": [record(1)]}
        write_template(folder.path / BOOK, Text("县", "County"), sheets, areas, AS_OF, rows)
        county, findings = folder.county()
        assert findings == ()
        assert [table.num_rows for table in county.tables.values()] == [1, 1, 1, 0, 0, 0]
