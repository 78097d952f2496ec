"""The panel's part: ratings of closed rounds by panels that their person consents to be shown to."""

from __future__ import annotations

from sqlglot import exp

from xiangxin.policy.model import Review
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.consents import Consents, matches_panels
from xiangxin.scoring.duck.emit import Emitter, binary, case, cast, column, function, named, text, whole
from xiangxin.scoring.duck.prepared import TOO_MUCH
from xiangxin.scoring.duck.sources import PerPerson, read
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import Arena

_FIELD = 40
"""Bits of one field of a review's total: more rows than that no table has."""


def reviews(review: Review, run: Run, consents: Consents) -> PerPerson:
    """Sum and count of the valid ratings of closed rounds, and whether a round is open, of panels shown the file.

    The three come from one total of 128 bits: the ratings lowest, their number in the middle, open rounds on top.
    """
    emitter, arena = Emitter(), Arena()
    key, panel = "q_person_id", arena.column("q_panel", "text")
    stored = {key: "person_id", "q_panel": "panel", "q_rating": "rating", "q_closed_on": "closed_on"}
    rows = (
        exp.Select().select(exp.Star()).from_(read("reviews", stored, integers=["q_rating"]).subquery("s"), copy=False)
    )
    if matches_panels(run):
        shown: list[exp.Expr | None] = [None]
        rows = consents.shown_rows(rows)
        own: list[exp.Expr | None] = [None]
    else:
        panels = consents.shown()
        shown = list(panels.values())
        rows = rows.where(emitter.expression(arena.one_of(panel, list(panels))), copy=False)
        # Where there is one panel, the filter has said so already.
        equal = [emitter.expression(arena.compare("==", panel, arena.const(name, "text"))) for name in panels]
        own = [None] if len(equal) == 1 else list(equal)
    totals = [named(exp.Sum(this=_counted(review, run, mine)), f"q_total{number}") for number, mine in enumerate(own)]
    relation = (
        exp.Select()
        .select(column(key), *totals, copy=False)
        .from_(rows.subquery("q", copy=False), copy=False)
        .group_by(column(key), copy=False)
    )
    return PerPerson(relation, key, _review_answers(shown))


def _counted(review: Review, run: Run, own: exp.Expr | None) -> exp.Expr:
    """What one row adds to the total."""
    emitter, arena = Emitter(), Arena()
    closed_on, rating = arena.column("q_closed_on", "date"), arena.column("q_rating", "int")
    closed = arena.compare("<=", closed_on, arena.const(run.as_of, "date"))
    low, high = arena.whole(review.low), arena.whole(review.high)
    valid = arena.both(closed, arena.compare(">=", rating, low), arena.compare("<=", rating, high))
    one = binary(exp.Add, cast(column("q_rating"), _WIDE), _wide(1 << _FIELD))
    branches = [
        (emitter.expression(valid), one),
        (emitter.expression(closed), _wide(0)),
    ]
    counted = case(branches, _wide(1 << 2 * _FIELD))
    return counted if own is None else case([(own, counted)], _wide(0))


_WIDE = "HUGEINT"


def _wide(value: int) -> exp.Expr:
    return cast(exp.Literal.number(value), _WIDE)


def _review_answers(shown: list[exp.Expr | None]) -> dict[str, exp.Expr]:
    """The three answers, over the panels that the person consents to."""
    total: exp.Expr = _wide(0)
    for number, may in enumerate(shown):
        part: exp.Expr = exp.Coalesce(this=column(f"q_total{number}"), expressions=[_wide(0)])
        part = part if may is None else case([(may, part)], _wide(0))
        total = part if number == 0 else binary(exp.Add, total, part)

    def field_at(position: int) -> exp.Expr:
        shifted = binary(exp.BitwiseRightShift, total.copy(), exp.Literal.number(position * _FIELD))
        return cast(binary(exp.BitwiseAnd, shifted, _wide((1 << _FIELD) - 1)), "BIGINT")

    count = field_at(1)
    too_many = cast(function("error", text(TOO_MUCH)), "BIGINT")
    return {
        names.REVIEW_COUNT: case([(binary(exp.LTE, count, whole(names.ROWS_AT_MOST)), count.copy())], too_many),
        names.REVIEW_SUM: field_at(0),
        names.REVIEW_OPEN: binary(exp.GTE, total.copy(), _wide(1 << 2 * _FIELD)),
    }
