"""The office's own keys closed with the key of keys, so that a backup and two of three sheets bring everything back.

The key of keys itself is never in here; whoever finds a backup has nothing without the sheets.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from xiangxin.office.config.home import Home
from xiangxin.office.vault.ciphers import FAMILIES, NONCE_BYTES
from xiangxin.office.vault.keys import kek_of, read_kek

FILE = "closed.json"
CLOSED = ("session", "log-signing", "sms", "log-names")
"""The last is there when entries were once lost and the log took another name."""
_FAMILY = FAMILIES["aes"]


def close_keys(home: Home) -> bytes:
    """The file that goes into a backup."""
    key = _key(read_kek(home.keys, kek_of(home.keys)))
    entries = {}
    for name in (name for name in CLOSED if name != "log-names" or (home.keys / name).is_file()):
        nonce = secrets.token_bytes(NONCE_BYTES)
        entries[name] = (nonce + _FAMILY.seal(key, nonce, home.key(name), name.encode())).hex()
    return json.dumps(entries, indent=1).encode()


def open_keys(closed: bytes, kek: bytes) -> Mapping[str, bytes] | None:
    """The keys by name; None where they were closed with another key of keys or changed."""
    key = _key(kek)
    found = {}
    for name, written in json.loads(closed).items():
        data = bytes.fromhex(written)
        opened = _FAMILY.open(key, data[:NONCE_BYTES], data[NONCE_BYTES:], str(name).encode())
        if opened is None or name not in CLOSED:
            return None
        found[str(name)] = opened
    return found


def _key(kek: bytes) -> bytes:
    return _FAMILY.mac(kek, b"xiangxin keys of a backup")
