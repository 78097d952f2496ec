"""Names nobody declared that speak of a protected matter: what they mean and which rule refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck import basis
from xiangxin.policy.wordlint import matters_in


def with_basis(findings: Iterable[Finding], law: LawPack, as_of: date, jurisdiction: str) -> Iterator[Finding]:
    """``findings``, those on unknown names that mean a protected matter with its name and its rule."""
    for finding in findings:
        named = matters_in(finding.what.en.rpartition(" ")[2], law) if finding.code == "unknown_name" else ()
        protected = [matter for matter in named if law.matters[matter].absolute]
        if not protected:
            yield finding
            continue
        matter = law.matters[protected[0]].label
        verdict = law.verdict(protected[0], None, as_of, jurisdiction)
        reason = verdict.rules[0].reason
        yield replace(
            finding,
            what=Text(f"{finding.what.zh}；它说的是“{matter.zh}”", f"{finding.what.en}; it speaks of {matter.en}"),
            why=reason,
            mend=Text(
                "删去它并放到 declined：这类事项不得登记，也不得评分。",
                "Remove it and list it under declined: facts of this matter are neither registered nor scored.",
            ),
            basis=basis(verdict, law),
        )
