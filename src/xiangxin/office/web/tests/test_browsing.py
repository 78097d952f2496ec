"""What happens when somebody clicks and types: with htmx a part of the page is exchanged, without scripts all of it."""

from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches
from pytest_django import Settings

from bases.accounts_made import make_account
from bases.browser import PHONE, Visitor, Visitors
from xiangxin.office.web.tests import gallery

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = gallery.Addresses
    clear_url_caches()


@pytest.fixture
def visitor(visitors: Visitors) -> Iterator[Visitor]:
    """Somebody of the county's office at a desk; whatever the page did wrong fails the test."""
    one = visitors(account=make_account())
    yield one
    one.check()


def names(visitor: Visitor) -> list[str]:
    return [text.split("\n")[0] for text in visitor.page.locator("tbody th").all_inner_texts()]


def test_sorting_exchanges_the_rows_only_and_keeps_its_state_in_the_address(visitor: Visitor) -> None:
    page = visitor.goes_to("/table")
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    page.click("#ledger-by-households")
    page.wait_for_url("**/table?sort=-households")
    first = page.locator("tbody tr:first-child td").first.inner_text()
    assert first == "737"
    assert page.locator("th[aria-sort=descending]").inner_text().strip() == "农户数"
    assert page.evaluate("document.querySelector('h1').dataset.kept") == "yes"
    assert page.evaluate("document.activeElement.id") == "ledger-by-households"


def test_typing_narrows_the_rows_while_the_box_keeps_the_focus(visitor: Visitor) -> None:
    page = visitor.goes_to("/table?sort=-households")
    page.locator("#ledger-q").press_sequentially("东山")
    page.wait_for_url("**q=%E4%B8%9C%E5%B1%B1**")
    page.wait_for_function("document.querySelector('#ledger-count').textContent.includes('中的')")
    assert set(names(visitor)) == {"东山村"}
    assert page.locator("#ledger-count").inner_text() == "191 个村中的 16 个村"
    assert page.evaluate("document.activeElement.id") == "ledger-q"
    assert "sort=-households" in page.url


def test_going_back_shows_the_rows_of_before(visitor: Visitor) -> None:
    page = visitor.goes_to("/table")
    before = names(visitor)
    page.click("#ledger-page-2")
    page.wait_for_url("**/table?page=2")
    assert names(visitor) != before
    page.go_back()
    page.wait_for_selector("#ledger-page-1[aria-current=page]")
    page.wait_for_load_state("networkidle")
    assert names(visitor) == before


def test_no_page_is_kept_in_the_browser_only_where_it_stands(visitor: Visitor) -> None:
    page = visitor.goes_to("/table")
    page.click("#ledger-page-2")
    page.wait_for_url("**/table?page=2")
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("Object.values(sessionStorage)") == ["/table?page=2"]


def test_a_filter_that_finds_nothing_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.goes_to("/table?q=nobody")
    assert "没有符合条件的内容" in page.locator("#ledger-rows").inner_text()
    page.click("text=清除条件")
    page.wait_for_load_state("networkidle")
    assert page.locator("#ledger-count").inner_text() == "共 191 个村"


def test_the_file_comes_as_a_download_with_the_filter_of_the_page(visitor: Visitor) -> None:
    page = visitor.goes_to("/table?state=rated")
    with page.expect_download() as coming:
        page.click("text=导出 Excel")
    assert coming.value.suggested_filename.startswith("ledger-")
    assert coming.value.suggested_filename.endswith(".xlsx")


def test_without_scripts_the_same_table_works(visitors: Visitors) -> None:
    one = visitors(account=make_account())
    plain = one.browser_without_scripts()
    plain.goto("/table")
    plain.fill("#ledger-q", "东山")
    plain.click("text=查询")
    assert plain.locator("#ledger-count").inner_text() == "191 个村中的 16 个村"
    plain.click("#ledger-by-households")
    assert plain.url.endswith("/table?q=%E4%B8%9C%E5%B1%B1&state=&sort=-households")
    plain.goto("/dashboard")
    assert plain.locator(".chart-table[open] tbody tr").count() == 18


