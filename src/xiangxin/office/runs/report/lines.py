"""Which lines of a text move people against the text in force, and which make a difference for hardly anybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.office.runs.choices import Move
from xiangxin.office.runs.groups import measures
from xiangxin.office.runs.moves import Side, changed_lines, moved
from xiangxin.office.runs.report.outcome import Json, Outcome, words_of
from xiangxin.scoring import packing
from xiangxin.scoring.fairness import hidden_counts


def moves(tried: Outcome, in_force: Outcome | None) -> Json:
    """Who rises or falls against the text in force, and which lines moved how many."""
    if in_force is None:
        return {"compared": False}
    counts: Counter[str] = Counter()
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    other: Counter[str] = Counter()
    labels: dict[str, Text] = {}
    for person, after in tried.results.items():
        before = in_force.results.get(person)
        if before is None:
            continue
        move = moved(before, after)
        counts[move] += 1
        if move == Move.SAME:
            continue
        for line in changed_lines(Side(before, in_force.policy), Side(after, tried.policy)):
            labels[line.line] = line.label
            (up if line.centi > 0 else down if line.centi < 0 else other)[line.line] += 1
    least, all_moved = tried.thresholds.minimum_count, up + down + other
    lines = [
        {
            "line": line,
            "label": words_of(label),
            "more": _or_hidden(up[line], least),
            "less": _or_hidden(down[line], least),
            "otherwise": _or_hidden(other[line], least),
        }
        for line, label in sorted(labels.items(), key=lambda one: (-all_moved[one[0]], one[0]))
    ]
    exact = {str(move.value): counts[move] for move in Move}
    hidden = hidden_counts(exact, least)
    shown = {move: None if move in hidden else count for move, count in exact.items()}
    return {"compared": True, **shown, "lines": lines}


def rules(tried: Outcome) -> list[Json]:
    """Lines that make a difference for nobody, for fewer people than ``rare_rule_people``, or in one village only.

    How few is not said.
    """
    touched: dict[str, set[UUID]] = defaultdict(set)
    villages: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, Text] = {}
    for person, result in tried.results.items():
        if not result.codes:
            continue
        words = packing.layout(tried.policy).encode(result.codes)
        for answer in packing.answers(tried.policy, words, result.values):
            source = answer.line.item or answer.line.condition
            if source is None:
                continue
            labels[source.id] = source.label
            if _counts(answer):
                touched[source.id].add(person)
                villages[source.id].add(result.village_code)
    several = len({result.village_code for result in tried.results.values()}) > 1
    few = int(measures()["rare_rule_people"]["value"])
    told = []
    for line, label in sorted(labels.items()):
        number = len(touched[line])
        why = "nobody" if not number else "few" if number < few else "one_village" if len(villages[line]) == 1 else ""
        if why and (several or why != "one_village"):
            told.append({"line": line, "label": words_of(label), "why": why})
    return told


def _counts(answer: packing.Answer) -> bool:
    """Whether a line made a difference: points other than none, or a condition that is met."""
    return bool(answer.points_centi) if answer.line.item is not None else answer.code == 1


def _or_hidden(count: int, least: int) -> int | None:
    return None if 0 < count < least else count
