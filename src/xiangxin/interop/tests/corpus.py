"""One bad county for each code of ``messages.yaml``: made when a test runs, so that large ones are not committed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xiangxin.interop.settings import LIMITS
from xiangxin.interop.tests import binary
from xiangxin.interop.tests.folders import (
    APPLICANT_HEADERS,
    BOOK,
    DEPLOYMENT,
    OTHER_VILLAGE,
    ROSTER,
    Folder,
    Row,
    applicant,
    applicant_cells,
    consent,
    coverage,
    number,
    raw_book,
    record,
    review,
)

Make = Callable[[Folder], Folder]

GRANT = ("评议对象", "身份证号码", "联系电话", "婚姻状况", "评议时间", "积分")


def book(**rows: list[Row]) -> Make:
    """A workbook of our template with one good applicant and these rows."""
    filled: dict[str, list[Row]] = {"applicants": [applicant(1)], **rows}
    return lambda folder: folder.book(BOOK, **filled)


def applicants(**more: Any) -> Make:
    return book(applicants=[applicant(1), applicant(2, **more)])


def sheet(rows: Sequence[Sequence[Any]], finish: Callable[[Workbook, Worksheet], None] | None = None) -> Make:
    """An applicants' sheet written cell by cell."""
    return lambda folder: folder.raw(BOOK, {"申请人": rows}, finish)


def deployment(old: str, new: str) -> Make:
    return lambda folder: folder.write("deployment.yaml", DEPLOYMENT.replace(old, new))


def roster(*rows: Sequence[Any], headers: tuple[str, ...] = GRANT, name: str = ROSTER) -> Make:
    return lambda folder: folder.book().raw(name, {"名册": [headers, *rows]})


def listed(sequence: int = 5, name: str = "赵六") -> list[str]:
    return [name, number(sequence), "199-0000-0005", "已婚", "2026-05-01", "98"]


