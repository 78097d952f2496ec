"""What stored values say to whoever compares old and new."""

from __future__ import annotations

import pytest

from xiangxin.kernel.text import Text
from xiangxin.office.intake.describing import said


@pytest.mark.parametrize(("centi", "written"), [("8550", "85.5"), ("-750", "−7.5"), ("1000055", "10000.55")])
def test_points_are_said_without_loss(centi: str, written: str) -> None:
    assert said("provincial_score", "value", centi) == Text(written, written)
