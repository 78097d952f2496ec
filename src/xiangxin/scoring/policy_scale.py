"""What a changed scale does to lines nobody touched: where points are scaled to a total, every point is worth less
when there are more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from xiangxin.kernel.money import half_up
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.read import PolicyDocument
from xiangxin.scoring.wording import exact

_SCALE = re.compile(r"scale\(([\w\s+]+),\s*to=(\d+)\)")
"""A sum of groups scaled to a total."""


def rescaled(before: PolicyDocument, after: PolicyDocument, day: date, place: str) -> Iterator[Text]:
    """A sentence for each scale of both policies by which a point is worth something else than before."""
    was, now = _worth(before, day, place), _worth(after, day, place)
    for stage in was.keys() & now.keys():
        if was[stage] != now[stage]:
            old, new = (exact(_rounded(worth)) for worth in (was[stage], now[stage]))
            yield Text(
                f"{stage} 按满分折算：每分原值 {old}，现值 {new}；没有改动的分项也跟着变。",
                f"{stage} is scaled: a point was worth {old} and is worth {new}; items that did not change are worth "
                "something else too.",
            )


def _rounded(worth: Fraction) -> Fraction:
    """To four decimals, enough to see a change."""
    return Fraction(half_up(worth.numerator * 10_000, worth.denominator), 10_000)


def _worth(document: PolicyDocument, day: date, place: str) -> Mapping[str, Fraction]:
    """By stage, what a point is worth after scaling; nothing where the policy does not compile."""
    policy, _ = compile_policy(document, load_law(), day, place)
    if policy is None:
        return {}
    greatest = {group.id: Fraction(group.maximum_centi, 100) for group in policy.groups}
    found: dict[str, Fraction] = {}
    for block in document.root.blocks("stages"):
        written = _SCALE.search(block.get("value", str) or "")
        names = [name.strip() for name in written.group(1).split("+")] if written else []
        if written and names and all(name in greatest for name in names):
            found[block.name] = Fraction(written.group(2)) / sum(greatest[name] for name in names)
    return found
