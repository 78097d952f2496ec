"""A certificate is shown, checked off line, and refused by name for everything that is not as the issuer made it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.proof.credentials import sdjwt, vcjose
from xiangxin.proof.credentials.disclosures import hash_of, make_disclosure
from xiangxin.proof.credentials.errors import NotAuthentic, NotIssuable
from xiangxin.proof.credentials.keys import KeySet, PublishedKey, public_of
from xiangxin.proof.credentials.model import Binding, Claims, NotValid, Verified
from xiangxin.proof.credentials.status import StatusList
from xiangxin.proof.credentials.strict import encoded, written
from xiangxin.proof.credentials.tests import made
from xiangxin.proof.credentials.tests.made import ASKED, SIGNED_AT, bound, codes, refusal_of
from xiangxin.proof.credentials.tokens import parsed, sign_token
from xiangxin.proof.credentials.verify import verify


def test_a_certificate_says_who_certifies_what_from_when_to_when() -> None:
    found = verify(made.certificate(), [made.NEIGHBOURS, made.KEYS], made.ON, made.status_list(5))
    assert found == Verified(
        form="dc+sd-jwt",
        issuer=made.QINGHE,
        kind=made.KIND,
        issued_on=made.ISSUED_ON,
        expires_on=made.EXPIRES_ON,
        about=made.ABOUT,
        disclosed=made.DISCLOSABLE,
        kid=made.KEY.public.kid,
        status=made.PLACE,
        status_on=date(2026, 5, 1),
    )
    assert list(found.about) == ["bank", *made.DISCLOSABLE]


def test_the_holder_shows_only_what_is_needed() -> None:
    shown = sdjwt.present(made.certificate(), ["stars"])
    found = verify(shown, [made.KEYS], made.ON, made.status_list())
    assert found.about == {"stars": 4, "bank": made.ABOUT["bank"]}
    assert found.disclosed == ("stars",)
    assert "测试甲" not in json.dumps(parsed(shown.split("~")[0])[1], ensure_ascii=False)
    assert verify(sdjwt.present(shown, []), [made.KEYS], made.ON).about == {"bank": made.ABOUT["bank"]}


def test_two_certificates_of_the_same_claims_have_no_hash_in_common() -> None:
    one, other = (set(json.loads(json.dumps(parsed(made.certificate().split("~")[0])[1]["_sd"]))) for _ in range(2))
    assert len(one) == len(other) == 3
    assert not one & other


def test_decoys_hide_how_many_claims_there_are() -> None:
    token = sdjwt.issue(made.claims(), ["stars"], made.KEY, decoys=4)
    assert len(json.loads(json.dumps(parsed(token.split("~")[0])[1]["_sd"]))) == 5
    assert verify(token, [made.KEYS], made.ON).about == made.ABOUT


def test_the_second_of_issue_is_not_in_it() -> None:
    payload = parsed(made.certificate().split("~")[0])[1]
    assert payload["iat"] == int(datetime(2026, 2, 28, 16, tzinfo=UTC).timestamp())
    assert payload["exp"] == int(datetime(2027, 2, 28, 16, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("on", "reasons"),
    [
        (made.ISSUED_ON - timedelta(days=1), ["not_yet"]),
        (made.ISSUED_ON, []),
        (made.EXPIRES_ON, []),
        (made.EXPIRES_ON + timedelta(days=1), ["expired"]),
    ],
)
def test_it_is_valid_from_its_first_to_its_last_day(on: date, reasons: list[str]) -> None:
    for token in (made.certificate(), vcjose.issue(made.claims(), made.KEY)):
        if reasons:
            assert refusal_of(token, on=on) == reasons
        else:
            assert verify(token, [made.KEYS], on).expires_on == made.EXPIRES_ON


def test_one_that_is_not_valid_tells_what_it_says_and_all_reasons() -> None:
    on = made.EXPIRES_ON + timedelta(days=1)
    until = datetime(2027, 4, 1, tzinfo=UTC)
    late = StatusList.of([77]).sign(made.PLACE.uri, made.KEY, until - timedelta(days=40), until)
    with pytest.raises(NotValid) as refusal:
        verify(made.certificate(), [made.KEYS], on, late)
    assert codes(refusal) == ["expired", "withdrawn"]
    assert refusal.value.shown.about == made.ABOUT
    assert refusal.value.shown.issuer == made.QINGHE


def test_without_a_status_list_it_is_valid_with_a_note() -> None:
    assert [note.code for note in verify(made.certificate(), [made.KEYS], made.ON).notes] == ["status_not_asked"]
    assert verify(sdjwt.issue(made.claims(), [], made.KEY), [made.KEYS], made.ON).notes == ()


def test_a_withdrawn_one_is_refused_and_its_neighbours_in_the_list_are_not() -> None:
    assert refusal_of(made.certificate(), status=made.status_list(77)) == ["withdrawn"]
    assert verify(made.certificate(), [made.KEYS], made.ON, made.status_list(76, 78)).status_on == date(2026, 5, 1)


STATUS_LISTS: dict[str, Callable[[], str]] = {
    "status_other_list": lambda: made.status_list(uri="https://qinghe.example/status/2"),
    "key_unknown": lambda: made.status_list(key=made.NEIGHBOUR),
    "typ_other": lambda: made.certificate().split("~")[0],
    "status_place": lambda: StatusList.of([], 64).sign(
        made.PLACE.uri, made.KEY, datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC)
    ),
    "status_old": lambda: StatusList.empty().sign(
        made.PLACE.uri, made.KEY, datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    ),
    "list_shape": lambda: sign_token(
        "statuslist+jwt",
        {**parsed(made.status_list())[1], "status_list": {"bits": 1, "lst": encoded(b"not packed")}},
        made.KEY,
    ),
    "token_shape": lambda: "no list",
}


@pytest.mark.parametrize("code", STATUS_LISTS)
def test_a_status_list_that_says_nothing_about_it_makes_it_not_valid(code: str) -> None:
    found = refusal_of(made.certificate(), status=STATUS_LISTS[code]())
    assert found[0] == "status_refused"
    assert found[1:] in ([code], ["issuer_unknown"])


def test_a_list_that_would_unpack_without_end_is_refused() -> None:
    bomb = encoded(zlib.compress(bytes(64 * 1024 * 1024), 9))
    token = sign_token(
        "statuslist+jwt", {**parsed(made.status_list())[1], "status_list": {"bits": 1, "lst": bomb}}, made.KEY
    )
    assert refusal_of(made.certificate(), status=token) == ["status_refused", "list_shape"]


def test_members_of_a_list_may_be_left_out_too() -> None:
    # RFC 9901, section 5.2.2: as other issuers may do it.
    shown, hidden = (encoded(written(["c2FsdHNhbHRzYWx0", crop])) for crop in ("苹果", "花生"))
    crops = [{"...": hash_of(shown)}, {"...": hash_of(hidden)}, "小麦"]
    token = sign_token("dc+sd-jwt", {**parsed(made.certificate().split("~")[0])[1], "crops": crops}, made.KEY)
    assert verify(f"{token}~{shown}~", [made.KEYS], made.ON).about["crops"] == ["苹果", "小麦"]
    named = make_disclosure("crop", "苹果")
    token = sign_token("dc+sd-jwt", {**parsed(made.certificate().split("~")[0])[1], "_sd": [hash_of(shown)]}, made.KEY)
    assert refusal_of(f"{token}~{shown}~") == ["disclosure_foreign"]
    assert refusal_of(f"{token}~{named}~") == ["disclosure_foreign"]


def test_a_certificate_by_the_key_of_another_county_is_refused_by_name() -> None:
    as_ours = sdjwt.issue(made.claims(), [], made.NEIGHBOUR).replace("~", "")
    header, payload = parsed(as_ours)
    theirs = sign_token("dc+sd-jwt", {**payload, "iss": made.QINGHE}, made.NEIGHBOUR) + "~"
    assert refusal_of(theirs, made.KEYS, made.NEIGHBOURS) == ["key_of_other_issuer"]
    assert refusal_of(theirs, made.KEYS) == ["key_unknown"]
    assert refusal_of(as_ours + "~", made.KEYS) == ["issuer_unknown"]
    # Their key under the name of ours: the signature tells whose it is.
    parts = ({**header, "kid": made.KEY.public.kid}, {**payload, "iss": made.QINGHE})
    data = ".".join(encoded(written(part)) for part in parts)
    named = f"{data}.{encoded(made.NEIGHBOUR.signer.sign(data.encode()))}~"
    assert refusal_of(named, made.KEYS, made.NEIGHBOURS) == ["key_of_other_issuer"]
    assert refusal_of(named, made.KEYS) == ["signature_wrong"]


def test_a_retired_key_verifies_what_it_signed_and_a_revoked_one_nothing() -> None:
    old = made.certificate()
    rotated = made.KEYS.with_key(made.OTHER_KEY.public, date(2026, 4, 1))
    assert verify(old, [rotated], made.ON).kid == made.KEY.public.kid
    assert rotated.keys[0].until_on == date(2026, 4, 1)
    late = sdjwt.issue(Claims(made.KIND, date(2026, 4, 2), made.EXPIRES_ON, made.ABOUT), [], made.KEY)
    assert refusal_of(late, rotated) == ["key_days_other"]
    assert refusal_of(old, rotated.with_revoked(made.KEY.public.kid, date(2026, 4, 5))) == ["key_revoked"]


def test_an_old_key_file_beside_a_new_one_brings_nothing_back() -> None:
    old = made.KEYS
    new = old.with_key(made.OTHER_KEY.public, date(2026, 4, 1))
    gone = new.with_revoked(made.KEY.public.kid, date(2026, 4, 5))
    late = sdjwt.issue(Claims(made.KIND, date(2026, 4, 2), made.EXPIRES_ON, made.ABOUT), [], made.KEY)
    for three in ((old, new, gone), (gone, new, old)):
        assert refusal_of(made.certificate(), *three) == ["key_revoked"]
    for sets in ((old, new), (new, old)):
        assert refusal_of(late, *sets) == ["key_days_other"]
        assert verify(made.certificate(), sets, made.ON, made.status_list(key=made.OTHER_KEY)).status_on is not None


def test_a_holder_proves_to_be_the_holder() -> None:
    found = verify(bound(), [made.KEYS], made.ON, made.status_list(), ASKED)
    assert (found.bound, found.holder, found.notes) == (True, public_of(made.HOLDER), ())
    unasked = verify(bound(), [made.KEYS], made.ON, made.status_list())
    assert (unasked.bound, [note.code for note in unasked.notes]) == (False, ["holder_not_asked"])


BINDINGS: dict[str, Callable[[], str]] = {
    "binding_missing": lambda: made.certificate(bound=True),
    "binding_not_asked": lambda: bound(Binding(ASKED.audience, "another")),
    "binding_other": lambda: f"{sdjwt.present(bound().rpartition('~')[0] + '~', [])}{bound().rpartition('~')[2]}",
    "binding_wrong": lambda: sdjwt.bind(made.certificate(bound=True), made.new_signer(), ASKED, SIGNED_AT),
    "binding_without_key": lambda: sdjwt.bind(made.certificate(), made.HOLDER, ASKED, SIGNED_AT),
    "binding_day": lambda: sdjwt.bind(made.certificate(bound=True), made.HOLDER, ASKED, SIGNED_AT - timedelta(days=3)),
    "typ_other": lambda: made.certificate(bound=True) + made.certificate().split("~")[0],
}


@pytest.mark.parametrize("code", BINDINGS)
def test_a_holder_s_signature_that_is_not_for_this_time_is_refused(code: str) -> None:
    with pytest.raises(NotAuthentic) as refusal:
        verify(BINDINGS[code](), [made.KEYS], made.ON, None, ASKED)
    assert codes(refusal) == [code]


def test_a_verifiable_credential_says_the_same() -> None:
    token = vcjose.issue(made.claims(), made.KEY, made.PLACE)
    found = verify(token, [made.KEYS], made.ON, made.status_list())
    assert (found.form, found.about, found.kind) == ("vc+jwt", made.ABOUT, made.KIND)
    payload = parsed(token)[1]
    assert payload["validFrom"] == "2026-03-01T00:00:00+08:00"
    assert payload["validUntil"] == "2027-03-01T00:00:00+08:00"
    assert refusal_of(token, status=made.status_list(77)) == ["withdrawn"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": made.LINXIA}, "claims_disagree"),
        ({"validUntil": "2099-01-01T00:00:00+08:00"}, "claims_disagree"),
        ({"@context": []}, "claim_missing"),
        ({"type": ["VerifiableCredential"]}, "claim_missing"),
        ({"credentialSubject": []}, "claim_missing"),
        ({"credentialStatus": {"type": "BitstringStatusListEntry"}}, "status_shape"),
    ],
)
def test_a_verifiable_credential_that_says_two_things_is_refused(change: dict[str, object], code: str) -> None:
    payload = {**parsed(vcjose.issue(made.claims(), made.KEY))[1], **change}
    assert refusal_of(sign_token("vc+jwt", payload, made.KEY, "vc")) == [code]


ISSUES: dict[str, Callable[[], object]] = {
    "claims_unknown": lambda: sdjwt.issue(made.claims(), ["village"], made.KEY),
    "claims_json": lambda: sdjwt.issue(made.claims({"share": 0.5}), [], made.KEY),
    "too large a number": lambda: sdjwt.issue(made.claims({"number": 2**53}), [], made.KEY),
    "too large a number, apart": lambda: sdjwt.issue(made.claims({"number": 2**53}), ["number"], made.KEY),
    "a fraction, apart": lambda: sdjwt.issue(made.claims({"share": 0.5}), ["share"], made.KEY),
    "too long, apart": lambda: sdjwt.issue(made.claims({"text": "长" * 90_000}), ["text"], made.KEY),
    "claims_calendar": lambda: Claims(made.KIND, made.ISSUED_ON, date.max, {}),
    "claims_reserved": lambda: made.claims({"exp": 1}),
    "claims_days": lambda: Claims(made.KIND, made.EXPIRES_ON, made.ISSUED_ON, {}),
    "token_too_long": lambda: sdjwt.issue(made.claims({"text": "长" * 90_000}), [], made.KEY),
    "list_place": lambda: StatusList.of([8], 8),
    "list_size": lambda: StatusList.empty(7),
}


@pytest.mark.parametrize("code", ISSUES)
def test_what_may_not_be_certified_is_not(code: str) -> None:
    with pytest.raises(NotIssuable) as refusal:
        ISSUES[code]()
    assert codes(refusal) == [OF.get(code, code)]


OF = {
    "too large a number": "claims_json",
    "too large a number, apart": "claims_json",
    "a fraction, apart": "claims_json",
    "too long, apart": "token_too_long",
}


def test_an_instant_without_a_zone_is_nobody_s() -> None:
    with pytest.raises(ValueError, match="zone"):
        StatusList.empty().sign(made.PLACE.uri, made.KEY, datetime(2026, 5, 1), datetime(2026, 5, 3))  # noqa: DTZ001


@given(st.dates(date(1971, 1, 1), date(9998, 12, 31)), st.integers(0, 40_000))
def test_every_certificate_that_is_made_is_valid_on_its_first_and_last_day(first: date, more: int) -> None:
    last = min(first + timedelta(days=min(more, (date(9998, 12, 31) - first).days)), date(9998, 12, 31))
    key = KeySet(made.QINGHE, (PublishedKey(made.KEY.public, first),))
    token = sdjwt.issue(Claims(made.KIND, first, last, {}), [], made.KEY)
    for on in (first, last):
        found = verify(token, [key], on)
        assert (found.issued_on, found.expires_on) == (first, last)
    assert refusal_of(token, key, on=last + timedelta(days=1)) == ["expired"]
    assert refusal_of(token, key, on=first - timedelta(days=1)) == ["not_yet"]


def test_a_published_list_is_the_example_of_the_draft() -> None:
    # draft-ietf-oauth-status-list, section 4.1: sixteen places in two bytes.
    assert StatusList.of([0, 3, 4, 5, 7, 8, 9, 13, 15], 16).bits == b"\xb9\xa3"
