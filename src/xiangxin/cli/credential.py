"""`xiangxin credential …`: is this certificate authentic and valid? Off line, with the files a verifier keeps.

A claim is shown only once the issuer's signature over it was found good. Nothing is fetched, and nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.options import DATE, FILE, today
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.kernel.errors import Finding, Location, XiangxinError
from xiangxin.kernel.text import Text
from xiangxin.proof.credentials.errors import shown
from xiangxin.proof.credentials.household import CLAIMS, COLOURS, HOUSEHOLD_CREDIT
from xiangxin.proof.credentials.keys import MAX_FILE_BYTES, read_keys
from xiangxin.proof.credentials.model import Binding, NotValid, Verified
from xiangxin.proof.credentials.tokens import MAX_BYTES
from xiangxin.proof.credentials.verify import verify
from xiangxin.scoring.wording import same

credential = LazyGroup(
    "credential",
    {
        "verify": ("xiangxin.cli.credential:verify_credential", "核对一张证书 · verify a certificate"),
        "keys": ("xiangxin.cli.credential:show_keys", "公钥文件里有什么 · what stands in a key file"),
    },
    "电子证书：离线核对。 Signed certificates: verify them off line.",
)


@click.command("verify")
@click.argument("file", type=FILE)
@click.option(
    "--keys", "key_files", type=FILE, multiple=True, required=True, help="发证机构的公钥文件 · an issuer's key file"
)
@click.option("--status", "status_file", type=FILE, help="证书写明的状态名单 · the status list that it names")
@click.option("--on", type=DATE, help="核对哪一天，默认今天 · on which day, by default today")
@click.option("--audience", help="要求持有人签名时：核对方的名称 · with a holder's signature: the verifier's name")
@click.option("--nonce", help="要求持有人签名时：一次性号码 · with a holder's signature: the number used once")
@output_options
def verify_credential(
    output: Output,
    /,
    file: Path,
    key_files: tuple[Path, ...],
    status_file: Path | None,
    on: date | None,
    audience: str | None,
    nonce: str | None,
) -> int:
    """核对证书：谁发的、写明什么、到哪天、是否有效。 Who issued it, what it says, until when, is it valid?"""
    if (audience is None) != (nonce is None):
        raise click.UsageError("--audience --nonce: 两个一起给 · give both or neither")
    asked = None if audience is None or nonce is None else Binding(audience, nonce)
    sets = [read_keys(_read(path, MAX_FILE_BYTES), str(path)) for path in key_files]
    status = None if status_file is None else _text(status_file)
    day = on or today()
    output.put(on=day, valid=False)
    try:
        found = verify(_text(file), sets, day, status, asked)
        findings, code = found.notes, DONE
    except NotValid as refusal:
        found, findings, code = refusal.shown, refusal.findings, FAILED
    except XiangxinError as refusal:
        raise type(refusal)(_at(file, refusal.findings)) from None
    output.put(valid=code == DONE, **_entry(found))
    _show(output, found)
    of_list = next((place for place, each in enumerate(findings) if each.code == "status_refused"), len(findings))
    output.findings(_at(file, findings[:of_list]))
    output.findings(_at(status_file or file, findings[of_list:]))
    output.say(_verdict(found, day, valid=code == DONE))
    return output.finish(code)


@click.command("keys")
@click.argument("file", type=FILE)
@output_options
def show_keys(output: Output, /, file: Path) -> int:
    """公钥文件：谁的、哪几天、指纹；信任之前核对指纹。 Compare fingerprints with the issuer before trusting it."""
    keys = read_keys(_read(file, MAX_FILE_BYTES), str(file))
    output.put(
        issuer=keys.issuer,
        keys=[
            {
                "kid": each.key.kid,
                "fingerprint": each.key.fingerprint,
                "from_on": each.from_on,
                "until_on": each.until_on,
                "revoked_on": each.revoked_on,
            }
            for each in keys.keys
        ],
    )
    heads = (
        Text("指纹", "Fingerprint"),
        Text("签发自", "Signs from"),
        Text("至", "Until"),
        Text("作废", "Revoked"),
    )
    rows = [
        (each.key.fingerprint, str(each.from_on), str(each.until_on or "—"), str(each.revoked_on or "—"))
        for each in keys.keys
    ]
    output.table(Text(f"{shown(keys.issuer)} 的公钥", f"Keys of {shown(keys.issuer)}"), heads, rows, numeric=4)
    output.say(
        Text(
            "信任这个文件之前，用另外的途径（电话、公告）与发证机构核对指纹。",
            "Before you trust this file, compare the fingerprints with the issuer by telephone or a notice board.",
        )
    )
    return output.finish(DONE)


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit + 1)


def _text(path: Path) -> str:
    """The token in a file, without the line end or the mark in front that editors add."""
    return _read(path, MAX_BYTES).decode("utf-8-sig", errors="replace").strip()


def _at(path: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding if finding.where.file else replace(finding, where=Location(path.name)) for finding in findings)


def _show(output: Output, found: Verified) -> None:
    rows = [
        (
            output.word(_named(found.kind, name)),
            output.word(_value(found.kind, name, value)),
            output.word(_SHOWN if name in found.disclosed else _ALWAYS),
        )
        for name, value in found.about.items()
    ]
    heads = (Text("项目", "Claim"), Text("内容", "Value"), Text("出示", "Shown"))
    output.table(Text(f"证书内容：{shown(found.kind)}", f"What it says: {shown(found.kind)}"), heads, rows, numeric=3)
    output.say(
        Text(
            f"签发：{shown(found.issuer)}，{found.issued_on} 至 {found.expires_on}。",
            f"Issued by {shown(found.issuer)}, from {found.issued_on} to {found.expires_on}.",
        )
    )
    if found.status_on is not None:
        output.say(Text(f"状态名单：{found.status_on}。", f"Status list of {found.status_on}."))
    elif found.status is not None:
        place = shown(found.status.uri)
        output.say(Text(f"状态名单在：{place}", f"The status list is at {place}"))


_SHOWN = Text("持有人选择", "chosen")
_ALWAYS = Text("始终", "always")


def _named(kind: str, claim: str) -> Text:
    known = CLAIMS.get(claim) if kind == HOUSEHOLD_CREDIT else None
    return known or same(shown(claim))


def _value(kind: str, claim: str, value: object) -> Text:
    if kind == HOUSEHOLD_CREDIT and claim == "colour" and value in COLOURS:
        return COLOURS[str(value)]
    return same(shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))


def _verdict(found: Verified, day: date, *, valid: bool) -> Text:
    if not valid:
        return Text(f"{day}：无效，原因见上。", f"{day}: not valid; the reasons stand above.")
    zh, en = ("，有条件，见上", ", with conditions, see above") if found.notes else ("", "")
    return Text(f"{day}：有效{zh}。", f"{day}: valid{en}.")


def _entry(found: Verified) -> Mapping[str, object]:
    place = found.status
    return {
        "form": found.form,
        "issuer": found.issuer,
        "kind": found.kind,
        "issued_on": found.issued_on,
        "expires_on": found.expires_on,
        "about": found.about,
        "disclosed": list(found.disclosed),
        "kid": found.kid,
        "status": None if place is None else {"uri": place.uri, "index": place.index},
        "status_on": found.status_on,
        "bound": found.bound,
    }
