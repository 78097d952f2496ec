"""The figures of small-cell suppression, read from law data: none of them is a constant of the code.

It must never supply a default: a pack without these figures publishes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import cast

from xiangxin.kernel.errors import CheckFailed
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.yamlfile import plain, read_yaml

PUBLICATION_FILE = "publication.yaml"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``largest_share``: a ratio of the sum; ``money_step_fen``: sums are shown rounded half up to it."""

    minimum_count: int
    minimum_contributors: int
    largest_share: Fraction
    money_step_fen: int


@cache
def load_thresholds() -> Thresholds:
    """The thresholds of the shipped law data; ``CheckFailed`` when the file does not read."""
    text = (resources.files("xiangxin.law") / "data" / PUBLICATION_FILE).read_text(encoding="utf-8")
    node, findings = read_yaml(text, PUBLICATION_FILE)
    if node is None:
        raise CheckFailed(findings)
    entries = cast("dict[str, dict[str, object]]", plain(node))
    return Thresholds(
        minimum_count=int(str(entries["minimum_count"]["value"])),
        minimum_contributors=int(str(entries["minimum_contributors"]["value"])),
        largest_share=Fraction(str(entries["largest_share"]["value"]).removesuffix("%")) / 100,
        money_step_fen=parse_money(str(entries["money_step"]["value"])),
    )
