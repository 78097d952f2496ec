"""The workbooks a run gives back, read by other code than wrote them."""

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xiangxin.interop.areas import Area, Areas
from xiangxin.interop.contacts import Contact, Contacts
from xiangxin.interop.given import Given
from xiangxin.interop.messages import tell
from xiangxin.interop.notice import Roster, Ungrounded, write_notice_list
from xiangxin.interop.rejected import Rejected, write_rejected
from xiangxin.interop.results import Cover, KeptOut, write_areas, write_persons
from xiangxin.interop.tests.folders import AS_OF, VILLAGE, number
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.ids import check_id_number
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import STATUSES
from xiangxin.scoring.smallcells import COUNT_COLUMNS, HIDDEN, PublishedArea
from xiangxin.scoring.wording import word

POLICIES = Path(__file__).parents[2] / "policies"
FIRST, SECOND = UUID(int=1), UUID(int=2)
AREAS = Areas(
    "990101000000",
    [
        Area("990101000000", "county", "试验县"),
        Area("990101100000", "township", "清溪镇"),
        Area(VILLAGE, "village", "柳河村"),
    ],
)
COVER = Cover(
    county=Text("试验县", "Test county"),
    policy=Text("办法", "Policy"),
    purpose=Text("评分", "Scoring"),
    receiver=Text("农商银行", "Rural bank"),
    as_of=AS_OF,
    policy_hash="a" * 64,
    law_hash="b" * 64,
)


@pytest.fixture(scope="module")
def policy() -> CompiledPolicy:
    compiled, findings = compile_policy(POLICIES / "household-open", load_law(), date(2026, 6, 30), "CN")
    assert compiled is not None, findings
    return compiled


def contact(person: UUID, sequence: int, name: str = "王一") -> Contact:
    checked = check_id_number(number(sequence))
    assert not isinstance(checked, str)
    return Contact(person, VILLAGE, name, checked, "199-0000-0001")


def contacts(*found: Contact) -> Contacts:
    book = Contacts()
    for item in found:
        book.add(item)
    return book


def result(policy: CompiledPolicy, **more: Any) -> Mapping[str, object]:
    row: dict[str, object] = {
        "person_id": FIRST, "household_id": UUID(int=9), "village_code": VILLAGE, "status": "scored", "missing": "",
        "ineligible": "", "vetoes": "", "flags": "", "stars": 3, "limit_fen": 3_000_000, "limit_binding": "earned",
        "rate_bp": 675, "certificate": "red", "calibration": "uncalibrated",
    }  # fmt: skip
    return {**row, **{f"{stage.id}_centi": 8_050 for stage in policy.stages}, **more}


