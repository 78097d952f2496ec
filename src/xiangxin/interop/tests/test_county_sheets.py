"""Sheets as people send them: titles, blank rows, merged cells, other names of headers, other kinds of files."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xiangxin.interop.county import CountyFiles
from xiangxin.interop.tests import binary
from xiangxin.interop.tests.counties import id_of, rows
from xiangxin.interop.tests.folders import (
    APPLICANT_HEADERS,
    BOOK,
    VILLAGE,
    Folder,
    applicant,
    applicant_cells,
    number,
)
from xiangxin.kernel.errors import Finding


class TestSheetsAsTheyCome:
    def sheet(self, folder: Folder, cells: list[Any], finish: Any = None) -> tuple[CountyFiles, tuple[Finding, ...]]:
        return folder.raw(BOOK, {"申请人": cells}, finish).county()

    def test_titles_above_blank_rows_between_and_totals_below(self, folder: Folder) -> None:
        cells = [
            ["试验县申请人登记表"], ["填表日期：2026.5.1"], [], list(APPLICANT_HEADERS), applicant_cells(1), [], [" "],
            applicant_cells(2), list(APPLICANT_HEADERS), applicant_cells(3), ["合计", 3], ["注：以上为虚构"],
        ]  # fmt: skip
        county, findings = self.sheet(folder, cells)
        assert county.tables["applicants"].num_rows == 3
        assert [(finding.code, finding.severity) for finding in findings] == [("rows_total", "note")]
        assert "3 行" in findings[0].what.zh

    def test_headers_are_known_by_other_names_marks_and_units(self, folder: Folder) -> None:
        headers = ["姓 名*", "身份证号（必填）", "行政村", "户号\n", "年收入（本人说明）（万元）"]
        county, findings = self.sheet(folder, [headers, [*applicant_cells(1), "1.2"]])
        assert findings == ()
        assert rows(county, "applicants")[0]["income_yearly_fen"] == 1_200_000

    def test_the_unit_may_stand_in_the_heading(self, folder: Folder) -> None:
        headers = [*APPLICANT_HEADERS, "年收入（本人说明）"]
        county, _ = self.sheet(folder, [["申请人登记表", "单位：万元"], headers, [*applicant_cells(1), 3]])
        assert rows(county, "applicants")[0]["income_yearly_fen"] == 3_000_000

    def test_a_village_merged_down_its_households_counts_for_each(self, folder: Folder) -> None:
        cells = [list(APPLICANT_HEADERS), applicant_cells(1), applicant_cells(2)]
        cells[1][2] = cells[2][2] = ""

        def merge(_book: Workbook, sheet: Worksheet) -> None:
            sheet.merge_range(1, 2, 2, 2, VILLAGE)

        county, findings = self.sheet(folder, cells, merge)
        assert findings == ()
        assert [row["village_code"] for row in rows(county, "applicants")] == [VILLAGE, VILLAGE]

    def test_names_merged_down_are_refused_for_both_rows(self, folder: Folder) -> None:
        cells = [list(APPLICANT_HEADERS), applicant_cells(1), applicant_cells(2), applicant_cells(3)]

        def merge(_book: Workbook, sheet: Worksheet) -> None:
            sheet.merge_range(1, 0, 2, 0, "王一")

        county, findings = self.sheet(folder, cells, merge)
        assert [(finding.code, finding.where.row) for finding in findings] == [("cell_merged", 2), ("cell_merged", 3)]
        assert county.tables["applicants"].num_rows == 1

    def test_an_identity_number_stored_as_a_number_is_refused(self, folder: Folder) -> None:
        cells: list[list[Any]] = [list(APPLICANT_HEADERS), applicant_cells(1), applicant_cells(2)]
        cells[1][1] = float(number(1).replace("X", "0"))
        _, findings = self.sheet(folder, cells)
        assert [(finding.code, finding.severity) for finding in findings] == [("id_number_float", "condition")]

    def test_a_text_file_or_an_old_workbook_named_after_a_sheet_is_that_sheet(self, folder: Folder) -> None:
        lines = [",".join(APPLICANT_HEADERS), ",".join(applicant_cells(1))]
        folder.write("试验县-申请人.csv", "\r\n".join(lines).encode("gbk"))
        binary.xls(folder.path / "b.xls", [APPLICANT_HEADERS, applicant_cells(2)], name="申请人")
        binary.ods(folder.path / "c.ods", binary.ods_table([APPLICANT_HEADERS, applicant_cells(3)], "申请人"))
        county, findings = folder.county()
        assert findings == ()
        assert {row["person_id"] for row in rows(county, "applicants")} == {id_of(1), id_of(2), id_of(3)}

    def test_copies_that_are_still_open_and_other_files_are_no_tables(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1)]).write("~$档案.xlsx", b"lock").write(".hidden.xlsx", b"x")
        folder.write("README.md", "words")
        assert folder.codes() == []
