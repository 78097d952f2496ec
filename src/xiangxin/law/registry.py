"""The closed lists beside the rules: matters, fields, record kinds, forms, purposes, deployments, catalogue, tables.

Only reads; what a matter may be used for is said by the rules, never here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar, get_args

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Node
from xiangxin.law.instruments import FIRST_DAY
from xiangxin.law.model import (
    ColumnVerdict,
    ConsentClass,
    Field,
    FormColumn,
    Matter,
    RecordField,
    RecordKind,
    RetentionFrom,
    Supplier,
    ValueType,
)
from xiangxin.law.shape import Block, Shape

T = TypeVar("T")

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)%")
_COLUMN_SUFFIX: dict[ValueType, str] = {"money": "_fen", "points": "_centi", "percent": "_ppm"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the closed purposes. ``scores``: a scoring run may name it. ``proposes``: what its results may hold."""

    id: str
    label: Text
    scores: bool
    proposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeploymentKind:
    """Who runs the product: the purposes open to it and what it may put out.

    ``supplies_others``: results of persons may go to another institution than the controller.
    """

    id: str
    label: Text
    purposes: tuple[str, ...]
    outputs: tuple[str, ...]
    reason: Text
    supplies_others: bool


@dataclass(frozen=True, slots=True)
class CatalogueKind:
    """A kind of information of the public-credit catalogue; codes are ours. ``to_on`` is the last day."""

    code: str
    label: Text
    edition: str
    from_on: date
    to_on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class TableValue:
    """One value of a dated table, from its day on, with where it was read."""

    from_on: date
    value: Fraction
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is really sent, and its columns."""

    title: Text
    columns: tuple[FormColumn, ...]


@dataclass(frozen=True, slots=True)
class ReadKind:
    """A record kind and the catalogue code of the documents it comes with ('' where there is none)."""

    kind: RecordKind
    catalogue: str


def by_name(node: Node, shape: Shape, read: Callable[[str, Node, Shape], T]) -> dict[str, T]:
    """A mapping of ids, each read by ``read``."""
    return {name: read(name, value, shape) for name, _, value in shape.pairs(node, "file")}


def read_jurisdictions(node: Node, shape: Shape) -> dict[str, Text]:
    """Places a rule can hold in."""
    places = shape.block(node, "jurisdictions", "jurisdictions").node("jurisdictions")
    return by_name(places, shape, lambda _, value, shape: _words(shape.block(value, "label", "zh en")))


def read_matter(name: str, node: Node, shape: Shape) -> Matter:
    """One matter with the words the lint looks for."""
    block = shape.block(node, name, "label", "adverse absolute words")
    return Matter(
        name, block.label("label"), block.flag("adverse", False), block.flag("absolute", False), tuple(_listed(block))
    )


def _listed(block: Block) -> Iterator[str]:
    """An entry is one English word or phrase, or any number of Chinese words with blanks between."""
    for entry in block.texts("words"):
        yield from [entry] if entry.isascii() else entry.split()


def read_field(name: str, node: Node, shape: Shape) -> Field:
    """One registered field."""
    optional = "values range opaque tables open_ended equal_values"
    block = shape.block(node, name, "label matter type level consent retention supplied_by", optional)
    type_: ValueType = block.choice("type", get_args(ValueType), "text")
    values = _values(block, may_have="")  # a matter of their own belongs to records, where rows can be told apart
    return Field(
        id=name,
        label=block.label("label"),
        matter=block.name("matter", "matter"),
        type=type_,
        column=name + _COLUMN_SUFFIX.get(type_, ""),
        level=block.text("level"),
        consent_class=block.choice("consent", get_args(ConsentClass), "income_property"),
        retention=block.text("retention"),
        open_ended=block.flag("open_ended", False),
        values=tuple(values),
        value_labels=tuple((value, _words(entry)) for value, entry in values.items()),
        equal_values=block.flag("equal_values", False),
        range=block.whole_pair("range"),
        opaque=block.flag("opaque", False),
        tables=block.texts("tables") or ("applicants",),
        supplied_by=block.choice("supplied_by", get_args(Supplier), "person"),
    )


def read_kind(name: str, node: Node, shape: Shape) -> ReadKind:
    """One record kind with its columns, labels and the matters of single values."""
    block = shape.block(node, name, "label matter fields supplied_by", "catalogue retention_from ended_by")
    fields: list[RecordField] = []
    matters: list[tuple[str, str, str]] = []
    labels: list[tuple[str, str, Text]] = []
    for field, _, value in shape.pairs(block.node("fields"), "fields"):
        column = shape.block(value, field, "type column", "open_ended values range")
        values = _values(column)
        fields.append(
            RecordField(
                name=field,
                type=column.choice("type", get_args(ValueType), "text"),
                column=column.text("column"),
                open_ended=column.flag("open_ended", False),
                values=tuple(values),
                range=column.whole_pair("range"),
            )
        )
        matters += [
            (field, value_name, entry.name("matter", "matter"))
            for value_name, entry in values.items()
            if "matter" in entry
        ]
        labels += [(field, value_name, _words(entry)) for value_name, entry in values.items()]
    kind = RecordKind(
        name,
        block.label("label"),
        block.name("matter", "matter"),
        tuple(fields),
        tuple(matters),
        tuple(labels),
        block.choice("retention_from", get_args(RetentionFrom), "ended_on"),
        block.choice("supplied_by", get_args(Supplier), "authority"),
        block.label("ended_by") if "ended_by" in block else None,
    )
    return ReadKind(kind, block.name("catalogue", "catalogue"))


def read_form(name: str, node: Node, shape: Shape) -> Form:
    """One form with the verdict on each of its columns; ``rules`` are filled when the pack is put together."""
    block = shape.block(node, name, "title columns")

    def column(entry: Node) -> FormColumn:
        line = shape.block(entry, "column", "header verdict matter zh en", "field")
        verdict: ColumnVerdict = line.choice("verdict", get_args(ColumnVerdict), "refused")
        if (verdict == "refused") == ("field" in line):
            shape.wrong(
                line.at, "field", Text("只有不拒收的列才写 field", "field exactly where a column is not refused")
            )
        return FormColumn(
            name, line.text("header"), line.text("field"), line.name("matter", "matter"), verdict, _words(line)
        )

    return Form(block.label("title"), block.each("columns", column))


def read_purpose(name: str, node: Node, shape: Shape) -> Purpose:
    """One purpose."""
    block = shape.block(node, name, "label scores proposes")
    return Purpose(name, block.label("label"), block.flag("scores", False), block.texts("proposes"))


def read_deployment(name: str, node: Node, shape: Shape) -> DeploymentKind:
    """One kind of deployment."""
    block = shape.block(node, name, "label purposes outputs reason supplies_others")
    return DeploymentKind(
        name,
        block.label("label"),
        block.names("purposes", "purpose"),
        block.texts("outputs"),
        block.label("reason"),
        block.flag("supplies_others", False),
    )


def read_written_consents(node: Node, shape: Shape) -> dict[ConsentClass, Text]:
    """Classes of consent that count only in writing, with the text that says so."""
    known: tuple[ConsentClass, ...] = get_args(ConsentClass)
    classes = shape.block(shape.block(node, "consents", "written").node("written"), "written", "", " ".join(known))
    return {name: classes.label(name) for name in known if name in classes}


def read_catalogue(node: Node, shape: Shape) -> tuple[CatalogueKind, ...]:
    """All editions of the catalogue."""

    def kind(entry: Node) -> CatalogueKind:
        block = shape.block(entry, "kind", "code edition from confirmed label", "to")
        return CatalogueKind(
            code=block.text("code"),
            label=block.label("label"),
            edition=block.text("edition"),
            from_on=block.day("from", FIRST_DAY),
            to_on=block.day("to", FIRST_DAY) if "to" in block else None,
            confirmed=block.flag("confirmed", False),
        )

    return tuple(kind(entry) for entry in shape.items(node, "catalogue"))


def read_table(name: str, node: Node, shape: Shape) -> tuple[TableValue, ...]:
    """One dated table of percentages, in order of date."""
    block = shape.block(node, name, "label source values")
    block.label("label")
    source = block.text("source")

    def value(entry: Node) -> TableValue:
        line = shape.block(entry, "value", "from value confirmed")
        written = _PERCENT.fullmatch(line.text("value"))
        if written is None:
            shape.wrong(line.place("value"), "value", Text("带引号的百分数", "a quoted percentage"))
        ratio = Fraction(written.group(1)) / 100 if written else Fraction(0)
        return TableValue(line.day("from", FIRST_DAY), ratio, line.flag("confirmed", False), source)

    return tuple(sorted(block.each("values", value), key=lambda row: row.from_on))


def _values(block: Block, may_have: str = "matter") -> dict[str, Block]:
    """The values of an enum with their labels (and a matter of their own, where they have one)."""
    if "values" not in block:
        return {}
    shape = block.shape
    return {
        name: shape.block(node, name, "zh en", may_have)
        for name, _, node in shape.pairs(block.node("values"), "values")
    }


def _words(block: Block) -> Text:
    return Text(block.text("zh"), block.text("en"))
