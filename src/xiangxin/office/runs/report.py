"""What a trial found, as counts: small ones are hidden before they come in. Of a person nothing leaves this module."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiangxin.kernel.money import half_up
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import BP_PER_UNIT
from xiangxin.law.publication import Thresholds
from xiangxin.office.runs.choices import Move
from xiangxin.office.runs.groups import GROUPS, measures, value_words
from xiangxin.office.runs.moves import Side, changed_lines, moved
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.areas import area_totals
from xiangxin.scoring.assessment import STATUSES, PersonResult
from xiangxin.scoring.fairness import (
    Group,
    HiddenFigures,
    Share,
    hidden_beside,
    hidden_counts,
    hidden_figures,
    median,
    share,
)
from xiangxin.scoring.smallcells import PublishedArea, publish

Json = dict[str, Any]
_REFUSED = frozenset({"not_eligible", "vetoed"})


@dataclass(frozen=True)
class Found:
    """Results by person under the text that is tried, and under the one in force where there is one."""

    policy: CompiledPolicy
    results: Mapping[UUID, PersonResult]
    in_force: CompiledPolicy | None
    before: Mapping[UUID, PersonResult]
    groups: Mapping[str, Mapping[UUID, str]]
    limits: bool
    thresholds: Thresholds
    place: Callable[[str], str]


def content_of(found: Found, basis: Mapping[str, object]) -> Json:
    """The whole report (format 1)."""
    return {
        "format": 1,
        "basis": dict(basis),
        "minimum": found.thresholds.minimum_count,
        "people": _people(found),
        "stars": _stars(found),
        "limits": _limits(found),
        "townships": _townships(found),
        "moves": _moves(found),
        "rules": _rules(found),
        "fairness": [row for name in GROUPS for row in _fairness(found, name)],
        "unmeasured": [
            {"id": one["id"], "what": one["what"], "why": one["why"]} for one in measures()["unmeasured"]
        ],
    }  # fmt: skip


def _people(found: Found) -> Json:
    """By status, as the published table of all areas shows the whole of them: no figure beside it gives one away."""
    county = _county(found.policy, found.results, found)
    counts = {status: county.counts[status] for status in STATUSES} if county else {}
    return {"total": county.counts["persons"] if county else None, "by_status": counts}


def _areas(policy: CompiledPolicy, results: Mapping[UUID, PersonResult], found: Found) -> tuple[PublishedArea, ...]:
    rating = next((one for one in policy.area_ratings if one.level == "village"), None)
    return publish(area_totals(policy, results.values()), rating, found.thresholds).areas


def _county(policy: CompiledPolicy, results: Mapping[UUID, PersonResult], found: Found) -> PublishedArea | None:
    return next((row for row in _areas(policy, results, found) if row.level == "county"), None)


def _shown(counts: Mapping[str, int], found: Found) -> dict[str, int | None]:
    return _without(counts, hidden_counts(counts, found.thresholds.minimum_count))


def _without(counts: Mapping[str, int], hidden: Collection[str]) -> dict[str, int | None]:
    return {name: None if name in hidden else count for name, count in counts.items()}


def _stars(found: Found) -> list[Json]:
    def counted(policy: CompiledPolicy | None, results: Mapping[UUID, PersonResult]) -> dict[str, int | None]:
        county = None if policy is None else _county(policy, results, found)
        if county is None:
            return dict.fromkeys(map(str, range(6)))
        counts = Counter(str(one.stars or 0) for one in results.values() if one.status == "scored")
        stars = {str(star): counts[str(star)] for star in range(6)}
        # Stars add up to the scored: where that is hidden, one of them is too.
        hides = hidden_counts if county.counts["scored"] is not None else hidden_beside
        return _without(stars, hides(stars, found.thresholds.minimum_count))

    now, before = counted(found.policy, found.results), counted(found.in_force, found.before)
    compared = found.in_force is not None
    return [{"stars": int(star), "people": now[star], "before": before[star] if compared else None} for star in now]


def _limits(found: Found) -> Json:
    """Sums over everybody, as published."""
    share_of = int(measures()["fund_share_basis_points"]["value"])
    now = _summed(found.policy, found.results, found)
    before = None if found.in_force is None else _summed(found.in_force, found.before, found)
    return {**now, "before": before, "fund_share_basis_points": share_of}


def _summed(policy: CompiledPolicy, results: Mapping[UUID, PersonResult], found: Found) -> Json:
    county = _county(policy, results, found)
    total = None if county is None else county.limit_fen
    return {"sum_fen": total, "fund_fen": _fund(total)}


def _rounded(fen: int, found: Found) -> int:
    step = found.thresholds.money_step_fen
    return half_up(fen, step) * step


def _fund(fen: int | None) -> int | None:
    if fen is None:
        return None
    return half_up(fen * int(measures()["fund_share_basis_points"]["value"]), BP_PER_UNIT)


def _townships(found: Found) -> list[Json]:
    """Townships out of the published table of all villages, so that no figure beside them gives one away."""
    rows = _areas(found.policy, found.results, found)
    return [
        {
            "area": row.area_code,
            "name": found.place(row.area_code),
            "people": row.counts["persons"],
            "scored": row.counts["scored"],
            "limit_fen": row.limit_fen,
            "fund_fen": _fund(row.limit_fen),
        }
        for row in rows
        if row.level == "township"
    ]


def _moves(found: Found) -> Json:
    """Who rises or falls against the text in force, and which lines moved how many."""
    if found.in_force is None:
        return {"compared": False}
    counts: Counter[str] = Counter()
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    other: Counter[str] = Counter()
    labels: dict[str, Text] = {}
    for person, after in found.results.items():
        before = found.before.get(person)
        if before is None:
            continue
        move = moved(before, after)
        counts[move] += 1
        if move == Move.SAME:
            continue
        for line in changed_lines(Side(before, found.in_force), Side(after, found.policy)):
            labels[line.line] = line.label
            (up if line.centi > 0 else down if line.centi < 0 else other)[line.line] += 1
    least = found.thresholds.minimum_count
    lines = [
        {
            "line": line,
            "label": _words(label),
            "more": _or_hidden(up[line], least),
            "less": _or_hidden(down[line], least),
            "otherwise": _or_hidden(other[line], least),
        }
        for line, label in sorted(
            labels.items(), key=lambda one: (-(up[one[0]] + down[one[0]] + other[one[0]]), one[0])
        )
    ]
    shown = _shown({str(move.value): counts[move] for move in Move}, found)
    return {"compared": True, **shown, "lines": lines}


def _or_hidden(count: int, least: int) -> int | None:
    return None if 0 < count < least else count


def _words(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def _rules(found: Found) -> list[Json]:
    """Lines that make a difference for fewer than five people, or in one village only; how few is not said."""
    touched: dict[str, set[UUID]] = defaultdict(set)
    villages: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, Text] = {}
    for person, result in found.results.items():
        if not result.codes:
            continue
        words = packing.layout(found.policy).encode(result.codes)
        for answer in packing.answers(found.policy, words, result.values):
            source = answer.line.item or answer.line.condition
            if source is None:
                continue
            labels[source.id] = source.label
            if _counts(answer):
                touched[source.id].add(person)
                villages[source.id].add(result.village_code)
    several = len({result.village_code for result in found.results.values()}) > 1
    few = int(measures()["rare_rule_people"]["value"])
    told = []
    for line, label in sorted(labels.items()):
        number = len(touched[line])
        why = "nobody" if not number else "few" if number < few else "one_village" if len(villages[line]) == 1 else ""
        if why and (several or why != "one_village"):
            told.append({"line": line, "label": _words(label), "why": why})
    return told


def _counts(answer: packing.Answer) -> bool:
    """Whether a line made a difference: points other than none, or a condition that is met."""
    return bool(answer.points_centi) if answer.line.item is not None else answer.code == 1


def _fairness(found: Found, name: str) -> list[Json]:
    by_value: dict[str, list[PersonResult]] = defaultdict(list)
    for person, value in found.groups[name].items():
        result = found.results.get(person)
        if result is not None and result.status != "no_consent":
            by_value[value].append(result)
    groups = {value: _group(people, found) for value, people in by_value.items()}
    hidden = _hidden(groups, found)
    return [
        {"group": name, "group_label": _words(GROUPS[name]), "value": value, "label": _words(value_words(value))}
        | _shares(groups[value], value, hidden)
        | _medians(by_value[value], value, hidden, found)
        for value in sorted(by_value)
    ]


def _hidden(groups: Mapping[str, Group], found: Found) -> HiddenFigures:
    """No sum over the groups may tell what the counts by status hide."""
    least, everyone = found.thresholds.minimum_count, frozenset(groups)
    county = _county(found.policy, found.results, found)
    if county is None or county.counts["no_consent"] is None:
        return HiddenFigures(everyone, everyone, everyone)
    if county.counts["persons"] is None:
        people = hidden_beside({name: one.people for name, one in groups.items()}, least)
        return HiddenFigures(people, everyone, everyone)
    known = all(county.counts[status] is not None for status in _REFUSED)
    return hidden_figures(groups, least, refused_is_known=known)


def _group(people: Sequence[PersonResult], found: Found) -> Group:
    """Every other outcome is a part too: what the two shares leave over must not give a small one away."""
    counts = Counter(str(one.status) for one in people)
    offered = sum(_is_offered(one, found) for one in people)
    rest = (counts["not_evaluable"], counts["awaiting_review"], counts["scored"] - offered)
    return Group(len(people), offered, sum(counts[status] for status in _REFUSED), rest)


def _is_offered(result: PersonResult, found: Found) -> bool:
    if result.status != "scored":
        return False
    return bool(result.limit_fen) if found.limits else bool(result.stars)


def _shares(group: Group, value: str, hidden: HiddenFigures) -> Json:
    return {
        "people": None if value in hidden.people else group.people,
        "offered": None if value in hidden.offered else _share(share(group.offered, group.people)),
        "refused": None if value in hidden.refused else _share(share(group.refused, group.people)),
    }


def _medians(rows: Sequence[PersonResult], value: str, hidden: HiddenFigures, found: Found) -> Json:
    """Of a hidden number of people only where they could be fewer by the minimum and still be enough."""
    offered = [one for one in rows if _is_offered(one, found)]
    least = found.thresholds.minimum_contributors
    if value in hidden.offered:
        least += found.thresholds.minimum_count
    enough = value not in hidden.people and len(offered) >= least
    limit = median([one.limit_fen for one in offered if one.limit_fen]) if enough else None
    rate = median([one.rate_bp for one in offered if one.rate_bp is not None]) if enough else None
    return {
        "median_limit_fen": None if limit is None else _rounded(limit, found),
        "median_rate_basis_points": rate,
    }


def _share(found: Share | None) -> Json | None:
    if found is None:
        return None
    return {"basis_points": found.basis_points, "low": found.low, "high": found.high}
