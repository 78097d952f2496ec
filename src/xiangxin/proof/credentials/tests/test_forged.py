"""What is not as the issuer made it is refused: another header, another payload, one other character."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.proof.credentials import vcjose
from xiangxin.proof.credentials.disclosures import hash_of, make_disclosure
from xiangxin.proof.credentials.errors import MalformedToken, NotAuthentic
from xiangxin.proof.credentials.strict import encoded, written
from xiangxin.proof.credentials.tests import made
from xiangxin.proof.credentials.tests.made import bound, refusal_of
from xiangxin.proof.credentials.tokens import parsed
from xiangxin.proof.credentials.verify import verify


def forged(change: Callable[[dict[str, object], dict[str, object]], object]) -> str:
    """A certificate signed anew by the issuer's own key after a change of header and payload."""
    token, *rest = made.certificate().split("~")
    header, payload = (dict[str, object](part) for part in parsed(token))
    change(header, payload)
    data = f"{encoded(written(header))}.{encoded(written(payload))}"
    return "~".join([f"{data}.{encoded(made.KEY.signer.sign(data.encode()))}", *rest])


HEADERS: dict[str, tuple[str, dict[str, object]]] = {
    "none": ("alg_none", {"alg": "none"}),
    "none in capitals": ("alg_none", {"alg": "None"}),
    "no algorithm": ("alg_none", {"alg": 1}),
    "a keyed hash": ("alg_unknown", {"alg": "HS256"}),
    "another curve": ("alg_unknown", {"alg": "ES384"}),
    "another kind": ("typ_other", {"typ": "JWT"}),
    "the old kind": ("typ_other", {"typ": "vc+sd-jwt"}),
    "a key of its own": ("header_unknown", {"jwk": made.NEIGHBOUR.public.jwk}),
    "an address of keys": ("header_unknown", {"jku": "https://elsewhere.example/keys"}),
    "something critical": ("header_unknown", {"crit": ["b64"], "b64": False}),
    "no name of a key": ("claim_missing", {"kid": 7}),
    "a key that is not known": ("key_unknown", {"kid": "none-such"}),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_asks_for_something_else_is_refused(name: str) -> None:
    code, change = HEADERS[name]
    assert refusal_of(forged(lambda header, payload: header.update(change))) == [code]


def test_without_any_signature_it_is_refused() -> None:
    token, *rest = made.certificate().split("~")
    header, payload, _ = token.split(".")
    none = encoded(written({**parsed(token)[0], "alg": "none"}))
    assert refusal_of("~".join([f"{none}.{payload}.", *rest])) == ["token_shape"]
    assert refusal_of("~".join([f"{header}.{payload}.", *rest])) == ["token_shape"]
    assert refusal_of("~".join([f"{none}.{payload}.AAAA", *rest])) == ["alg_none"]


PAYLOADS: dict[str, tuple[str, Callable[[dict[str, object]], object]]] = {
    "no issuer": ("claim_missing", lambda payload: payload.pop("iss")),
    "no type": ("claim_missing", lambda payload: payload.pop("vct")),
    "no day of issue": ("claim_missing", lambda payload: payload.pop("iat")),
    "no last day": ("claim_missing", lambda payload: payload.pop("exp")),
    "a day that is none": ("claim_missing", lambda payload: payload.update(exp=True)),
    "a day of no calendar": ("claim_missing", lambda payload: payload.update(exp=2**50)),
    "another hash": ("sd_alg_unknown", lambda payload: payload.update(_sd_alg="sha-1")),
    "hashes that are no list": ("disclosure_shape", lambda payload: payload.update(_sd="hash")),
    "a hash that is no text": ("disclosure_shape", lambda payload: payload.update(_sd=[1])),
    "a hash twice": ("digest_twice", lambda payload: payload.update(_sd=[*list_of(payload), list_of(payload)[0]])),
    "a hash twice, one of them deeper": (
        "digest_twice",
        lambda payload: payload.update(more={"_sd": list_of(payload)}),
    ),
    "another mechanism of state": ("status_shape", lambda payload: payload.update(status={"other": 1})),
    "a place that is none": (
        "status_shape",
        lambda payload: payload.update(status={"status_list": {"idx": -1, "uri": "https://qinghe.example"}}),
    ),
    "a holder's key that is none": ("holder_shape", lambda payload: payload.update(cnf={"kid": "1"})),
    "a claim that stands there already": ("disclosure_taken", lambda payload: payload.update(stars=5)),
    "signed before the key was": ("key_days_other", lambda payload: payload.update(iat=1_700_000_000)),
}


def list_of(payload: dict[str, object]) -> list[object]:
    hashes = payload["_sd"]
    assert isinstance(hashes, list)
    return hashes


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_that_may_not_be_is_refused_even_if_the_issuer_signed_it(name: str) -> None:
    code, change = PAYLOADS[name]
    assert refusal_of(forged(lambda header, payload: change(payload))) == [code]


@pytest.mark.parametrize("name", ["iss", "exp", "status", "vct", "cnf", "_sd", "..."])
def test_what_the_format_needs_is_never_disclosed_apart(name: str) -> None:
    disclosure = make_disclosure(name, 1)
    token = forged(lambda header, payload: payload.update(_sd=[*list_of(payload), hash_of(disclosure)]))
    assert refusal_of(f"{token}{disclosure}~") == ["disclosure_reserved"]


def test_disclosures_of_another_certificate_are_refused() -> None:
    token, *ours = made.certificate().split("~")
    _, *theirs = made.certificate().split("~")
    assert refusal_of("~".join([token, theirs[0], *ours[1:]])) == ["disclosure_foreign"]
    assert refusal_of("~".join([token, *ours[:-1], make_disclosure("village", "甲村"), ""])) == ["disclosure_foreign"]
    assert refusal_of("~".join([token, ours[0], *ours])) == ["disclosure_twice"]


@given(data=st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    token = WHOLE[data.draw(st.sampled_from(sorted(WHOLE)))]
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from([c for c in map(chr, range(33, 127)) if c != token[place]]))
    with pytest.raises((MalformedToken, NotAuthentic)):
        verify(token[:place] + other + token[place + 1 :], [made.KEYS], made.ON)


@pytest.mark.parametrize("form", ["sd-jwt", "bound", "vc-jose"])
def test_every_character_counts(form: str) -> None:
    token = WHOLE[form]
    for place, character in enumerate(token):
        for other in {"A", "B", "~", "."} - {character}:
            with pytest.raises((MalformedToken, NotAuthentic)):
                verify(token[:place] + other + token[place + 1 :], [made.KEYS], made.ON)
        if token[:place] not in PARTS_THAT_HOLD:
            with pytest.raises((MalformedToken, NotAuthentic)):
                verify(token[:place], [made.KEYS], made.ON)


WHOLE = {
    "sd-jwt": made.certificate(),
    "bound": bound(),
    "vc-jose": vcjose.issue(made.claims(), made.KEY, made.PLACE),
}


PARTS_THAT_HOLD = {
    "~".join([*whole.split("~")[:count], ""]) for whole in (WHOLE["sd-jwt"], WHOLE["bound"]) for count in range(1, 6)
}
"""What a holder may show as well: the token with its first disclosures."""


@given(st.text(max_size=200) | st.lists(st.sampled_from(["~", ".", "e30", "eyJhbGciOiJub25lIn0", "é"])).map("".join))
def test_any_text_is_a_certificate_or_is_refused(text: str) -> None:
    with pytest.raises((MalformedToken, NotAuthentic)):
        verify(text, [made.KEYS], made.ON)
