"""Nothing of a user becomes part of a statement except as a quoted literal, and paths are no patterns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.tests.generated.tables import RUN
from xiangxin.scoring.tests.test_areas import POLICY, written

VILLAGES = {"990101101201": (3, 4)}
HOSTILE = ["scoring' OR '1'='1", "scoring'; DROP TABLE kept; --", 'x" OR 1=1 --', "\\' OR 1=1", "x\x00y", "{0}", "%s"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_purpose_is_compared_as_it_is_written(text: str, tmp_path: Path) -> None:
    paths = written(tmp_path, VILLAGES, POLICY)
    assert score_tables(POLICY, replace(RUN, purpose=text), paths, tmp_path, "full") == {"no_consent": 5}
    assert score_tables(POLICY, replace(RUN, receiver=text), paths, tmp_path, "full") == {"no_consent": 5}


@pytest.mark.parametrize("name", ["[2026]", "a*b", "o'brien", "文件 夹", "{x}", "what?"])
def test_a_folder_may_have_any_name(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert score_tables(POLICY, RUN, written(folder, VILLAGES, POLICY), folder, "packed") == {"scored": 5}
