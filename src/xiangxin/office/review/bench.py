"""As what one sits on a panel, and which panels are complete: the room's data, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

FILE = Path(__file__).parent / "data" / "bench.yaml"


@dataclass(frozen=True, slots=True)
class BenchRules:
    """``kinds`` by key; ``outside``: those that may live outside the panel's area without telling a number.

    ``forms``: the kinds that a complete panel has, one set for each way to be complete.
    """

    kinds: Mapping[str, Text]
    outside: frozenset[str]
    forms: tuple[frozenset[str], ...]

    def missing(self, kinds: Iterable[str]) -> list[Text]:
        """What a panel of these kinds lacks by the form that is nearest; nothing where it is complete."""
        there = set(kinds)
        lacking = min((form - there for form in self.forms), key=len)
        return [self.kinds[name] for name in sorted(lacking)]


@cache
def rules() -> BenchRules:
    """What ``data/bench.yaml`` says. ``ValueError`` for a part that needs an unknown kind or names no source."""
    content = shipped(FILE)
    kinds = {name: Text(said["zh"], said["en"]) for name, said in content["kinds"].items()}
    forms = tuple(frozenset(form["needs"]) for form in content["forms"])
    outside = frozenset(content["outside"]["kinds"])
    known = all(part <= kinds.keys() for part in (outside, *forms))
    if not known or not all(part.get("source") for part in (content["outside"], *content["forms"])):
        raise ValueError(f"{FILE.name}: a part needs an unknown kind or names no source")
    return BenchRules(kinds, outside, forms)
