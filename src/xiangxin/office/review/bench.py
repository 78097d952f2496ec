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
    """``kinds`` by key; ``forms``: the kinds that a complete panel has, one set for each way to be complete."""

    kinds: Mapping[str, Text]
    forms: tuple[frozenset[str], ...]

    def missing(self, kinds: Iterable[str]) -> list[Text]:
        """What a panel of these kinds lacks by the form that is nearest; nothing where it is complete."""
        there = set(kinds)
        lacking = min((form - there for form in self.forms), key=len)
        return [self.kinds[name] for name in sorted(lacking)]


@cache
def rules() -> BenchRules:
    """What ``data/bench.yaml`` says. ``ValueError`` for a form that needs an unknown kind or names no source."""
    content = shipped(FILE)
    kinds = {name: Text(said["zh"], said["en"]) for name, said in content["kinds"].items()}
    forms = tuple(frozenset(form["needs"]) for form in content["forms"])
    if not all(form <= kinds.keys() for form in forms) or not all(form.get("source") for form in content["forms"]):
        raise ValueError(f"{FILE.name}: a form needs an unknown kind or names no source")
    return BenchRules(kinds, forms)
