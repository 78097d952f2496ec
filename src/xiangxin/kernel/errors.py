"""Findings are values, errors are findings that stop the work.

A batch step returns ``(result, findings)`` so that a person sees everything that is wrong with a file
at once. An exception is raised only where nothing sensible can follow, and it carries findings too, so
that every message says what, where, why and how to mend it, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from xiangxin.kernel.text import Text

Severity = Literal["block", "condition", "note"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: ``line``/``column`` in text, ``sheet``/``row``/``field`` in a table (1-based)."""

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    row: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
        if self.sheet is not None:
            parts.append(self.sheet)
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.field is not None:
            parts.append(self.field)
        return ":".join(parts)


NOWHERE = Location(file="")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, conditional or worth knowing.

    ``code`` is stable and documented; ``block`` stops the step, ``condition`` becomes a gate at run time,
    ``note`` is information. ``basis`` names the instrument and article where a law is the reason.
    """

    code: str
    severity: Severity
    where: Location
    what: Text
    why: Text
    mend: Text
    basis: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.code}: {self.what.en}"


class XiangxinError(Exception):
    """Base of every error of ours; keeps the findings that led to it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))


class UnreadableInput(XiangxinError):
    """A file or an option that cannot be read at all (exit code 2)."""


class CheckFailed(XiangxinError):
    """Input that was read and found not to be acceptable (exit code 1)."""


def blocks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop the step."""
    return tuple(finding for finding in findings if finding.severity == "block")
