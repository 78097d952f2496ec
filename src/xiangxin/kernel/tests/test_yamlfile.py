"""YAML 1.2 scalars, places of every word, and one bad file for every finding."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.errors import Location
from xiangxin.kernel.yamlfile import MAX_BYTES, Mapping, Scalar, ScalarValue, Sequence, plain, read_yaml
from xiangxin.kernel.yamlmessages import MESSAGES

BAD = Path(__file__).parent / "bad_yaml"


def value_of(written: str) -> object:
    node, findings = read_yaml(f"key: {written}\n")
    assert findings == ()
    assert isinstance(node, Mapping)
    return plain(node.entries[0][1])


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "On", "NO", "y", "n", "tRuE", "nULL", "=", "<<"])
def test_words_stay_words(word: str) -> None:
    assert value_of(word) == word


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-3", -3),
        ("+4", 4),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("1e3", Decimal(1000)),
        ("-2.5E-1", Decimal("-0.25")),
        ("2026-02-01", date(2026, 2, 1)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_plain_scalars_follow_the_core_schema(written: str, value: ScalarValue) -> None:
    found = value_of(written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written",
    ["'2026-02-01'", '"12"', "'true'", "'~'", "''"],
)
def test_what_stands_in_quotes_is_text(written: str) -> None:
    assert value_of(written) == written[1:-1]


@pytest.mark.parametrize(
    "written",
    ["2026-02-01T00:00:00", "2026/02/01", "12:30", "1_000", "0b1", "70%", "50000.00 CNY", "24 months", "0x", "1e"],
)
def test_what_only_looks_like_a_number_is_text(written: str) -> None:
    assert value_of(written) == written


def test_a_decimal_keeps_the_digits_it_was_written_with() -> None:
    assert str(value_of("3.70")) == "3.70"


def test_every_node_knows_its_place() -> None:
    node, findings = read_yaml("first: 1\nlist:\n  - a\n  - {b: c}\n", "p.yaml")
    assert findings == ()
    assert isinstance(node, Mapping)
    listed = node.get("list")
    assert isinstance(listed, Sequence)
    assert listed.at == Location("p.yaml", 3, 3)
    assert listed.items[0] == Scalar("a", Location("p.yaml", 3, 5))
    inner = listed.items[1]
    assert isinstance(inner, Mapping)
    assert inner.entries == ((Scalar("b", Location("p.yaml", 4, 6)), Scalar("c", Location("p.yaml", 4, 9))),)
    assert node.get("absent") is None


def test_plain_gives_the_data_without_places() -> None:
    node, _ = read_yaml("a: [1, {2026-02-01: x, 7: ~}]\nb: |\n  two\n  lines\n")
    assert node is not None
    assert plain(node) == {"a": [1, {date(2026, 2, 1): "x", 7: None}], "b": "two\nlines\n"}


def test_a_byte_order_mark_is_not_a_key(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    node, findings = read_yaml(path)
    assert findings == ()
    assert node is not None
    assert plain(node) == {"a": 1}


LINES: dict[str, list[int | None]] = {
    "yaml_encoding": [2],
    "yaml_characters": [2],
    "yaml_empty": [None],
    "yaml_documents": [2],
    "yaml_depth": [1],
    "yaml_syntax": [2],
    "yaml_anchor": [1, 2],
    "yaml_tag": [1],
    "yaml_key": [1, 3],
    "yaml_duplicate_key": [3, 4],
    "yaml_number": [1, 2, 3],
    "yaml_leading_zero": [1],
    "yaml_date": [1],
}


@pytest.mark.parametrize("code", sorted(LINES))
def test_each_bad_file_gives_its_finding_at_its_line(code: str) -> None:
    node, findings = read_yaml(BAD / f"{code}.yaml", f"{code}.yaml")
    assert node is None
    assert [finding.code for finding in findings] == [code] * len(LINES[code])
    assert [finding.where.line for finding in findings] == LINES[code]
    for finding in findings:
        assert finding.where.file == f"{code}.yaml"
        assert finding.severity == "block"
        assert "{word}" not in finding.what.zh + finding.what.en


def test_every_finding_has_a_bad_file() -> None:
    assert {path.stem for path in BAD.glob("*.yaml")} == set(LINES)
    assert set(LINES) | {"yaml_size", "yaml_file"} == set(MESSAGES)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    node, findings = read_yaml(tmp_path / "none.yaml")
    assert node is None
    assert [finding.code for finding in findings] == ["yaml_file"]
    assert findings[0].where.file == str(tmp_path / "none.yaml")


def test_a_file_over_the_limit_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("[" * (MAX_BYTES + 1), encoding="utf-8")
    for source in (path, "信" * (MAX_BYTES // 3 + 1)):
        node, findings = read_yaml(source, "large.yaml")
        assert node is None
        assert [finding.code for finding in findings] == ["yaml_size"]


def test_all_findings_come_at_once() -> None:
    node, findings = read_yaml("a: &x 1\nb: 007\nb: 2026-02-30\nc: [1\n", "p.yaml")
    assert node is None
    assert [(finding.code, finding.where.line) for finding in findings] == [
        ("yaml_anchor", 1),
        ("yaml_leading_zero", 2),
        ("yaml_date", 3),
        ("yaml_duplicate_key", 3),
        ("yaml_syntax", 5),
    ]


def test_a_number_and_its_quoted_spelling_are_the_same_key() -> None:
    _, findings = read_yaml("1: a\n'1': b\n")
    assert [finding.code for finding in findings] == ["yaml_duplicate_key"]


def test_a_lone_surrogate_is_a_finding() -> None:
    node, findings = read_yaml("a: 1\nb: \ud800\n", "p.yaml")
    assert node is None
    assert [(finding.code, finding.where.line) for finding in findings] == [("yaml_characters", 2)]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    node, findings = read_yaml(text)
    assert (node is None) == bool(findings)


@given(st.text(alphabet="[]{}:,-&*!|>'\"#%@ \n\tab01.~", max_size=60))
def test_no_punctuation_makes_the_reader_raise(text: str) -> None:
    node, findings = read_yaml(text)
    assert (node is None) == bool(findings)
