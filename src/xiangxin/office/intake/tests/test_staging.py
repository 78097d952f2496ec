"""What becomes of rows: new, changed, ended, the same, or back with place and reason."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from bases.accounts_made import COUNTY, browser_of, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, accepted, filled, make_agreement, make_provider, send, table
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from bases.unchanged import nothing_changes
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import AlreadyProposed, SecondPersonNeeded
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide as decide_elsewhere
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.models import Coverage, Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import errors
from xiangxin.office.intake.actions import decide, propose, propose_undoing, receive, settle, take_back
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.queries import findings_of, groups_of, page_of_rows, repeated_in
from xiangxin.office.intake.sealedfile import bytes_of, folder_of, lines_of
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


HEADS = ["身份证号码", "姓名", "未履行金额(元)", "立案日期", "执行案号", "执行法院", "文书已生效", "案件类别"]


class Court:
    """A court with an agreement, and somebody registered who agreed."""

    def __init__(self) -> None:
        self.number = id_number()
        self.person = make_person("张小三", VILLAGE, number=self.number).id
        self.consent = make_consent(self.person, purpose="evaluation")
        self.viewer = make_provider()
        self.agreement = make_agreement(self.viewer)

    def row(self, **changes: Any) -> dict[str, Any]:
        return {
            "id_number": self.number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
            "document_no": "（2026）虚01执77号", "authority": "虚构县法院", **changes,
        }  # fmt: skip

    def cells(self, document: str) -> list[str]:
        return [self.number, "张小三", "12000", "2026-04-01", document, "虚构县法院", "是", "民事"]

    def send(self, *rows: dict[str, Any]) -> Submission:
        return send(self.viewer, "court_enforcement", filled("court_enforcement", rows), self.agreement)

    def accept(self, *rows: dict[str, Any]) -> Submission:
        return accepted(self.viewer, self.send(*rows), viewer_for(Role.COUNTY_OFFICE))


@pytest.fixture
def court(db: None) -> Court:
    return Court()


def codes(row: Submission) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in findings_of(row, "", 1)[0]]


def counts(row: Submission) -> tuple[int, int, int, int, int]:
    return row.rows_new, row.rows_changed, row.rows_ended, row.rows_same, row.rows_refused


def cells_of(content: bytes) -> list[list[str]]:
    with open_book(Content("表.xlsx", data=content)) as book:
        sheet = next(one for one in book.sheets if one.name not in ("填写说明", "选项"))
        return [[str(cell) for cell in row] for row in sheet.read()]


class TestFacts:
    def test_an_end_and_a_correction_are_told_apart_with_what_was_known(self, court: Court) -> None:
        court.accept(court.row(), court.row(document_no="（2026）虚01执78号"))
        row = court.send(
            court.row(ended_on=date(2026, 5, 20)), court.row(document_no="（2026）虚01执78号", amount_fen=9000)
        )
        assert counts(row) == (0, 1, 1, 0, 0)
        (changed,) = page_of_rows(court.viewer, row, "changed", 1)
        assert [(part.label.zh, part.old and part.old.zh, part.new.zh) for part in changed.parts] == [
            ("未履行金额", "1.2 万元", "9,000 元")
        ]
        (ended,) = page_of_rows(court.viewer, row, "ended", 1)
        assert [(part.label.zh, part.old and part.old.zh, part.new.zh) for part in ended.parts] == [
            ("履行完毕日期", "（空）", "2026-05-20")
        ]
        accepted(court.viewer, row, viewer_for(Role.COUNTY_OFFICE))
        with maintenance("tests"):
            assert Fact.objects.count() == 4

    def test_who_did_not_agree_is_not_registered_or_lives_elsewhere_gets_one_answer(self, court: Court) -> None:
        silent, far = id_number(), id_number()
        make_person("张小三", VILLAGE, number=silent)
        make_consent(make_person("张小三", FAR_VILLAGE, number=far).id, purpose="evaluation")
        rows = [court.row(), court.row(id_number=silent), court.row(id_number=id_number()), court.row(id_number=far)]
        content = filled("court_enforcement", rows)
        row = send(court.viewer, "court_enforcement", content, court.agreement, area=TOWNSHIP)
        assert counts(row) == (1, 0, 0, 0, 3)
        assert codes(row) == [("no_ground", 3), ("no_ground", 4), ("no_ground", 5)]

    def test_a_cadre_gets_nobody_of_another_village(self) -> None:
        number = id_number()
        make_consent(make_person("李远方", FAR_VILLAGE, number=number).id, purpose="evaluation")
        make_village(VILLAGE)
        make_institution("government")
        cadre = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        given = {
            "id_number": number, "name": "李远方", "category": "种粮补贴", "happened_on": date(2026, 3, 1),
            "authority": "虚构镇",
        }  # fmt: skip
        row = send(cadre, "subsidies", filled("subsidies", [given]))
        assert (counts(row), codes(row)) == ((0, 0, 0, 0, 1), [("no_ground", 2)])

    def test_a_bank_gets_only_who_agreed_to_that_bank(self) -> None:
        bank, other = make_institution("bank"), make_institution("bank")
        own, foreign = id_number(), id_number()
        make_consent(make_person("张小三", VILLAGE, number=own).id, receiver=bank)
        make_consent(make_person("张小三", VILLAGE, number=foreign).id, receiver=other)
        base = {"name": "张小三", "kind": "贷款拖欠（本行）", "amount_fen": 500, "happened_on": date(2026, 2, 1)}
        rows = [{**base, "id_number": number, "document_no": "虚合同1"} for number in (own, foreign)]
        manager = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
        row = send(manager, "lender_records", filled("lender_records", rows))
        assert (counts(row), codes(row)) == ((1, 0, 0, 0, 1), [("no_ground", 3)])

    def test_what_comes_in_for_one_bank_is_of_who_agreed_to_that_bank(self) -> None:
        bank, other = make_institution("bank"), make_institution("bank")
        own, foreign = id_number(), id_number()
        make_consent(make_person("张小三", VILLAGE, number=own).id, receiver=bank)
        make_consent(make_person("张小三", VILLAGE, number=foreign).id, receiver=other)
        court = make_provider()
        agreement = make_agreement(court, bank, purpose="scoring")
        base = {
            "name": "张小三", "amount_fen": 900, "happened_on": date(2026, 4, 1), "document_no": "虚执1号",
            "authority": "虚构县法院",
        }  # fmt: skip
        rows = [{**base, "id_number": number} for number in (own, foreign)]
        row = send(court, "court_enforcement", filled("court_enforcement", rows), agreement)
        assert (counts(row), codes(row)) == ((1, 0, 0, 0, 1), [("no_ground", 3)])
        manager = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
        assert accepted(court, row, manager).left_out == 0
        with pytest.raises(AddressUnknown):
            decide(viewer_for(Role.ACCOUNT_MANAGER, institution=other), row.id, agrees=True)

    def test_another_name_a_day_to_come_and_a_party_that_is_no_debtor_come_back(self, court: Court) -> None:
        heads = [*HEADS, "当事人地位"]
        base = [*court.cells("（2026）虚01执1号"), "被执行人"]
        rows = [list(base) for _ in range(4)]
        rows[1][1], rows[1][4] = "李小四", "（2026）虚01执2号"
        rows[2][3], rows[2][4] = "2026-12-01", "（2026）虚01执3号"
        rows[3][-1], rows[3][4] = "原告王某", "（2026）虚01执4号"
        row = send(court.viewer, "court_enforcement", table(heads, rows), court.agreement)
        assert counts(row) == (1, 0, 0, 0, 3)
        assert sorted(codes(row)) == [("check_not_passed", 5), ("day_of_fact_wrong", 4), ("name_differs", 3)]
        assert all("王某" not in str(cells) for cells in cells_of(bytes_of(row.id, "returned")))

    def test_two_rows_of_one_matter_that_differ_both_come_back_and_equal_ones_stand_once(self, court: Court) -> None:
        again = court.row(document_no="（2026）虚01执9号")
        row = court.send(court.row(), court.row(amount_fen=7000), again, again)
        assert counts(row) == (1, 0, 0, 0, 2)
        assert sorted(codes(row)) == [("matter_twice", 2), ("matter_twice", 3), ("row_repeated", 5)]
        assert (row.rows_read, repeated_in(row), len(cells_of(bytes_of(row.id, "returned"))) - 1) == (4, 1, 2)

    def test_what_costs_a_row_is_told_before_what_costs_none(self, court: Court) -> None:
        heads = [*HEADS, "当事人地位", "喜好"]
        line = [*court.cells("（2026）虚01执8号"), "被执行人", "下棋"]
        twice = [*line[:4], "（2026）虚01执9号", *line[5:]]
        other = [*twice[:2], "7000", *twice[3:]]
        row = send(court.viewer, "court_enforcement", table(heads, [line, twice, other]), court.agreement)
        assert [(one.code, str(one.effect)) for one in groups_of(row)] == [
            ("matter_twice", "row"), ("column_unknown", "column"),
        ]  # fmt: skip
        assert {(one.code, one.row) for one in findings_of(row, "row", 1)[0]} == {
            ("matter_twice", 3),
            ("matter_twice", 4),
        }
        assert findings_of(row, "column", 1)[1] == 1
        assert findings_of(row, "", 1)[1] == 3

    def test_a_no_about_payments_is_not_taken(self) -> None:
        numbers = [id_number(), id_number()]
        for number in numbers:
            make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
        water = make_provider()
        rows = [
            {"id_number": number, "as_of": date(2026, 5, 31), "utilities_paid": paid}
            for number, paid in zip(numbers, ("是", "否"), strict=True)
        ]
        row = send(water, "utilities", filled("utilities", rows), make_agreement(water))
        assert (counts(row), codes(row)) == ((1, 0, 0, 0, 1), [("positive_only", 3)])
        accepted(water, row, viewer_for(Role.COUNTY_OFFICE))
        later = [{**rows[0], "as_of": date(2026, 6, 1)}]
        assert send(water, "utilities", filled("utilities", later), Agreement.objects.get()).state == "nothing"

    def test_an_answer_that_there_is_none_becomes_coverage(self, court: Court) -> None:
        answer = {"id_number": court.number, "kind": "税务决定", "asked_on": date(2026, 5, 30)}
        row = send(court.viewer, "coverage", filled("coverage", [answer]), court.agreement)
        accepted(court.viewer, row, viewer_for(Role.COUNTY_OFFICE))
        with maintenance("tests"):
            (kept,) = Coverage.objects.all()
        assert (kept.person_id, kept.kind, kept.asked_on) == (court.person, "tax_decision", date(2026, 5, 30))
        assert send(court.viewer, "coverage", filled("coverage", [answer]), court.agreement).state == "nothing"


class TestMending:
    def test_the_rows_that_came_back_can_be_mended_in_place_and_sent_again(self, court: Court) -> None:
        row = court.send(court.row(), court.row(document_no="（2026）虚01执78号", happened_on="去年四月"))
        assert counts(row) == (1, 0, 0, 0, 1)
        heads, back = cells_of(bytes_of(row.id, "returned"))
        kept = dict(zip(heads, back, strict=True))
        assert "日期" in kept["退回原因"]
        assert (kept["立案日期*"], kept["执行案号*"]) == ("", "(2026)虚01执78号")
        assert kept["未履行金额（元）*"] == "12000.0"
        back[heads.index("立案日期*")] = "2025-04-01"
        again = send(court.viewer, "court_enforcement", table(heads, [back]), court.agreement)
        assert (counts(again), codes(again)) == ((1, 0, 0, 0, 0), [])

    def test_a_file_that_cannot_be_read_is_told_and_deleted(self, court: Court) -> None:
        row = send(court.viewer, "court_enforcement", b"PK no zip at all", court.agreement)
        assert (row.state, codes(row)) == ("unreadable", [("file_damaged", None)])
        assert not (folder_of(row.id) / "upload").exists()

    def test_what_was_sent_lies_nowhere_in_the_clear_and_is_gone_once_it_is_read(self, court: Court) -> None:
        content = "身份证号码,姓名\n" + f"{court.number},张小三\n" * 50
        row = receive(
            court.viewer, "court_enforcement", [content.encode()], "报送.csv", agreement=court.agreement.id
        )  # fmt: skip
        assert (folder_of(row.id) / "upload").is_file()
        kept = [path.read_bytes() for path in Path(settings.HOME.folder).rglob("*") if path.is_file()]
        assert not any(court.number.encode() in part for part in kept)
        work_off()
        assert not (folder_of(row.id) / "upload").exists()


class TestTwoPersons:
    def test_the_sender_who_stands_in_and_a_stranger_cannot_be_the_second(self, court: Court) -> None:
        row = court.send(court.row())
        colleague = viewer_for(Role.DATA_PROVIDER, COUNTY, row.institution)
        propose(colleague, row.id, "替同事提交")
        with pytest.raises(errors.SenderDecides):
            decide(court.viewer, row.id, agrees=True)
        for stranger in (make_provider(), viewer_for(Role.ACCOUNT_MANAGER, institution=make_institution("bank"))):
            with pytest.raises(AddressUnknown):
                decide(stranger, row.id, agrees=True)
        row.refresh_from_db()
        assert row.state == "proposed"

    def test_rows_that_were_exchanged_after_the_proposal_are_not_accepted(self, court: Court) -> None:
        row = court.send(court.row())
        propose(court.viewer, row.id, "报送")
        path = folder_of(row.id) / "new"
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(errors.StagedChanged):
            decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
        with maintenance("tests"):
            assert not Fact.objects.exists()

    def test_who_withdraws_between_is_left_out_and_counted(self, court: Court) -> None:
        row = court.send(court.row())
        propose(court.viewer, row.id, "报送")
        decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
        with act("tests.withdrawn", by=system("tests"), person=court.person) as done:
            Consent.objects.filter(id=court.consent.id).update(withdrawn_on=ON)
            done.wrote(court.consent)
        work_off()
        row.refresh_from_db()
        assert (row.state, row.rows_entered, row.left_out) == ("accepted", 0, 1)
        with maintenance("tests"):
            assert not Fact.objects.exists()

    def test_who_withdraws_while_a_row_waits_is_not_shown_with_it(self, court: Court) -> None:
        row = court.send(court.row())
        assert [line.row for line in page_of_rows(court.viewer, row, "new", 1)] == [2]
        with act("tests.withdrawn", by=system("tests"), person=court.person) as done:
            Consent.objects.filter(id=court.consent.id).update(withdrawn_on=ON)
            done.wrote(court.consent)
        assert page_of_rows(court.viewer, row, "new", 1) == []

    def test_a_refusal_on_the_page_of_proposals_reaches_the_submission(self, court: Court) -> None:
        row = court.send(court.row())
        row = propose(court.viewer, row.id, "报送")
        assert row.proposal is not None
        decide_elsewhere(row.proposal, viewer_for(Role.COUNTY_OFFICE), agrees=False, words="请核对金额")
        assert settle() == 1
        row.refresh_from_db()
        assert row.state == "refused"

    def test_what_was_taken_back_is_deleted_and_what_was_accepted_stays(self, court: Court) -> None:
        row = court.send(court.row())
        propose(court.viewer, row.id, "报送")
        row = take_back(court.viewer, row.id)
        assert (row.state, folder_of(row.id).exists()) == ("withdrawn", False)
        with nothing_changes("intake", "creditfile"), pytest.raises(errors.StateUnfit):
            decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
        kept = court.accept(court.row())
        with pytest.raises(errors.StateUnfit):
            take_back(court.viewer, kept.id)

    def test_what_was_accepted_is_taken_back_by_two_and_stays_answerable(self, court: Court) -> None:
        row = court.accept(court.row(), court.row(document_no="（2026）虚01执78号"))
        propose_undoing(court.viewer, row.id, "报错了县")
        with nothing_changes("accounts", "intake"), pytest.raises(AlreadyProposed):
            propose_undoing(court.viewer, row.id, "报错了县")
        page = browser_of(court.viewer).get(reverse("intake:submission", args=[row.id])).content.decode()
        assert ("有人提出把这批数据撤出档案" in page, "提出撤回" in page) == (True, False)
        proposal = Proposal.objects.get(kind="intake.submission_undone")
        stranger = viewer_for(Role.ACCOUNT_MANAGER, institution=make_institution())
        for by, refusal in ((court.viewer, SecondPersonNeeded), (stranger, AddressUnknown)):
            with nothing_changes("accounts", "intake", "creditfile", "jobs"), pytest.raises(refusal):
                decide_elsewhere(proposal.id, by, agrees=True)
        decide_elsewhere(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=True)
        work_off()
        row.refresh_from_db()
        assert row.state == "withdrawn"
        with maintenance("tests"):
            assert (believed(None).count(), Fact.objects.count()) == (0, 2)
        again = court.send(court.row())
        assert counts(again) == (1, 0, 0, 0, 0)

    def test_no_agreement_no_data(self, court: Court) -> None:
        content = filled("court_enforcement", [court.row()])
        before = set(Path(settings.HOME.folder, "intake").glob("*"))
        for agreement, error in (
            (None, errors.AgreementNeeded),
            (make_agreement(make_provider()).id, errors.AgreementUnfit),
            (make_agreement(court.viewer, forms=("tax",)).id, errors.AgreementUnfit),
            (make_agreement(court.viewer, to_on=date(2026, 5, 1)).id, errors.AgreementUnfit),
        ):
            with pytest.raises(error):
                receive(court.viewer, "court_enforcement", [content], "表.xlsx", agreement=agreement)
        with pytest.raises(errors.FormNotYours):
            receive(viewer_for(Role.COUNTY_OFFICE), "court_enforcement", [content], "表.xlsx")
        assert not Submission.objects.exists()
        assert set(Path(settings.HOME.folder, "intake").glob("*")) == before


def test_a_line_holds_no_whole_number(court: Court) -> None:
    row = court.send(court.row())
    (line,) = lines_of(row.id, "new")
    assert court.number not in str(line)
    assert UUID(line["person"]) == court.person
