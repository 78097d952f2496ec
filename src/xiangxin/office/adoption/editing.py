"""What stands beside a text while it is written: findings with their lines, what law says, and the reading version."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xiangxin.kernel.errors import Finding, blocks
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.office.adoption.reading import LineVerdict, Part, parts_of, verdicts_of
from xiangxin.office.adoption.texts import Examined, examine
from xiangxin.office.shell.problems import language
from xiangxin.scoring.wording import word

_TONES = {"block": "bad", "condition": "warn", "note": "info"}
_ORDER = ("block", "condition", "note")
_QUOTED = 160
_KIND_OF_BASIS = re.compile(r" ?\[(article|principle|product)\]")


def _basis_in_words(found: re.Match[str]) -> str:
    kind = word(f"basis.{found[1]}")
    return Text(f"（{kind.zh}）", f" ({kind.en})").in_language(language())


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its line and how that line reads; ``line`` is None where it is about the whole."""

    finding: Finding
    line: int | None
    quoted: str

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES[self.finding.severity]

    @property
    def says(self) -> Text:
        """Why, and how to mend it."""
        why, mend = self.finding.why, self.finding.mend
        return Text(f"{why.zh}{mend.zh}", f"{why.en} {mend.en}")

    @property
    def basis(self) -> str:
        """What it rests on, and whether that is an article, a principle or this product's own line, in words."""
        return _KIND_OF_BASIS.sub(_basis_in_words, self.finding.basis)


class Editor:
    """One text as the editor shows it."""

    def __init__(self, text: str, name: str, on: date) -> None:
        self._text, self._name, self._on = text, name, on

    @cached_property
    def examined(self) -> Examined:
        """What the checks say; a text too long to be a policy is not read at all."""
        return examine(self._text[:MAX_BYTES], self._name, self._on)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Every finding, those that block first, then by line."""
        return told(self.examined.findings, self._text)

    @property
    def is_readable(self) -> bool:
        """Whether the text could be read as a whole; what law says of it is asked only then."""
        return self.examined.document is not None

    @property
    def blocking(self) -> int:
        """How many findings keep the text from being kept."""
        return len(blocks(self.examined.findings))

    @property
    def verdicts(self) -> tuple[LineVerdict, ...]:
        """What law says, line by line."""
        return verdicts_of(self.examined)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text as people read it; nothing while something blocks."""
        return parts_of(self.examined)


def told(findings: tuple[Finding, ...], text: str) -> tuple[Told, ...]:
    """Findings beside the lines of a text they are about."""
    lines = text.split("\n")

    def one(finding: Finding) -> Told:
        line = finding.where.line
        quoted = lines[line - 1].strip()[:_QUOTED] if line is not None and 0 < line <= len(lines) else ""
        return Told(finding, line, quoted)

    ordered = sorted(findings, key=lambda each: (_ORDER.index(each.severity), each.where.line or 0))
    return tuple(one(finding) for finding in ordered)


@dataclass(frozen=True, slots=True)
class Apart:
    """A line of a difference: ``kind`` is ``saved`` (only in what is saved), ``mine``, or ``place``."""

    kind: str
    text: str


def lines_apart(saved: str, mine: str) -> tuple[Apart, ...]:
    """Where a text differs from the saved one, line by line, with two lines around each place."""
    return tuple(_apart(saved, mine))


def _apart(saved: str, mine: str) -> Iterator[Apart]:
    kinds = {"-": "saved", "+": "mine", "@": "place"}
    for line in list(difflib.unified_diff(saved.split("\n"), mine.split("\n"), lineterm="", n=2))[2:]:
        yield Apart(kinds.get(line[:1], "both"), line if line.startswith("@") else line[1:])
