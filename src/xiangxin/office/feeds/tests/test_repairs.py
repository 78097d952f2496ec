"""What a source repairs or takes back: erased at once, told to the person, not brought back by what is on its way."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import BY, add, new_record
from bases.feeds_made import accepted, case, consenting, deliver, make_feed, repair_message, rows_message, staff
from bases.intake_made import ON, filled, make_agreement, make_provider
from bases.unchanged import nothing_changes
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.actions import forget_marks
from xiangxin.office.creditfile.models import Coverage, Fact, TakenBack
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.creditfile.queries.believing import believed, covered
from xiangxin.office.creditfile.terms import LIMITS as FILE_LIMITS
from xiangxin.office.feeds.actions import issue_secret, propose_ending
from xiangxin.office.feeds.actions.forgetting import forget_secrets
from xiangxin.office.feeds.errors import AgreementOver, FeedEnded, SignatureWrong, TooManyMessages
from xiangxin.office.feeds.models import Message, Repair
from xiangxin.office.feeds.queries import told_to
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake import accepting
from xiangxin.office.intake.actions import decide, end_agreement, propose, receive
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.terms import LIMITS as INTAKE_LIMITS
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
COURT = "court_enforcement"


@pytest.fixture(autouse=True)
def _day() -> object:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def repaired_case() -> tuple[Any, str, Any, str, Any]:
    number, person = consenting()
    feed, secret, provider = make_feed()
    accepted(deliver(feed.id, secret, rows_message([case(number)])), provider)
    return feed, secret, person, number, provider


def test_a_repair_upstream_erases_the_copy_at_once_and_the_person_is_told() -> None:
    feed, secret, person, number, _provider = repaired_case()
    item = {"id_number": number, "kind": COURT, "document_no": "（2026）虚01执77号"}
    message = deliver(feed.id, secret, repair_message([item]), "msg_repair")
    assert (message.taken, message.refused) == (1, [])
    with maintenance("tests"):
        assert Fact.objects.count() == 0
        assert Repair.objects.get().person_id == person.id
    own = viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    assert [row.matters for row in told_to(own)] == [1]
    assert deliver(feed.id, secret, repair_message([item]), "msg_repair").id == message.id
    again = deliver(feed.id, secret, repair_message([item]))
    assert (again.taken, again.refused) == (0, [[1, "matter_unknown"]])


def test_a_source_withdraws_its_answer_of_a_day_that_there_is_none_and_nobody_else_s() -> None:
    number, person = consenting()
    feed, secret, provider = make_feed(form="coverage")
    day = date(2026, 5, 30)
    row = {"id_number": number, "kind": "未履行的强制执行", "asked_on": day.isoformat()}
    accepted(deliver(feed.id, secret, rows_message([row], "coverage")), provider)
    add([], coverage=[NewCoverage(person.id, COURT, make_institution("provider").id, day)])
    item = {"id_number": number, "kind": COURT, "happened_on": day.isoformat()}

    def standing() -> int:
        with maintenance("tests"):
            return covered(None).filter(kind=COURT).count()

    for kind, change in (("repair", {}), ("withdrawal", {"happened_on": "2026-05-29"})):
        message = deliver(feed.id, secret, repair_message([{**item, **change}], kind))
        assert (message.taken, message.refused, standing()) == (0, [[1, "matter_unknown"]], 2)
    message = deliver(feed.id, secret, repair_message([item], "withdrawal"))
    assert (message.taken, message.refused, standing()) == (1, [], 1)
    own = viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    assert [told.matters for told in told_to(own)] == [1]
    with maintenance("tests"):
        assert Coverage.objects.count() == 2
    again = deliver(feed.id, secret, repair_message([item], "withdrawal"))
    assert (again.taken, again.refused) == (0, [[1, "matter_unknown"]])


@pytest.mark.parametrize(
    ("over", "refusal"), [("agreement", AgreementOver), ("feed", FeedEnded), ("day", TooManyMessages)]
)
def test_a_provider_can_repair_when_nothing_else_may_come_any_more(
    over: str, refusal: type[OfficeError], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, secret, _person, number, _provider = repaired_case()
    if over == "agreement":
        end_agreement(viewer_for(Role.COUNTY_OFFICE), feed.agreement_id, ON)
    elif over == "feed":
        proposals.decide(propose_ending(staff(), feed.id, "不用了").id, staff(), agrees=True)
    else:
        monkeypatch.setitem(LIMITS, "messages_a_day", 1)
    with nothing_changes("feeds", "intake", "creditfile"), pytest.raises(refusal):
        deliver(feed.id, secret, rows_message([case(number)]))
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    assert deliver(feed.id, secret, repair_message([item])).taken == 1
    with maintenance("tests"):
        assert Fact.objects.count() == 0


def test_when_the_last_of_an_agreements_data_is_gone_the_secret_is_forgotten_and_nothing_comes() -> None:
    feed, secret, _person, number, provider = repaired_case()
    issue_secret(provider, feed.id)
    assert forget_secrets(BY) == 0
    with maintenance("tests"):
        Agreement.objects.filter(id=feed.agreement_id).update(ended_on=ON, deleted_at=timezone.now())
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    with pytest.raises(AgreementOver):
        deliver(feed.id, secret, repair_message([item]))
    assert (forget_secrets(BY), forget_secrets(BY)) == (1, 0)
    feed.refresh_from_db()
    assert (feed.secret_sealed, feed.previous_sealed) == (None, None)
    with pytest.raises(SignatureWrong):
        deliver(feed.id, secret, repair_message([item]))
    with pytest.raises(FeedEnded):
        issue_secret(provider, feed.id)


def on_its_way(provider: Any, row: Submission, until: str) -> None:
    """A submission brought as far as this state."""
    if until != "received":
        work_off()
    if until in ("proposed", "accepting"):
        propose(provider, row.id, "接口报送")
    if until == "accepting":
        decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    row.refresh_from_db()
    assert row.state == until


def ended(provider: Any, row: Submission) -> Submission:
    """The rest of its way."""
    work_off()
    row.refresh_from_db()
    if row.state == "staged":
        propose(provider, row.id, "接口报送")
        row.refresh_from_db()
    if row.state == "proposed":
        decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
        work_off()
        row.refresh_from_db()
    assert row.state == "accepted"
    return row


def submission_of(message: Message) -> Submission:
    assert message.submission is not None
    return message.submission


@pytest.mark.parametrize("kind", ["repair", "withdrawal"])
@pytest.mark.parametrize("until", ["received", "staged", "proposed", "accepting"])
def test_what_is_on_its_way_does_not_bring_back_what_was_repaired_meanwhile(until: str, kind: str) -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    rows = [case(number), case(number, 执行案号="(2026)虚01执78号")]
    row = submission_of(deliver(feed.id, secret, rows_message(rows)))
    on_its_way(provider, row, until)
    item = {"id_number": number, "kind": COURT, "document_no": "（2026）虚01执77号", "happened_on": "2026-04-01"}
    assert deliver(feed.id, secret, repair_message([item], kind)).refused == [[1, "matter_unknown"]]
    row = ended(provider, row)
    with maintenance("tests"):
        assert [fact.document_no for fact in Fact.objects.all()] == ["(2026)虚01执78号"]
    assert (row.rows_new, row.left_out) == (2, 1)


def test_what_was_written_and_not_shown_when_its_repair_came_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    rows = [case(number), case(number, 执行案号="(2026)虚01执78号")]
    row = submission_of(deliver(feed.id, secret, rows_message(rows)))
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    show: Callable[[Any], None] = accepting._Writer.show

    def repaired_before(writer: Any) -> None:
        with maintenance("tests"):
            assert (Fact.objects.count(), believed(None).count()) == (2, 0)
        deliver(feed.id, secret, repair_message([item]))
        show(writer)

    monkeypatch.setattr(accepting._Writer, "show", repaired_before)
    ended(provider, row)
    with maintenance("tests"):
        assert [fact.document_no for fact in Fact.objects.all()] == ["(2026)虚01执78号"]


def test_a_repair_that_comes_by_the_feed_of_another_form_reaches_what_is_on_its_way() -> None:
    number, _person = consenting()
    provider = make_provider()
    agreement = make_agreement(provider)
    feed, secret, _ = make_feed(provider, agreement=agreement)
    other, key, _ = make_feed(provider, "utilities", agreement=agreement)
    row = submission_of(deliver(feed.id, secret, rows_message([case(number)])))
    on_its_way(provider, row, "staged")
    deliver(other.id, key, repair_message([{"id_number": number, "kind": COURT, "happened_on": "2026-04-01"}]))
    assert ended(provider, row).left_out == 1
    with maintenance("tests"):
        assert Fact.objects.count() == 0


def test_after_a_repair_by_the_peoples_bank_a_banks_own_row_on_its_way_is_left_out() -> None:
    number, person = consenting()
    bank = make_institution("bank")
    make_consent(person.id, receiver=bank)
    manager, second = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
    given = {
        "id_number": number, "name": "张小三", "kind": "贷款拖欠（本行）", "amount_fen": 500,
        "happened_on": date(2026, 2, 1), "document_no": "虚合同1",
    }  # fmt: skip
    row = receive(manager, "lender_records", [filled("lender_records", [given])], "报送.xlsx", "")
    feed, secret, _ = make_feed(make_provider("central_bank"))
    item = {"id_number": number, "kind": "arrears", "document_no": "虚合同1"}
    deliver(feed.id, secret, repair_message([item], "bureau_repair"))
    work_off()
    propose(manager, row.id, "本行记录")
    decide(second, row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.rows_new, row.left_out) == ("accepted", 1, 1)
    with maintenance("tests"):
        assert Fact.objects.count() == 0


def test_a_repair_by_one_source_leaves_what_another_says_on_its_way() -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    theirs, key, _ = make_feed()
    row = submission_of(deliver(feed.id, secret, rows_message([case(number)])))
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    deliver(theirs.id, key, repair_message([item]))
    assert ended(provider, row).left_out == 0
    with maintenance("tests"):
        assert Fact.objects.count() == 1


def test_what_its_source_says_again_after_the_repair_comes_in() -> None:
    feed, secret, _person, number, provider = repaired_case()
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    deliver(feed.id, secret, repair_message([item]))
    row = accepted(deliver(feed.id, secret, rows_message([case(number)])), provider)
    assert (row.rows_new, row.left_out) == (1, 0)
    with maintenance("tests"):
        assert Fact.objects.count() == 1


def test_the_mark_of_a_repair_names_nobody_and_outlives_whatever_was_on_its_way() -> None:
    feed, secret, person, number, _provider = repaired_case()
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    deliver(feed.id, secret, repair_message([item]))
    mark = TakenBack.objects.get()
    assert mark.matter != person.id
    assert FILE_LIMITS["taken_back_days"] > INTAKE_LIMITS["keep_staged_days"]
    last = ON + timedelta(days=FILE_LIMITS["taken_back_days"])
    assert (forget_marks(BY, last), TakenBack.objects.count()) == (0, 1)
    assert (forget_marks(BY, last + timedelta(days=1)), TakenBack.objects.count()) == (1, 0)


def test_nobody_repairs_what_another_source_said() -> None:
    _feed, _secret, _person, number, _provider = repaired_case()
    theirs, key, _ = make_feed()
    item = {"id_number": number, "kind": COURT, "document_no": "(2026)虚01执77号"}
    assert deliver(theirs.id, key, repair_message([item])).refused == [[1, "matter_unknown"]]
    with maintenance("tests"):
        assert Fact.objects.count() == 1


def test_what_a_source_takes_back_is_believed_by_nobody_from_now_on() -> None:
    feed, secret, _person, number, _provider = repaired_case()
    item = {"id_number": number, "kind": COURT, "happened_on": "2026-04-01"}
    assert deliver(feed.id, secret, repair_message([item], "withdrawal")).taken == 1
    with maintenance("tests"):
        assert (believed(None).count(), Repair.objects.count()) == (0, 1)


def test_an_end_closes_what_the_file_holds() -> None:
    feed, secret, _person, number, provider = repaired_case()
    row = accepted(deliver(feed.id, secret, rows_message([case(number, 履行完毕日期="2026-05-20")])), provider)
    assert (row.rows_ended, row.rows_new) == (1, 0)


@pytest.mark.parametrize(
    "item",
    [
        {"id_number": "1", "kind": COURT, "document_no": "1"},
        {"id_number": "990101199001010017", "kind": COURT},
        {"id_number": "990101199001010017", "kind": COURT, "happened_on": "昨天"},
        {"kind": COURT, "document_no": "1"},
        {"id_number": "990101199001010017", "kind": COURT, "document_no": "1", "more": 1},
        "1",
    ],
)
def test_an_item_that_names_no_matter_does_nothing(item: Any) -> None:
    feed, secret, _person, _number, _provider = repaired_case()
    message = deliver(feed.id, secret, repair_message([item]))
    assert (message.taken, message.refused) == (0, [[1, "number_unfit"]])
    with maintenance("tests"):
        assert (Fact.objects.count(), Repair.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "message"),
    [("nothing", "repair"), (COURT, "bureau_repair"), ("nothing", "bureau_repair")],
)
def test_a_kind_that_nobody_registers_or_the_message_does_not_reach_is_told_by_its_own_name(
    kind: str, message: str
) -> None:
    number, person = consenting()
    add([new_record(person.id, COURT, make_institution("provider"), document_no="虚执1号", amount_fen=100)])
    feed, secret, _ = make_feed(make_provider("central_bank"))
    item = {"id_number": number, "kind": kind, "document_no": "虚执1号"}
    sent = deliver(feed.id, secret, repair_message([item], message))
    assert (sent.taken, sent.refused) == (0, [[1, "kind_unfit"]])
    with maintenance("tests"):
        assert (Fact.objects.count(), Repair.objects.count(), TakenBack.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("kind", ["arrears", "guarantee_called", "bureau_arrears", "bad_record_report"])
def test_the_peoples_banks_repair_reaches_arrears_of_every_source_and_what_a_credit_report_said(kind: str) -> None:
    number, person = consenting()
    bank = make_institution("bank")
    for field_class in ("file", "bureau"):
        make_consent(person.id, "scoring", bank, field_class)
    add([new_record(person.id, kind, bank, document_no="贷1", amount_fen=100)])
    feed, secret, _ = make_feed(make_provider("central_bank"))
    item = {"id_number": number, "kind": kind, "document_no": "贷1"}
    assert deliver(feed.id, secret, repair_message([item], "bureau_repair")).taken == 1
    with maintenance("tests"):
        assert Fact.objects.count() == 0
