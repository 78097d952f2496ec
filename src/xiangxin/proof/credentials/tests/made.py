"""A fictional county and a neighbour with their keys, and certificates by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from xiangxin.kernel.errors import XiangxinError
from xiangxin.proof.credentials import sdjwt
from xiangxin.proof.credentials.keys import KeySet, PublishedKey, SigningKey, public_of
from xiangxin.proof.credentials.model import Binding, Claims, StatusReference
from xiangxin.proof.credentials.provider import International, Signer, new_secret
from xiangxin.proof.credentials.status import StatusList
from xiangxin.proof.credentials.strict import Json
from xiangxin.proof.credentials.verify import verify

QINGHE, LINXIA = "https://qinghe.example", "https://linxia.example"
KIND = "https://qinghe.example/certificate/red"
ISSUED_ON, EXPIRES_ON, ON = date(2026, 3, 1), date(2027, 2, 28), date(2026, 5, 2)
ABOUT: dict[str, Json] = {
    "name": "测试甲",
    "stars": 4,
    "limit_fen": 5_000_000,
    "bank": {"code": "B01", "name": "青禾银行"},
}
DISCLOSABLE = ("name", "stars", "limit_fen")
PLACE = StatusReference("https://qinghe.example/status/1", 77)


def new_signer() -> Signer:
    return International().signer(new_secret())


KEY, OTHER_KEY, NEIGHBOUR = (SigningKey(name, new_signer()) for name in (QINGHE, QINGHE, LINXIA))
HOLDER = new_signer()


def published(*keys: SigningKey) -> KeySet:
    return KeySet(keys[0].issuer, tuple(PublishedKey(key.public, date(2026, 1, 1)) for key in keys))


KEYS, NEIGHBOURS = published(KEY), published(NEIGHBOUR)


def claims(about: Mapping[str, object] | None = None) -> Claims:
    return Claims(KIND, ISSUED_ON, EXPIRES_ON, ABOUT if about is None else about)


def certificate(key: SigningKey = KEY, *, bound: bool = False) -> str:
    return sdjwt.issue(claims(), DISCLOSABLE, key, PLACE, public_of(HOLDER) if bound else None)


def status_list(*withdrawn: int, uri: str = PLACE.uri, key: SigningKey = KEY) -> str:
    since, until = (datetime(2026, 5, day, tzinfo=UTC) for day in (1, 3))
    return StatusList.of(withdrawn).sign(uri, key, since, until)


def codes(refusal: pytest.ExceptionInfo[XiangxinError]) -> list[str]:
    """The codes of a refusal."""
    return [finding.code for finding in refusal.value.findings]


def refusal_of(token: str, *sets: KeySet, on: date = ON, status: str | None = None) -> list[str]:
    """Why a token is refused."""
    with pytest.raises(XiangxinError) as refusal:
        verify(token, sets or (KEYS,), on, status)
    return codes(refusal)


ASKED = Binding("https://bank.example", "8c1f")


SIGNED_AT = datetime(2026, 5, 2, 3, tzinfo=UTC)


def bound(asked: Binding = ASKED, shown: tuple[str, ...] = ("stars",)) -> str:
    return sdjwt.bind(sdjwt.present(certificate(bound=True), shown), HOLDER, asked, SIGNED_AT)
