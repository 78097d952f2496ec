"""The room's figures by name; where each comes from stands in ``limits.yaml``."""

from __future__ import annotations

from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.intake")
