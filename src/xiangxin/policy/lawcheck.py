"""Every line of a policy against the law pack: a verdict each, and findings that say on which text it rests.

It must never admit what the pack does not admit, and never soften a refusal: there is no switch here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xiangxin.kernel.errors import Finding, Location
from xiangxin.law.model import Use, Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.expressions import Expr, Records
from xiangxin.policy.model import CompiledPolicy

LineKind = Literal["item", "condition", "input", "record", "value", "part", "rate"]


@dataclass(frozen=True, slots=True)
class LawLine:
    """What the law check must know of one line.

    A line that touches several matters is given once per matter under the same ``id``. ``use`` is ``None`` for
    inputs, records and values, which are read for some use elsewhere. ``matter`` is empty for a line that is about no
    fact (a stage, a group): only the word lint reads it.
    """

    id: str
    use: Use | None
    matter: str
    words: tuple[str, ...]
    at: Location
    kind: LineKind
    of: Literal["credit", "product"] = "credit"


def check_law(
    lines: Sequence[LawLine], law: LawPack, as_of: date, jurisdiction: str
) -> tuple[dict[str, Verdict], tuple[Finding, ...]]:
    """The verdict of each line id (the strictest, where a line touches several matters) and the findings."""
    raise NotImplementedError


def matters_read(
    expr: Expr | Records, inputs: Mapping[str, str], sources: Mapping[str, str], law: LawPack
) -> tuple[str, ...]:
    """The matters a formula touches, in order of appearance.

    ``inputs``: input name → matter. ``sources``: record source name → record kind (``"members"`` for the child table).
    An upper bound on age is the matter ``age_limit``; a filter on an enum with values of their own matter names the
    matters of the values it lets through, an unfiltered read those of all values.
    """
    raise NotImplementedError


def check_structure(policy: CompiledPolicy, law: LawPack) -> tuple[Finding, ...]:
    """The rules that need the assembled policy: consent never in the worst band, civic only adds, nobody by others' records."""
    raise NotImplementedError
