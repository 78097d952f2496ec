"""Wrong words on the command line and files that cannot be reached, as messages in both languages and an exit code.

What a command finds in its input it reports itself (``output.output_options``). Nothing here hides a mistake of the
program: those are neither usage nor input and keep their traceback.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from typing import Literal

import click

from xiangxin.cli.output import FAILED, LANGUAGES, UNREADABLE, Language, Output
from xiangxin.kernel.errors import NOWHERE, Finding, Location
from xiangxin.kernel.text import Text

INTERRUPTED = 130
_SEE_HELP = Text("加 --help 看这个命令的用法。", "Add --help to see how the command is used.")


def report(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong, in the form the command line asks for, and return the exit code."""
    if isinstance(error, BrokenPipeError):
        # The reader (`head`, a pager) went away: nothing is wrong, and there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if isinstance(error, click.Abort):
        click.echo("已中断，没有写入任何结果。 Interrupted; no result was written.", err=True)
        return INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.message)
        return UNREADABLE
    output = _output(arguments)
    output.findings((_usage_finding(error),))
    return output.finish(UNREADABLE)


def _output(arguments: Sequence[str]) -> Output:
    """The form asked for, read from the words themselves, since they may be what could not be parsed."""
    wanted = "both"
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else following if word == "--lang" else ""
        wanted = value or wanted
    language: Language = next((language for language in LANGUAGES if language == wanted), "both")
    return Output("--json" in arguments, language)


def _usage_finding(error: Exception) -> Finding:
    match error:
        case click.NoSuchOption():
            return _no_such("option", error.option_name, error.possibilities or ())
        case click.NoSuchCommand():
            return _no_such("command", error.command_name, _near(error))
        case click.MissingParameter():
            name = _name(error)
            return _usage("option_missing", Text(f"缺少 {name}", f"{name} is missing"), _SEE_HELP)
        case click.BadParameter():
            name = _name(error)
            what = Text(f"{name} 的值不能用", f"The value of {name} cannot be used")
            return _usage("option_value", what, Text(f"{_SEE_HELP.zh}（{error.message}）", error.message))
        case click.ClickException():
            what = Text("命令写得不对", "The command is not written as it must be")
            return _usage("usage", what, Text(f"{_SEE_HELP.zh}（{error.message}）", error.message))
        case OSError():
            return _file_finding(error)
    raise error


def _no_such(kind: Literal["option", "command"], name: str, near: Sequence[str]) -> Finding:
    word = Text("选项", "option") if kind == "option" else Text("命令", "command")
    what = Text(f"没有这个{word.zh}：{name}", f"There is no {word.en} {name}")
    mend = Text(f"是不是 {near[0]}？", f"Did you mean {near[0]}?") if near else _SEE_HELP
    return _usage(f"no_such_{kind}", what, mend)


def _near(error: click.NoSuchCommand) -> Sequence[str]:
    group = error.ctx.command if error.ctx is not None else None
    known = group.list_commands(_context(error)) if isinstance(group, click.Group) else []
    return difflib.get_close_matches(error.command_name, known, n=1)


def _usage(code: str, what: Text, mend: Text) -> Finding:
    why = Text("没有执行任何步骤；程序不猜测您的意思。", "Nothing was done; the program does not guess what was meant.")
    return Finding(code, "block", NOWHERE, what, why, mend)


def _name(error: click.BadParameter) -> str:
    if error.param is not None:
        return (
            error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(_context(error))
        )
    return " ".join(error.param_hint or ()) if not isinstance(error.param_hint, str) else error.param_hint


def _context(error: click.UsageError) -> click.Context:
    return error.ctx if error.ctx is not None else click.Context(click.Command(None))


def _file_finding(error: OSError) -> Finding:
    """A path that cannot be read or written, or a full disk."""
    return Finding(
        "file_access",
        "block",
        Location(str(error.filename or "")),
        Text("文件或目录打不开或写不进去", "A file or folder cannot be read or written"),
        Text(f"系统的答复：{error.strerror}", f"The system answered: {error.strerror}"),
        Text(
            "检查路径、权限和磁盘空间后再运行；没有留下半份结果。",
            "Check the path, the permissions and the space left, then run again; no half result was left behind.",
        ),
    )
