"""Tables: their state is their address, nothing else in it counts, and a file holds what the filter leaves."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from xiangxin.kernel.text import Text
from xiangxin.office.shell.marks import beside, listed, mark
from xiangxin.office.shell.tables import Column, Filter, Rows, Table, choice, search
from xiangxin.office.shell.tableview import TableView


@dataclass(frozen=True)
class Loan:
    """A row."""

    number: str
    fen: int | None
    kind: str
    on: date


def _of_kind(rows: Rows, chosen: str) -> Rows:
    return [row for row in rows if row.kind == chosen]


LOANS = [
    Loan(f"{n:018d}", None if n == 7 else n * 100_05, "tea" if n % 3 else "kiln", date(2026, 1, 1 + n % 28))
    for n in range(45)
]
TABLE = Table(
    id="loans",
    title="贷款",
    unit="笔",
    order="number",
    columns=(
        Column("number", "编号", lambda row: row.number, sort=lambda row: row.number, heads=True),
        Column("fen", "金额（元）", lambda row: row.fen, "money", sort=lambda row: row.fen),
        Column("kind", "用途", lambda row: row.kind, "badge", tone=lambda row: "good"),
        Column("on", "日期", lambda row: row.on, "date", sort=lambda row: row.on),
    ),
    filters=(Filter("kind", "用途", _of_kind, "choice", [("tea", "茶"), ("kiln", "窑")]),),
    empty="还没有贷款",
    empty_do="先授信。",
)


def asked(query: str = "") -> HttpRequest:
    return RequestFactory().get(f"/loans{query}")


def shown(query: str = "", rows: Rows = LOANS, table: Table = TABLE) -> TableView:
    return TableView(table, asked(query), rows)


def numbers(view: TableView) -> list[int]:
    return [int(row.number) for row in view.shown]


def test_rows_stand_in_the_declared_order_twenty_to_a_page() -> None:
    view = shown()
    assert numbers(view) == list(range(20))
    assert (view.count, view.last_page, view.page) == (45, 3, 1)


def test_a_reader_sorts_by_the_columns_that_allow_it_both_ways() -> None:
    assert numbers(shown("?sort=fen"))[:3] == [0, 1, 2]
    assert numbers(shown("?sort=-fen"))[:3] == [44, 43, 42]


def test_what_is_not_known_stands_last_in_both_orders() -> None:
    assert shown("?sort=fen&rows=50").shown[-1].number.endswith("07")
    assert shown("?sort=-fen&rows=50").shown[-1].number.endswith("07")


@pytest.mark.parametrize("query", ["?sort=kind", "?sort=password", "?sort=--fen", "?sort=number__regex", "?sort="])
def test_sorting_by_anything_else_changes_nothing(query: str) -> None:
    assert numbers(shown(query)) == list(range(20))


@pytest.mark.parametrize(
    ("query", "page"),
    [("?page=2", 2), ("?page=99", 3), ("?page=0", 1), ("?page=-1", 1), ("?page=x", 1), ("?page=²", 1)],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(query: str, page: int) -> None:
    assert shown(query).page == page


def test_the_reader_chooses_among_the_offered_sizes_only() -> None:
    assert len(shown("?rows=50").shown) == 45
    assert len(shown("?rows=44").shown) == 20


def test_a_filter_narrows_and_says_so_in_words() -> None:
    view = shown("?kind=kiln")
    assert {row.kind for row in view.shown} == {"kiln"}
    assert view.count_in_words == "45 笔中的 15 笔"
    assert shown().count_in_words == "共 45 笔"
    with translation.override("en"):
        assert (view.count_in_words, shown().count_in_words) == ("15 of 45", "45 in all")


def test_a_choice_that_was_not_offered_is_told_at_its_field_and_shows_nothing() -> None:
    view = shown("?kind=wine")
    assert (view.count, view.is_narrowed) == (0, True)
    assert list(view.errors) == ["kind"]
    assert [one.error != "" for one in view.filters if one.name == "kind"] == [True]
    assert "wine" in view.errors_in_words
    assert shown("?kind=kiln").errors == {}


def test_addresses_keep_the_state_and_what_belongs_to_others() -> None:
    view = shown("?kind=tea&sort=-fen&other=1&page=2")
    assert view.href(page="3") == "/loans?kind=tea&sort=-fen&other=1&page=3"
    assert view.reset_href == "/loans?sort=-fen&other=1"
    assert view.others == [("other", "1")]
    assert view.kept == [("sort", "-fen")]


def test_sorting_anew_goes_back_to_the_first_page() -> None:
    heads = {head.key: head for head in shown("?sort=number&page=2").columns}
    assert heads["number"].href == "/loans?sort=-number"
    assert heads["fen"].href == "/loans?sort=-fen"
    assert heads["kind"].href == ""
    assert (heads["number"].aria_sort, heads["fen"].aria_sort) == ("ascending", "")


def test_two_tables_on_one_page_have_states_of_their_own() -> None:
    second = Table(**{**{name: getattr(TABLE, name) for name in TABLE.__slots__}, "id": "second", "prefix": "b-"})
    view = shown("?sort=-fen&b-sort=fen&page=2", table=second)
    assert (view.order, view.page) == ("fen", 1)
    assert view.href(page="2") == "/loans?sort=-fen&b-sort=fen&page=2&b-page=2"


def test_the_pager_shows_the_ends_and_the_neighbourhood() -> None:
    many = [Loan(str(n), n, "tea", date(2026, 1, 1)) for n in range(400)]
    labels = [str(link.label) for link in shown("?page=10", many).pages]
    assert labels == ["上一页", "1", "…", "8", "9", "10", "11", "12", "…", "20", "下一页"]
    assert shown(rows=LOANS[:20]).pages == []


def test_cells_are_written_as_people_read_them() -> None:
    row = shown("?rows=50").rows[3]
    assert [cell.text for cell in row] == ["000000000000000003", "300.15", "kiln", "2026-01-04"]
    assert [cell.tag for cell in row] == ["th", "td", "td", "td"]
    assert shown("?rows=50").rows[7][1].text == "—"


def test_a_text_in_two_languages_is_shown_in_the_reader_s() -> None:
    columns = (Column("name", "名称", lambda row: row),)
    table = Table("names", "名称", "个", columns, "name", "空", "空")
    assert shown(rows=[Text("茶", "Tea")], table=table).rows[0][0].text == "茶"
    with translation.override("en"):
        assert shown(rows=[Text("茶", "Tea")], table=table).rows[0][0].text == "Tea"


def test_a_table_whose_keys_clash_or_whose_order_is_unknown_does_not_start() -> None:
    column = Column("a", "甲", str)
    with pytest.raises(ValueError, match="keys of columns"):
        Table("t", "表", "行", (column, column), "a", "空", "空")
    with pytest.raises(ValueError, match="the order"):
        Table("t", "表", "行", (column,), "b", "空", "空")


# --- on a query set ---------------------------------------------------------------------------------------------------

TYPES = Table(
    id="types",
    title="类型",
    unit="种",
    order="-model",
    columns=(
        Column("model", "名称", lambda row: row.model, sort="model"),
        Column("app", "所属", lambda row: row.app_label, sort=("app_label", "-model")),
    ),
    filters=(search("model", "app_label"), choice("app_label", "所属", lambda: [("auth", "帐号"), ("axes", "登录")])),
    empty="没有",
    empty_do="没有",
)


@pytest.mark.django_db
def test_the_database_sorts_filters_and_pages() -> None:
    every = ContentType.objects.all()
    view = TableView(TYPES, asked("?app_label=auth"), every)
    assert [row.model for row in view.shown] == ["permission", "group"]
    assert TableView(TYPES, asked("?q=PERMISS"), every).count == 1
    by_app = [(row.app_label, row.model) for row in TableView(TYPES, asked("?sort=app&rows=100"), every).shown]
    assert by_app == sorted(sorted(by_app, key=lambda one: one[1], reverse=True), key=lambda one: one[0])


@pytest.mark.django_db
def test_a_page_costs_three_queries_and_reads_its_own_rows_only(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3) as captured:
        assert len(TableView(TYPES, asked("?page=2"), ContentType.objects.all()).rows) > 0
    assert "LIMIT 20 OFFSET 20" in captured.captured_queries[-1]["sql"]


# --- as a file --------------------------------------------------------------------------------------------------------


def test_the_file_holds_every_row_that_the_filter_leaves_not_the_page_only() -> None:
    view = shown("?as=xlsx&kind=tea&page=2")
    assert view.is_export
    assert len(view.shown) == 30
    sheet = openpyxl.load_workbook(BytesIO(view.workbook().content)).active
    assert sheet is not None
    assert [cell.value for cell in next(iter(sheet.rows))] == ["编号", "金额（元）", "用途", "日期"]
    assert sheet.max_row == 31
    assert sheet.freeze_panes == "A2"


def test_texts_stay_texts_and_numbers_are_numbers() -> None:
    row = Loan("=1+1", 123_45, "http://example.invalid", date(2026, 3, 2))
    sheet = openpyxl.load_workbook(BytesIO(shown("?as=xlsx&sort=-fen", [LOANS[44], row]).workbook().content)).active
    assert sheet is not None
    last, first = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in first] == ["=1+1", 123.45, "http://example.invalid", datetime(2026, 3, 2)]  # noqa: DTZ001
    assert [cell.data_type for cell in first] == ["s", "n", "s", "d"]
    assert (last[0].value, last[0].data_type, last[0].number_format) == ("000000000000000044", "s", "@")


def test_instants_are_written_in_the_office_s_time() -> None:
    table = Table("t", "表", "行", (Column("at", "时间", lambda row: row, "moment"),), "at", "空", "空")
    at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert shown(rows=[at], table=table).rows[0][0].text == "2026-03-03 07:30"
    sheet = openpyxl.load_workbook(BytesIO(shown("?as=xlsx", [at], table).workbook().content)).active
    assert sheet is not None
    assert sheet["A2"].value == datetime(2026, 3, 3, 7, 30)  # noqa: DTZ001 - a cell has no zone


def test_a_table_that_may_not_leave_offers_no_file_and_gives_none() -> None:
    kept = Table(**{**{name: getattr(TABLE, name) for name in TABLE.__slots__}, "exports": False})
    view = shown("?as=xlsx", table=kept)
    assert (view.is_export, view.export_href, len(view.shown)) == (False, "", 20)


def test_words_in_a_row_stand_between_the_signs_of_the_language() -> None:
    words = ["Land", "Insurance"]
    assert (listed(words), listed(words, clauses=True), listed([])) == ("Land、Insurance", "Land；Insurance", "")
    with translation.override("en"):
        assert (listed(words), listed(words, clauses=True)) == ("Land, Insurance", "Land; Insurance")


def test_what_is_said_beside_a_word_stands_in_the_brackets_of_the_language() -> None:
    assert (beside("农商行", "BX-1"), mark("：")) == ("农商行（BX-1）", "：")
    with translation.override("en"):
        assert (beside("Bank", "BX-1"), mark("：")) == ("Bank (BX-1)", ": ")
