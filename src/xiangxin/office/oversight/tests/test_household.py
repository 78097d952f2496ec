"""A person's own page: every look in words, by day, and where to say that one is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.actor import Actor, account
from xiangxin.office.audit.models import PendingRead, digits_of
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.oversight.queries.looks import number_of, others_since, where_to_complain
from xiangxin.office.oversight.wording import complaint
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NUMBER = re.compile(r'<span class="number">(\d{4}-\d{6})</span>')


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def me() -> Person:
    return make_person()


@pytest.fixture
def phone(me: Person) -> Client:
    client = Client()
    sign_in(client, make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def look(by: Actor, person: Person, **more: Any) -> PendingRead:
    given = {"purpose": "evaluation", "ground": "duty", "what": "parties.person", **more}
    with reading(by, **given) as seen:
        seen.showed([person.id], ["name", "phone_whole"])
    found = PendingRead.objects.filter(person=person.id).order_by("-at", "id").first()
    assert found is not None
    return found


def page(phone: Client, number: int = 1) -> str:
    return text_of(phone.get(reverse("oversight:looks"), {"page": number}))


def test_nobody_looked_is_said_and_what_one_looked_at_oneself_is_folded_away(phone: Client) -> None:
    assert "还没有别人看过您的信息" in page(phone)
    again = page(phone)
    assert "还没有别人看过您的信息" in again
    folded = again.split("<details")[1]
    assert "您自己看了 1 次" in folded
    assert "谁看过我" in folded


def test_a_look_says_when_who_what_for_on_what_ground_where_and_what(phone: Client, me: Person) -> None:
    bank = make_institution()
    by = make_account(Role.ACCOUNT_MANAGER, institution=bank)
    look(account(by.id, "account_manager"), me, purpose="scoring", ground="consent", institution=bank.id)
    shown = page(phone).split("<details")[0]
    for words in (
        f"客户经理 · {bank.name}",
        "2026年6月1日 09:00",
        "为本人选定的银行评分",
        "本人同意",
        "个人页面",
        "姓名（遮盖）、完整的电话",
        "别人一共看过 1 次",
    ):
        assert words in shown, words
    assert by.display not in shown.replace("客户经理 ·", "")
    assert by.login not in shown
    assert "想知道是谁" in page(phone)
    below = page(phone).split("向谁说")[1]
    assert "人民银行" in below, "“any place below” names places that stand below"
    assert "村里的服务站" in below


def test_systems_stand_ins_and_relatives_are_called_what_they_are(phone: Client, me: Person) -> None:
    bank = make_institution()
    look(Actor("system", "consent.remind"), me)
    look(Actor("token", str(uuid4()), "account_manager"), me, institution=bank.id)
    look(Actor("account", str(uuid4()), "village_cadre", f"account:{uuid4()}"), me)
    look(Actor("account", str(uuid4()), "household", f"mandate:{uuid4()}"), me, ground="mandate")
    shown = page(phone)
    for words in ("系统（自动）", f"{bank.name}的系统", "村干部（代理）", "您委托的家人"):
        assert words in shown, words


def test_looks_under_the_log_and_looks_that_wait_for_it_are_shown_once_each(phone: Client, me: Person) -> None:
    by = account(uuid4(), "village_cadre")
    look(by, me)
    seal_reads()
    look(by, me)
    assert "别人一共看过 2 次" in page(phone)


def test_days_stand_apart_and_more_looks_than_a_page_holds_are_on_the_next(
    me: Person, clock: time_machine.Traveller
) -> None:
    by = account(uuid4(), "village_cadre")
    for _ in range(31):
        look(by, me, institution=uuid4())
    clock.move_to("2026-06-02 09:00+08:00")
    look(by, me)
    sign_in(phone := Client(), make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    first = page(phone)
    assert first.index("2026年6月2日") < first.index("2026年6月1日")
    assert (first.count("觉得不对？"), "第 1 页，共" in first) == (32, False), "what waits is on the first page"
    seal_reads()
    assert page(phone).count("觉得不对？") == 29, "and what the person looked at is one of the thirty"
    assert page(phone, 2).count("觉得不对？") == 3
    for odd in ("0", "-1", "x", "99", "9" * 40, "²"):
        assert phone.get(reverse("oversight:looks"), {"page": odd}).status_code == 200


def many(person: Person, count: int, by: Actor, **more: Any) -> None:
    """So many equal looks, a minute apart, under the log."""
    now = timezone.now()
    given = {"actor": str(by), "role": by.role, "person": person.id, "fields": "name", "what": "parties.person"}
    given |= {"purpose": "evaluation", "ground": "duty", **more}
    ids = [uuid4() for _ in range(count)]
    PendingRead.objects.bulk_create(
        PendingRead(id=id_, digits=digits_of(id_), at=now + timedelta(seconds=n), **given) for n, id_ in enumerate(ids)
    )
    seal_reads()


def test_equal_looks_of_a_day_are_one_line_that_unfolds_to_each_time(me: Person, clock: time_machine.Traveller) -> None:
    bank = make_institution()
    cadre, manager = account(uuid4(), "village_cadre"), account(uuid4(), "account_manager")
    many(me, 25, cadre)
    many(me, 2, account(uuid4(), "village_cadre"))
    look(cadre, me, what="parties.card")
    many(me, 1, cadre, fields="name,phone_whole")
    many(me, 1, cadre, purpose="review")
    many(me, 3, manager, institution=bank.id, ground="consent")
    clock.move_to("2026-06-02 09:00+08:00")
    many(me, 1, cadre)
    sign_in(phone := Client(), make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    shown = page(phone)
    assert "别人一共看过 34 次" in shown
    assert shown.count("<h3>村干部</h3>") == 4, "a look that waits is in one line with the one it equals"
    assert shown.count(f"<h3>客户经理 · {bank.name}</h3>") == 1
    assert ("这一天看了 27 次" in shown, "另外 7 次的时间" in shown, "这一天看了 3 次" in shown) == (True, True, True)
    others = shown.split("您自己看了")[0]
    assert others.count("觉得不对？") == 1 + 20 + 2 + 1 + 3
    assert len(set(NUMBER.findall(shown))) == len(NUMBER.findall(shown))
    newest = re.search(r'href="(/oversight/looks/[0-9a-f-]+/)">另外', shown)
    assert newest is not None
    first, second = (text_of(phone.get(newest[1], {"page": number})) for number in (1, 2))
    times = [set(NUMBER.findall(one.split("<details")[1])) for one in (first, second)]
    assert ([len(one) for one in times], times[0] & times[1]) == ([20, 7], set())


def test_what_waits_for_the_log_is_in_one_line_with_what_it_equals(phone: Client, me: Person) -> None:
    by = account(uuid4(), "village_cadre")
    look(by, me)
    seal_reads()
    look(by, me)
    look(by, me)
    shown = page(phone)
    assert (shown.count("<h3>村干部</h3>"), "这一天看了 3 次" in shown) == (1, True)


def test_thousands_of_looks_cost_as_many_queries_as_a_few_and_a_page_holds_as_much(
    phone: Client, me: Person, clock: time_machine.Traveller
) -> None:
    by = account(uuid4(), "village_cadre")

    def asked(number: int) -> tuple[int, int]:
        seal_reads()
        with CaptureQueriesContext(connection) as main, CaptureQueriesContext(connections["reads"]) as reads:
            shown = page(phone, number)
        return len(main) + len(reads), len(NUMBER.findall(shown))

    many(me, 40, by)
    few, _ = asked(1)
    for day in range(2, 42):
        clock.move_to(f"2026-{6 + day // 28:02d}-{1 + day % 28:02d} 09:00+08:00")
        many(me, 75, by)
    clock.move_to("2026-09-01 09:00+08:00")
    sign_in(phone, Account.objects.get(person=me.id))
    assert asked(1) == (few, 30 * 20)
    queries, times = asked(2)
    assert (queries <= few, times <= 30 * 20) == (True, True)
    assert others_since(me.id, None) == 40 + 40 * 75


def test_a_look_that_seems_wrong_leads_to_its_number_and_to_where_to_complain(phone: Client, me: Person) -> None:
    station = make_institution("station", area=VILLAGE)
    far = make_institution("station", area="990101101000")
    made = look(account(uuid4(), "village_cadre"), me)
    shown = page(phone)
    assert reverse("oversight:wrong", args=[made.id]) in shown
    told = text_of(phone.get(reverse("oversight:wrong", args=[made.id])))
    assert NUMBER.findall(told) == [number_of(made.id, made.at)]
    assert number_of(made.id, made.at).startswith("0601-")
    for words in ("县金融工作办公室", "人民银行县支机构", "网信部门", station.name, "不影响您办任何事"):
        assert words in told, words
    assert far.name not in told


def test_a_look_at_somebody_else_is_not_there(phone: Client) -> None:
    other = make_person("李四")
    made = look(account(uuid4(), "village_cadre"), other)
    assert phone.get(reverse("oversight:wrong", args=[made.id])).status_code == 404
    assert phone.get(reverse("oversight:wrong", args=[uuid4()])).status_code == 404


def test_in_english_too(phone: Client, me: Person) -> None:
    look(account(uuid4(), "village_cadre"), me)
    shown = text_of(phone.get(reverse("oversight:looks"), headers={"Accept-Language": "en"}))
    assert "Who looked at me" in shown
    assert "name (masked), the whole phone" in shown
    assert "Evaluation by stars" in shown


@pytest.mark.parametrize("area", [VILLAGE, "990101100000", "990101000000"])
def test_whoever_lives_anywhere_in_the_county_is_told_where_to_complain(area: str) -> None:
    places = where_to_complain(date(2026, 6, 1), area)
    assert [place.place for place in places] == list(complaint().places)


def test_an_hour_at_a_counter_is_one_look_and_each_page_of_it_still_stands_in_the_list(
    phone: Client, me: Person
) -> None:
    keeper = account(uuid4(), "station_keeper")
    for _page in range(5):
        look(keeper, me, ground="mandate", what="station.desk")
    look(account(uuid4(), "village_cadre"), me)
    assert others_since(me.id, None) == 2
    seal_reads()
    look(keeper, me, ground="mandate", what="station.card")
    assert others_since(me.id, None) == 2
    assert "这一天看了 6 次" in page(phone)


def test_what_one_desk_looked_at_on_a_day_is_one_line_whatever_pages_it_opened(phone: Client, me: Person) -> None:
    keeper = account(uuid4(), "station_keeper")
    look(keeper, me, ground="mandate", what="station.card")
    look(keeper, me, ground="mandate", what="station.desk", purpose="objection")
    look(account(uuid4(), "village_cadre"), me)
    shown = page(phone)
    assert shown.count("到场办理，打开了 2 页") == 1
    before = shown.split("到场办理，打开了 2 页")[0]
    assert (before.count("<h3>"), "村干部" in before) == (1, True)
    assert shown.split("到场办理，打开了 2 页")[1].split("您自己看了")[0].count("觉得不对？") == 2
