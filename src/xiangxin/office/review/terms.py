"""The room's figures by name; where each comes from stands in ``limits.yaml``."""

from __future__ import annotations

from fractions import Fraction

from xiangxin.ballot.keys import Work
from xiangxin.ballot.watch import Bounds
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.review")


def work() -> Work:
    """How hard guessing a holder's phrase is made."""
    return Work(exponent=LIMITS["work_exponent"])


def bounds() -> Bounds:
    """What an auditor's figures call unusual."""
    return Bounds(
        far=LIMITS["far_points"],
        alike=LIMITS["alike_points"],
        agreeing=Fraction(LIMITS["alike_percent"], 100),
        common=LIMITS["alike_common"],
    )
