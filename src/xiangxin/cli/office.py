"""`xiangxin office`: found the county's office, run it, look after it. A command that needs Django loads it itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.options import FOLDER
from xiangxin.kernel.errors import CheckFailed
from xiangxin.kernel.text import Text

office = LazyGroup(
    "office",
    {
        "init": ("xiangxin.cli.office_init:init", "建立办公室 · found an office"),
        "serve": ("xiangxin.cli.office_serve:serve", "打开网页 · answer browsers"),
        "worker": ("xiangxin.cli.office_serve:worker", "后台工作 · background work"),
        "demo": ("xiangxin.cli.office_demo:demo", "演示县的办公室 · an office of the demo county"),
        "backup": ("xiangxin.cli.office_copies:backup", "在线备份 · a sealed copy of the running office"),
        "backup-key": ("xiangxin.cli.office_copies:backup_key", "生成备份密钥 · keys for backups"),
        "restore": ("xiangxin.cli.office_copies:restore", "恢复并验证 · restore, proven"),
        "accept-restore": ("xiangxin.cli.office_copies:accept_restore", "承认较旧的状态 · accept an older state"),
        "upgrade": ("xiangxin.cli.office_copies:upgrade", "升级数据库 · bring the tables up to date"),
        "witness": ("xiangxin.cli.office_witness:witness", "检查点见证方 · who keeps checkpoints"),
        "keys": ("xiangxin.cli.office_keys:keys", "换密钥 · renew keys"),
        "signing-key": ("xiangxin.cli.office_signing:signing_key", "签发证书的密钥 · keys of certificates"),
        "sheets": ("xiangxin.cli.office_copies:sheets", "主密钥托管纸 · sheets for the key of keys"),
        "verify": ("xiangxin.cli.office_results:verify_results", "重算评价结果 · work out results again"),
        "jobs": ("xiangxin.cli.office_verify:jobs", "后台任务 · background work"),
        "send": ("xiangxin.cli.office_intake:send", "报送一份表格 · send a table"),
        "submissions": ("xiangxin.cli.office_intake:submissions", "报送记录 · what was sent"),
        "simulated": ("xiangxin.cli.office_simulated:simulated", "模拟的数据源 · a simulated provider, demo only"),
        "check": ("xiangxin.cli.office_check:check", "列出每一项不安全的设置 · list every unsafe setting"),
    },
    "县的办公室。数据接口（法院等单位的系统自动报送）在网页上开通；`check` 列出断了的接口，"
    "写给对方信息科的在 docs/for/feed.zh-CN.md。"
    " The county's office. Feeds (systems of courts and others that send by themselves) are opened on its pages;"
    " `check` lists those that are silent; what a provider's IT does stands in docs/for/feed.md.",
)


def home_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--home``: the office's folder; ``XIANGXIN_HOME``, else ``var/office``."""
    return click.option(
        "--home",
        type=FOLDER,
        default=lambda: Path(os.environ.get("XIANGXIN_HOME") or "var/office"),
        show_default="XIANGXIN_HOME, var/office",
        help="办公室的目录 · the office's folder",
    )(command)


def confirm(expected: str, given: str | None, question: Text) -> None:
    """Have somebody type ``expected``, unless it was ``given``; ``CheckFailed`` where it is not that."""
    from xiangxin.office.operations.words import refused

    if (click.prompt(f"{question.zh} · {question.en}", err=True) if given is None else given).strip() != expected:
        raise refused("not_confirmed", expected=expected)


@contextmanager
def refusals_told() -> Iterator[None]:
    """What the office refuses in this block becomes a finding of the command. The office is open already."""
    from xiangxin.office.shell.errors import OfficeError

    try:
        yield
    except OfficeError as error:
        raise CheckFailed([error.finding]) from error
