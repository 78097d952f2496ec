"""Wrong words on the command line and files that cannot be reached, as messages in both languages and an exit code.

What a command finds in its input it reports itself (``output.output_options``). Nothing here hides a mistake of the
program: those are neither usage nor input and keep their traceback.
"""

from __future__ import annotations

import difflib
import errno
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from xiangxin.cli.output import FAILED, LANGUAGES, UNREADABLE, Language, Output
from xiangxin.kernel.errors import NOWHERE, Finding, Location
from xiangxin.kernel.text import Text

INTERRUPTED = 130
TEMPORARY = "xiangxin-"
"""How the names of our folders for temporary files begin."""

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


_REASONS: Mapping[int, Text] = {
    errno.EACCES: Text("没有权限。", "Permission is missing."),
    errno.EPERM: Text("没有权限。", "Permission is missing."),
    errno.EROFS: Text("磁盘只能读，不能写。", "The disk can be read only."),
    errno.ENOSPC: Text("磁盘满了。", "The disk is full."),
    errno.EDQUOT: Text("磁盘配额用完了。", "The disk quota is used up."),
    errno.EFBIG: Text("文件超过这里允许的大小。", "The file is larger than is allowed here."),
    errno.ENOENT: Text("没有这个文件或目录。", "There is no such file or folder."),
    errno.ENOTDIR: Text("路径中有一段是文件，不是目录。", "A part of the path is a file, not a folder."),
    errno.EISDIR: Text("这是目录，不是文件。", "It is a folder, not a file."),
    errno.EEXIST: Text("这个名字已经有了。", "The name is taken already."),
    errno.ENOTEMPTY: Text("目录里还有别的东西。", "The folder holds something."),
    errno.EBUSY: Text("别的程序正在用它。", "Another program is using it."),
    errno.ENAMETOOLONG: Text("名字太长。", "The name is too long."),
    errno.ELOOP: Text("链接绕成了圈。", "Links lead in a circle."),
    errno.EMFILE: Text("打开的文件太多。", "Too many files are open."),
    errno.EIO: Text("磁盘读写出错。", "The disk failed."),
}
"""Answers of the system in both languages; its own words are English and may name a place the user never saw."""


def _file_finding(error: OSError) -> Finding:
    """A path that cannot be read or written, or a full disk."""
    number = error.errno if error.errno is not None else 0
    name = errno.errorcode.get(number, "?")
    unknown = Text(f"系统没有说明原因（{name}）。", f"The system gave no reason ({name}).")
    return Finding(
        "file_access",
        "block",
        Location(_place(error)),
        Text("文件或目录打不开或写不进去", "A file or folder cannot be read or written"),
        _REASONS.get(number, unknown),
        Text(
            "检查路径、权限和磁盘空间后再运行；没有留下半份结果。",
            "Check the path, the permissions and the space left, then run again; no half result was left behind.",
        ),
    )


def _place(error: OSError) -> str:
    """The path as the user knows it: of what is written in between, the folder for temporary files."""
    path, temporary = str(error.filename or ""), Path(tempfile.gettempdir())
    within = Path(path).relative_to(temporary).parts if path and Path(path).is_relative_to(temporary) else ()
    return str(temporary) if within and within[0].startswith(TEMPORARY) else path
