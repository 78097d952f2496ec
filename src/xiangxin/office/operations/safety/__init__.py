"""What must hold before an office answers anybody: each unsafe setting is one finding with why and how to mend it.

A finding that blocks stops `xiangxin office serve`: it refuses, it does not warn. `xiangxin office check` lists all.
``folder``: the home and its keys · ``databases``: whether an acknowledged write survives · ``network``: who can reach
the office and how · ``care``: what an operator owes: checkpoints elsewhere, backups, administrators, space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xiangxin.kernel.errors import Finding
from xiangxin.office.operations.safety import care, databases, folder, network
from xiangxin.office.operations.safety.situation import Situation

__all__ = ["Situation", "all_findings", "blocking"]

Look = Callable[[Situation], Iterator[Finding]]
LOOKS: tuple[Look, ...] = (*folder.LOOKS, *network.LOOKS, *databases.LOOKS, *care.LOOKS)


def all_findings(situation: Situation) -> tuple[Finding, ...]:
    """Everything that is unsafe here, the folder first; a database that does not answer is not asked further."""
    return tuple(finding for look in LOOKS for finding in look(situation))


def blocking(situation: Situation) -> tuple[Finding, ...]:
    """What stops the office from starting."""
    return tuple(finding for finding in all_findings(situation) if finding.severity == "block")
