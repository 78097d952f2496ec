"""Bands over the latest or earliest date (or least, greatest number) of records, decided row by row.

Whether the value of a band item reaches a start is the same as whether some row does, because time elapsed falls as
the date rises. So such an item needs flags only, and the policy can keep the packed plan.
"""

from __future__ import annotations

from xiangxin.policy import expressions as x
from xiangxin.policy.model import BandItem
from xiangxin.scoring.lowering.aggregates import Aggregates
from xiangxin.scoring.lowering.arena import Node


def reached_by_rows(item: BandItem, aggregates: Aggregates) -> tuple[list[Node], Node] | None:
    """Per start after the first whether it is reached (where known and not never), and whether the value is known.

    ``None`` when the item is not of this form.
    """
    expr: x.Expr = item.on
    elapsed: str | None = None
    if isinstance(item.on, x.Call) and item.on.function in ("age", "years_since", "months_since", "days_since"):
        expr, elapsed = item.on.arguments[0], item.on.function
    if not isinstance(expr, x.Aggregate) or expr.op not in ("min", "max", "first", "last"):
        return None
    # The aggregate takes the greatest row; time elapsed turns the order round.
    some_row_decides = (expr.op in ("max", "last")) != (elapsed is not None)
    reached: list[Node] = []
    for start in item.starts[1:]:
        row_reaches = aggregates.row_compares(expr, elapsed, ">=" if some_row_decides else "<", start)
        reached.append(row_reaches if some_row_decides else aggregates.arena.negation(row_reaches))
    return reached, aggregates.known(expr)
