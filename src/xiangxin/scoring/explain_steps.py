"""What would change a line: the nearest outcome with more points, or the honest range where its fact is not known.

A step is named only where more points really follow: never for a formula, never above the cap of the group. Of a fact
that is not known it is said that it may count for less than its absence does.
"""

from __future__ import annotations

from collections.abc import Iterator

from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, Item, SumItem, TableItem, ValueItem
from xiangxin.policy.reads import names_read, reads_of
from xiangxin.scoring.figures import outside_of
from xiangxin.scoring.packing import Answer
from xiangxin.scoring.wording import joined, points, word


class StepWords:
    """Steps of one policy; ``limits``: whether the run may propose a limit."""

    def __init__(self, policy: CompiledPolicy, *, limits: bool) -> None:
        labels = {spec.name: spec.field.label for spec in policy.inputs}
        read = dict.fromkeys(_inputs_of_the_limit(policy)) if limits else {}
        self._of_limit = {name: labels[name] for name in read if name in labels}

    def step(self, item: Item, answer: Answer, *, group_full: bool) -> Text | None:
        """What would change the points of ``item``."""
        if answer.code == item.unknown_code:
            return self._supplied(item)
        assert answer.points_centi is not None
        if answer.points_centi >= item.maximum_centi:
            return None
        step = _more(item, answer, answer.points_centi)
        return word("raise.capped") if group_full and step is not None else step

    def _supplied(self, item: Item) -> Text:
        """From the least to the most that the fact may count for, and what it means for the limit."""
        low, high = known_range(item)
        span = points(low) if low == high else f"{points(low)}–{points(high)}"
        now = item.unknown_centi
        if now is None:
            return word("raise.supply_needed", range=span)
        key = "more" if low >= now else "less" if high <= now else "either"
        words = word(f"raise.supply_{key}", now=points(now), range=span)
        parts = [words, *([self._limit_words()] if self._touches_limit(item) else []), word("raise.supply_free")]
        return Text("".join(part.zh for part in parts), "".join(part.en for part in parts))

    def _touches_limit(self, item: Item) -> bool:
        return any(name in self._of_limit for name in names_read(reads_of(item)))

    def _limit_words(self) -> Text:
        return word("raise.limit", facts=joined(list(self._of_limit.values())))


def known_range(item: Item) -> tuple[int, int]:
    """The least and the most points once the fact is known, in hundredths."""
    if isinstance(item, ValueItem):
        return item.low_centi, item.high_centi
    if isinstance(item, SumItem):
        return min(0, item.minimum_centi), max(0, item.maximum_centi)
    known = [outcome.points_centi for outcome in item.outcomes[: item.unknown_code] if outcome.points_centi is not None]
    return min(known), max(known)


def _inputs_of_the_limit(policy: CompiledPolicy) -> Iterator[str]:
    limit = policy.limit
    if limit is not None:
        for formula in (*(part.value for part in limit.parts), *(value for _, value in limit.candidates)):
            yield from (node.name for node in outside_of(formula) if isinstance(node, x.InputRef))


def _more(item: Item, answer: Answer, current: int) -> Text | None:
    """The nearest outcome with more points."""
    if isinstance(item, ValueItem):
        return None
    if isinstance(item, SumItem):
        gain = max(item.each_centi)
        return word("raise.row", gain=points(gain), points=points(item.maximum_centi)) if gain > 0 else None
    better = [
        (abs(code - answer.code), outcome.points_centi, outcome.label)
        for code, outcome in enumerate(item.outcomes)
        if outcome.kind not in ("unknown", "never") and (outcome.points_centi or 0) > current
    ]
    if not better:
        return None
    if isinstance(item, TableItem) or item.outcomes[answer.code].kind == "never":
        better.sort(key=lambda entry: entry[1] or 0)
    else:
        better.sort(key=lambda entry: entry[0])
    _, reached, label = better[0]
    assert reached is not None
    return word("raise.more", outcome=label, points=points(reached), gain=points(reached - current))
