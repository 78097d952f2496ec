"""Has persons whose line is due assessed again. The line stays; what comes out is a case beside it, for an officer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.errors import NobodyDue
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.office.runs.rules import SCORING, receiver_of
from xiangxin.office.shell.errors import NotAllowed


def review_again(by: Viewer, persons: Iterable[UUID]) -> int:
    """Ask for a run over these persons for the viewer's bank; how many. ``NobodyDue``, ``NotAllowed``, and errors of
    ``start_run``."""
    bank, wanted, today = receiver_of(by), frozenset(persons), timezone.localdate()
    if bank is None:
        raise NotAllowed
    if not wanted:
        raise NobodyDue()
    start_run(by, Asked(by.area, bank.id, SCORING, today, today, wanted))
    return len(wanted)
