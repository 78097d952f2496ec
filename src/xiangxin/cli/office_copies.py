"""`xiangxin office backup`, `backup-key`, `restore`, `accept-restore`, `upgrade`, `sheets`: copies, and their keys."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.options import FILE, FOLDER
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text

if TYPE_CHECKING:
    from xiangxin.office.operations.sealed.stanzas import Opener, Recipient

PASSPHRASE = "XIANGXIN_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
RECIPIENTS = "XIANGXIN_BACKUP_TO"
REFERENCE_HELP = "报告或工单的编号 · number of the report or ticket that tells what happened"


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--out`` and ``--to``: where a copy goes and who opens it."""
    to = click.option("--to", multiple=True, help=f"收件人公钥 age1…，可多次；或 {RECIPIENTS} · public key, repeatable")
    out = click.option("-o", "--out", type=FOLDER, required=True, help="写到哪个目录 · folder to write into")
    return out(to(command))


@click.command("backup")
@home_option
@out_option
@click.option("--with-keys", is_flag=True, help="连同裸密钥（只能用 --to）· with the bare keys, for --to only")
@output_options
def backup(output: Output, /, home: Path, out: Path, to: tuple[str, ...], *, with_keys: bool) -> int:
    """在线备份：一个加密文件，只有收件人能打开。 A copy of the running office in one sealed file.

    没有 --to 时用环境变量 XIANGXIN_BACKUP_PASSPHRASE 里的口令，或在终端里问。
    """
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.copies.backup import back_up

    made = back_up(opened, out, _recipients(to), with_keys=with_keys)
    output.put(file=str(made.file), bytes=made.bytes, log_size=made.size, log_root=made.root)
    output.say(
        Text(
            f"备份已写好：{made.file}（{made.bytes:,} 字节，日志 {made.size:,} 条）",
            f"The backup is {made.file} ({made.bytes:,} bytes, {made.size:,} entries of the log)",
        )
    )
    return output.finish(DONE)


@click.command("backup-key")
@output_options
def backup_key(output: Output) -> int:
    """生成一对备份密钥：公钥放在服务器，私钥离线保管。 A pair of keys for backups; the secret half stays off-line."""
    from xiangxin.office.operations.sealed.stanzas import new_secret_key

    secret = new_secret_key()
    output.put(public=str(secret.public), secret=secret.written())
    output.say(
        Text("公钥（写进 XIANGXIN_BACKUP_TO 或 --to）：", "Public key (for XIANGXIN_BACKUP_TO or --to):"),
        str(secret.public),
        Text(
            "私钥（抄在纸上或存在不联网的机器，只显示这一次；age 程序也认得它）：",
            "Secret key (on paper or on a machine without network, shown this once; the program age knows it too):",
        ),
        secret.written(),
    )
    return output.finish(DONE)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
@click.option("--identity", type=FILE, help="私钥文件 AGE-SECRET-KEY-… · file with the secret key")
@click.option("--keys", type=FOLDER, help="办公室密钥的副本目录 · a folder with a copy of the office's keys")
@click.option(
    "--shares", type=click.File("r", "utf-8"), help="两份托管纸上的词，每份一行 · words of two sheets, a line each"
)
@click.option("--checkpoints", type=FOLDER, multiple=True, help="别人保管的检查点 · checkpoints that others keep")
@click.option(
    "--accept-restore",
    "reason",
    default="",
    metavar="REASON",
    help="接受较旧的状态：原因代码 · accept an older state: the reason's code",
)
@click.option("--reference", default="", help=REFERENCE_HELP)
@click.option("--drill", is_flag=True, help="演练：全部验证，不留下任何东西 · prove everything, leave nothing")
@output_options
def restore(output: Output, /, file: Path, home: Path, *, drill: bool, **given: Any) -> int:
    """从备份恢复到空目录（和空数据库），验证后才算数。 Into an empty folder and database, proven or not at all."""
    from xiangxin.office.operations.copies.restore import Given
    from xiangxin.office.operations.copies.restore import restore as bring_back

    shares = [line.strip() for line in given["shares"] if line.strip()] if given["shares"] is not None else []
    brought = Given(
        _opener(given["identity"]),
        given["keys"],
        shares,
        tuple(given["checkpoints"]),
        given["reason"],
        given["reference"],
    )
    done = bring_back(file, home, brought, keep=not drill)
    at, size = done.manifest.made_at, done.manifest.size
    output.put(home=None if drill else str(home), made_at=at, log_size=size, rows=done.rows, missing=done.missing)
    zh, en = ("演练成功，未留下任何东西", "The drill succeeded and left nothing") if drill else ("已恢复", "Restored")
    output.say(
        Text(
            f"{zh}：备份于 {at}，日志 {size:,} 条，{done.rows:,} 行全部相符，缺 {done.missing:,} 条。",
            f"{en}: made at {at}, {size:,} entries, {done.rows:,} rows all as the log says, {done.missing:,} missing.",
        )
    )
    return output.finish(DONE)