def package(extra: dict[str, bytes]) -> Make:
    """A good workbook with further members in its package."""

    def make(folder: Folder) -> Folder:
        folder.book()
        with zipfile.ZipFile(folder.path / BOOK, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in extra.items():
                archive.writestr(name, content)
        return folder

    return make


def file(name: str, content: bytes) -> Make:
    return lambda folder: folder.book().write(name, content)


def _missing(folder: Folder) -> Folder:
    (folder.path / BOOK).symlink_to(folder.path / "nowhere.xlsx")
    return folder


def _far(row: int, column: int) -> Make:
    return sheet([APPLICANT_HEADERS], lambda _book, sheet_: sheet_.write(row, column, "远"))


def _formula(formula: str, stored: str) -> Make:
    cells = applicant_cells(1)
    cells[0] = ""
    return sheet([APPLICANT_HEADERS, cells], lambda _book, sheet_: sheet_.write_formula(1, 0, formula, None, stored))


def _too_many_cells(folder: Folder) -> Folder:
    cell = '<table:table-cell table:number-columns-repeated="50" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="40000">{cell}</table:table-row>'
    binary.ods(folder.path / "a.ods", f'<table:table table:name="a">{row}</table:table>')
    return folder


def _too_many_sheets(folder: Folder) -> Folder:
    raw_book(folder.path / BOOK, {f"表{index}": [["甲"]] for index in range(LIMITS.sheets + 1)})
    return folder


def _from_1904(folder: Folder) -> Folder:
    book_ = Workbook(str(folder.path / BOOK), {"date_1904": True})
    book_.add_worksheet("申请人").write_row(0, 0, APPLICANT_HEADERS)
    book_.close()
    return folder


def _hidden_sheet(folder: Folder) -> Folder:
    return folder.raw(BOOK, {"申请人": [APPLICANT_HEADERS, applicant_cells()], "旧": [["甲"]]}, lambda _, s: s.hide())


def _hidden_row(_book: Workbook, sheet_: Worksheet) -> None:
    sheet_.set_row(1, None, None, {"hidden": True})


def _hidden_column(_book: Workbook, sheet_: Worksheet) -> None:
    sheet_.set_column(1, 1, 20, None, {"hidden": True})


def _merged(_book: Workbook, sheet_: Worksheet) -> None:
    sheet_.merge_range(1, 0, 2, 0, "王一")


def _roster_beside_file(folder: Folder) -> Folder:
    folder.book(applicants=[applicant(1, village_code=OTHER_VILLAGE)])
    return folder.raw(ROSTER, {"名册": [GRANT, listed(1)]})


def _bad_person_twice(folder: Folder) -> Folder:
    return folder.book(applicants=[applicant(1), applicant(1, name="别人")], consents=[consent(1)])


CORPUS: dict[str, Make] = {
    # deployment and areas
    "deployment_shape": deployment("county:", "# county:"),
    "deployment_key_unknown": deployment("panels:", "pannels:"),
    "deployment_twice": deployment("providers: [", "providers: [{id: court, name: {zh: 院, en: C}}, "),
    "deployment_institution_kind": deployment("kind: bank", "kind: bnak"),
    "deployment_county": deployment("990101000000", "990101100000"),
    "deployment_demo_county": deployment("990101000000", "370829000000"),
    "deployment_demo_only": deployment("kind: demo", "kind: bank"),
    "deployment_id_key_short": deployment("a key for people who do not exist", "short"),
    "areas_row": lambda folder: folder.write("areas.csv", "area_code,level,name\n990101100000,village,清溪镇\n"),
    "county_empty": lambda folder: folder.book(),
    # files
    "file_missing": _missing,
    "file_empty": file("a.xlsx", b""),
    "file_too_large": file("a.xlsx", b"PK" + bytes(LIMITS.file_bytes)),
    "file_type_unknown": file("a.et", b"content"),
    "file_renamed": file("a.xls", b"<html><table></table></html>"),
    "file_damaged": file("a.xlsx", b"PK\x03\x04broken"),
    "file_password": file("a.xlsx", binary.container({"EncryptedPackage": b"x"})),
    "file_entities": package({"xl/bomb.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "file_days_from_1904": _from_1904,
    "file_unpacks_too_large": package({"xl/blank.bin": bytes(LIMITS.unpacked_bytes)}),
    "file_packed_too_tight": package({"xl/blank.bin": bytes(LIMITS.ratio_free_bytes + 1)}),
    "file_too_many_members": package({f"xl/{index}.bin": b"x" for index in range(LIMITS.members)}),
    "file_too_many_sheets": _too_many_sheets,
    "sheet_too_many_rows": _far(LIMITS.rows, 0),
    "sheet_too_many_columns": _far(0, LIMITS.columns),
    "sheet_too_many_cells": _too_many_cells,
    "encoding_unknown": file("a.csv", b"\xff\xff\xff"),
    "encoding_mixed": file("a.csv", "姓名\n".encode("gbk") + "李明\n".encode()),
    "text_table_broken": file("a.csv", '姓名,村\n"李明\n'.encode()),
    # sheets and columns
    "sheet_hidden": _hidden_sheet,
    "sheet_unknown": lambda folder: folder.raw(BOOK, {"随手记": [["明天开会"]]}),
    "book_unknown": lambda folder: folder.raw(BOOK, {"随手记": [["明天开会"]]}),
    "column_required": sheet([APPLICANT_HEADERS[:3], applicant_cells()[:3]]),
    "column_twice": sheet([[*APPLICANT_HEADERS, "姓名"], [*applicant_cells(), "王二"]]),
    "column_unknown": roster(listed()),
    "column_refused": roster(listed()),
    "column_panel": roster(listed()),
    "sheet_refused": lambda folder: folder.book().raw(ROSTER, {"黑名单": [["赵六", "欠债"]]}),
    "roster_without_village": roster(listed(), name="名册.xlsx"),
    "column_hidden": sheet([APPLICANT_HEADERS, applicant_cells()], _hidden_column),
    "rows_total": sheet([APPLICANT_HEADERS, applicant_cells(), ["合计", "1 人"]]),
    # rows and cells
    "row_hidden": sheet([APPLICANT_HEADERS, applicant_cells()], _hidden_row),
    "cell_merged": sheet([APPLICANT_HEADERS, applicant_cells(1), applicant_cells(2)], _merged),
    "row_too_wide": file(
        "试验县-申请人.csv", f"姓名,公民身份号码,村（社区）,户号\n钱七,{number(6)},小柳河村,6,7\n".encode()
    ),
    "row_without_person": roster(["", "", "", "外出", "", ""]),
    "cell_required": applicants(household_no=None),
    "cell_error": _formula("=NA()", "#N/A"),
    "cell_not_computed": _formula("=B1", ""),
    "cell_damaged": applicants(name="王锟斤拷"),
    "cell_too_long": applicants(household_no="长" * 61),
    "date_unreadable": applicants(birth_on="不详"),
    "date_calendar": applicants(birth_on="农历五月初六"),
    "date_impossible": applicants(birth_on="1980-02-30"),
    "dates_out_of_order": book(consents=[consent(to_on=date(2026, 3, 1))]),
    "amount_unreadable": applicants(income_yearly_fen="约两万"),
    "amount_unit_twice": sheet([[*APPLICANT_HEADERS, "年收入（本人说明）（万元）"], [*applicant_cells(), "1.2万"]]),
    "amount_unit_missing": sheet([[*APPLICANT_HEADERS, "年收入（本人说明）"], [*applicant_cells(), "12000"]]),
    "amount_too_fine": applicants(income_yearly_fen="0.005"),
    "number_not_whole": applicants(land_area_mu="3.5"),
    "number_too_fine": applicants(provincial_score_centi="80.125"),
    "number_unreadable": applicants(land_area_mu="三亩"),
    "value_out_of_range": applicants(income_yearly_fen="（100）"),
    "yes_no_unreadable": applicants(residence_shown="1"),
    "choice_unknown": applicants(land_tenure="祖传"),
    "choice_needed": book(consents=[consent(purpose="随便")]),
    "text_says_nothing": book(records=[record(document_no="。")]),
    "date_after_run": book(coverage=[coverage(asked_on=date(2026, 7, 2))]),
    "column_not_of_kind": book(records=[record(category="道德模范")]),
    "area_unknown": applicants(village_code="桃花源村"),
    "area_ambiguous": applicants(village_code="柳河村"),
    "area_other_county": applicants(village_code="110101001001"),
    "area_other_village": _roster_beside_file,
    "birth_date_differs": applicants(birth_on="1981-05-06"),
    "name_differs": book(consents=[consent(name="别人")]),
    "person_unknown": book(consents=[consent(9)]),
    "person_refused": _bad_person_twice,
    "withdrawal_refused": book(consents=[consent(from_on="不详", withdrawn_on=date(2026, 6, 1))]),
    "withdrawal_of_nobody": book(consents=[consent(id_number="99010119800506001", withdrawn_on="已撤回")]),
    "value_refused": book(records=[record(kind="荣誉", category="党员", amount_fen=None)]),
    "seat_twice": book(reviews=[review(rating=80), review(rating=20)]),
    "person_twice": _bad_person_twice,
    "row_repeated": book(coverage=[coverage(), coverage()]),
    "same_person_twice": book(members=[{"id_number": number(1), "member_id_number": number(1)}]),
}
