"""The list says what brings points, what points bring, and what is declined: nothing protected, no public service."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from xiangxin.law.load import load_law
from xiangxin.office.incentives.choices import Brings
from xiangxin.office.incentives.lists import draft, kind_label, read_points, stored


def content() -> dict[str, Any]:
    return copy.deepcopy(dict(draft().content))


def test_points_are_those_of_the_source() -> None:
    kinds = draft().kinds
    assert kinds["good_person"] == {"county": 20, "city": 30, "province": 40, "nation": 50}
    assert kinds["civilised_family"] == {"village": 10, "township": 20, "county": 30}
    assert kinds["beautiful_courtyard"] == {"village": 10, "township": 20, "county": 30, "city": 40}
    assert kinds["veteran"] == kinds["brave_deed"] == {"any": 20}
    assert list(kinds["good_person"]) == ["county", "city", "province", "nation"]
    assert stored(draft().written) == draft()
    assert (draft().years, len(draft().declined)) == (3, 9)


@pytest.mark.parametrize(
    "kind", ["party_member", "excellent_party_member", "filial_care", "helpfulness", "frugal_wedding", "no_petition"]
)
def test_what_law_does_not_let_count_is_no_kind(kind: str) -> None:
    given = content()
    given["kinds"][kind] = {"county": 10}
    with pytest.raises(ValueError, match="may count"):
        read_points(given)


@pytest.mark.parametrize("points", [0, -10, True, "10"])
def test_points_only_add(points: Any) -> None:
    given = content()
    given["kinds"]["veteran"] = {"any": points}
    with pytest.raises(ValueError, match="no positive whole number"):
        read_points(given)


def test_a_benefit_is_one_of_a_closed_list_and_says_what_somebody_without_points_gets() -> None:
    """Line 4: whoever has none is treated as everybody was before."""
    for benefit in draft().benefits.values():
        assert benefit.brings in Brings.values
        assert benefit.without.zh.startswith("没有积分的")
        assert benefit.without.en.startswith("Without points")
    for refused in ("public_service", "penalty", "school_place", "medical_queue"):
        given = content()
        given["benefits"]["goods"]["brings"] = refused
        with pytest.raises(ValueError, match="not among what points may bring"):
            read_points(given)


def test_a_kind_is_called_as_law_calls_it_and_the_purpose_scores_nothing() -> None:
    assert kind_label("veteran").zh == "退役军人"
    purpose = load_law().purposes["incentive"]
    assert (purpose.scores, purpose.proposes) == (False, ())
