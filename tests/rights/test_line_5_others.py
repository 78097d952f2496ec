"""Line 5: nobody is judged by others' records. On every engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bases.people import BANK, assessed, consent, explained, person, some_person
from xiangxin.policy.model import CompiledPolicy


@pytest.mark.parametrize("seed", range(3))
def test_line_5_changing_everybody_else_changes_nothing_of_mine(
    seed: int, engine: str, policy: CompiledPolicy, tmp_path: Path
) -> None:
    mine = [some_person(number, policy, Random(seed * 100 + number)) for number in range(0, 20, 2)]
    others = [some_person(number, policy, Random(seed * 100 + number)) for number in range(1, 20, 2)]
    changed = [some_person(number, policy, Random(7777 + seed * 100 + number)) for number in range(1, 20, 2)]
    before = assessed(engine, policy, [*mine, *others], tmp_path / "a")
    after = assessed(engine, policy, [*changed, *mine], tmp_path / "b")
    alone = assessed(engine, policy, mine, tmp_path / "c")
    for one in mine:
        assert before[one.person_id] == after[one.person_id] == alone[one.person_id]
    told = [explained(engine, tmp_path / part) for part in "abc"]
    for one in mine:
        assert told[0].get(one.person_id) == told[1].get(one.person_id) == told[2].get(one.person_id)
    assert sum(row["status"] == "scored" for row in alone.values()) >= len(mine) // 3


def test_line_5_a_member_counts_by_that_members_own_consent_only(
    engine: str, policies: dict[str, CompiledPolicy], tmp_path: Path
) -> None:
    policy = policies["household-open"]
    facts = {"residence_shown": True, "income_source_shown": True, "income_yearly_fen": 0, "debt_total_fen": 0}
    base = person(0, facts, coverage=[])
    member = person(500)
    row = {"member_id": member.person_id, "income_yearly_fen": 2_000_000}
    cases = {
        "own written consent": ([consent("file"), consent("income_property")], True),
        "oral only": ([consent("income_property", written=False)], False),
        "withdrawn": ([consent("income_property", withdrawn_on=consent("file")["from_on"])], False),
        "to another bank": ([consent("income_property", receiver="other-bank")], False),
        "none": ([], False),
    }
    kinds = {source.kind for source in policy.records if source.table == "records"}
    for position, (name, (consents, counts)) in enumerate(cases.items()):
        one = replace(
            base,
            members=[row],
            member_consents={member.person_id: consents},
            coverage=[{"kind": kind, "asked_of": BANK, "asked_on": consent("file")["from_on"]} for kind in kinds],
        )
        (result,) = assessed(engine, policy, [one], tmp_path / str(position)).values()
        assert result["status"] == "scored", name
        assert (result["limit_fen"] > 0) is counts, name
