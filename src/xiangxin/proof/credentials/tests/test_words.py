"""Every refusal has words, and no words are left over."""

from __future__ import annotations

import re
from pathlib import Path

from xiangxin.proof.credentials.errors import MESSAGES, shown

SOURCES = Path(__file__).parents[1].glob("*.py")
TOLD = re.compile(r'(?:refused\(\w+|_told\(|tell\()(?:,\s*)?"(\w+)"')


def test_every_code_that_is_told_has_words_and_the_other_way_round() -> None:
    told = {code for path in SOURCES for code in TOLD.findall(path.read_text("utf-8"))}
    assert told == set(MESSAGES.by_code)


def test_a_finding_tells_nothing_that_a_terminal_would_obey() -> None:
    assert shown("县\x1b[31m\n\u202e") == "县?[31m??"
    assert shown("长" * 300) == "长" * 200 + "…"
