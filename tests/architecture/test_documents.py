"""Documents that people rely on: present, complete, short enough, and without dead links."""

import re
import tomllib
from pathlib import Path

import pytest

import xiangxin
from bases.glossary import terms
from bases.tree import ROOT, text_of, tracked

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
READERS = sorted((ROOT / "docs" / "for").glob("*.md"))
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name != "glossary.md")
TWO_SCREENS = 8_000
"""Characters; a screen at 1440 holds some 45 lines of 90."""
SOURCE_LINES = {"Z": 23, "J": 13, "D": 11, "F": 17}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_each_readme_names_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "make run" in text
    assert "make test" in text


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("README.md", 110),
        ("README.zh-CN.md", 110),
        ("ARCHITECTURE.md", 130),
        ("CONTRIBUTING.md", 70),
        ("SECURITY.md", 70),
        ("THREAT_MODEL.md", 90),
        *((f"docs/for/{path.name}", 70) for path in READERS if path.name != "author.md"),
        ("docs/for/author.md", 110),
        *((f"docs/policy-format/{path.name}", 60) for path in sorted((ROOT / "docs/policy-format").glob("*.md"))),
        ("docs/policy-format.md", 60),
        ("demo/qinghe/README.md", 30),
    ],
)
def test_a_front_page_stays_short(name: str, lines: int) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= lines


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_is_read_on_two_screens(path: Path) -> None:
    assert len(path.read_text("utf-8")) <= TWO_SCREENS


def test_the_table_of_rooms_follows_the_order_in_which_they_may_be_imported() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (rooms,) = (one["layers"] for one in contracts if one["id"] == "office-direction")
    order = [name.strip(" ()") for layer in rooms for name in layer.split("|")]
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## The office")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`[a-z]+`(?:, )?)+) \|", table, re.MULTILINE)
    assert [name for row in rows for name in re.findall("[a-z]+", row)] == order


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.name)
def test_every_reader_s_page_is_linked_from_the_readme_of_its_language(path: Path) -> None:
    readme = "README.zh-CN.md" if path.name.endswith(".zh-CN.md") else "README.md"
    assert f"(docs/for/{path.name})" in (ROOT / readme).read_text("utf-8")


def test_every_reader_s_page_is_there_in_both_languages() -> None:
    names = {path.name for path in READERS}
    english = {name for name in names if not name.endswith(".zh-CN.md")}
    assert names - english == {name.replace(".md", ".zh-CN.md") for name in english}


def test_the_changelog_names_the_present_version() -> None:
    assert f"## {xiangxin.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_fits_a_page_and_has_its_parts(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.match(rf"# {int(path.name[:4])}\. \S", text)
    assert re.search(r"^Status: (?:accepted|superseded by \d{4})$", text, re.MULTILINE)
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("letter", sorted(SOURCE_LINES))
def test_every_line_of_the_four_documents_is_accounted_for_once(letter: str) -> None:
    text = (ROOT / "docs" / "sources.md").read_text("utf-8")
    rows = re.findall(rf"^\| {letter}(\d+) \| (?:built|partly|declined|later) \| \S.* \|$", text, re.MULTILINE)
    assert rows == [str(number) for number in range(1, SOURCE_LINES[letter] + 1)]


def test_every_term_has_one_name_and_a_meaning() -> None:
    rows = terms()
    assert len(rows) >= 40
    assert [term.english for term in rows if not (term.chinese and term.english and term.meaning)] == []
    names = [term.english for term in rows]
    assert sorted(names) == sorted(set(names))
    assert [word for term in rows for word in term.never if word in names] == []


@pytest.mark.parametrize("path", [path for path in tracked() if path.suffix == ".md"], ids=str)
def test_no_link_is_dead(path: Path) -> None:
    targets = [target for target in LINK.findall(text_of(path) or "") if "://" not in target and ":" not in target]
    assert [target for target in targets if not ((ROOT / path).parent / target).exists()] == []
