"""`xiangxin office keys …`: new keys for sealed names and numbers, for the sheets, for the log, for sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.office import confirm, home_option
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text

if TYPE_CHECKING:
    from xiangxin.office.vault.ciphers import Provider

CONFIRM = "不询问，照要求的字样给出 · what would have to be typed"

keys = LazyGroup(
    "keys",
    {
        "list": (
            "xiangxin.cli.office_keys:list_keys",
            "有哪些、重新封存到哪里 · which there are",
        ),
        "renew": ("xiangxin.cli.office_keys:renew", "新的数据密钥 · a new data key"),
        "renew-master": ("xiangxin.cli.office_keys:renew_master", "新的主密钥和托管纸 · a new key of keys, new sheets"),
        "renew-log": ("xiangxin.cli.office_keys:renew_log", "日志换名称和签名密钥 · the log's name and key"),
        "renew-session": ("xiangxin.cli.office_keys:renew_session", "所有人重新登录 · everybody signs in again"),
    },
    "办公室的密钥：看和换，每次都记入日志。 The office's keys: see and renew them; each renewal stands in the log.",
)


@click.command("list")
@home_option
@output_options
def list_keys(output: Output, home: Path) -> int:
    """密钥的编号、日期和用处，重新封存做到哪里；没有密钥本身。 Numbers, days and uses, never a key."""
    from xiangxin.office.operations.running import enter_to_read

    opened = enter_to_read(home)
    from xiangxin.office.audit.naming import signer
    from xiangxin.office.vault.keys import other_keks, read_ring

    ring, others = read_ring(opened.keys), other_keks(opened.keys)
    data = [key for key in ring.keys if key.use == "data"]
    log_key = signer().verifier().write()
    output.put(
        master=ring.kek,
        other_masters=others,
        log_key=log_key,
        data_keys=[{"version": key.number, "family": key.provider, "made_on": key.made_on} for key in data],
    )
    heads = (Text("数据密钥", "Data key"), Text("算法", "Family"), Text("生成日期", "Made on"), Text("用处", "Use"))
    rows = [(str(key.number), key.provider, key.made_on, output.word(_use(key is ring.newest))) for key in data]
    output.table(Text("密钥", "Keys"), heads, rows, numeric=4)
    output.say(Text(f"主密钥编号 {ring.kek}，托管纸上写着它。", f"Key of keys {ring.kek}; the sheets name it."))
    for name in others:
        output.say(
            Text(
                f"keys/kek-{name} 只开以前的备份（或没有用过）：移到那些备份旁边保管，不留在这台机器上。",
                f"keys/kek-{name} opens backups from before only (or was never used): keep it with them, not here.",
            )
        )
    output.say(Text(f"日志的公钥：{log_key}", f"Public key of the log: {log_key}"))
    _say_sealing(output)
    return output.finish(DONE)


@click.command("renew")
@click.option("--family", type=click.Choice(("aes", "gm")), help="换算法：国际或国密 · another family of algorithms")
@home_option
@output_options
def renew(output: Output, /, family: Provider | None, home: Path) -> int:
    """新的数据密钥；后台把以前的封存逐步换成新的。 A new data key; the worker seals again with it."""
    from xiangxin.office.operations.running import enter_to_act

    opened = enter_to_act(home)
    from xiangxin.office.operations.renewing import renew_data_key

    number = renew_data_key(opened, family)
    output.put(version=number)
    output.say(
        Text(
            f"第 {number} 版数据密钥已启用：新写的都用它，旧的照样打开，不用停机。",
            f"Data key {number} is in use for whatever is sealed from now on; older ones still open. Nothing stops.",
        ),
        Text(
            "后台进程接着把以前封存的逐表逐文件换成新密钥；旧密钥留在密钥环里，旧备份照样打得开。",
            "The worker now seals again what older keys sealed, table by table, then file by file; older keys stay in "
            "the ring, so old backups stay readable.",
        ),
    )
    _say_sealing(output)
    return output.finish(DONE)


@click.command("renew-master")
@click.option("--printed", is_flag=True, help="不询问：纸由调用者打印 · do not ask: the caller prints the sheets")
@home_option
@output_options
def renew_master(output: Output, /, *, printed: bool, home: Path) -> int:
    """新的主密钥：先打印新的三份托管纸，再换。 A new key of keys: its three sheets are printed first, then it is used.

    中途停下，什么也没有换。 Where it stops before that, nothing was changed.
    """
    if output.as_json and not printed:
        raise click.UsageError("--json --printed: 一起给 · give both")
    from xiangxin.office.operations.running import enter_to_act

    opened = enter_to_act(home)
    from xiangxin.office.operations.renewing import renew_master_key
    from xiangxin.office.vault.escrow import split
    from xiangxin.office.vault.keys import drop_kek, prepare_kek

    name = prepare_kek(opened.keys)
    try:
        sheets = split(opened.keys, name)
        for one in sheets:
            output.say(one.text())
        if not printed:
            question = Text(
                "三份都打印好以后，输入纸上的主密钥编号", "Once all three are printed, type the name of the key"
            )
            confirm(name, None, question)
        before = renew_master_key(opened, name)
    finally:
        drop_kek(opened.keys, name)
    output.put(
        master=name,
        former=before,
        sheets=[{"number": one.number, "kek": one.kek, "words": one.words} for one in sheets],
    )
    output.say(
        Text(f"密钥环已用主密钥 {name} 封住。", f"The ring is closed with the key of keys {name}."),
        Text("一、新的三份分三人保管，各写收条。", "1. Give the new sheets to three keepers; each signs for one."),
        Text(
            f"二、收回写着 {before} 的旧纸：它们只能打开今天以前的备份。",
            f"2. Collect the sheets that name {before}: they open backups made before today and nothing else.",
        ),
        Text(
            f"三、把 keys/kek-{before} 移出这台机器，和旧备份一起保管；旧备份销毁时一并销毁。",
            f"3. Take keys/kek-{before} off this machine, keep it with those backups, and destroy it with them.",
        ),
        Text("四、马上做一份备份：它用新纸打开。", "4. Make a backup now: it opens with the new sheets."),
    )
    return output.finish(DONE)


@click.command("renew-log")
@click.option("--confirm", "typed", help=CONFIRM)
@home_option
@output_options
def renew_log(output: Output, /, typed: str | None, home: Path) -> int:
    """签名密钥被人读过时：日志换一个名称和密钥。 The log goes on under a new name and key, as after a theft."""
    from xiangxin.office.operations.running import enter_to_act

    opened = enter_to_act(home)
    from xiangxin.office.audit.naming import origin
    from xiangxin.office.audit.witnesses import open_witnesses
    from xiangxin.office.operations.renewing import renew_log_key

    former = origin()
    names = "、".join(open_witnesses().values_list("name", flat=True)) or "—"
    output.say(
        Text(
            f"日志“{former}”以新的名称和密钥继续；见证方要登记新公钥，登记以前不再收：{names}。",
            f"The log {former} goes on under a new name and key; witnesses take nothing before they know it: {names}.",
        )
    )
    confirm(former, typed, Text("要换，就输入现在的名称", "Type its present name to go on"))
    key = renew_log_key(opened)
    output.put(former=former, name=origin(), log_key=key)
    output.say(
        Text("已换。把新公钥交给每个见证方和审计人员，用电话核对：", "Done. Give the new key to every witness:"),
        key,
        Text("现在可以启动 serve 和 worker。", "Start serve and worker again."),
    )
    return output.finish(DONE)


@click.command("renew-session")
@click.option("--confirm", "typed", help=CONFIRM)
@home_option
@output_options
def renew_session(output: Output, /, typed: str | None, home: Path) -> int:
    """新的会话密钥：重新启动以后，所有人重新登录。 A new session key: everybody signs in again after a restart."""
    from xiangxin.office.operations.running import enter_to_act

    opened = enter_to_act(home)
    from xiangxin.office.operations.renewing import renew_session_key

    output.say(
        Text(
            "所有人要重新登录；还没有用过的凭条和验证码作废，要重新发。",
            "Everybody has to sign in again; slips and codes that were not used yet are void and are issued anew.",
        )
    )
    confirm("session", typed, Text("要换，就输入 session", "Type session to go on"))
    renew_session_key(opened)
    output.say(
        Text(
            "会话密钥已换。重新启动 serve；从那时起所有人重新登录。",
            "The session key is new. Restart serve; from then on everybody signs in again.",
        )
    )
    return output.finish(DONE)


def _use(newest: bool) -> Text:
    return Text("现在封存用", "seals now") if newest else Text("只打开旧的", "opens what is older")


def _say_sealing(output: Output) -> None:
    """How far sealing again with the newest data key is, and whether anybody does it."""
    from xiangxin.office.jobs.queries import worker_runs
    from xiangxin.office.operations.tasks import sealing_again

    job, runs = sealing_again(), worker_runs()
    output.put(
        worker_runs=runs,
        sealing=None
        if job is None
        else {"state": job.state, "done": job.done, "total": job.total, "result": job.result},
    )
    if job is None:
        return
    of, counted = "?" if job.total is None else job.total, job.result
    states = {
        "queued": Text("重新封存在等后台进程。", "Sealing again waits for the worker."),
        "running": Text(f"重新封存做到 {job.done}/{of}。", f"Sealing again has done {job.done} of {of}."),
        "failed": Text(
            "重新封存没有做完，一小时内再做。", "Sealing again did not end; it is tried again within the hour."
        ),
        "cancelled": Text(
            "重新封存被取消，一小时内再做。", "Sealing again was cancelled; it is begun again within the hour."
        ),
        "done": Text(
            f"重新封存已完成：{counted.get('rows', 0):,} 行，{counted.get('elsewhere', 0):,} 个文件；"
            f"等下次 {counted.get('left', 0):,}，打不开 {counted.get('broken', 0):,}。",
            f"Sealing again is done: {counted.get('rows', 0):,} rows, {counted.get('elsewhere', 0):,} files; "
            f"{counted.get('left', 0):,} wait for the next hour, {counted.get('broken', 0):,} do not open.",
        ),
    }
    output.say(states[job.state])
    if not runs and job.state in ("queued", "running"):
        output.say(
            Text(
                "没有后台进程在运行：启动 xiangxin office serve 或 worker；进度用 xiangxin office keys list 看。",
                "No worker is running: start xiangxin office serve or worker. See how far it is with keys list.",
            )
        )
