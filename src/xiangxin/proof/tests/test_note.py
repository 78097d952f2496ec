"""Signed notes and keys: as others write them, and nothing that is written otherwise."""

import hashlib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.proof.ed25519 import LogSigner, LogVerifier, Witness, log_signer, new_log_key, verifier
from xiangxin.proof.errors import MalformedKey, MalformedNote, NotSigned
from xiangxin.proof.note import KeyText, Note, key_id, read_key, read_note, read_verifier, sign_note, signed_by

# The example in the documentation of Go's package golang.org/x/mod/sumdb/note: made by other code than ours.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

LOG = LogSigner("county.example/log", bytes(range(32)))
BANK = Witness("bank.example/witness", bytes(range(1, 33)), 1_795_824_000)
STRANGER = LogSigner("county.example/log", bytes(range(2, 34)))
TEXT = "first line\n\nsecond line: 乡信\n"


def codes(refusal: pytest.ExceptionInfo[MalformedNote | MalformedKey | NotSigned]) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


def test_a_note_signed_elsewhere_is_verified_and_made_again_byte_for_byte() -> None:
    data = f"{GO_TEXT}\n{GO_LINE}".encode()
    assert signed_by(read_note(data), [verifier(GO_PUBLIC)]) == ("PeterNeumann",)
    assert sign_note(GO_TEXT, [log_signer(GO_SECRET)]).write().encode() == data


def test_keys_have_one_text_form() -> None:
    signer = log_signer(GO_SECRET)
    assert signer.write() == GO_SECRET
    assert signer.verifier().write() == GO_PUBLIC
    assert verifier(GO_PUBLIC) == signer.verifier()
    assert verifier(BANK.verifier().write()) == BANK.verifier()
    fresh = new_log_key("county.example/log")
    assert log_signer(fresh.write()) == fresh
    assert fresh != new_log_key("county.example/log")


def test_a_private_key_does_not_show_itself() -> None:
    assert LOG.secret.hex() not in repr(LOG)
    assert repr(LOG) == "LogSigner(name='county.example/log')"
    assert "secret" not in repr(BANK)


def test_the_id_of_a_key_follows_from_name_type_and_key() -> None:
    public = LOG.verifier().public
    assert LOG.key_id == hashlib.sha256(b"county.example/log\n\x01" + public).digest()[:4]
    assert BANK.key_id == hashlib.sha256(b"bank.example/witness\n\x04" + BANK.verifier().public).digest()[:4]


def test_a_note_holds_signatures_of_the_log_of_witnesses_and_of_strangers() -> None:
    note = sign_note(TEXT, [LOG]).with_signatures([BANK, STRANGER])
    read = read_note(note.write().encode())
    assert read == note
    assert signed_by(read, [LOG.verifier(), BANK.verifier()]) == ("county.example/log", "bank.example/witness")
    assert signed_by(read, [BANK.verifier()]) == ("bank.example/witness",)
    assert len(read.signatures) == 3


def test_a_witness_signs_when_it_saw_the_text() -> None:
    signature = BANK.sign(TEXT.encode())
    assert signature[:8] == (1_795_824_000).to_bytes(8, "big")
    assert BANK.verifier().verify(TEXT.encode(), signature)
    assert not BANK.verifier().verify(TEXT.encode(), (1_795_824_001).to_bytes(8, "big") + signature[8:])
    assert not BANK.verifier().verify(TEXT.encode(), signature[8:])


def test_an_unsigned_note_and_one_by_a_stranger_of_the_same_name_are_not_trusted() -> None:
    by_stranger = sign_note(TEXT, [STRANGER])
    for note, trusted in ((by_stranger, [LOG.verifier()]), (by_stranger, []), (Note(TEXT, ()), [LOG.verifier()])):
        with pytest.raises(NotSigned) as refusal:
            signed_by(note, trusted)
        assert codes(refusal) == ["signature_missing"]


def test_one_bad_signature_of_a_trusted_key_spoils_the_note() -> None:
    good = sign_note(TEXT, [LOG, BANK])
    spoiled = Note(TEXT.replace("first", "other"), good.signatures)
    with pytest.raises(NotSigned) as refusal:
        signed_by(spoiled, [LOG.verifier()])
    assert codes(refusal) == ["signature_wrong"]
    half = Note(TEXT, (*good.signatures, Note(TEXT, ()).with_signatures([Forger()]).signatures[0]))
    with pytest.raises(NotSigned):
        signed_by(half, [LOG.verifier()])


class Forger:
    """Signs with the log's name and id, but without its key."""

    name = LOG.name
    key_id = LOG.key_id

    def sign(self, text: bytes) -> bytes:
        return bytes(64)


