"""Made-up people as tables, assessed by either engine: what tests about persons need and nothing more."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.law.load import load_law
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import tables
from xiangxin.scoring.arrow import arrow_schema
from xiangxin.scoring.assessment import PersonInput, Row, Run
from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.gates import REVIEW_CLASS, REVIEW_PURPOSE
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.tabular import interpret_tables

AS_OF = date(2026, 6, 30)
BANK = "demo-bank"
PANEL = "demo-panel"
ENGINES = {"python": interpret_tables, "duckdb": score_tables}
LAW = load_law()
RUN = Run(
    "scoring",
    BANK,
    panels=frozenset({PANEL}),
    as_of=AS_OF,
    known_on=AS_OF,
    catalogue=LAW.catalogue_codes(AS_OF),
    written=frozenset(LAW.written_consents),
)


def days_before(days: int) -> date:
    """A day before the as-of date."""
    return AS_OF - timedelta(days=days)


def consent(field_class: str, **changes: object) -> Row:
    """A lawful consent row of the class; ``changes`` make it otherwise."""
    row: dict[str, object] = {
        "purpose": REVIEW_PURPOSE if field_class == REVIEW_CLASS else "scoring",
        "receiver": PANEL if field_class == REVIEW_CLASS else BANK,
        "field_class": field_class,
        "written": True,
        "notice_delivered_on": days_before(60),
        "from_on": days_before(59),
        "to_on": None,
        "withdrawn_on": None,
        "channel": "paper",
    }
    return {**row, **changes}


def all_consents() -> list[Row]:
    """Consent to everything that a run may read."""
    return [consent(field_class) for field_class in ("file", "income_property", "bureau", REVIEW_CLASS)]


def record(number: int, kind: str, **changes: object) -> Row:
    """A record with all its papers in order; ``changes`` make it otherwise."""
    row: dict[str, object] = {
        "record_id": UUID(int=10_000_000 + number),
        "kind": kind,
        "category": None,
        "level": None,
        "amount_fen": None,
        "happened_on": days_before(400),
        "ended_on": None,
        "known_on": days_before(390),
        "superseded_on": None,
        "document_no": "〔2025〕7号",
        "authority": "某机关",
        "procedure": "ordinary",
        "catalogue_code": LAW.record_catalogue.get(kind),
        "severity": "general",
        "told_on": days_before(395),
        "final": True,
        "disputed": False,
        "sealed": False,
        "source": BANK,
    }
    return {**row, **changes}


CLOSED_ON = days_before(10)


def ratings(*values: int | None, closed_on: date | None = CLOSED_ON, panel: str = PANEL) -> list[Row]:
    """One closed round of ratings."""
    return [
        {"panel": panel, "round_id": "r1", "seat": f"s{seat}", "rating": value, "closed_on": closed_on}
        for seat, value in enumerate(values)
    ]


def asked(*kinds: str) -> list[Row]:
    """Somebody asked about these kinds a month ago."""
    return [{"kind": kind, "asked_of": BANK, "asked_on": days_before(30)} for kind in kinds]


def person(number: int, fields: Mapping[str, object] | None = None, **rows: Any) -> PersonInput:
    """A grown-up in village ``number % 3`` with full consent, about whom everything else is as given."""
    base = PersonInput(
        person_id=UUID(int=number + 1),
        household_id=UUID(int=1_000_000 + number // 2),
        village_code=f"99010100100{number // 2 % 3 + 1}",
        fields={"birth_on": date(1980, 5, 1), **(fields or {})},
        consents=all_consents(),
    )
    return replace(base, **rows)


def some_person(number: int, policy: CompiledPolicy, draw: random.Random) -> PersonInput:
    """A person of whom anything may be the case that the policy's tables can say; most can be scored."""
    kinds = [source for source in policy.records if source.table == "records"]
    levels = ("village", "township", "county", "city", "province", "nation", None)
    fields: dict[str, object] = {
        "birth_on": draw.choice([*[date(1980, 5, 1), date(1961, 7, 1)] * 6, date(2009, 1, 1), None])
    }
    for spec in policy.inputs:
        if spec.name != "birth_on":
            fields[spec.field.column] = _some_value(spec.field.type, spec.field.values, draw)
    records = []
    gentle = [source for source in kinds if source.kind in ("honour", "loan_repaid")]
    for position in range(draw.randrange(6) if kinds else 0):
        source = draw.choice(gentle if gentle and draw.random() < 0.7 else kinds)
        categories = [value for field in source.fields if field.name == "category" for value in field.values]
        happened_on = days_before(draw.randrange(-20, 2500))
        ended_on = draw.choice([None, happened_on + timedelta(days=draw.randrange(0, 900))])
        records.append(
            record(
                number * 10 + position,
                source.kind,
                category=draw.choice([*categories, None]),
                level=draw.choice(levels),
                amount_fen=draw.choice([None, 50_000, 100_000, 100_001, 9_000_000]),
                happened_on=happened_on,
                ended_on=ended_on,
                known_on=happened_on + timedelta(days=draw.randrange(0, 30)),
                disputed=draw.random() < 0.15,
                sealed=draw.random() < 0.1,
                final=draw.random() < 0.9,
                document_no=draw.choice(["〔2025〕7号", "〔2025〕8号", None, " "]),
                told_on=draw.choice([happened_on, None]),
                source=draw.choice([BANK, BANK, "other-bank"]),
            )
        )
    seats = draw.choice([0, 4, 5, 7])
    return person(
        number,
        fields,
        consents=[row for row in all_consents() if draw.random() < 0.95],
        records=records,
        coverage=asked(*(source.kind for source in kinds if draw.random() < 0.97)),
        reviews=ratings(*(draw.choice([0, 55, 88, 100, None]) for _ in range(seats)))
        if draw.random() < 0.9
        else ratings(None, closed_on=None),
    )


