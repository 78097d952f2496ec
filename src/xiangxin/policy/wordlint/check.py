"""Compares the words of each line with what it is declared to be about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck.lines import LawLine
from xiangxin.policy.wordlint.label import Label
from xiangxin.policy.wordlint.lexicon import Lexicon
from xiangxin.policy.wordlint.terms import Match
from xiangxin.policy.wordlint.text import has_visible, numbers, variants

MESSAGES = Messages("xiangxin.policy.wordlint")

VAGUE = "open_list"

_LEXICONS: dict[str, Lexicon] = {}


def lint(lines: Sequence[LawLine], law: LawPack, answers: Collection[str] = ()) -> tuple[Finding, ...]:
    """Findings for every disagreement between the words and the declared matters of a line id.

    ``answers``: ids of lines for which a second person's answer is recorded; it lifts a disagreement (the finding
    becomes a note), never for absolutely protected matters.
    """
    declared: dict[str, set[str]] = {}
    for line in lines:
        declared.setdefault(line.id, set()).update({line.matter} if line.matter else ())
    checker = _Checker(law, _lexicon(law), answers)
    lawful = frozenset(matter for matter in law.matters if law.is_admitted(matter))
    asked = {(line.id, word, line.kind == "prose"): line.at for line in lines for word in line.words if word}
    told: dict[tuple[str, str, str], Finding] = {}
    for (line_id, word, is_prose), at in asked.items():
        about = declared[line_id] | lawful if is_prose else declared[line_id]
        for finding, key in checker.findings(line_id, word, about, at):
            told.setdefault(key, finding)
    return tuple(told.values())


def matters_in(word: str, law: LawPack) -> tuple[str, ...]:
    """The matters that no rule admits of which ``word`` speaks, in order."""
    checker = _Checker(law, _lexicon(law), ())
    found = (match for atoms in variants(word, law.lint) for match in checker.matches(Label(atoms, numbers(word))))
    return tuple(dict.fromkeys(match.term.matter for match in found))


def _lexicon(law: LawPack) -> Lexicon:
    """One lexicon for each pack in use."""
    if law.hash not in _LEXICONS:
        _LEXICONS.clear()
        _LEXICONS[law.hash] = Lexicon(law)
    return _LEXICONS[law.hash]


@dataclass(frozen=True)
class _Checker:
    law: LawPack
    lexicon: Lexicon
    answers: Collection[str]

    def findings(
        self, line: str, word: str, about: set[str], at: Location
    ) -> Iterator[tuple[Finding, tuple[str, str, str]]]:
        """What is wrong with one label of a line on the matters ``about``, with the key under which it is told once."""
        if not has_visible(word):
            yield MESSAGES.tell("invisible_label", at, line=line), (line, "", "")
            return
        for atoms in variants(word, self.law.lint):
            for match in self._unexplained(Label(atoms, numbers(word)), about):
                matter = match.term.matter
                code = self._code(line, matter)
                text = self.law.matters[matter].label
                finding = MESSAGES.tell(code, at, line=line, label=word, matter=text, word=match.term.text)
                yield finding, (line, matter, code)

    def matches(self, label: Label) -> list[Match]:
        """Matches where nothing is declared."""
        return self._unexplained(label, set())

    def _unexplained(self, label: Label, declared: set[str]) -> list[Match]:
        """Matches of other matters that neither lawful words nor the declared matter's own words account for."""
        found = self.lexicon.suspects(label)
        own = [match.places for match in found if match.term.matter in declared]
        strange = [match for match in found if self._is_strange(match.term.matter, declared)]
        strange = [match for match in strange if not any(match.places <= places for places in own)]
        lawful = self.lexicon.lawful(label, declared) if strange else []
        return [match for match in strange if not _accounted_for(match, lawful)]

    def _is_strange(self, matter: str, declared: set[str]) -> bool:
        """Words of a lawful matter are strange only where another matter is declared."""
        return matter not in declared and (bool(declared) or not self.law.is_admitted(matter))

    def _code(self, line: str, matter: str) -> str:
        if self.law.matters[matter].absolute:
            return "protected_words"
        if line in self.answers:
            return "answered_words"
        return "vague_words" if matter == VAGUE else "other_words"


def _accounted_for(match: Match, lawful: Sequence[Match]) -> bool:
    """Whether lawful words cover every place; one that merely sounds the same, letter for letter, explains nothing."""
    covered = {place for word in lawful if word.places != match.places for place in word.places}
    return match.places <= covered
