"""`xiangxin office jobs`: what the page of all jobs shows, for whoever sits at the machine. No file, no person."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@home_option
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="最多几项 · how many at most"
)
@output_options
def jobs(output: Output, home: Path, limit: int) -> int:
    """后台任务和定时工作的状态。 How jobs and periodic work are doing."""
    from xiangxin.office.operations.running import enter

    enter(home)
    from xiangxin.office.jobs import queries

    state = queries.queue_state()
    told = [queries.told_of(row) for row in queries.all_jobs()[:limit]]
    periodic = [queries.told_of_periodic(row) for row in queries.periodic_work()]
    output.put(queued=state.queued, running=state.running, wait_minutes=state.minutes, jobs=told, periodic=periodic)
    output.say(
        Text(
            f"排队 {state.queued}，进行中 {state.running}，最长等待 {state.minutes} 分钟。",
            f"{state.queued} waiting, {state.running} running, longest wait {state.minutes} minutes.",
        ),
        *(_line(one) for one in told),
        *(_periodic_line(one) for one in periodic),
    )
    return output.finish(DONE)


def _line(job: dict[str, object]) -> Text:
    counted = f"{job['done']}/{'?' if job['total'] is None else job['total']}"
    return Text(
        f"{job['created_at']}  {job['state']:<9}  {counted:>11}  {job['label_zh']}  {job['id']}",
        f"{job['created_at']}  {job['state']:<9}  {counted:>11}  {job['label_en']}  {job['id']}",
    )


def _periodic_line(work: dict[str, object]) -> Text:
    return Text(
        f"定时 {work['name']}：上次成功 {work['succeeded_at'] or '—'}，连续失败 {work['failures']}",
        f"Periodic {work['name']}: last success {work['succeeded_at'] or '—'}, failed in a row {work['failures']}",
    )
