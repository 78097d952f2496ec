"""Words against matter: what a line calls itself must be what it is declared to be about.

Reads ids, labels, sources, enum values, options, table keys and parameter names, looks through disguises, and must
never let a protected matter pass under another name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck import LawLine


def lint(lines: Sequence[LawLine], law: LawPack, answers: Collection[str] = ()) -> tuple[Finding, ...]:
    """Findings for every disagreement between the words and the declared matters of a line id.

    ``answers``: ids of lines for which a second person's answer is recorded; it lifts a disagreement (the finding
    becomes a note), never for absolutely protected matters.
    """
    raise NotImplementedError
