"""Records that a gate kept out, counted for those who may know of them.

The person is told each one on the page (``explain_records``). Lender and screen get counts, and of what belongs to the
person alone (a dispute, a seal, a childhood, what is over) no more than that, whatever else keeps the record out.
Counting changes no point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.wording import joined, word

OTHERWISE = "otherwise"
"""Stands for the gates that are told to the person alone."""


def not_counted(results: Iterable[PersonResult]) -> dict[UUID, dict[str, int]]:
    """For the lender: by person and gate, how many records were kept out; gates of the person alone are left out.

    ``results`` come from the interpreter, which names every record it kept out; who has none is not in the answer.
    """
    found = {result.person_id: _kept_out(result) for result in results}
    return {
        person_id: shown
        for person_id, gates in found.items()
        if (shown := {gate: count for gate, count in sorted(gates.items()) if gate != OTHERWISE})
    }


def reason(gate: str) -> Text:
    """The reason of a gate, as it may stand in a list."""
    return word(f"gate.{gate}")


def summary(results: Iterable[PersonResult]) -> tuple[Mapping[str, int], Text] | None:
    """For the screen of a run: all records kept out by reason, most frequent first, and that in one sentence."""
    gates: Counter[str] = Counter()
    for result in results:
        for gate, count in _kept_out(result).items():
            gates[gate] += count
    if not gates:
        return None
    ordered = dict(sorted(gates.items(), key=lambda entry: (entry[0] == OTHERWISE, -entry[1], entry[0])))
    told = joined([word("run.not_counted_one", reason=reason(gate), count=count) for gate, count in ordered.items()])
    return ordered, word("run.not_counted", count=gates.total(), reasons=told)


def _kept_out(result: PersonResult) -> Counter[str]:
    """By gate, each record once, though several sources of a policy may read its kind.

    Every gate of the person alone is asked: a sealed record shows by no other gate that comes first.
    """
    if result.under_age:
        return Counter()
    private = {row.row_id for row in result.excluded if row.private}
    kept_out = {(row.row_id, OTHERWISE if row.row_id in private else row.gate) for row in result.excluded}
    return Counter(gate for _, gate in kept_out)
