"""Figures, progress, bars, days and money as pages write them; the registries of the menu and of home panels."""

from datetime import UTC, date, datetime

import pytest
from django.http import HttpRequest
from django.template import engines
from django.utils import translation

from xiangxin.kernel.text import Text
from xiangxin.office.shell import navigation, panels
from xiangxin.office.shell.navigation import Entry, Group
from xiangxin.office.shell.panels import Panel, panel, panels_for
from xiangxin.office.shell.pieces import Figure, FigureState, Progress, unmet_first
from xiangxin.office.shell.templatetags.office import bar, count, day, moment, money, words


def figure(name: str, state: FigureState) -> Figure:
    return Figure(name, "1", "2", "差 1", "某局", date(2026, 1, 1), state)


def test_what_fails_stands_first() -> None:
    given = [
        figure("a", "met"),
        figure("b", "missed"),
        figure("c", "unknown"),
        figure("d", "near"),
        figure("e", "missed"),
    ]
    assert [one.name for one in unmet_first(given)] == ["b", "e", "d", "c", "a"]


def test_a_figure_without_its_company_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        Figure("占比", "37.7")  # type: ignore[call-arg]


def test_progress_counts_rows_and_says_when_it_is_worth_asking_again() -> None:
    running = Progress("j", "导入", "running", 1240, 4000, "/jobs/1", failed=7)
    assert (running.share, running.counted, running.failed_in_words) == (31.0, "1,240 / 4,000 行", "7 行没有成功")
    assert running.is_running
    assert not Progress("j", "导入", "done", 1, 1, "/").is_running
    unknown = Progress("j", "导入", "waiting", 0, 0, "/")
    assert (unknown.share, unknown.counted) == (0.0, "正在清点")
    assert Progress("j", "导入", "done", 0, 0, "/").counted == "—"


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    page = engines["django"].from_string('{% include "web/_progress.html" %}')
    running = page.render({"progress": Progress("job-1", "导入", "running", 1, 2, "/jobs/1")})
    assert 'hx-get="/jobs/1" hx-trigger="every 2s" hx-select="#job-1"' in running
    done = page.render({"progress": Progress("job-1", "导入", "done", 2, 2, "/jobs/1", failed_href="/jobs/1/failed")})
    assert "hx-trigger" not in done
    assert 'href="/jobs/1/failed" download' in done


def test_a_bar_needs_no_style_and_stays_within_its_frame() -> None:
    drawn = bar(130, "met", 50)
    assert '<rect class="bar-met" x="0" y="0" width="100.00" height="8">' in drawn
    assert '<rect class="bar-mark" x="49.50" y="0" width="1" height="8">' in drawn
    assert "style" not in drawn
    assert 'width="0.00"' in bar(-3)


def test_days_and_amounts_are_written_in_the_reader_s_language() -> None:
    at = datetime(2026, 3, 2, 16, 5, tzinfo=UTC)
    assert (day(date(2026, 3, 2)), moment(at), moment(date(2026, 3, 2))) == (
        "2026年3月2日",
        "2026年3月3日 00:05",
        "2026年3月2日",
    )
    assert (money(8_000_000), money(None), count(1286)) == ("8 万元", "—", "1,286")
    with translation.override("en"):
        assert (day(date(2026, 3, 2)), moment(at)) == ("2 March 2026", "3 March 2026 00:05")
        assert money(8_000_000) == "CNY 80,000"
        assert (words(Text("茶", "Tea")), words("茶")) == ("Tea", "茶")


def test_the_menu_keeps_an_order_and_takes_no_address_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    late, early = Entry("b:x", "乙", Group.FILES, 20), Entry("a:x", "甲", Group.FILES, 10)
    navigation.register(late, early)
    navigation.register(late)
    assert navigation.entries_of(Group.FILES) == (early, late)
    with pytest.raises(ValueError, match="b:x stands in FILES already"):
        navigation.register(Entry("b:x", "别的", Group.FILES))


def test_a_home_page_shows_the_panels_of_its_role_that_have_something_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    class Viewer:
        role = "auditor"

    monkeypatch.setattr(panels, "_makers", [])

    @panel("auditor", order=2)
    def second(_request: HttpRequest, _viewer: object) -> Panel:
        return Panel("二", "x.html", None)

    @panel("auditor", "household", order=1)
    def first(_request: HttpRequest, _viewer: object) -> Panel:
        return Panel("一", "x.html", None)

    @panel("auditor")
    def silent(_request: HttpRequest, _viewer: object) -> None:
        return None

    @panel("household")
    def foreign(_request: HttpRequest, _viewer: object) -> Panel:
        return Panel("别人的", "x.html", None)

    assert [one.title for one in panels_for(HttpRequest(), Viewer())] == ["一", "二"]
