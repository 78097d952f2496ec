"""As what one sits on a panel, and which panels are complete: the room's data, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml

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
    node, findings = read_yaml(FILE.read_text(encoding="utf-8"), FILE.name)
    if node is None:
        raise UnreadableInput(findings)
    content = cast("dict[str, Any]", plain(node))
    kinds = {name: Text(said["zh"], said["en"]) for name, said in content["kinds"].items()}
    forms = tuple(frozenset(form["needs"]) for form in content["forms"])
    if not all(form <= kinds.keys() for form in forms) or not all(form.get("source") for form in content["forms"]):
        raise ValueError(f"{FILE.name}: a form needs an unknown kind or names no source")
    return BenchRules(kinds, forms)
