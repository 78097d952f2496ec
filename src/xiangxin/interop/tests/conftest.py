"""A county's folder for each test that fills one."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxin.interop.tests.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
