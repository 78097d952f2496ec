"""Findings whose words stand in a YAML file of the room that makes them: one entry for each code, in both languages.

``{name}`` in the words is filled when the finding is told. A message may name files, headers, options and counts; it
never repeats what a file says about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import NamedTuple, cast

from xiangxin.kernel.errors import CheckFailed, Finding, Location, Severity
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml


class Message(NamedTuple):
    """The words of one code."""

    severity: Severity
    what: Text
    why: Text
    mend: Text


@dataclass(frozen=True)
class Messages:
    """The messages in ``file`` of ``package``, read when the first one is told."""

    package: str
    file: str = "messages.yaml"

    @cached_property
    def by_code(self) -> dict[str, Message]:
        """Every message by its code; ``CheckFailed`` when the file does not read."""
        text = (resources.files(self.package) / self.file).read_text(encoding="utf-8")
        node, findings = read_yaml(text, self.file)
        if node is None:
            raise CheckFailed(findings)
        entries = cast("dict[str, dict[str, dict[str, str]]]", plain(node))
        return {
            code: Message(cast(Severity, entry["severity"]), *(Text(**entry[part]) for part in ("what", "why", "mend")))
            for code, entry in entries.items()
        }

    def tell(self, code: str, where: Location, /, **values: str | int | Text) -> Finding:
        """The finding with this code, its words filled with ``values``."""
        severity, what, why, mend = self.by_code[code]
        return Finding(code, severity, where, _filled(what, values), _filled(why, values), _filled(mend, values))


def _filled(text: Text, values: dict[str, str | int | Text]) -> Text:
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(text.zh.format(**zh), text.en.format(**en))
