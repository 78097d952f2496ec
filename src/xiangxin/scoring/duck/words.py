"""Flags as bits: one word per row in which every atom of every condition clears the bits it forbids.

A flag's condition is a conjunction. For each distinct atom (a comparison, a text's value) the row's word is cut by one
mask, so the cost grows with the atoms, not with the flags. A flag that can stay unknown has two bits: *possible* (no
atom false) and *true* (no atom false or unknown); a row leaves it unknown where they differ. ``bit_or`` over the rows
of a person gives the answers. Texts are looked up in a list, which DuckDB does once per dictionary entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from xiangxin.scoring.duck.emit import Emitter, binary, case, column, function, text, whole
from xiangxin.scoring.lowering.arena import Node
from xiangxin.scoring.lowering.meaning import evaluate
from xiangxin.scoring.lowering.rows import Flag
from xiangxin.scoring.packing import WORD_BITS

EVERYTHING = -1


@dataclass(slots=True)
class _Entry:
    """One condition: the bits that it keeps. ``possible`` is ``None`` where it cannot be unknown."""

    gate: tuple[Node, ...]
    condition: tuple[Node, ...]
    true_bit: int = 0
    possible_bit: int | None = None

    def atoms(self) -> tuple[Node, ...]:
        return (*self.gate, *self.condition)

    def texts(self) -> dict[str, str]:
        """Text columns that the gate asks to equal a value."""
        found: dict[str, str] = {}
        for atom in self.gate:
            test = atom.args[0] if atom.op == "true" else atom
            if test.op == "compare" and test.value == "==" and test.args[0].op == "column":
                value = test.args[1].value
                if test.args[1].is_constant and isinstance(value, str):
                    found[str(test.args[0].value)] = value
        return found


@dataclass(slots=True)
class Word:
    """Up to 62 bits. ``shift`` lies between a flag's *possible* bit and its *true* bit."""

    name: str
    entries: list[_Entry] = field(default_factory=list)
    shift: int = 0
    used: int = 0

    def place(self) -> None:
        """Possible bits lowest, the true bits that belong to them next, then the plain ones."""
        open_ = [entry for entry in self.entries if entry.possible_bit is not None]
        plain = [entry for entry in self.entries if entry.possible_bit is None]
        self.shift = len(open_)
        for position, entry in enumerate(open_):
            entry.possible_bit, entry.true_bit = position, position + self.shift
        for position, entry in enumerate(plain, start=2 * self.shift):
            entry.true_bit = position
        self.used = 2 * self.shift + len(plain)


