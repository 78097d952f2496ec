"""Institutions: what may stand above which, names and days."""

from collections.abc import Callable
from datetime import date

import pytest

from xiangxin.office.areas import queries
from xiangxin.office.areas.actions import (
    add_institution,
    end_institution,
    merge_areas,
    rename_institution,
    set_up_county,
    split_area,
)
from xiangxin.office.areas.errors import (
    AreaHasParts,
    AreaNameWrong,
    AreaUnknown,
    InstitutionHasBranches,
    InstitutionNameTaken,
    InstitutionParentUnfit,
    InstitutionSlugTaken,
    InstitutionSlugWrong,
    InstitutionUnknown,
    NothingChanged,
)
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewArea, NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.models import Entry
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

BY = system("test")
START, LATER = date(2020, 1, 1), date(2024, 7, 1)
COUNTY, TOWN, EAST, WEST = "990101000000", "990101001000", "990101001001", "990101001002"


@pytest.fixture(autouse=True)
def bodies() -> dict[str, Institution]:
    return set_up_county(
        BY,
        COUNTY,
        [
            NewArea(EAST, "village", "东岭村"),
            NewArea(WEST, "village", "西岭村"),
            NewArea(TOWN, "township", "东河镇"),
            NewArea(COUNTY, "county", "测试县"),
        ],
        [
            NewInstitution("test-bank", "bank", "测试银行", COUNTY),
            NewInstitution("test-branch", "branch", "测试银行东河支行", TOWN, parent="test-bank"),
            NewInstitution("east-panel", "panel", "东岭村评议小组", EAST),
        ],
        START,
    )


def test_a_county_is_set_up_as_one_act_whatever_the_order_of_its_areas() -> None:
    entry = Entry.objects.get(act="areas.county_set_up")
    assert entry.rows_count == 7
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "refused", "field"),
    [
        (lambda new: new("test-bank", "bank", "另一银行", COUNTY), InstitutionSlugTaken, "slug"),
        (lambda new: new("Test Bank", "bank", "另一银行", COUNTY), InstitutionSlugWrong, "slug"),
        (lambda new: new("another", "bank", "测试银行", COUNTY), InstitutionNameTaken, "name"),
        (lambda new: new("another", "bank", "", COUNTY), AreaNameWrong, "name"),
        (lambda new: new("another", "bank", "另一银行", "990101009000"), AreaUnknown, "area"),
        (lambda new: new("another", "branch", "另一支行", TOWN), InstitutionParentUnfit, "parent"),
        (lambda new: new("another", "branch", "另一支行", TOWN, parent="east-panel"), InstitutionParentUnfit, "parent"),
        (lambda new: new("another", "bank", "另一银行", TOWN, parent="test-bank"), InstitutionParentUnfit, "parent"),
    ],
)
def test_an_institution_that_cannot_be_is_refused_at_its_field(
    change: Callable[..., object], refused: type[OfficeError], field: str
) -> None:
    before = (Institution.objects.count(), Entry.objects.count())
    with pytest.raises(refused) as error:
        change(lambda *given, **more: add_institution(BY, NewInstitution(*given, **more), LATER))
    assert error.value.field == field
    assert (Institution.objects.count(), Entry.objects.count()) == before


def test_a_bank_ends_after_its_branches(bodies: dict[str, Institution]) -> None:
    bank, branch = bodies["test-bank"].id, bodies["test-branch"].id
    with pytest.raises(InstitutionHasBranches):
        end_institution(BY, bank, LATER)
    with pytest.raises(InstitutionUnknown):
        end_institution(BY, branch, date(2019, 1, 1))
    end_institution(BY, branch, LATER)
    end_institution(BY, bank, LATER)
    assert [one.slug for one in queries.institutions_on(date(2024, 7, 2))] == ["east-panel"]
    with pytest.raises(InstitutionUnknown):
        queries.institution(bank, date(2024, 7, 2))


def test_a_bank_with_another_name_is_the_same_bank(bodies: dict[str, Institution]) -> None:
    bank = bodies["test-bank"]
    with pytest.raises(NothingChanged):
        rename_institution(BY, bank.id, "测试银行", "", LATER)
    rename_institution(BY, bank.id, "测试农商银行", "Test rural bank", LATER)
    assert queries.institution(bank.id, LATER).name == "测试农商银行"


def test_a_panel_moves_with_its_village_when_it_merges_and_stops_its_split() -> None:
    halves = [NewArea("990101001003", "village", "东一村"), NewArea("990101001004", "village", "东二村")]
    with pytest.raises(AreaHasParts):
        split_area(BY, EAST, halves, LATER, "测政〔2024〕3号")
    merge_areas(BY, [EAST, WEST], NewArea("990101001009", "village", "双岭村"), LATER, "测政〔2024〕3号")
    assert Institution.objects.get(slug="east-panel").area == "990101001009"


def test_institutions_are_found_by_area_and_kind(bodies: dict[str, Institution]) -> None:
    assert [one.slug for one in queries.institutions_on(LATER, TOWN)] == ["test-branch", "east-panel"]
    assert [one.slug for one in queries.institutions_on(LATER, kinds=["bank"])] == ["test-bank"]
    assert queries.with_branches(bodies["test-bank"].id) == {bodies["test-bank"].id, bodies["test-branch"].id}


def test_the_last_day_of_an_institution_is_not_before_its_first(bodies: dict[str, Institution]) -> None:
    later = add_institution(BY, NewInstitution("late-bank", "bank", "新银行", COUNTY), LATER)
    with pytest.raises(InstitutionUnknown):
        end_institution(BY, later.id, START)
