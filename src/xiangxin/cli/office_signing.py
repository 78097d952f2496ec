"""`xiangxin office signing-key …`: keys that sign certificates, and the file by which others verify them off line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.office import confirm, home_option, refusals_told
from xiangxin.cli.options import DATE, FILE, today
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text
from xiangxin.scoring.aside import file_aside

if TYPE_CHECKING:
    from xiangxin.office.certificates.queries.publishing import KeyLine

TASK = "signing-key"
"""As whom the office acts in the log when it is told so here."""
MOST_LINES = 40
"""So many certificates are listed for people; --json has all."""

signing_key = LazyGroup(
    "signing-key",
    {
        "list": ("xiangxin.cli.office_signing:list_keys", "有哪些、哪把在签 · which there are, which one signs"),
        "renew": ("xiangxin.cli.office_signing:renew", "从某天起用新的 · a new one from a day on"),
        "revoke": ("xiangxin.cli.office_signing:revoke", "被盗的作废 · end a stolen one for good"),
    },
    "签发证书的密钥；公钥文件总是公布在 /certificates/keys.json。 Keys that sign certificates; the key file is always "
    "published at /certificates/keys.json.",
)


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--out``: the published key file, for verifiers who do not fetch it."""
    return click.option("-o", "--out", type=FILE, help="把公钥文件也写到这里 · write the key file here, too")(command)


