"""What one text makes of everybody, and what of it may be shown by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.law.publication import Thresholds
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.areas import area_totals
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.smallcells import PublishedArea, publish

Json = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Results by person under one text. Figures about everybody are those of one published table of all areas."""

    policy: CompiledPolicy
    results: Mapping[UUID, PersonResult]
    thresholds: Thresholds

    @cached_property
    def areas(self) -> tuple[PublishedArea, ...]:
        """Every area as published: no figure beside it gives a hidden one away."""
        rating = next((one for one in self.policy.area_ratings if one.level == "village"), None)
        return publish(area_totals(self.policy, self.results.values()), rating, self.thresholds).areas

    @cached_property
    def county(self) -> PublishedArea | None:
        """The whole of them; ``None`` where nobody was assessed."""
        return next((row for row in self.areas if row.level == "county"), None)


def words_of(text: Text) -> Json:
    """Words in both languages, as the report keeps them."""
    return {"zh": text.zh, "en": text.en}
