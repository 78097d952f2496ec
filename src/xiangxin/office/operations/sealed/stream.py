"""The body: chunks, each authenticated, in order, with a mark on the last, so that a cut or changed file shows."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from xiangxin.office.operations.sealed.stanzas import (
    FILE_KEY_BYTES,
    Opener,
    Passphrase,
    Recipient,
    Stanza,
    derived,
    from64,
    plain64,
)

FIRST_LINE = b"age-encryption.org/v1\n"
CHUNK, TAG = 65_536, 16
_COLUMNS = 64
_MOST_LINES = 200


class NotSealed(Exception):
    """The file is not in this format."""


class NotForYou(Exception):
    """No entry of the header opens with what was given: the wrong key, or a header that was changed."""


class Damaged(Exception):
    """The file is not what was written: a byte was changed, or its end is missing."""


@contextmanager
def sealing(out: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """A file to write to; what is written stands closed in ``out`` when the block has ended without an error."""
    if any(isinstance(one, Passphrase) for one in recipients) and len(recipients) != 1:
        raise ValueError("a passphrase stands alone")
    file_key, nonce = secrets.token_bytes(FILE_KEY_BYTES), secrets.token_bytes(16)
    header = FIRST_LINE + b"".join(map(_written, (one.close(file_key) for one in recipients))) + b"---"
    out.write(header + f" {plain64(_mac(file_key, header))}\n".encode() + nonce)
    writer = _Writer(out, derived(file_key, nonce, b"payload"))
    yield writer
    writer.end()


def opening(source: BinaryIO, opener: Opener) -> BinaryIO:
    """The content of a sealed file. ``NotSealed``, ``NotForYou``, ``Damaged`` at once or while it is read."""
    stanzas, mac, header = _header(source)
    if len(stanzas) > 1 and any(stanza.words[0] == "scrypt" for stanza in stanzas):
        raise NotSealed
    file_key = next((key for key in map(opener.open, stanzas) if key is not None), None)
    if file_key is None:
        raise NotForYou
    if not hmac.compare_digest(mac, _mac(file_key, header)):
        raise Damaged
    nonce = source.read(16)
    if len(nonce) != 16:
        raise Damaged
    return io.BufferedReader(_Reader(source, derived(file_key, nonce, b"payload")), CHUNK)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(derived(file_key, b"", b"header"), header, hashlib.sha256)


def _written(stanza: Stanza) -> bytes:
    body = plain64(stanza.body)
    lines = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
    return "\n".join((f"-> {' '.join(stanza.words)}", *lines, "")).encode()


def _header(source: BinaryIO) -> tuple[list[Stanza], bytes, bytes]:
    """Stanzas, the seal over the header, and the bytes that are sealed."""
    lines = _Lines(source)
    if lines.next() != FIRST_LINE:
        raise NotSealed
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"-> "):
        words = tuple(line[3:-1].decode("ascii", errors="replace").split(" "))
        if not all(word and all("!" <= letter <= "~" for letter in word) for word in words):
            raise NotSealed
        stanzas.append(Stanza(words, _body(lines)))
    mac = from64(line[4:-1].decode("ascii", errors="replace")) if line.startswith(b"--- ") else None
    if mac is None or len(mac) != 32 or not stanzas:
        raise NotSealed
    return stanzas, mac, bytes(lines.seen[: -len(line)]) + b"---"


def _body(lines: _Lines) -> bytes:
    text = ""
    while len(line := lines.next()[:-1].decode("ascii", errors="replace")) == _COLUMNS:
        text += line
    data = from64(text + line)
    if data is None or len(line) > _COLUMNS:
        raise NotSealed
    return data


class _Lines:
    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._left = _MOST_LINES
        self.seen = bytearray()

    def next(self) -> bytes:
        self._left -= 1
        line = self._source.readline(1000)
        if not line.endswith(b"\n") or self._left < 0:
            raise NotSealed
        self.seen += line
        return line


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Writer(io.RawIOBase, BinaryIO):
    """Holds back one chunk, since only the end tells which is the last."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        self._out = out
        self._cipher = ChaCha20Poly1305(key)
        self._held = bytearray()
        self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # the base takes any buffer; archives write bytes
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def end(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class _Reader(io.RawIOBase):
    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        self._cipher = ChaCha20Poly1305(key)
        self._ahead = source.read(CHUNK + TAG)
        self._number = 0
        self._ended = False
        self._open = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the base takes any buffer
        while not self._open and not self._ended:
            self._open = self._next()
        count = min(len(buffer), len(self._open))
        buffer[:count], self._open = self._open[:count], self._open[count:]
        return count

    def _next(self) -> bytes:
        closed, self._ahead = self._ahead, self._source.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last=self._ended), closed, None)
        except (InvalidTag, ValueError):
            raise Damaged from None
        if not chunk and self._number:
            raise Damaged
        self._number += 1
        return chunk
