"""Reads what a tablet sends: an envelope with device, signature and body; in the body a list's answers.

Everything is checked for its shape before anything is looked up; what does not fit is refused whole.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from xiangxin.office.shell.middleware import is_fit
from xiangxin.office.visits.asking import MOST_VALUE
from xiangxin.office.visits.choices import Outcome
from xiangxin.office.visits.errors import UploadTooLarge, UploadUnreadable
from xiangxin.office.visits.keys import from_text
from xiangxin.office.visits.terms import Terms

MOST_VALUES = 100
"""Of one answer; more fields than the registry will have."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who says to have sent it, with what signature, and the bytes that were signed."""

    device: UUID
    signature: bytes
    body: bytes

    @property
    def sha256(self) -> bytes:
        """Which content it is."""
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """How one visit ended; ``values`` by field, as text. ``at`` is the tablet's own clock."""

    key: UUID
    task: UUID
    outcome: str
    at: datetime
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """The body: which list, the upload's own number, the answers."""

    list: UUID
    key: UUID
    answers: tuple[Answer, ...]


def read_envelope(raw: bytes, terms: Terms) -> Envelope:
    """The envelope in a request's bytes. ``UploadTooLarge``, ``UploadUnreadable``."""
    if len(raw) > terms.upload_kb * 1024:
        raise UploadTooLarge(limit=terms.upload_kb)
    content = read_object(raw, {"device": str, "signature": str, "body": str})
    try:
        return Envelope(UUID(content["device"]), from_text(content["signature"]), content["body"].encode("utf-8"))
    except ValueError:
        raise UploadUnreadable() from None


def read_body(body: bytes, terms: Terms) -> Sent:
    """The answers in a body whose signature was checked. ``UploadTooLarge``, ``UploadUnreadable``."""
    content = read_object(body, {"list": str, "key": str, "answers": list})
    if len(content["answers"]) > terms.tasks:
        raise UploadTooLarge(limit=terms.upload_kb)
    try:
        answers = tuple(_answer(one) for one in content["answers"])
        sent = Sent(UUID(content["list"]), UUID(content["key"]), answers)
    except ValueError:
        raise UploadUnreadable() from None
    if not answers or len({one.key for one in answers}) < len(answers):
        raise UploadUnreadable()
    if len({one.task for one in answers}) < len(answers):
        raise UploadUnreadable()
    return sent


def read_object(raw: bytes, shape: dict[str, type]) -> dict[str, Any]:
    """An object with exactly these members of these types; ``UploadUnreadable`` for everything else."""
    try:
        content = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UploadUnreadable() from None
    if not _has(content, shape):
        raise UploadUnreadable()
    return dict(content)


def _answer(content: Any) -> Answer:
    if not _has(content, {"key": str, "task": str, "outcome": str, "at": str, "values": dict}):
        raise ValueError("not an answer")
    outcome, values, at = content["outcome"], content["values"], datetime.fromisoformat(content["at"])
    if outcome not in Outcome.values or len(values) > MOST_VALUES or at.tzinfo is None:
        raise ValueError("not an answer")
    if values and outcome != Outcome.ANSWERED:
        raise ValueError("values of nobody")
    if not all(isinstance(value, str) and 0 < len(value) <= MOST_VALUE and is_fit(value) for value in values.values()):
        raise ValueError("not a value")
    return Answer(UUID(content["key"]), UUID(content["task"]), outcome, at, dict(values))


def _has(content: Any, shape: dict[str, type]) -> bool:
    return (
        isinstance(content, dict)
        and content.keys() == shape.keys()
        and all(type(content[name]) is kind for name, kind in shape.items())
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _refuse(_word: str) -> NoReturn:
    raise ValueError("not a number of JSON")
