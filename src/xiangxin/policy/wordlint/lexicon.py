"""The words of a law pack made ready to be looked for: characters, pinyin, English, abbreviations.

Every match is the set of places of the label it covers, so that a lawful word can account for the same places.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from xiangxin.law.lintwords import LintWords
from xiangxin.law.pack import LawPack
from xiangxin.policy.wordlint.label import Label, Run

MOST_SPELLINGS = 16


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
    def spellings(self) -> tuple[str, ...]:
        """The pinyin of a Chinese word, every reading of every character."""
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


class Lexicon:
    """All words of one law pack."""

    def __init__(self, law: LawPack) -> None:
        words = law.lint
        matters = [(written, matter.id) for matter in law.matters.values() for written in matter.words]
        self._suspect = _Index([Term(written, matter, words) for written, matter in matters], words)
        self._lawful = _Index(
            [
                *(Term(written, "", words) for written in words.lawful),
                *(Term(compound.term, "", words, compound.matters) for compound in words.compounds),
            ],
            words,
        )

    def suspects(self, label: Label) -> list[Match]:
        """Every word of a matter that stands in ``label``, lawful words not yet considered."""
        found = list(self._suspect.find(label))
        if label.han and label.runs:
            found += self._suspect.find_mixed(label)
        return found

    def covered(self, label: Label, declared: Iterable[str]) -> frozenset[int]:
        """The places that lawful words account for."""
        matters = set(declared)
        return frozenset(
            place
            for match in self._lawful.find(label)
            if not match.term.only or matters & set(match.term.only)
            for place in match.places
        )


class _Index:
    """Terms by how they begin, so that a label is walked once and not once per term."""

    def __init__(self, terms: Iterable[Term], words: LintWords) -> None:
        self._syllables = words.syllables
        self._by_character: dict[str, list[Term]] = {}
        self._by_any_character: dict[str, list[Term]] = {}
        self._spelled: dict[str, list[tuple[Term, str]]] = {}
        self._worded: dict[str, list[Term]] = {}
        self._short: list[tuple[Term, re.Pattern[str]]] = []
        before, after = "|".join(words.before), "|".join(words.after)
        for term in terms:
            if term.is_short:
                self._short.append((term, re.compile(f"(?:{before})*{re.escape(term.letters)}(?:{after})*")))
            elif term.han:
                self._by_character.setdefault(term.han[0], []).append(term)
                for character in term.han:
                    self._by_any_character.setdefault(character, []).append(term)
                for spelling in term.spellings:
                    self._spelled.setdefault(spelling[:2], []).append((term, spelling))
            elif term.letters:
                self._worded.setdefault(term.letters[:2], []).append(term)

    def find(self, label: Label) -> Iterator[Match]:
        """All matches in the characters and in each run of letters."""
        for start, character in enumerate(label.han):
            for term in self._by_character.get(character, ()):
                if label.han.startswith(term.han, start) and (not term.is_whole or label.is_only(term.han)):
                    yield Match(term, frozenset(label.han_places[start : start + len(term.han)]))
        for run in label.runs:
            yield from self._in_run(run)

    def find_mixed(self, label: Label) -> Iterator[Match]:
        """Words written half in characters and half in pinyin."""
        near = {id(term): term for character in label.han for term in self._by_any_character.get(character, ())}
        for term in near.values():
            for found in term.mixed.finditer(label.characters):
                text = found.group()
                if not text.isascii() and any(character.isascii() for character in text):
                    yield Match(term, frozenset(range(*found.span())))

    def _in_run(self, run: Run) -> Iterator[Match]:
        for term, pattern in self._short:
            if pattern.fullmatch(run.letters):
                yield Match(term, frozenset(run.places))
        edges = run.edges(self._syllables)
        for start in sorted(edges):
            for term, spelling in self._spelled.get(run.letters[start : start + 2], ()):
                # Pinyin begins and ends where a token or a syllable does.
                end = start + len(spelling)
                if end in edges and run.letters.startswith(spelling, start):
                    yield Match(term, frozenset(run.places[start:end]))
        for start in sorted(run.tokens):
            for term in self._worded.get(run.letters[start : start + 2], ()):
                end = start + len(term.letters)
                if run.letters.startswith(term.letters, start) and _is_one_word(term, run, start, end):
                    yield Match(term, frozenset(run.places[start : run.end_of_token(end)]))


def _is_one_word(term: Term, run: Run, start: int, end: int) -> bool:
    """A word begins and ends with a token; within it, only the joints of its phrase, signs, or single letters."""
    if not term.takes_endings and end not in run.tokens:
        return False
    inside = range(start + 1, end)
    if all(run.borders[place] != "hard" or place - start in term.joints for place in inside):
        return True
    return all(run.borders[place] != "none" for place in inside)
