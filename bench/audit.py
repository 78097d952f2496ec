"""What an act of the office costs over a bare commit with the same settings, on both databases; `make bench` calls it.

The base is one transaction that updates one row of an unlogged table, through the same connection. An act updates one
row of a logged table and adds its entry. Both wait for the disk, so the ratio tells more than either rate.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bases.apart import make_apart, run_apart  # noqa: E402 - the tests' own offices and servers
from bases.postgres import Cluster, programs  # noqa: E402

SECONDS = 3
ROUNDS = 5
ROWS = 20_000
HERE = Path(__file__).parent

WORK = """
import json, time, uuid
from datetime import date
from django.db import connection, transaction
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.verify import verify
from xiangxin.office.jobs.models import Lease
from django.utils import timezone

def made(name):
    return Institution(slug=f"i-{uuid.uuid4()}", kind="bank", name=name, area="990101000000", from_on=date(2026, 1, 1))

lease = Lease.objects.create(name="bench", holder=uuid.uuid4(), until_at=timezone.now())
bank = made("bench")
with act("bench.begun", by=system("bench")) as done:
    bank.save(force_insert=True)
    done.wrote(bank)

def bare():
    with transaction.atomic():
        Lease.objects.filter(name="bench").update(until_at=timezone.now())

number = 0
def logged():
    global number
    number += 1
    with act("bench.renamed", by=system("bench"), about=bank, payload={"number": number}) as done:
        bank.name_en = str(number)
        bank.save(update_fields=["name_en"])
        done.wrote(bank)

def rate(work, seconds):
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        work()
        count += 1
    return count / (time.perf_counter() - began)

rate(bare, 0.5), rate(logged, 0.5)
pairs = [(rate(bare, SECONDS), rate(logged, SECONDS)) for _ in range(ROUNDS)]
many = [made(f"b{n}") for n in range(ROWS)]
began = time.perf_counter()
with act("bench.loaded", by=system("bench")) as done:
    Institution.objects.bulk_create(many, batch_size=500)
    done.wrote(*many)
loaded = ROWS / (time.perf_counter() - began)
began = time.perf_counter()
verdict = verify()
proved = (verdict.entries + verdict.rows) / (time.perf_counter() - began)
assert verdict.clean, verdict.findings[:3]
print(json.dumps({"pairs": pairs, "loaded": loaded, "proved": proved}))
"""


@dataclass(frozen=True)
class Figures:
    """Rates a second: bare commits and acts by round, rows loaded in one act, entries and rows verified."""

    bare: tuple[float, ...]
    acts: tuple[float, ...]
    loaded: float
    proved: float

    @property
    def ratio(self) -> float:
        """How many bare commits an act costs, as the median over the rounds."""
        return statistics.median(bare / acts for bare, acts in zip(self.bare, self.acts, strict=True))


def measure(database_url: str = "") -> Figures:
    """In an office and a process of its own."""
    with tempfile.TemporaryDirectory(prefix="xiangxin-bench-") as folder:
        environment = make_apart(Path(folder), database_url)
        told = run_apart(environment, f"SECONDS, ROUNDS, ROWS = {SECONDS}, {ROUNDS}, {ROWS}\n{WORK}")
    bare, acts = zip(*told["pairs"], strict=True)
    return Figures(bare, acts, told["loaded"], told["proved"])


def table() -> list[str]:
    """The rows of the page of results, for each database this machine has."""
    lines = [
        "| log of the office | bare commits/s | acts/s | an act in bare commits | rows/s in one act | verified/s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return [*lines, *_rows()]


def _rows() -> Iterator[str]:
    yield _row("SQLite", "150", measure())
    if programs() is None:
        return
    with Cluster() as cluster:
        yield _row("PostgreSQL", "500", measure(cluster.create("bench")))


def _row(name: str, least: str, got: Figures) -> str:
    acts, span = f"**{statistics.median(got.acts):,.0f}** (≥ {least})", f"({min(got.acts):,.0f}–{max(got.acts):,.0f})"
    return (
        f"| {name}, one writer | {statistics.median(got.bare):,.0f} | {acts} {span} "
        f"| {got.ratio:.1f} | {got.loaded:,.0f} | {got.proved:,.0f} |"
    )


def main() -> None:
    """Measure, print, write AUDIT.md beside itself."""
    head = [
        "# What the log costs",
        "",
        "Written by `make bench`; not edited by hand. Medians with (min–max); a bare commit updates one row of an",
        "unlogged table with the same durable settings, an act updates one row of a logged table and adds its entry.",
        "",
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load "
        f"{os.getloadavg()[0]:.1f} at the beginning.",
        "",
    ]
    text = "\n".join([*head, *table(), ""])
    print(text)
    (HERE / "AUDIT.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
