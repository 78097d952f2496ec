"""The sheets of the workbook cut down to what one policy reads: what changes no result need not be collected.

The reader knows all sheets and columns whatever was written, so a workbook made for one policy serves another too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xiangxin.interop.sheets import SheetColumn, SheetSpec
from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy, RecordSource

_OF_GATES: Mapping[str, str] = {
    "document_no": "document",
    "authority": "document",
    "procedure": "ordinary_procedure",
    "catalogue_code": "catalogue",
    "severity": "not_minor",
    "told_on": "told",
    "final": "final",
}
"""Columns of a record that only say whether it may count, with the gate that asks for them."""


def needed_sheets(sheets: Mapping[str, SheetSpec], policy: CompiledPolicy, law: LawPack) -> dict[str, SheetSpec]:
    """The sheets, columns and kinds of record that ``policy`` reads, in the order of ``sheets``."""
    narrowed = (_narrowed(spec, policy, law) for spec in sheets.values())
    return {spec.name: spec for spec in narrowed if spec is not None}


def _narrowed(spec: SheetSpec, policy: CompiledPolicy, law: LawPack) -> SheetSpec | None:
    records = [source for source in policy.records if source.table == "records"]
    members = [source for source in policy.records if source.table == "members"]
    match spec.name:
        case "applicants":
            return _without(spec, _registered(law, "applicants") - {each.field.column for each in policy.inputs})
        case "members":
            read = {field.column for source in members for field in source.fields}
            return _without(spec, _registered(law, "members") - read) if members else None
        case "reviews":
            return spec if policy.review is not None else None
        case "records":
            read = {field.column for source in records for field in source.fields}
            idle = {column for column, gate in _OF_GATES.items() if not any(getattr(s.gates, gate) for s in records)}
            spec = _without(spec, ({"category", "level", "amount_fen"} - read) | (idle - read))
            return _with_kinds(spec, records, law) if records else None
        case "coverage":
            return _with_kinds(spec, records, law) if records else None
    return spec


def _registered(law: LawPack, table: str) -> set[str]:
    return {field.column for field in law.fields.values() if table in field.tables}


def _without(spec: SheetSpec, columns: set[str]) -> SheetSpec:
    """The sheet without ``columns``; what no row may leave blank stays."""
    return replace(spec, columns=tuple(c for c in spec.columns if c.needed or c.name not in columns))


def _with_kinds(spec: SheetSpec, records: list[RecordSource], law: LawPack) -> SheetSpec:
    kinds = {source.kind for source in records}
    labels = {label.zh for kind in kinds for _, _, label in law.record_kinds[kind].value_labels}

    def column(each: SheetColumn) -> SheetColumn:
        offered: Mapping[str, Text] = each.choices
        if each.name == "kind":
            offered = {name: label for name, label in each.choices.items() if name in kinds}
        elif each.kind == "word":
            offered = {name: label for name, label in each.choices.items() if label.zh in labels}
        return replace(each, choices=offered)

    return replace(spec, columns=tuple(column(each) for each in spec.columns))
