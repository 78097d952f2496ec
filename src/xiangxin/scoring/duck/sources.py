"""The tables as the statement reads them: one view per file, renamed, only the columns that are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from xiangxin.scoring.duck.emit import Emitter, cast, column, conjunction, named, text
from xiangxin.scoring.duck.prepared import given
from xiangxin.scoring.duck.words import Words
from xiangxin.scoring.lowering.arena import Node


@dataclass
class PerPerson:
    """A relation with one row per person, and the answers it gives as columns of the person."""

    relation: exp.Query
    key: str
    answers: dict[str, exp.Expr] = field(default_factory=dict)


def read(table: str, columns: Mapping[str, str], *, integers: Iterable[str] = ()) -> exp.Select:
    """``SELECT stored AS name …`` from an input table; whole numbers of any width become 64 bits."""
    wide = set(integers)
    select = exp.Select()
    for name, stored in columns.items():
        value: exp.Expr = column(stored)
        if name in wide:
            value = cast(value, "BIGINT")
        select = select.select(named(value, name), copy=False)
    return select.from_(exp.Table(this=exp.to_identifier(given(table))), copy=False)


def columns_of(nodes: Iterable[Node]) -> dict[str, str]:
    """Columns that nodes read: name → kind."""
    return {str(n.value): n.kind for root in nodes for n in root.walk() if n.op == "column"}


def grouped_rows(source: exp.Select, key: str, words: Words) -> exp.Select:
    """``bit_or`` of the words of the rows of ``source``, by person."""
    rows = word_rows(source, key, words, {})
    return (
        exp.Select()
        .select(
            column(key),
            *(named(words.aggregate(word), word.name) for word in words.words),
            copy=False,
        )
        .from_(rows.subquery("w", copy=False), copy=False)
        .group_by(column(key), copy=False)
    )


def word_rows(source: exp.Select, key: str, words: Words, values: Mapping[str, Node]) -> exp.Select:
    """Rows that can count, with their words and the ``values`` to be totalled."""
    emitter = Emitter()
    common = words.in_every_entry()
    select = exp.Select().select(column(key), copy=False)
    for word in words.words:
        bits = words.row_word(word, common, emitter)
        select = select.select(named(bits, word.name), copy=False)
    for name, node in values.items():
        select = select.select(named(emitter.expression(node), name), copy=False)
    select = select.from_(source.subquery("s", copy=False), copy=False)
    kept = [_plain(atom, emitter) for atom in common]
    for name, texts in words.texts_of_entries().items():
        if len(texts) > 1:
            kept.append(exp.In(this=column(name), expressions=[text(value) for value in texts]))
    return select.where(conjunction(kept), copy=False) if kept else select


def _plain(atom: Node, emitter: Emitter) -> exp.Expr:
    """In a WHERE unknown is as good as false, and a bare comparison can be pushed into the scan."""
    return emitter.expression(atom.args[0] if atom.op == "true" else atom)
