"""What several tests of the register's pages begin with."""

from __future__ import annotations

import pytest

from xiangxin.office.parties.tests.pages_made import Made


@pytest.fixture
def made() -> Made:
    """Somebody of everything, in one village."""
    return Made()
