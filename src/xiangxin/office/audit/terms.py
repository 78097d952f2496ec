"""The terms of the log as data: how often a checkpoint leaves, and when its absence stops acts on money."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, cast

from xiangxin.kernel.errors import CheckFailed
from xiangxin.kernel.yamlfile import plain, read_yaml

FILE = "data/terms.yaml"


@cache
def _terms() -> dict[str, dict[str, Any]]:
    text = (resources.files("xiangxin.office.audit") / FILE).read_text(encoding="utf-8")
    node, findings = read_yaml(text, FILE)
    if node is None:
        raise CheckFailed(findings)
    return cast("dict[str, dict[str, Any]]", plain(node))


def checkpoint_every() -> timedelta:
    """How often a checkpoint is made while the log grows."""
    return timedelta(seconds=int(_terms()["checkpoint_every"]["seconds"]))


def stale_after() -> timedelta:
    """After how long without a checkpoint acts on money stop."""
    return timedelta(hours=int(_terms()["stale_after"]["hours"]))
