"""`xiangxin verify` and `xiangxin office jobs`: whether log and rows agree, and how background work is doing."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.options import FOLDER
from xiangxin.cli.output import DONE, FAILED, Output, output_options, text_entry
from xiangxin.kernel.text import Text


@click.command()
@home_option
@click.option("--checkpoints", type=FOLDER, multiple=True, help="别人保管的检查点 · checkpoints that others keep")
@click.option("--seal", is_flag=True, help="先封存待封存的读取记录 · put pending notes of reads under the log first")
@click.option("--beside", "why", is_flag=True, help="列出哪些表和列不比对、为什么 · what is not compared, and why")
@output_options
def verify(output: Output, /, home: Path, checkpoints: tuple[Path, ...], *, seal: bool, why: bool) -> int:
    """验证日志、检查点和每一行数据，指出不符的那一行。 Log, checkpoints, every row; names the one that differs."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from xiangxin.office.audit.queries import not_compared
    from xiangxin.office.audit.verify import verify as verify_office

    verdict = verify_office(checkpoints, seal=seal)
    output.put(
        entries=verdict.entries, rows=verdict.rows, checkpoints=verdict.checkpoints, differences=len(verdict.findings)
    )
    output.findings(verdict.findings)
    aside = not_compared()
    output.put(
        beside=[
            {"table": one.table, "manner": one.manner, "columns": one.columns, "why": text_entry(one.why)}
            for one in aside
        ]
    )
    if why:
        heads = (Text("表", "Table"), Text("列", "Columns"), Text("为什么不比对", "Why it is not compared"))
        rows = [(one.table, ", ".join(one.columns), output.word(one.why)) for one in aside]
        output.table(Text("不在日志之下的", "Beside the log"), heads, rows, numeric=3)
    zh, en = ("全部相符", "all agree") if verdict.clean else ("有不符，见上", "see above for what differs")
    output.say(
        Text(
            f"日志 {verdict.entries:,} 条，比对 {verdict.rows:,} 行，检查点 {verdict.checkpoints:,} 个：{zh}。",
            f"{verdict.entries:,} entries, {verdict.rows:,} rows compared, {verdict.checkpoints:,} checkpoints: {en}.",
        )
    )
    output.say(
        Text(
            f"另有 {len(aside)} 张表全部或部分不比对（计数、队列、程序库的表），原因见 --beside。",
            f"{len(aside)} tables are not compared, or not in every column (counters, queues); --beside says why.",
        )
    )
    return output.finish(DONE if verdict.clean else FAILED)


@click.command()
@home_option
@click.option("--last", type=click.IntRange(1, 1000), default=20, show_default=True, help="最近几个 · how many")
@output_options
def jobs(output: Output, home: Path, last: int) -> int:
    """后台任务：正在做的、等着的、失败的；只有种类和状态，没有文件和个人信息。 Kinds and states, nothing personal."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from xiangxin.office.jobs.queries import all_jobs, periodic_work, queue_state, told_of_periodic, worker_silence

    queue, silent = queue_state(), int(worker_silence().total_seconds())
    found = list(all_jobs()[:last])
    periodic = [told_of_periodic(row) for row in periodic_work()]
    output.put(
        queued=queue.queued,
        running=queue.running,
        failed_today=queue.failed_today,
        waits_minutes=queue.minutes,
        worker_silent_seconds=silent,
        jobs=[
            {"id": row.id, "kind": row.kind, "state": row.state, "done": row.done, "total": row.total} for row in found
        ],
        periodic=periodic,
    )
    heads = (Text("任务", "Job"), Text("种类", "Kind"), Text("状态", "State"), Text("进度", "Done"), Text("共", "Of"))
    rows = [
        (str(row.id), row.kind, str(row.state), f"{row.done:,}", "" if row.total is None else f"{row.total:,}")
        for row in found
    ]
    output.table(Text("后台任务", "Background work"), heads, rows, numeric=3)
    output.say(
        Text(
            f"等待 {queue.queued}，进行 {queue.running}，一天内失败 {queue.failed_today}；后台进程已静默 {silent} 秒。",
            f"{queue.queued} wait, {queue.running} run, {queue.failed_today} failed in a day; "
            f"no worker for {silent} seconds.",
        )
    )
    for one in periodic:
        since = one["succeeded_at"] or "—"
        output.say(
            Text(
                f"定时 {one['name']}：上次成功 {since}，连续失败 {one['failures']}。",
                f"Periodic {one['name']}: last success {since}, failed in a row {one['failures']}.",
            )
        )
    return output.finish(DONE)
