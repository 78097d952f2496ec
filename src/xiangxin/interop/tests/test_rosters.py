"""Rosters in the bank's layouts: an allow-list, column by column; what is refused is kept nowhere."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xiangxin.interop.county import CountyFiles
from xiangxin.interop.given import given_in
from xiangxin.interop.notice import Roster, Ungrounded, write_notice_list
from xiangxin.interop.rejected import Rejected, write_rejected
from xiangxin.interop.tests.folders import AS_OF, OTHER_VILLAGE, ROSTER, VILLAGE, Folder, applicant, consent, number
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.ids import check_id_number, person_id
from xiangxin.law.load import load_law
from xiangxin.scoring.arrow import write_tables

GRANT = ("评议对象", "身份证号码", "联系电话")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).book(applicants=[applicant(1), applicant(2, village_code=OTHER_VILLAGE)])


def listed(sequence: int, name: str) -> list[str]:
    return [name, number(sequence), f"199-0000-{sequence:04d}"]


def notified(county: CountyFiles) -> list[tuple[str, str]]:
    return [(contact.name, contact.village_code) for contact in county.notice_list]


class TestPeople:
    def test_whoever_is_only_listed_is_notified_and_nothing_else(self, folder: Folder) -> None:
        county, _ = folder.raw(ROSTER, {"名册": [GRANT, listed(1, "王一"), listed(5, "赵六")]}).county()
        assert notified(county) == [("赵六", VILLAGE)]
        assert county.tables["applicants"].num_rows == 2
        assert county.tables["consents"].num_rows == 0

    def test_whoever_is_listed_and_consented_becomes_an_applicant_of_whom_nothing_is_known(
        self, folder: Folder
    ) -> None:
        folder.book("同意.xlsx", consents=[consent(5)]).raw(ROSTER, {"名册": [GRANT, listed(5, "赵六")]})
        county, findings = folder.county()
        assert findings == ()
        row = next(
            row
            for row in county.tables["applicants"].to_pylist()
            if row["village_code"] == VILLAGE and row["person_id"] == _id(5)
        )
        known = {name for name, value in row.items() if value is not None}
        assert known == {"person_id", "household_id", "village_code", "birth_on"}
        assert notified(county) == []
        assert county.tables["consents"].num_rows == 1

    def test_being_left_out_of_the_register_keeps_somebody_out_of_the_roster_too(self, folder: Folder) -> None:
        folder.book("b.xlsx", applicants=[applicant(5, land_tenure="祖传")], consents=[consent(5)])
        county, findings = folder.raw(ROSTER, {"名册": [GRANT, listed(5, "赵六")]}).county()
        assert [finding.code for finding in findings].count("person_refused") == 2
        assert notified(county) == []
        assert county.tables["applicants"].num_rows == 2

    def test_a_person_of_another_village_or_another_name_is_sent_back(self, folder: Folder) -> None:
        folder.raw(ROSTER, {"名册": [GRANT, listed(2, "王二"), listed(1, "王二")]})
        county, findings = folder.county()
        assert [(finding.code, finding.where.row) for finding in findings] == [
            ("area_other_village", 2),
            ("name_differs", 3),
        ]
        assert notified(county) == []

    def test_one_person_on_the_rosters_of_two_villages_is_on_neither(self, folder: Folder) -> None:
        folder.raw("清溪镇柳河村.xlsx", {"a": [GRANT, listed(5, "赵六")]})
        folder.raw("清溪镇小柳河村.xlsx", {"a": [GRANT, listed(5, "赵六")]})
        county, findings = folder.county()
        assert [finding.code for finding in findings] == ["person_twice", "person_twice"]
        assert notified(county) == []

    def test_a_telephone_of_the_roster_completes_the_register(self, folder: Folder) -> None:
        folder.book("b.xlsx", applicants=[applicant(6, phone=None)]).raw(
            ROSTER, {"a": [GRANT, [applicant(6)["name"], number(6), "电话"]]}
        )
        county, _ = folder.county()
        assert [contact.phone for contact in county.contacts if contact.person_id == _id(6)] == ["电话"]


class TestVillage:
    @pytest.mark.parametrize(
        ("name", "title", "village"),
        [
            ("名册.xlsx", "乡(镇)：清溪镇　行政村：柳河村", VILLAGE),
            ("名册.xlsx", "清溪镇小柳河村整村授信", OTHER_VILLAGE),
            ("石桥镇柳河村.xlsx", "整村授信导入模板", "990101101201"),
            ("石桥镇柳河村.xlsx", "清溪镇柳河村", VILLAGE),
        ],
    )
    def test_the_heading_says_it_else_the_name_of_the_file(
        self, folder: Folder, name: str, title: str, village: str
    ) -> None:
        county, findings = folder.raw(name, {"名册": [[title], GRANT, listed(5, "赵六")]}).county()
        assert findings == ()
        assert notified(county) == [("赵六", village)]

    @pytest.mark.parametrize("title", ["整村授信导入模板", "柳河村整村授信", "清溪镇整村授信"])
    def test_a_roster_of_no_certain_village_is_not_read(self, folder: Folder, title: str) -> None:
        county, findings = folder.raw("名册.xlsx", {"名册": [[title], GRANT, listed(5, "赵六")]}).county()
        assert [finding.code for finding in findings] == ["roster_without_village"]
        assert notified(county) == []

    def test_a_column_of_villages_decides_for_each_row(self, folder: Folder) -> None:
        header = ("村组", "姓名", "身份证号码")
        cells = [
            header,
            [VILLAGE, "赵六", number(5)],
            ["清溪镇小柳河村", "钱七", number(6)],
            ["柳河村", "孙八", number(7)],
        ]
        county, findings = folder.raw("户籍.xlsx", {"户籍": cells}).county()
        assert notified(county) == [("赵六", VILLAGE), ("钱七", OTHER_VILLAGE)]
        assert [finding.code for finding in findings] == ["area_ambiguous"]


class TestColumns:
    def test_a_roster_without_names_is_not_read(self, folder: Folder) -> None:
        county, findings = folder.raw(ROSTER, {"名册": [("身份证号码", "联系电话"), [number(5), "电话"]]}).county()
        assert [finding.code for finding in findings] == ["column_required"]
        assert notified(county) == []

    def test_each_refused_column_is_told_once_with_its_reason_and_its_law(self, folder: Folder) -> None:
        headers = (*GRANT, "婚姻状况", "生活习惯情况", "评议员姓名", "积分")
        rows = [[*listed(sequence, f"名{sequence}"), "已婚", "抽烟", "甲", "9"] for sequence in range(5, 25)]
        _, findings = folder.raw(ROSTER, {"名册": [headers, *rows]}).county()
        assert [(finding.code, finding.where.field) for finding in findings] == [
            ("column_refused", "婚姻状况"),
            ("column_refused", "生活习惯情况"),
            ("column_panel", "评议员姓名"),
            ("column_unknown", "积分"),
        ]
        assert findings[0].why.zh == "婚姻与还款无关。"
        assert findings[0].basis

    def test_reviewers_are_not_the_persons_rated(self, folder: Folder) -> None:
        cells = [("姓名", "身份证号", "职务", "正式备选"), ["周评议", number(8), "村民代表", "正式"]]
        county, findings = folder.raw(ROSTER, {"评议员名单": cells}).county()
        assert notified(county) == []
        assert {finding.code for finding in findings} == {"column_panel"}

    @pytest.mark.parametrize("name", ["黑名单", "灰名单（2026）", "预授信明细"])
    def test_a_list_of_tags_is_refused_as_a_whole(self, folder: Folder, name: str) -> None:
        county, findings = folder.raw("库.xlsx", {name: [["x"], [], [], ["赵六", number(5), "欠债"]]}).county()
        assert [(finding.code, finding.where.sheet) for finding in findings] == [("sheet_refused", name)]
        assert notified(county) == []

    def test_a_head_of_three_rows_and_a_block_of_three_lines_for_each_person(self, folder: Folder) -> None:
        headers: list[list[str]] = [
            ["序号", "姓名", "身份证号", "手机号码", "评议信息", "", "", "", "评议结果"],
            ["", "", "", "", "评议人姓名", "收入", "软信息", "", ""],
            ["", "", "", "", "", "", "房屋估值", "备注", ""],
        ]
        block = ["甲", "5", "20", "人好", "同意"]
        cells = [["乡(镇)", "清溪镇", "行政村", "柳河村", "单位：万元"], *headers]
        for sequence, name in ((5, "赵六"), (6, "钱七")):
            cells += [["1", name, number(sequence), "电话", *block], ["", "", "", "", *block], ["", "", "", "", *block]]

        def merge(_book: Workbook, sheet: Worksheet) -> None:
            for column, text in enumerate(headers[0][:4]):
                sheet.merge_range(1, column, 3, column, text)
            sheet.merge_range(1, 4, 1, 7, "评议信息")
            sheet.merge_range(2, 6, 2, 7, "软信息")
            for first, sequence, name in ((4, 5, "赵六"), (7, 6, "钱七")):
                for column, text in enumerate(("1", name, number(sequence), "电话")):
                    sheet.merge_range(first, column, first + 2, column, text)

        county, findings = folder.raw("调查表.xlsx", {"调查表": cells}, merge).county()
        assert notified(county) == [("赵六", VILLAGE), ("钱七", VILLAGE)]
        assert [finding.where.field for finding in findings if finding.code == "column_refused"] == [
            "收入", "房屋估值", "备注", "评议结果",
        ]  # fmt: skip
        assert {finding.code for finding in findings} == {"column_refused", "column_panel"}


SENTINEL = "哨兵8642"


def _id(sequence: int) -> object:
    checked = check_id_number(number(sequence))
    assert not isinstance(checked, str)
    return person_id(checked, b"a key for people who do not exist")


def _refused_headers() -> dict[str, list[str]]:
    """The columns of each form that may be kept nowhere."""
    found: dict[str, list[str]] = {}
    for column in load_law().forms:
        if column.verdict in ("refused", "panel_data") and column.header not in ("*", "单位", "日期"):
            found.setdefault(column.form, []).append(column.header)
    return found


@pytest.mark.parametrize("form", sorted(_refused_headers()))
def test_line_3_a_sentinel_in_every_refused_column_of_every_form_is_found_nowhere(form: str, folder: Folder) -> None:
    own = {column.header for column in load_law().forms if column.form == form}
    identity = next((header for header in ("身份证号码", "身份证号") if header in own), "身份证号码")
    name = next((header for header in ("评议对象", "姓名") if header in own), "姓名")
    refused = [header for header in _refused_headers()[form] if header not in (identity, name)]
    headers = [name, identity, *refused]
    cells = [
        headers,
        *([person[0], person[1], *[SENTINEL] * len(refused)] for person in (listed(5, "赵六"), listed(6, "钱七"))),
    ]
    county, findings = folder.book("同意.xlsx", consents=[consent(5)]).raw(ROSTER, {"名册": cells}).county()
    assert {finding.where.field for finding in findings if finding.code in ("column_refused", "column_panel")} >= set(
        refused
    )
    for text in _everything_that_is_kept(county, findings, folder.path / "kept"):
        assert SENTINEL not in text


def _everything_that_is_kept(county: CountyFiles, findings: tuple[Finding, ...], out: Path) -> Iterator[str]:
    """What stays in memory and what is written from it: tables, contacts, findings, workbooks."""
    out.mkdir()
    yield from (f"{finding} {finding.what} {finding.why} {finding.mend} {finding.where}" for finding in findings)
    for path in write_tables(out, county.tables).values():
        yield str(pq.read_table(path).to_pylist())
    for contact in (*county.contacts, *county.notice_list):
        yield f"{contact.name} {contact.phone} {contact.id_number.number}"
    given = given_in(out.parent.glob("*.xlsx"), findings)
    write_rejected(out / "rejected.xlsx", AS_OF, Rejected(findings, given))
    write_notice_list(out / "notice-list.xlsx", AS_OF, Roster(county.notice_list), Ungrounded((), 0), county.areas)
    for path in out.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(member).decode("utf-8") for member in package.namelist())
