"""What can be seen of runs and results: always through the gate, of every class a result rests on, at every look."""

from xiangxin.office.runs.queries.open import (
    current_result,
    ground_of,
    open_results,
    require_open,
    run_of_viewer,
    runs_of,
)

__all__ = [
    "current_result",
    "ground_of",
    "open_results",
    "require_open",
    "run_of_viewer",
    "runs_of",
]
