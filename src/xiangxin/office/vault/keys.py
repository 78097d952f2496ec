"""The ring: versioned data keys, the key of blind indexes, the key of person ids, all closed with one key of keys.

``ring.json`` holds them wrapped and may lie in a backup; the key of keys is a file of its own (``kek-<short name>``,
readable by the office's user alone) and never enters the database. A device or a key service takes its place by
another ``Keeper``. Nothing here prints, logs or pickles a key.

Rotation needs no downtime: a new version is added and used from then on, older ones still open; a running process
notices the changed file by itself.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol, cast, get_args

from xiangxin.kernel.canonical import encode
from xiangxin.kernel.errors import Location
from xiangxin.kernel.ids import MIN_KEY_BYTES
from xiangxin.office.vault.ciphers import FAMILIES, NONCE_BYTES, Provider
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
)

Use = Literal["data", "index", "person"]

RING = "ring.json"
FORMAT = 1
KEK_BYTES = 32
MAX_VERSION = 255


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring in the clear. ``number`` counts versions of one use from 1."""

    use: Use
    number: int
    provider: Provider
    made_on: str
    secret: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")

    @property
    def label(self) -> bytes:
        """What a wrapped key is bound to, so that none can stand in for another."""
        return encode(("ring", self.use, self.number, self.provider))


class Keeper(Protocol):
    """Who holds the key of keys: a file here, a device or a key service elsewhere."""

    name: str

    def wrap(self, key: Key) -> bytes:
        """The key, closed."""

    def unwrap(self, key: Key, wrapped: bytes) -> bytes | None:
        """The secret of ``key``; None where it was closed by another keeper or changed."""


class FileKeeper:
    """The key of keys as a file. It wraps with a key derived from it, in the ring's own family."""

    def __init__(self, kek: bytes, provider: Provider) -> None:
        self._family = FAMILIES[provider]
        self._key = self._family.mac(kek, b"xiangxin wrap")[: self._family.key_bytes]
        self.name = name_of(kek)

    def __repr__(self) -> str:
        return f"<FileKeeper {self.name}>"

    def wrap(self, key: Key) -> bytes:
        """See ``Keeper``."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._family.seal(self._key, nonce, key.secret, key.label)

    def unwrap(self, key: Key, wrapped: bytes) -> bytes | None:
        """See ``Keeper``."""
        return self._family.open(self._key, wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key.label)


class Ring:
    """All keys of one office, open in memory."""

    def __init__(self, keys: tuple[Key, ...], kek: str, provider: Provider) -> None:
        self.keys = keys
        self.kek = kek
        self.provider = provider
        self._data = {key.number: key for key in keys if key.use == "data"}
        self.newest = self._data[max(self._data)]
        self.index = next(key for key in keys if key.use == "index")
        self._person = next(key for key in keys if key.use == "person")

    def __repr__(self) -> str:
        return f"<Ring of {len(self._data)} versions under {self.kek}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a ring is not pickled")

    def version(self, number: int) -> Key | None:
        """The data key with this number, if the ring holds it."""
        return self._data.get(number)

    @property
    def person_key(self) -> bytes:
        """The deployment's key of opaque person ids (decision 1); one for its whole life."""
        return self._person.secret


def name_of(kek: bytes) -> str:
    """A short name that tells two keys of keys apart and nothing about either."""
    return FAMILIES["aes"].mac(kek, b"xiangxin name of key")[:4].hex()


