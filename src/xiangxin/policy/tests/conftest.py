"""The shipped law, read once for all tests of the policy language."""

from __future__ import annotations

import pytest

from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack


@pytest.fixture(scope="session")
def law() -> LawPack:
    return load_law()
