"""What a result was made from and by: its frozen rows, its policy, the run as the engine knew it."""

from __future__ import annotations

from xiangxin.office.consent.queries.keeping import Receiving
from xiangxin.office.runs.frozen import unpack
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.policies import policy_of
from xiangxin.office.runs.scope import run_for
from xiangxin.office.vault.sealing import open_bytes
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonInput, Run

SEALED = "frozen_sealed"
"""The column that holds them."""


def frozen_input(result: Result, policy: CompiledPolicy) -> PersonInput | None:
    """The rows the engine read; None where they were deleted."""
    if result.frozen_sealed is None:
        return None
    return unpack(open_bytes(result.frozen_sealed, result._meta.db_table, SEALED, result.id), policy)


def policy_for(result: Result) -> CompiledPolicy:
    """The policy it was assessed by, by the law of the day it judged."""
    run = result.run
    return policy_of(run.adoption.policy, run.as_of, run.adoption.jurisdiction)


def engine_run(result: Result) -> Run:
    """The run as the interpreter needs it."""
    run = result.run
    return run_for(run.receiver, run.purpose, run.as_of, run.known_on)


def receiving(result: Result) -> Receiving:
    """By whose consents it is held."""
    return Receiving(result.run.receiver_id, result.run.purpose)
