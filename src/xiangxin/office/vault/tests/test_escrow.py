"""Any two of three sheets restore the key of keys; one alone, a wrong word and foreign sheets do not."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from shamir_mnemonic import combine_mnemonics

from xiangxin.office.vault.errors import ShareMistyped, SharesOfDifferentKeys, SharesTooFew
from xiangxin.office.vault.escrow import combine, restore, split
from xiangxin.office.vault.keys import create_ring, kek_of, read_kek, read_ring


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    create_ring(tmp_path / "keys")
    return tmp_path / "keys"


def test_any_two_sheets_restore_a_lost_key(keys: Path) -> None:
    sheets = split(keys)
    path = keys / f"kek-{kek_of(keys)}"
    kek, before = path.read_bytes(), read_ring(keys).keys
    for one, two in permutations(sheets, 2):
        path.unlink()
        assert restore(keys, [one.words, two.words]) == kek_of(keys)
        assert (path.read_bytes(), oct(path.stat().st_mode & 0o777)) == (kek, "0o400")
        assert read_ring(keys).keys == before


def test_all_three_do_too_and_case_and_blanks_do_not_matter(keys: Path) -> None:
    words = [f"  {sheet.words.upper()}\n" for sheet in split(keys)]
    assert combine(words) == read_kek(keys, kek_of(keys))


def test_one_sheet_even_twice_is_too_few(keys: Path) -> None:
    words = split(keys)[0].words
    for given in ([], [words], [words, words]):
        with pytest.raises(SharesTooFew):
            combine(given)


def test_a_mistyped_word_is_found_on_its_sheet(keys: Path) -> None:
    one, two, _ = split(keys)
    words = two.words.split()
    for wrong in ("academic" if words[7] != "academic" else "acid", "nonsense"):
        with pytest.raises(ShareMistyped) as refused:
            combine([one.words, " ".join([*words[:7], wrong, *words[8:]])])
        assert "第 2 份" in refused.value.findings[0].what.zh
        assert wrong not in str(refused.value)


def test_sheets_of_two_keys_do_not_mix(keys: Path, tmp_path: Path) -> None:
    create_ring(tmp_path / "other")
    ours, theirs = split(keys), split(tmp_path / "other")
    with pytest.raises(SharesOfDifferentKeys):
        combine([ours[0].words, theirs[1].words])
    before = sorted(path.name for path in keys.iterdir())
    with pytest.raises(SharesOfDifferentKeys):
        restore(keys, [theirs[0].words, theirs[1].words])
    assert sorted(path.name for path in keys.iterdir()) == before


def test_a_sheet_is_for_paper_and_not_for_a_log(keys: Path) -> None:
    sheet = split(keys)[0]
    first = sheet.words.split()[5]
    assert first in sheet.text().zh
    assert first in sheet.text().en
    assert sheet.kek in sheet.text().zh
    assert first not in repr(sheet)
    assert len(sheet.words.split()) == 33


def test_the_arithmetic_is_the_published_one() -> None:
    # SLIP-39, vectors.json: 2 of 3, 128 bits
    words = [
        "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short "
        "owner flip making coding armed",
        "shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft "
        "early superior advocate guest smoking",
    ]
    assert combine_mnemonics(words, b"TREZOR").hex() == "b43ceb7e57a0ea8766221624d01b0864"
