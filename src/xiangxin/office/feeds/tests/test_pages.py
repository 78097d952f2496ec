"""Pages of feeds: opened by two persons, the secret shown to its provider once, states, figures, the simulated."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.feeds_made import case, deliver, make_feed, repair_message, rows_message, staff
from bases.intake_made import ON, make_agreement, make_provider
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import SecondPersonNeeded
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.verify import verify
from xiangxin.office.feeds import simulated
from xiangxin.office.feeds.actions import (
    NewFeed,
    ask_now,
    delete_told,
    enter_secret,
    issue_secret,
    propose_ending,
    propose_feed,
    pull_due,
    taking,
)
from xiangxin.office.feeds.errors import (
    AddressNeeded,
    AgreementOver,
    FeedEnded,
    FeedTaken,
    NotAsked,
    SecretMissing,
    SecretUnfit,
    SimulatedElsewhere,
)
from xiangxin.office.feeds.models import Feed, FeedState, Message, Repair
from xiangxin.office.feeds.queries.quality import quality
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.gateway.health import health
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.errors import AgreementLacksForm
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def test_a_feed_is_opened_by_two_persons_neither_of_whom_sees_the_secret() -> None:
    one, provider = staff(), make_provider()
    agreement = make_agreement(provider)
    proposal = propose_feed(one, NewFeed(agreement.id, "court_enforcement", "webhook"), "六月起")
    with pytest.raises(SecondPersonNeeded):
        proposals.decide(proposal.id, one, agrees=True)
    assert Feed.objects.count() == 0
    proposals.decide(proposal.id, staff(Role.SECURITY_ADMIN), agrees=True)
    feed = Feed.objects.get()
    assert feed.secret_sealed is None
    for role, body, status in (
        (Role.COUNTY_OFFICE, None, 403),
        (Role.DATA_PROVIDER, make_institution("provider"), 404),
    ):
        client = Client()
        sign_in(client, make_account(role, COUNTY, body))
        assert client.post(reverse("feeds:secret", args=[feed.id])).status_code == status
    client = Client()
    sign_in(client, make_account(Role.DATA_PROVIDER, COUNTY, agreement.provider))
    shown = client.post(reverse("feeds:secret", args=[feed.id]))
    assert "whsec_" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert "whsec_" not in client.get(reverse("feeds:secret", args=[feed.id])).content.decode()
    assert "whsec_" not in client.get(reverse("feeds:feed", args=[feed.id])).content.decode()


@pytest.mark.parametrize(
    ("form", "way", "url", "error"),
    [
        ("roster", "webhook", "", AgreementLacksForm),
        ("court_enforcement", "pull", "", AddressNeeded),
        ("court_enforcement", "webhook", "https://court.example/", AddressNeeded),
        ("court_enforcement", "pull", "ftp://court.example/", EndpointAddressUnfit),
        ("court_enforcement", "pull", "https://127.0.0.1/x", EndpointNetworkClosed),
        ("court_enforcement", "pull", "https://localhost/x", EndpointNetworkClosed),
        ("court_enforcement", "fax", "", AddressNeeded),
    ],
)
def test_a_feed_that_cannot_be_is_named_and_not_proposed(
    form: str, way: str, url: str, error: type[OfficeError]
) -> None:
    agreement = make_agreement(make_provider())
    with pytest.raises(error):
        propose_feed(staff(), NewFeed(agreement.id, form, way, url), "试")


def test_a_form_of_an_agreement_has_one_feed() -> None:
    provider = make_provider()
    agreement = make_agreement(provider)
    make_feed(provider, agreement=agreement)
    with pytest.raises(FeedTaken):
        propose_feed(staff(), NewFeed(agreement.id, "court_enforcement", "webhook"), "再一个")


def test_a_word_for_the_address_is_typed_by_the_provider_only() -> None:
    feed, _, provider = make_feed(url="http://127.0.0.1:1/rows")
    for word in ("short", "x" * 201, "with blanks in it, long", "中文密钥中文密钥中文密钥中文密钥"):
        with pytest.raises(SecretUnfit):
            enter_secret(provider, feed.id, word)
    with pytest.raises(AddressUnknown):
        enter_secret(viewer_for(Role.COUNTY_OFFICE), feed.id, "a-good-long-enough-word")


def test_pages_show_how_a_feed_stands_and_why_rows_were_refused() -> None:
    feed, secret, _provider = make_feed()
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    deliver(feed.id, secret, rows_message([case(number), case(number, 当事人地位="原告")]))
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE))
    assert "正常" in client.get(reverse("feeds:feeds")).content.decode()
    page = client.get(reverse("feeds:feed", args=[feed.id])).content.decode()
    assert "不是被执行人" in page
    assert number not in page
    assert "<td>信用户星级评定 <small>消息里写 <code>evaluation</code></small></td>" in page
    for name in ("feeds:open", "feeds:quality"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("feeds:end", args=[feed.id])).status_code == 200


def test_silence_is_told_by_the_health_of_the_office_and_on_home_pages() -> None:
    make_feed()
    with time_machine.travel(f"{ON + timedelta(days=3)}T10:00:00+08:00"):
        found = {one.name: (one.good, one.figure) for one in health().findings}
        assert found["feeds_stale"] == (False, 1)
        client = Client()
        sign_in(client, make_account(Role.COUNTY_OFFICE))
        assert "过久没有数据" in client.get("/").content.decode()


def test_months_count_what_was_sent_came_back_and_was_refused() -> None:
    feed, secret, provider = make_feed()
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    rows = [
        case(number),
        case(id_number(), 执行案号="2"),
        case(number, 当事人地位="原告"),
        case(number, 案件类别="行政"),
    ]
    deliver(feed.id, secret, rows_message(rows))
    work_off()
    (month,) = quality(provider)
    assert (month.submissions, month.rows, month.refused, month.refused_by_law) == (1, 2, 1, 2)
    assert [(one.code, count) for one, count in month.reasons] == [("not_the_debtor", 1), ("case_not_taken", 1)]
    assert quality(make_provider()) == []


def test_two_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    feed, secret, _provider = make_feed()
    body = rows_message([case(id_number())])
    first = deliver(feed.id, secret, body, "msg_1")
    asked: list[int] = []

    def late(*args: object) -> Message | None:
        """The first look comes too early, as another one's does that writes in the same moment."""
        asked.append(1)
        return None if len(asked) == 1 else first

    monkeypatch.setattr(taking, "_known", late)
    assert deliver(feed.id, secret, body, "msg_1").id == first.id
    assert (Message.objects.count(), Submission.objects.count(), len(asked)) == (1, 1, 2)


