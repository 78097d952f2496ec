"""What a file has to hold so that it can be assessed: what the policy reads, and who answers for each.

Nothing here is about a person. That nobody was asked yet says nothing of anybody, and costs nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from xiangxin.kernel.dates import add_months
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.load import load_law
from xiangxin.law.model import Supplier
from xiangxin.office.creditfile.registry import BIRTH, classes_of
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.shipped import shipped_policies

FILE = Path(__file__).parent / "data" / "complete.yaml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of fact that the policy reads. ``classes``: the consents it needs, all of them.

    ``record``: a record, or an answer that there is none, not older than ``within_months`` where that is said.
    """

    kind: str
    label: Text
    classes: frozenset[str]
    supplied_by: Supplier
    record: bool
    within_months: int | None = None

    def has(self, held: Iterable[str], answered: Mapping[str, date], on: date) -> bool:
        """Whether it is there: among the kinds that are ``held``, or last asked and ``answered`` in time."""
        if self.kind in held:
            return True
        asked_on = answered.get(self.kind) if self.record else None
        if asked_on is None:
            return False
        return self.within_months is None or asked_on >= add_months(on, -self.within_months)


def wanted(on: date) -> tuple[Wanted, ...]:
    """What the policy reads by the law of ``on``; nothing where it is not lawful on that day."""
    return _wanted(on, str(settings.HOME.jurisdiction))


@lru_cache(maxsize=4)
def _wanted(on: date, jurisdiction: str) -> tuple[Wanted, ...]:
    law = load_law()
    policy, _ = compile_policy(shipped_policies()[_policy()], law, on, jurisdiction)
    if policy is None:
        return ()
    found = [
        Wanted(one.field.id, one.field.label, frozenset(classes_of(one.field.id, on)), one.field.supplied_by, False)
        for one in policy.inputs
        if one.field.id != BIRTH
    ]
    for source in policy.records:
        kind = law.record_kinds.get(source.kind)
        if kind is not None:
            classes = frozenset(classes_of(kind.id, on))
            found.append(Wanted(kind.id, kind.label, classes, kind.supplied_by, True, source.within_months))
    return tuple(found)


@cache
def _policy() -> str:
    node, findings = read_yaml(FILE.read_text("utf-8"), FILE.name)
    assert node is not None, findings
    return str(cast("dict[str, Any]", plain(node))["policy"])
