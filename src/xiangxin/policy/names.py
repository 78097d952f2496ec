"""What a policy declares before it uses it: inputs, records, child tables and parameters, held against the registry.

A name the registry does not know is a finding, and yet gets a stand-in with the declared matter, so that the law
check still speaks about every line of the file at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import CENTI_PER_POINT, PPM_PER_UNIT
from xiangxin.law.model import Field, Gates, RecordField, RecordKind, ValueType
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import Input, Origin, Parameter, RecordSource
from xiangxin.policy.origins import Origins
from xiangxin.policy.ranges import Range
from xiangxin.policy.read import Block
from xiangxin.policy.shapes import percent_ratio


def _finding(code: str, at: Location, what: Text, why: Text, mend: Text) -> Finding:
    return Finding(code, "block", at, what, why, mend)


_WHY_REGISTRY = Text(
    "字段由登记表定义，每个字段有事项、级别和保存期限。",
    "Fields are defined by the registry, each with matter, level and retention.",
)


class Declarations:
    """Reads the declaring blocks of one policy; findings are collected in ``findings``."""

    def __init__(self, law: LawPack, origins: Origins) -> None:
        self.law = law
        self.origins = origins
        self.findings: list[Finding] = []

    def inputs(self, blocks: Iterable[Block]) -> tuple[Input, ...]:
        return tuple(self._input(block) for block in blocks)

    def records(self, records: Iterable[Block], children: Iterable[Block]) -> tuple[RecordSource, ...]:
        return (*(self._record(block) for block in records), *(self._child(block) for block in children))

    def parameters(self, blocks: Iterable[Block]) -> tuple[Parameter, ...]:
        found = (self._parameter(block) for block in blocks)
        return tuple(parameter for parameter in found if parameter is not None)

    # -- inputs ---------------------------------------------------------------------------------------------

    def _input(self, block: Block) -> Input:
        declared, matter = block.get("type", str) or "", block.get("matter", str) or ""
        registered = self.law.fields.get(block.name)
        if registered is None or "applicants" not in registered.tables:
            self._unknown("unknown_field", block.name, self.law.fields, block.at, matter)
            registered = _stand_in(block.name, declared, matter)
        self._agree(block, "type", declared, registered.type)
        self._agree(block, "matter", matter, registered.matter)
        field = replace(
            registered,
            range=self._range(block, registered),
            opaque=registered.opaque or block.get("opaque", bool) or False,
        )
        return Input(block.name, field, Gates(), self.origins.of(block, required=False))

    def _range(self, block: Block, field: Field) -> tuple[int, int] | None:
        """The declared range in physical units, never wider than the registered one."""
        written = block.get("range", tuple)
        if written is None:
            return field.range
        low, high = (self.physical(part, field.type, block.at_of("range")) for part in written)
        if low is None or high is None:
            return field.range
        if low > high or (field.range is not None and (low < field.range[0] or high > field.range[1])):
            what = Text(
                f"{block.name} 的范围不在登记的范围内", f"The range of {block.name} is not within the registered one"
            )
            mend = Text(f"登记范围（存储单位）：{field.range}", f"Registered range (stored unit): {field.range}")
            self.findings.append(_finding("range_mismatch", block.at_of("range"), what, _WHY_REGISTRY, mend))
            return field.range
        return low, high

    def physical(self, written: object, kind: ValueType, at: Location) -> int | None:
        """A written value in its stored unit: fen, hundredths of a point, parts per million, or itself."""
        value = typed_value(written, kind)
        if value is None:
            what = Text(f"{written!r} 不是 {kind}", f"{written!r} is not {kind}")
            mend = Text('写出单位，例如 "20000 CNY"、"5%"。', 'State the unit, as in "20000 CNY" or "5%".')
            why = Text("没有单位的数字会被误读。", "A number without its unit is misread.")
            self.findings.append(_finding("wrong_value", at, what, why, mend))
            return None
        scaled = value * stored_scale(kind)
        if scaled.denominator != 1:
            what = Text(f"{written} 比存储的单位更细", f"{written} is finer than what is stored")
            mend = Text(
                "数写整数，分值最多两位小数，百分比最多四位小数。",
                "Write whole numbers, points with two decimals and percentages with four at most.",
            )
            why = Text(
                "存储的是整数，更细的数在两个引擎里不会相同。",
                "Stored values are whole; two engines would differ on a finer one.",
            )
            self.findings.append(_finding("wrong_value", at, what, why, mend))
            return None
        return scaled.numerator

    def _agree(self, block: Block, key: str, declared: str, registered: str) -> None:
        if declared.rstrip("?") != registered:
            what = Text(
                f"{block.name} 的 {key} 写为 {declared}，登记为 {registered}",
                f"{block.name} declares {key} {declared}, the registry says {registered}",
            )
            mend = Text(f"写 {key}: {registered}", f"Write {key}: {registered}")
            self.findings.append(_finding("registry_mismatch", block.at_of(key), what, _WHY_REGISTRY, mend))

    def _unknown(self, code: str, name: str, known: Mapping[str, object], at: Location, matter: str = "") -> None:
        what = Text(f"登记表里没有 {name}", f"The registry has no {name}")
        self.findings.append(_finding(code, at, what, _WHY_REGISTRY, self._way_out(name, known, matter)))

    def _way_out(self, name: str, known: Mapping[str, object], matter: str) -> Text:
        if matter in self.law.matters and self.law.matters[matter].absolute:
            return Text(
                "删去它：这类事项不得登记，也不得评分。",
                "Remove it: facts of this matter are neither registered nor scored.",
            )
        close = difflib.get_close_matches(name, known, n=1)
        if close:
            return Text(f"是不是 {close[0]}？", f"Did you mean {close[0]}?")
        return Text(
            "先在登记表（或部署的补充登记）里登记它。",
            "Register it first, in the registry or the deployment's overlay.",
        )

    # -- records --------------------------------------------------------------------------------------------

    def _record(self, block: Block) -> RecordSource:
        kind_id, matter = block.get("kind", str) or block.name, block.get("matter", str) or ""
        kind = self.law.record_kinds.get(kind_id)
        if kind is None:
            self._unknown("unknown_record_kind", kind_id, self.law.record_kinds, block.at, matter)
            kind = RecordKind(kind_id, Text(kind_id, kind_id), matter, ())
        self._agree(block, "matter", matter, kind.matter)
        registered = {field.name: field for field in kind.fields}
        fields = self._fields(block, registered)
        within = block.get("coverage_within", int)
        return RecordSource(
            block.name, "records", kind_id, fields, Gates(), within, self.origins.of(block, required=False)
        )

    def _child(self, block: Block) -> RecordSource:
        registered = {
            field.id: RecordField(field.id, field.type, field.column, field.open_ended, field.values, field.range)
            for field in self.law.fields.values()
            if "members" in field.tables
        }
        fields = self._fields(block, registered)
        if block.name != "members":
            self._unknown("unknown_record_kind", block.name, {"members": None}, block.at)
        for name in (field.name for field in fields if field.name in registered):
            self._agree(block, "matter", block.get("matter", str) or "", self.law.fields[name].matter)
        return RecordSource(
            block.name, "members", "members", fields, Gates(), None, self.origins.of(block, required=False)
        )

    def _fields(self, block: Block, registered: Mapping[str, RecordField]) -> tuple[RecordField, ...]:
        fields: list[RecordField] = []
        for name, declared, at in block.get("fields", tuple) or ():
            field = registered.get(name)
            if field is None:
                self._unknown("unknown_field", name, registered, at)
                field = RecordField(name, _value_type(declared), name, open_ended=declared.endswith("?"))
            written = field.type + ("?" if field.open_ended else "")
            if declared != written:
                what = Text(
                    f"{name} 写为 {declared}，登记为 {written}", f"{name} is declared {declared}, registered {written}"
                )
                mend = Text(f"写 {name}: {written}", f"Write {name}: {written}")
                self.findings.append(_finding("registry_mismatch", at, what, _WHY_REGISTRY, mend))
            fields.append(field)
        return tuple(fields)

    # -- parameters -----------------------------------------------------------------------------------------

    def _parameter(self, block: Block) -> Parameter | None:
        kind = block.get("type", str)
        given = [key for key in ("value", "values", "table") if key in block]
        if kind is None or len(given) != 1:
            what = Text(
                f"参数 {block.name} 要么 value，要么 values，要么 table",
                f"Parameter {block.name} has exactly one of value, values, table",
            )
            why = Text("一个数只能有一个来处。", "A number comes from one place.")
            self.findings.append(_finding("wrong_value", block.at, what, why, Text("保留一个。", "Keep one.")))
            return None
        origin = self.origins.of(block, required=given[0] != "table")
        if given[0] == "table":
            return self._from_table(block, kind, origin)
        if given[0] == "value":
            written: tuple[tuple[object, object], ...] = ((None, block.entries["value"].value),)
        else:
            written = block.get("values", tuple) or ()
        values = []
        for begins_on, raw in written:
            value = typed_value(raw, kind)
            if value is None:
                self.physical(raw, kind, block.at_of(given[0]))  # type: ignore[arg-type]
                return None
            values.append((begins_on or self.origins.effective_from, value))
        return Parameter(block.name, kind, tuple(values), origin)  # type: ignore[arg-type]

    def _from_table(self, block: Block, kind: str, origin: Origin) -> Parameter | None:
        name = block.get("table", str) or ""
        table = self.law.tables.get(name)
        if table is None:
            self._unknown("unknown_table", name, self.law.tables, block.at_of("table"))
            return None
        return Parameter(block.name, kind, tuple(table), origin)  # type: ignore[arg-type]


def _value_type(declared: str) -> ValueType:
    bare = declared.rstrip("?")
    known: tuple[ValueType, ...] = ("bool", "text", "date", "number", "money", "points", "percent", "enum")
    return next((kind for kind in known if kind == bare), "text")


def _stand_in(name: str, declared: str, matter: str) -> Field:
    return Field(name, Text(name, name), matter, _value_type(declared), name, "", "file", "")


def typed_value(written: object, kind: str) -> Fraction | None:
    """A written number in the unit of the language: fen, points, ratio or plain; ``None`` if it is not one."""
    if kind == "money":
        try:
            return Fraction(parse_money(written)) if isinstance(written, str) else None
        except ValueError:
            return None
    if kind == "percent":
        return percent_ratio(written)
    if isinstance(written, int | Decimal) and not isinstance(written, bool):
        return Fraction(written)
    return None


def stored_scale(kind: str) -> int:
    """How many stored units make one unit of the language: points are hundredths, percent parts per million."""
    return {"points": CENTI_PER_POINT, "percent": PPM_PER_UNIT}.get(kind, 1)


def value_expressions(inputs: Iterable[Input], parameters: Iterable[Parameter]) -> dict[str, x.Expr]:
    """Names of inputs and parameters as expressions."""
    names: dict[str, x.Expr] = {}
    for spec in inputs:
        kind: x.Kind = "text" if spec.field.type == "enum" else spec.field.type
        names[spec.name] = x.InputRef(x.Type(kind, open_ended=spec.field.open_ended), spec.name)
    for parameter in parameters:
        names[parameter.name] = x.ParameterRef(x.Type(parameter.kind), parameter.name)
    return names


def declared_ranges(
    inputs: Iterable[Input], records: Iterable[RecordSource], parameters: Iterable[Parameter]
) -> dict[str, Range]:
    """Ranges of everything declared, in units of the language (record fields as ``source.column``)."""
    ranges: dict[str, Range] = {}
    for spec in inputs:
        if spec.field.range is not None:
            ranges[spec.name] = _in_language(spec.field.range, spec.field.type)
    for source in records:
        for field in source.fields:
            if field.range is not None:
                ranges[f"{source.name}.{field.column}"] = _in_language(field.range, field.type)
    for parameter in parameters:
        values = [value for _, value in parameter.values]
        if values:
            ranges[parameter.name] = (min(values), max(values))
    return ranges


def _in_language(stored: tuple[int, int], kind: str) -> Range:
    scale = stored_scale(kind)
    return Fraction(stored[0], scale), Fraction(stored[1], scale)
