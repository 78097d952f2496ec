"""`xiangxin run` as its tests call it, on the demo county or on a part of it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from xiangxin.cli.main import main

QINGHE = Path(__file__).parents[4] / "demo" / "qinghe"
NAME_HEADERS = ("姓名", "户主姓名", "评议对象")


def run(*arguments: str) -> Result:
    """What the command answers."""
    return CliRunner().invoke(main, ["run", *arguments])
