"""Adopted texts compiled, as runs and explanations use them. What is compiled never changes and is kept in memory."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from xiangxin.law.load import load_law
from xiangxin.office.adoption.errors import LawForbids
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.texts import folder_of
from xiangxin.policy.compiled import compiled_policy
from xiangxin.policy.model import CompiledPolicy

_KEPT = 16


def policy_of(text: PolicyText, as_of: date, jurisdiction: str) -> CompiledPolicy:
    """The text compiled by the law of ``as_of``; ``LawForbids`` where it is not admitted."""
    return _compiled(text.text_sha256, as_of, jurisdiction, load_law().hash)


@lru_cache(maxsize=_KEPT)
def _compiled(text_sha256: str, as_of: date, jurisdiction: str, _law_hash: str) -> CompiledPolicy:
    with folder_of(PolicyText.objects.get(text_sha256=text_sha256)) as folder:
        policy, _findings = compiled_policy(folder, load_law(), as_of, jurisdiction)
    if policy is None:
        raise LawForbids()
    return policy
