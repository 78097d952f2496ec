"""What is repeated of a row that came back: enough to find it again, never a word that may not be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxin.interop.book import Raw
from xiangxin.interop.given import WORDS, given_in, shown
from xiangxin.interop.tests.folders import Folder, applicant, number


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("84-1-5", "84-1-5"),
        ("民国七十三年一月五日", "民国七十三年一月五日"),
        ("约2万", "约2万"),
        ("１２３４．５６７", "1234.567"),
        (1234.567, "1234.567"),
        (1, "1"),
        ("", ""),
    ],
)
def test_figures_and_days_are_repeated_as_they_stand(raw: Raw, seen: str) -> None:
    assert shown(raw).zh == seen


@pytest.mark.parametrize("raw", ["上访", "petition", "好人", "信教", "xin fang", "2026 年上访 3 次"])
def test_words_are_never_repeated(raw: str) -> None:
    assert shown(raw) == WORDS


@pytest.mark.parametrize("raw", [number(1), f" {number(1)} ", number(1)[:16], f"{number(1)[:6]} {number(1)[6:]}"])
def test_line_3_a_number_of_a_person_is_masked_whole_or_not(raw: str) -> None:
    text = shown(raw).zh
    assert sum(character.isdigit() for character in text) <= 6
    assert text.startswith("9901*")


def test_a_number_stored_as_a_number_shows_three_digits() -> None:
    assert shown(990101198005060019.0).zh == "9.90E+17"


def test_the_row_is_named_as_its_file_names_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path).book(applicants=[applicant(1), applicant(2, income_yearly_fen="约2万")])
    _, findings = folder.county()
    (finding,) = findings
    given = given_in(folder.path.glob("*.xlsx"), findings)
    where = finding.where
    place = (where.file, str(where.sheet), 3)
    assert given.names == {place: "王二"}
    assert [text.zh for text in given.values.values()] == ["约2万"]


def test_a_file_without_a_row_that_came_back_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    given = given_in(tmp_path.glob("*.xlsx"), ())
    assert (given.names, given.values) == ({}, {})
