"""What the office says in Chinese it also says in English, and what Django reads is what was written."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils import translation

from bases.tree import ROOT
from bases.words import AT_FIELDS, CATALOGUE, catalogue, holes, rooms, said, word_of
from xiangxin.kernel.yamlfile import plain, read_yaml

SIGNS = re.compile("[，。；：、！？（）“”]")
WORDS_BEGIN, WORDS_END = {"blocktranslate"}, {"endblocktranslate"}
ROOMS = [room for room in rooms() if said(room)]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_word_of_a_room_has_its_english(room: Path) -> None:
    english = {word_of(entry) for entry in catalogue(room) if entry.translated()}
    assert said(room) - english == set(), "make words adds them; then write the English"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_english_is_left_over(room: Path) -> None:
    assert {word_of(entry) for entry in catalogue(room)} - said(room) == set()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_what_is_filled_in_is_filled_in_in_both_languages(room: Path) -> None:
    entries = [
        (entry.msgid, text) for entry in catalogue(room) for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert [chinese for chinese, english in entries if english and holes(chinese) != holes(english)] == []


def test_a_phrase_has_one_english_in_all_rooms() -> None:
    """Django reads the catalogues as one: where two differ, one wins on every page. A context tells meanings apart."""
    english: dict[tuple[str, str], dict[tuple[str, ...], list[str]]] = {}
    for room in ROOMS:
        for entry in catalogue(room):
            said_so = (entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values())
            english.setdefault((entry.msgctxt or "", entry.msgid), {}).setdefault(said_so, []).append(room.name)
    assert {phrase: ways for phrase, ways in english.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_template_writes_no_chinese_sign_that_english_would_see(room: Path) -> None:
    """Between two words stands ``{% mark "：" %}``, or a list is joined by ``listed``."""
    found = []
    for path in sorted((room / "templates").rglob("*.html")):
        in_words = False
        for token in Lexer(path.read_text("utf-8")).tokenize():
            if token.token_type is TokenType.BLOCK and token.contents.split()[0] in WORDS_BEGIN | WORDS_END:
                in_words = token.contents.split()[0] in WORDS_BEGIN
            elif not in_words and token.token_type in (TokenType.TEXT, TokenType.VAR) and SIGNS.search(token.contents):
                found.append(f"{path.relative_to(room)}:{token.lineno}: {token.contents.strip()}")
    assert found == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_compiled_words_are_the_written_ones(room: Path) -> None:
    assert (room / CATALOGUE).with_suffix(".mo").read_bytes() == catalogue(room).to_binary()


def test_django_s_own_words_at_a_field_are_said_in_everyday_words() -> None:
    written = polib.pofile(str(AT_FIELDS))
    assert AT_FIELDS.with_suffix(".mo").read_bytes() == written.to_binary()
    texts = {entry.msgid: entry.msgstr or entry.msgstr_plural[0] for entry in written}
    assert [said_of for said_of, text in texts.items() if not holes(text) <= holes(said_of)] == []
    with translation.override("zh-hans"):
        for said_of, text in texts.items():
            assert translation.ngettext(said_of, said_of, 1) == text or translation.gettext(said_of) == text


def test_no_label_of_the_data_lost_its_tail_behind_a_comma() -> None:
    """In `{en: one, and more}` the words behind the comma are a key of their own; such a label wants quotes."""
    cut = []
    for path in sorted((ROOT / "src").rglob("data/**/*.yaml")):
        node, findings = read_yaml(path.read_text("utf-8"), path.name)
        assert node is not None, findings
        cut += [f"{path.relative_to(ROOT)}: {label}" for label in _cut(plain(node))]
    assert cut == []


def _cut(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if {"zh", "en"} & set(value) and None in value.values():
            yield str(dict(value))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _cut(one)
