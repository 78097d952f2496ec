"""`xiangxin office witness …`: banks and supervisors that keep checkpoints and would notice a rewritten log."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.office import home_option, refusals_told
from xiangxin.cli.options import DATE, today
from xiangxin.cli.output import DONE, Output, output_options, text_entry
from xiangxin.kernel.text import Text

if TYPE_CHECKING:
    from xiangxin.office.audit.models import Witness

TASK = "witness"
"""As whom the office acts in the log when it is told so here."""

witness = LazyGroup(
    "witness",
    {
        "list": ("xiangxin.cli.office_witness:list_witnesses", "谁在保存检查点 · who keeps checkpoints"),
        "add": ("xiangxin.cli.office_witness:add", "登记一个见证方 · register a witness"),
        "end": ("xiangxin.cli.office_witness:end", "停用一个见证方 · send it nothing more"),
    },
    "检查点见证方：银行、监管保存检查点，日志就改不动。 Witnesses keep checkpoints, so that nobody rewrites the log.",
)


@click.command("list")
@home_option
@output_options
def list_witnesses(output: Output, home: Path) -> int:
    """谁在保存检查点：从哪天起、收到第几条、有没有回答。 Since when, up to which entry, and whether each answered."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from xiangxin.office.audit.models import Witness
    from xiangxin.office.audit.witnesses import answered

    day = today()
    found = list(Witness.objects.select_related("state").order_by("name", "from_on"))
    output.put(witnesses=[_entry(one, day) for one in found])
    heads = (
        Text("名称", "Name"),
        Text("地址", "Address"),
        Text("从", "From"),
        Text("到", "Until"),
        Text("公钥", "Key"),
        Text("最近一次", "Last taken"),
        Text("回答", "Answer"),
        Text("收到条数", "Entries taken"),
    )
    rows = []
    for one in found:
        state = getattr(one, "state", None)
        at = "—" if state is None or state.sent_at is None else f"{state.sent_at:%Y-%m-%d %H:%M}Z"
        has_key = output.word(Text("有", "yes") if one.key else Text("无", "no"))
        taken = f"{0 if state is None else state.sent_size:,}"
        days = (str(one.from_on), str(one.to_on or "—"))
        rows.append((one.name, one.url, *days, has_key, at, output.word(answered(one, day)), taken))
    output.table(Text("检查点见证方", "Witnesses of checkpoints"), heads, rows, numeric=7)
    _say_how_many(output)
    return output.finish(DONE)


@click.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--key", default="", help="见证方的公钥，一整行 · its public key, the whole line")
@click.option("--from", "from_on", type=DATE, help="从哪天起送，默认今天 · from which day, by default today")
@home_option
@output_options
def add(output: Output, /, name: str, url: str, key: str, from_on: date | None, home: Path) -> int:
    """登记一个见证方，把最新的检查点马上送去。 Register a witness and send it the newest checkpoint at once.

    NAME 是机构名称，URL 是对方给的 https 地址。 NAME is the institution, URL the https address it gave.
    """
    from xiangxin.office.operations.running import enter_to_act

    enter_to_act(home)
    from xiangxin.office.audit.actor import system
    from xiangxin.office.audit.naming import signer
    from xiangxin.office.audit.witnesses import add_witness, answered, offer

    with refusals_told():
        made = add_witness(system(TASK), name, url, from_on or today(), key)
    state = offer(made)
    said = answered(made, today())
    ours = signer().verifier().write()
    output.put(witness=_entry(made, today()), log_key=ours)
    output.say(Text(f"已登记“{made.name}”，从 {made.from_on} 起。", f"{made.name} is registered from {made.from_on}."))
    if state is None:
        output.say(Text("到了日子、有了检查点就送。", "It is sent the first checkpoint from that day on."))
    else:
        output.say(
            Text(
                f"最新的检查点：{said.zh}。没有收下的，后台每分钟再送。",
                f"The newest checkpoint: {said.en}. What was not taken is sent again every minute.",
            )
        )
    output.say(Text("请对方登记本日志的公钥：", "Let it register the public key of this log:"), ours)
    _say_how_many(output)
    return output.finish(DONE)


@click.command("end")
@click.argument("name")
@click.option("--on", type=DATE, help="送到哪天为止，默认今天 · the last day, by default today")
@home_option
@output_options
def end(output: Output, /, name: str, on: date | None, home: Path) -> int:
    """停用一个见证方；它手里的检查点仍然算数。 Send it nothing more; the checkpoints it holds still count."""
    from xiangxin.office.operations.running import enter_to_act

    enter_to_act(home)
    from xiangxin.office.audit.actor import system
    from xiangxin.office.audit.witnesses import end_witness, witness_called

    with refusals_told():
        ended = end_witness(system(TASK), witness_called(name), on or today())
    output.put(witness=_entry(ended, today()))
    output.say(
        Text(f"“{ended.name}”送到 {ended.to_on} 为止。", f"{ended.name} is sent nothing after {ended.to_on}."),
        Text("请它把收到的检查点继续留着。", "Ask it to keep the checkpoints it has."),
    )
    _say_how_many(output)
    return output.finish(DONE)


def _entry(one: Witness, day: date) -> dict[str, object]:
    from xiangxin.office.audit.witnesses import answered

    state = getattr(one, "state", None)
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "key": one.key or None,
        "from_on": one.from_on,
        "to_on": one.to_on,
        "log_size": 0 if state is None else state.sent_size,
        "taken_at": None if state is None or state.sent_at is None else state.sent_at.isoformat(timespec="seconds"),
        "failure": None if state is None else state.failure or None,
        "answer": text_entry(answered(one, day)),
    }


def _say_how_many(output: Output) -> None:
    """How many keep checkpoints, and whether that is enough."""
    from xiangxin.office.audit.terms import least_witnesses
    from xiangxin.office.audit.witnesses import open_witnesses

    count, least = open_witnesses().count(), least_witnesses()
    output.put(open=count)
    zh, en = ("", "") if count >= least else (f"，至少要 {least} 个", f"; there should be {least} at least")
    output.say(Text(f"现在有 {count} 个见证方{zh}。", f"Witnesses: {count}{en}."))
