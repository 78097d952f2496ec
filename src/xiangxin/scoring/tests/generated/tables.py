"""Random tables for the generated policies: nulls, edges of dates, withdrawn consents, sealed and disputed rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.arrow import arrow_schema
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.tables import Column, input_tables
from xiangxin.scoring.tests.generated.registry import AS_OF, CATEGORIES, LEVELS, TENURES

RUN = Run(
    "scoring",
    "bank-1",
    panels=frozenset({"panel-1", "panel-2"}),
    as_of=AS_OF,
    known_on=date(2026, 7, 15),
    catalogue=frozenset({"A1", "A2"}),
    written=frozenset({"income_property", "bureau"}),
)
EARLIER = replace(RUN, known_on=date(2026, 4, 1))
"""The same day judged by what was known a quarter before it."""

NEAR = [
    *(AS_OF + timedelta(days=days) for days in (-1, 0, 1, 15, 16)),
    *(date(year, 6, day) for year in (2008, 2021, 2024, 2025) for day in (29, 30)),
    date(2008, 7, 1),
    date(2021, 7, 1),
    date(2024, 2, 29),
    date(2026, 3, 31),
    date(2026, 2, 28),
    date(1960, 1, 1),
]
VILLAGES = ["990101101201", "990101101202", "990101102201", "990102101201"]


class Rows:
    """Draws the rows of one example from a seed."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = Random(seed)
        self.people = [self.uuid() for _ in range(people)]
        self.members = [self.uuid() for _ in range(people)]
        households = [self.uuid() for _ in range(max(1, people * 2 // 3))]
        self.household = {person: self.random.choice(households) for person in self.people}

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def pick(self, options: list[Any], null: float = 0.0) -> Any:
        return None if self.random.random() < null else self.random.choice(options)

    def day(self, null: float = 0.1) -> date | None:
        if self.random.random() < null:
            return None
        if self.random.random() < 0.6:
            return self.random.choice(NEAR)
        return AS_OF - timedelta(days=self.random.randrange(-40, 3000))

    def value(self, column: Column) -> Any:
        if self.random.random() < 0.12:
            return None
        match column.type:
            case "bool":
                return self.random.random() < 0.5
            case "date":
                return self.day()
            case "text":
                return self.random.choice([*TENURES, *LEVELS, "else"])
        return self.number(column.name)

    def number(self, name: str) -> int:
        if name.endswith("_ppm"):
            return self.random.choice([0, 37_000, 500_000, 1_000_000])
        if name.endswith("_centi"):
            return self.random.choice([0, 50, 5_000, 7_550, 9_999, 10_000])
        if name == "size":
            return self.random.randrange(-3, 21)
        return self.random.choice([0, 1, 99_999, 100_000, 100_001, 250_000_000, 999_999_999])

    def applicants(self, columns: list[Column]) -> list[dict[str, Any]]:
        return [
            {
                **{column.name: self.value(column) for column in columns},
                "person_id": person,
                "household_id": self.household[person],
                "village_code": self.random.choice(VILLAGES),
                "birth_on": self.pick([*NEAR, *[date(1980, 5, 5)] * 60], null=0.03),
            }
            for person in self.people
        ]

    def consents(self) -> list[dict[str, Any]]:
        found = []
        for person in (*self.people, *self.members):
            for field_class in ("file", "file", "income_property", "bureau", "review", "review"):
                review = field_class == "review"
                odd = self.random.random() < 0.05
                if self.random.random() < 0.9:
                    found.append(
                        {
                            "person_id": person,
                            "purpose": "statistics" if odd else "review" if review else "scoring",
                            "receiver": self.pick(
                                ["panel-1", "panel-2", "panel-1", "panel-2", "panel-9"]
                                if review
                                else ["bank-1"] * 15 + ["bank-2"]
                            ),
                            "field_class": field_class,
                            "written": self.pick([True, True, True, False], null=0.1),
                            "notice_delivered_on": self.pick([date(2026, 1, 1)] * 9 + [date(2026, 1, 3)], null=0.05),
                            "from_on": self.pick(
                                [date(2026, 1, 2)] * 12 + [date(2026, 5, 2), AS_OF, AS_OF + timedelta(days=1)],
                                null=0.03,
                            ),
                            "to_on": self.pick([date(2027, 1, 1), AS_OF, AS_OF - timedelta(days=1)], null=0.7),
                            "withdrawn_on": self.pick([date(2026, 1, 1), date(2026, 5, 1), date(2027, 1, 1)], null=0.9),
                            "channel": "paper",
                        }
                    )
        return found

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "record_id": self.uuid(),
                "person_id": person,
                "kind": self.pick(["honour", "arrears", "judgment", "other"]),
                "category": self.pick([*CATEGORIES, "else"], null=0.1),
                "level": self.pick([*LEVELS, "else"], null=0.1),
                "amount_fen": self.pick([-1, 0, 99_999, 100_000, 100_001, 3_000_000], null=0.1),
                "happened_on": self.day(0.05),
                "ended_on": self.day(0.5),
                "known_on": self.pick([*NEAR, date(2026, 7, 15), date(2026, 7, 16)], null=0.05),
                "superseded_on": self.pick([date(2026, 7, 15), date(2026, 7, 16), AS_OF], null=0.85),
                "document_no": self.pick(["鲁〔2026〕1号", "x", "", " ", "\u3000\t", "\u3000 1", "\x85"], null=0.05),
                "authority": self.pick(["县法院", "县法院", "a b", " "], null=0.05),
                "procedure": self.pick(["ordinary", "ordinary", "simple"], null=0.05),
                "catalogue_code": self.pick(["A1", "A2", "A3"], null=0.1),
                "severity": self.pick(["minor", "general", "serious", "serious", "轻微"], null=0.1),
                "told_on": self.pick([date(2026, 1, 1), AS_OF, AS_OF + timedelta(days=1)], null=0.1),
                "final": self.pick([True, True, True, False], null=0.1),
                "disputed": self.pick([False, False, False, True], null=0.1),
                "sealed": self.pick([False] * 9 + [True], null=0.1),
                "source": self.pick(["bank-1", "bank-1", "bank-2"], null=0.05),
            }
            for person in (*self.people, self.uuid())
            for _ in range(self.random.choice([0, 0, 1, 2, 4, 7]))
        ]

    def coverage(self) -> list[dict[str, Any]]:
        edges = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 3, 29), date(2025, 6, 30), date(2025, 6, 29), AS_OF]
        return [
            {
                "person_id": person,
                "kind": kind,
                "asked_of": self.pick(["bank-1", "bank-2", "court"], null=0.05),
                "asked_on": self.pick([*edges, AS_OF + timedelta(days=1)], null=0.05),
            }
            for person in self.people
            for kind in ("honour", "arrears", "judgment", "members")
            for _ in range(self.random.choice([0, 1, 1, 2]))
        ]

    def reviews(self) -> list[dict[str, Any]]:
        found = []
        for person in self.people:
            closed_on = self.pick([AS_OF, date(2026, 3, 1), AS_OF + timedelta(days=1)], null=0.15)
            panel = self.pick(["panel-1", "panel-2", "panel-9"], null=0.05)
            for seat in range(self.random.choice([0, 1, 3, 5, 6])):
                rated = {
                    "panel": panel if self.random.random() < 0.8 else self.pick(["panel-1", "panel-2"]),
                    "rating": self.pick([0, 1, 3, 5, 76, 91, 100, 101, -1], null=0.1),
                }
                found.append({"person_id": person, "round_id": "1", "seat": str(seat), "closed_on": closed_on, **rated})
        return found

    def member_rows(self, columns: list[Column]) -> list[dict[str, Any]]:
        return [
            {
                **{column.name: self.value(column) for column in columns},
                "person_id": self.random.choice(self.people),
                "member_id": self.random.choice([*self.members, *self.people]),
            }
            for _ in range(len(self.people))
        ]


def write_tables(folder: Path, policy: CompiledPolicy, seed: int, people: int) -> TablePaths:
    """Write one example; now and then a table that may be absent is absent."""
    rows, needed = Rows(seed, people), input_tables(policy)
    made = {
        "applicants": rows.applicants(list(needed["applicants"].columns)),
        "consents": rows.consents(),
        "records": rows.records(),
        "coverage": rows.coverage(),
        "reviews": rows.reviews(),
        "members": rows.member_rows(list(needed["members"].columns)),
    }
    absent = rows.pick(["records", "coverage", "reviews", "members"], null=0.85)
    paths: dict[str, Path] = {}
    for name, found in made.items():
        if name != absent:
            paths[name] = folder / f"{name}.parquet"
            write_rows(paths[name], needed[name].columns, found)
    return TablePaths(**paths)


def write_rows(path: Path, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> None:
    """Write rows as the table's Parquet file."""
    data = {column.name: [row[column.name] for row in rows] for column in columns}
    pq.write_table(pa.table(data, schema=arrow_schema(columns)), path)
