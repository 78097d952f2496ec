"""Checkpoints (C2SP tlog-checkpoint): how long the log is and what its root is, signed, to be kept by others.

A chain of hashes alone proves nothing against somebody who computes all of it again; a checkpoint that lies elsewhere
does. A log never signs a checkpoint that does not continue its last one: call ``check_extends`` before signing.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xiangxin.proof.errors import MalformedCheckpoint, NotExtended, NotSigned, refused
from xiangxin.proof.note import Note, Signer, Verifier, read_note, sign_note, signed_by
from xiangxin.proof.tree import EMPTY_ROOT, HASH_BYTES, verify_consistency

MAX_SIZE = 2**63 - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log. ``origin`` names the log, for good; ``root`` is over its first ``size`` entries, 32 bytes.

    ``extensions`` are further lines, which mean nothing here. ``MalformedCheckpoint`` for what a checkpoint cannot say.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(character < " " for character in line):
                raise refused(MalformedCheckpoint, "checkpoint_line")
        if type(self.size) is not int or not 0 <= self.size <= MAX_SIZE:
            raise refused(MalformedCheckpoint, "checkpoint_size")
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise refused(MalformedCheckpoint, "checkpoint_root")

    def text(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with at least the log's own good signature; ``names`` are all trusted keys that signed it."""

    checkpoint: Checkpoint
    names: tuple[str, ...]
    note: Note


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note, nothing verified; ``MalformedCheckpoint`` when it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "":
        raise refused(MalformedCheckpoint, "checkpoint_line")
    origin, size, root, *extensions = lines
    if _SIZE.fullmatch(size) is None:
        raise refused(MalformedCheckpoint, "checkpoint_size")
    try:
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True), tuple(extensions))
    except (binascii.Error, ValueError):
        raise refused(MalformedCheckpoint, "checkpoint_root") from None
    if checkpoint.text() != text:
        raise refused(MalformedCheckpoint, "checkpoint_root")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer]) -> str:
    """The signed checkpoint, as it is kept and sent."""
    return sign_note(checkpoint.text(), signers).write()


def open_checkpoint(data: bytes, trusted: Iterable[Verifier]) -> Signed:
    """The checkpoint in ``data``, verified: signed by a trusted key that is named as its origin.

    Signatures of witnesses among ``trusted`` are verified too, others are left aside. ``MalformedNote``,
    ``MalformedCheckpoint``, or ``NotSigned``.
    """
    note = read_note(data)
    names = signed_by(note, trusted)
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin not in names:
        raise refused(NotSigned, "checkpoint_not_by_log", origin=checkpoint.origin)
    return Signed(checkpoint, names, note)


def check_extends(older: Checkpoint, newer: Checkpoint, proof: Sequence[bytes]) -> None:
    """``NotExtended`` unless ``newer`` is of the same log and ``proof`` shows that it continues ``older``."""
    if newer.origin != older.origin:
        raise refused(NotExtended, "log_other", older=older.origin, newer=newer.origin)
    if newer.size < older.size:
        raise refused(NotExtended, "log_shorter", older=older.size, newer=newer.size)
    if older.size == 0 and not proof:
        return
    if not verify_consistency(older.size, newer.size, older.root, newer.root, proof):
        raise refused(NotExtended, "log_rewritten", older=older.size, newer=newer.size)
