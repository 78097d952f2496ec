"""What the office writes about itself: one JSON line for an event, and nothing in it that could be a person's.

An event of ours is a constant name with fields from a closed list, each of which is an id, a code, a count or a route.
Of a library's event only the place in its code is kept: its words may repeat what somebody typed. Of an error only its
kind and the places it passed: its words may hold a row of a table.
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter

OURS = "xiangxin"
FIELDS = frozenset(
    {
        "account",
        "actor",
        "attempt",
        "code",
        "count",
        "error",
        "job",
        "kind",
        "method",
        "milliseconds",
        "role",
        "route",
        "seconds",
        "size",
        "state",
        "status",
        "work",
    }
)
"""Fields an event of ours may have; another one is left out."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/<>(){}\[\]+*?|^$ -]{0,160}")
_UUID = re.compile(r"(?:token:|account:|person:|system:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LONG_NUMBER = re.compile(r"[0-9]{11}")
_WITHHELD = "withheld"
_FRAMES = 20

Event = MutableMapping[str, Any]


def formatter() -> ProcessorFormatter:
    """The formatter that settings put on the one handler."""
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ExtraAdder(allow=FIELDS),
        ],
        processors=[_plain, ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        use_get_message=False,
    )


def safe(value: object) -> object:
    """The value, if it is a number, a flag, an id or a short code; never a name, never a long number."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**10 else _WITHHELD
    text = str(value)
    if _UUID.fullmatch(text):
        return text
    return text if _PLAIN.fullmatch(text) and not _LONG_NUMBER.search(text) else _WITHHELD


def _plain(_logger: object, _method: str, event: Event) -> Event:
    """Keep of an event what may be kept."""
    record: logging.LogRecord = event["_record"]
    ours = record.name.split(".")[0] == OURS
    kept: dict[str, Any] = {"at": event.get("at"), "level": event.get("level"), "logger": event.get("logger")}
    if ours:
        kept["event"] = record.msg if isinstance(record.msg, str) and _NAME.fullmatch(record.msg) else "unnamed"
        kept |= {name: safe(value) for name, value in event.items() if name in FIELDS}
    else:
        kept |= {"event": "library", "place": f"{record.module}:{record.lineno}"}
    if "request" in event:
        kept["request"] = safe(event["request"])
    info = event.get("exc_info")
    if isinstance(info, tuple) and info[0] is not None:
        kept |= _error(info)
    for name in ("_record", "_from_structlog"):
        kept[name] = event[name]
    return kept


def _error(info: Any) -> dict[str, Any]:
    kind, _words, trace = info
    places = [f"{Path(one.filename).name}:{one.lineno}:{one.name}" for one in extract_tb(trace)[-_FRAMES:]]
    return {"error": kind.__name__, "places": places}
