"""Line 1: no ground, no score. On every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from bases.people import AS_OF, all_consents, asked, assessed, consent, days_before, person, some_person
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
    kinds = [source.kind for source in policy.records if source.table == "records"]
    poor = {"income_yearly_fen": 0, "debt_total_fen": 9_000_000, "residence_shown": True, "income_source_shown": True}
    told = person(0, poor, coverage=asked(*kinds))
    oral = replace(told, person_id=UUID(int=2), consents=[consent("file"), consent("income_property", written=False)])
    silent = person(
        2,
        {**poor, "income_yearly_fen": None, "debt_total_fen": None},
        consents=[consent("file"), consent("bureau")],
        coverage=asked(*kinds),
    )
    rows = assessed(engine, policy, [told, oral, silent], tmp_path)
    points = [rows[one.person_id]["system_centi"] for one in (told, oral, silent)]
    # 25 + 10 for a clean record with the lender, 20 for residence and source. Told: report asked and clean 15, income
    # band 5, ratio unknown at no income 5. Oral: no report read 10, income 10, ratio 5. Silent: 15, 10, 5.
    assert points == [8000, 8000, 8500]
    assert {rows[one.person_id]["status"] for one in (told, oral, silent)} == {"scored"}


def test_line_1_the_same_income_gives_fewer_points_when_read_than_when_withheld(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["household-open"]
    kinds = [source.kind for source in policy.records if source.table == "records"]
    facts = {"income_yearly_fen": 100_000, "debt_total_fen": 9_000_000, "residence_shown": True}
    read = person(0, facts, coverage=asked(*kinds))
    withheld = person(1, facts, coverage=asked(*kinds), consents=[consent("file"), consent("bureau")])
    rows = assessed(engine, policy, [read, withheld], tmp_path)
    # Income below 20,000: 5 read, 10 withheld; debt of ninety times income: 0 read, 5 withheld.
    assert rows[withheld.person_id]["system_centi"] - rows[read.person_id]["system_centi"] == 1000
