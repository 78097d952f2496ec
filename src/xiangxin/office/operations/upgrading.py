"""Brings an office to a new version of the program: backup, tables, proof. Run while nothing serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xiangxin import __version__
from xiangxin.kernel.errors import CheckFailed
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.verify import verify
from xiangxin.office.config.home import Home
from xiangxin.office.operations import schema
from xiangxin.office.operations.copies.backup import Made, back_up
from xiangxin.office.operations.sealed.stanzas import Recipient
from xiangxin.office.operations.words import refused


@dataclass(frozen=True, slots=True)
class Upgraded:
    """How many steps were taken; ``backup`` is the copy that was made before, None when there was nothing to do."""

    steps: int
    backup: Made | None


def upgrade(home: Home, out: Path, recipients: Sequence[Recipient]) -> Upgraded:
    """Back up, migrate, verify, and write down that it happened. ``CheckFailed`` with what the proof found wrong."""
    if unknown := schema.newer():
        raise refused("schema_new", migration=unknown)
    steps = schema.pending()
    if not steps:
        return Upgraded(0, None)
    made = back_up(home, out, recipients)
    schema.migrate()
    verdict = verify()
    if not verdict.clean:
        raise CheckFailed(verdict.findings)
    payload = {"version": __version__, "steps": steps}
    with act("office.upgraded", by=system("upgrade"), area=home.county, payload=payload):
        pass
    return Upgraded(steps, made)
