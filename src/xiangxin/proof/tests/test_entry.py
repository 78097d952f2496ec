"""What a log entry and a row hash to, what changes that, and what is no entry."""

import hashlib
import hmac
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from xiangxin.kernel.canonical import encode
from xiangxin.proof.cells import Cell
from xiangxin.proof.entry import Entry, Row, commitment, read_entry, row_digest, rows_root
from xiangxin.proof.errors import MalformedEntry
from xiangxin.proof.tree import leaf_hash, root

SALT = bytes(range(16))
ENTRY = Entry(
    seq=7,
    at=1_795_824_000_123,
    actor="account:9d3f6c1e-0000-4000-8000-00000000abcd",
    act="consent.given",
    object="consent.consent:41",
    person="5a2e8b34-0000-4000-8000-000000000001",
    purpose="scoring",
    area="990101001001",
    commitment=bytes(32),
    rows=bytes(range(32)),
    rows_count=1,
)
BARE = replace(ENTRY, person=None, purpose=None, area=None, rows=None, rows_count=0)


def test_an_entry_is_its_twelve_fields_in_canonical_bytes() -> None:
    assert ENTRY.encode() == encode(ENTRY.fields())
    assert ENTRY.leaf() == leaf_hash(ENTRY.encode())
    assert BARE.encode() == (
        b"xx1:m12:s3:acts13:consent.givens5:actors44:account:9d3f6c1e-0000-4000-8000-00000000abcds4:arean"
        b"s2:ati1795824000123;s10:commitments64:" + b"0" * 64 + b"s6:objects18:consent.consent:41s6:personn"
        b"s7:purposens4:rowsns10:rows_counti0;s3:seqi7;s1:vi1;"
    )


def test_an_entry_reads_back_as_it_was_written() -> None:
    assert read_entry(ENTRY.fields()) == ENTRY
    assert read_entry(BARE.fields()) == BARE


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 8},
        {"at": 1_795_824_000_124},
        {"actor": "account:x"},
        {"act": "consent.withdrawn"},
        {"object": ""},
        {"person": None},
        {"purpose": "review"},
        {"area": None},
        {"commitment": bytes([*bytes(31), 1])},
        {"rows": bytes(32)},
        {"rows_count": 2},
    ],
    ids=str,
)
def test_whatever_changes_in_an_entry_changes_its_leaf(change: dict[str, Any]) -> None:
    assert replace(ENTRY, **change).leaf() != ENTRY.leaf()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seq": -1}, "seq"),
        ({"seq": True}, "seq"),
        ({"at": 1.5}, "at"),
        ({"rows_count": -1}, "rows_count"),
        ({"actor": None}, "actor"),
        ({"act": 3}, "act"),
        ({"object": b"x"}, "object"),
        ({"person": 3}, "person"),
        ({"purpose": 3}, "purpose"),
        ({"area": 990101001001}, "area"),
        ({"commitment": bytes(31)}, "commitment"),
        ({"commitment": "00" * 32}, "commitment"),
        ({"rows": bytes(33)}, "rows"),
        ({"rows": None}, "rows"),
        ({"rows_count": 0}, "rows"),
    ],
    ids=str,
)
def test_a_value_that_no_entry_has_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(MalformedEntry) as refusal:
        replace(ENTRY, **change)
    (finding,) = refusal.value.findings
    assert finding.code == "entry_field"
    assert f"“{field}”" in finding.what.en


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, "entry_version"),
        ({"v": True}, "entry_version"),
        ({"note": "x"}, "entry_keys"),
        ({"commitment": "AA" * 32}, "entry_field"),
        ({"commitment": "00" * 31}, "entry_field"),
        ({"commitment": None}, "entry_field"),
        ({"rows": ""}, "entry_field"),
        ({"rows": "00" * 32 + "\n"}, "entry_field"),
        ({"seq": "7"}, "entry_field"),
    ],
    ids=str,
)
def test_fields_of_another_spelling_are_no_entry(change: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedEntry) as refusal:
        read_entry({**ENTRY.fields(), **change})
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_an_entry_that_lacks_a_field_is_no_entry() -> None:
    fields = ENTRY.fields()
    del fields["area"]
    with pytest.raises(MalformedEntry) as refusal:
        read_entry(fields)
    assert [finding.code for finding in refusal.value.findings] == ["entry_keys"]


def test_a_commitment_and_a_digest_are_keyed_with_their_salt() -> None:
    cells: dict[str, Cell] = {"id": 41, "from_on": date(2026, 1, 1), "withdrawn": None}
    assert commitment(SALT, encode({"a": 1})) == hmac.digest(SALT, encode({"a": 1}), hashlib.sha256)
    assert row_digest(SALT, cells) == hmac.digest(SALT, encode(cells), hashlib.sha256)
    assert row_digest(SALT, cells) != row_digest(bytes(16), cells)
    assert row_digest(SALT, cells) != row_digest(SALT, {**cells, "id": 42})


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(bytes(length), b"")
    with pytest.raises(ValueError, match="16 bytes"):
        row_digest(bytes(length), {})


def test_a_cell_that_was_not_made_exact_is_refused() -> None:
    with pytest.raises(TypeError):
        row_digest(SALT, {"at": datetime(2026, 1, 1)})  # noqa: DTZ001


def test_the_rows_of_an_act_have_one_root_in_their_order() -> None:
    first = Row("consent_consent", "41", "write", row_digest(SALT, {"id": 41}))
    second = Row("consent_consent", "40", "delete", row_digest(SALT, {}))
    assert first.encode() == encode(first.fields())
    assert rows_root([first, second]) == root([first.leaf(), second.leaf()])
    assert rows_root([first, second]) != rows_root([second, first])
    assert rows_root(iter(())) is None
    assert replace(first, op="delete").leaf() != first.leaf()


@pytest.mark.parametrize("change", [{"op": "update"}, {"digest": bytes(31)}], ids=str)
def test_a_row_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    row = Row("t", "1", "write", bytes(32))
    with pytest.raises(MalformedEntry):
        replace(row, **change)