def _some_value(kind: str, values: Sequence[str], draw: random.Random) -> object:
    if draw.random() < 0.05:
        return None
    if kind == "bool":
        return draw.random() < 0.95
    if kind == "enum":
        return draw.choice(list(values))
    return {
        "money": draw.choice([0, 1_999_999, 2_000_000, 12_345_678]),
        "points": draw.randrange(0, 10_001),
        "date": days_before(draw.randrange(0, 4000)),
        "number": draw.randrange(0, 80),
    }[kind]


def write_tables(people: Iterable[PersonInput], policy: CompiledPolicy, folder: Path) -> TablePaths:
    """The people as one Parquet file per table."""
    rows: dict[str, list[dict[str, object]]] = {table.name: [] for table in tables.INPUTS}
    for one in people:
        key = {"person_id": one.person_id}
        head = {**key, "household_id": one.household_id, "village_code": one.village_code}
        rows["applicants"].append({**head, **one.fields})
        for name in ("consents", "records", "coverage", "reviews", "members"):
            rows[name] += [{**key, **row} for row in getattr(one, name)]
        for member, consents in one.member_consents.items():
            rows["consents"] += [{"person_id": member, **row} for row in consents]
    needed = tables.input_tables(policy)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, content in rows.items():
        schema = arrow_schema(needed[name].columns)
        columns = {field.name: [_plain(row.get(field.name)) for row in content] for field in schema}
        paths[name] = folder / f"{name}.parquet"
        arrays = [pa.array(columns[field.name], _storage(field.type)).cast(field.type) for field in schema]
        pq.write_table(pa.table(arrays, schema=schema), paths[name])
    return TablePaths(**paths)


def _storage(kind: pa.DataType) -> pa.DataType:
    return pa.binary(16) if kind == pa.uuid() else kind


def _plain(value: object) -> object:
    return value.bytes if isinstance(value, UUID) else value


def assessed(
    engine: str, policy: CompiledPolicy, people: Iterable[PersonInput], folder: Path, run: Run = RUN
) -> dict[UUID, dict[str, Any]]:
    """Result rows by person, as the engine wrote them."""
    out = folder / engine
    out.mkdir(parents=True, exist_ok=True)
    ENGINES[engine](policy, run, write_tables(people, policy, folder / "in"), out, "packed")
    return {row["person_id"]: row for row in pq.read_table(out / "results.parquet").to_pylist()}


def explained(engine: str, folder: Path) -> dict[UUID, dict[str, Any]]:
    """Packed explanations by person, as the engine wrote them in ``assessed``."""
    path = folder / engine / "explanations.parquet"
    return {row["person_id"]: row for row in pq.read_table(path).to_pylist()}
