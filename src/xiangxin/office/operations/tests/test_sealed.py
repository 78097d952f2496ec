"""What is sealed opens for its addressee alone, whole or not at all."""

from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.office.operations.sealed.stanzas import (
    Passphrase,
    Recipient,
    new_secret_key,
    read_public_key,
    read_secret_key,
)
from xiangxin.office.operations.sealed.stream import CHUNK, Damaged, NotForYou, NotSealed, opening, sealing

OURS = new_secret_key()
LIGHT = Passphrase("a phrase in an envelope", work=2)


def sealed(content: bytes, *recipients: Recipient) -> bytes:
    out = io.BytesIO()
    with sealing(out, recipients or (OURS.public,)) as closed:
        closed.write(content)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_every_length_comes_back_whole(size: int) -> None:
    content = secrets.token_bytes(size)
    assert opening(io.BytesIO(sealed(content)), OURS).read() == content


def test_each_of_several_keys_opens_and_a_stranger_s_does_not() -> None:
    other = new_secret_key()
    data = sealed(b"content", OURS.public, other.public)
    assert opening(io.BytesIO(data), OURS).read() == opening(io.BytesIO(data), other).read() == b"content"
    with pytest.raises(NotForYou):
        opening(io.BytesIO(data), new_secret_key())


def test_a_passphrase_opens_and_another_one_does_not() -> None:
    data = sealed(b"content", LIGHT)
    assert opening(io.BytesIO(data), Passphrase(LIGHT.words)).read() == b"content"
    with pytest.raises(NotForYou):
        opening(io.BytesIO(data), Passphrase("another phrase"))


def test_a_passphrase_is_not_mixed_with_keys() -> None:
    with pytest.raises(ValueError, match="alone"):
        sealed(b"content", LIGHT, OURS.public)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_refused(at: int, bit: int) -> None:
    data = bytearray(sealed(b"content" * 1000))
    data[at % len(data)] ^= 1 << bit
    with pytest.raises((NotSealed, NotForYou, Damaged)):
        opening(io.BytesIO(bytes(data)), OURS).read()


@given(cut=st.integers(1, 10_000))
def test_a_missing_end_is_refused(cut: int) -> None:
    data = sealed(b"content" * 1000)
    with pytest.raises((NotSealed, NotForYou, Damaged)):
        opening(io.BytesIO(data[: -(cut % len(data) or 1)]), OURS).read()


def test_chunks_in_another_order_are_refused() -> None:
    data = sealed(secrets.token_bytes(3 * CHUNK))
    body = len(data) - 3 * (CHUNK + 16)
    first, second = data[body : body + CHUNK + 16], data[body + CHUNK + 16 : body + 2 * (CHUNK + 16)]
    swapped = data[:body] + second + first + data[body + 2 * (CHUNK + 16) :]
    with pytest.raises(Damaged):
        opening(io.BytesIO(swapped), OURS).read()


def test_keys_are_read_as_they_are_written_and_a_mistyped_one_is_not() -> None:
    written = str(OURS.public)
    assert read_public_key(written) == OURS.public
    assert read_public_key(written.replace(written[10], "q" if written[10] != "q" else "p", 1)) is None
    assert read_secret_key(f"# made on paper\n{OURS.written()}\n") == OURS
    assert read_secret_key("# nothing else\n") is None
    assert OURS.written() not in repr(OURS)


def test_nothing_of_an_interrupted_file_counts_as_written() -> None:
    out = io.BytesIO()
    closed = sealing(out, [OURS.public])
    closed.__enter__().write(secrets.token_bytes(3 * CHUNK))
    with pytest.raises(Damaged):
        opening(io.BytesIO(out.getvalue()), OURS).read()