@click.command("accept-restore")
@home_option
@click.option("--reason", required=True, metavar="REASON", help="原因代码 · the reason's code")
@click.option("--reference", required=True, help=REFERENCE_HELP)
@click.option("--checkpoints", type=FOLDER, multiple=True, help="别人保管的检查点 · checkpoints that others keep")
@output_options
def accept_restore(output: Output, /, home: Path, reason: str, reference: str, checkpoints: tuple[Path, ...]) -> int:
    """记下：办公室是有意从较旧的状态继续的。 Write down that the office goes on from an older state on purpose."""
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.copies.accepting import accept, gap_of, reason_of
    from xiangxin.office.operations.words import refused

    told = reason_of(reason, reference)
    gap = gap_of((opened.checkpoints, *checkpoints))
    if gap is None:
        raise refused("accept_needless")
    accept(opened, told, gap)
    output.put(log_size=gap.size, newest=gap.newest.checkpoint.size)
    output.say(
        Text("已记入日志；把新的检查点交给各见证方。", "It stands in the log; give witnesses the new checkpoint.")
    )
    return output.finish(DONE)


@click.command("upgrade")
@home_option
@out_option
@output_options
def upgrade(output: Output, /, home: Path, out: Path, to: tuple[str, ...]) -> int:
    """升级数据库：先备份，再改表，最后验证。 Bring the tables up to date: backup, change, proof."""
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.upgrading import upgrade as bring_up

    done = bring_up(opened, out, _recipients(to))
    output.put(steps=done.steps, backup=None if done.backup is None else str(done.backup.file))
    if done.steps:
        output.say(Text(f"已升级 {done.steps} 步，验证无误。", f"{done.steps} steps were taken; the proof is clean."))
    else:
        output.say(Text("已是最新，什么也没做。", "It is up to date; nothing was done."))
    return output.finish(DONE)


@click.command("sheets")
@home_option
@output_options
def sheets(output: Output, home: Path) -> int:
    """三份主密钥托管纸，任意两份可恢复；打印后分三人保管。 Three sheets for the key of keys; any two restore it."""
    from xiangxin.office.config.home import read_home
    from xiangxin.office.vault.escrow import split

    made = split(read_home(home.absolute()).keys)
    output.put(sheets=[{"number": one.number, "kek": one.kek, "words": one.words} for one in made])
    for one in made:
        output.say(one.text())
    return output.finish(DONE)


def _recipients(to: Sequence[str]) -> list[Recipient]:
    from xiangxin.office.operations.sealed.stanzas import Passphrase, read_public_key
    from xiangxin.office.operations.words import refused

    found: list[Recipient] = []
    for written in to or os.environ.get(RECIPIENTS, "").split():
        key = read_public_key(written)
        if key is None:
            raise refused("recipient_unread", key=written)
        found.append(key)
    if found:
        return found
    words = _passphrase(confirm=True)
    return [Passphrase(words)] if words else []


def _opener(identity: Path | None) -> Opener:
    from xiangxin.office.operations.sealed.stanzas import Passphrase, read_secret_key
    from xiangxin.office.operations.words import refused

    if identity is None:
        return Passphrase(_passphrase(confirm=False))
    secret = read_secret_key(identity.read_text("utf-8", errors="replace"))
    if secret is None:
        raise refused("secret_unread", str(identity))
    return secret


def _passphrase(*, confirm: bool) -> str:
    """From the environment, else from the terminal, where nothing shows what is typed."""
    words = os.environ.get(PASSPHRASE, "")
    if words or not sys.stdin.isatty():
        return words
    return str(click.prompt("口令 · passphrase", hide_input=True, confirmation_prompt=confirm))
