"""What several commands ask for: dates, a policy, a deployment.

``today`` is for reading a policy or printing a form only; whatever judges a person is told its date.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from xiangxin.interop.deployment import Deployment, read_deployment
from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.shipped import shipped_policies
from xiangxin.scoring.messages import tell


class DateType(click.ParamType[date]):
    """A date written ``2026-06-30``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError:
            self.fail("2026-06-30 这样的日期 · a date such as 2026-06-30", param, ctx)


DATE = DateType()
CHINA = ZoneInfo("Asia/Shanghai")
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


def policy_folder(written: str) -> Path:
    """The folder of a policy named by its id (shipped) or by a path; ``UnreadableInput`` when there is none."""
    shipped = shipped_policies()
    if written in shipped:
        return shipped[written]
    folder = Path(written)
    if (folder / POLICY_FILE).is_file():
        return folder.resolve()
    raise UnreadableInput([tell("policy_missing", Location(written), policy=written, shipped=", ".join(shipped))])


def open_deployment(path: Path) -> Deployment:
    """The deployment in ``path``; ``UnreadableInput`` with everything that is wrong with it."""
    deployment, findings = read_deployment(path)
    if deployment is None:
        raise UnreadableInput(findings)
    return deployment


def needed(option: str, given: str | None, default: str | None) -> str:
    """What was given, else the demo's default; ``UnreadableInput`` when there is neither."""
    value = given if given is not None else default
    if value is None:
        raise UnreadableInput([tell("run_needs", Location(""), option=option)])
    return value


def needed_date(option: str, given: date | None, default: date | None) -> date:
    """Likewise for a date."""
    value = given if given is not None else default
    if value is None:
        raise UnreadableInput([tell("run_needs", Location(""), option=option)])
    return value


def today() -> date:
    """The day it is in China."""
    return datetime.now(tz=CHINA).date()


def receiver_name(deployment: Deployment, receiver: str) -> Text:
    """What the receiver is called; its id where the deployment does not know it."""
    names = {item.id: item.name for item in deployment.institutions}
    return names.get(receiver, Text(receiver, receiver))
