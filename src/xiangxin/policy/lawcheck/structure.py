"""The whole policy against the line: rules that no single line can break or keep by itself."""

from __future__ import annotations

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck.civic import check_civic
from xiangxin.policy.lawcheck.consent import check_consent
from xiangxin.policy.lawcheck.fairness import check_areas, check_opaque, check_others, check_review, check_sources
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.lawcheck.vetoes import check_vetoes
from xiangxin.policy.model import CompiledPolicy


def check_structure(policy: CompiledPolicy, law: LawPack) -> tuple[Finding, ...]:
    """All findings about the assembled policy, in the order of the checks."""
    reach = Reach(policy)
    return (
        *check_consent(policy, reach, law),
        *check_civic(policy, reach),
        *check_others(policy, reach, law),
        *check_areas(policy, reach),
        *check_opaque(policy, reach),
        *check_sources(policy),
        *check_vetoes(policy, law),
        *check_review(policy, reach),
    )
