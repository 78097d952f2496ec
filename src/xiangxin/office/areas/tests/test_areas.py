"""What areas were called and where they lay on a day; what a change refuses, and that a refusal changes nothing."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError

from bases.unchanged import nothing_changes
from xiangxin.office.areas import queries
from xiangxin.office.areas.actions import add_area, merge_areas, recode_area, rename_area, split_area
from xiangxin.office.areas.errors import (
    AreaCodeTaken,
    AreaCodeWrong,
    AreaHasParts,
    AreaNameTaken,
    AreaNameWrong,
    AreaParentMissing,
    AreaUnknown,
    DayOutOfOrder,
    DocumentMissing,
    NothingChanged,
)
from xiangxin.office.areas.models import Area
from xiangxin.office.areas.new import NewArea
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.models import Entry
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

BY = system("test")
START = date(2020, 1, 1)
COUNTY, TOWN, OTHER = "990101000000", "990101001000", "990101002000"
EAST, WEST, SOUTH = "990101001001", "990101001002", "990101002001"
ORDER = "测政〔2024〕3号"
CHANGE = date(2024, 7, 1)


@pytest.fixture(autouse=True)
def county() -> None:
    for code, level, name in [
        (COUNTY, "county", "测试县"),
        (TOWN, "township", "东河镇"),
        (OTHER, "township", "南山乡"),
        (EAST, "village", "东岭村"),
        (WEST, "village", "西岭村"),
        (SOUTH, "community", "南门社区"),
    ]:
        add_area(BY, NewArea(code, level, name), START)


def names(*areas: Area) -> list[str]:
    return [area.name for area in areas]


def test_an_area_is_called_what_it_was_called_on_the_day() -> None:
    rename_area(BY, EAST, "东山村", CHANGE, ORDER)
    assert queries.area_on(EAST, date(2024, 6, 30)).name == "东岭村"
    assert queries.area_on(EAST, CHANGE).name == "东山村"
    assert names(*queries.history(EAST)) == ["东岭村", "东山村"]
    assert queries.place_name(EAST, CHANGE) == "东河镇东山村"
    assert queries.place_name(TOWN, CHANGE) == queries.place_name(TOWN, CHANGE, "village") == "东河镇"
    assert queries.place_name("990199000000", CHANGE) == "990199000000"


def test_a_day_before_the_area_was_there_finds_none() -> None:
    with pytest.raises(AreaUnknown):
        queries.area_on(EAST, date(2019, 12, 31))


def test_two_villages_that_merged_are_found_as_one_and_one_as_two() -> None:
    merged = merge_areas(BY, [EAST, WEST], NewArea("990101001009", "village", "双岭村"), CHANGE, ORDER)
    assert queries.became(EAST, START, CHANGE) == queries.became(WEST, START, CHANGE) == (merged,)
    assert names(*queries.came_from(merged.code, CHANGE, START)) == ["东岭村", "西岭村"]
    assert names(*queries.parts_of(TOWN, date(2024, 6, 30))) == ["东岭村", "西岭村"]
    assert names(*queries.parts_of(TOWN, CHANGE)) == ["双岭村"]


def test_a_merger_may_keep_the_code_of_one() -> None:
    merge_areas(BY, [EAST, WEST], NewArea(EAST, "village", "东岭村"), CHANGE, ORDER)
    assert [one.code for one in queries.became(WEST, START, CHANGE)] == [EAST]
    assert [one.code for one in queries.became(EAST, START, CHANGE)] == [EAST]


def test_a_village_that_was_split_is_several() -> None:
    parts = [NewArea(EAST, "village", "东岭村"), NewArea("990101001003", "village", "北岭村")]
    split_area(BY, EAST, parts, CHANGE, ORDER)
    assert names(*queries.became(EAST, START, CHANGE)) == ["东岭村", "北岭村"]
    assert names(*queries.came_from("990101001003", CHANGE, START)) == ["东岭村"]


def test_a_township_that_got_another_code_takes_its_villages_along() -> None:
    recode_area(BY, TOWN, "990101008000", CHANGE, ORDER)
    assert [one.code for one in queries.became(WEST, START, CHANGE)] == ["990101008002"]
    assert [one.code for one in queries.where("990101008002", CHANGE)] == [COUNTY, "990101008000", "990101008002"]
    assert [one.code for one in queries.where(WEST, START)] == [COUNTY, TOWN, WEST]


def test_changes_follow_each_other() -> None:
    rename_area(BY, EAST, "东山村", date(2022, 1, 1), ORDER)
    merge_areas(BY, [EAST, WEST], NewArea(WEST, "village", "双岭村"), date(2023, 1, 1), ORDER)
    recode_area(BY, WEST, "990101001007", date(2024, 1, 1), ORDER)
    assert [(one.code, one.name) for one in queries.became(EAST, START, CHANGE)] == [("990101001007", "双岭村")]
    assert names(*queries.came_from("990101001007", CHANGE, START)) == ["东岭村", "西岭村"]
    assert [str(one.happened_on) for one in queries.changes(TOWN)] == [
        "2024-01-01",
        "2023-01-01",
        "2023-01-01",
        "2022-01-01",
    ]


@pytest.mark.parametrize(
    ("change", "refused", "field"),
    [
        (lambda: rename_area(BY, EAST, "西岭村", CHANGE, ORDER), AreaNameTaken, "name"),
        (lambda: rename_area(BY, EAST, "东岭村", CHANGE, ORDER), NothingChanged, "name"),
        (lambda: rename_area(BY, EAST, "——", CHANGE, ORDER), AreaNameWrong, "name"),
        (lambda: rename_area(BY, EAST, "长" * 61, CHANGE, ORDER), AreaNameWrong, "name"),
        (lambda: rename_area(BY, EAST, "东山村", CHANGE, " "), DocumentMissing, "document_no"),
        (lambda: rename_area(BY, EAST, "东山村", START, ORDER), DayOutOfOrder, "on"),
        (lambda: rename_area(BY, "990101009001", "东山村", CHANGE, ORDER), AreaUnknown, "code"),
        (lambda: add_area(BY, NewArea(EAST, "village", "新村"), CHANGE), AreaCodeTaken, "code"),
        (lambda: add_area(BY, NewArea("990101009001", "village", "新村"), CHANGE), AreaParentMissing, "code"),
        (lambda: add_area(BY, NewArea("990101001005", "township", "新村"), CHANGE), AreaCodeWrong, "code"),
        (lambda: add_area(BY, NewArea("99010100100", "village", "新村"), CHANGE), AreaCodeWrong, "code"),
        (lambda: add_area(BY, NewArea("990101003000", "township", "南山乡"), CHANGE), AreaNameTaken, "name"),
        (
            lambda: merge_areas(BY, [EAST, EAST], NewArea(EAST, "village", "一村"), CHANGE, ORDER),
            NothingChanged,
            "codes",
        ),
        (
            lambda: merge_areas(BY, [TOWN, OTHER], NewArea(OTHER, "township", "南山镇"), CHANGE, ORDER),
            AreaHasParts,
            "code",
        ),
        (lambda: split_area(BY, EAST, [NewArea(EAST, "village", "东岭村")], CHANGE, ORDER), NothingChanged, "into"),
        (lambda: recode_area(BY, TOWN, "990101008001", CHANGE, ORDER), AreaCodeWrong, "new_code"),
        (lambda: recode_area(BY, TOWN, OTHER, CHANGE, ORDER), AreaCodeTaken, "code"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_its_field_and_changes_nothing(
    change: Callable[[], object], refused: type[OfficeError], field: str
) -> None:
    with nothing_changes("areas", "audit"), pytest.raises(refused) as error:
        change()
    assert error.value.field == field


def test_the_database_itself_refuses_two_areas_of_one_code() -> None:
    row = Area(code=EAST, level="village", name="另一村", from_on=CHANGE)
    with pytest.raises(IntegrityError), act("test.double", by=BY):
        row.save()


def test_one_change_is_one_entry_that_names_every_row() -> None:
    before = Entry.objects.count()
    merge_areas(BY, [EAST, WEST], NewArea("990101001009", "village", "双岭村"), CHANGE, ORDER)
    entry = Entry.objects.order_by("-seq")[0]
    assert Entry.objects.count() == before + 1
    assert (entry.act, entry.area, entry.rows_count) == ("areas.area_changed", EAST, 5)
