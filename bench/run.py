"""`make bench`: measures every figure in one interleaved run and writes RESULTS.md beside itself.

The data are made once under bench/data (fictional, not kept in the repository). One repetition is: base, then each way
of assessing, one after the other; ratios are of the medians.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.base import base_statement, columns_read, run_base
from xiangxin.demo.volume import generate
from xiangxin.interop.deployment import read_deployment
from xiangxin.kernel.cache import OFF, SWITCH
from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import tables
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.deployment import run_of
from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.duck.statement import assess_statements, plan_name
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.lower import lower
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.tabular import read_people

HERE = Path(__file__).parent
POLICIES = HERE.parent / "src" / "xiangxin" / "policies"
NAMES = ("zhumadian-2019", "jinxiang-2022", "household-open")
AS_OF = date(2026, 6, 30)
HOUSEHOLDS = 1_000_000
"""What the targets are for; fewer are for trying out, and only shown."""

SEED = 7
EXECUTION = {"packed": "≤ 1.5", "wide": "≤ 2.2"}
WHOLE = {"packed": "≤ 2.0", "wide": "≤ 2.7"}


@dataclass(frozen=True)
class Figure:
    """Repetitions of one thing, in seconds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.seconds):.2f}–{max(self.seconds):.2f})"


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tell(line: str) -> None:
    """Progress, beside the results: minutes pass."""
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def command(*words: str, cache: bool = True) -> Callable[[], object]:
    """A whole command as a process of its own; what it says is shown only where it fails."""
    line = [sys.executable, "-m", "xiangxin.cli", *words]
    environment = os.environ if cache else {**os.environ, SWITCH: OFF}

    def run() -> None:
        done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise SystemExit(f"{' '.join(line)}\n{done.stdout}{done.stderr}")

    return run