def table(sheet: Worksheet) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines above the head, and the rows under it by Chinese header."""
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = sheet.print_title_rows
    head_row = int(str(at).replace("$", "").split(":")[0])
    heads = [str(text).split("\n")[0] for text in lines[head_row - 1]]
    above = [str(row[0]) for row in lines[: head_row - 1] if row[0]]
    return above, [dict(zip(heads, row, strict=True)) for row in lines[head_row:]]


def words_in(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode("utf-8") for name in package.namelist())


class TestPersons:
    def write(
        self,
        path: Path,
        policy: CompiledPolicy,
        *rows: Mapping[str, object],
        who: Contacts | None = None,
        kept_out: KeptOut | None = None,
    ) -> Worksheet:
        known = who or contacts(contact(FIRST, 1))
        write_persons(path / "persons.xlsx", COVER, policy, load_law(), rows, kept_out or {}, known, AREAS)
        return load_workbook(path / "persons.xlsx")["个人结果"]

    def test_a_result_is_shown_with_name_masked_number_and_words(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        _, (row,) = table(self.write(tmp_path, policy, result(policy)))
        assert (row["乡镇"], row["村（社区）"], row["姓名"]) == ("清溪镇", "柳河村", "王一")
        assert row["公民身份号码（遮盖）"] == f"9901**********{number(1)[-4:]}"
        assert (row["状态"], row["星级"], row["建议额度（元）"], row["建议利率"]) == ("已评价", 3, 30_000, 6.75)
        assert (row["额度由哪部分决定"], row["证书"], row["系统分"]) == ("基础加激励", "红本", 80.5)
        assert row["说明编号"] == str(FIRST)

    def test_the_whole_number_is_nowhere_in_the_file(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        self.write(tmp_path, policy, result(policy))
        assert number(1) not in words_in(tmp_path / "persons.xlsx")

    def test_uncalibrated_and_who_decides_stand_above_the_table(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        above, _ = table(self.write(tmp_path, policy, result(policy)))
        text = "\n".join(above)
        assert "未校准" in text
        assert "Uncalibrated" in text
        assert "由指定工作人员决定" in text
        assert "截至：2026-06-30" in text

    def test_what_is_missing_is_said_in_words_and_nothing_is_zero(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        blank = dict.fromkeys(("stars", "limit_fen", "limit_binding", "rate_bp", "certificate"))
        stages = {f"{stage.id}_centi": None for stage in policy.stages}
        missing = result(policy, status="not_evaluable", missing="months_clean;recent_arrears", **blank, **stages)
        _, (row,) = table(self.write(tmp_path, policy, missing))
        assert row["还没有查什么，或为什么"] == "还没有查：贷款拖欠（本行）——由农商银行查自己的账"
        assert (row["星级"], row["建议额度（元）"], row["系统分"]) == (None, None, None)

    def test_what_nobody_asked_is_told_by_kind_and_by_who_looks_and_never_as_the_line_it_stops(
        self, tmp_path: Path, policy: CompiledPolicy
    ) -> None:
        missing = "unsettled_arrears;guarantee_unpaid;months_clean;recent_arrears"
        _, (row,) = table(self.write(tmp_path, policy, result(policy, status="not_evaluable", missing=missing)))
        assert row["还没有查什么，或为什么"] == "还没有查：贷款拖欠（本行）、担保代偿（本行）——由农商银行查自己的账"
        assert "未结清" not in row["还没有查什么，或为什么"]

    def test_flags_and_vetoes_are_words(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        _, (row,) = table(self.write(tmp_path, policy, result(policy, vetoes="unsettled_arrears", flags="no_review")))
        assert row["还没有查什么，或为什么"].startswith("否决：")
        assert row["提示"] == "无评议分，仅系统分"

    def test_a_name_like_a_formula_is_text(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        sheet = self.write(tmp_path, policy, result(policy), who=contacts(contact(FIRST, 1, "=1+1")))
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
        assert cell.data_type == "s"
        assert "<f>" not in words_in(tmp_path / "persons.xlsx")

    def test_people_stand_by_village_and_household(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        later = result(policy, person_id=SECOND, household_id=UUID(int=8))
        _, rows = table(self.write(tmp_path, policy, result(policy), later))
        assert [row["说明编号"] for row in rows] == [str(SECOND), str(FIRST)]

    def test_records_that_a_gate_kept_out_are_counted_with_the_reason(
        self, tmp_path: Path, policy: CompiledPolicy
    ) -> None:
        kept_out = {FIRST: {"document": 2, "not_told": 1}}
        rows = (result(policy), result(policy, person_id=SECOND))
        _, (first, second) = table(self.write(tmp_path, policy, *rows, kept_out=kept_out))
        assert first["未计入的记录"] == 3
        assert first["为什么未计入"] == "没有有权机关的文书：2；没有告知过本人：1"
        assert (second["未计入的记录"], second["为什么未计入"]) == (None, None)

    @pytest.mark.parametrize("limit_fen", [0, None])
    def test_no_rate_stands_beside_no_limit(
        self, tmp_path: Path, policy: CompiledPolicy, limit_fen: int | None
    ) -> None:
        _, (row,) = table(self.write(tmp_path, policy, result(policy, limit_fen=limit_fen)))
        assert (row["建议额度（元）"], row["建议利率"]) == (limit_fen, None)

    def test_line_7_the_decision_is_blank_for_a_named_officer(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        sheet = self.write(tmp_path, policy, result(policy))
        above, (row,) = table(sheet)
        by_hand = ("决定（手填）", "决定额度（元）", "理由（选）", "理由（写明）", "决定人姓名", "决定日期")
        assert [row[head] for head in by_hand] == [None] * 6
        assert "由具名的工作人员逐人决定" in "\n".join(above)
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        assert rules["O7"].formula1 == '"同意,降低,拒绝"'
        assert (rules["P7"].type, rules["Q7"].type, rules["T7"].type) == ("decimal", "list", "date")

    def test_the_head_is_frozen_and_printed_on_every_page(self, tmp_path: Path, policy: CompiledPolicy) -> None:
        sheet = self.write(tmp_path, policy, result(policy))
        head = int(str(sheet.print_title_rows).replace("$", "").split(":")[0])
        assert sheet.freeze_panes == f"D{head + 1}"
        assert sheet.auto_filter.ref == f"A{head}:{sheet.dimensions.split(':')[1]}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0


def published(code: str, level: Any, hidden: tuple[str, ...] = (), **more: Any) -> PublishedArea:
    counts = {column: None if column in hidden else 40 for column in COUNT_COLUMNS}
    values: dict[str, Any] = {
        "limit_fen": 120_000_000, "rated": True, "villages_ratable": None, "villages_credit": None, "proposed": True,
    }  # fmt: skip
    return PublishedArea(code, level, counts, **{**values, **more})


class TestAreas:
    def write(self, path: Path, *areas: PublishedArea) -> list[dict[str, Any]]:
        write_areas(path / "areas.xlsx", COVER, areas, AREAS)
        return table(load_workbook(path / "areas.xlsx")["区域合计"])[1]

    def test_totals_shares_and_proposals(self, tmp_path: Path) -> None:
        (row,) = self.write(tmp_path, published(VILLAGE, "village"))
        assert (row["层级"], row["名称"], row["参评户"]) == ("村（社区）", "清溪镇柳河村", 40)
        assert (row["信用户占比"], row["建议评定"], row["建议额度合计（元）"]) == (100, "建议评为信用村", 1_200_000)

    @pytest.mark.parametrize(
        ("credit", "assessed", "shown"),
        [(2, 3, 66.67), (1, 3, 33.33), (699, 1000, 69.9), (1, 16, 6.25), (1, 160, 0.63)],
    )
    def test_a_share_is_shown_half_up(self, tmp_path: Path, credit: int, assessed: int, shown: float) -> None:
        area = published(VILLAGE, "village", proposed=False)
        counts = {**area.counts, "households_assessed": assessed, "households_credit": credit}
        (row,) = self.write(tmp_path, PublishedArea(VILLAGE, "village", counts, 0, True, None, None, False))
        assert row["信用户占比"] == shown

    def test_the_proposal_is_never_read_from_the_share_as_shown(self, tmp_path: Path) -> None:
        area = published(VILLAGE, "village", proposed=False)
        counts = {**area.counts, "households_assessed": 100_000, "households_credit": 69_999}
        (row,) = self.write(tmp_path, PublishedArea(VILLAGE, "village", counts, 0, True, None, None, False))
        assert (row["信用户占比"], row["建议评定"]) == (70, "未达比例")

    def test_each_status_is_called_what_it_is_called_everywhere(self, tmp_path: Path) -> None:
        (row,) = self.write(tmp_path, published(VILLAGE, "village"))
        assert [row[word(f"status.{status}").zh] for status in STATUSES] == [40] * 6

    def test_hidden_figures_are_marked_and_the_share_goes_with_them(self, tmp_path: Path) -> None:
        hidden = published(VILLAGE, "village", ("vetoed", "households_credit"), limit_fen=None, rated=False)
        (row,) = self.write(tmp_path, hidden)
        assert (row["暂不能授信"], row["信用户"], row["建议额度合计（元）"], row["建议评定"]) == (HIDDEN,) * 4
        assert row["信用户占比"] is None

    def test_too_few_households_are_not_rated(self, tmp_path: Path) -> None:
        rows = self.write(
            tmp_path, published(VILLAGE, "village", proposed=None), published("990101000000", "county", proposed=None)
        )
        assert [row["建议评定"] for row in rows] == [None, "户数不足，不评"]


class TestRejected:
    def write(self, path: Path, *findings: Finding, given: Given | None = None) -> Workbook:
        write_rejected(path / "rejected.xlsx", AS_OF, Rejected(findings, given or Given({}, {})))
        return load_workbook(path / "rejected.xlsx")

    def test_a_row_has_its_place_its_person_its_value_and_its_remedy(self, tmp_path: Path) -> None:
        where = Location(file="档案.xlsx", column=28, sheet="申请人", row=7, field="年收入（元）")
        place = ("档案.xlsx", "申请人", 7)
        given = Given({place: "王一"}, {(place, 28): Text("约2万", "约2万")})
        book = self.write(tmp_path, tell("amount_unreadable", where, field="年收入（元）"), given=given)
        _, (row,) = table(book["退回清单"])
        assert (row["文件"], row["工作表"], row["行"], row["列"]) == ("档案.xlsx", "申请人", 7, "AB")
        assert (row["列名"], row["姓名（照原表）"], row["填的是"]) == ("年收入（元）", "王一", "约2万")
        assert (row["结果"], row["代码"], row["改为（手填）"]) == ("未导入", "amount_unreadable", None)
        assert row["怎么改"].startswith("只写数字")
        _, (english,) = table(book["Rejected"])
        assert english["How to mend"].startswith("Write a number")

    def test_whole_columns_and_sheets_stand_apart_from_rows(self, tmp_path: Path) -> None:
        column = Location(file="名册.xlsx", column=3, sheet="名册", row=2, field="备注")
        hidden = Location(file="名册.xlsx", sheet="去年")
        book = self.write(
            tmp_path, tell("column_unknown", column, field="备注"), tell("sheet_hidden", hidden, sheet="去年")
        )
        assert table(book["退回清单"])[1] == []
        assert [row["代码"] for row in table(book["整列和整表"])[1]] == ["column_unknown", "sheet_hidden"]
        assert len(table(book["Rejected"])[1]) == 2

    def test_nothing_refused_is_an_empty_list(self, tmp_path: Path) -> None:
        assert [table(sheet)[1] for sheet in self.write(tmp_path).worksheets] == [[], [], []]


class TestNoticeList:
    def test_of_a_roster_name_telephone_village_and_nothing_else(self, tmp_path: Path) -> None:
        roster = Roster((contact(FIRST, 1),), 2)
        write_notice_list(tmp_path / "notice-list.xlsx", AS_OF, roster, Ungrounded((), 0), AREAS)
        above, (row,) = table(load_workbook(tmp_path / "notice-list.xlsx")["待告知"])
        assert [value for value in row.values() if value] == ["清溪镇柳河村", "王一", "199-0000-0001"]
        assert any("只用于送达告知" in line for line in above)
        assert any("另有 2 人已表示不同意" in line for line in above)
        assert "本人答复（手填）" in row
        assert number(1) not in words_in(tmp_path / "notice-list.xlsx")

    def test_of_an_applicant_what_is_missing_and_nothing_else_of_the_file(self, tmp_path: Path) -> None:
        applicants = Ungrounded(((contact(FIRST, 1), "expired"),), 3)
        write_notice_list(tmp_path / "notice-list.xlsx", AS_OF, Roster(()), applicants, AREAS)
        above, (row,) = table(load_workbook(tmp_path / "notice-list.xlsx")["申请人待告知"])
        masked = f"9901**********{number(1)[-4:]}"
        assert [value for value in row.values() if value] == ["清溪镇柳河村", "王一", masked, "同意已到期"]
        assert any("另有 3 人已撤回同意或表示不同意" in line for line in above)
        assert "199-0000-0001" not in words_in(tmp_path / "notice-list.xlsx")
