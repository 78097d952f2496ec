"""A sealed value opens in its place and nowhere else; a blind index finds a value however it is written."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.canonical import encode
from xiangxin.office.vault.ciphers import Provider
from xiangxin.office.vault.errors import SealBroken, VersionUnknown
from xiangxin.office.vault.keys import Key, Ring, add_version, create_ring, read_ring
from xiangxin.office.vault.sealing import _context, blind_index, open_sealed, rewrap, seal, version_of

ROW = UUID("00000000-0000-4000-8000-000000000001")


def made(provider: Provider, number: int = 1) -> Ring:
    """A ring with known keys."""
    size = 32 if provider == "aes" else 16
    data = [Key("data", n, provider, "2026-01-01", bytes([n]) * size) for n in range(1, number + 1)]
    return Ring(
        (
            *data,
            Key("index", 1, provider, "2026-01-01", b"i" * 32),
            Key("person", 1, provider, "2026-01-01", b"p" * 32),
        ),
        "00000000",
        provider,
    )


RINGS = [made("aes"), made("gm")]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PLACES = st.tuples(
    st.sampled_from(["parties_person", "parties_contact"]),
    st.sampled_from(["name_sealed", "id_number_sealed"]),
    st.sampled_from([ROW, UUID("00000000-0000-4000-8000-000000000002")]),
)


@pytest.mark.parametrize("ring", RINGS, ids=["aes", "gm"])
@given(text=TEXT, place=PLACES, other=PLACES)
def test_a_value_opens_in_its_place_only(
    ring: Ring, text: str, place: tuple[str, str, UUID], other: tuple[str, str, UUID]
) -> None:
    sealed = seal(text, *place, ring=ring)
    assert open_sealed(sealed, *place, ring=ring) == text
    assert open_sealed(memoryview(sealed), *place, ring=ring) == text
    if other != place:
        with pytest.raises(SealBroken) as refused:
            open_sealed(sealed, *other, ring=ring)
        assert refused.value.findings[0].where.file == other[0]


@given(table=TEXT, column=TEXT, row=st.one_of(TEXT, st.uuids()), version=st.integers(0, 255))
def test_a_place_is_written_as_the_canonical_encoding_writes_it(
    table: str, column: str, row: str | UUID, version: int
) -> None:
    assert _context(table, column, row, version) == encode((table, column, str(row), version))


@given(junk=st.binary(max_size=80))
def test_what_is_no_sealed_value_is_a_named_error(junk: bytes) -> None:
    with pytest.raises((SealBroken, VersionUnknown)):
        open_sealed(junk, "parties_person", "name_sealed", ROW, ring=RINGS[0])


@given(text=TEXT)
def test_equal_values_do_not_look_equal(text: str) -> None:
    one, two = (seal(text, "parties_person", "name_sealed", ROW, ring=RINGS[0]) for _ in range(2))
    assert one != two
    assert len(one) == 1 + 12 + len(text.encode()) + 16


@pytest.mark.parametrize(
    ("provider", "sealed"),
    [
        ("aes", "0121182a3c4769693247f3b6cc1e3bf5df71cf63b41aa1bd79db9c82e29d563179fe3b8dbe68"),
        ("gm", "014951f0da2213270fe81e4e329214710a9ff409990e216311f27ce4ad2666d5289dddcb4e48"),
    ],
)
def test_what_was_sealed_by_an_earlier_release_opens(provider: Provider, sealed: str) -> None:
    opened = open_sealed(bytes.fromhex(sealed), "parties_person", "name_sealed", ROW, ring=made(provider))
    assert opened == "张小三"


@pytest.mark.parametrize(
    ("provider", "found"),
    [
        ("aes", "3885e4f758ffc139182d5f3ae9a67ef0f1352916d0a2fd00bf9fb23c194f5450"),
        ("gm", "61731e2f9bdb47c4205a54d2b9f01e0f27559d69c1a2f5d2608390dc2a32d557"),
    ],
)
def test_an_index_stays_what_it_was(provider: Provider, found: str) -> None:
    assert blind_index("id_number", "99010119800101001X", ring=made(provider)).hex() == found


def test_an_index_does_not_depend_on_how_the_value_is_written() -> None:
    index = blind_index("id_number", "99010119800101001X", ring=RINGS[0])
    for written in (" 990101 19800101 001x ", "９９０１０１１９８００１０１００１Ｘ"):
        assert blind_index("id_number", written, ring=RINGS[0]) == index


def test_equal_values_of_two_kinds_have_different_indexes() -> None:
    assert blind_index("phone", "19900000001", ring=RINGS[0]) != blind_index("id_number", "19900000001", ring=RINGS[0])
    assert blind_index("phone", "19900000001", ring=RINGS[0]) != blind_index("phone", "19900000001", ring=RINGS[1])


def test_an_older_version_opens_and_is_rewrapped_to_the_newest() -> None:
    place = ("parties_person", "name_sealed", ROW)
    old = seal("张小三", *place, ring=made("aes"))
    ring = made("aes", number=3)
    assert open_sealed(old, *place, ring=ring) == "张小三"
    new = rewrap(old, *place, ring=ring)
    assert (version_of(old), version_of(new)) == (1, 3)
    assert open_sealed(new, *place, ring=ring) == "张小三"
    assert rewrap(new, *place, ring=ring) == new
    with pytest.raises(VersionUnknown, match="version 3"):
        open_sealed(new, *place, ring=made("aes"))


def test_a_version_cannot_be_renamed() -> None:
    place = ("parties_person", "name_sealed", ROW)
    ring = made("aes", number=2)
    sealed = seal("张小三", *place, ring=ring)
    with pytest.raises(SealBroken):
        open_sealed(b"\x01" + sealed[1:], *place, ring=ring)


def test_an_office_moves_to_national_algorithms_and_old_values_still_open(tmp_path: Path) -> None:
    create_ring(tmp_path / "keys")
    place = ("parties_person", "name_sealed", uuid4())
    old = seal("张小三", *place, ring=read_ring(tmp_path / "keys"))
    assert add_version(tmp_path / "keys", "gm") == 2
    ring = read_ring(tmp_path / "keys")
    new = rewrap(old, *place, ring=ring)
    assert ring.newest.provider == "gm"
    assert [open_sealed(value, *place, ring=ring) for value in (old, new)] == ["张小三", "张小三"]
