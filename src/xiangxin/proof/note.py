"""Signed notes (C2SP signed-note): a text with signature lines below it, and the keys in their one-line text form.

Cryptography stands behind ``Signer`` and ``Verifier``: a device that signs SM2 is one more pair of them. Signatures of
unknown keys are kept and never trusted; a bad signature of a known key spoils the whole note. Nothing that is written
in two ways for one meaning is read, so a changed byte is either another note or none.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from xiangxin.proof.errors import MalformedKey, MalformedNote, NotSigned, refused

MAX_BYTES = 1_000_000
"""A longer note is not read; many times what a checkpoint with its witnesses needs."""

MAX_SIGNATURES = 100
"""The format asks verifiers to accept at least 16."""

KEY_ID_BYTES = 4
_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "


class Verifier(Protocol):
    """A trusted key. ``name`` has no space and no plus; ``key_id`` has four bytes (see ``key_id``)."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over the note's ``text``; never an error."""
        ...


class Signer(Protocol):
    """Something that signs for the key of this name and id: a file, a device, a service."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def sign(self, text: bytes) -> bytes:
        """The signature over a note's ``text``, without the key's id."""
        ...


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, whoever it is by."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line break, and its signatures. Read is not verified: see ``signed_by``."""

    text: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        """The note as it is kept and sent, in UTF-8."""
        return f"{self.text}\n{''.join(signature.line() for signature in self.signatures)}"

    def with_signatures(self, signers: Iterable[Signer]) -> Note:
        """The same note with these signatures added below."""
        added = (Signature(signer.name, signer.key_id, signer.sign(self.text.encode("utf-8"))) for signer in signers)
        return replace(self, signatures=(*self.signatures, *added))


def sign_note(text: str, signers: Iterable[Signer]) -> Note:
    """``text`` signed by each of ``signers``; ``MalformedNote`` for a text that a note cannot hold."""
    note = Note(text, ()).with_signatures(signers)
    return read_note(note.write().encode("utf-8"))


def read_note(data: bytes) -> Note:
    """The note in ``data``, its signatures not verified; ``MalformedNote`` when it is none."""
    if len(data) > MAX_BYTES:
        raise refused(MalformedNote, "note_too_long", limit=MAX_BYTES)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise refused(MalformedNote, "note_characters") from None
    if any(character < " " and character != "\n" for character in whole):
        raise refused(MalformedNote, "note_characters")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not text or not below.endswith("\n"):
        raise refused(MalformedNote, "note_shape")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise refused(MalformedNote, "note_too_many", limit=MAX_SIGNATURES)
    return Note(f"{text}\n", tuple(_signature(line, number) for number, line in enumerate(lines, start=1)))


def signed_by(note: Note, trusted: Iterable[Verifier]) -> tuple[str, ...]:
    """Names of the trusted keys with a good signature, in the note's order.

    ``NotSigned`` when there is none, or when a signature that says it is a trusted key's is not.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in trusted}
    text, names = note.text.encode("utf-8"), dict[str, None]()
    for line in note.signatures:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if not verifier.verify(text, line.signature):
            raise refused(NotSigned, "signature_wrong", name=line.name)
        names[line.name] = None
    if not names:
        raise refused(NotSigned, "signature_missing")
    return tuple(names)


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """Four bytes that tell the keys of one name apart; ``kind`` is the identifier of the signature type."""
    return hashlib.sha256(b"%b\n%b%b" % (name.encode("utf-8"), kind, public)).digest()[:KEY_ID_BYTES]


class KeyText(NamedTuple):
    """A key in its text form, taken apart: ``material`` is the identifier of its type and then the key itself."""

    name: str
    key_id: bytes
    material: bytes


def write_key(key: KeyText, *, private: bool = False) -> str:
    """``name+id+material`` in one line. The line of a private key is a secret and begins with ``PRIVATE+KEY+``."""
    line = f"{key.name}+{key.key_id.hex()}+{base64.b64encode(key.material).decode('ascii')}"
    return _PRIVATE + line if private else line


def read_key(line: str, *, private: bool = False) -> KeyText:
    """What ``write_key`` wrote; ``MalformedKey`` for anything else, a public key in place of a private one included."""
    if line.startswith(_PRIVATE) != private:
        raise refused(MalformedKey, "key_public_or_private")
    parts = line.removeprefix(_PRIVATE).split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise refused(MalformedKey, "key_shape")
    name, written_id, written = parts
    material = _exact_base64(written)
    if material is None or not material or written_id != _hex_of(written_id):
        raise refused(MalformedKey, "key_shape")
    return KeyText(name, bytes.fromhex(written_id), material)


def read_verifier(line: str, kinds: Mapping[int, Callable[[str, bytes], Verifier]]) -> Verifier:
    """The verifier of a public key in text form: ``kinds`` makes it from name and key, by the type's first byte.

    ``MalformedKey`` when the line is no key, its type is not among ``kinds``, or its id does not belong to the key.
    """
    key = read_key(line)
    make = kinds.get(key.material[0])
    if make is None:
        raise refused(MalformedKey, "key_kind", kind=f"0x{key.material[0]:02x}")
    verifier = make(key.name, key.material[1:])
    if verifier.key_id != key.key_id:
        raise refused(MalformedKey, "key_id")
    return verifier


def is_name(name: str) -> bool:
    """Whether a key may have this name: not empty, without spaces, control characters and plus."""
    return bool(name) and not any(character.isspace() or character < " " or character == "+" for character in name)


def _signature(line: str, number: int) -> Signature:
    name, space, written = line.removeprefix(_DASH).partition(" ")
    data = _exact_base64(written)
    if not line.startswith(_DASH) or not space or not is_name(name) or data is None or len(data) <= KEY_ID_BYTES:
        raise refused(MalformedNote, "note_signature_line", number=number)
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _exact_base64(written: str) -> bytes | None:
    """The bytes, or ``None`` unless this is the one way to write them."""
    try:
        data = base64.b64decode(written.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode("ascii") == written else None


def _hex_of(written: str) -> str | None:
    """The id in lower-case hexadecimal, or ``None`` when it is not four bytes."""
    try:
        data = bytes.fromhex(written)
    except ValueError:
        return None
    return data.hex() if len(data) == KEY_ID_BYTES else None
