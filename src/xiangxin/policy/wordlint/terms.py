"""One word to look for, in every form it can be written: characters, pinyin, English, an abbreviation, or mixed."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cached_property

from xiangxin.law.lintwords import LintWords

MOST_SPELLINGS = 16
WIDEST_GAP = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a label and the places it covers."""

    term: Term
    places: frozenset[int]


@dataclass(frozen=True, eq=False)
class Term:
    """One word to look for. ``matter`` is empty for a lawful term, which counts where one of ``only`` is declared."""

    written: str
    matter: str
    words: LintWords
    only: tuple[str, ...] = ()

    @cached_property
    def is_whole(self) -> bool:
        """The whole label and nothing else."""
        return self.written.startswith("=")

    @cached_property
    def is_short(self) -> bool:
        """An abbreviation."""
        return self.written.startswith("~")

    @cached_property
    def text(self) -> str:
        return self.written.lstrip("=~")

    @cached_property
    def han(self) -> str:
        """The Chinese form; empty for a word in letters."""
        return "" if self.text.isascii() else self.text

    @cached_property
    def gapped(self) -> re.Pattern[str] | None:
        """A Chinese term whose parts may stand up to four characters apart."""
        if "*" not in self.han:
            return None
        return re.compile(f".{{0,{WIDEST_GAP}}}?".join(f"({re.escape(part)})" for part in self.han.split("*")))

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The pinyin of a Chinese word, every reading of every character; ``*`` stays where parts may stand apart."""
        if len(self.han) < 2:
            return ()
        readings = [self.words.readings.get(character, (character,)) for character in self.han]
        joined = ("".join(syllables) for syllables in itertools.islice(itertools.product(*readings), MOST_SPELLINGS))
        return tuple(spelling for spelling in joined if spelling.isascii())

    @cached_property
    def letters(self) -> str:
        """The letters of a word or phrase without blanks."""
        return re.sub(r"[^a-z0-9]", "", self.text) if not self.han else ""

    @cached_property
    def takes_endings(self) -> bool:
        return self.text.endswith("*")

    @cached_property
    def joints(self) -> frozenset[int]:
        """Places in ``letters`` where the words of a phrase meet."""
        ends = itertools.accumulate(len(re.sub(r"[^a-z0-9]", "", word)) for word in re.split(r"[ -]", self.text))
        return frozenset(ends)

    @cached_property
    def mixed(self) -> re.Pattern[str]:
        """The word with any character as its pinyin, or as its initial standing alone."""
        return re.compile("".join(self._any_form(character) for character in self.han))

    def _any_form(self, character: str) -> str:
        syllables = self.words.readings.get(character, ())
        initials = {f"(?<![a-z]){syllable[0]}(?![a-z])" for syllable in syllables}
        return "(?:" + "|".join((re.escape(character), *syllables, *sorted(initials))) + ")"
