"""The statements of a run as they are executed: written once for a policy, a law and a run, then remembered.

What writer and executor of the statement agree upon stands here, so that executing a remembered one loads no writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version

from xiangxin.kernel.cache import remembered
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.magnitudes import policy_key
from xiangxin.scoring.tables import Explain

TOO_MUCH = "xiangxin:too_many_rows"
"""What the statement says when a person has more rows, or larger sums, than magnitudes were proven for."""


def given(table: str) -> str:
    """The view by which the statement knows an input file, wherever that lies."""
    return f"given_{table}"


def prepared_statements(policy: CompiledPolicy, run: Run, tables: Sequence[str], explain: Explain) -> tuple[str, str]:
    """As ``statement.assess_statements``."""

    def written() -> tuple[str, str]:
        # SQLGlot is needed only where nothing is remembered.
        from xiangxin.scoring.duck.statement import assess_statements  # noqa: PLC0415

        return assess_statements(policy, run, tables, explain)

    of_run = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(run).items()}
    key = [policy_key(policy), of_run, list(tables), explain, version("sqlglot")]
    return remembered("statements", key, (), written, tuple[str, str])