class Words:
    """All flags and conditions over the rows of one table, packed into as few words as hold them.

    ``prefix`` begins the names of the words' columns.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._entries: dict[tuple[int, int], _Entry] = {}
        self._word_of: dict[tuple[int, int], Word] = {}
        self.words: list[Word] = []

    def want(self, gate: Node, condition: Node, *, unknown: bool = False) -> None:
        """Ask for a bit that says the row has gate and condition true (and, with ``unknown``, left unknown)."""
        key = (id(gate), id(condition))
        entry = self._entries.setdefault(key, _Entry(_atoms(gate), _atoms(condition)))
        if unknown:
            entry.possible_bit = 0

    def place(self) -> None:
        """Give every bit its place."""
        for key, entry in self._entries.items():
            width = 1 if entry.possible_bit is None else 2
            if not self.words or self.words[-1].used + width > WORD_BITS:
                self.words.append(Word(f"{self._prefix}{len(self.words)}"))
            word = self.words[-1]
            word.entries.append(entry)
            word.used += width
            self._word_of[key] = word
        for word in self.words:
            word.place()

    def in_every_entry(self) -> list[Node]:
        """Atoms that every condition has: rows without them need not be looked at."""
        entries = list(self._entries.values())
        first = entries[0].gate if entries else ()
        return [atom for atom in first if all(any(a is atom for a in entry.gate) for entry in entries)]

    def texts_of_entries(self) -> dict[str, list[str]]:
        """Text columns for which every condition names one value, and those values: no other row can count."""
        found: dict[str, set[str]] = {}
        entries = list(self._entries.values())
        for entry in entries:
            for name, value in entry.texts().items():
                found.setdefault(name, set()).add(value)
        named = [entry.texts() for entry in entries]
        return {name: sorted(values) for name, values in found.items() if all(name in texts for texts in named)}

    # -- in a row -------------------------------------------------------------------------------------------

    def row_word(self, word: Word, skip: Iterable[Node], emitter: Emitter) -> exp.Expr:
        """The word of one row. ``skip`` are atoms that are known to hold."""
        skipped = {id(atom) for atom in skip}
        atoms = {id(a): a for entry in word.entries for a in entry.atoms() if id(a) not in skipped}
        by_text: dict[str, list[Node]] = {}
        result = whole((1 << word.used) - 1)
        for atom in atoms.values():
            name = _text_column(atom)
            if name is not None:
                by_text.setdefault(name, []).append(atom)
                continue
            result = binary(exp.BitwiseAnd, result, self._mask(word, atom, emitter))
        for name, group in by_text.items():
            result = binary(exp.BitwiseAnd, result, self._lookup(word, name, group))
        return result

    def _mask(self, word: Word, atom: Node, emitter: Emitter) -> exp.Expr:
        keeps = (emitter.expression(atom), whole(EVERYTHING))
        when_false = whole(_kept(word, [(atom, False)]))
        if not atom.nullable:
            return case([keeps], when_false)
        is_false = exp.Not(this=exp.Paren(this=emitter.expression(atom)))
        return case([keeps, (is_false, when_false)], whole(_kept(word, [(atom, None)])))

    def _lookup(self, word: Word, name: str, atoms: list[Node]) -> exp.Expr:
        """The mask by the value of one text column."""
        named = sorted({value for atom in atoms for value in _texts(atom)})

        def mask(value: str | None) -> int:
            return _kept(word, [(atom, _truth(evaluate(atom, {name: value}))) for atom in atoms])

        # A text that no condition names, longer than any that one does.
        other, null = mask("".join(named) + "?"), mask(None)
        masks = {value: mask(value) for value in named if mask(value) != other}
        absent: exp.Expr = whole(other)
        if null != other:
            absent = case([(exp.Is(this=column(name), expression=exp.null()), whole(null))], absent)
        if not masks:
            return absent
        listed = exp.Array(expressions=[text(value) for value in masks])
        if len(set(masks.values())) == 1:
            return case([(function("list_contains", listed, column(name)), whole(next(iter(masks.values()))))], absent)
        found = function(
            "list_extract",
            exp.Array(expressions=[whole(value) for value in masks.values()]),
            function("list_position", listed, column(name)),
        )
        return exp.Coalesce(this=found, expressions=[absent])

    # -- over the rows of a person --------------------------------------------------------------------------

    def aggregate(self, word: Word) -> exp.Expr:
        """All rows of a person together: true bits stay, a possible bit becomes *unknown in some row*."""
        bits: exp.Expr = column(word.name)
        if word.shift:
            low = whole((1 << word.shift) - 1)
            true_bits = binary(exp.BitwiseAnd, binary(exp.BitwiseRightShift, column(word.name), whole(word.shift)), low)
            bits = function("xor", bits, true_bits)
        return function("bit_or", bits)

    def is_set(self, gate: Node, condition: Node, *, unknown: bool = False, over_rows: bool = True) -> exp.Expr:
        """Whether a bit of this condition is set in the (row's or person's) word."""
        key = (id(gate), id(condition))
        entry, word = self._entries[key], self._word_of[key]
        bit = entry.possible_bit if unknown else entry.true_bit
        assert bit is not None
        bits: exp.Expr = column(word.name)
        if over_rows:
            bits = exp.Coalesce(this=bits, expressions=[whole(0)])
        return binary(exp.NEQ, binary(exp.BitwiseAnd, bits, whole(1 << bit)), whole(0))

    def flag(self, flag: Flag) -> exp.Expr:
        """The answer to a flag from the person's word."""
        return self.is_set(flag.gate, flag.condition, unknown=flag.wanted == "unknown")


def _atoms(condition: Node) -> tuple[Node, ...]:
    if condition.op == "and":
        return condition.args
    return () if condition.is_constant and condition.value is True else (condition,)


def _kept(word: Word, answers: list[tuple[Node, bool | None]]) -> int:
    """The bits that survive when these atoms have these truth values."""
    kept = (1 << word.used) - 1
    for atom, answer in answers:
        if answer is True:
            continue
        for entry in word.entries:
            if any(a is atom for a in entry.atoms()):
                kept &= ~(1 << entry.true_bit)
                if entry.possible_bit is not None and answer is False:
                    kept &= ~(1 << entry.possible_bit)
    return kept


_TEXT_OPS = frozenset({"compare", "in", "true", "not", "known", "or", "and", "column", "const"})


def _text_column(atom: Node) -> str | None:
    """The one text column that alone decides ``atom`` by equality, if there is one."""
    columns = {str(node.value) for node in atom.walk() if node.op == "column"}
    if len(columns) != 1:
        return None
    for node in atom.walk():
        if node.op not in _TEXT_OPS or (node.op == "column" and node.kind != "text"):
            return None
        if node.op == "compare" and not (node.value in ("==", "!=") and any(a.is_constant for a in node.args)):
            return None
    return columns.pop()


def _texts(atom: Node) -> set[str]:
    found: set[str] = set()
    for node in atom.walk():
        if node.op == "const" and isinstance(node.value, str):
            found.add(node.value)
        elif node.op == "in" and isinstance(node.value, tuple):
            found.update(str(value) for value in node.value)
    return found


def _truth(value: object) -> bool | None:
    assert value is None or isinstance(value, bool)
    return value
