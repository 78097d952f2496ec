"""A folder of results read again: with the policy that was pinned beside it, and never with another.

The hash of the pinned policy must be the one in the manifest. A law pack that changed since is told, not hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xiangxin.kernel.errors import CheckFailed, Finding, Location, UnreadableInput
from xiangxin.kernel.units import CENTI_PER_POINT
from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack
from xiangxin.policy.compiled import compiled_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.arrow import read_table
from xiangxin.scoring.assessment import Flag, PersonResult, Run, Status
from xiangxin.scoring.manifest import POLICY_FOLDER, Manifest, read_manifest
from xiangxin.scoring.messages import tell
from xiangxin.scoring.paths import AREAS_FILE, EXPLANATIONS_FILE, RESULTS_FILE
from xiangxin.scoring.smallcell_moves import PERSON_COLUMNS
from xiangxin.scoring.smallcells import AreaTotals

_DIGITS = re.compile(r"[0-9a-f]{8,32}")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Results:
    """One run's results with what they rest on. ``findings``: what a reader must know beforehand."""

    folder: Path
    manifest: Manifest
    law: LawPack
    policy: CompiledPolicy
    findings: tuple[Finding, ...]

    def run(self) -> Run:
        """The run, without panels: nobody is assessed again by it."""
        manifest = self.manifest
        catalogue = self.law.catalogue_codes(manifest.as_of)
        return Run(
            manifest.purpose,
            manifest.receiver,
            frozenset(),
            manifest.as_of,
            manifest.known_on,
            catalogue,
            frozenset(self.law.written_consents),
            manifest.limits,
        )

    def person(self, written: str) -> PersonResult:
        """The result of the person whose id is, or begins with, ``written``; ``UnreadableInput`` otherwise."""
        row = self._find(written)
        if self.manifest.explain == "none":
            raise UnreadableInput([tell("explanations_missing", Location(str(self.folder)))])
        explained = rows_beginning(self.folder / EXPLANATIONS_FILE, row["person_id"].hex)
        return decoded(self.policy, row, explained[0] if explained else None)

    def _find(self, written: str) -> Row:
        """``written``: the whole id, or at least its first eight digits."""
        digits = written.strip().lower().replace("-", "")
        if _DIGITS.fullmatch(digits) is None:
            raise UnreadableInput([tell("applicant_unreadable", Location("--applicant"))])
        path = self.folder / RESULTS_FILE
        matches = rows_beginning(path, digits)
        if len(matches) != 1:
            code = "applicant_ambiguous" if matches else "applicant_missing"
            raise UnreadableInput([tell(code, Location(str(path)))])
        return matches[0]

    def area_totals(self) -> list[AreaTotals]:
        """The exact totals; they may be shown only after small-cell suppression."""
        return [_area(row) for row in _all_rows(self.folder / AREAS_FILE)]


def open_results(folder: Path) -> Results:
    """The results in ``folder``; ``UnreadableInput`` or ``CheckFailed`` when they cannot be trusted."""
    manifest = read_manifest(folder)
    law = load_law()
    pinned = folder / POLICY_FOLDER
    where = Location(str(pinned))
    policy, findings = compiled_policy(pinned, law, manifest.as_of, manifest.jurisdiction)
    if policy is None:
        raise CheckFailed([tell("pinned_policy_refused", where), *findings])
    if policy.content_hash != manifest.content_hash:
        raise CheckFailed([tell("pinned_policy_changed", where)])
    changed = () if policy.law_hash == manifest.law_hash else (tell("law_changed", where),)
    return Results(folder, manifest, law, policy, changed)


def decoded(policy: CompiledPolicy, row: Row, explained: Row | None) -> PersonResult:
    """A person's result out of the two files. Totals are as exact as they were written: hundredths."""
    codes: tuple[int, ...] = ()
    values: dict[str, int | None] = {}
    groups: dict[str, int | None] = {}
    if explained is not None:
        layout = packing.layout(policy)
        codes = layout.decode([explained[name] for name in layout.word_names])
        values = {
            item.id: explained[packing.points_column(item.id)] for item in policy.items if packing.has_free_points(item)
        }
        groups = _groups(policy, layout.encode(codes), values)
    stages = {stage.id: row[f"{stage.id}_centi"] for stage in policy.stages}
    return PersonResult(
        person_id=row["person_id"],
        household_id=row["household_id"],
        village_code=row["village_code"],
        status=cast(Status, row["status"]),
        missing=_ids(row["missing"]),
        ineligible=_ids(row["ineligible"]),
        vetoes=_ids(row["vetoes"]),
        flags=cast("tuple[Flag, ...]", _ids(row["flags"])),
        codes=codes,
        values=values,
        groups=groups,
        stages={name: None if centi is None else Fraction(centi, CENTI_PER_POINT) for name, centi in stages.items()},
        review_sum=row["review_sum"],
        review_count=row["review_count"],
        stars=row["stars"],
        limit_fen=row["limit_fen"],
        limit_binding=row["limit_binding"],
        rate_bp=row["rate_bp"],
        certificate=row["certificate"],
    )


def _groups(policy: CompiledPolicy, words: tuple[int, ...], values: Mapping[str, int | None]) -> dict[str, int | None]:
    points = {answer.line.id: answer.points_centi for answer in packing.answers(policy, words, values)}
    groups: dict[str, int | None] = {}
    for group in policy.groups:
        each = [points[item.id] for item in group.items]
        known = [centi for centi in each if centi is not None]
        groups[group.id] = group.kept(sum(known)) if len(known) == len(each) else None
    return groups


def _ids(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split(";") if part)


def _area(row: Row) -> AreaTotals:
    return AreaTotals(
        area_code=row["area_code"],
        level=row["level"],
        persons={column: row[column] for column in PERSON_COLUMNS},
        households_assessed=row["households_assessed"],
        households_credit=row["households_credit"],
        villages_ratable=row["villages_ratable"],
        villages_credit=row["villages_credit"],
        proposed=row["proposed"],
        limit_fen=row["limit_fen"],
        contributors=row["contributors"],
        largest_fen=row["largest_fen"],
    )


def rows_beginning(path: Path, digits: str) -> list[Row]:
    """The rows of the persons whose id begins with ``digits``, without reading the others."""
    found: list[Row] = []
    whole_bytes = bytes.fromhex(digits[: len(digits) // 2 * 2])
    with _readable(path):
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            ids = file.read_row_group(group, columns=["person_id"]).column(0)
            stored = pa.chunked_array([chunk.storage for chunk in ids.chunks]).cast(pa.binary())
            matches = pc.indices_nonzero(pc.starts_with(stored, pattern=whole_bytes))
            if len(matches):
                found += file.read_row_group(group).take(matches).to_pylist()
    return [row for row in found if row["person_id"].hex.startswith(digits)]


def _all_rows(path: Path) -> list[Row]:
    with _readable(path):
        rows: list[Row] = read_table(path).to_pylist()
    return rows


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A missing or damaged file is a finding about that file."""
    try:
        yield
    except (pa.ArrowException, OSError, KeyError) as error:
        raise UnreadableInput([tell("table_not_parquet", Location(str(path)))]) from error
