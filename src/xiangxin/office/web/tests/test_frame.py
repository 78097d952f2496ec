"""The frame of every page: the menu, the two switches, the home of each role, and pages that say what went wrong."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from bases.accounts_made import COUNTY, add_post, make_account, sign_in
from bases.weighing import weight
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import door
from xiangxin.office.shell import navigation, panels
from xiangxin.office.shell.navigation import Entry, Group
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.web import helping
from xiangxin.office.web.frame import LARGE_TYPE
from xiangxin.office.web.home import HOMES
from xiangxin.office.web.tests import gallery

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def addresses(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = Addresses
    monkeypatch.setattr(navigation, "_entries", dict(navigation._entries))
    navigation.register(
        Entry("only-auditors", "只给审计", Group.SYSTEM),
        Entry("dashboard", "建设看板", Group.COUNTY),
        Entry("no-such-address", "没有", Group.COUNTY),
    )


class Addresses(gallery.Addresses):
    """The gallery, and a page for one role."""

    urlpatterns = (
        path("audit-only", door(Role.AUDITOR, scope="office")(gallery.dashboard), name="only-auditors"),
        *gallery.Addresses.urlpatterns,
    )


def signed_in(role: str) -> Client:
    browser = Client()
    sign_in(browser, make_account(role))
    return browser


def body(browser: Client, address: str, **headers: str) -> str:
    return browser.get(address, headers=headers).content.decode()


def menu(page: str) -> list[str]:
    side = page.partition('<div class="side">')[2].partition("</nav>")[0]
    return re.findall(r">([^<>]+)</a>", side)


def test_the_menu_offers_what_the_doors_open_and_nothing_that_is_not_there() -> None:
    assert "只给审计" in menu(body(signed_in(Role.AUDITOR), "/dashboard"))
    offered = menu(body(signed_in(Role.COUNTY_OFFICE), "/dashboard"))
    assert "建设看板" in offered
    assert "只给审计" not in offered
    assert "没有" not in offered


def test_the_menu_marks_where_the_reader_is() -> None:
    page = body(signed_in(Role.COUNTY_OFFICE), "/dashboard")
    assert '<a href="/dashboard" aria-current="page">建设看板</a>' in page
    assert '<a href="/" aria-current="page">' not in page


def test_nobody_is_offered_a_menu_before_signing_in() -> None:
    page = body(Client(), "/help")
    assert menu(page) == []
    assert "切换岗位" not in page


def test_somebody_with_two_posts_may_change_to_the_other() -> None:
    account = make_account(Role.AUDITOR)
    other = add_post(account, Role.COUNTY_OFFICE)
    browser = Client()
    sign_in(browser, account)
    page = body(browser, "/dashboard")
    assert (
        f'<input type="hidden" name="post" value="{other.id}"><button type="submit">县金融工作办公室</button>' in page
    )
    browser.post("/account/post/", {"post": str(other.id)})
    assert '<p class="top-post mb-0">县金融工作办公室<small>' in body(browser, "/dashboard")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HOUSEHOLD])
def test_the_first_page_of_each_role_answers_one_question(role: Role) -> None:
    page = body(signed_in(role), "/")
    assert f"<h1>{HOMES[role].question}</h1>" in page
    assert page.count("<h1") == 1


def test_every_role_has_a_first_page() -> None:
    assert set(HOMES) == set(Role)


def test_a_panel_of_a_room_stands_on_the_first_page_of_its_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_makers", [])

    @panel(Role.COUNTY_OFFICE)
    def overdue(_request: object, _viewer: object) -> Panel:
        todos = Todos((Todo("11 月台账未报", "/table", "每月 5 日前", "已过 15 天", "bad"),))
        return Panel("谁还欠什么", "web/_todo.html", todos, "/table", "全部")

    page = body(signed_in(Role.COUNTY_OFFICE), "/")
    assert '<h2 id="panel-1">谁还欠什么</h2>' in page
    assert '<span class="badge badge-bad">已过 15 天</span>' in page
    assert "现在没有等您办理的事" not in page
    assert "现在没有等您办理的事" in body(signed_in(Role.AUDITOR), "/")


def test_what_only_tells_how_things_stand_comes_below_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_makers", [])
    lines = Todos((Todo("登记的人"),))

    @panel(Role.COUNTY_OFFICE, Role.AUDITOR, order=1)
    def standing(_request: object, _viewer: object) -> Panel:
        return Panel("全县登记到哪里", "web/_todo.html", lines, waits=False)

    assert "现在没有等您办理的事" in body(signed_in(Role.AUDITOR), "/")

    @panel(Role.COUNTY_OFFICE, order=2)
    def waiting(_request: object, _viewer: object) -> Panel:
        return Panel("等您决定", "web/_todo.html", lines)

    page = body(signed_in(Role.COUNTY_OFFICE), "/")
    assert page.index("等您决定") < page.index("全县登记到哪里")
    assert "现在没有等您办理的事" not in page


def test_help_is_for_everybody() -> None:
    answer = Client().get("/help")
    assert answer.status_code == 200
    assert "退出登录" not in answer.content.decode()


# --- the two switches -------------------------------------------------------------------------------------------------


def test_the_language_is_remembered_and_the_reader_stays_where_they_were() -> None:
    browser = Client()
    answer = browser.post("/language", {"language": "en", "next": "/help?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/help?x=1")
    page = body(browser, "/help")
    assert '<html lang="en">' in page
    assert "Finding what to do" in page
    browser.post("/language", {"language": "zh-hans", "next": "/help"})
    assert '<html lang="zh-Hans">' in body(browser, "/help")


def test_a_language_that_is_not_spoken_changes_nothing() -> None:
    browser = Client()
    browser.post("/language", {"language": "xx"})
    assert browser.cookies.keys() == set()
    assert '<html lang="zh-Hans">' in body(browser, "/help")


def test_large_type_is_remembered_by_the_server_and_can_be_undone() -> None:
    browser = Client()
    browser.post("/type", {"large": "1", "next": "/phone"})
    assert browser.cookies[LARGE_TYPE]["httponly"]
    assert '<html lang="zh-Hans" class="large">' in body(browser, "/phone")
    browser.post("/type", {"large": "0", "next": "/phone"})
    assert '<html lang="zh-Hans">' in body(browser, "/phone")


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)", ""])
@pytest.mark.parametrize("switch", ["/language", "/type"])
def test_a_switch_leads_nowhere_else(switch: str, elsewhere: str) -> None:
    assert Client().post(switch, {"next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("switch", ["/language", "/type"])
def test_a_link_cannot_turn_a_switch(switch: str) -> None:
    browser = Client()
    assert browser.get(f"{switch}?language=en&large=1").status_code == 405
    assert browser.cookies.keys() == set()


# --- what went wrong --------------------------------------------------------------------------------------------------


def test_an_error_page_needs_no_database_and_no_frame(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/nowhere")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "这里没有您要找的内容" in page
    assert "<nav" not in page


def test_an_error_on_a_part_of_a_page_is_a_part_of_a_page() -> None:
    page = body(Client(), "/conflict", HX_Request="true")
    assert page.lstrip().startswith('<div class="note note-bad" id="problem" role="alert">')
    assert "<html" not in page


def test_an_error_page_speaks_the_reader_s_language() -> None:
    browser = Client()
    browser.post("/language", {"language": "en"})
    assert "What you look for is not here" in body(browser, "/nowhere")


def test_a_stolen_form_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language", {"language": "en"})
    assert answer.status_code == 403
    assert "这张表单已经失效" in answer.content.decode()


# --- forms and help ---------------------------------------------------------------------------------------------------


def test_a_refused_form_keeps_what_was_typed_and_names_each_place() -> None:
    answer = Client().post(
        "/form", {"name": "九个字的经营者的名称", "amount": "20", "use": "tea", "more": "<b>补充</b>"}
    )
    page = answer.content.decode()
    assert 'value="九个字的经营者的名称"' in page
    assert '<option value="tea" selected>' in page
    assert "&lt;b&gt;补充&lt;/b&gt;" in page
    assert "有 4 处需要改正，什么都没有保存" in page
    assert re.search(
        r'<input type="text" name="name"[^>]* aria-invalid="true" aria-describedby="id_name_helptext id_name_error"',
        page,
    )
    assert '<ul class="field-error" id="id_name_error"><li>最多 8 个字，现在有 10 个，请缩短。</li></ul>' in page
    assert "不能小于 1000，请改大。" in page
    assert re.search(r'<fieldset class="field" aria-describedby="id_way_error">', page)
    assert '<li><a href="#id_amount">申请额度（元）</a></li>' in page


def test_a_household_is_offered_its_own_pages_on_its_first_one() -> None:
    browser = Client()
    sign_in(browser, make_account(Role.HOUSEHOLD, person=uuid4()))
    page = body(browser, "/")
    assert "<h1>我的信息</h1>" in page
    offered = re.findall(r'<h2><a href="([^"]+)">', page.partition('<ul class="ways">')[2].partition("</main>")[0])
    assert offered[-1] == "/help#complain"
    assert "/" not in offered
    assert len(set(offered)) == len(offered) > 1


def test_help_of_the_reader_s_role_stands_before_that_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = (
        helping.Topic(Text("别人的", "Others"), (), frozenset({"auditor"})),
        helping.Topic(Text("我的", "Mine"), (), frozenset({"household"})),
        helping.Topic(Text("大家的", "All"), (), frozenset()),
    )
    monkeypatch.setattr(helping, "_topics", lambda: topics)
    assert [one.title.zh for one in helping.pages_for("household")] == ["大家的", "我的", "别人的"]


def test_the_place_of_a_post_is_left_out_until_the_area_has_a_name() -> None:
    assert COUNTY not in body(signed_in(Role.COUNTY_OFFICE), "/dashboard")


@pytest.mark.parametrize("address", ["dashboard", "table", "form", "pieces", "phone", "help", ""])
def test_a_page_and_all_that_it_loads_stay_within_its_weight(address: str) -> None:
    heaviest = 40 if address == "phone" else 300
    assert weight(body(signed_in(Role.COUNTY_OFFICE), f"/{address}")) <= heaviest * 1024
