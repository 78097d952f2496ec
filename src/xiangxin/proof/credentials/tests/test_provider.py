"""Both families of algorithms give the values that their standards publish, and refuse what was changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.proof.credentials.errors import MalformedKeys, NotConfigured, NotSealed
from xiangxin.proof.credentials.keys import PublicKey
from xiangxin.proof.credentials.provider import Gm, International, Provider, new_secret
from xiangxin.proof.credentials.strict import decoded
from xiangxin.proof.credentials.tokens import has_signature

INTERNATIONAL, GM = International(), Gm()
PROVIDERS: list[Provider] = [INTERNATIONAL, GM]

DIGESTS: dict[str, tuple[Provider, bytes, str]] = {
    # FIPS 180-4, example of one block
    "SHA-256 abc": (INTERNATIONAL, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    # GB/T 32905-2016, appendix A.1 and A.2
    "SM3 abc": (GM, b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    "SM3 abcd × 16": (GM, b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
}

MACS: dict[str, tuple[Provider, bytes, bytes, str]] = {
    # RFC 4231, test case 2
    "HMAC-SHA-256": (
        INTERNATIONAL,
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    # GM/T 0042-2015, appendix D.3
    "HMAC-SM3 1": (
        GM,
        bytes(range(1, 33)),
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2,
        "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
    ),
    "HMAC-SM3 2": (
        GM,
        bytes(range(1, 0x26)),
        b"\xcd" * 50,
        "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae",
    ),
}


@pytest.mark.parametrize("name", DIGESTS)
def test_hashes_are_those_of_the_standard(name: str) -> None:
    provider, data, digest = DIGESTS[name]
    assert provider.digest(data).hex() == digest


@pytest.mark.parametrize("name", MACS)
def test_keyed_hashes_are_those_of_the_standard(name: str) -> None:
    provider, key, data, mac = MACS[name]
    assert provider.mac(key, data).hex() == mac


def test_sm4_is_the_cipher_of_the_standard() -> None:
    # GB/T 32907-2016, appendix A.1 and A.2: once, and a million times over.
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    block = encryptor.update(key)
    assert block.hex() == "681edf34d206965e86b3e94f536e4246"
    for _ in range(999_999):
        block = encryptor.update(block)
    assert block.hex() == "595298c7c6fd271f0402f804c33d3f66"


SEALED: dict[str, tuple[Provider, str, str, str, str, str, str]] = {
    # RFC 8998, appendix A.1
    "SM4-GCM": (
        GM,
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
    # The Galois/Counter Mode of Operation (McGrew, Viega), test case 16
    "AES-256-GCM": (
        INTERNATIONAL,
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
}


@pytest.mark.parametrize("name", SEALED)
def test_sealing_is_that_of_the_standard(name: str) -> None:
    provider, *texts = SEALED[name]
    key, nonce, beside, plain, hidden, tag = map(bytes.fromhex, texts)
    assert provider.seal_name == name
    assert provider.seal(key, plain, beside, nonce) == nonce + hidden + tag
    assert provider.unseal(key, nonce + hidden + tag, beside) == plain
    with pytest.raises(MalformedKeys):
        provider.seal(key, plain, beside, nonce[1:])


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
@given(
    plain=st.binary(max_size=200), beside=st.binary(max_size=50), place=st.integers(min_value=0), bit=st.integers(0, 7)
)
def test_what_was_sealed_opens_and_nothing_changed_does(
    provider: Provider, plain: bytes, beside: bytes, place: int, bit: int
) -> None:
    key = bytes(range(provider.seal_key_bytes))
    sealed = provider.seal(key, plain, beside)
    assert provider.unseal(key, sealed, beside) == plain
    changed = bytearray(sealed)
    changed[place % len(sealed)] ^= 1 << bit
    for wrong in ((key, bytes(changed), beside), (key, sealed, beside + b"x"), (key[::-1], sealed, beside)):
        with pytest.raises(NotSealed):
            provider.unseal(*wrong)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_the_same_is_never_sealed_the_same(provider: Provider) -> None:
    key = bytes(provider.seal_key_bytes)
    assert provider.seal(key, b"plain", b"") != provider.seal(key, b"plain", b"")


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_a_key_of_another_length_is_refused(provider: Provider) -> None:
    for key in (b"", bytes(provider.seal_key_bytes - 1), bytes(provider.seal_key_bytes + 1)):
        for work in (provider.seal, provider.unseal):
            with pytest.raises(MalformedKeys) as refusal:
                work(key, bytes(40), b"")
            assert [finding.code for finding in refusal.value.findings] == ["key_length"]


def test_an_international_signature_is_good_for_its_key_and_its_text_only() -> None:
    signer, other = (INTERNATIONAL.signer(new_secret()) for _ in range(2))
    signature = signer.sign(b"text")
    assert (signer.algorithm, len(signature)) == ("ES256", 64)
    assert INTERNATIONAL.is_signed(signer.public(), b"text", signature)
    assert not INTERNATIONAL.is_signed(signer.public(), b"texT", signature)
    assert not INTERNATIONAL.is_signed(other.public(), b"text", signature)
    assert not INTERNATIONAL.is_signed(signer.public(), b"text", signature[:-1])
    assert not INTERNATIONAL.is_signed(signer.public(), b"text", bytes(64))


def test_a_signature_by_other_code_is_good() -> None:
    # RFC 7515, appendix A.3
    x, y = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    text = (
        "eyJhbGciOiJFUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    )
    signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    key = PublicKey(x, y)
    assert has_signature(f"{text}.{signature}", key)
    assert not has_signature(f"{text}.{signature[1:]}A", key)
    assert INTERNATIONAL.is_signed(key.loaded().as_der(), text.encode(), decoded(signature) or b"")


def test_keys_that_are_none_are_refused() -> None:
    for secret in (b"", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"):
        with pytest.raises(MalformedKeys) as refusal:
            INTERNATIONAL.signer(secret)
        assert [finding.code for finding in refusal.value.findings] == ["key_unreadable"]
    with pytest.raises(MalformedKeys):
        INTERNATIONAL.is_signed(b"no key", b"text", bytes(64))


WITHOUT_SERVICE: dict[str, Callable[[], object]] = {
    "signing": lambda: Gm().signer(b"seal of the county"),
    "verifying": lambda: Gm().is_signed(b"public", b"text", b"signature"),
}


@pytest.mark.parametrize("work", WITHOUT_SERVICE)
def test_sm2_without_a_service_says_how_to_mend_it(work: str) -> None:
    with pytest.raises(NotConfigured) as refusal:
        WITHOUT_SERVICE[work]()
    (finding,) = refusal.value.findings
    assert finding.code == "sm2_not_configured"
    assert "SM2" in finding.what.zh
    assert "administrator" in finding.mend.en


class Device:
    """Stands for a device with SM2 keys: its signature is a keyed hash, which no caller can tell from a real one."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def sign(self, key_name: str, data: bytes) -> bytes:
        self.asked.append(key_name)
        return GM.mac(self.public(key_name), data)

    def public(self, key_name: str) -> bytes:
        return GM.digest(key_name.encode())

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        return GM.mac(public, data) == signature


def test_sm2_signatures_are_the_service_s_by_the_named_key() -> None:
    device = Device()
    provider: Provider = Gm(device)
    signer = provider.signer("县政务服务章".encode())
    signature = signer.sign(b"text")
    assert (signer.algorithm, device.asked) == ("SM2-SM3", ["县政务服务章"])
    assert provider.is_signed(signer.public(), b"text", signature)
    assert not provider.is_signed(signer.public(), b"texT", signature)


def test_a_secret_does_not_show_itself() -> None:
    assert "EllipticCurvePrivateKey" not in repr(INTERNATIONAL.signer(new_secret()))