def test_the_simulated_court_runs_in_a_demo_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(SimulatedElsewhere):
        simulated.Simulated(0)
    monkeypatch.setattr(settings, "DEMO", True)
    server = simulated.Simulated(0)
    try:
        assert server.server_address[0] == "127.0.0.1"
    finally:
        server.server_close()


def test_the_simulated_court_is_asked_page_by_page() -> None:
    server = simulated.Simulated(0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        feed, _, provider = make_feed(url=server.url)
        enter_secret(provider, feed.id, simulated.WORD)
        FeedState.objects.filter(feed=feed).update(due_at=feed.opened_at)
        assert pull_due() == 1
        message = Message.objects.get()
        assert (message.rows, message.refused) == (4, [[2, "not_the_debtor"], [3, "case_not_taken"]])
        FeedState.objects.filter(feed=feed).update(due_at=feed.opened_at)
        assert pull_due() == 1
        assert Message.objects.filter(kind="repair").get().refused == [[1, "matter_unknown"]]
        FeedState.objects.filter(feed=feed).update(due_at=feed.opened_at)
        assert (pull_due(), FeedState.objects.get(feed=feed).error) == (0, "")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(server.url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert simulated.answer("99")["messages"] == []


def test_a_person_reads_that_something_was_repaired_until_its_term_and_the_log_stands() -> None:
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, purpose="evaluation")
    feed, secret, provider = make_feed()
    message = deliver(feed.id, secret, rows_message([case(number)]))
    work_off()
    assert message.submission is not None
    propose(provider, message.submission.id, "接口报送")
    decide(viewer_for(Role.COUNTY_OFFICE), message.submission.id, agrees=True)
    work_off()
    item = {"id_number": number, "kind": "court_enforcement", "document_no": "(2026)虚01执77号"}
    assert deliver(feed.id, secret, repair_message([item])).taken == 1
    client = Client()
    sign_in(client, make_account(Role.HOUSEHOLD, VILLAGE, person=person.id))
    page = client.get("/").content.decode()
    assert "修复或撤回了 1 条记录" in page
    assert "执77号" not in page
    make_checkpoint()
    assert verify().findings == ()
    last = ON + timedelta(days=LIMITS["told_days"])
    assert delete_told(system("tests"), last) == 0
    assert delete_told(system("tests"), last + timedelta(days=1)) == 1
    with maintenance("tests"):
        assert Repair.objects.count() == 0
    assert verify().findings == ()


def test_a_provider_s_two_pages_of_quality_lead_to_each_other_and_its_home_leads_to_both() -> None:
    institution = make_institution("provider")
    client = Client()
    sign_in(client, make_account(Role.DATA_PROVIDER, COUNTY, institution))
    by_month, by_kind = reverse("feeds:quality"), reverse("creditfile:provided")
    pages = {page: client.get(page).content.decode() for page in ("/", by_month, by_kind)}
    assert f'href="{by_month}"' in pages["/"].split("<main", 1)[1]
    assert f'href="{by_kind}"' in pages["/"].split("<main", 1)[1]
    assert f'class="btn" href="{by_kind}"' in pages[by_month]
    assert f'class="btn" href="{by_month}"' in pages[by_kind]
    office = Client()
    sign_in(office, make_account(Role.COUNTY_OFFICE, COUNTY))
    assert by_kind not in office.get(by_month).content.decode()


def test_an_ended_feed_takes_a_key_for_repairs_only_and_says_so() -> None:
    pulled, _, provider = make_feed(url="http://127.0.0.1:1/rows")
    pushed, _, sender = make_feed()
    for feed in (pulled, pushed):
        proposals.decide(propose_ending(staff(), feed.id, "不用了").id, staff(), agrees=True)
    FeedState.objects.filter(feed=pulled).update(due_at=timezone.now() + timedelta(minutes=50))
    for feed, next_at in ((pulled, "下一次去取修复和撤回"), (pushed, "")):
        client = Client()
        sign_in(client, make_account(Role.DATA_PROVIDER, COUNTY, feed.agreement.provider))
        page = client.get(reverse("feeds:feed", args=[feed.id])).content.decode()
        assert "接口已停用：数据不再收；修复和撤回照收" in page
        assert ("下一次去取" in page, next_at in page) == (bool(next_at), True)
        assert "新的密钥只用于修复和撤回" in client.get(reverse("feeds:secret", args=[feed.id])).content.decode()
        listed = client.get(reverse("feeds:feeds")).content.decode()
        assert ("只取修复和撤回" in listed) == (feed == pulled)
        with maintenance("tests"):
            Agreement.objects.filter(id=feed.agreement_id).update(deleted_at=timezone.now())
        page = client.get(reverse("feeds:feed", args=[feed.id])).content.decode()
        assert ("什么都不再收" in page, "密钥" in page, "下一次去取" in page) == (True, False, False)
    with pytest.raises(FeedEnded):
        enter_secret(provider, pulled.id, "a-good-long-enough-word")
    with pytest.raises(FeedEnded):
        issue_secret(sender, pushed.id)


def test_a_provider_and_the_county_office_have_a_feed_asked_now_and_see_when_it_is_asked_next() -> None:
    feed, _, _ = make_feed(url="http://127.0.0.1:1/rows")
    FeedState.objects.filter(feed=feed).update(due_at=timezone.now() + timedelta(minutes=50))
    address, ask = reverse("feeds:feed", args=[feed.id]), reverse("feeds:ask", args=[feed.id])
    institution = feed.agreement.provider
    for number, (role, body) in enumerate(((Role.COUNTY_OFFICE, None), (Role.DATA_PROVIDER, institution)), 1):
        client = Client()
        sign_in(client, make_account(role, COUNTY, body))
        page = client.get(address).content.decode()
        assert "下一次去取" in page
        assert "10:50" in page
        assert f'action="{ask}"' in page
        assert client.get(ask).status_code == 405
        assert "已排上" in client.post(ask, follow=True).content.decode()
        page = client.get(address).content.decode()
        assert "一分钟内" in page
        assert f'action="{ask}"' not in page
        assert "已经在排队" in client.post(ask, follow=True).content.decode()
        acts = Entry.objects.filter(act="feeds.asked_now")
        assert [(one.object, one.purpose) for one in acts] == [(f"feeds.feed:{feed.id}", "evaluation")] * number
        FeedState.objects.filter(feed=feed).update(due_at=timezone.now() + timedelta(minutes=50))
    stranger = Client()
    sign_in(stranger, make_account(Role.DATA_PROVIDER, COUNTY, make_institution("provider")))
    assert stranger.post(ask).status_code == 404
    assert Entry.objects.filter(act="feeds.asked_now").count() == 2


def test_nobody_is_asked_who_sends_by_itself_has_no_secret_or_an_agreement_that_has_not_begun() -> None:
    pushed, _, provider = make_feed()
    with pytest.raises(NotAsked):
        ask_now(provider, pushed.id)
    pulled, _, provider = make_feed(url="http://127.0.0.1:1/rows")
    with maintenance("tests"):
        Feed.objects.filter(id=pulled.id).update(secret_sealed=None)
    with pytest.raises(SecretMissing):
        ask_now(provider, pulled.id)
    pulled, _, provider = make_feed(url="http://127.0.0.1:1/rows")
    with maintenance("tests"):
        Agreement.objects.filter(id=pulled.agreement_id).update(from_on=ON + timedelta(days=1))
    with pytest.raises(AgreementOver):
        ask_now(provider, pulled.id)
    with maintenance("tests"):
        Agreement.objects.filter(id=pulled.agreement_id).update(deleted_at=timezone.now())
    with pytest.raises(FeedEnded):
        ask_now(provider, pulled.id)
    assert not Entry.objects.filter(act="feeds.asked_now").exists()


def test_what_a_system_sent_waits_on_the_first_page_of_the_institution_s_people() -> None:
    feed, secret, _ = make_feed()
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    message = deliver(feed.id, secret, rows_message([case(number)]))
    work_off()
    clerk, stranger, office = Client(), Client(), Client()
    sign_in(clerk, make_account(Role.DATA_PROVIDER, COUNTY, feed.agreement.provider))
    sign_in(stranger, make_account(Role.DATA_PROVIDER, COUNTY, make_institution("provider")))
    sign_in(office, make_account(Role.COUNTY_OFFICE, COUNTY))
    assert message.submission is not None
    address = reverse("intake:submission", args=[message.submission.id])
    assert address in clerk.get("/").content.decode()
    for other in (stranger, office):
        assert address not in other.get("/").content.decode()
    assert (
        clerk.post(reverse("intake:propose", args=[message.submission.id]), {"reason": "接口报送"}).status_code == 302
    )
    assert "同意入档" not in clerk.get(address).content.decode(), "whoever asks does not decide"
    assert address not in clerk.get("/").content.decode()
    assert "同意入档" in office.get(address).content.decode()
    assert address in office.get("/").content.decode()


def test_without_an_agreement_in_force_the_county_reads_what_comes_first() -> None:
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE, COUNTY))
    assert "还没有数据协议可用" in client.get(reverse("feeds:open")).content.decode()
    make_agreement(make_provider())
    assert "还没有数据协议可用" not in client.get(reverse("feeds:open")).content.decode()


def test_after_its_end_an_agreement_s_provider_reads_what_is_still_taken_and_when_its_data_go() -> None:
    feed, _, _ = make_feed()
    clerk = Client()
    sign_in(clerk, make_account(Role.DATA_PROVIDER, COUNTY, feed.agreement.provider))
    address, agreement = reverse("feeds:feed", args=[feed.id]), reverse("intake:agreement", args=[feed.agreement_id])
    assert agreement in clerk.get(address).content.decode()
    assert agreement not in clerk.get("/").content.decode()
    with maintenance("tests"):
        Agreement.objects.filter(id=feed.agreement_id).update(ended_on=ON, delete_within_days=30)
    page = clerk.get(address).content.decode()
    assert "协议今天不在有效期内：数据不再收" in page
    assert "2026年7月1日" in page
    home = clerk.get("/").content.decode()
    assert agreement in home
    assert "最晚 2026年7月1日 删完" in home
    with maintenance("tests"):
        Agreement.objects.filter(id=feed.agreement_id).update(deleted_at=timezone.now(), deleted_rows=3)
    assert "按它报的数据已经删完" in clerk.get(address).content.decode()
    assert "已经删除 3 行" in clerk.get("/").content.decode()
    assert clerk.get(agreement).status_code == 200
