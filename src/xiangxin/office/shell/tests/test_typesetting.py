"""What people wrote is printed as they wrote it: no word of theirs is an instruction to the typesetter."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from xiangxin.office.shell.typesetting import printed, qr_code

OFFICE = Path(__file__).parents[2]
PAPERS = sorted(OFFICE.glob("*/print/*.typ"))
LETTER = OFFICE / "outcome" / "print" / "letter.typ"
ON = date(2026, 11, 29)
BOX = re.compile(rb"/MediaBox ?\[[^\]]*\]")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: f"{paper.parts[-3]}-{paper.stem}")
def test_no_paper_reads_words_as_markup(paper: Path) -> None:
    text = paper.read_text("utf-8")
    assert re.findall(r"\b(?:eval|plugin|read)\s*\(|mode\s*:|sys\.inputs\.(?!said\b)", text) == []
    assert text.count("sys.inputs.said") == 1


def letter(words: str) -> bytes:
    said = dict.fromkeys(("title", "number", "who", "bank", "seal", "day", "foot"), words)
    return printed(LETTER, {**said, "lines": [words] * 3, "qr": qr_code("X")}, ON)


def test_markup_in_names_and_reasons_is_printed_and_changes_no_page() -> None:
    plain = BOX.findall(letter("平常的话"))
    hostile = BOX.findall(letter('#set page(width: 1pt) #pagebreak() $x$ @who <l> *b* _i_ `c` // ]} {[ \\ "'))
    assert hostile == plain
    assert len(plain) == 1
