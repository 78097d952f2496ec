"""The one way in: what visits brought back is handed to intake as a submission, like every other file.

This room does not know what a submission is made of; intake's side registers a receiver when the office starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.visits.models import Upload


@dataclass(frozen=True, slots=True)
class Stated:
    """What one person stated: registered fields with their values as text (``asking``)."""

    person: UUID
    values: dict[str, str]


Receiver = Callable[[Viewer, Upload, Sequence[Stated]], UUID]
"""Takes what one upload holds and answers with the submission's id. Called twice it makes no second effect."""

_receivers: list[Receiver] = []


def register(receiver: Receiver) -> None:
    """Have uploads handed to ``receiver``; the last one registered is asked."""
    _receivers[:] = [receiver]


def is_open() -> bool:
    """Whether somebody takes uploads; until then they wait, sealed."""
    return bool(_receivers)


def send(by: Viewer, upload: Upload, stated: Sequence[Stated]) -> UUID:
    """Hand over; the submission's id. Errors are the receiver's."""
    return _receivers[0](by, upload, stated)
