"""A kept text as people read it: in parts on a page, on paper, and against another text. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.model import Verdict
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.texts import Examined, examine_kept
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed
from xiangxin.scoring.policy_changes import changes_between, sentence
from xiangxin.scoring.policy_print import Line, cited, print_lines
from xiangxin.scoring.policy_scale import rescaled
from xiangxin.scoring.wording import word

PAPERS = Path(__file__).parent / "print"
_HASH = Text("内容指纹", "Hash of the content")
_LAW_DAY = Text("按这一天的法律核对", "Checked against the law of")


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a policy; ``lines`` are indented by their depth, from 1."""

    heading: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """What law says of one line."""

    line: str
    verdict: Text
    basis: Text
    rule: Text


@dataclass(frozen=True, slots=True)
class LineChange:
    """What differs in one line of two policies."""

    name: str
    label: Text
    said: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """``lines`` that differ, and ``scales``: lines nobody touched that are worth something else now."""

    lines: tuple[LineChange, ...]
    scales: tuple[Text, ...]


def parts_of(examined: Examined) -> tuple[Part, ...]:
    """The whole policy in its parts; nothing where it does not compile."""
    if examined.policy is None or examined.document is None:
        return ()
    parts: list[tuple[Text, list[Line]]] = []
    for depth, text in print_lines(examined.policy, examined.document.root):
        if depth == 0:
            parts.append((text, []))
        else:
            parts[-1][1].append((depth, text))
    return tuple(Part(heading, tuple(lines)) for heading, lines in parts)


def verdicts_of(examined: Examined) -> tuple[LineVerdict, ...]:
    """What law says, line by line."""
    law = load_law()

    def one(line: str, verdict: Verdict) -> LineVerdict:
        kind, basis = word(f"verdict.{verdict.kind}"), word(f"basis.{verdict.basis}")
        return LineVerdict(line, kind, basis, cited(verdict, law))

    return tuple(one(line, verdict) for line, verdict in examined.verdicts.items())


def difference(before: PolicyText, after: Examined, on: date) -> Difference | None:
    """What differs from a kept text, clause by clause; None where one of the two cannot be read."""
    was, now = examine_kept(before, on).document, after.document
    if was is None or now is None:
        return None
    found: dict[str, tuple[Text, list[Text]]] = {}
    for change in changes_between(was, now):
        line = change.written.line
        found.setdefault(line.name, (line.label, []))[1].append(sentence(change))
    lines = tuple(LineChange(name, label, tuple(said)) for name, (label, said) in found.items())
    scales = tuple(rescaled(was, now, on, str(settings.HOME.jurisdiction))) if lines else ()
    return Difference(lines, scales)


def policy_pdf(policy: PolicyText, on: date) -> bytes:
    """The print of a text as a PDF in the reader's language: the same bytes for the same text, law and day."""
    lang = language()
    title = Text(policy.title_zh, policy.title_en).in_language(lang)
    parts = [
        {
            "heading": part.heading.in_language(lang),
            "lines": [[depth, text.in_language(lang)] for depth, text in part.lines],
        }
        for part in parts_of(examine_kept(policy, on))
    ]
    foot = f"{_HASH.in_language(lang)} {policy.content_hash}"
    head = f"{_LAW_DAY.in_language(lang)} {on.isoformat()}"
    return printed(PAPERS / "policy.typ", {"title": title, "head": head, "foot": foot, "parts": parts}, on)
