"""The shape of a policy file: which keys each block has, what they hold, which are required.

One table serves four readers: the shape check, the JSON Schema for editors, the format page (a test holds it against
this table) and the reader of this file. Meaning (names, types, law) is settled later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal[
    "id",
    "label",
    "text_or_label",
    "text",
    "formula",
    "date",
    "boolean",
    "integer",
    "number",
    "points",
    "percent",
    "money",
    "months",
    "scalar",
    "unknown",
    "range",
    "dated_values",
    "points_table",
    "points_or_table",
    "bands",
    "fields",
    "source",
    "choice",
    "block",
    "list",
    "map",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a block: its shape, the block it opens (``block``, ``list``, ``map``) or the words it may hold."""

    shape: Shape
    required: bool = False
    block: str = ""
    choices: tuple[str, ...] = ()


_RESTS_ON = {"source": Key("source"), "assumption": Key("text_or_label")}
_AREA_RATING = {
    "at_least": Key("percent", required=True),
    "minimum_base": Key("integer", required=True),
    **_RESTS_ON,
}
_BREAKER_LEVEL = {
    "ratio": Key("percent", required=True),
    "minimum_loans": Key("integer", required=True),
    "minimum_late_borrowers": Key("integer", required=True),
    **_RESTS_ON,
}

BLOCKS: Mapping[str, Mapping[str, Key]] = {
    "policy": {
        "policy": Key("id", required=True),
        "title": Key("label", required=True),
        "issued": Key("block", required=True, block="issued"),
        "effective": Key("block", required=True, block="effective"),
        "subject": Key("choice", required=True, choices=("applicant",)),
        "calibration": Key("choice", required=True, choices=("not_applicable", "uncalibrated", "adopted")),
        "adopted_by": Key("text_or_label"),
        "adopted_on": Key("date"),
        "inputs": Key("map", block="input"),
        "records": Key("map", block="record"),
        "children": Key("map", block="child"),
        "parameters": Key("map", block="parameter"),
        "eligibility": Key("list", block="eligibility"),
        "groups": Key("map", block="group"),
        "reviews": Key("map", block="review"),
        "vetoes": Key("list", block="veto"),
        "stages": Key("map", required=True, block="stage"),
        "tiers": Key("block", block="tiers"),
        "limit": Key("block", block="limit"),
        "rate": Key("block", block="rate"),
        "certificate": Key("block", block="certificate"),
        "areas": Key("block", block="areas"),
        "breaker": Key("block", block="breaker"),
        "declined": Key("list", block="declined"),
        "answers": Key("list", block="answer"),
        "notes": Key("list", block="note"),
    },
    "issued": {
        "by": Key("text_or_label", required=True),
        "document": Key("text_or_label", required=True),
        "issued_on": Key("date", required=True),
    },
    "effective": {"from": Key("date", required=True), "to": Key("date")},
    "input": {
        "type": Key("text", required=True),
        "matter": Key("text", required=True),
        "range": Key("range"),
        "opaque": Key("boolean"),
        **_RESTS_ON,
    },
    "record": {
        "kind": Key("id"),
        "fields": Key("fields", required=True),
        "matter": Key("text", required=True),
        "coverage_within": Key("months"),
        **_RESTS_ON,
    },
    "child": {"fields": Key("fields", required=True), "matter": Key("text", required=True), **_RESTS_ON},
    "parameter": {
        "type": Key("choice", required=True, choices=("number", "points", "money", "percent")),
        "value": Key("scalar"),
        "values": Key("dated_values"),
        "table": Key("id"),
        "label": Key("label"),
        **_RESTS_ON,
    },
    "eligibility": {
        "id": Key("id", required=True),
        "label": Key("label", required=True),
        "when": Key("formula", required=True),
        "of": Key("choice", required=True, choices=("credit", "product")),
        "unknown": Key("choice", required=True, choices=("report", "pass")),
        **_RESTS_ON,
    },
    "group": {
        "label": Key("label", required=True),
        "use": Key("choice", choices=("base", "bonus", "incentive", "deduction")),
        "cap": Key("points"),
        "floor": Key("points"),
        "items": Key("list", required=True, block="item"),
        **_RESTS_ON,
    },
    "item": {
        "id": Key("id", required=True),
        "label": Key("label", required=True),
        "reason": Key("label"),
        "when": Key("formula"),
        "else": Key("points"),
        "band_on": Key("formula"),
        "bands": Key("bands"),
        "never": Key("points"),
        "best_of": Key("formula"),
        "sum_of": Key("formula"),
        "by": Key("id"),
        "by_value": Key("id"),
        "value": Key("formula"),
        "range": Key("range"),
        "points": Key("points_or_table"),
        "cap": Key("points"),
        "unknown": Key("unknown", required=True),
        **_RESTS_ON,
    },
    "review": {
        "range": Key("range", required=True),
        "tally": Key("choice", required=True, choices=("mean",)),
        "at_least": Key("integer", required=True),
        **_RESTS_ON,
    },
    "veto": {
        "id": Key("id", required=True),
        "label": Key("label", required=True),
        "when": Key("formula", required=True),
        "unknown": Key("choice", required=True, choices=("report", "pass")),
        **_RESTS_ON,
    },
    "stage": {
        "label": Key("label"),
        "value": Key("formula", required=True),
        "round": Key("choice", choices=("half_up", "half_up_2")),
        "without_review": Key("formula"),
        "tier_floor": Key("formula"),
        **_RESTS_ON,
    },
    "tiers": {"on": Key("id", required=True), "stars": Key("list", required=True, block="tier"), **_RESTS_ON},
    "tier": {"from": Key("number", required=True), "stars": Key("integer", required=True)},
    "limit": {
        "parts": Key("map", block="part"),
        "value": Key("formula", required=True),
        "round_down_to": Key("money"),
        "first": Key("block", block="first_limit"),
        **_RESTS_ON,
    },
    "first_limit": {"household": Key("id", required=True), "operator": Key("id", required=True), **_RESTS_ON},
    "part": {"value": Key("formula", required=True), "label": Key("label"), **_RESTS_ON},
    "rate": {
        "propose": Key("formula", required=True),
        "decides": Key("choice", required=True, choices=("officer",)),
        **_RESTS_ON,
    },
    "certificate": {"red": Key("formula"), "blue": Key("formula"), **_RESTS_ON},
    "areas": {
        "credit_household": Key("formula", required=True),
        "village": Key("block", block="area_rating"),
        "township": Key("block", block="area_rating"),
        **_RESTS_ON,
    },
    "area_rating": _AREA_RATING,
    "breaker": {
        "village": Key("block", block="breaker_level"),
        "township": Key("block", block="breaker_level"),
        **_RESTS_ON,
    },
    "breaker_level": _BREAKER_LEVEL,
    "declined": {
        "id": Key("id", required=True),
        "label": Key("label", required=True),
        "use": Key(
            "choice", required=True, choices=("base", "bonus", "deduction", "veto", "eligibility", "limit", "rate")
        ),
        "matter": Key("text", required=True),
        "reason": Key("label", required=True),
        "source": Key("source", required=True),
    },
    "answer": {
        "line": Key("id", required=True),
        "answer": Key("label", required=True),
        "by": Key("text_or_label", required=True),
        "on": Key("date", required=True),
    },
    "note": {"text": Key("label", required=True), "source": Key("source")},
    "source": {"clause": Key("text_or_label", required=True), "document": Key("text_or_label")},
    "label": {"zh": Key("text", required=True), "en": Key("text", required=True)},
    "band": {"from": Key("scalar", required=True), "points": Key("points", required=True)},
}
"""Every block of a policy file. ``policy`` is the file itself."""

