"""How the values of a group fare under a text: shares of who is offered and who is refused, and what is offered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from xiangxin.kernel.money import half_up
from xiangxin.office.runs.groups import GROUPS, value_words
from xiangxin.office.runs.report.outcome import Json, Outcome, words_of
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.fairness import Group, HiddenFigures, Share, hidden_beside, hidden_figures, median, share

_REFUSED = frozenset({"not_eligible", "vetoed"})


def rows(tried: Outcome, groups: Mapping[str, Mapping[UUID, str]], *, limits: bool) -> list[Json]:
    """Every value of every group."""
    return [row for name in GROUPS for row in _Comparison(tried, name, groups[name], limits).rows()]


@dataclass(frozen=True)
class _Comparison:
    """One group: its people by its values, and which of their figures stay hidden."""

    tried: Outcome
    name: str
    values: Mapping[UUID, str]
    limits: bool

    @cached_property
    def _by_value(self) -> Mapping[str, Sequence[PersonResult]]:
        found: dict[str, list[PersonResult]] = defaultdict(list)
        for person, value in self.values.items():
            result = self.tried.results.get(person)
            if result is not None and result.status != "no_consent":
                found[value].append(result)
        return found

    @cached_property
    def _counted(self) -> Mapping[str, Group]:
        return {value: self._group(people) for value, people in self._by_value.items()}

    @cached_property
    def _hidden(self) -> HiddenFigures:
        """No sum over the values may tell what the counts by status hide."""
        least, everyone, county = self.tried.thresholds.minimum_count, frozenset(self._counted), self.tried.county
        if county is None or county.counts["no_consent"] is None:
            return HiddenFigures(everyone, everyone, everyone)
        if county.counts["persons"] is None:
            people = hidden_beside({value: one.people for value, one in self._counted.items()}, least)
            return HiddenFigures(people, everyone, everyone)
        known = all(county.counts[status] is not None for status in _REFUSED)
        return hidden_figures(self._counted, least, refused_is_known=known)

    def rows(self) -> list[Json]:
        """Each value, with what may be shown of it."""
        return [
            {
                "group": self.name,
                "group_label": words_of(GROUPS[self.name]),
                "value": value,
                "label": words_of(value_words(value)),
                **self._shares(value),
                **self._medians(value),
            }
            for value in sorted(self._by_value)
        ]

    def _group(self, people: Sequence[PersonResult]) -> Group:
        """Every other outcome is a part too: what the two shares leave over must not give a small one away."""
        counts = Counter(str(one.status) for one in people)
        offered = sum(map(self._is_offered, people))
        rest = (counts["not_evaluable"], counts["awaiting_review"], counts["scored"] - offered)
        return Group(len(people), offered, sum(counts[status] for status in _REFUSED), rest)

    def _is_offered(self, result: PersonResult) -> bool:
        if result.status != "scored":
            return False
        return bool(result.limit_fen) if self.limits else bool(result.stars)

    def _shares(self, value: str) -> Json:
        group, hidden = self._counted[value], self._hidden
        return {
            "people": None if value in hidden.people else group.people,
            "offered": None if value in hidden.offered else _written(share(group.offered, group.people)),
            "refused": None if value in hidden.refused else _written(share(group.refused, group.people)),
        }

    def _medians(self, value: str) -> Json:
        """Of a hidden number of people only where they could be fewer by the minimum and still be enough."""
        thresholds, hidden = self.tried.thresholds, self._hidden
        offered = [one for one in self._by_value[value] if self._is_offered(one)]
        least = thresholds.minimum_contributors + (thresholds.minimum_count if value in hidden.offered else 0)
        enough = value not in hidden.people and len(offered) >= least
        limit = median([one.limit_fen for one in offered if one.limit_fen]) if enough else None
        rate = median([one.rate_bp for one in offered if one.rate_bp is not None]) if enough else None
        step = thresholds.money_step_fen
        return {
            "median_limit_fen": None if limit is None else half_up(limit, step) * step,
            "median_rate_basis_points": rate,
        }


def _written(found: Share | None) -> Json | None:
    if found is None:
        return None
    return {"basis_points": found.basis_points, "low": found.low, "high": found.high}
