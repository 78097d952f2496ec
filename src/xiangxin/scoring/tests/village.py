"""A small village under the shipped scorecard: thirty synthetic people, each of a known story, as files of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.arrow import arrow_schema
from xiangxin.scoring.deployment import RunScope
from xiangxin.scoring.run import ScoreRequest
from xiangxin.scoring.tables import input_tables

AS_OF = date(2026, 6, 30)
BANK, PANEL = "qinghe-bank", "qinghe-panel"
POLICIES = Path(__file__).parents[2] / "policies"
HOUSEHOLD_OPEN = POLICIES / "household-open"
VILLAGES = ("990101100201", "990101100202")

CLEAN, VETOED, NO_CONSENT, NOT_ASKED, MINOR, WAITING, DISPUTED = (UUID(int=0xA0000001 << 96 | n) for n in range(1, 8))
"""People with a story; all others are like CLEAN in the second village."""

SCOPE = RunScope("qinghe-demo", "demo", "CN", "990101000000", "qinghe-office", frozenset({BANK}), frozenset({PANEL}))

Row = dict[str, object]


@cache
def household_open() -> CompiledPolicy:
    policy, _ = compile_policy(HOUSEHOLD_OPEN, load_law(), AS_OF, "CN")
    assert policy is not None
    return policy


def request(tables: Mapping[str, Path]) -> ScoreRequest:
    """A run for the bank."""
    return ScoreRequest(HOUSEHOLD_OPEN, SCOPE, "scoring", BANK, Text("青禾农商行", "Qinghe bank"), tables, AS_OF, AS_OF)


def by_interpreter(tables: Mapping[str, Path]) -> ScoreRequest:
    return replace(request(tables), engine="python")


def write_village(folder: Path) -> dict[str, Path]:
    """Write the tables of a run into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [CLEAN, VETOED, NO_CONSENT, NOT_ASKED, MINOR, WAITING, DISPUTED]
    others = [UUID(int=0xB0000001 << 96 | n) for n in range(23)]
    everybody = [*((person, VILLAGES[0]) for person in people), *((person, VILLAGES[1]) for person in others)]
    rows = {
        "applicants": [_applicant(person, village) for person, village in everybody],
        "consents": [row for person, _ in everybody if person != NO_CONSENT for row in _consents(person)],
        "records": [_arrears(VETOED, 1, disputed=False), _arrears(DISPUTED, 2, disputed=True), _honour(CLEAN, 3)],
        "coverage": [row for person, _ in everybody if person != NOT_ASKED for row in _coverage(person)],
        "reviews": [row for person in (CLEAN, WAITING) for row in _reviews(person, still_open=person == WAITING)],
        "members": [],
    }
    schemas = input_tables(household_open())
    paths = {name: folder / f"{name}.parquet" for name in rows}
    for name, path in paths.items():
        _write(path, arrow_schema(schemas[name].columns), rows[name])
    return paths


def _write(path: Path, schema: pa.Schema, rows: Sequence[Mapping[str, object]]) -> None:
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    pq.write_table(pa.table(columns, schema=schema), path)


def _applicant(person: UUID, village: str) -> Row:
    return {
        "person_id": person,
        "household_id": UUID(int=person.int + (1 << 64)),
        "village_code": village,
        "birth_on": date(2010, 1, 1) if person == MINOR else date(1980, 5, 1),
        "civil_capacity": True,
        "residence_shown": True,
        "income_source_shown": True,
        "income_yearly_fen": 6_000_000,
        "debt_total_fen": 1_000_000,
    }


def _consents(person: UUID) -> list[Row]:
    given = date(2026, 5, 1)
    return [
        {
            "person_id": person,
            "purpose": "review" if field_class == "review" else "scoring",
            "receiver": PANEL if field_class == "review" else BANK,
            "field_class": field_class,
            "written": True,
            "notice_delivered_on": given,
            "from_on": given,
        }
        for field_class in ("file", "income_property", "bureau", "review")
    ]


def _arrears(person: UUID, number: int, *, disputed: bool) -> Row:
    return {
        "record_id": UUID(int=number),
        "person_id": person,
        "kind": "arrears",
        "amount_fen": 500_000,
        "happened_on": date(2026, 2, 1),
        "known_on": date(2026, 2, 2),
        "document_no": f"借据〔2026〕{number}号",
        "authority": BANK,
        "told_on": date(2026, 2, 3),
        "final": True,
        "disputed": disputed,
        "source": BANK,
    }


def _honour(person: UUID, number: int) -> Row:
    return {
        "record_id": UUID(int=number),
        "person_id": person,
        "kind": "honour",
        "category": "moral_model",
        "level": "county",
        "happened_on": date(2025, 12, 20),
        "known_on": date(2025, 12, 21),
        "document_no": "青文明〔2025〕17号",
        "authority": "青禾县文明办",
        "source": "qinghe-civility",
    }


def _coverage(person: UUID) -> list[Row]:
    kinds = [source.kind for source in household_open().records if source.table == "records"]
    return [{"person_id": person, "kind": kind, "asked_of": BANK, "asked_on": date(2026, 6, 20)} for kind in kinds]


def _reviews(person: UUID, *, still_open: bool) -> list[Row]:
    closed_on = None if still_open else date(2026, 6, 1)
    return [
        {
            "person_id": person,
            "panel": PANEL,
            "round_id": "1",
            "seat": str(seat),
            "rating": rating,
            "closed_on": closed_on,
        }
        for seat, rating in enumerate((94, 94, 94, 94, 95, 95))
    ]
