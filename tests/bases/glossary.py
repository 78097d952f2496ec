"""The glossary of the documentation as a table: Chinese term, English name, what it means, names not to use."""

from __future__ import annotations

from dataclasses import dataclass

from bases.tree import ROOT

PATH = ROOT / "docs" / "glossary.md"


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the glossary."""

    chinese: str
    english: str
    meaning: str
    never: tuple[str, ...]


def terms() -> tuple[Term, ...]:
    """All rows, in the order of the page."""
    rows = []
    for line in PATH.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 4 or cells[0] in ("Chinese", "---"):
            continue
        rows.append(
            Term(cells[0], cells[1], cells[2], tuple(word.strip() for word in cells[3].split(",") if word.strip()))
        )
    return tuple(rows)


def never_in_code() -> dict[str, str]:
    """Words that must not name anything in code, each with the name to use."""
    return {word: term.english for term in terms() for word in term.never}
