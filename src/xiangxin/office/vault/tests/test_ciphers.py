"""Both families against published vectors."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes

from xiangxin.office.vault.ciphers import FAMILIES, Provider

# RFC 8998, appendix A.1
SM4_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
SM4_NONCE = bytes.fromhex("00001234567800000000ABCD")
SM4_CONTEXT = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
SM4_TEXT = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
SM4_SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)
# The Galois/Counter Mode of Operation (GCM), McGrew and Viega, test case 16
AES_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
AES_NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
AES_CONTEXT = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
AES_TEXT = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
AES_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b"
)
VECTORS = [
    ("gm", SM4_KEY, SM4_NONCE, SM4_CONTEXT, SM4_TEXT, SM4_SEALED),
    ("aes", AES_KEY, AES_NONCE, AES_CONTEXT, AES_TEXT, AES_SEALED),
]


@pytest.mark.parametrize(("name", "key", "nonce", "context", "text", "sealed"), VECTORS)
def test_a_family_seals_and_opens_as_published(
    name: Provider, key: bytes, nonce: bytes, context: bytes, text: bytes, sealed: bytes
) -> None:
    family = FAMILIES[name]
    assert family.seal(key, nonce, text, context) == sealed
    assert family.open(key, nonce, sealed, context) == text


@pytest.mark.parametrize("name", ["aes", "gm"])
def test_any_changed_bit_and_any_cut_do_not_open(name: Provider) -> None:
    family = FAMILIES[name]
    key, nonce = b"k" * family.key_bytes, b"n" * 12
    sealed = family.seal(key, nonce, "张三".encode(), b"here")
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        assert family.open(key, nonce, bytes(changed), b"here") is None
    assert {family.open(key, nonce, sealed[:length], b"here") for length in range(len(sealed))} == {None}
    assert family.open(key, nonce, sealed, b"there") is None


def test_the_national_keyed_digest_is_hmac_over_sm3() -> None:
    def sm3(message: bytes) -> bytes:
        digest = hashes.Hash(hashes.SM3())
        digest.update(message)
        return digest.finalize()

    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905
    key = b"key".ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in key) + b"message")
    assert FAMILIES["gm"].mac(b"key", b"message") == sm3(bytes(byte ^ 0x5C for byte in key) + inner)


def test_the_international_keyed_digest_is_the_published_one() -> None:
    # RFC 4231, test case 2
    digest = FAMILIES["aes"].mac(b"Jefe", b"what do ya want for nothing?")
    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