def test_a_refused_form_leads_to_the_places_to_correct(visitor: Visitor) -> None:
    page = visitor.goes_to("/form")
    page.fill("#id_name", "青禾茶厂")
    page.fill("#id_amount", "20")
    page.click("text=提交核对")
    page.wait_for_selector("#id_amount_error")
    assert page.locator("#id_name").input_value() == "青禾茶厂"
    assert page.locator("#id_amount").input_value() == "20"
    assert page.evaluate("document.activeElement.hasAttribute('data-first')")
    page.click(".error-list a:has-text('申请额度')")
    assert page.evaluate("document.activeElement.id") == "id_amount"


def test_a_conflict_is_told_at_the_top_and_the_page_stays(visitor: Visitor) -> None:
    page = visitor.goes_to("/table")
    page.evaluate("document.querySelector('#ledger-page-2').setAttribute('hx-get', '/conflict')")
    page.evaluate("htmx.process(document.querySelector('#ledger-page-2'))")
    page.click("#ledger-page-2")
    page.wait_for_selector("#problem-place #problem")
    assert "内容已被别人改动" in page.locator("#problem").inner_text()
    assert page.locator("tbody tr").count() == 20
    visitor.wrongs.clear()  # the browser itself notes the answer of 409


def test_a_session_that_ended_moves_the_whole_page(visitor: Visitor) -> None:
    page = visitor.goes_to("/table")
    page.evaluate("document.querySelector('#ledger-page-2').setAttribute('hx-get', '/moved')")
    page.evaluate("htmx.process(document.querySelector('#ledger-page-2'))")
    page.click("#ledger-page-2")
    page.wait_for_url("**/help")
    assert page.locator("h1").inner_text() == "使用说明"


def test_the_keyboard_reaches_the_content_first_and_closes_menus(visitor: Visitor) -> None:
    page = visitor.goes_to("/dashboard")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.click(".menu > summary")
    assert page.locator(".menu-sheet").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu-sheet").is_visible()


def test_a_tile_of_the_map_leads_to_its_villages(visitor: Visitor) -> None:
    page = visitor.goes_to("/dashboard")
    page.click("a[aria-label='禾川镇 75%']")
    page.wait_for_load_state("networkidle")
    assert page.locator("#ledger-q").input_value() == "禾川镇"


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_figures_stand_below_one_another_however_long_the_words_beside_them(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    lines = (
        visitor.goes_to("/dashboard")
        .locator(".todo > li:has(.badge-figure)")
        .evaluate_all(
            """lines => lines.map(line => {
          const [words, figure] = [line.querySelector("p"), line.querySelector(".badge-figure")];
          const edge = Math.round(line.getBoundingClientRect().right - figure.getBoundingClientRect().right);
          return [edge, figure.getBoundingClientRect().top < words.getBoundingClientRect().top + 20];
        })"""
        )
    )
    assert lines == [[20, True]] * 2


def test_large_type_enlarges_everything_and_nothing_leaves_the_screen(visitors: Visitors) -> None:
    one = visitors(PHONE, make_account())
    page = one.goes_to("/phone")
    before = page.locator(".point-what").first.evaluate("node => getComputedStyle(node).fontSize")
    page.click("text=大字")
    page.wait_for_load_state("networkidle")
    after = page.locator(".point-what").first.evaluate("node => getComputedStyle(node).fontSize")
    assert (before, after) == ("17px", "22px")
    page.click("text=这条不对 >> nth=3")
    one.check()


def test_whatever_a_thumb_must_hit_is_large_enough(visitors: Visitors) -> None:
    one = visitors(PHONE, make_account())
    page = one.goes_to("/phone")
    sizes = page.locator(".phone a.btn, .phone button, .phone summary, .phone-tabs a").evaluate_all(
        "nodes => nodes.filter(node => node.offsetParent).map(node => Math.round(node.getBoundingClientRect().height))"
    )
    assert [size for size in sizes if size < 44] == []
    one.check()
