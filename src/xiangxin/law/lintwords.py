"""What the word lint knows beside the words of the matters: foldings, readings, and lawful words that only look alike.

Data only; how it is used stands in ``policy.wordlint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxin.kernel.yamlfile import Node
from xiangxin.law.shape import Block, Shape


@dataclass(frozen=True, slots=True)
class Compound:
    """A lawful term that contains a protected or vague word; with ``matters``, only where one of them is declared."""

    term: str
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LintWords:
    """``characters``: one character for another (traditional, look-alike, foreign letters). ``parts``: several for one.

    ``leet``: digit or sign → letter. ``readings``: character → its pinyin syllables without tones.
    ``before`` and ``after``: what may stand beside an abbreviation.
    """

    lawful: tuple[str, ...]
    compounds: tuple[Compound, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    characters: Mapping[str, str]
    parts: Mapping[str, str]
    leet: Mapping[str, str]
    readings: Mapping[str, tuple[str, ...]]
    syllables: frozenset[str]


def read_lint(node: Node, shape: Shape) -> LintWords:
    """The file ``lint.yaml``."""
    keys = "lawful compounds companions traditional lookalike parts letters leet readings syllables"
    block = shape.block(node, "lint", keys)

    def compounds(entry: Node) -> tuple[Compound, ...]:
        line = shape.block(entry, "compounds", "terms", "matters")
        matters = line.names("matters", "matter")
        return tuple(Compound(term, matters) for term in line.texts("terms"))

    companions = shape.block(block.node("companions"), "companions", "before after")
    characters = {**_pairs(block, "letters"), **_pairs(block, "traditional"), **_pairs(block, "lookalike")}
    readings: dict[str, list[str]] = {}
    for syllable, written in block.parameters("readings"):
        for character in written:
            readings.setdefault(character, []).append(syllable)
    return LintWords(
        lawful=tuple(word for line in block.texts("lawful") for word in line.split()),
        compounds=tuple(compound for entry in block.each("compounds", compounds) for compound in entry),
        before=companions.texts("before"),
        after=companions.texts("after"),
        characters=characters,
        parts=dict(block.parameters("parts")),
        leet=_pairs(block, "leet"),
        readings={character: tuple(syllables) for character, syllables in readings.items()},
        syllables=frozenset(block.text("syllables").split()),
    )


def _pairs(block: Block, key: str) -> dict[str, str]:
    """``ab cd`` as a → b, c → d."""
    return {pair[0]: pair[1] for pair in block.text(key).split() if len(pair) == 2}
