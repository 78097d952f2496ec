"""One run on the small village, made once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxin.scoring.run import score
from xiangxin.scoring.tests.village import request, write_village


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The input files."""
    return write_village(tmp_path_factory.mktemp("village"))


@pytest.fixture(scope="session")
def results(village: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results."""
    out = tmp_path_factory.mktemp("results") / "out"
    manifest, findings = score(request(village), out)
    assert manifest is not None, findings
    return out
