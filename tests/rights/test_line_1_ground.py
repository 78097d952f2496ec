"""Line 1: no ground, no score. On every engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from bases.people import AS_OF, all_consents, assessed, consent, days_before, person, some_person
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import Row


def test_line_1_empty_consents_and_nobody_is_scored(engine: str, policy: CompiledPolicy, tmp_path: Path) -> None:
    people = [some_person(number, policy, Random(number)) for number in range(40)]
    stripped = [person(n, dict(one.fields), consents=[], records=one.records) for n, one in enumerate(people)]
    rows = assessed(engine, policy, stripped, tmp_path)
    assert {row["status"] for row in rows.values()} == {"no_consent"}
    assert len(rows) == 40
    kept = {"person_id", "household_id", "village_code", "status", "missing", "ineligible", "vetoes", "flags"}
    for row in rows.values():
        left = {name: value for name, value in row.items() if name not in kept | {"calibration"}}
        assert set(left.values()) == {None}


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "after_loan"},
        {"receiver": "other-bank"},
        {"field_class": "contact"},
        {"notice_delivered_on": None},
        {"notice_delivered_on": days_before(10), "from_on": days_before(20)},
        {"from_on": date(2026, 7, 1), "notice_delivered_on": date(2026, 6, 1)},
        {"from_on": None},
        {"to_on": days_before(1)},
        {"withdrawn_on": days_before(1)},
        {"withdrawn_on": date(2026, 12, 24)},
    ],
    ids=str,
)
def test_line_1_a_consent_that_is_not_for_this_run_today_grounds_nothing(
    change: Row, engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["household-open"]
    others = [row for row in all_consents() if row["field_class"] != "file"]
    people = [person(0, consents=[{**consent("file"), **change}, *others]), person(1)]
    rows = assessed(engine, policy, people, tmp_path)
    assert rows[people[0].person_id]["status"] == "no_consent"
    assert rows[people[1].person_id]["status"] != "no_consent"


@pytest.mark.parametrize(
    "change", [{"to_on": AS_OF}, {"from_on": AS_OF}, {"written": False}, {"channel": None}], ids=str
)
def test_line_1_the_first_and_the_last_day_of_a_consent_count(
    change: Row, engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    people = [person(0, consents=[consent("file", **change)])]
    (row,) = assessed(engine, policies["household-open"], people, tmp_path).values()
    assert row["status"] != "no_consent"


def test_line_1_nobody_consents_for_another_of_the_household(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    people = [person(0), person(1, consents=[])]
    assert people[0].household_id == people[1].household_id
    rows = assessed(engine, policies["household-open"], people, tmp_path)
    assert rows[people[1].person_id]["status"] == "no_consent"


def test_line_1_without_written_consent_income_is_unknown_and_never_the_worst_band(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["household-open"]
    poor = {"income_yearly_fen": 0, "debt_total_fen": 9_000_000, "residence_shown": True, "income_source_shown": True}
    told = person(0, poor)
    oral = person(1, poor, consents=[consent("file"), consent("income_property", written=False)])
    silent = person(2, {**poor, "income_yearly_fen": None, "debt_total_fen": None}, consents=[consent("file")])
    rows = assessed(engine, policy, [told, oral, silent], tmp_path)
    points = {one.person_id: rows[one.person_id]["system_centi"] for one in (told, oral, silent)}
    assert points[oral.person_id] == points[silent.person_id]
    if points[told.person_id] is not None:
        assert points[oral.person_id] > points[told.person_id]
