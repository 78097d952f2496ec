"""Certificates hold before other people's clients, and theirs before ours: nobody has to take our word for the format.

``tests/conformance/node/clients.mjs`` runs @sd-jwt/sd-jwt-vc and jose; every signature is checked there, the status
list's too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from joserfc.jwk import ECKey

from bases.credential_clients import Task, ask
from xiangxin.proof.credentials import sdjwt, vcjose
from xiangxin.proof.credentials.days import end_of, start_of
from xiangxin.proof.credentials.disclosures import name_in
from xiangxin.proof.credentials.errors import NotAuthentic
from xiangxin.proof.credentials.keys import SigningKey, public_of
from xiangxin.proof.credentials.model import Binding, NotValid
from xiangxin.proof.credentials.provider import International, new_secret
from xiangxin.proof.credentials.strict import encoded, written
from xiangxin.proof.credentials.tests import made
from xiangxin.proof.credentials.tokens import parsed
from xiangxin.proof.credentials.verify import verify

pytestmark = pytest.mark.needs("node")

NOW = start_of(made.ON) + 3600
ASKED = Binding("https://bank.example", "8c1f")


def to_verify(work: str, token: str, status_list: str = "", **more: object) -> Task:
    keys = json.loads(made.KEYS.write())
    status = status_list or made.status_list(5)
    return {"work": work, "token": token, "keys": keys, "statusList": status, "now": NOW, **more}


def bound() -> str:
    shown = sdjwt.present(made.certificate(bound=True), ["stars"])
    return sdjwt.bind(shown, made.HOLDER, ASKED, datetime.fromtimestamp(NOW, UTC))


def test_a_certificate_is_verified_by_sd_jwt_vc() -> None:
    whole, part, held = ask(
        to_verify("verifySdJwt", made.certificate()),
        to_verify("verifySdJwt", sdjwt.present(made.certificate(), ["stars"])),
        to_verify("verifySdJwt", bound(), nonce=ASKED.nonce),
    )
    assert {name: whole[name] for name in made.ABOUT} == made.ABOUT
    assert (whole["iss"], whole["vct"]) == (made.QINGHE, made.KIND)
    assert (part["stars"], part["bank"]) == (4, made.ABOUT["bank"])
    assert not {"name", "limit_fen"} & set(part)
    assert (held["stars"], held["audience"]) == (4, ASKED.audience)


def test_decoys_do_not_disturb_sd_jwt_vc() -> None:
    (answer,) = ask(to_verify("verifySdJwt", sdjwt.issue(made.claims(), ["name"], made.KEY, made.PLACE, decoys=5)))
    assert {name: answer[name] for name in made.ABOUT} == made.ABOUT


def test_a_verifiable_credential_is_verified_by_jose() -> None:
    (answer,) = ask(to_verify("verifyVcJose", vcjose.issue(made.claims(), made.KEY, made.PLACE)))
    assert answer["credentialSubject"] == made.ABOUT
    assert answer["issuer"] == made.QINGHE


def resigned_list(by: SigningKey) -> str:
    """The list as the county would sign it, naming the county's key, signed by somebody else."""
    header, payload = parsed(made.status_list(5))
    data = f"{encoded(written(header))}.{encoded(written(payload))}"
    return f"{data}.{encoded(by.signer.sign(data.encode()))}"


def one_byte(token: str, part: int) -> str:
    """The token with the middle character of one of its three parts replaced."""
    whole, tilde, rest = token.partition("~")
    parts = whole.split(".")
    text = parts[part]
    middle = len(text) // 2
    parts[part] = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    return ".".join(parts) + tilde + rest


SD, VC = made.certificate(), vcjose.issue(made.claims(), made.KEY, made.PLACE)
LATE = end_of(made.EXPIRES_ON) + 1
OTHER_LIST = made.status_list(uri="https://qinghe.example/status/2")
REFUSED: dict[str, tuple[Task, str]] = {
    "withdrawn": (to_verify("verifySdJwt", SD, made.status_list(77)), "Status is not valid"),
    "withdrawn (jose)": (to_verify("verifyVcJose", VC, made.status_list(77)), "withdrawn"),
    "list by a neighbour": (
        to_verify("verifySdJwt", SD, made.status_list(5, key=made.NEIGHBOUR)),
        "Status List JWT verification failed: no such key is published",
    ),
    "list by a neighbour (jose)": (
        to_verify("verifyVcJose", VC, made.status_list(5, key=made.NEIGHBOUR)),
        "no applicable key found in the JSON Web Key Set",
    ),
    "list signed by another": (
        to_verify("verifySdJwt", SD, resigned_list(made.NEIGHBOUR)),
        "Status List JWT verification failed: Verify Error: Invalid JWT Signature",
    ),
    "list signed by another (jose)": (
        to_verify("verifyVcJose", VC, resigned_list(made.NEIGHBOUR)),
        "signature verification failed",
    ),
    "another list": (to_verify("verifySdJwt", SD, OTHER_LIST), "another list"),
    "another list (jose)": (to_verify("verifyVcJose", VC, OTHER_LIST), 'unexpected "sub" claim value'),
    "expired": (to_verify("verifySdJwt", SD, now=LATE), "Verify Error: JWT is expired"),
    "expired (jose)": (to_verify("verifyVcJose", VC, now=LATE), '"exp" claim timestamp check failed'),
    "a neighbour's": (to_verify("verifySdJwt", made.certificate(made.NEIGHBOUR)), "no such key is published"),
    "a neighbour's (jose)": (
        to_verify("verifyVcJose", vcjose.issue(made.claims(), made.NEIGHBOUR, made.PLACE)),
        "no applicable key found in the JSON Web Key Set",
    ),
    "one kind for the other": (
        to_verify("verifyVcJose", SD.split("~")[0]),
        'unexpected "typ" JWT header value',
    ),
    "another number": (to_verify("verifySdJwt", bound(), nonce="another"), "Verify Error: Invalid Nonce"),
    "not signed by its holder": (
        to_verify("verifySdJwt", made.certificate(bound=True), nonce=ASKED.nonce),
        "Key Binding JWT not exist",
    ),
}


