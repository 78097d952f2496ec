"""A verifier without a network holds a certificate against the files that were kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result

from xiangxin.cli.main import main
from xiangxin.proof.credentials import sdjwt, vcjose
from xiangxin.proof.credentials.keys import SigningKey
from xiangxin.proof.credentials.model import Binding
from xiangxin.proof.credentials.strict import encoded
from xiangxin.proof.credentials.tests import made
from xiangxin.proof.credentials.tokens import parsed, sign_token


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {
        "certificate.txt": f"\ufeff{made.certificate()}\r\n",
        "shown.txt": sdjwt.present(made.certificate(), ["stars"]),
        "whole.jwt": vcjose.issue(made.claims(), made.KEY, made.PLACE),
        "jwks.json": made.KEYS.write(),
        "neighbours.json": made.NEIGHBOURS.write(),
        "list.jwt": made.status_list(5),
        "withdrawn.jwt": made.status_list(77),
        "other.jwt": made.status_list(uri="https://qinghe.example/status/9"),
    }.items():
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path


def verify(folder: Path, *words: str, on: str = "2026-05-02") -> Result:
    """The command in a folder: a word with a point in it is a file there."""
    arguments = [str(folder / word) if "." in word else word for word in words]
    return CliRunner().invoke(main, ["credential", "verify", *arguments, "--on", on])


def told(done: Result) -> Any:
    return json.loads(done.stdout)


def test_what_is_shown_is_told_with_its_issuer_and_days(folder: Path) -> None:
    done = verify(folder, "shown.txt", "--keys", "jwks.json", "--status", "list.jwt", "--lang", "en")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"What it says: {made.KIND}",
        "Claim  Value                                Shown",
        'bank   {"code": "B01", "name": "青禾银行"}  always',
        "stars  4                                    chosen",
        "Issued by https://qinghe.example, from 2026-03-01 to 2027-02-28.",
        "Status list of 2026-05-01.",
        "2026-05-02: valid.",
    ]
    assert "测试甲" not in done.output


def test_programs_read_the_same(folder: Path) -> None:
    done = verify(folder, "certificate.txt", "--keys", "jwks.json", "--status", "list.jwt", "--json")
    document = told(done)
    assert sorted(document.pop("disclosed")) == ["limit_fen", "name", "stars"]
    assert document == {
        "exit_code": 0,
        "on": "2026-05-02",
        "valid": True,
        "form": "dc+sd-jwt",
        "issuer": made.QINGHE,
        "kind": made.KIND,
        "issued_on": "2026-03-01",
        "expires_on": "2027-02-28",
        "about": made.ABOUT,
        "kid": made.KEY.public.kid,
        "status": {"uri": made.PLACE.uri, "index": 77},
        "status_on": "2026-05-01",
        "bound": False,
        "findings": [],
    }


def test_without_a_status_list_it_says_what_was_not_checked(folder: Path) -> None:
    done = verify(folder, "whole.jwt", "--keys", "jwks.json", "--json")
    assert (done.exit_code, told(done)["valid"]) == (0, True)
    assert [finding["code"] for finding in told(done)["findings"]] == ["status_not_asked"]
    assert "valid, with conditions" in verify(folder, "whole.jwt", "--keys", "jwks.json").stdout


NOT_VALID: dict[str, tuple[list[str], str]] = {
    "withdrawn": (["--status", "withdrawn.jwt"], "2026-05-02"),
    "status_other_list": (["--status", "other.jwt"], "2026-05-02"),
    "expired": ([], "2027-03-01"),
    "not_yet": ([], "2026-02-28"),
}


@pytest.mark.parametrize("code", NOT_VALID)
def test_one_that_is_not_valid_is_told_with_its_reasons(folder: Path, code: str) -> None:
    words, on = NOT_VALID[code]
    done = verify(folder, "certificate.txt", "--keys", "jwks.json", *words, "--json", on=on)
    assert (done.exit_code, told(done)["valid"], told(done)["about"]) == (1, False, made.ABOUT)
    assert told(done)["findings"][-1]["code"] == code
    said = verify(folder, "certificate.txt", "--keys", "jwks.json", *words, on=on)
    assert said.exit_code == 1
    assert "无效" in said.stdout
    assert code in said.stderr
    assert "怎么办" in said.stderr


def test_what_is_wrong_with_a_list_is_told_of_the_list(folder: Path) -> None:
    done = verify(folder, "certificate.txt", "--keys", "jwks.json", "--status", "other.jwt", "--json", on="2027-03-01")
    assert [(finding["code"], finding["file"]) for finding in told(done)["findings"]] == [
        ("expired", "certificate.txt"),
        ("status_refused", "other.jwt"),
        ("status_other_list", "other.jwt"),
    ]


def with_other_signature() -> str:
    """A certificate with the signature of another one by the same key."""
    token, *rest = made.certificate().split("~")
    other = made.certificate().split("~")[0]
    return "~".join([f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}", *rest])


def as_ours_by_neighbours() -> str:
    payload = parsed(made.certificate().split("~")[0])[1]
    return sign_token("dc+sd-jwt", payload, made.NEIGHBOUR) + "~"


REFUSED: dict[str, tuple[int, Callable[[], str]]] = {
    "signature_wrong": (1, with_other_signature),
    "key_of_other_issuer": (1, as_ours_by_neighbours),
    "key_unknown": (1, lambda: made.certificate(made.OTHER_KEY)),
    "issuer_unknown": (1, lambda: made.certificate(SigningKey("https://nobody.example", made.new_signer()))),
    "token_json": (2, lambda: f"{encoded(b'{}')}.{encoded(b'[]')}.AAAA~"),
    "token_shape": (2, lambda: "这不是证书"),
    "token_too_long": (2, lambda: "x" * 200_000),
}


@pytest.mark.parametrize("code", REFUSED)
def test_nothing_is_shown_of_one_that_is_not_authentic(folder: Path, code: str) -> None:
    exit_code, make = REFUSED[code]
    (folder / "bad.txt").write_text(make(), "utf-8")
    done = verify(folder, "bad.txt", "--keys", "jwks.json", "--keys", "neighbours.json", "--json")
    assert (done.exit_code, told(done)["valid"]) == (exit_code, False)
    assert [(finding["code"], finding["file"]) for finding in told(done)["findings"]] == [(code, "bad.txt")]
    assert "about" not in told(done)
    said = verify(folder, "bad.txt", "--keys", "jwks.json", "--keys", "neighbours.json")
    assert (said.exit_code, said.stdout) == (exit_code, "")
    assert "how to mend: " in said.stderr


def test_a_key_file_that_is_none_is_named(folder: Path) -> None:
    done = verify(folder, "certificate.txt", "--keys", "list.jwt", "--json")
    assert done.exit_code == 2
    assert [(finding["code"], finding["file"]) for finding in told(done)["findings"]] == [("keys_json", "list.jwt")]


def test_the_keys_of_a_file_are_shown_with_fingerprints_to_compare(folder: Path) -> None:
    keys = made.KEYS.with_key(made.OTHER_KEY.public, date(2026, 7, 1))
    (folder / "two.json").write_text(keys.write(), "utf-8")
    first, second = made.KEY.public.fingerprint, made.OTHER_KEY.public.fingerprint
    done = CliRunner().invoke(main, ["credential", "keys", str(folder / "two.json"), "--lang", "en"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:4] == [
        f"Keys of {made.QINGHE}",
        "Fingerprint                              Signs from  Until       Revoked",
        f"{first}  2026-01-01  2026-07-01  —",
        f"{second}  2026-07-01  —           —",
    ]
    document = told(CliRunner().invoke(main, ["credential", "keys", str(folder / "two.json"), "--json"]))
    assert document["issuer"] == made.QINGHE
    assert document["keys"][1] == {
        "kid": made.OTHER_KEY.public.kid,
        "fingerprint": second,
        "from_on": "2026-07-01",
        "until_on": None,
        "revoked_on": None,
    }
    refused = CliRunner().invoke(main, ["credential", "keys", str(folder / "list.jwt")])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "keys_json" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["certificate.txt"], "option_missing"),
        (["none.txt", "--keys", "jwks.json"], "file_access"),
        (["certificate.txt", "--keys", "jwks.json", "--nonce", "1"], "usage"),
    ],
)
def test_wrong_words_end_with_2(folder: Path, words: list[str], code: str) -> None:
    done = verify(folder, *words)
    assert done.exit_code == 2
    assert code in done.stderr


def test_a_holder_s_signature_is_asked_for_by_name_and_number(folder: Path) -> None:
    asked = Binding("bank", "7f")
    at = datetime(2026, 5, 2, tzinfo=UTC)
    (folder / "bound.txt").write_text(sdjwt.bind(made.certificate(bound=True), made.HOLDER, asked, at), "utf-8")
    words = ["bound.txt", "--keys", "jwks.json", "--status", "list.jwt", "--json", "--audience", "bank", "--nonce"]
    assert told(verify(folder, *words, "7f"))["bound"] is True
    done = verify(folder, *words, "80")
    assert (done.exit_code, told(done)["findings"][0]["code"]) == (1, "binding_not_asked")


def test_by_default_it_is_verified_for_today(folder: Path) -> None:
    words = ["credential", "verify", str(folder / "certificate.txt"), "--keys", str(folder / "jwks.json"), "--json"]
    with time_machine.travel(datetime(2027, 2, 28, 15, 59, tzinfo=UTC), tick=False):
        assert told(CliRunner().invoke(main, words))["on"] == "2027-02-28"
    with time_machine.travel(datetime(2027, 2, 28, 16, tzinfo=UTC), tick=False):
        assert told(CliRunner().invoke(main, words))["findings"][0]["code"] == "expired"
