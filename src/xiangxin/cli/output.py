"""What a command says: tables and sentences for people, or one JSON document for programs.

People read Chinese, English or both; programs read keys that do not change. With ``--json`` nothing but that one
document goes to standard output. Findings of the human form go to standard error. rich is loaded only where a terminal
shows a table.
"""

from __future__ import annotations

import functools
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, Literal, ParamSpec, cast
from uuid import UUID

import click

from xiangxin.kernel.errors import CheckFailed, Finding, XiangxinError
from xiangxin.kernel.text import Text

Language = Literal["zh", "en", "both"]
LANGUAGES: tuple[Language, ...] = ("zh", "en", "both")

DONE, FAILED, UNREADABLE = 0, 1, 2
"""Exit codes: done · a check failed · wrong usage or unreadable input."""

_NOT_READ = frozenset(
    {"not_a_table", "policy_missing", "purpose_unknown", "receiver_unknown", "deployment_kind_unknown"}
)
_SYNTAX = "yaml_"

P = ParamSpec("P")

_SEVERITY = {
    "block": Text("必须改正", "must be mended"),
    "condition": Text("有条件", "with a condition"),
    "note": Text("提示", "note"),
}
_WHY, _MEND, _BASIS = Text("为什么", "why"), Text("怎么办", "how to mend"), Text("依据", "basis")


@dataclass(slots=True)
class Output:
    """Collects what a command has to say and says it in one form."""

    as_json: bool
    language: Language
    document: dict[str, Any] = field(default_factory=dict)

    def put(self, **entries: object) -> None:
        """Entries of the JSON document; people do not see them."""
        self.document.update(entries)

    def say(self, *sentences: Text | str) -> None:
        """Sentences for people, a line each (and for each language)."""
        if self.as_json:
            return
        for sentence in sentences:
            for line in self.lines(sentence):
                click.echo(line)

    def lines(self, sentence: Text | str) -> tuple[str, ...]:
        """The wording in the languages asked for; once where both are the same."""
        if isinstance(sentence, str):
            return (sentence,)
        if self.language != "both":
            return (sentence.in_language(self.language),)
        return (sentence.zh,) if sentence.zh == sentence.en else (sentence.zh, sentence.en)

    def word(self, text: Text) -> str:
        """A short label on one line."""
        return " ".join(self.lines(text))

    def table(self, title: Text, columns: Sequence[Text], rows: Iterable[Sequence[str]], numeric: int) -> None:
        """A table; all columns from position ``numeric`` on are figures and stand at the right."""
        if self.as_json:
            return
        heads = [self.lines(column) for column in columns]
        cells = [list(row) for row in rows]
        if sys.stdout.isatty():
            _rich_table(self.word(title), heads, cells, numeric)
        else:
            _plain_table(self.word(title), heads, cells, numeric)

    @contextmanager
    def progress(self, label: Text, total: int) -> Iterator[Callable[[], None]]:
        """A bar with counted steps on a terminal, nothing elsewhere; call what is given once a step."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda: None
            return
        from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.word(label), total=total)
            yield lambda: bar.advance(task)

    def findings(self, findings: Iterable[Finding], *, shown: bool = True) -> None:
        """Every finding with what, where, why and how to mend; ``shown`` False: in the JSON document only."""
        found = tuple(findings)
        self.document.setdefault("findings", []).extend(finding_entry(finding) for finding in found)
        if self.as_json or not shown:
            return
        for finding in found:
            for line in self._finding_lines(finding):
                click.echo(line, err=True)

    def _finding_lines(self, finding: Finding) -> Iterable[str]:
        where = str(finding.where)
        yield f"{where + ': ' if where else ''}{finding.code} · {self.word(_SEVERITY[finding.severity])}"
        for sentence in self.lines(finding.what):
            yield f"  {sentence}"
        for name, text in ((_WHY, finding.why), (_MEND, finding.mend)):
            languages = ("zh", "en") if self.language == "both" else (self.language,)
            for language in languages:
                yield f"  {name.in_language(language)}: {text.in_language(language)}"
        if finding.basis:
            yield f"  {self.word(_BASIS)}: {finding.basis}"

    def finish(self, code: int) -> int:
        """Print the JSON document, if asked for, and give back the exit code."""
        if self.as_json:
            document = {"exit_code": code, **self.document}
            document.setdefault("findings", [])
            click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain_value))
        return code


def output_options(function: Callable[Concatenate[Output, P], int]) -> Callable[P, int]:
    """Add ``--json`` and ``--lang`` to a command and hand it an ``Output`` as first argument.

    An error that carries findings ends the command with those findings, never with a traceback.
    """

    @click.option("--json", "as_json", is_flag=True, help="机器可读的 JSON · JSON for programs")
    @click.option("--lang", type=click.Choice(LANGUAGES), default="both", show_default=True, help="语言 · language")
    @functools.wraps(function)
    def command(*args: P.args, **kwargs: P.kwargs) -> int:
        as_json, language = kwargs.pop("as_json"), kwargs.pop("lang")
        output = Output(bool(as_json), cast("Language", language))
        try:
            return function(output, *args, **kwargs)
        except XiangxinError as error:
            output.findings(error.findings)
            return output.finish(FAILED if isinstance(error, CheckFailed) else UNREADABLE)

    return command


def refusal(findings: Iterable[Finding]) -> int:
    """The exit code of a step that findings stopped: could it not be read, or was it read and refused?"""
    unread = any(finding.code in _NOT_READ or finding.code.startswith(_SYNTAX) for finding in findings)
    return UNREADABLE if unread else FAILED


def finding_entry(finding: Finding) -> dict[str, object]:
    """A finding as JSON; keys are stable, absent places are null."""
    where = finding.where
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": where.file or None,
        "line": where.line,
        "column": where.column,
        "sheet": where.sheet,
        "row": where.row,
        "field": where.field,
        "what": text_entry(finding.what),
        "why": text_entry(finding.why),
        "mend": text_entry(finding.mend),
        "basis": finding.basis or None,
    }


def text_entry(text: Text) -> dict[str, str]:
    """Both wordings as JSON."""
    return {"zh": text.zh, "en": text.en}


def _plain_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _rich_table(title: str, heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], numeric: int) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - only a terminal pays for it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    console.print(title, style="bold", markup=False, highlight=False)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for position, head in enumerate(heads):
        table.add_column("\n".join(head), justify="right" if position >= numeric else "left", no_wrap=position == 0)
    for row in rows:
        table.add_row(*row)
    console.print(table, markup=False)


def _plain_table(title: str, heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], numeric: int) -> None:
    """Aligned by the width characters have on a terminal, Chinese ones counting two."""
    head_lines = [
        [head[line] if line < len(head) else "" for head in heads] for line in range(max(map(len, heads), default=0))
    ]
    body = [*head_lines, *rows]
    widths = [max(_width(row[position]) for row in body) for position in range(len(heads))]
    click.echo(title)
    for row in body:
        cells = (_padded(cell, widths[position], at_right=position >= numeric) for position, cell in enumerate(row))
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, at_right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if at_right else text + blank