def create_ring(folder: Path, *, provider: Provider = "aes", person_key: bytes | None = None) -> None:
    """Make a ring with fresh keys in ``folder`` (made when missing). ``person_key``: the engine's, where there is one.

    ``RingExists`` where there is a ring: nothing is changed then.
    """
    if person_key is not None and len(person_key) < MIN_KEY_BYTES:
        raise PersonKeyShort(minimum=MIN_KEY_BYTES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _changing(folder) as write:
        if (folder / RING).exists():
            raise RingExists(Location(file=RING))
        keys = (
            _key("data", 1, provider, secrets.token_bytes(FAMILIES[provider].key_bytes)),
            _key("index", 1, provider, secrets.token_bytes(32)),
            _key("person", 1, provider, person_key or secrets.token_bytes(32)),
        )
        write(keys, FileKeeper(_new_kek(folder), provider), provider)


def read_ring(folder: Path) -> Ring:
    """The ring in ``folder``; a named error where it does not open."""
    closed = _read(folder)
    keeper = FileKeeper(read_kek(folder, closed.kek), closed.provider)
    if keeper.name != closed.kek:
        raise KekWrong(Location(file=_kek_file(closed.kek)))
    keys = tuple(_opened(keeper, key, wrapped) for key, wrapped in closed.keys)
    if not {"data", "index", "person"} <= {key.use for key in keys}:
        raise RingUnreadable(Location(file=RING))
    return Ring(keys, closed.kek, closed.provider)


def kek_of(folder: Path) -> str:
    """The short name of the key of keys that the ring in ``folder`` asks for; it need not be there."""
    return _read(folder).kek


def add_version(folder: Path, provider: Provider | None = None) -> int:
    """Add a data key, used for everything sealed from now on; answers its number.

    ``provider``: another family than the newest key's, where an office moves to national algorithms.
    """
    with _changing(folder) as write:
        ring = read_ring(folder)
        number = ring.newest.number + 1
        if number > MAX_VERSION:
            raise RingFull
        family = provider or ring.newest.provider
        key = _key("data", number, family, secrets.token_bytes(FAMILIES[family].key_bytes))
        write((*ring.keys, key), FileKeeper(read_kek(folder, ring.kek), ring.provider), ring.provider)
    return number


def prepare_kek(folder: Path) -> str:
    """A new key of keys with which nothing is closed yet, so that its sheets can be printed first; its short name.

    Errors as of ``read_ring``: nothing is written beside a ring that does not open.
    """
    read_ring(folder)
    return name_of(_new_kek(folder))


def change_kek(folder: Path, name: str) -> str:
    """Close the ring with the prepared key of keys of this name; answers the name of the one before.

    That one's file stays: backups made before need it. Take it off the machine and keep it with them.
    """
    with _changing(folder) as write:
        ring = read_ring(folder)
        write(ring.keys, FileKeeper(read_kek(folder, name), ring.provider), ring.provider)
    return ring.kek


def drop_kek(folder: Path, name: str) -> None:
    """Take a prepared key of keys away again; the one with which the ring is closed stays."""
    if kek_of(folder) != name:
        (folder / _kek_file(name)).unlink(missing_ok=True)


def other_keks(folder: Path) -> list[str]:
    """Short names of the keys of keys in ``folder`` with which the ring is not closed."""
    names = {path.name.removeprefix(_kek_file("")) for path in folder.glob(_kek_file("*"))}
    return sorted(names - {kek_of(folder)})


def read_kek(folder: Path, name: str) -> bytes:
    """The bytes of a key of keys; refused where other users of the machine could read the file."""
    path = folder / _kek_file(name)
    where = Location(file=path.name)
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyOpenToOthers(where, file=path.name)
        return path.read_bytes()
    except FileNotFoundError:
        raise KekMissing(where, file=path.name) from None


def store_kek(folder: Path, kek: bytes) -> Path:
    """Write a key of keys where the ring looks for it, readable by this user alone."""
    path = folder / _kek_file(name_of(kek))
    with suppress(FileExistsError):
        _write_new(path, kek, 0o400)
    return path


@dataclass(slots=True)
class _Known:
    """A ring that was read, when its file had last changed, and when that was last looked at."""

    ring: Ring
    changed_ns: int
    looked: float


_rings: dict[Path | None, _Known] = {}
LOOK_EVERY = 1.0
"""Seconds for which a file is not looked at again: thousands of values are opened in that time."""


def ring(folder: Path | None = None, *, fresh: bool = False) -> Ring:
    """The ring of the running office (or of ``folder``), read again when its file has changed.

    A change is noticed within a second; at once with ``fresh``.
    """
    known = _rings.get(folder)
    now = time.monotonic()
    if known is not None and not fresh and now - known.looked < LOOK_EVERY:
        return known.ring
    place = _office_folder() if folder is None else folder
    try:
        changed = (place / RING).stat().st_mtime_ns
    except FileNotFoundError:
        raise RingMissing(Location(file=RING)) from None
    if known is None or known.changed_ns != changed:
        known = _rings[folder] = _Known(read_ring(place), changed, now)
    known.looked = now
    return known.ring


def _office_folder() -> Path:
    from django.conf import settings  # noqa: PLC0415 - keys are made before there are settings

    return settings.HOME.keys


def _key(use: Use, number: int, provider: Provider, secret: bytes) -> Key:
    return Key(use, number, provider, datetime.now(UTC).date().isoformat(), secret)


@dataclass(frozen=True, slots=True)
class _Closed:
    """What the ring's file says before it is opened."""

    kek: str
    provider: Provider
    keys: tuple[tuple[Key, bytes], ...] = field(repr=False)


def _read(folder: Path) -> _Closed:
    try:
        content = cast("dict[str, Any]", json.loads((folder / RING).read_bytes()))
        keys = tuple((_closed(entry), bytes.fromhex(entry["wrapped"])) for entry in content["keys"])
        return _Closed(str(content["kek"]), _provider(content["provider"]), keys)
    except FileNotFoundError:
        raise RingMissing(Location(file=RING)) from None
    except (ValueError, KeyError, TypeError):
        raise RingUnreadable(Location(file=RING)) from None


def _closed(entry: dict[str, Any]) -> Key:
    use = entry["use"]
    if use not in get_args(Use):
        raise ValueError(use)
    return Key(use, int(entry["number"]), _provider(entry["provider"]), str(entry["made_on"]), b"")


def _provider(name: object) -> Provider:
    if name not in FAMILIES:
        raise ValueError(name)
    return name


def _opened(keeper: Keeper, key: Key, wrapped: bytes) -> Key:
    secret = keeper.unwrap(key, wrapped)
    if secret is None:
        raise RingUnreadable(Location(file=RING))
    return Key(key.use, key.number, key.provider, key.made_on, secret)


def _kek_file(name: str) -> str:
    return f"kek-{name}"


def _new_kek(folder: Path) -> bytes:
    kek = secrets.token_bytes(KEK_BYTES)
    store_kek(folder, kek)
    return kek


Write = Callable[[Iterable[Key], Keeper, Provider], None]


@contextmanager
def _changing(folder: Path) -> Iterator[Write]:
    """One change of the ring at a time, and the file replaced in one step; ``RingBusy`` for whoever comes second."""
    beside = folder / f"{RING}.new"
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileNotFoundError:
        raise RingMissing(Location(file=RING)) from None
    except FileExistsError:
        raise RingBusy(Location(file=RING), file=beside.name) from None

    def write(keys: Iterable[Key], keeper: Keeper, provider: Provider) -> None:
        content = {
            "format": FORMAT,
            "provider": provider,
            "kek": keeper.name,
            "keys": [_entry(key, keeper) for key in keys],
        }
        with beside.open("wb") as file:
            file.write(json.dumps(content, indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / RING)
        _sync(folder)

    try:
        yield write
    finally:
        beside.unlink(missing_ok=True)


def _entry(key: Key, keeper: Keeper) -> dict[str, object]:
    return {
        "use": key.use,
        "number": key.number,
        "provider": key.provider,
        "made_on": key.made_on,
        "wrapped": keeper.wrap(key).hex(),
    }


def _write_new(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the name durable too; Windows opens no folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
