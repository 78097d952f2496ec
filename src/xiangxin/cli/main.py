"""The entry point: which commands there are, and the promise that no mistake of a user ends in a traceback.

Exit codes: 0 done, 1 a check failed, 2 usage or unreadable input. Must stay as light as click itself: whatever else
is needed is imported where an error or a command needs it.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from xiangxin.cli.lazy import LazyGroup

COMMANDS = {
    "run": ("xiangxin.cli.run:run", "一个县的工作簿 → 结果、合计与说明 · county workbooks in, results out"),
    "template": ("xiangxin.cli.template:template", "空白工作簿模板 · the empty workbook to fill in"),
    "policy": ("xiangxin.cli.policy:policy", "办法：列出、检查、测试、比较 · policies: list, check, test, compare"),
    "score": ("xiangxin.cli.score:score", "按办法评价一批人 · assess people under a policy"),
    "explain": ("xiangxin.cli.explain:explain", "一个人的每一分从哪里来 · every point of one person"),
    "areas": ("xiangxin.cli.areas:areas", "村、乡镇合计（小数字隐藏）· totals of areas, small figures hidden"),
    "office": (
        "xiangxin.cli.office:office",
        "县的办公室：建立、运行、备份 · the county's office: found it, run it, back it up",
    ),
    "verify": (
        "xiangxin.cli.office_verify:verify",
        "办公室的日志与数据是否相符 · do the office's log and rows agree",
    ),
    "credential": ("xiangxin.cli.credential:credential", "离线核对电子证书 · verify a certificate off line"),
    "demo": ("xiangxin.cli.demo:demo", "生成虚构数据 · make fictional data"),
}

HELP = """乡信：农村信用评价与授信的开放平台。 Xiangxin: an open platform for rural credit.

每个命令加 --help 看用法；加 --json 得到机器可读的结果。
Add --help to a command for its use, --json for a result that programs read."""


class Root(LazyGroup):
    """The outermost group: turns every expected failure into a message and an exit code."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        arguments = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character shows a question mark instead of failing.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        extra["standalone_mode"] = False
        told = _end_in_order()
        try:
            code = super().main(arguments, *rest, **extra)
        except (click.ClickException, click.Abort, OSError) as error:
            from xiangxin.cli.boundary import report  # noqa: PLC0415 - only a failure pays for it

            code = report(error, arguments)
        finally:
            # A library in whose midst the signal came may have made an error of its own out of it.
            if told:
                sys.exit(told[0])
        sys.exit(code if isinstance(code, int) else 0)


def _end_in_order() -> list[int]:
    """Being told to stop ends the program as an interruption does, so that what was written aside is removed.

    Answers the exit codes of the signals that have come, as they come.
    """
    told: list[int] = []

    def stop(number: int, _frame: object) -> NoReturn:
        told.append(128 + number)
        sys.exit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), stop)
    return told


main = Root("xiangxin", COMMANDS, HELP)
