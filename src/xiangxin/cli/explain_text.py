"""An explanation as plain lines: the same order and words as the page."""

from __future__ import annotations

from collections.abc import Iterator

from xiangxin.cli.output import Output
from xiangxin.kernel.text import Text
from xiangxin.scoring.explanation import Basis, Explanation, GroupSeen, LineSeen, PartSeen, RecordSeen, StageSeen
from xiangxin.scoring.wording import points, word, yuan

Sentence = tuple[int, Text]
"""Indentation and words."""


def show_explanation(output: Output, explanation: Explanation) -> None:
    """Print it, section by section, each sentence in the languages asked for."""
    for depth, text in sentences(explanation):
        for line in output.lines(text):
            output.say("  " * depth + line)


def sentences(explanation: Explanation) -> Iterator[Sentence]:
    """Everything that is said, from the result down to what it rests on."""
    e = explanation
    yield from _result(e)
    if e.groups and e.status != "not_eligible":
        yield 0, word("explain.points")
        for group in e.groups:
            yield from _group(group)
        yield from _totals(e)
    if e.conditions:
        yield 0, word("explain.conditions")
        for line in e.conditions:
            yield from _line(line)
    if e.not_counted:
        yield 0, word("explain.not_counted")
        yield from ((1, entry) for entry in e.not_counted)
    if e.status != "no_consent":
        yield 0, e.contest
    yield from _foot(e)


def _result(e: Explanation) -> Iterator[Sentence]:
    yield 0, Text(f"【{e.status_label.zh}】{e.sentence.zh}", f"[{e.status_label.en}] {e.sentence.en}")
    yield from ((1, stop) for stop in e.stopped)
    if e.total is not None and e.stars is not None:
        yield 0, word("explain.result", total=e.total, stars=e.stars)
    for more in (e.next_stars, e.limit.sentence if e.limit else None, e.rate, e.certificate):
        if more is not None:
            yield 0, more
    yield from ((0, flag) for flag in e.flags)
    if e.calibration is not None:
        yield 0, e.calibration


def _group(group: GroupSeen) -> Iterator[Sentence]:
    got = "–" if group.points_centi is None else points(group.points_centi)
    most = points(group.maximum_centi)
    yield 1, Text(f"{group.label.zh}（{group.use.zh}）{got}/{most}", f"{group.label.en} ({group.use.en}) {got}/{most}")
    if group.note is not None:
        yield 1, group.note
    for line in group.lines:
        yield from _line(line)


def _line(line: LineSeen) -> Iterator[Sentence]:
    if line.kind == "item":
        counted = word("points.unknown") if line.points_centi is None else word("points.signed", points=_signed(line))
    else:
        counted = Text("", "")
    outcome = Text(f"{line.outcome.zh} {counted.zh}".strip(), f"{line.outcome.en} {counted.en}".strip())
    said = _said(line)
    yield 2, Text(f"{said.zh} {line.label.zh}：{outcome.zh}", f"{said.en}, {line.label.en}: {outcome.en}")
    yield from ((3, _record(record)) for record in line.records)
    yield from ((3, kept.words) for kept in line.kept_out)
    for more in (line.step, line.note, line.reason):
        if more is not None:
            yield 3, more
    yield 3, line.source
    if line.law is not None:
        yield 3, _law(line.law)


def _said(line: LineSeen | StageSeen | PartSeen) -> Text:
    return word("line.number", number=line.number)


def _signed(line: LineSeen) -> str:
    assert line.points_centi is not None
    return f"{'+' if line.points_centi > 0 else ''}{points(line.points_centi)}"


def _law(law: Basis) -> Text:
    unconfirmed = Text("", "") if law.confirmed else word("law.unconfirmed")
    zh = f"{law.verdict.zh} · {law.basis.zh} · {'；'.join(rule.zh for rule in law.rules)}{unconfirmed.zh}"
    return Text(
        zh, f"{law.verdict.en} · {law.basis.en} · {'; '.join(rule.en for rule in law.rules)} {unconfirmed.en}".rstrip()
    )


def _record(record: RecordSeen) -> Text:
    amount = Text("", "") if record.amount_fen is None else yuan(record.amount_fen)
    days = " – ".join(str(day) for day in (record.happened_on, record.ended_on) if day is not None)
    until = record.until or Text("", "")
    paper = [record.document_no, record.authority]
    zh = [record.kind.zh, record.words.zh, amount.zh, f"{days} {until.zh}".strip(), *paper]
    en = [record.kind.en, record.words.en, amount.en, f"{days} {until.en}".strip(), *paper]
    return Text(" · ".join(part for part in zh if part), " · ".join(part for part in en if part))


def _totals(e: Explanation) -> Iterator[Sentence]:
    yield 0, word("explain.totals")
    if e.review is not None:
        yield 1, e.review
    for stage in e.stages:
        said = _said(stage)
        zh = f"{said.zh} {stage.label.zh}：{stage.words.zh}"
        yield 1, Text(zh, f"{said.en}, {stage.label.en}: {stage.words.en}")
        yield 2, stage.source
    for part in e.limit.parts if e.limit is not None else ():
        amount = part.amount if part.amount is not None else Text("—", "—")
        said = _said(part)
        zh = f"{said.zh} {part.label.zh}：{part.words.zh} → {amount.zh}"
        yield 1, Text(zh, f"{said.en}, {part.label.en}: {part.words.en} → {amount.en}")
        if part.note is not None:
            yield 2, part.note
        yield 2, part.source


def _foot(e: Explanation) -> Iterator[Sentence]:
    policy = e.policy
    yield 0, Text(f"{policy.title.zh} · {policy.document}", f"{policy.title.en} · {policy.document}")
    yield 1, word("explain.run", purpose=e.purpose, receiver=e.receiver, as_of=str(e.as_of), known_on=str(e.known_on))
    yield 1, word("explain.checking")
    yield from ((2, entry) for entry in e.checking)
