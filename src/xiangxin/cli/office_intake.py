"""`xiangxin office send` and `submissions`: a table into the office, and how what was sent stands."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option, refusals_told
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@click.argument("form")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "login", required=True, help="以哪个账号报送 · the account that sends")
@click.option("--area", default="", help="区划代码，默认本岗位的区域 · area code, by default the post's")
@click.option("--agreement", default="", help="数据协议编号 · number of the agreement")
@home_option
@output_options
def send(output: Output, form: str, file: Path, login: str, area: str, agreement: str, home: Path) -> int:
    """报送一份表格；由后台核对，提交和同意仍要两个人。 Send a table; it is checked in the background.

    FORM 是表的名称（court_enforcement、roster …）。 FORM is the name of the form.
    """
    from xiangxin.office.operations.running import enter_to_act

    enter_to_act(home)
    from xiangxin.office.intake.command import send_file

    with refusals_told():
        row = send_file(login, form, file, area, agreement)
    output.put(id=str(row.id), number=row.number, state=str(row.state))
    output.say(
        Text(
            f"已收到，编号 {row.number}。用 xiangxin office submissions 看进度。",
            f"Received as {row.number}. See its progress with xiangxin office submissions.",
        )
    )
    return output.finish(DONE)


@click.command()
@click.option("--last", type=click.IntRange(1, 1000), default=20, show_default=True, help="最近几份 · how many")
@home_option
@output_options
def submissions(output: Output, last: int, home: Path) -> int:
    """报送记录：状态、进度和行数，没有个人信息。 What was sent: states, progress, figures; nothing personal."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from xiangxin.office.intake.command import standing

    found = standing(last)
    output.put(
        submissions=[
            {
                "number": row.number,
                "form": row.form,
                "state": str(row.state),
                "done": 0 if job is None else job.done,
                "total": None if job is None else job.total,
                "rows": row.rows_read,
                "new": row.rows_new,
                "changed": row.rows_changed + row.rows_ended,
                "same": row.rows_same,
                "refused": row.rows_refused,
            }
            for row, job in found
        ]
    )
    names = (("编号", "Number"), ("表", "Form"), ("状态", "State"), ("进度", "Done"), ("行", "Rows"), ("退回", "Back"))
    rows = [
        (
            row.number,
            row.form,
            str(row.state),
            "" if job is None or job.total is None else f"{job.done:,}/{job.total:,}",
            f"{row.rows_read:,}",
            f"{row.rows_refused:,}",
        )
        for row, job in found
    ]
    output.table(Text("报送记录", "Submissions"), [Text(zh, en) for zh, en in names], rows, numeric=3)
    return output.finish(DONE)
