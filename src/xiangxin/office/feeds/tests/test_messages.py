"""What a provider's system sends: taken once, in whole, filtered by law and told why; a forged or old one never."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from standardwebhooks import Webhook

from bases.accounts_made import viewer_for
from bases.feeds_made import (
    accepted,
    case,
    consenting,
    deliver,
    make_feed,
    repair_message,
    rows_message,
    signed_headers,
    staff,
)
from bases.intake_made import ON
from bases.parties_made import id_number
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.feeds.actions import issue_secret, propose_ending, take
from xiangxin.office.feeds.errors import (
    AgreementOver,
    FeedEnded,
    FormForeign,
    MessageChanged,
    MessageMalformed,
    MessageTooLarge,
    MessageTooOld,
    PurposeForeign,
    RepairNotYours,
    SignatureWrong,
    TooManyMessages,
)
from xiangxin.office.feeds.models import FeedState, Message
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.actions import end_agreement
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
COURT = "court_enforcement"


@pytest.fixture(autouse=True)
def _day() -> object:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def test_a_signed_message_enters_the_file_after_two_persons_as_any_submission() -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    message = deliver(feed.id, secret, rows_message([case(number)]))
    assert (message.rows, message.taken, message.refused) == (1, 1, [])
    row = accepted(message, provider)
    assert (row.state, row.channel, row.rows_new, row.rows_refused) == ("accepted", "feed", 1, 0)
    with maintenance("tests"):
        fact = Fact.objects.get()
    assert (fact.amount_fen, fact.document_no, fact.source_id) == (1_200_000, "(2026)虚01执77号", provider.institution)
    assert FeedState.objects.get(feed=feed).succeeded_at is not None


def test_a_strangers_library_signs_as_we_read() -> None:
    feed, secret, _provider = make_feed()
    body = rows_message([case(id_number())]).decode()
    at = datetime.now(UTC)
    signature = Webhook(secret).sign("msg_theirs", at, body)
    client = Client()
    answer = client.post(
        reverse("feeds:incoming", args=[feed.id]),
        body,
        content_type="application/json",
        headers={
            "webhook-id": "msg_theirs",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        },
    )
    assert (answer.status_code, answer.json()["taken"]) == (200, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"当事人地位": "原告"}, "not_the_debtor"),
        ({"当事人地位": "申请执行人"}, "not_the_debtor"),
        ({"当事人地位": None}, "not_the_debtor"),
        ({"案件类别": "行政"}, "case_not_taken"),
        ({"案件类别": "婚姻家庭"}, "case_not_taken"),
        ({"案件类别": ""}, "case_not_taken"),
        ({"文书已生效": False}, "not_effective"),
        ({"文书已生效": None}, "not_effective"),
        ({"amount_fen": None}, "no_amount"),
        ({"执行案号": " "}, "no_number"),
        ({"立案日期": None}, "no_day"),
        ({"履行完毕日期": "2026-05-01"}, "performed_before"),
        ({"amount_fen": "12000"}, "cell_unfit"),
        ({"未履行金额（万元）": 1, "amount_fen": None}, "cell_unfit"),
        ({"未履行金额": "12000"}, "cell_unfit"),
        ({"姓名": ["张小三"]}, "cell_unfit"),
    ],
)
def test_the_courts_filter_takes_debtors_of_effective_unperformed_enforcement_only(
    change: dict[str, Any], code: str
) -> None:
    number, _person = consenting()
    feed, secret, _provider = make_feed()
    good = case(number, 执行案号="(2026)虚01执78号")
    message = deliver(feed.id, secret, rows_message([case(number, **change), good]))
    assert (message.taken, message.refused) == (1, [[1, code]])
    work_off()
    assert message.submission is not None
    message.submission.refresh_from_db()
    assert (message.submission.rows_read, message.submission.rows_new) == (1, 1)


def test_a_message_of_which_no_row_may_come_in_makes_no_submission() -> None:
    feed, secret, _provider = make_feed()
    message = deliver(feed.id, secret, rows_message([case(id_number(), 当事人地位="原告")]))
    assert (message.taken, message.submission, Submission.objects.count()) == (0, None, 0)


def test_money_in_yuan_under_the_forms_header_and_in_fen_under_its_name_are_one_amount() -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    row = case(number, 未履行金额="12000.00")
    del row["amount_fen"]
    accepted(deliver(feed.id, secret, rows_message([row])), provider)
    with maintenance("tests"):
        assert Fact.objects.get().amount_fen == 1_200_000


@pytest.mark.parametrize(
    ("form", "field"), [("utilities", "utilities_paid"), ("social_insurance", "social_insurance_paid")]
)
def test_payments_come_in_positive_only(form: str, field: str) -> None:
    number, _person = consenting()
    feed, secret, _provider = make_feed(form=form)
    rows = [{"id_number": number, "as_of": "2026-05-01", field: value} for value in (True, False, None, "否")]
    message = deliver(feed.id, secret, rows_message(rows, form))
    assert (message.taken, message.refused) == (1, [[place, "positive_only"] for place in (2, 3, 4)])


def test_a_refused_column_is_told_by_name_and_kept_nowhere() -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    message = deliver(feed.id, secret, rows_message([case(number, 案由="离婚纠纷SENTINEL")]))
    row = accepted(message, provider)
    assert row.rows_new == 1
    with maintenance("tests"), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "SENTINEL" not in repr(cursor.fetchall()), table


def test_forged_and_unknown_are_answered_alike_and_nothing_is_taken() -> None:
    feed, secret, _provider = make_feed()
    _other, theirs, _ = make_feed()
    body = rows_message([case(id_number())])
    good = signed_headers(secret, body)
    forged = [
        (feed.id, signed_headers(theirs, body), body),
        (feed.id, good, body + b" "),
        (feed.id, {**good, "webhook-id": "msg_other"}, body),
        (feed.id, {**good, "webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)}, body),
        (feed.id, {**good, "webhook-signature": good["webhook-signature"][:-4] + "AAA="}, body),
        (feed.id, {**good, "webhook-signature": "v1,签名"}, body),
        (feed.id, {**good, "webhook-timestamp": "今天"}, body),
        (feed.id, {}, body),
        (uuid4(), good, body),
    ]
    said = set()
    for id_, sent, content in forged:
        answer = posted(id_, content, _ascii(sent))
        said.add((answer.status_code, answer.json()["code"]))
    assert said == {(401, "signature_wrong")}
    assert Message.objects.count() == 0


def posted(feed: UUID, body: bytes, sent: dict[str, str]) -> Any:
    address = reverse("feeds:incoming", args=[feed])
    return Client().post(address, body, content_type="application/json", headers=sent)


def _ascii(sent: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8").decode("latin-1") for name, value in sent.items()}


def test_a_message_is_refused_when_its_signed_time_is_out_of_the_window() -> None:
    feed, secret, _provider = make_feed()
    body = rows_message([case(id_number())])
    for off in (-LIMITS["replay_seconds"] - 5, LIMITS["replay_seconds"] + 5):
        with pytest.raises(MessageTooOld):
            take(feed.id, signed_headers(secret, body, at=time.time() + off), body)
    assert Message.objects.count() == 0


def test_the_same_message_again_is_answered_the_same_and_counts_once() -> None:
    number, _person = consenting()
    feed, secret, _provider = make_feed()
    body = rows_message([case(number), case(number, 当事人地位="原告")])
    first, again = deliver(feed.id, secret, body, "msg_1"), deliver(feed.id, secret, body, "msg_1")
    assert (first.id, again.refused, Submission.objects.count()) == (again.id, [[2, "not_the_debtor"]], 1)
    with pytest.raises(MessageChanged):
        deliver(feed.id, secret, rows_message([case(number)]), "msg_1")
    assert (Message.objects.count(), Submission.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", MessageMalformed),
        (b"[]", MessageMalformed),
        (b"{", MessageMalformed),
        (b"\xff\xfe", MessageMalformed),
        (b"[" * 100_000, MessageMalformed),
        (b'{"type": "rows", "type": "rows", "data": {}}', MessageMalformed),
        (b'{"type": "other", "data": {}}', MessageMalformed),
        (b'{"type": "rows", "data": []}', MessageMalformed),
        (rows_message([]), MessageMalformed),
        (rows_message([{"a": float("nan")}]), MessageMalformed),
        (b'{"type": "repair", "data": {"items": {}}}', MessageMalformed),
        (rows_message([{"a": 1}] * 5001), MessageTooLarge),
        (rows_message([{"a": 1}], form="tax"), FormForeign),
        (rows_message([{"a": 1}], purpose="scoring"), PurposeForeign),
        (repair_message([{"id_number": "x", "kind": "arrears", "document_no": "1"}], "bureau_repair"), RepairNotYours),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_is_not_agreed_is_named_and_nothing_is_kept(
    body: bytes, error: type[OfficeError]
) -> None:
    feed, secret, _provider = make_feed()
    with pytest.raises(error):
        deliver(feed.id, secret, body)
    assert (Message.objects.count(), Submission.objects.count()) == (0, 0)
    assert FeedState.objects.get(feed=feed).error == error.code


def test_more_bytes_than_a_message_may_have_are_not_read() -> None:
    feed, secret, _provider = make_feed()
    body = b" " * (LIMITS["message_bytes"] + 10)
    answer = posted(feed.id, body, signed_headers(secret, body))
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_large")


def test_nothing_comes_in_after_the_agreement_has_ended() -> None:
    feed, secret, _provider = make_feed()
    end_agreement(viewer_for(Role.COUNTY_OFFICE), feed.agreement_id, ON)
    with pytest.raises(AgreementOver):
        deliver(feed.id, secret, rows_message([case(id_number())]))
    assert Message.objects.count() == 0


def test_no_rows_come_in_through_a_feed_that_was_ended() -> None:
    feed, secret, _provider = make_feed()
    proposals.decide(propose_ending(staff(), feed.id, "不用了").id, staff(), agrees=True)
    with pytest.raises(FeedEnded):
        deliver(feed.id, secret, rows_message([case(id_number())]))
    with pytest.raises(SignatureWrong):
        deliver(feed.id, "whsec_" + "A" * 44, rows_message([case(id_number())]))
    assert (Message.objects.count(), Submission.objects.count()) == (0, 0)


def test_more_messages_than_two_persons_can_look_at_wait_for_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    feed, secret, _provider = make_feed()
    monkeypatch.setitem(LIMITS, "messages_a_day", 1)
    deliver(feed.id, secret, rows_message([case(id_number())]))
    with pytest.raises(TooManyMessages):
        deliver(feed.id, secret, rows_message([case(id_number())]))
    assert Message.objects.count() == 1


def test_the_secret_before_holds_for_a_day_after_a_change() -> None:
    feed, old, provider = make_feed()
    new = issue_secret(provider, feed.id)
    for secret in (old, new):
        assert deliver(feed.id, secret, rows_message([case(id_number())])).taken == 1
    with time_machine.travel(f"{ON + timedelta(days=2)}T10:00:00+08:00", tick=True):
        with pytest.raises(SignatureWrong):
            deliver(feed.id, old, rows_message([case(id_number())]))
        assert deliver(feed.id, new, rows_message([case(id_number())])).taken == 1


def test_the_answer_tells_each_refused_row_and_no_cell_of_it() -> None:
    number, _person = consenting()
    feed, secret, _provider = make_feed()
    body = rows_message([case(number, 当事人地位="原告")])
    answer = posted(feed.id, body, signed_headers(secret, body))
    told = answer.json()
    assert [(one["row"], one["code"]) for one in told["refused"]] == [(1, "not_the_debtor")]
    assert number not in json.dumps(told)
    assert Client().get(reverse("feeds:incoming", args=[feed.id])).status_code == 405
