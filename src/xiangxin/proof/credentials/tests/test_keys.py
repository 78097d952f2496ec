"""A published key set is a file that others read and keep; what is not exactly one is refused with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from joserfc.jwk import KeySet as OthersKeySet

from xiangxin.proof.credentials.errors import MalformedKeys, NotIssuable
from xiangxin.proof.credentials.keys import (
    KeySet,
    PublicKey,
    PublishedKey,
    SigningKey,
    public_key,
    public_of,
    read_keys,
)
from xiangxin.proof.credentials.provider import Gm
from xiangxin.proof.credentials.tests import made

KEYS = made.KEYS.with_key(made.OTHER_KEY.public, date(2026, 7, 1)).with_revoked(made.KEY.public.kid, date(2026, 8, 1))


def test_what_was_written_is_read_again() -> None:
    assert read_keys(KEYS.write().encode()) == KEYS
    assert KEYS.keys == (
        PublishedKey(made.KEY.public, date(2026, 1, 1), date(2026, 7, 1), date(2026, 8, 1)),
        PublishedKey(made.OTHER_KEY.public, date(2026, 7, 1)),
    )


def test_the_file_is_a_key_set_that_others_read() -> None:
    others = OthersKeySet.import_key_set(json.loads(KEYS.write()))
    assert [key.kid for key in others.keys] == [key.thumbprint() for key in others.keys]
    assert not any(key.is_private for key in others.keys)


def changed(change: Callable[[Any], object]) -> bytes:
    content = json.loads(KEYS.write())
    change(content)
    return json.dumps(content).encode()


BAD: dict[str, tuple[str, bytes]] = {
    "nothing": ("keys_json", b""),
    "no JSON": ("keys_json", b"keys"),
    "a list": ("keys_json", b"[]"),
    "a name twice": ("keys_json", KEYS.write().encode().replace(b'"keys"', b'"issuer": "x", "keys"')),
    "too long": ("keys_too_long", b" " * 300_000),
    "no issuer": ("keys_issuer", changed(lambda file: file.pop("issuer"))),
    "no keys": ("keys_none", changed(lambda file: file.update(keys=[]))),
    "a key twice": ("keys_twice", changed(lambda file: file["keys"].append(file["keys"][0]))),
    "a key that is text": ("key_unreadable", changed(lambda file: file["keys"].append("key"))),
    "another curve": ("key_kind", changed(lambda file: file["keys"][0].update(crv="P-384"))),
    "another type": ("key_kind", changed(lambda file: file["keys"][0].update(kty="RSA"))),
    "no point of the curve": ("key_unreadable", changed(lambda file: file["keys"][0].update(y=file["keys"][0]["x"]))),
    "half a key": ("key_unreadable", changed(lambda file: file["keys"][0].pop("y"))),
    "a short key": ("key_unreadable", changed(lambda file: file["keys"][0].update(x="AAAA"))),
    "the name of another key": ("key_name", changed(lambda file: file["keys"][0].update(kid=file["keys"][1]["kid"]))),
    "a key for secrecy": ("key_name", changed(lambda file: file["keys"][0].update(use="enc"))),
    "no first day": ("key_days", changed(lambda file: file["keys"][0].pop("nbf"))),
    "a last day that is none": ("key_days", changed(lambda file: file["keys"][0].update(exp="2026"))),
    "an end that is none": ("key_days", changed(lambda file: file["keys"][0].update(revoked=True))),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_key_set_is_refused_with_its_place(name: str) -> None:
    code, data = BAD[name]
    with pytest.raises(MalformedKeys) as refusal:
        read_keys(data, "folder/jwks.json")
    (finding,) = refusal.value.findings
    assert (finding.code, finding.where.file) == (code, "jwks.json")


def test_a_private_key_in_the_file_is_a_case_of_its_own() -> None:
    with pytest.raises(MalformedKeys) as refusal:
        read_keys(changed(lambda file: file["keys"][1].update(d="c2VjcmV0")), "jwks.json")
    (finding,) = refusal.value.findings
    assert (finding.code, finding.where.row) == ("key_private", 2)
    assert "c2VjcmV0" not in str(refusal.value)


def test_a_new_key_ends_only_keys_without_a_last_day() -> None:
    ended = KeySet(made.QINGHE, (PublishedKey(made.KEY.public, date(2026, 1, 1), date(2026, 2, 1)),))
    assert ended.with_key(made.OTHER_KEY.public, date(2026, 7, 1)).keys[0].until_on == date(2026, 2, 1)


class _Sm2:
    def sign(self, key_name: str, data: bytes) -> bytes:
        return b"signature"

    def public(self, key_name: str) -> bytes:
        return b"public"

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        return False


def test_an_sm2_key_signs_no_certificate() -> None:
    key = SigningKey(made.QINGHE, Gm(_Sm2()).signer(b"seal"))
    with pytest.raises(NotIssuable) as refusal:
        made.certificate(key)
    assert [finding.code for finding in refusal.value.findings] == ["signer_algorithm"]


def test_a_public_key_is_named_by_its_thumbprint() -> None:
    # RFC 7638 by the library; a key read back from its JWK is the same key.
    key = public_of(made.HOLDER)
    assert public_key(key.jwk) == key
    assert len(key.kid) == 43


def test_a_fingerprint_is_half_the_thumbprint_in_groups() -> None:
    # RFC 7515, appendix A.3: its thumbprint by another program (jose 6).
    key = PublicKey("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    assert key.kid == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
    assert key.fingerprint == "a0a2 32c2 f194 a535 53cb 1310 ddbc 0821"
