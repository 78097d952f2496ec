"""Where the input tables of a run are, and what its outputs are called, whichever engine reads and writes them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

RESULTS_FILE = "results.parquet"
EXPLANATIONS_FILE = "explanations.parquet"
AREAS_FILE = "areas.parquet"

_PATTERN = frozenset("*?[")


def parquet(parameter: str, *, numbered: bool = False) -> str:
    """SQL that reads the one file whose path, as ``plain_names`` gives it, stands in ``parameter``.

    Its columns are those in it; none comes out of its folder's name.
    """
    options = f"hive_partitioning = false, union_by_name = false, file_row_number = {str(numbered).lower()}"
    return f"read_parquet({parameter}, {options})"


@contextmanager
def plain_names(given: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    """The same files under absolute names in which DuckDB sees no pattern: it would read whatever else fits it."""
    absolute = {name: path.absolute() for name, path in given.items()}
    if not any(_PATTERN & set(str(path)) for path in absolute.values()):
        yield absolute
        return
    with tempfile.TemporaryDirectory(prefix="xiangxin-") as folder:
        plain = {name: Path(folder) / f"{name}.parquet" for name in absolute}
        for name, path in absolute.items():
            plain[name].symlink_to(path)
        yield plain


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
