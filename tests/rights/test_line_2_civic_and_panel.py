"""Line 2: civic facts only add, and the panel costs nobody a tier. On every engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bases.people import AS_OF, RUN, assessed, days_before, person, ratings, record, some_person
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import STATUSES, PersonInput, PersonResult
from xiangxin.scoring.interpret import Interpreter

CIVIC = ("moral_model", "good_person", "civilised_family", "beautiful_courtyard", "veteran", "honest_borrower")
LEVELS = ("village", "township", "county", "city", "province", "nation")


def honour(number: int, category: str, level: str) -> dict[str, object]:
    return {**record(number, "honour", category=category, level=level, happened_on=days_before(100))}


def not_worse(before: PersonResult, after: PersonResult) -> bool:
    """Status, stars and limit did not fall, the rate did not rise."""
    return (
        STATUSES.index(after.status) >= STATUSES.index(before.status)
        and (after.stars or 0) >= (before.stars or 0)
        and (after.limit_fen or 0) >= (before.limit_fen or 0)
        and (before.rate_bp is None or (after.rate_bp is not None and after.rate_bp <= before.rate_bp))
    )


def without_honours(one: PersonInput) -> PersonInput:
    return replace(one, records=[row for row in one.records if row["kind"] != "honour"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), category=st.sampled_from(CIVIC), level=st.sampled_from(LEVELS))
def test_line_2_adding_any_civic_fact_never_worsens_anyone(
    seed: int, category: str, level: str, policy: CompiledPolicy
) -> None:
    interpreter = Interpreter(policy, RUN)
    one = some_person(seed % 1000, policy, Random(seed))
    more = replace(one, records=[*one.records, honour(99, category, level)])
    assert not_worse(interpreter.assess(one), interpreter.assess(more))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_line_2_without_any_civic_fact_status_stars_and_rate_stand(seed: int, policy: CompiledPolicy) -> None:
    interpreter = Interpreter(policy, RUN)
    one = some_person(seed % 1000, policy, Random(seed))
    with_honours, bare = interpreter.assess(one), interpreter.assess(without_honours(one))
    assert (bare.status, bare.stars) == (with_honours.status, with_honours.stars)
    if policy.id != "jinxiang-2022":
        # There all points, honours too, propose a better rate (J9); having none leaves the rate at its cap.
        assert bare.rate_bp == with_honours.rate_bp
    base = "first" if policy.id == "jinxiang-2022" else "base"
    if base in with_honours.parts:
        assert bare.parts[base] == with_honours.parts[base]


def test_line_2_civic_facts_on_both_engines(engine: str, policy: CompiledPolicy, tmp_path: Path) -> None:
    people = [some_person(number, policy, Random(number + 500)) for number in range(60)]
    more = [
        replace(one, records=[*one.records, honour(5000 + n, CIVIC[n % len(CIVIC)], LEVELS[n % len(LEVELS)])])
        for n, one in enumerate(people)
    ]
    before, after = assessed(engine, policy, people, tmp_path / "a"), assessed(engine, policy, more, tmp_path / "b")
    for key, row in before.items():
        assert STATUSES.index(after[key]["status"]) >= STATUSES.index(row["status"])
        assert (after[key]["stars"] or 0) >= (row["stars"] or 0)
        assert (after[key]["limit_fen"] or 0) >= (row["limit_fen"] or 0)
        assert row["rate_bp"] is None or after[key]["rate_bp"] <= row["rate_bp"]
    scored = [key for key, row in before.items() if row["status"] == "scored"]
    assert len(scored) >= len(people) // 2
    if any(source.kind == "honour" for source in policy.records):
        assert any((after[key]["limit_fen"] or 0) > (before[key]["limit_fen"] or 0) for key in scored)


def test_line_2_a_panel_of_zeros_never_costs_a_tier_and_nobody_waits(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["zhumadian-2019"]
    scores = list(range(7000, 10_001, 50))
    alone = [person(n, {"provincial_score_centi": score}) for n, score in enumerate(scores)]
    zeros = [replace(one, reviews=ratings(0, 0, 0, 0, 0, 0, 0)) for one in alone]
    before, after = assessed(engine, policy, alone, tmp_path / "a"), assessed(engine, policy, zeros, tmp_path / "b")
    for one in alone:
        key = one.person_id
        assert after[key]["status"] == "scored"
        assert after[key]["stars"] == before[key]["stars"]
        lowered = before[key]["stars"] > 0
        assert after[key]["flags"] == ("review_would_lower" if lowered else "")


def test_line_2_while_a_round_is_open_the_person_waits_and_the_system_part_stands(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["zhumadian-2019"]
    one = person(0, {"provincial_score_centi": 9000}, reviews=ratings(None, None, 80, closed_on=None))
    later = person(1, {"provincial_score_centi": 9000}, reviews=ratings(80, 80, 80, 80, 80, closed_on=AS_OF))
    rows = assessed(engine, policy, [one, later], tmp_path)
    waiting, closed = rows[one.person_id], rows[later.person_id]
    assert (waiting["status"], waiting["system_centi"], waiting["total_centi"]) == ("awaiting_review", 9000, None)
    assert closed["status"] == "scored"
