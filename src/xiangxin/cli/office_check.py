"""`xiangxin office check`: every unsafe setting of an office, with why and how to mend it."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@home_option
@click.option("--host", help="准备监听的地址 · the address it is going to listen at")
@output_options
def check(output: Output, home: Path, host: str | None) -> int:
    """列出每一项不安全的设置；有一项就以 1 结束。 List every unsafe setting; ends with 1 when there is one."""
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations.safety import Situation, all_findings

    found = all_findings(Situation(opened, host))
    output.put(home=str(opened.folder), kind=opened.kind, unsafe=sum(one.severity != "note" for one in found))
    output.findings(found)
    unsafe = [one for one in found if one.severity != "note"]
    if not unsafe:
        output.say(Text("没有不安全的设置。", "No unsafe setting was found."))
    return output.finish(FAILED if unsafe else DONE)
