"""The terms of the log as data: how often a checkpoint leaves, and when its absence stops acts on money."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from xiangxin.kernel.yamlfile import shipped

FILE = "data/terms.yaml"


@cache
def _terms() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = shipped(resources.files("xiangxin.office.audit") / FILE)
    return content


def checkpoint_every() -> timedelta:
    """How often a checkpoint is made while the log grows."""
    return timedelta(seconds=int(_terms()["checkpoint_every"]["seconds"]))


def least_witnesses() -> int:
    """So many witnesses there should be."""
    return int(_terms()["witnesses"]["least"])


def stale_after() -> timedelta:
    """After how long without a checkpoint acts on money stop."""
    return timedelta(hours=int(_terms()["stale_after"]["hours"]))
