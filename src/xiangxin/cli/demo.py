"""`xiangxin demo`: fictional people, as many as wanted, the same for the same seed."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from xiangxin.cli.options import FOLDER
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.scoring.wording import word


@click.group()
def demo() -> None:
    """虚构数据。 Fictional data."""