@click.command("list")
@home_option
@out_option
@output_options
def list_keys(output: Output, home: Path, out: Path | None) -> int:
    """指纹、哪几天签、哪把现在签、私钥在不在本机。 Fingerprints, days, which one signs, whether its file is here."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    with refusals_told(), _key_file(output, out):
        _show_keys(output)
    return output.finish(DONE)


@click.command("renew")
@click.option("--from", "from_on", type=DATE, help="从哪天起签，默认今天 · from which day, by default today")
@home_option
@out_option
@output_options
def renew(output: Output, /, from_on: date | None, home: Path, out: Path | None) -> int:
    """从某天起用新的签；以前签的照样有效。 A new key signs from a day on; what was signed before stays good."""
    from xiangxin.office.operations.running import enter_to_act

    enter_to_act(home)
    from xiangxin.office.audit.actor import system
    from xiangxin.office.certificates.actions import add_key

    with refusals_told(), _key_file(output, out):
        made = add_key(system(TASK), from_on)
        output.put(kid=made.kid, from_on=made.from_on)
        output.say(
            Text(
                f"新密钥从 {made.from_on} 起签；旧的签到那一天为止，它签过的照样有效。",
                f"The new key signs from {made.from_on} on, the one before until then; what it signed stays good.",
            )
        )
        _show_keys(output)
    return output.finish(DONE)


@click.command("revoke")
@click.argument("fingerprint")
@click.option("--confirm", "typed", help="不询问，给出指纹的前两组 · the first two groups of the fingerprint")
@home_option
@out_option
@output_options
def revoke(output: Output, /, fingerprint: str, typed: str | None, home: Path, out: Path | None) -> int:
    """被盗的作废：它签过的文件全部无效，不能撤销。 A stolen key: nothing it signed is good any more; not undone.

    FINGERPRINT 是指纹的开头。 FINGERPRINT is the beginning of its fingerprint.
    """
    from xiangxin.office.operations.running import enter_to_act

    enter_to_act(home)
    from xiangxin.office.audit.actor import system
    from xiangxin.office.certificates.actions import key_for, revoke_key, sign_due
    from xiangxin.office.certificates.queries.publishing import key_line

    by = system(TASK)
    with refusals_told(), _key_file(output, out):
        line = key_line(fingerprint)
        _show_consequence(output, line)
        groups = " ".join(line.fingerprint.split()[:2])
        confirm(groups, typed, Text("要作废，就输入指纹的前两组", "Type the first two groups of it to go on"))
        revoke_key(by, line.kid)
        key_for(by, today())
        lists = sign_due(by)
        output.put(revoked=line.kid, lists_signed=lists)
        output.say(
            Text(
                f"已作废，私钥已从本机删除；状态名单 {lists} 份已用新密钥重签。请持有人重新下载，公布新指纹。",
                f"Revoked, and its file is gone from this machine; {lists} status lists are signed by another key. "
                "Holders fetch their files again; announce the new fingerprint.",
            )
        )
        _show_keys(output)
    return output.finish(DONE)


def _show_consequence(output: Output, line: KeyLine) -> None:
    """Which certificates have to be fetched again."""
    from xiangxin.office.audit.actor import system
    from xiangxin.office.certificates.queries.signed import signed_with

    found = signed_with(system(TASK), line.kid)
    output.put(
        fetch_again=[
            {"bank": {"zh": one.bank.zh, "en": one.bank.en}, "case": one.case, "number": one.number, "files": one.files}
            for one in found
        ]
    )
    output.say(
        Text(
            f"密钥 {line.fingerprint}：它签过的文件会全部无效；下面 {len(found):,} 份证书的持有人要重新下载文件。"
            "纸质证书、查验码和额度不受影响。",
            f"Key {line.fingerprint}: nothing it signed will be good; the holders of these {len(found):,} certificates "
            "have to fetch their files again. Paper, codes and the lines themselves stay as they are.",
        )
    )
    if found:
        heads = (Text("银行", "Bank"), Text("授信编号", "Case"), Text("证书编号", "Certificate"), Text("文件", "Files"))
        rows = [(output.word(one.bank), one.case, one.number, str(one.files)) for one in found[:MOST_LINES]]
        output.table(Text("要重新下载的", "To be fetched again"), heads, rows, numeric=3)
    if len(found) > MOST_LINES:
        output.say(Text("其余的用 --json 看。", "--json has the rest."))


@contextmanager
def _key_file(output: Output, out: Path | None) -> Iterator[None]:
    """The published key file as it is when the block has ended. A place that takes no file is told before it begins."""
    if out is None:
        yield
        return
    from xiangxin.office.certificates.queries.publishing import key_set

    with file_aside(out) as aside:
        yield
        aside.write_text(key_set().write(), encoding="utf-8")
    output.put(file=str(out))
    output.say(Text(f"公钥文件已写到 {out}。", f"The key file was written to {out}."))


def _show_keys(output: Output) -> None:
    from xiangxin.office.certificates.issuer import has_file, issuer_name
    from xiangxin.office.certificates.queries.publishing import key_lines, signs_on

    lines = key_lines()
    signs = {row.kid for row in signs_on(issuer_name(), today())[:1]}
    output.put(
        issuer=issuer_name(),
        keys=[
            {
                "kid": line.kid,
                "fingerprint": line.fingerprint,
                "from_on": line.from_on,
                "until_on": line.until_on,
                "revoked_on": line.revoked_on,
                "signs": line.kid in signs,
                "file_here": has_file(line.kid),
            }
            for line in lines
        ],
    )
    heads = (
        Text("指纹", "Fingerprint"),
        Text("从", "From"),
        Text("到", "Until"),
        Text("现在", "Now"),
        Text("私钥在本机", "File here"),
    )
    rows = [
        (
            line.fingerprint,
            str(line.from_on),
            str(line.until_on or "—"),
            output.word(_now(line, line.kid in signs)),
            output.word(Text("在", "yes") if has_file(line.kid) else Text("不在", "no")),
        )
        for line in lines
    ]
    output.table(Text(f"{issuer_name()} 的密钥", f"Keys of {issuer_name()}"), heads, rows, numeric=5)
    if not lines:
        output.say(Text("还没有签过证书。", "Nothing was signed yet."))
        return
    output.say(
        Text(
            f"公钥文件公布在 {issuer_name()}/certificates/keys.json；指纹请公示，让人打电话也能核对。",
            f"The key file is published at {issuer_name()}/certificates/keys.json; put the fingerprints on a notice "
            "board, so that they can be compared by telephone.",
        )
    )


def _now(line: KeyLine, signs: bool) -> Text:
    if line.revoked_on is not None:
        return Text(f"{line.revoked_on} 作废", f"revoked {line.revoked_on}")
    if signs:
        return Text("在签", "signs")
    if line.from_on > today():
        return Text("到日子才签", "waits for its day")
    return Text("不再签，签过的有效", "signs no more, what it signed is good")
