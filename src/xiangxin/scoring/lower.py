"""Proof that whole numbers do: every intermediate result of a policy fits 64 bits, or a finding names the line.

The compiler asks for the findings; the SQL engine asks for the program, and gets none that is not proven.
"""

from __future__ import annotations

from datetime import date, timedelta

from xiangxin.kernel.errors import CheckFailed, Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.lowering.arena import Overflow
from xiangxin.scoring.lowering.program import Program, build_program

MESSAGES = Messages("xiangxin.scoring.lowering")


def lower(policy: CompiledPolicy, run: Run) -> Program:
    """The policy as whole-number nodes for one run; ``CheckFailed`` with all findings when something is not proven."""
    program = build_program(policy, run)
    findings = _findings(policy, program.arena.overflows)
    if findings:
        raise CheckFailed(findings)
    return program


def prove_magnitudes(policy: CompiledPolicy) -> tuple[Finding, ...]:
    """What cannot be proven to fit 64 bits, from declared ranges and points, whatever day a run is as of."""
    overflows: list[Overflow] = []
    for on in _days_that_differ(policy):
        overflows += build_program(policy, _widest_run(policy, on)).arena.overflows
    return _findings(policy, overflows)


def _days_that_differ(policy: CompiledPolicy) -> list[date]:
    """One day for each set of values the dated parameters can have: a finer value may need a larger number."""
    changes = {begins_on for parameter in policy.parameters for begins_on, _ in parameter.values}
    before = {min(changes) - timedelta(days=1)} if changes else set()
    days = sorted({policy.law_as_of, *changes, *before})
    by_values = {tuple(parameter.at(day) for parameter in policy.parameters): day for day in days}
    return list(by_values.values())


def _widest_run(policy: CompiledPolicy, on: date) -> Run:
    """A run that keeps out no kind of record: where a catalogue lacks a code, the sums over that kind are empty."""
    any_one = frozenset({""})
    catalogue = frozenset(source.gates.catalogue_code for source in policy.records)
    return Run("", "", panels=any_one, as_of=on, known_on=on, catalogue=catalogue, written=frozenset())


def _findings(policy: CompiledPolicy, overflows: list[Overflow]) -> tuple[Finding, ...]:
    """One finding a line, with the largest magnitude met in it."""
    largest: dict[str, int] = {}
    for overflow in overflows:
        largest[overflow.line] = max(overflow.magnitude, largest.get(overflow.line, 0))
    places = _places(policy)
    return tuple(
        MESSAGES.tell(
            "magnitude_not_proven",
            places.get(line, Location(policy.id)),
            line=line,
            digits=len(str(magnitude)),
        )
        for line, magnitude in largest.items()
    )


def _places(policy: CompiledPolicy) -> dict[str, Location]:
    """Where each line that is lowered stands in the file."""
    found = {line.id: line.origin.at for line in (*policy.eligibility, *policy.vetoes)}
    found |= {group.id: group.origin.at for group in policy.groups}
    found |= {item.id: item.origin.at for item in policy.items}
    found |= {stage.id: stage.origin.at for stage in policy.stages}
    if policy.limit is not None:
        found |= {part.id: part.origin.at for part in policy.limit.parts}
        found["limit"] = policy.limit.origin.at
    if policy.rate is not None:
        found["rate"] = policy.rate.origin.at
    return found
