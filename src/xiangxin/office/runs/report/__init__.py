"""What a trial found, as counts: small ones are hidden before they come in. Of a person nothing leaves this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiangxin.office.runs.groups import measures
from xiangxin.office.runs.report import counts, fairness, lines
from xiangxin.office.runs.report.outcome import Json, Outcome


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What comes of the text that is tried, and of the one in force where there is one.

    ``groups``: of each group the value of each person. ``limits``: whether the purpose may propose limits. ``place``:
    what an area is called.
    """

    tried: Outcome
    in_force: Outcome | None
    groups: Mapping[str, Mapping[UUID, str]]
    limits: bool
    place: Callable[[str], str]

    def content(self, basis: Mapping[str, object]) -> Json:
        """The whole report (format 1)."""
        return {
            "format": 1,
            "basis": dict(basis),
            "minimum": self.tried.thresholds.minimum_count,
            "people": counts.people(self.tried),
            "stars": counts.stars(self.tried, self.in_force),
            "limits": counts.limits(self.tried, self.in_force),
            "townships": counts.townships(self.tried, self.place),
            "moves": lines.moves(self.tried, self.in_force),
            "rules": lines.rules(self.tried),
            "fairness": fairness.rows(self.tried, self.groups, limits=self.limits),
            "unmeasured": [{name: one[name] for name in ("id", "what", "why")} for one in measures()["unmeasured"]],
        }
