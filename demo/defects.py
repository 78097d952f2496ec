"""What is wrong on purpose, and where: one entry for each, so that a test can check that each is answered."""

from __future__ import annotations

from dataclasses import dataclass, field

ACCEPTED = "accepted"
"""The row is unusual but certain, and must be read."""


@dataclass(frozen=True)
class Defect:
    """``row`` counts from 1 and is 0 for a whole sheet; ``code`` is that of the finding, or ``ACCEPTED``."""

    file: str
    sheet: str
    row: int
    code: str
    zh: str
    en: str


@dataclass
class Defects:
    """All defects in the order in which they were made."""

    found: list[Defect] = field(default_factory=list)

    def add(self, file: str, sheet: str, row: int, code: str, zh: str, en: str) -> None:
        self.found.append(Defect(file, sheet, row, code, zh, en))