def test_what_we_refuse_they_refuse_too() -> None:
    answers = ask(*(task for task, _ in REFUSED.values()))
    assert dict(zip(REFUSED, answers, strict=True)) == {name: {"refused": why} for name, (_, why) in REFUSED.items()}


def test_one_changed_byte_is_refused_wherever_it_is() -> None:
    tasks = [to_verify("verifySdJwt", one_byte(SD, part)) for part in range(3)]
    tasks += [to_verify("verifyVcJose", one_byte(VC, part)) for part in range(3)]
    for part in range(3):
        changed = one_byte(made.status_list(5), part)
        tasks += [to_verify("verifySdJwt", SD, changed), to_verify("verifyVcJose", VC, changed)]
    assert [set(answer) for answer in ask(*tasks)] == [{"refused"}] * 12


def test_a_changed_disclosure_shows_nothing_there() -> None:
    token, _, *rest = SD.split("~")
    changed = "~".join([token, encoded(written(["c2FsdA", "name", "别人"])), *rest])
    (answer,) = ask(to_verify("verifySdJwt", changed))
    assert "name" not in answer
    with pytest.raises(NotAuthentic) as refusal:
        verify(changed, [made.KEYS], made.ON)
    assert [finding.code for finding in refusal.value.findings] == ["disclosure_foreign"]


SECRET = new_secret()
THEIRS = SigningKey(made.QINGHE, International().signer(SECRET))


def to_issue(work: str, payload: dict[str, object], **more: object) -> Task:
    secret = ECKey.import_key(SECRET).as_dict(private=True)
    return {"work": work, "secret": secret, "kid": public_of(THEIRS.signer).kid, "payload": payload, **more}


def test_what_they_issue_is_verified_here() -> None:
    times: dict[str, object] = {"iss": made.QINGHE, "iat": NOW - 60, "exp": NOW + 400 * 86_400}
    status = {"status_list": {"idx": 3, "uri": made.PLACE.uri}}
    sd, vc, good, bad = (
        answer["token"]
        for answer in ask(
            to_issue(
                "issueSdJwt",
                {**times, "vct": made.KIND, "status": status, **made.ABOUT},
                frame={"_sd": ["name", "stars"]},
            ),
            to_issue("issueVcJose", {**parsed(VC)[1], "status": status}),
            to_issue("issueStatusList", {**times, "sub": made.PLACE.uri}, states=[0, 1, 0, 0, 0, 0, 1, 0]),
            to_issue("issueStatusList", {**times, "sub": made.PLACE.uri}, states=[0, 0, 0, 1, 0, 0, 0, 0]),
        )
    )
    keys = [made.published(THEIRS)]
    for token in (sd, vc):
        assert verify(token, keys, made.ON, good).about == made.ABOUT
        with pytest.raises(NotValid) as refusal:
            verify(token, keys, made.ON, bad)
        assert [finding.code for finding in refusal.value.findings] == ["withdrawn"]
    assert verify(sdjwt.present(sd, ["stars"]), keys, made.ON, good).disclosed == ("stars",)


def test_claims_they_hide_within_claims_are_put_together_here() -> None:
    fields: dict[str, object] = {
        "crops": ["苹果", "花生", "小麦"],
        "land": {"area_mu": 12, "of": {"village": "甲村", "group": 3}},
    }
    frame = {
        "_sd": ["land"],
        "crops": {"_sd": [0, 2]},
        "land": {"_sd": ["of"], "of": {"_sd": ["group"], "_sd_decoy": 2}},
        "_sd_decoy": 3,
    }
    payload = {"iss": made.QINGHE, "iat": NOW - 60, "exp": NOW + 86_400 * 2, "vct": made.KIND, **fields}
    (answer,) = ask(to_issue("issueSdJwt", payload, frame=frame))
    token, *disclosures, _ = answer["token"].split("~")
    keys = [made.published(THEIRS)]
    assert len(disclosures) == 5
    assert verify(answer["token"], keys, made.ON).about == fields
    named = {name_in(each): each for each in disclosures}
    part = "~".join([token, named["land"], ""])
    assert verify(part, keys, made.ON).about == {"crops": ["花生"], "land": {"area_mu": 12}}
    with pytest.raises(NotAuthentic) as refusal:
        verify("~".join([token, named["group"], ""]), keys, made.ON)
    assert [finding.code for finding in refusal.value.findings] == ["disclosure_foreign"]