def interleaved(title: str, repetitions: int, works: dict[str, Callable[[], object]]) -> dict[str, Figure]:
    """Each work once a repetition, in turn, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for repetition in range(repetitions + 1):
        for name, work in works.items():
            took = timed(work)
            if repetition:
                seconds[name].append(took)
        last = ", ".join(f"{name} {took[-1]:.2f} s" for name, took in seconds.items() if took)
        tell(f"{title}, {repetition} of {repetitions}: {last or 'warm'}")
    return {name: Figure(tuple(values)) for name, values in seconds.items()}


class Bench:
    """The measurements over one set of files."""

    def __init__(self, households: int, repetitions: int) -> None:
        self.repetitions = repetitions
        self.law: LawPack = load_law()
        self.volume = volume(households)
        self.village = volume(300)
        self.lines: list[str] = []

    def policy(self, name: str) -> CompiledPolicy:
        compiled, findings = compile_policy(POLICIES / name, self.law, AS_OF, "CN")
        if compiled is None:
            raise SystemExit("\n".join(str(finding) for finding in findings))
        return compiled

    def run(self, folder: Path) -> Run:
        deployment, findings = read_deployment(folder / "deployment.yaml")
        if deployment is None:
            raise SystemExit("\n".join(str(finding) for finding in findings))
        return run_of(deployment.scope(), "scoring", "qinghe-bank", AS_OF, AS_OF, self.law)

    def batch(self, name: str, scratch: Path) -> str:
        """Base, three ways to explain, and the whole command, for one policy."""
        policy, run, paths = self.policy(name), self.run(self.volume), table_paths(self.volume)
        width = len(tables.results_table(policy).columns) + len(tables.explanations_table(policy, "packed").columns)
        given = dict(paths.given())
        base = base_statement(columns_read(assess_statements(policy, run, given, "packed")[0]), given, width - 1)
        works: dict[str, Callable[[], object]] = {"base": lambda: run_base(base, scratch / "base.parquet")}
        for explain in ("none", "packed", "full"):
            works[explain] = lambda explain=explain: score_tables(policy, run, paths, scratch, explain)  # type: ignore[misc]
        works["whole"] = command(*score_words(name, self.volume, scratch / "out"))
        got = interleaved(name, self.repetitions, works)
        plan = plan_name(lower(policy, run))
        ratio = {key: got[key].median / got["base"].median for key in ("none", "packed", "whole")}
        more = {key: got[key].median / got["none"].median - 1 for key in ("packed", "full")}
        return (
            f"| {name} | {plan} | {got['base']} | {got['packed']} | **{ratio['packed']:.2f}** ({EXECUTION[plan]}) "
            f"| {got['whole']} | **{ratio['whole']:.2f}** ({WHOLE[plan]}) "
            f"| {more['packed']:+.0%} (≤ +10 %) | {more['full']:+.0%} (≤ +35 %) |"
        )

    def one_person(self, name: str) -> str:
        """One person with a code for every line, over the people of a village."""
        policy = self.policy(name)
        people = list(read_people(table_paths(self.village), policy))
        interpreter = Interpreter(policy, self.run(self.village))
        seconds = sorted(timed(lambda one=one: interpreter.assess(one)) for _ in range(10) for one in people)  # type: ignore[misc]
        p50, p99 = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
        return f"| {name} | {p50 * 1e6:.0f} µs (≤ 100) | {p99 * 1e6:.0f} µs |"

    def small(self, scratch: Path) -> list[str]:
        """A village as a whole command; help against a bare interpreter."""
        works: dict[str, Callable[[], object]] = {
            name: command(*score_words(name, self.village, scratch / f"village-{name}")) for name in NAMES
        }
        works["first"] = command(*score_words(NAMES[-1], self.village, scratch / "village-first"), cache=False)
        works["help"] = command("--help")
        bare = [sys.executable, "-c", "pass"]
        works["bare"] = lambda: subprocess.run(bare, check=True)
        got = interleaved("small", max(self.repetitions, 5), works)
        rows = [f"| {name}, a village of 300 households, whole command | {got[name]} s (≤ 1 s) |" for name in NAMES]
        rows.append(f"| {NAMES[-1]}, the same with nothing remembered of law and policy | {got['first']} s |")
        ratio = got["help"].median / got["bare"].median
        milliseconds = f"{got['help'].median * 1000:.0f} ms against {got['bare'].median * 1000:.0f} ms"
        return [*rows, f"| `xiangxin --help` over a bare interpreter | {ratio:.1f} × (≤ 6 ×), {milliseconds} |"]


def volume(households: int) -> Path:
    """The files of so many households, made once."""
    folder = HERE / "data" / str(households)
    if not (folder / "deployment.yaml").is_file():
        tell(f"{households:,} households are made once, under {folder}")
        generate(households, SEED, folder)
    return folder


def table_paths(folder: Path) -> TablePaths:
    """The tables of a folder made by the generator."""
    return TablePaths(**{name: folder / f"{name}.parquet" for name in table_names()})


def table_names() -> list[str]:
    """Every input table by name, which is also its option and its file."""
    return [table.name for table in tables.INPUTS]


def score_words(name: str, folder: Path, out: Path) -> list[str]:
    """The command line that assesses a folder of tables."""
    words = ["score", "--policy", name, "--deployment", str(folder / "deployment.yaml"), "-o", str(out)]
    for table in table_names():
        words += [f"--{table}", str(folder / f"{table}.parquet")]
    return [*words, "--as-of", AS_OF.isoformat()]


def machine() -> str:
    """What the figures were taken on."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "sqlglot", "pyarrow", "click"))
    return f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}, {versions}"


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0))


def report(bench: Bench, households: int, rows: Sequence[str], persons: Sequence[str], small: Sequence[str]) -> str:
    """The page of results."""
    return "\n".join(
        [
            "# What it costs",
            "",
            "Written by `make bench`; not edited by hand. Seconds are medians with (min–max), ratios are of medians of",
            "one interleaved run. The base is DuckDB reading the same columns of the same files, grouping, joining and",
            "writing as many columns, with no policy.",
            "",
            f"Machine: {machine()}. {households:,} households, seed {SEED}, {bench.repetitions} repetitions.",
            "",
            "| policy | plan | base s | execution s | ratio | whole command s | ratio | packed | full |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
            "| one person with trace | p50 | p99 |",
            "| --- | --- | --- |",
            *persons,
            "",
            "| small | |",
            "| --- | --- |",
            *small,
            "",
        ]
    )


def main() -> None:
    """Measure and write; small things first, while nothing is warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument("--repetitions", type=int, default=3)
    chosen = parser.parse_args()
    bench = Bench(chosen.households, chosen.repetitions)
    with tempfile.TemporaryDirectory(prefix="xiangxin-bench-") as folder:
        scratch = Path(folder)
        small = bench.small(scratch)
        persons = [bench.one_person(name) for name in NAMES]
        rows = [bench.batch(name, scratch) for name in NAMES]
    text = report(bench, chosen.households, rows, persons, small)
    print(text)
    if chosen.households == HOUSEHOLDS:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
