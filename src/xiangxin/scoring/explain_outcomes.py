"""How an item came out, in words: the policy's own, but that nothing is called ended that goes on, and never "none"
where there may be one. Beside a band stands the figure it was read from.
"""

from __future__ import annotations

from fractions import Fraction

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.bandwords import unit_of
from xiangxin.policy.model import BandItem, CompiledPolicy, Item, SumItem
from xiangxin.scoring.explain_records import RecordsSeen, end_field
from xiangxin.scoring.figures import Figures
from xiangxin.scoring.packing import Answer
from xiangxin.scoring.wording import percent, plainly, same, whole_yuan, word

_SINCE = frozenset({"months_since", "years_since", "days_since"})


class OutcomeWords:
    """Words for the outcomes of the items of one policy."""

    def __init__(self, policy: CompiledPolicy, law: LawPack) -> None:
        kinds = {source.name: source.kind for source in policy.records if source.table == "records"}
        self._may_be_open = {
            item.id: end_field(law.record_kinds[kinds[source]])
            for item in policy.items
            if isinstance(item, BandItem) and (source := _source_of_an_end(item.on)) in kinds
        }

    def outcome(self, item: Item, answer: Answer, seen: RecordsSeen, figures: Figures, *, none: bool) -> Text:
        """``none``: whether it may be said that there is no record at all."""
        kind = item.outcomes[answer.code].kind
        if kind in ("never", "none") and not none:
            return word("outcome.none_counted")
        said = answer.outcome if answer.outcome is not None else same("")
        if isinstance(item, SumItem) and kind == "value":
            return self._sum(answer, seen, said)
        if isinstance(item, BandItem) and kind == "band":
            return self._band(item, answer, seen, figures, said)
        return said

    def _sum(self, answer: Answer, seen: RecordsSeen, said: Text) -> Text:
        """Nothing is added up where nothing counted."""
        if not answer.points_centi:
            return word("outcome.none_counted")
        counted = len(seen.behind.get(answer.line.id, ()))
        return word("outcome.summed", count=counted) if counted else said

    def _band(self, item: BandItem, answer: Answer, seen: RecordsSeen, figures: Figures, said: Text) -> Text:
        records = seen.behind.get(item.id, ())
        if item.id in self._may_be_open and answer.code == _band_of_today(item):
            field = self._may_be_open[item.id]
            if not records:
                return word("outcome.perhaps_open", open=word(f"open.{field}"), band=said)
            if any(record.ended_on is None for record in records):
                return word(f"open.{field}")
        value = figures.get(item.on)
        if not isinstance(value, int | Fraction) or isinstance(value, bool):
            return said
        shown = _shown(item.on, Fraction(value))
        return said if shown == said else word("outcome.of_yours", outcome=said, value=shown)


def _shown(on: x.Expr, value: Fraction) -> Text:
    if on.type.kind == "money":
        return whole_yuan(value)
    if on.type.kind == "percent":
        return same(percent(value))
    if on.type.kind == "points":
        return word("points.signed", points=plainly(value))
    number, unit = plainly(value), unit_of(on)
    return Text(f"{number.zh}{unit.zh}", f"{number.en}{unit.en}")


def _source_of_an_end(on: x.Expr) -> str | None:
    """The records whose last end the time is counted from; for what has not ended the as-of date stands in."""
    if not isinstance(on, x.Call) or on.function not in _SINCE:
        return None
    (taken,) = on.arguments
    if not isinstance(taken, x.Aggregate) or taken.op != "last" or taken.value is None:
        return None
    return taken.rows.source if taken.value.type.open_ended else None


def _band_of_today(item: BandItem) -> int:
    """The code of the band that no time at all falls into."""
    return max((code for code, start in enumerate(item.starts) if start <= 0), default=0)
