"""The ring of keys: made once, closed, versioned, never shown."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from xiangxin.office.vault.errors import (
    KekMissing,
    KekWrong,
    KeyOpenToOthers,
    PersonKeyShort,
    RingBusy,
    RingExists,
    RingFull,
    RingMissing,
    RingUnreadable,
    VaultError,
)
from xiangxin.office.vault.escrow import split
from xiangxin.office.vault.keys import (
    RING,
    add_version,
    change_kek,
    create_ring,
    drop_kek,
    kek_of,
    other_keks,
    prepare_kek,
    read_ring,
    ring,
)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    create_ring(folder)
    return folder


def kek_file(keys: Path) -> Path:
    return keys / f"kek-{kek_of(keys)}"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("provider", ["aes", "gm"])
def test_a_new_ring_opens_and_its_files_are_for_this_user_alone(tmp_path: Path, provider: str) -> None:
    folder = tmp_path / "keys"
    create_ring(folder, provider=provider)  # type: ignore[arg-type]
    made = read_ring(folder)
    assert (made.newest.number, made.newest.provider, made.kek) == (1, provider, kek_of(folder))
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / RING, kek_file(folder))] == [
        "0o700",
        "0o600",
        "0o400",
    ]


def test_the_files_hold_no_key_in_the_clear_but_the_one_outside_the_ring(keys: Path) -> None:
    opened = read_ring(keys)
    written = (keys / RING).read_text()
    for key in opened.keys:
        assert key.secret.hex() not in written
    assert kek_file(keys).read_bytes().hex() not in written


def test_nothing_of_a_key_is_printed_or_pickled(keys: Path) -> None:
    opened = read_ring(keys)
    shown = repr(opened) + repr(opened.keys) + str(opened.__dict__)
    for key in opened.keys:
        assert key.secret.hex() not in shown
        assert repr(key.secret)[2:-1] not in shown
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(key)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(opened)


def test_the_engine_s_key_of_ids_is_taken_over(tmp_path: Path) -> None:
    create_ring(tmp_path, person_key=b"fictional-people-need-no-secret")
    assert read_ring(tmp_path).person_key == b"fictional-people-need-no-secret"


def test_a_short_key_of_ids_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(PersonKeyShort):
        create_ring(tmp_path / "keys", person_key=b"short")
    assert list(tmp_path.iterdir()) == []


def test_a_second_ring_is_refused_and_changes_nothing(keys: Path) -> None:
    before = content(keys)
    with pytest.raises(RingExists):
        create_ring(keys)
    assert content(keys) == before


def test_a_change_beside_another_is_refused_and_changes_nothing(keys: Path) -> None:
    (keys / f"{RING}.new").touch()
    before = content(keys)
    for change in (add_version, lambda folder: change_kek(folder, kek_of(folder)), create_ring):
        with pytest.raises(RingBusy, match=r"ring\.json\.new|being changed"):
            change(keys)
    assert content(keys) == before


def test_a_new_version_is_used_and_the_old_one_stays(keys: Path) -> None:
    before = read_ring(keys)
    assert add_version(keys) == 2
    after = read_ring(keys)
    assert (after.newest.number, after.kek) == (2, before.kek)
    assert after.version(1) == before.newest
    assert (after.index, after.person_key) == (before.index, before.person_key)
    assert after.newest.secret != before.newest.secret


def test_a_changed_key_of_keys_closes_the_same_keys_and_leaves_the_old_file_for_old_backups(keys: Path) -> None:
    before, old = read_ring(keys), (keys / RING).read_bytes()
    name = prepare_kek(keys)
    assert (read_ring(keys).kek, other_keks(keys)) == (before.kek, [name]), "nothing is closed with it yet"
    assert change_kek(keys, name) == before.kek
    after = read_ring(keys)
    assert (after.keys, after.kek == name, name == before.kek) == (before.keys, True, False)
    assert other_keks(keys) == [before.kek]
    (keys / RING).write_bytes(old)
    assert read_ring(keys).keys == before.keys


def test_a_prepared_key_of_keys_is_taken_away_again_and_the_present_one_never(keys: Path) -> None:
    before = content(keys)
    name = prepare_kek(keys)
    assert [sheet.kek for sheet in split(keys, name)] == [name] * 3
    drop_kek(keys, name)
    drop_kek(keys, kek_of(keys))
    assert content(keys) == before
    with pytest.raises(KekMissing):
        change_kek(keys, name)
    assert content(keys) == before


def test_the_running_office_notices_a_change(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ring(keys).newest.number == 1
    add_version(keys)
    assert ring(keys).newest.number == 1  # for a second at the most
    assert ring(keys, fresh=True).newest.number == 2
    assert ring(keys) is ring(keys, fresh=True)
    monkeypatch.setattr("xiangxin.office.vault.keys.LOOK_EVERY", 0)
    add_version(keys)
    assert ring(keys).newest.number == 3


def test_a_ring_takes_no_more_versions_than_a_byte_can_name(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xiangxin.office.vault.keys.MAX_VERSION", 2)
    add_version(keys)
    before = content(keys)
    with pytest.raises(RingFull):
        add_version(keys)
    assert content(keys) == before


def renumbered(keys: Path) -> None:
    (keys / RING).write_text((keys / RING).read_text().replace('"number": 1', '"number": 2', 1))


def missing(keys: Path) -> None:
    (keys / RING).unlink()


def without_kek(keys: Path) -> None:
    kek_file(keys).unlink()


def other_kek(keys: Path) -> None:
    path = kek_file(keys)
    path.unlink()
    path.write_bytes(b"x" * 32)
    path.chmod(0o400)


def open_kek(keys: Path) -> None:
    kek_file(keys).chmod(0o440)


def cut(keys: Path) -> None:
    (keys / RING).write_bytes((keys / RING).read_bytes()[:100])


def no_mapping(keys: Path) -> None:
    (keys / RING).write_text("[]")


def swapped(keys: Path) -> None:
    written = json.loads((keys / RING).read_text())
    one, two = written["keys"][1:]
    one["wrapped"], two["wrapped"] = two["wrapped"], one["wrapped"]
    (keys / RING).write_text(json.dumps(written))


def without_index(keys: Path) -> None:
    written = json.loads((keys / RING).read_text())
    del written["keys"][1]
    (keys / RING).write_text(json.dumps(written))


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (missing, RingMissing),
        (without_kek, KekMissing),
        (other_kek, KekWrong),
        (open_kek, KeyOpenToOthers),
        (cut, RingUnreadable),
        (no_mapping, RingUnreadable),
        (swapped, RingUnreadable),
        (renumbered, RingUnreadable),
        (without_index, RingUnreadable),
    ],
)
def test_a_damaged_ring_is_a_named_error_with_a_way_out(keys: Path, damage: object, error: type[VaultError]) -> None:
    damage(keys)  # type: ignore[operator]
    with pytest.raises(error) as refused:
        read_ring(keys)
    finding = refused.value.findings[0]
    assert all((finding.what.zh, finding.why.zh, finding.mend.zh, finding.what.en, finding.why.en, finding.mend.en))