@dataclass(frozen=True)
class Device:
    """Stands for a device with an algorithm of its own (here a keyed hash), behind the same interface."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, b"\xffsm2-of-a-device", self.public)

    def sign(self, text: bytes) -> bytes:
        return hashlib.sha256(self.public + text).digest()

    def verify(self, text: bytes, signature: bytes) -> bool:
        return signature == self.sign(text)


def test_a_device_with_another_algorithm_fits_behind_the_interface() -> None:
    device = Device("county.example/log", b"public")
    note = read_note(sign_note(TEXT, [LOG, device]).write().encode())
    assert signed_by(note, [device]) == ("county.example/log",)
    line = f"county.example/log+{device.key_id.hex()}+/3B1YmxpYw=="
    assert read_verifier(line, {0xFF: Device}) == device


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "note_shape"),
        (b"text\n", "note_shape"),
        (b"text\n\n", "note_shape"),
        (f"\n\n{GO_LINE}".encode(), "note_shape"),
        (f"text\n{GO_LINE}".encode(), "note_shape"),
        (f"text\n\n{GO_LINE[:-1]}".encode(), "note_shape"),
        (b"\xff\n\n" + GO_LINE.encode(), "note_characters"),
        (f"text\r\n\r\n{GO_LINE}".encode(), "note_characters"),
        (f"a\tb\n\n{GO_LINE}".encode(), "note_characters"),
        (f"text\n\n{GO_LINE}more\n".encode(), "note_signature_line"),
        ("text\n\n— name\n".encode(), "note_signature_line"),
        ("text\n\n—  AAAAAAA=\n".encode(), "note_signature_line"),
        ("text\n\n— a+b AAAAAAA=\n".encode(), "note_signature_line"),
        ("text\n\n— a\u3000b AAAAAAA=\n".encode(), "note_signature_line"),
        ("text\n\n— a b AAAAAAA=\n".encode(), "note_signature_line"),
        ("text\n\n— name AAAAAA==\n".encode(), "note_signature_line"),
        ("text\n\n— name AAAAAAB=\n".encode(), "note_signature_line"),
        ("text\n\n— name AAAA AAA=\n".encode(), "note_signature_line"),
        ("text\n\n— name ＡAAAAAA=\n".encode(), "note_signature_line"),
        (b"text\n\n- name AAAAAAA=\n", "note_signature_line"),
        (f"text\n\n{GO_LINE * 101}".encode(), "note_too_many"),
        (b"x" * 1_000_001, "note_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:40]),
)
def test_what_is_no_signed_note_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(MalformedNote) as refusal:
        read_note(data)
    assert codes(refusal) == [code]


def test_a_note_is_never_made_that_could_not_be_read() -> None:
    for text in ("no line break", "a\rb\n", ""):
        with pytest.raises(MalformedNote):
            sign_note(text, [LOG])
    with pytest.raises(MalformedNote):
        sign_note("text\n", [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GO_SECRET, "key_public_or_private"),
        ("", "key_shape"),
        ("name", "key_shape"),
        ("name+c74f20a3", "key_shape"),
        ("+c74f20a3+AQ==", "key_shape"),
        ("a b+c74f20a3+AQ==", "key_shape"),
        ("name+c74f20a3+", "key_shape"),
        ("name+c74f20a3+AR", "key_shape"),
        ("name+c74f20+AQ==", "key_shape"),
        ("name+C74F20A3+AQ==", "key_shape"),
        ("name+c7 4f20a3+AQ==", "key_shape"),
        ("name+xxxxxxxx+AQ==", "key_shape"),
        (f"{GO_PUBLIC}\n", "key_shape"),
        (GO_PUBLIC.replace("c74f20a3", "c74f20a4"), "key_id"),
        (GO_PUBLIC.replace("PeterNeumann", "Peter"), "key_id"),
        ("name+c74f20a3+AQ==", "key_length"),
        ("name+c74f20a3+Ag==", "key_kind"),
        ("name+c74f20a3+/3B1YmxpYw==", "key_kind"),
    ],
)
def test_what_is_no_public_key_is_refused_with_its_reason(line: str, code: str) -> None:
    with pytest.raises(MalformedKey) as refusal:
        verifier(line)
    assert codes(refusal) == [code]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GO_PUBLIC, "key_public_or_private"),
        ("PRIVATE+KEY+", "key_shape"),
        (GO_SECRET.replace("c74f20a3", "c74f20a4"), "key_id"),
        ("PRIVATE+KEY+name+c74f20a3+BA==", "key_kind"),
        ("PRIVATE+KEY+name+c74f20a3+AQ==", "key_length"),
    ],
)
def test_what_is_no_private_key_is_refused_with_its_reason(line: str, code: str) -> None:
    with pytest.raises(MalformedKey) as refusal:
        log_signer(line)
    assert codes(refusal) == [code]


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\x00b"])
def test_a_key_cannot_have_a_name_that_a_note_cannot_hold(name: str) -> None:
    with pytest.raises(MalformedKey) as refusal:
        LogVerifier(name, bytes(32))
    assert codes(refusal) == ["key_name"]


def test_a_key_in_text_is_taken_apart() -> None:
    key = read_key(GO_PUBLIC)
    assert (key.name, key.key_id.hex(), key.material[0], len(key.material)) == ("PeterNeumann", "c74f20a3", 1, 33)
    assert key == KeyText(*key)


SIGNED = sign_note(TEXT, [LOG]).write().encode()


@given(st.integers(0, len(SIGNED) - 1), st.integers(0, 255))
def test_a_changed_byte_makes_another_note_or_none(at: int, byte: int) -> None:
    changed = SIGNED[:at] + bytes([byte]) + SIGNED[at + 1 :]
    if changed == SIGNED:
        return
    with pytest.raises((MalformedNote, NotSigned)):
        signed_by(read_note(changed), [LOG.verifier()])


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: f"{text}\n\n— a AAAAAAA=\n".encode()))
def test_any_bytes_are_a_note_that_is_written_the_same_or_are_refused(data: bytes) -> None:
    try:
        note = read_note(data)
    except MalformedNote:
        return
    assert note.write().encode() == data
