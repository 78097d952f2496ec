"""Figures a room works with, as data: each with its value and where it comes from, or why it is assumed."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from xiangxin.kernel.yamlfile import shipped

FILE = "limits.yaml"


@cache
def limits_of(package: str) -> dict[str, int]:
    """The figures in ``limits.yaml`` of a room, by name. ``ValueError`` where one has neither source nor reason."""
    content = shipped(resources.files(package) / FILE, f"{package}/{FILE}")
    return {name: _value(name, entry) for name, entry in content.items()}


def _value(name: str, entry: dict[str, Any]) -> int:
    if not entry.get("source") and not entry.get("assumption"):
        raise ValueError(f"{name} says neither its source nor why it is assumed")
    return int(entry["value"])
