"""Findings of file reading: the codes and words of ``messages.yaml``, filled for one place.

A message names headers, sheets, rows, counts and registered labels; it never repeats what a cell holds, because a
refused row goes back as a list that may be read by people who may not see the row.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple, cast

from xiangxin.kernel.errors import CheckFailed, Finding, Location, Severity
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml

MESSAGES_FILE = "messages.yaml"


class Message(NamedTuple):
    """The words of one code."""

    severity: Severity
    what: Text
    why: Text
    mend: Text


@cache
def messages() -> dict[str, Message]:
    """Every message by its code; ``CheckFailed`` when the file does not read."""
    node, findings = read_yaml(
        (resources.files(__package__) / MESSAGES_FILE).read_text(encoding="utf-8"), MESSAGES_FILE
    )
    if node is None:
        raise CheckFailed(findings)
    entries = cast("dict[str, dict[str, dict[str, str]]]", plain(node))
    return {
        code: Message(cast(Severity, entry["severity"]), *(Text(**entry[part]) for part in ("what", "why", "mend")))
        for code, entry in entries.items()
    }


def tell(code: str, where: Location, **values: str | int | Text) -> Finding:
    """The finding with this code, its words filled with ``values``."""
    severity, what, why, mend = messages()[code]
    return Finding(code, severity, where, _fill(what, values), _fill(why, values), _fill(mend, values))


def _fill(text: Text, values: dict[str, str | int | Text]) -> Text:
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(text.zh.format(**zh), text.en.format(**en))
