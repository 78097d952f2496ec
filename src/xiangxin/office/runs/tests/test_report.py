"""The report of a trial where one figure is small: that cell is hidden and what would give it away, not the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from xiangxin.law.load import load_law
from xiangxin.office.runs.groups import GROUPS
from xiangxin.office.runs.report import TrialReport, outcome
from xiangxin.office.runs.report.outcome import Outcome
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonResult, Status
from xiangxin.scoring.smallcells import Publication, publish

LAW = load_law()
POLICIES = Path(__file__).parents[3] / "policies"
VILLAGES = ("990202001201", "990202001202", "990202002201", "990202002202")


@pytest.fixture(scope="module")
def policy() -> CompiledPolicy:
    compiled, _findings = compile_policy(POLICIES / "household-open", LAW, date(2026, 6, 30), "CN")
    assert compiled is not None
    return compiled


def _result(at: int, status: Status, together: int) -> PersonResult:
    one, village = UUID(int=at), VILLAGES[at % 4]
    home = UUID(int=at // (4 * together) * 4 + at % 4)
    if status != "scored":
        return PersonResult(one, home, village, status)
    stars = (0, 3, 4, 5)[at // 4 % 4]
    return PersonResult(one, home, village, status, stars=stars, limit_fen=(2_000_000 + at * 10_000) if stars else 0)


def _report(policy: CompiledPolicy, together: int = 2, **counts: int) -> TrialReport:
    statuses = [status for status, number in counts.items() for _ in range(number)]
    results = [_result(at, status, together) for at, status in enumerate(statuses)]  # type: ignore[arg-type]
    groups = {name: {one.person_id: str(at % 2) for at, one in enumerate(results)} for name in GROUPS}
    tried = Outcome(policy, {one.person_id: one for one in results}, LAW.publication)
    return TrialReport(tried, None, groups, limits=True, place=lambda code: code)


def test_three_who_cannot_be_evaluated_hide_the_scored_and_one_star_and_no_more(policy: CompiledPolicy) -> None:
    content = _report(policy, scored=168, not_evaluable=3).content({})
    people = content["people"]
    assert people["total"] == 171
    assert {name for name, count in people["by_status"].items() if count is None} == {"scored", "not_evaluable"}
    stars = {one["stars"]: one["people"] for one in content["stars"]}
    assert sum(count is None for count in stars.values()) == 1
    sex = [one for one in content["fairness"] if one["group"] == "sex"]
    assert [one["people"] for one in sex] == [86, 85]
    assert [one["offered"] for one in sex] == [None, None]
    assert [one["refused"]["basis_points"] for one in sex] == [0, 0]
    assert all(one["median_limit_fen"] for one in sex)


def test_what_is_hidden_by_status_is_no_sum_of_the_groups_either(policy: CompiledPolicy) -> None:
    content = _report(policy, scored=140, not_evaluable=3, not_eligible=28).content({})
    assert content["people"]["by_status"]["not_eligible"] is None
    assert content["people"]["by_status"]["scored"] == 140
    sex = [one for one in content["fairness"] if one["group"] == "sex"]
    assert [one["refused"] for one in sex] == [None, None]


def test_a_handful_of_people_has_no_figure_at_all(policy: CompiledPolicy) -> None:
    content = _report(policy, scored=4).content({})
    assert content["people"]["total"] is None
    assert all(one["people"] is None for one in (*content["stars"], *content["fairness"], *content["townships"]))


def test_where_the_number_of_all_is_hidden_instead_the_groups_do_not_add_up_to_it(policy: CompiledPolicy) -> None:
    content = _report(policy, together=1, scored=168, not_evaluable=3).content({})
    assert content["people"]["total"] is None
    sex = [one for one in content["fairness"] if one["group"] == "sex"]
    assert sorted(one["people"] is None for one in sex) == [False, True]
    assert all(one["offered"] is None and one["refused"] is None for one in sex)


def test_what_may_be_shown_by_area_is_worked_out_once_for_each_text(
    policy: CompiledPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[int] = []

    def counted(areas: Any, *rest: Any) -> Publication:
        worked_out.append(len(areas))
        return publish(areas, *rest)

    monkeypatch.setattr(outcome, "publish", counted)
    report = _report(policy, scored=168, not_evaluable=3)
    before = _report(policy, scored=160, not_evaluable=11).tried
    content = replace(report, in_force=before).content({})
    assert [one["before"] for one in content["stars"]] == [40, 0, 0, 40, 40, 40]
    assert worked_out == [7, 7]
