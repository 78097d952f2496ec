"""A label as it sounds and looks, whatever it was dressed in.

Compatibility forms, invisible characters, separators, foreign letters, tone marks, traditional and look-alike
characters, digits for letters: all folded away, with the places kept where one word could end and the next begin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from xiangxin.law.lintwords import LintWords

Border = Literal["none", "soft", "hard"]
"""What stands before a letter: nothing, a sign or a change of case, or a blank, a digit or another script."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that Unicode counts as letters or marks and that nobody sees."""

_HARD = frozenset("_ ")


@dataclass(frozen=True, slots=True)
class Atom:
    """One Chinese character or one Latin letter (lower case), with the border before it."""

    character: str
    border: Border

    @property
    def is_letter(self) -> bool:
        return self.character.isascii()


def has_visible(text: str) -> bool:
    """Whether somebody can read anything in ``text``: at least one letter, character or digit."""
    composed = unicodedata.normalize("NFKC", text)
    return any(unicodedata.category(character)[0] in "LN" for character in composed if not _is_invisible(character))


def numbers(text: str) -> frozenset[str]:
    """The runs of digits in ``text``, however they are written."""
    return frozenset(re.findall(r"[0-9]+", unicodedata.normalize("NFKC", text)))


def variants(text: str, words: LintWords) -> tuple[tuple[Atom, ...], ...]:
    """The label read plainly, with parts of characters put together, and with digits read as letters they imitate."""
    clean = _cleaned(text, words)
    composed = _composed(clean, words)
    read = [clean] if composed == clean else [clean, composed]
    if any(_imitates(clean, place, words.leet) for place in range(len(clean))):
        read += [_unleeted(clean, {**words.leet, "1": one, "!": one, "|": one}) for one in "il"]
    elif any(character in "1!|" for character in clean):
        read += [_unleeted(clean, {"1": one, "!": one, "|": one}) for one in "il"]
    return tuple(dict.fromkeys(tuple(_atoms(form)) for form in read))


def _cleaned(text: str, words: LintWords) -> str:
    """Visible characters in their plain form; case is kept, for it marks borders."""
    return unicodedata.normalize("NFKC", text).translate(_VISIBLE).translate(_folding(words).table)


def _composed(clean: str, words: LintWords) -> str:
    """Parts side by side put together. The parts stay a reading of their own: 言 and 方 also meet in lawful words."""
    folding = _folding(words)
    if folding.firsts.isdisjoint(clean):
        return clean
    return folding.parted.sub(lambda found: words.parts[_between(found.group())], clean)


def _between(parts: str) -> str:
    """``parts`` without what stands between them."""
    return "".join(character for character in parts if _is_character(character))


class _Remembered(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, ordinal: int) -> str:
        self[ordinal] = self._of(chr(ordinal))
        return self[ordinal]


class _Folding:
    """What one pack's words fold: character by character, and several parts into one."""

    def __init__(self, words: LintWords) -> None:
        self.words = words
        self.table = _Remembered(lambda character: _plain(character, words))
        self.firsts = frozenset(parts[0] for parts in words.parts)
        longest_first = sorted(words.parts, key=len, reverse=True)
        self.parted = re.compile("|".join(_BETWEEN.join(parts) for parts in longest_first) or "(?!)")


_BETWEEN = r"[\W\d_]{0,2}"
"""Signs, blanks and digits that may stand between the parts of one character."""

_FOLDINGS: dict[int, _Folding] = {}


def _folding(words: LintWords) -> _Folding:
    """The folding of the words in use; they are kept with it, so that their identity stays theirs."""
    known = _FOLDINGS.get(id(words))
    if known is None:
        _FOLDINGS.clear()
        known = _FOLDINGS[id(words)] = _Folding(words)
    return known


def _plain(character: str, words: LintWords) -> str:
    known = words.characters.get(character)
    if known is not None:
        return known
    lower = words.characters.get(character.lower())
    if lower is not None:
        return lower.upper()
    bare = _without_marks(character)
    return words.characters.get(bare, bare)


@lru_cache(maxsize=4096)
def _without_marks(character: str) -> str:
    """``ǎ`` → ``a``; ü is written v in pinyin."""
    if character in "üÜǖǘǚǜ":
        return "v"
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn") or character in _FILLERS or _selects(character)


_VISIBLE = _Remembered(lambda character: "" if _is_invisible(character) else character)


def _selects(character: str) -> bool:
    """Variation selectors change how the character before them looks, and are nothing themselves."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _imitates(text: str, place: int, leet: Mapping[str, str]) -> bool:
    """Whether a digit or sign stands beside a letter, where it can be read as one."""
    beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    return text[place] in leet and any(_is_latin(character) for character in beside)


def _unleeted(text: str, leet: Mapping[str, str]) -> str:
    return "".join(leet.get(character, character) for character in text)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


@lru_cache(maxsize=16384)
def _atom(character: str, border: Border) -> Atom:
    """One object for what is equal: a policy of thousands of lines has few atoms."""
    return Atom(character, border)


@lru_cache(maxsize=16384)
def _is_character(character: str) -> bool:
    return unicodedata.category(character) == "Lo"


def _atoms(text: str) -> Iterator[Atom]:
    border: Border = "hard"
    before = ""
    for character in text:
        if _is_latin(character):
            if before.islower() and character.isupper() and border == "none":
                border = "soft"
            yield _atom(character.lower(), border)
            border = "none"
        elif _is_character(character):
            yield _atom(character, "hard")
            border = "hard"
        elif character in _HARD or character.isspace() or character.isdigit():
            border = "hard"
        elif border == "none":
            border = "soft"
        before = character
