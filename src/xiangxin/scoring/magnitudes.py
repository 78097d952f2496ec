"""Whether whole numbers do for a policy: proven once for a policy under a law, then remembered."""

from __future__ import annotations

from xiangxin.kernel import errors, text
from xiangxin.kernel.cache import remembered
from xiangxin.kernel.errors import Finding
from xiangxin.policy.model import CompiledPolicy


def magnitudes_proven(policy: CompiledPolicy) -> tuple[Finding, ...]:
    """As ``lower.prove_magnitudes``."""

    def proven() -> tuple[Finding, ...]:
        # The lowering is needed only where nothing is remembered.
        from xiangxin.scoring.lower import prove_magnitudes  # noqa: PLC0415

        return prove_magnitudes(policy)

    return remembered("magnitudes", policy_key(policy), (text, errors), proven, tuple[Finding, ...])


def policy_key(policy: CompiledPolicy) -> list[object]:
    """What a compiled policy follows from, beside the program."""
    return [policy.content_hash, policy.law_hash, policy.law_as_of, policy.jurisdiction]
