"""The rows that the engine read of one person, as bytes that are sealed with the result, and back.

Only columns that the policy reads, only what is known; days as text. Reading them gives what ``tabular.read_people``
gave, so that the interpreter must come to the stored result again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonInput, Row
from xiangxin.scoring.tables import Table, input_tables

_LEVEL = 6
_LISTS = ("consents", "records", "coverage", "reviews", "members")


def pack(person: PersonInput) -> bytes:
    """Everything the tables said of one person."""
    content: dict[str, Any] = {"applicants": _plain(person.fields)}
    for name in _LISTS:
        content[name] = [_plain(row) for row in getattr(person, name)]
    content["member_consents"] = {
        str(one): [_plain(row) for row in rows] for one, rows in person.member_consents.items()
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_scalar)
    return zlib.compress(text.encode("utf-8"), _LEVEL)


def unpack(packed: bytes, policy: CompiledPolicy) -> PersonInput:
    """The person as the engine read them under ``policy``."""
    content = json.loads(zlib.decompress(packed))
    tables = input_tables(policy)
    fields = _typed(content["applicants"], tables["applicants"])
    lists = {name: [_typed(row, tables[name]) for row in content[name]] for name in _LISTS}
    return PersonInput(
        person_id=fields["person_id"],
        household_id=fields["household_id"],
        village_code=fields["village_code"],
        fields=fields,
        member_consents={
            UUID(one): [_typed(row, tables["consents"]) for row in rows]
            for one, rows in content["member_consents"].items()
        },
        **lists,
    )


def _plain(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _scalar(value: object) -> str:
    """A day or an id, of which JSON knows nothing."""
    if isinstance(value, date | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is in no table")


def _typed(row: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """Every column of the table; what was not known is null again."""
    return {column.name: _read(row.get(column.name), column.type) for column in table.columns}


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    return UUID(value) if kind == "uuid" else value
