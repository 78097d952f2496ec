"""The words of a law pack made ready to be looked for.

Every match is the set of places of the label it covers, so that a lawful word can account for the same places. Terms
are kept by how they begin: a label is walked once, not once per term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from xiangxin.law.lintwords import LintWords
from xiangxin.law.pack import LawPack
from xiangxin.policy.wordlint.label import Label, Run
from xiangxin.policy.wordlint.pinyin import LONGEST
from xiangxin.policy.wordlint.terms import WIDEST_GAP, Match, Term

NO_PLACE = -1
"""The place of a number: no lawful word accounts for it."""


BEGINNING = 3
"""Letters by which spellings are kept; the pinyin of two characters has at least as many."""

FEWEST = 2
"""The same for spellings in parts, of which the first may be one character."""


class Lexicon:
    """All words of one law pack."""

    def __init__(self, law: LawPack) -> None:
        words = law.lint
        matters = [(written, matter.id) for matter in law.matters.values() for written in matter.words]
        plain = [Term(written, "", words) for written in words.lawful]
        compounds = [Term(compound.term, "", words, compound.matters) for compound in words.compounds]
        self._suspect = _Index([Term(written, matter, words) for written, matter in matters], words)
        self._lawful = _Index([*plain, *compounds], words)

    def suspects(self, label: Label) -> list[Match]:
        """Every word of a matter that stands in ``label``, lawful words not yet considered."""
        found = list(self._suspect.find(label))
        if label.han and label.runs:
            found += self._suspect.find_mixed(label)
        return found

    def lawful(self, label: Label, declared: Iterable[str]) -> list[Match]:
        """Every lawful word that stands in ``label`` and counts under the declared matters."""
        matters = set(declared)
        found = self._lawful.find(label)
        return [match for match in found if not match.term.only or matters & set(match.term.only)]


class _Index:
    """Terms by how they begin."""

    def __init__(self, terms: Iterable[Term], words: LintWords) -> None:
        self._syllables = words.syllables
        self._before, self._after = "|".join(words.before), "|".join(words.after)
        self._by_character: dict[str, list[Term]] = {}
        self._by_any_character: dict[str, list[Term]] = {}
        self._spelled: dict[str, list[tuple[Term, str]]] = {}
        self._worded: dict[str, list[Term]] = {}
        self._numbers: dict[str, Term] = {}
        self._parted: dict[str, list[tuple[Term, str]]] = {}
        self._short: list[tuple[Term, re.Pattern[str]]] = []
        for term in terms:
            if term.han:
                self._add_chinese(term)
            else:
                self._add_latin(term)
        shorts = "|".join(re.escape(term.letters) for term, _ in self._short)
        self._any_short = re.compile(self._beside(shorts or "(?!)"))

    def _add_chinese(self, term: Term) -> None:
        self._by_character.setdefault(term.han[0], []).append(term)
        for character in term.han:
            self._by_any_character.setdefault(character, []).append(term)
        for spelling in term.spellings:
            if term.gapped is None:
                self._spelled.setdefault(spelling[:BEGINNING], []).append((term, spelling))
            else:
                self._parted.setdefault(spelling[:FEWEST], []).append((term, spelling))

    def _add_latin(self, term: Term) -> None:
        if term.is_short:
            self._short.append((term, re.compile(self._beside(re.escape(term.letters)))))
        elif term.text.isdigit():
            self._numbers[term.text] = term
        else:
            self._worded.setdefault(term.letters[:2], []).append(term)

    def _beside(self, short: str) -> str:
        """An abbreviation with what may stand beside it."""
        return f"(?:{self._before})*(?:{short})(?:{self._after})*"

    def find(self, label: Label) -> Iterator[Match]:
        """All matches in the characters, in each run of letters and among the numbers."""
        for start, character in enumerate(label.han):
            for term in self._by_character.get(character, ()):
                if term.gapped is not None:
                    yield from _gapped(term, term.gapped, label, start)
                elif label.han.startswith(term.han, start) and (not term.is_whole or label.is_only(term.han)):
                    yield Match(term, frozenset(label.han_places[start : start + len(term.han)]))
        for run in label.runs:
            yield from self._find_short(run)
            yield from self._find_spelled(run, label)
            yield from self._find_parted(run)
            yield from self._find_worded(run)
        for number in sorted(label.numbers & self._numbers.keys()):
            yield Match(self._numbers[number], frozenset({NO_PLACE}))

    def find_mixed(self, label: Label) -> Iterator[Match]:
        """Words written half in characters and half in pinyin."""
        near = {id(term): term for character in label.han for term in self._by_any_character.get(character, ())}
        for term in near.values():
            for found in term.mixed.finditer(label.characters):
                text = found.group()
                if not text.isascii() and any(character.isascii() for character in text):
                    yield Match(term, frozenset(range(*found.span())))

    def _find_short(self, run: Run) -> Iterator[Match]:
        if not self._any_short.fullmatch(run.letters):
            return
        for term, pattern in self._short:
            if pattern.fullmatch(run.letters):
                yield Match(term, frozenset(run.places))

    def _find_spelled(self, run: Run, label: Label) -> Iterator[Match]:
        """Pinyin begins and ends where a token or a syllable does."""
        edges = run.edges(self._syllables)
        for start in sorted(edges):
            for term, spelling in self._spelled.get(run.letters[start : start + BEGINNING], ()):
                end = start + len(spelling)
                if end in edges and run.letters.startswith(spelling, start) and _may_stand(term, spelling, run, label):
                    yield Match(term, frozenset(run.places[start:end]))

    def _find_parted(self, run: Run) -> Iterator[Match]:
        edges = run.edges(self._syllables)
        for start in sorted(edges):
            for term, spelling in self._parted.get(run.letters[start : start + FEWEST], ()):
                found = _spelled_apart(spelling).match(run.letters, start)
                spans = [found.span(part) for part in range(1, found.re.groups + 1)] if found else []
                if spans and all(place in edges for span in spans for place in span):
                    yield Match(term, frozenset(place for span in spans for place in run.places[slice(*span)]))

    def _find_worded(self, run: Run) -> Iterator[Match]:
        for start in sorted(run.tokens):
            for term in self._worded.get(run.letters[start : start + 2], ()):
                end = start + len(term.letters)
                if run.letters.startswith(term.letters, start) and _is_one_word(term, run, start, end):
                    yield Match(term, frozenset(run.places[start : run.end_of_token(end)]))


def _may_stand(term: Term, spelling: str, run: Run, label: Label) -> bool:
    """A whole label in characters is a whole label in pinyin."""
    return not term.is_whole or (spelling == run.letters and not label.han)


@cache
def _spelled_apart(spelling: str) -> re.Pattern[str]:
    """Pinyin whose parts may stand four syllables apart; made when its beginning is met, for most never are."""
    gap = f"[a-z]{{0,{WIDEST_GAP * LONGEST}}}?"
    parts = f"){gap}(".join(spelling.split("*"))
    return re.compile(f"({parts})")


def _gapped(term: Term, pattern: re.Pattern[str], label: Label, start: int) -> Iterator[Match]:
    """Only the parts themselves are accounted for, never what stands between them."""
    found = pattern.match(label.han, start)
    if found is not None:
        spans = (found.span(part) for part in range(1, pattern.groups + 1))
        yield Match(term, frozenset(place for span in spans for place in label.han_places[slice(*span)]))


def _is_one_word(term: Term, run: Run, start: int, end: int) -> bool:
    """A word begins and ends with a token; within it, only the joints of its phrase, signs, or single letters."""
    if not term.takes_endings and end not in run.tokens:
        return False
    inside = range(start + 1, end)
    if all(run.borders[place] != "hard" or place - start in term.joints for place in inside):
        return True
    return all(run.borders[place] != "none" for place in inside)
