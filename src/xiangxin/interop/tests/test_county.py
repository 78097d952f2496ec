"""A county's folder becomes tables: good rows exactly, every other row left out with its place."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xiangxin.interop.county import county_tables, read_county
from xiangxin.interop.tests.counties import KEY, id_of, only, rows
from xiangxin.interop.tests.folders import (
    BOOK,
    OTHER_VILLAGE,
    VILLAGE,
    Folder,
    applicant,
    consent,
    coverage,
    number,
    record,
    review,
)
from xiangxin.kernel.ids import derived_id
from xiangxin.law.load import load_law
from xiangxin.scoring.arrow import to_arrow, write_tables
from xiangxin.scoring.tables import APPLICANTS, CONSENTS


class TestTables:
    def test_a_good_row_is_kept_exactly(self, folder: Folder) -> None:
        folder.book(
            applicants=[
                applicant(
                    1, residence_shown="是", land_tenure="流转租入", income_yearly_fen="1.2万", land_area_mu=12,
                    provincial_score_centi="87.5",
                )
            ]
        )  # fmt: skip
        county, findings = folder.county()
        assert findings == ()
        (row,) = rows(county, "applicants")
        known = {name: value for name, value in row.items() if value is not None}
        assert known == {
            "person_id": id_of(1),
            "household_id": derived_id(KEY, "household", VILLAGE, "1"),
            "village_code": VILLAGE,
            "birth_on": date(1980, 5, 6),
            "residence_shown": True,
            "land_tenure": "leased",
            "income_yearly_fen": 1_200_000,
            "land_area_mu": 12,
            "provincial_score_centi": 8_750,
        }

    def test_every_table_has_the_columns_of_the_engine_even_without_rows(self, folder: Folder) -> None:
        county, _ = folder.book(applicants=[applicant(1)]).county()
        assert {name: table.column_names for name, table in county.tables.items()} == {
            name: list(table.names) for name, table in county_tables(load_law()).items()
        }
        assert county.tables["records"].schema.field("record_id").type == pa.uuid()
        assert county.tables["records"].schema.field("amount_fen").type == pa.int64()

    def test_all_fact_sheets_are_read_into_their_tables(self, folder: Folder) -> None:
        folder.book(
            applicants=[applicant(1)],
            consents=[consent(1, to_on=date(2027, 4, 1), channel="手机")],
            records=[record(1, ended_on="2025/3/5", told_on=date(2025, 1, 8), final="是", disputed="否")],
            coverage=[coverage(1)],
            reviews=[review(1), review(1, seat="2", rating="不了解"), review(1, seat="3", rating=None, closed_on=None)],
            members=[{"id_number": number(1), "member_id_number": number(2), "income_yearly_fen": 30_000}],
        )
        county, findings = folder.county()
        assert findings == ()
        (agreed,) = rows(county, "consents")
        assert agreed == {
            "person_id": id_of(1), "purpose": "scoring", "receiver": "bank", "field_class": "file", "written": True,
            "notice_delivered_on": date(2026, 3, 28), "from_on": date(2026, 4, 1), "to_on": date(2027, 4, 1),
            "withdrawn_on": None, "channel": "手机",
        }  # fmt: skip
        (owed,) = rows(county, "records")
        assert (owed["kind"], owed["amount_fen"], owed["ended_on"]) == ("arrears", 200_000, date(2025, 3, 5))
        assert (owed["source"], owed["final"], owed["disputed"], owed["sealed"]) == ("bank", True, False, None)
        assert rows(county, "coverage") == [
            {"person_id": id_of(1), "kind": "arrears", "asked_of": "bank", "asked_on": date(2026, 5, 1)}
        ]
        assert [row["rating"] for row in rows(county, "reviews")] == [80, None, None]
        assert [row["closed_on"] for row in rows(county, "reviews")] == [date(2026, 6, 1), date(2026, 6, 1), None]
        (member,) = rows(county, "members")
        assert (member["person_id"], member["member_id"]) == (id_of(1), id_of(2))
        assert member["income_yearly_fen"] == 3_000_000

    def test_where_there_is_one_panel_a_rating_that_names_none_is_its(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1)], reviews=[review(1), review(1, seat="2", panel="评议小组")])
        county, findings = folder.county()
        assert findings == ()
        assert [row["panel"] for row in rows(county, "reviews")] == ["panel", "panel"]

    def test_where_there_are_two_panels_each_rating_names_its_own(self, folder: Folder) -> None:
        other = "{id: panel, name: {zh: 评议小组, en: Panel}}, {id: north, name: {zh: 北片小组, en: North panel}}"
        text = (folder.path / "deployment.yaml").read_text(encoding="utf-8")
        folder.write("deployment.yaml", text.replace("{id: panel, name: {zh: 评议小组, en: Panel}}", other))
        folder.book(
            applicants=[applicant(1)],
            reviews=[review(1), review(1, panel="评议小组", rating=70), review(1, panel="北片小组", rating=90)],
        )
        county, findings = folder.county()
        assert [(finding.code, finding.where.field) for finding in findings] == [("cell_required", "评议小组*")]
        assert {(row["panel"], row["seat"], row["rating"]) for row in rows(county, "reviews")} == {
            ("panel", "1", 70),
            ("north", "1", 90),
        }

    def test_how_severe_a_penalty_is_comes_from_a_list(self, folder: Folder) -> None:
        penalty = record(1, kind="环境处罚决定", source="县法院")
        folder.book(applicants=[applicant(1)], records=[{**penalty, "severity": "轻微"}])
        county, findings = folder.county()
        assert findings == ()
        assert [row["severity"] for row in rows(county, "records")] == ["minor"]

    def test_ids_are_the_same_each_time_and_depend_on_the_key(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1)], records=[record(1), record(1, amount_fen=2001)])
        first, again = folder.county()[0], folder.county()[0]
        assert first.tables["records"].equals(again.tables["records"])
        deployment = folder.path / "deployment.yaml"
        deployment.write_text(deployment.read_text(encoding="utf-8").replace("a key for", "another key for"))
        other = folder.county()[0]
        assert not set(first.tables["records"]["record_id"].to_pylist()) & set(
            other.tables["records"]["record_id"].to_pylist()
        )

    def test_one_household_number_in_two_villages_is_two_households(self, folder: Folder) -> None:
        folder.book(
            applicants=[
                applicant(1),
                applicant(2, household_no="1"),
                applicant(3, household_no="1", village_code=OTHER_VILLAGE),
            ]
        )
        first, second, third = (row["household_id"] for row in rows(folder.county()[0], "applicants"))
        assert first == second != third

    def test_no_name_number_or_telephone_enters_a_table(self, folder: Folder, tmp_path: Path) -> None:
        folder.book(
            applicants=[applicant(1, name="哨兵姓名", phone="哨兵电话")],
            consents=[consent(1, name="哨兵姓名")],
            records=[record(1, name="哨兵姓名")],
            coverage=[coverage(1)],
            reviews=[review(1)],
        )
        county, findings = folder.county()
        assert findings == ()
        (tmp_path / "tables").mkdir()
        for path in write_tables(tmp_path / "tables", county.tables).values():
            text = str(pq.read_table(path).to_pylist())
            assert "哨兵" not in text
            assert number(1) not in text
        (contact,) = county.contacts
        assert (contact.name, contact.phone, contact.id_number.number) == ("哨兵姓名", "哨兵电话", number(1))
        assert "哨兵" not in repr(contact)
        assert number(1) not in repr(contact)

    def test_a_column_that_is_not_of_the_table_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="consents has no name"):
            to_arrow(CONSENTS, [{"name": "x"}])


class TestPlaces:
    def test_a_refusal_names_file_sheet_row_and_column(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1), applicant(2, birth_on="不详")])
        _, findings = folder.county()
        (finding,) = findings
        where = finding.where
        assert (where.file, where.sheet, where.row, where.field) == (BOOK, "申请人", 3, "出生日期")
        assert where.column == 6

    def test_everything_that_is_wrong_with_a_row_is_told_at_once(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(2, birth_on="不详", residence_shown="1", id_number=number(2)[:-1])])
        assert sorted(folder.codes()) == ["date_unreadable", "id_number_length", "yes_no_unreadable"]

    def test_the_other_rows_and_files_are_kept(self, folder: Folder) -> None:
        folder.book("a.xlsx", applicants=[applicant(1), applicant(2, land_tenure="祖传"), applicant(3)])
        folder.write("b.xlsx", b"PK broken").book("c.xlsx", applicants=[applicant(4)])
        county, findings = folder.county()
        assert county.tables["applicants"].num_rows == 3
        assert [finding.code for finding in findings] == ["choice_unknown", "file_damaged"]
        assert [(count.file, count.kept, count.refused) for count in county.counts if count.table == "applicants"] == [
            ("a.xlsx", 2, 1),
            ("c.xlsx", 1, 0),
        ]

    def test_findings_come_in_the_order_of_the_files(self, folder: Folder) -> None:
        folder.book("a.xlsx", applicants=[applicant(1)], consents=[consent(9)])
        folder.book("b.xlsx", applicants=[applicant(2, residence_shown="1"), applicant(3, household_no=None)])
        places = [(finding.where.file, finding.where.row) for finding in folder.county()[1]]
        assert places == [("a.xlsx", 2), ("b.xlsx", 2), ("b.xlsx", 3)]


class TestPeople:
    def test_two_rows_that_contradict_each_other_are_both_left_out_with_both_places(self, folder: Folder) -> None:
        folder.book("a.xlsx", applicants=[applicant(1)]).book(
            "b.xlsx", applicants=[applicant(2), applicant(1, name="别人")]
        )
        county, findings = folder.county()
        assert [row["person_id"] for row in rows(county, "applicants")] == [id_of(2)]
        first, second = only(findings, "person_twice")
        assert "b.xlsx" in first.what.zh
        assert "第 3 行" in first.what.zh
        assert "a.xlsx, sheet “申请人”, row 2" in second.what.en

    def test_of_two_equal_rows_the_first_is_kept(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1), applicant(1)])
        county, findings = folder.county()
        assert county.tables["applicants"].num_rows == 1
        assert [(finding.code, finding.where.row) for finding in findings] == [("row_repeated", 3)]

    def test_whoever_was_left_out_is_taken_from_no_other_sheet(self, folder: Folder) -> None:
        folder.book(
            applicants=[applicant(1, residence_shown="1"), applicant(2)],
            consents=[consent(1)],
            records=[record(1)],
            coverage=[coverage(1)],
            reviews=[review(1)],
            members=[{"id_number": number(1), "member_id_number": number(2)}],
        )
        county, findings = folder.county()
        assert len(only(findings, "person_refused")) == 5
        assert all(
            county.tables[name].num_rows == 0 for name in ("consents", "records", "coverage", "reviews", "members")
        )

    def test_a_birth_date_that_agrees_is_kept_and_a_blank_one_is_taken_from_the_number(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1, birth_on="1980年5月6日"), applicant(2)])
        assert [row["birth_on"] for row in rows(folder.county()[0], "applicants")] == [date(1980, 5, 6)] * 2

    def test_a_member_may_consent_without_being_an_applicant(self, folder: Folder) -> None:
        folder.book(
            applicants=[applicant(1)],
            members=[{"id_number": number(1), "member_id_number": number(7)}],
            consents=[consent(7, field_class="收入和财产"), consent(8)],
        )
        county, findings = folder.county()
        assert [row["person_id"] for row in rows(county, "consents")] == [id_of(7)]
        assert [finding.code for finding in findings] == ["person_unknown"]


class TestRecords:
    def test_a_value_that_may_not_be_kept_is_sent_back_with_the_law(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1)], records=[record(1, kind="荣誉", category="党员", amount_fen=None)])
        county, findings = folder.county()
        (finding,) = findings
        assert finding.code == "value_refused"
        assert finding.basis
        assert county.tables["records"].num_rows == 0

    def test_the_same_word_means_what_it_means_for_its_kind(self, folder: Folder) -> None:
        folder.book(
            applicants=[applicant(1)],
            records=[
                record(1, kind="非法集资处罚决定", category="非法集资人"),
                record(1, kind="组织传销处罚决定", category="组织者"),
                record(1, kind="组织传销处罚决定", category="非法集资人"),
            ],
        )
        county, findings = folder.county()
        assert [row["category"] for row in rows(county, "records")] == ["organiser", "organiser"]
        assert [finding.code for finding in findings] == ["choice_unknown"]
        assert "组织者" in findings[0].why.zh

    def test_what_a_kind_does_not_register_is_refused(self, folder: Folder) -> None:
        folder.book(applicants=[applicant(1)], records=[record(1, level="县级"), record(1, kind="培训")])
        assert folder.codes() == ["column_not_of_kind", "column_not_of_kind"]


def test_without_a_deployment_file_there_is_no_county(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "deployment.yaml").unlink()
    county, findings = folder.read()
    assert county is None
    assert [finding.code for finding in findings] == ["yaml_file"]


def test_where_people_are_real_the_key_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    text = (tmp_path / "deployment.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("id_key", "defaults"))]
    folder.write("deployment.yaml", "\n".join(kept).replace("kind: demo", "kind: bank"))
    folder.book(applicants=[applicant(1)])
    assert folder.codes() == ["deployment_id_key_short"]
    monkeypatch.setenv("XIANGXIN_ID_KEY", KEY.decode())
    county, findings = folder.county()
    assert findings == ()
    assert rows(county, "applicants")[0]["person_id"] == id_of(1)


def test_the_base_columns_of_applicants_lead(tmp_path: Path) -> None:
    county, _ = Folder(tmp_path).book(applicants=[applicant(1)]).county()
    assert county.tables["applicants"].column_names[:4] == list(APPLICANTS.names)


def test_a_required_choice_is_never_said_to_be_left_empty(tmp_path: Path) -> None:
    _, findings = Folder(tmp_path).book(applicants=[applicant(1)], consents=[consent(1, purpose="随便")]).county()
    assert [finding.code for finding in findings] == ["choice_needed"]
    assert "may not be left empty" in findings[0].mend.en
    _, findings = Folder(tmp_path).book(applicants=[applicant(1, land_tenure="祖传")]).county()
    assert [finding.code for finding in findings] == ["choice_unknown"]
    assert "leave it empty" in findings[0].mend.en


def test_what_is_dated_after_the_run_is_told_and_kept_for_a_later_one(tmp_path: Path) -> None:
    later = date(2026, 7, 1)
    folder = Folder(tmp_path).book(
        applicants=[applicant(1)],
        consents=[consent(1, notice_delivered_on=later, from_on=later)],
        records=[record(1, known_on=later, told_on=later)],
        coverage=[coverage(1, asked_on=later)],
        reviews=[review(1, closed_on=later)],
    )
    county, findings = folder.county()
    assert [(finding.code, finding.severity, finding.where.field) for finding in findings] == [
        ("date_after_run", "note", "告知送达日期"),
        ("date_after_run", "note", "查询日期"),
        ("date_after_run", "note", "获知日期"),
        ("date_after_run", "note", "告知本人日期"),
        ("date_after_run", "note", "评议结束日期"),
    ]
    assert [len(rows(county, name)) for name in ("consents", "records", "coverage", "reviews")] == [1, 1, 1, 1]
    _, findings = read_county(tmp_path, load_law(), as_of=later)
    assert findings == ()
