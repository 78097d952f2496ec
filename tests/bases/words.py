"""The catalogues of English words: what each room of the office says in Chinese, and the English side of it.

Chinese is the source. A room keeps ``locale/en/LC_MESSAGES/django.po`` and, compiled beside it, the file that Django
reads; ``python -m bases.words`` (``make words``) adds what is new, drops what is gone and compiles. It needs no gettext
program. The English itself is written by a person.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from bases.tree import ROOT

OFFICE = ROOT / "src/xiangxin/office"
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
AT_FIELDS = OFFICE / "locale/zh_Hans/LC_MESSAGES/django.po"
"""What Django says at a field, in better words; written by hand."""
HEAD = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
WIDTH = 110

_FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
_IN_TEMPLATES = re.compile(
    r"\b(gettext|ngettext|pgettext|npgettext|_)(\((?:[^()\"']|u?\"(?:[^\"\\]|\\.)*\"|u?'(?:[^'\\]|\\.)*')*\))"
)
_HOLES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True, order=True)
class Word:
    """Something said: its Chinese, the plural where there is one, and a context where one is needed."""

    text: str
    plural: str = ""
    context: str = ""


def rooms() -> list[Path]:
    """Folders of the office's rooms."""
    return sorted(path.parent for path in OFFICE.glob("*/__init__.py"))


def said(room: Path) -> set[Word]:
    """Every word that the room's code and templates say."""
    found: set[Word] = set()
    for path in sorted(room.rglob("*.py")):
        if "tests" not in path.relative_to(room).parts:
            found |= set(_calls(ast.parse(path.read_text("utf-8"))))
    for path in sorted((room / "templates").rglob("*.*")):
        for name, arguments in _IN_TEMPLATES.findall(templatize(path.read_text("utf-8"))):
            found |= set(_calls(ast.parse(f"{name}{arguments}")))
    return found


def _calls(tree: ast.AST) -> Iterator[Word]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name in _FUNCTIONS and texts:
                yield _word(name, texts)


def _word(name: str, texts: list[str]) -> Word:
    if name.startswith("p") and len(texts) > 1:
        return Word(texts[1], "", texts[0])
    return Word(texts[0], texts[1]) if name.startswith("n") and len(texts) > 1 else Word(texts[0])


def catalogue(room: Path) -> polib.POFile:
    """The room's catalogue; an empty one where it has none."""
    path = room / CATALOGUE
    return polib.pofile(str(path), wrapwidth=WIDTH) if path.is_file() else _empty()


def _empty() -> polib.POFile:
    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = dict(HEAD)
    return made


def word_of(entry: polib.POEntry) -> Word:
    """The word an entry of a catalogue is about."""
    return Word(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def holes(text: str) -> set[str]:
    """Names of the places in a text that are filled later."""
    return {one or two for one, two in _HOLES.findall(text)}


def collect(room: Path) -> list[Word]:
    """Bring the room's catalogue up to date and compile it; the words that still lack their English."""
    wanted, old = said(room), {word_of(entry): entry for entry in catalogue(room)}
    if not wanted:
        return []
    fresh = _empty()
    for word in sorted(wanted):
        fresh.append(old.get(word) or _entry(word))
    path = room / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    fresh.save_as_mofile(str(path.with_suffix(".mo")))
    return [word_of(entry) for entry in fresh if not entry.translated()]


def _entry(word: Word) -> polib.POEntry:
    plural = {"msgid_plural": word.plural, "msgstr_plural": {0: "", 1: ""}} if word.plural else {}
    return polib.POEntry(msgid=word.text, msgctxt=word.context or None, **plural)


def main() -> int:
    """Collect every room's words; not zero while some have no English."""
    lacking = 0
    polib.pofile(str(AT_FIELDS)).save_as_mofile(str(AT_FIELDS.with_suffix(".mo")))
    for room in rooms():
        for word in collect(room):
            lacking += 1
            sys.stdout.write(f"{room.name}: {word.text}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
