"""What one cell means. Every number of a person is invented, under the unassigned prefix 990101."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from xiangxin.interop import cells
from xiangxin.interop.book import Raw
from xiangxin.interop.cells import CellProblem
from xiangxin.kernel.text import Text

DAY = date(2024, 1, 5)
NUMBER = "990101199906150024"
ENDING_IN_X = "99010120000229002X"


def problem_of(call: Callable[[], object]) -> str:
    with pytest.raises(CellProblem) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    "raw",
    [
        "2024/1/5",
        "2024-01-05",
        "20240105",
        "2024年1月5日",
        "2024年01月05号",
        "2024.1.5",
        "２０２４年１月５日",
        "2024 年 1 月 5 日",
        "2024-01-05 00:00:00",
        "\u200b2024-01-05\u00a0",
        "'2024-01-05",
        "45296",
        45296,
        45296.0,
        20240105.0,
        DAY,
        datetime(2024, 1, 5),  # noqa: DTZ001 - a spreadsheet's date cell has no zone
    ],
)
def test_every_written_form_of_a_day_is_the_same_day(raw: Raw) -> None:
    assert cells.day(raw) == DAY


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("民国113年1月5日", "date_calendar"),
        ("农历腊月初八", "date_calendar"),
        ("二〇二四年正月初五", "date_calendar"),
        ("5/1/2024", "date_unreadable"),
        ("24-1-5", "date_unreadable"),
        ("2024-1", "date_unreadable"),
        ("2024年1月", "date_unreadable"),
        ("不详", "date_unreadable"),
        ("2024-01-05 09:30", "date_unreadable"),
        (datetime(2024, 1, 5, 9, 30), "date_unreadable"),  # noqa: DTZ001
        (45296.5, "date_unreadable"),
        (True, "date_unreadable"),
        (time(9, 30), "date_unreadable"),
        (timedelta(days=3), "date_unreadable"),
        (5.0, "date_unreadable"),
        ("2024-02-30", "date_impossible"),
        ("2023-02-29", "date_impossible"),
        ("20241301", "date_impossible"),
        ("1024-01-05", "date_impossible"),
        ("2924-01-05", "date_impossible"),
    ],
)
def test_a_day_that_could_be_another_day_is_refused(raw: Raw, code: str) -> None:
    assert problem_of(lambda: cells.day(raw)) == code


@pytest.mark.parametrize(
    ("raw", "yuan", "fen"),
    [
        ("1,234.50", 1, 123_450),
        ("1，234.50", 1, 123_450),
        ("１２３４．５", 1, 123_450),
        ("¥ 1,234.50", 1, 123_450),
        ("1234.5元", 1, 123_450),
        ("1.2万", 1, 1_200_000),
        ("1.2 万元", 1, 1_200_000),
        ("（100）", 1, -10_000),
        ("-100", 1, -10_000),
        ("0", 1, 0),
        (1234.5, 1, 123_450),
        (0.1 + 0.2, 1, 30),
        (1.2, 10_000, 1_200_000),
        ("1.2", 10_000, 1_200_000),
        (8, 10_000, 8_000_000),
    ],
)
def test_an_amount_is_exact_in_fen(raw: Raw, yuan: int, fen: int) -> None:
    assert cells.amount_fen(raw, yuan) == fen


@pytest.mark.parametrize(
    ("raw", "yuan", "code"),
    [
        ("1.2万", 10_000, "amount_unit_twice"),
        ("12000元", 10_000, "amount_unit_twice"),
        ("12000", None, "amount_unit_missing"),
        ("12,34.5", 1, "amount_unreadable"),
        ("1,2345", 1, "amount_unreadable"),
        ("约2万", 1, "amount_unreadable"),
        ("3-5万", 1, "amount_unreadable"),
        ("无", 1, "amount_unreadable"),
        ("1.23E+17", 1, "amount_unreadable"),
        (True, 1, "amount_unreadable"),
        (DAY, 1, "amount_unreadable"),
        ("12.345", 1, "amount_too_fine"),
        (12.345, 1, "amount_too_fine"),
        (1e20, 1, "number_unreadable"),
        (float("nan"), 1, "number_unreadable"),
    ],
)
def test_an_amount_that_is_not_certain_is_refused(raw: Raw, yuan: int | None, code: str) -> None:
    assert problem_of(lambda: cells.amount_fen(raw, yuan)) == code


@pytest.mark.parametrize(
    "raw",
    [NUMBER, f" {NUMBER}\u00a0", f"'{NUMBER}", f"\ufeff{NUMBER}", "９９０１０１１９９９０６１５００２４"],
)
def test_an_identity_number_is_read_through_blanks_and_full_width(raw: Raw) -> None:
    assert cells.identity(raw).number == NUMBER


@pytest.mark.parametrize("last", ["X", "x", "ｘ", "Ｘ"])
def test_the_last_character_may_be_written_in_any_width_and_case(last: str) -> None:
    assert cells.identity(ENDING_IN_X[:-1] + last).number == ENDING_IN_X


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (990101199906150024, "id_number_float"),
        (9.90101199906150e17, "id_number_float"),
        (330102199001010000.0, "id_number_float"),
        ("9.90101E+17", "id_number_float"),
        ("990101990615002", "id_number_15_digits"),
        ("99010119990615002", "id_number_length"),
        ("990101199906150025", "id_number_check_digit"),
        ("990101199913150020", "id_number_date"),
        ("99O101199906150024", "id_number_characters"),
        ("", "id_number_missing"),
    ],
)
def test_a_damaged_identity_number_is_refused_and_never_repaired(raw: Raw, code: str) -> None:
    assert problem_of(lambda: cells.identity(raw)) == code


def test_the_blanks_that_align_short_names_are_dropped_and_rare_characters_kept() -> None:
    assert cells.name("李　明") == "李明"
    assert cells.name("阿卜杜·热合曼") == "阿卜杜·热合曼"
    assert cells.name("王㛃𠮷") == "王㛃𠮷"
    assert cells.name("Anna Li") == "Anna Li"
    assert cells.name("  ") is None


@pytest.mark.parametrize("raw", ["李\ufffd", "锟斤拷", "ï¿½"])
def test_characters_that_were_lost_before_are_refused(raw: str) -> None:
    assert problem_of(lambda: cells.name(raw)) == "cell_damaged"


@pytest.mark.parametrize("raw", ["#N/A", "#REF!", "#div/0!"])
def test_the_text_of_a_spreadsheet_error_is_an_error(raw: str) -> None:
    assert problem_of(lambda: cells.written(raw)) == "cell_error"


@pytest.mark.parametrize(("raw", "answer"), [("是", True), ("有", True), ("√", True), (True, True), ("否", False)])
def test_yes_and_no_in_the_words_of_county_forms(raw: Raw, answer: bool) -> None:
    assert cells.yes_no(raw) is answer


@pytest.mark.parametrize("raw", ["1", 1, "不详", "是/否", "?"])
def test_an_unclear_yes_or_no_is_refused(raw: Raw) -> None:
    assert problem_of(lambda: cells.yes_no(raw)) == "yes_no_unreadable"


def test_a_choice_is_found_by_its_label_in_either_language_or_its_code() -> None:
    choices = {"county": Text("县（市、区）级", "County"), "city": Text("市级", "City")}
    assert cells.choice("县(市、区)级", choices) == "county"
    assert cells.choice("市级 ", choices) == "city"
    assert cells.choice("City", choices) == "city"
    assert cells.choice("county", choices) == "county"
    assert problem_of(lambda: cells.choice("区县", choices)) == "choice_unknown"


def test_whole_and_scaled_numbers_and_percent() -> None:
    assert cells.scaled("95", 1) == 95
    assert cells.scaled(95.0, 1) == 95
    assert cells.scaled("95.5", 100) == 9_550
    assert problem_of(lambda: cells.scaled("95.5", 1)) == "number_not_whole"
    assert problem_of(lambda: cells.scaled(-3.5, 1)) == "number_not_whole"
    assert problem_of(lambda: cells.scaled("95.125", 100)) == "number_too_fine"
    assert problem_of(lambda: cells.scaled("九十五", 1)) == "number_unreadable"
    assert cells.percent_ppm("6.75%") == 67_500
    assert problem_of(lambda: cells.percent_ppm(0.0675)) == "number_unreadable"


@pytest.mark.parametrize("read", [cells.day, cells.amount_fen, cells.yes_no, cells.name, cells.percent_ppm])
def test_an_empty_cell_is_unknown(read: Callable[[Raw], object]) -> None:
    assert read("") is None
    assert read(" \u200b\u3000") is None


@pytest.mark.parametrize("raw", ["。", "/", "——", " 、 ", "…", "*"])
def test_punctuation_alone_is_neither_a_text_nor_a_name_nor_none(raw: str) -> None:
    with pytest.raises(CellProblem, match="text_says_nothing"):
        cells.short_text(raw, 60)
    with pytest.raises(CellProblem, match="text_says_nothing"):
        cells.name(raw)


@pytest.mark.parametrize("raw", ["0", "7", "甲", "A", "(2024)9901执12号"])
def test_one_character_that_says_something_is_enough(raw: str) -> None:
    assert cells.short_text(raw, 60) == raw
