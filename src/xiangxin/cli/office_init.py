"""`xiangxin office init`: asks what an office has to know, then founds it. No default password exists at any time."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.options import FILE
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text

KINDS = ("bank", "government", "licensed", "demo")
ROLE_NAMES = {
    "system_admin": Text("系统管理员", "System administrator"),
    "security_admin": Text("安全管理员", "Security administrator"),
    "audit_admin": Text("审计管理员", "Audit administrator"),
}
QUESTIONS = {
    "kind": "部署种类 · kind of deployment (bank, government, licensed, demo)",
    "title.zh": "办公室名称（中文）· name of the office in Chinese",
    "title.en": "办公室名称（英文）· name of the office in English",
    "county": "县的十二位区划代码 · the county's twelve-digit code",
    "controller.zh": "个人信息处理者（中文）· controller of the data in Chinese",
    "controller.en": "个人信息处理者（英文）· controller of the data in English",
    "checkpoints": "检查点目录（最好在别人管的盘上）· folder for checkpoints, best on somebody else's disk",
}


@click.command()
@home_option
@click.option("--answers", type=FILE, help="回答写在 JSON 文件里 · a JSON file with the answers")
@click.option("--kind", type=click.Choice(KINDS), help="部署种类 · kind of deployment")
@click.option("--county", help="县的十二位代码 · the county's twelve digits")
@click.option("--checkpoints", help="检查点目录 · folder for checkpoints")
@output_options
def init(output: Output, /, home: Path, answers: Path | None, **options: str | None) -> int:
    """建立办公室：目录、密钥、数据库和三位管理员。 Found an office: folder, keys, database, three administrators.

    在终端里逐项询问；装机脚本用 --answers。 Asks at a terminal; scripts use --answers.
    """
    from xiangxin.office.operations.answers import read_answers
    from xiangxin.office.operations.founding import found

    given = _read(answers) if answers is not None else {}
    given |= {key: value for key, value in options.items() if value is not None}
    if answers is None and sys.stdin.isatty():
        given = _asked(given)
    read, findings = read_answers(given, str(answers or "init"))
    if read is None:
        raise UnreadableInput(findings)
    founded = found(home, read)
    slips = {
        role: {"login": one.slip.account.login, "code": one.code, "expires_at": one.expires_at.isoformat()}
        for role, one in founded.slips.items()
    }
    output.put(home=str(founded.home.folder), kind=read.kind, county=read.county, slips=slips)
    _show(output, founded.home.folder, slips)
    return output.finish(DONE)


def _show(output: Output, folder: Path, slips: Mapping[str, Mapping[str, str]]) -> None:
    output.say(Text(f"办公室已建立：{folder}", f"The office is founded in {folder}"))
    if slips:
        heads = (Text("管理员", "Administrator"), Text("登录名", "Login"), Text("一次性凭条", "Slip, works once"))
        rows = [(output.word(ROLE_NAMES[role]), slip["login"], slip["code"]) for role, slip in slips.items()]
        output.table(Text("首次登录（只显示这一次）", "First sign-in (shown this once)"), heads, rows, numeric=3)
        output.say(
            Text(
                "把每张凭条当面交给本人；本人打开网页，点“第一次登录”，自己设置口令和第二因素。",
                "Hand each slip to its person, who follows “First sign-in” in the browser and alone chooses password "
                "and second factor.",
            )
        )
    output.say(
        Text(
            "接着：xiangxin office sheets 打印三份主密钥托管纸，然后 xiangxin office check，再 xiangxin office serve。",
            "Next: xiangxin office sheets prints the three sheets for the key of keys; then check, then serve.",
        )
    )


def _read(path: Path) -> dict[str, Any]:
    from xiangxin.office.operations.words import told

    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise UnreadableInput([told("answers_unreadable", str(path))])
    return content


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """Ask at the terminal for what was not given."""
    for key, question in QUESTIONS.items():
        name, _, language = key.partition(".")
        if language:
            given.setdefault(name, {})[language] = click.prompt(question)
        elif name not in given:
            default = "checkpoints" if name == "checkpoints" else None
            given[name] = click.prompt(question, default=default, type=click.Choice(KINDS) if name == "kind" else str)
    given["administrators"] = {
        role: {
            "login": click.prompt(f"{name.zh} {name.en} · 登录名 login"),
            "name": click.prompt(f"{name.zh} {name.en} · 姓名 name"),
        }
        for role, name in ROLE_NAMES.items()
    }
    if os.environ.get("DATABASE_URL"):
        click.echo("数据库：PostgreSQL（DATABASE_URL）· database: PostgreSQL")
    return given
