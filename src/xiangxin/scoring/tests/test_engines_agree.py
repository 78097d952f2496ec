"""Two engines, one meaning: the SQL engine's files equal the interpreter's, for generated policies and people."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.lower import lower, prove_magnitudes
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.tables import Explain
from xiangxin.scoring.tabular import interpret_tables
from xiangxin.scoring.tests.generated.policies import compiled_policies
from xiangxin.scoring.tests.generated.tables import EARLIER, RUN, write_tables


def rows_of(path: Path, key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in pq.read_table(path).to_pylist()}


def columns_of(path: Path) -> list[tuple[str, str]]:
    return [(field.name, str(field.type)) for field in pq.read_schema(path)]


def assert_same_files(policy: CompiledPolicy, paths: TablePaths, folder: Path, explain: Explain, run: Any) -> None:
    """Both engines write the same rows and columns; people of every status are compared."""
    by_sql, by_person = folder / "sql", folder / "python"
    by_sql.mkdir()
    by_person.mkdir()
    counts = interpret_tables(policy, run, paths, by_person, explain)
    assert score_tables(policy, run, paths, by_sql, explain) == counts
    names = ["results", "areas", *(["explanations"] if explain != "none" else [])]
    assert sorted(p.name for p in by_sql.iterdir()) == sorted(f"{name}.parquet" for name in names)
    for name in names:
        key = "area_code" if name == "areas" else "person_id"
        one, other = by_sql / f"{name}.parquet", by_person / f"{name}.parquet"
        assert columns_of(one) == columns_of(other), name
        assert rows_of(one, key) == rows_of(other, key), name


PANELS = [frozenset({"panel-1"}), RUN.panels, frozenset(f"panel-{number}" for number in range(1, 7))]
"""One, few and many: ratings are matched with the consents to their panels in different ways."""


def check(policy: CompiledPolicy, seed: int, people: int, explain: Explain, *, limits: bool) -> None:
    assume(not prove_magnitudes(policy))
    run = replace(EARLIER if seed % 4 == 0 else RUN, limits=limits, panels=PANELS[seed % 3])
    program = lower(policy, run)
    event("wide" if program.row_pass.totals else "packed" if program.row_pass.flags else "no records")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_tables(folder, policy, seed, people)
        assert_same_files(policy, paths, folder, explain, run)


EXAMPLES = {
    "policy": compiled_policies(),
    "seed": st.integers(0, 2**32),
    "people": st.integers(1, 14),
    "explain": st.sampled_from(["none", "packed", "full"]),
    "limits": st.sampled_from([True, True, True, False]),
}


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(**EXAMPLES)
def test_both_engines_write_the_same_for_any_policy(
    policy: CompiledPolicy, seed: int, people: int, explain: Explain, limits: bool
) -> None:
    check(policy, seed, people, explain, limits=limits)


@pytest.mark.proof
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(**EXAMPLES)
def test_long_search_for_a_policy_on_which_the_engines_differ(
    policy: CompiledPolicy, seed: int, people: int, explain: Explain, limits: bool
) -> None:
    check(policy, seed, people, explain, limits=limits)