ITEM_KINDS: Mapping[str, frozenset[str]] = {
    "when": frozenset({"points", "else"}),
    "band_on": frozenset({"bands", "never"}),
    "best_of": frozenset({"by", "points"}),
    "sum_of": frozenset({"by", "points", "cap"}),
    "by_value": frozenset({"points"}),
    "value": frozenset({"range"}),
}
"""The key that makes an item what it is, and the keys only that kind may carry besides."""

_TEXT = {"type": "string", "minLength": 1}
_POINTS = {"type": "number"}
_LABEL = {"$ref": "#/$defs/label"}
_SCALAR = {"type": ["string", "number", "boolean"]}
_DATE = {"type": "string", "format": "date"}

_SCHEMA_OF_SHAPE: Mapping[str, object] = {
    "id": {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"},
    "label": _LABEL,
    "text_or_label": {"anyOf": [_TEXT, _LABEL]},
    "text": _TEXT,
    "formula": {"type": "string", "minLength": 1},
    "date": _DATE,
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "points": _POINTS,
    "percent": {"type": "string", "pattern": r"^-?\d+(\.\d+)?%$"},
    "money": {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})? CNY$"},
    "months": {"type": "string", "pattern": r"^\d+ months?$"},
    "scalar": _SCALAR,
    "unknown": {"anyOf": [{"const": "report"}, _POINTS]},
    "range": {"type": "array", "items": _SCALAR, "minItems": 2, "maxItems": 2},
    "dated_values": {"type": "object", "additionalProperties": _SCALAR, "minProperties": 1},
    "points_table": {"type": "object", "additionalProperties": _POINTS, "minProperties": 1},
    "points_or_table": {"anyOf": [_POINTS, {"type": "object", "additionalProperties": _POINTS, "minProperties": 1}]},
    "bands": {"type": "array", "items": {"$ref": "#/$defs/band"}, "minItems": 1},
    "fields": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
    "source": {"$ref": "#/$defs/source"},
}


def json_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of a policy file, for editors."""
    definitions = {name: _schema_of_block(keys) for name, keys in BLOCKS.items() if name != "policy"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Xiangxin credit policy",
        **_schema_of_block(BLOCKS["policy"]),
        "$defs": definitions,
    }


def _schema_of_block(keys: Mapping[str, Key]) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _schema_of_key(key) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
    }


def _schema_of_key(key: Key) -> object:
    reference = {"$ref": f"#/$defs/{key.block}"}
    if key.block == "part":
        reference = {"anyOf": [_TEXT, reference]}  # type: ignore[dict-item]
    if key.shape == "choice":
        return {"enum": list(key.choices)}
    if key.shape == "block":
        return reference
    if key.shape == "list":
        return {"type": "array", "items": reference}
    if key.shape == "map":
        return {"type": "object", "additionalProperties": reference}
    return _SCHEMA_OF_SHAPE[key.shape]
