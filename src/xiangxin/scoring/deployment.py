"""Who a run is for, and whether it may be: purpose and receiver against the kind of deployment.

The closed list of purposes, and which are open to whom, is law data. Nothing here knows a default: where people are
real, purpose and receiver are named by whoever starts the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.errors import Finding, Location
from xiangxin.law.pack import LawPack
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.messages import tell

LIMIT = "limit"
"""The output of a purpose and of a kind of deployment that carries limit, rate and certificate."""


@dataclass(frozen=True, slots=True)
class RunScope:
    """What a run must know of a deployment. ``file`` is what findings call the deployment file."""

    deployment: str
    kind: str
    jurisdiction: str
    county: str
    controller: str
    receivers: frozenset[str]
    panels: frozenset[str]
    file: str = "deployment.yaml"


def check_scope(scope: RunScope, purpose: str, receiver: str, law: LawPack) -> tuple[Finding, ...]:
    """Everything that forbids a run for this purpose and receiver in this deployment."""
    return tuple(_forbidding(scope, purpose, receiver, law))


def _forbidding(scope: RunScope, purpose: str, receiver: str, law: LawPack) -> Iterator[Finding]:
    where = Location(scope.file)
    scoring_purposes = [entry.id for entry in law.purposes.values() if entry.scores]
    kind = law.deployment_kinds.get(scope.kind)
    if purpose not in law.purposes:
        yield tell("purpose_unknown", where, purpose=purpose, purposes=", ".join(scoring_purposes))
    elif not law.purposes[purpose].scores:
        yield tell("purpose_scores_nobody", where, purpose=purpose, purposes=", ".join(scoring_purposes))
    elif kind is not None and purpose not in kind.purposes:
        yield tell("purpose_not_open", where, purpose=purpose, kind=kind.label, reason=kind.reason)
    if kind is None:
        yield tell("deployment_kind_unknown", where, kind=scope.kind, kinds=", ".join(law.deployment_kinds))
    if receiver not in scope.receivers:
        yield tell("receiver_unknown", where, receiver=receiver, receivers=", ".join(sorted(scope.receivers)))
    elif kind is not None and not kind.supplies_others and receiver != scope.controller:
        yield tell("receiver_is_another", where, receiver=receiver, kind=kind.label, reason=kind.reason)


def run_of(scope: RunScope, purpose: str, receiver: str, as_of: date, known_on: date, law: LawPack) -> Run:
    """The run itself; ``check_scope`` has found nothing against it."""
    proposes = {*law.purposes[purpose].proposes} & {*law.deployment_kinds[scope.kind].outputs}
    return Run(
        purpose=purpose,
        receiver=receiver,
        panels=scope.panels,
        as_of=as_of,
        known_on=known_on,
        catalogue=law.catalogue_codes(as_of),
        written=frozenset(law.written_consents),
        limits=LIMIT in proposes,
    )
