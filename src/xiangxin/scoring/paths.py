"""Where the input tables of a run are, and what its outputs are called, whichever engine reads and writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

RESULTS_FILE = "results.parquet"
EXPLANATIONS_FILE = "explanations.parquet"
AREAS_FILE = "areas.parquet"


@dataclass(frozen=True, slots=True)
class TablePaths:
    """The input files. A table that is not given has no rows."""

    applicants: Path
    consents: Path
    records: Path | None = None
    coverage: Path | None = None
    reviews: Path | None = None
    members: Path | None = None

    def given(self) -> Iterator[tuple[str, Path]]:
        """The tables that are there, by name."""
        for spec in fields(self):
            path = getattr(self, spec.name)
            if path is not None:
                yield spec.name, path
