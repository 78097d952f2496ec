"""The whole policy against the line: rules that no single line can break or keep by itself."""

from __future__ import annotations

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck.ability import check_ability
from xiangxin.policy.lawcheck.adverse import check_adverse, check_unknown
from xiangxin.policy.lawcheck.civic import check_civic, check_good_signs, check_members, check_points
from xiangxin.policy.lawcheck.consent import check_consent
from xiangxin.policy.lawcheck.fairness import (
    check_areas,
    check_equal_values,
    check_opaque,
    check_places,
    check_review,
    check_sources,
)
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.lawcheck.vetoes import check_vetoes
from xiangxin.policy.model import CompiledPolicy


def check_structure(policy: CompiledPolicy, law: LawPack) -> tuple[Finding, ...]:
    """All findings about the assembled policy, in the order of the checks."""
    reach = Reach(policy)
    return (
        *check_places(reach),
        *check_consent(policy, reach, law),
        *check_civic(policy, reach, law),
        *check_ability(policy, reach, law),
        *check_adverse(policy, reach, law),
        *check_unknown(policy),
        *check_good_signs(policy, reach, law),
        *check_members(policy, reach, law),
        *check_points(policy, reach),
        *check_areas(reach),
        *check_opaque(policy, reach),
        *check_sources(policy),
        *check_equal_values(policy, reach),
        *check_vetoes(policy, reach, law),
        *check_review(policy, reach, law),
    )
