"""`xiangxin office serve` and `worker`: answer browsers and work in the background, where nothing unsafe stands."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址 · the address to listen at")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口 · port")
@click.option("--processes", type=click.IntRange(1, 32), default=1, show_default=True, help="进程数 · server processes")
@click.option(
    "--worker/--no-worker", default=True, show_default=True, help="同时做后台工作 · do background work beside it"
)
@output_options
def serve(output: Output, home: Path, host: str, port: int, processes: int, worker: bool) -> int:
    """打开办公室的网页；有不安全的设置就拒绝。 Open the office to browsers; refuses where a setting is unsafe."""
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.safety import Situation, blocking
    from xiangxin.office.operations.serving import Address, require_free, run
    from xiangxin.office.operations.statics import collect

    found = blocking(Situation(opened, host))
    if found:
        output.findings(found)
        return output.finish(FAILED)
    address = Address(host, port)
    door = f"{address.url}/demo/" if opened.kind == "demo" else address.url
    require_free(address)
    collect(opened)
    output.put(address=address.url)
    output.say(
        Text(f"{opened.title.zh} 已打开：{door}", f"{opened.title.en} is open at {door}"),
        Text("按 Ctrl-C 关闭。", "Ctrl-C closes it."),
    )
    return output.finish(run(opened, address, processes=processes, with_worker=worker))


@click.command()
@home_option
@click.option(
    "--beside", type=int, hidden=True, help="网页服务的进程号 · the serving process, with which this one ends"
)
@output_options
def worker(output: Output, home: Path, beside: int | None) -> int:
    """后台工作：发送、封存读取记录、检查点、长任务。 Deliveries, sealing of reads, checkpoints, long jobs."""
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.safety import Situation, blocking
    from xiangxin.office.operations.working import work_until_stopped

    found = blocking(Situation(opened))
    if found:
        output.findings(found)
        return output.finish(FAILED)
    work_until_stopped(beside)
    return output.finish(DONE)
