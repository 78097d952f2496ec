"""Explanations in a few 64-bit words: one code per line, packed the same way by every engine, unpacked on reading.

The layout follows from the policy alone. It must never hold anything that the policy's own lines do not say:
no record, no name, no amount except the points of items whose points are not fixed by their code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xiangxin.kernel.text import Text
from xiangxin.policy.model import CompiledPolicy, Condition, Item, SumItem, ValueItem

WORD_BITS = 62
"""Usable bits of a signed 64-bit word: the sign and one spare bit stay clear in every dialect."""

CONDITION_BITS = 2
MAJORITY = "majority"

LineKind = Literal["majority", "eligibility", "veto", "item"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the code of one line sits: ``bits`` bits of word ``word`` from ``shift``."""

    id: str
    kind: LineKind
    word: int
    shift: int
    bits: int


@dataclass(frozen=True, slots=True)
class Layout:
    """All slots in the order of ``lines``; a slot never straddles two words."""

    slots: tuple[Slot, ...]

    @property
    def word_count(self) -> int:
        return self.slots[-1].word + 1

    @property
    def word_names(self) -> tuple[str, ...]:
        return tuple(f"w{index}" for index in range(self.word_count))

    def encode(self, codes: Sequence[int]) -> tuple[int, ...]:
        """Pack one code per line; ``ValueError`` when a code does not fit or their number is wrong."""
        if len(codes) != len(self.slots):
            raise ValueError(f"{len(self.slots)} codes are needed, not {len(codes)}")
        words = [0] * self.word_count
        for slot, code in zip(self.slots, codes, strict=True):
            if not 0 <= code < 1 << slot.bits:
                raise ValueError(f"code {code} of {slot.id} does not fit {slot.bits} bits")
            words[slot.word] |= code << slot.shift
        return tuple(words)

    def decode(self, words: Sequence[int]) -> tuple[int, ...]:
        """The codes packed in ``words``, in the order of ``lines``."""
        return tuple((words[slot.word] >> slot.shift) & ((1 << slot.bits) - 1) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that an explanation has an answer for. Exactly one of ``condition`` and ``item``, or none for majority."""

    id: str
    kind: LineKind
    condition: Condition | None = None
    item: Item | None = None

    @property
    def bits(self) -> int:
        if self.item is None:
            return CONDITION_BITS
        return max(1, (len(self.item.outcomes) - 1).bit_length())


@dataclass(frozen=True, slots=True)
class Answer:
    """A decoded line: its code, the words for it, and the points in hundredths (``None``: none, or unknown)."""

    line: Line
    code: int
    outcome: Text | None
    points_centi: int | None


def lines(policy: CompiledPolicy) -> tuple[Line, ...]:
    """Majority, eligibility, vetoes, items: the order of ``PersonResult.codes``."""
    return (
        Line(MAJORITY, "majority"),
        *(Line(condition.id, "eligibility", condition=condition) for condition in policy.eligibility),
        *(Line(condition.id, "veto", condition=condition) for condition in policy.vetoes),
        *(Line(item.id, "item", item=item) for item in policy.items),
    )


def layout(policy: CompiledPolicy) -> Layout:
    """Slots filled from the lowest bit up; a line that does not fit the rest of a word opens the next."""
    slots: list[Slot] = []
    word = shift = 0
    for line in lines(policy):
        if shift + line.bits > WORD_BITS:
            word, shift = word + 1, 0
        slots.append(Slot(line.id, line.kind, word, shift, line.bits))
        shift += line.bits
    return Layout(tuple(slots))


def has_free_points(item: Item) -> bool:
    """Whether the points of the item stand in a column of their own, because its code does not fix them."""
    return isinstance(item, SumItem | ValueItem)


def points_column(item_id: str) -> str:
    """Name of the column of hundredths of such an item."""
    return f"p_{item_id}"


def answers(policy: CompiledPolicy, words: Sequence[int], points: Mapping[str, int | None]) -> tuple[Answer, ...]:
    """Unpack one person: ``points`` holds the hundredths of items with free points, by item id."""
    codes = layout(policy).decode(words)
    return tuple(_answer(line, code, points) for line, code in zip(lines(policy), codes, strict=True))


def _answer(line: Line, code: int, points: Mapping[str, int | None]) -> Answer:
    if line.item is None:
        return Answer(line, code, None, None)
    outcome = line.item.outcomes[code]
    return Answer(line, code, outcome.label, points_of(line.item, code, points))


def points_of(item: Item, code: int, points: Mapping[str, int | None]) -> int | None:
    """Hundredths of an item that came out with ``code``; ``None`` where an unknown item stops the result."""
    if code == item.unknown_code:
        return item.unknown_centi
    if has_free_points(item):
        return points.get(item.id)
    return item.outcomes[code].points_centi
