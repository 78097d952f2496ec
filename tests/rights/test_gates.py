"""What law asks before a fact counts for one person: each gate, on both sides of its edge. On every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bases.people import AS_OF, BANK, LAW, PANEL, RUN, asked, assessed, consent, days_before, person, ratings, record
from xiangxin.law.model import ConsentClass
from xiangxin.policy.judge import stricter
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonInput, Row, Run

Policies = dict[str, CompiledPolicy]
Assess = Callable[..., dict[str, Any]]

OTHER_PANEL = "other-panel"


@pytest.fixture
def result(engine: str, tmp_path: Path) -> Assess:
    """The result row of one person under a policy."""

    def of(policy: CompiledPolicy, one: PersonInput, run: Run = RUN) -> dict[str, Any]:
        (row,) = assessed(engine, policy, [one], tmp_path, run).values()
        return row

    return of


def everything_asked(policy: CompiledPolicy) -> list[Row]:
    return asked(*(source.kind for source in policy.records if source.table == "records"))


def with_record(
    policy: CompiledPolicy, kind: str, fields: Mapping[str, object] | None = None, **row: Any
) -> PersonInput:
    """Somebody about whom everybody was asked and one record is known."""
    known = {"residence_shown": True, "income_source_shown": True, "full_capacity": True, **(fields or {})}
    return person(0, known, records=[record(1, kind, **row)], coverage=everything_asked(policy))


# -- penalties --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["environment_penalty", "safety_penalty"])
@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 1000),
        ({"severity": "serious"}, 1000),
        ({"severity": "minor"}, 3000),
        ({"severity": None}, 3000),
        ({"severity": "轻微"}, 3000),
        ({"procedure": "simple"}, 3000),
        ({"procedure": None}, 3000),
        ({"ended_on": AS_OF}, 3000),
        ({"ended_on": date(2026, 7, 1)}, 1000),
    ],
    ids=str,
)
def test_line_2_a_penalty_counts_only_by_ordinary_procedure_not_minor_and_not_put_right(
    kind: str, change: dict[str, Any], points: int, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    assert policy.jurisdiction == "CN"
    assert result(policy, with_record(policy, kind, **change))["total_points_centi"] == points


@pytest.mark.parametrize(
    ("code", "status"), [("PC-03", "vetoed"), ("PC-02", "scored"), ("", "scored"), (None, "scored")]
)
def test_line_2_no_other_code_of_the_catalogue_opens_a_record(
    code: str | None, status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    one = with_record(policy, "tax_decision", category="arrears_announced", catalogue_code=code)
    assert result(policy, one)["status"] == status


def test_line_2_a_code_counts_only_while_it_is_in_force(result: Assess, policies: Policies) -> None:
    policy = policies["jinxiang-2022"]
    one = with_record(policy, "tax_decision", category="arrears_announced")
    assert result(policy, one)["status"] == "vetoed"
    assert result(policy, one, replace(RUN, catalogue=RUN.catalogue - {"PC-03"}))["status"] == "scored"


# -- judgments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth_on", "happened_on", "status"),
    [
        (date(2007, 6, 10), date(2025, 6, 10), "vetoed"),
        (date(2007, 6, 11), date(2025, 6, 10), "scored"),
        (date(2004, 2, 29), date(2022, 2, 28), "scored"),
        (date(2004, 2, 29), date(2022, 3, 1), "vetoed"),
        (None, date(2025, 6, 10), "not_evaluable"),
    ],
    ids=str,
)
def test_line_3_a_judgment_about_a_minor_does_not_count(
    birth_on: date | None, happened_on: date, status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    one = with_record(
        policy,
        "criminal_judgment",
        {"birth_on": birth_on},
        category="property",
        happened_on=happened_on,
        known_on=happened_on,
        told_on=happened_on,
    )
    assert result(policy, one)["status"] == status


@pytest.mark.parametrize("kind", ["environment_penalty", "safety_penalty"])
@pytest.mark.parametrize(("birth_on", "points"), [(date(2007, 5, 26), 1000), (date(2007, 5, 27), 3000)], ids=str)
def test_line_3_a_penalty_on_a_minor_does_not_count(
    kind: str, birth_on: date, points: int, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    one = with_record(policy, kind, {"birth_on": birth_on}, happened_on=date(2025, 5, 26))
    assert result(policy, one)["total_points_centi"] == points


def test_line_3_a_judgment_is_dated_by_the_conduct_so_that_youth_is_not_judged_later() -> None:
    columns = {field.name: field.column for field in LAW.record_kinds["criminal_judgment"].fields}
    assert columns["offence_on"] == "happened_on"
    assert "decided_on" not in columns


# -- retention --------------------------------------------------------------------------------------------------

FIVE_YEARS_AGO, A_DAY_MORE = date(2021, 6, 30), date(2021, 6, 29)


def long_ago(happened_on: date, **more: Any) -> dict[str, Any]:
    return {"happened_on": happened_on, "known_on": happened_on, "told_on": happened_on, **more}


@pytest.mark.parametrize(
    ("kind", "category"),
    [("fundraising_penalty", "organiser"), ("pyramid_penalty", "organiser"), ("criminal_judgment", "credit")],
)
@pytest.mark.parametrize(
    ("row", "status"),
    [
        (long_ago(FIVE_YEARS_AGO), "vetoed"),
        (long_ago(A_DAY_MORE), "scored"),
        (long_ago(date(2005, 3, 1)), "scored"),
        (long_ago(A_DAY_MORE, ended_on=days_before(30)), "scored"),
    ],
    ids=str,
)
def test_what_ended_with_its_decision_is_forgotten_five_years_after_it(
    kind: str, category: str, row: dict[str, Any], status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    assert result(policy, with_record(policy, kind, category=category, **row))["status"] == status


@pytest.mark.parametrize(
    ("kind", "row", "status"),
    [
        ("arrears", long_ago(date(2005, 3, 1), amount_fen=9_000_000), "vetoed"),
        ("tax_decision", long_ago(date(2005, 3, 1), category="arrears_announced"), "vetoed"),
        ("land_decision", long_ago(date(2005, 3, 1), category="land"), "vetoed"),
    ],
)
def test_what_is_still_owed_or_not_put_right_is_not_forgotten(
    kind: str, row: dict[str, Any], status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["jinxiang-2022"]
    assert result(policy, with_record(policy, kind, **row))["status"] == status


# -- consent ----------------------------------------------------------------------------------------------------

FIRST, RENEWED, WITHDRAWN = days_before(300), days_before(100), days_before(50)


def given(from_on: date, **changes: Any) -> dict[str, Any]:
    return {**consent("file", notice_delivered_on=from_on, from_on=from_on), **changes}


@pytest.mark.parametrize(
    ("rows", "grounds"),
    [
        ([given(FIRST), given(RENEWED)], True),
        ([given(FIRST), given(RENEWED, withdrawn_on=WITHDRAWN)], False),
        ([given(FIRST, withdrawn_on=WITHDRAWN), given(RENEWED)], False),
        ([given(WITHDRAWN), given(RENEWED, withdrawn_on=WITHDRAWN)], False),
        ([given(days_before(49)), given(RENEWED, withdrawn_on=WITHDRAWN)], True),
        ([given(days_before(49)), given(RENEWED, withdrawn_on=date(2026, 12, 24))], False),
        ([given(FIRST), given(RENEWED, withdrawn_on=WITHDRAWN, purpose="evaluation")], True),
        ([given(FIRST), given(RENEWED, withdrawn_on=WITHDRAWN, receiver="other-bank")], True),
        ([given(FIRST), {**given(RENEWED, withdrawn_on=WITHDRAWN), "field_class": "contact"}], True),
        ([given(FIRST), given(FIRST, notice_delivered_on=None, withdrawn_on=WITHDRAWN)], False),
        ([given(RENEWED, withdrawn_on=FIRST)], False),
    ],
)
def test_line_1_a_withdrawal_closes_every_consent_of_its_kind_that_began_by_then(
    rows: list[Row], grounds: bool, result: Assess, policies: Policies
) -> None:
    row = result(policies["household-open"], person(0, consents=rows))
    assert (row["status"] != "no_consent") is grounds


def test_line_1_who_withdraws_their_income_withdraws_the_earlier_consent_to_it_too(
    result: Assess, policies: Policies
) -> None:
    policy = policies["household-open"]
    facts = {"income_yearly_fen": 100_000, "debt_total_fen": 9_000_000, "residence_shown": True}
    again = consent("income_property", notice_delivered_on=RENEWED, from_on=RENEWED, withdrawn_on=WITHDRAWN)
    before = consent("income_property", notice_delivered_on=FIRST, from_on=FIRST)
    points = [
        result(policy, person(0, facts, consents=[consent("file"), *rows], coverage=everything_asked(policy)))
        for rows in ([before], [before, again], [])
    ]
    read, withdrawn, never = (row["system_centi"] for row in points)
    assert withdrawn == never != read


@pytest.mark.parametrize(
    ("classes", "reads"),
    [(["bureau", "income_property"], True), (["income_property"], False), (["bureau"], False), ([], False)],
    ids=str,
)
def test_a_source_that_needs_two_consents_needs_both(
    classes: list[ConsentClass], reads: bool, result: Assess, policies: Policies
) -> None:
    policy = policies["household-open"]
    (bureau,) = (source for source in policy.records if source.kind == "bureau_arrears")
    (income,) = (spec for spec in policy.inputs if spec.name == "income_yearly")
    both = stricter(bureau.gates, income.gates)
    assert both.consent_classes == {"income_property", "bureau"} == stricter(income.gates, bureau.gates).consent_classes
    others = tuple(source for source in policy.records if source.kind != "bureau_arrears")
    needing_both = replace(policy, records=(*others, replace(bureau, gates=both)), content_hash="another policy")
    rows = [consent(field_class) for field_class in ("file", *classes)]
    late = [record(1, "bureau_arrears", amount_fen=9_000_000)]
    clean, owing = (
        result(needing_both, person(0, consents=rows, records=records, coverage=everything_asked(policy)))
        for records in ([], late)
    )
    assert (clean["system_centi"] != owing["system_centi"]) is reads


# -- review -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown_to", "panel", "sums"),
    [
        ([PANEL], PANEL, 400),
        ([PANEL], OTHER_PANEL, None),
        ([OTHER_PANEL], PANEL, None),
        ([PANEL, OTHER_PANEL], OTHER_PANEL, 400),
        (["a third"], "a third", None),
        ([], PANEL, None),
    ],
    ids=str,
)
def test_line_1_consent_to_one_panel_does_not_open_the_ratings_of_another(
    shown_to: list[str], panel: str, sums: int | None, result: Assess, policies: Policies
) -> None:
    policy = policies["zhumadian-2019"]
    run = replace(RUN, panels=frozenset({PANEL, OTHER_PANEL}))
    rows = [consent("file"), *(consent("review", receiver=name) for name in shown_to)]
    one = person(0, {"provincial_score_centi": 9000}, consents=rows, reviews=ratings(80, 80, 80, 80, 80, panel=panel))
    assert result(policy, one, run)["review_sum"] == sums


def test_line_1_the_open_round_of_a_panel_not_consented_to_makes_nobody_wait(
    result: Assess, policies: Policies
) -> None:
    policy = policies["zhumadian-2019"]
    run = replace(RUN, panels=frozenset({PANEL, OTHER_PANEL}))
    waiting = ratings(None, None, closed_on=None, panel=OTHER_PANEL)
    one = person(0, {"provincial_score_centi": 9000}, reviews=[*ratings(80, 80, 80, 80, 80), *waiting])
    row = result(policy, one, run)
    assert (row["status"], row["review_sum"], row["review_count"]) == ("scored", 400, 5)


def test_ratings_of_two_panels_that_the_person_chose_are_one_review(result: Assess, policies: Policies) -> None:
    policy = policies["zhumadian-2019"]
    run = replace(RUN, panels=frozenset({PANEL, OTHER_PANEL}))
    rows = [consent("file"), consent("review"), consent("review", receiver=OTHER_PANEL)]
    reviews = [*ratings(80, 90, 100), *ratings(70, 60, panel=OTHER_PANEL)]
    row = result(policy, person(0, {"provincial_score_centi": 9000}, consents=rows, reviews=reviews), run)
    assert (row["review_sum"], row["review_count"]) == (400, 5)


# -- what was known ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known_on", "status"), [(days_before(30), "scored"), (days_before(31), "not_evaluable")])
def test_an_answer_that_came_after_what_was_known_is_no_answer(
    known_on: date, status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["household-open"]
    facts = {"residence_shown": True, "income_source_shown": True}
    one = person(0, facts, coverage=everything_asked(policy))
    assert {row["asked_on"] for row in one.coverage} == {days_before(30)}
    assert {row["asked_of"] for row in one.coverage} == {BANK}
    assert result(policy, one, replace(RUN, known_on=known_on))["status"] == status


# -- who can say that there is nothing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_of", "status"), [(BANK, "scored"), ("other-bank", "not_evaluable"), (None, "not_evaluable")], ids=str
)
@pytest.mark.parametrize("kind", ["arrears", "guarantee_called"])
def test_line_2_that_the_lender_s_own_books_hold_nothing_is_said_by_that_lender_alone(
    kind: str, asked_of: str | None, status: str, result: Assess, policies: Policies
) -> None:
    policy = policies["household-open"]
    facts = {"residence_shown": True, "income_source_shown": True}
    answers = [{**row, "asked_of": asked_of} if row["kind"] == kind else row for row in everything_asked(policy)]
    row = result(policy, person(0, facts, coverage=answers))
    assert (row["status"], bool(row["missing"])) == (status, status != "scored")


@pytest.mark.parametrize("asked_of", [BANK, "a-court", None], ids=str)
def test_that_an_authority_knows_of_nothing_counts_through_whomever_it_came(
    asked_of: str | None, result: Assess, policies: Policies
) -> None:
    policy = policies["household-open"]
    facts = {"residence_shown": True, "income_source_shown": True}
    answers = everything_asked(policy)
    others = [{**row, "asked_of": asked_of} if row["kind"] == "court_enforcement" else row for row in answers]
    assert result(policy, person(0, facts, coverage=others)) == result(policy, person(0, facts, coverage=answers))
