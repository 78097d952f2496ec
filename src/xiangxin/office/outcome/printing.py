"""Letters and results on paper, as the counter hands them over and the phone prints them: the same words as the page.

A name goes into the paper alone, never onto a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.kernel.text import Text
from xiangxin.office.outcome.contests import Contest, Target
from xiangxin.office.outcome.queries import Explained, LetterSeen
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import points
from xiangxin.office.shell.typesetting import printed, qr_code
from xiangxin.scoring.explanation import Explanation, LineSeen, RecordSeen
from xiangxin.scoring.wording import yuan

Contests = Mapping[str, Contest]
PAPERS = Path(__file__).parent / "print"


def letter_pdf(seen: LetterSeen, who: str) -> bytes:
    """A letter that has reached its person, with room for the seal."""
    assert seen.head.delivered_at is not None
    on = timezone.localdate(seen.head.written_at)
    said = {
        "title": seen.head.label,
        "number": seen.head.number,
        "who": who,
        "bank": _say(seen.bank),
        "lines": [_say(line) for line in seen.lines],
        "seal": _("盖章处"),
        "day": on.isoformat(),
        "foot": _("要另一个人重看、说哪条不对、要或者不要，都可以到服务站说，不用手机，不收钱。"),
        "qr": qr_code(seen.head.number),
    }
    return printed(PAPERS / "letter.typ", said, on)


def result_pdf(seen: Explained, who: str) -> bytes:
    """A whole result, each line with the number by which it is contested."""
    e = seen.explanation
    number = str(seen.id).split("-", maxsplit=1)[0].upper() if seen.case is None else seen.case.number
    said = {
        "title": _("评价结果"),
        "number": number,
        "who": who,
        "bank": _say(e.receiver),
        "answer": [_say(words) for words in _answer(e)],
        "sections": [one for one in _sections(e, seen.contests) if one["lines"]],
        "foot": _say(e.contest),
        "qr": qr_code(number),
    }
    return printed(PAPERS / "result.typ", said, e.as_of)


def _say(text: Text) -> str:
    return text.in_language(language())


def _answer(e: Explanation) -> Iterator[Text]:
    yield e.status_label
    if e.total is not None and e.stars is not None:
        yield Text(f"{e.total} 分，{e.stars} 星", f"points: {e.total}, stars: {e.stars}")
    if e.limit is not None:
        yield e.limit.sentence
    yield from (words for words in (e.rate, e.sentence, *e.stopped, e.next_stars, *e.flags) if words is not None)


def _sections(e: Explanation, contests: Contests) -> Iterator[dict[str, object]]:
    yield _section(_("额度怎么来"), _parts(e))
    for group in e.groups:
        yield _section(_say(group.label), (_line(line, contests) for line in group.lines))
    review = [] if e.review is None else [_entry("", Text(_("评议"), _("评议")), None, (e.review,))]
    stages = (_entry(one.number, one.label, _same(one.shown), (one.words, one.source)) for one in e.stages)
    yield _section(_("总分怎么算"), (*review, *stages))
    yield _section(_("条件"), (_line(line, contests) for line in e.conditions))
    yield _section(_("没有计入的，为什么"), (_entry("", words, None, ()) for words in e.not_counted))


def _parts(e: Explanation) -> Iterator[dict[str, object]]:
    """The parts of the limit; what several in a row rest on is said once."""
    said: Text | None = None
    for part in e.limit.parts if e.limit is not None else ():
        words = (part.words, part.note, None if part.source == said else part.source)
        said = part.source
        yield _entry(part.number, part.label, part.amount, words)


def _section(title: str, lines: Iterable[dict[str, object]]) -> dict[str, object]:
    return {"title": title, "lines": list(lines)}


def _entry(number: str, label: Text, value: Text | None, words: Iterable[Text | None]) -> dict[str, object]:
    title = f"{number}. {_say(label)}" if number else _say(label)
    return {
        "title": title,
        "value": "" if value is None else _say(value),
        "words": [_say(one) for one in words if one is not None],
    }


def _line(line: LineSeen, contests: Contests) -> dict[str, object]:
    value = None
    if line.points_centi is not None:
        most = "" if line.maximum_centi is None else f" / {points(line.maximum_centi)}"
        value = _same(f"{points(line.points_centi)}{most}")
    targets = contests[line.id].targets if line.id in contests else ()
    # A line without records of its own rests on what the file says of the person.
    behind = [_record(one) for one in line.records] or [_fact(one) for one in targets]
    disputed = [_disputed(one) for one in targets if one.dispute]
    about = map(_same, (*behind, *disputed))
    words = (line.outcome, *about, *(one.words for one in line.kept_out), line.step, line.note, line.source)
    return _entry(line.number, line.label, value, words)


def _record(one: RecordSeen) -> str:
    days = [day.isoformat() for day in (one.happened_on, one.ended_on) if day is not None]
    amount = "" if one.amount_fen is None else _say(yuan(one.amount_fen))
    parts = (_say(one.kind), _say(one.words), amount, " – ".join(days), one.authority or one.source, one.document_no)
    return " · ".join(part for part in parts if part)


def _fact(one: Target) -> str:
    days = "" if one.happened_on is None else one.happened_on.isoformat()
    return " · ".join(part for part in (_say(one.label), _say(one.source), days) if part)


def _disputed(one: Target) -> str:
    said = {"what": _say(one.label), "number": one.dispute, "on": one.due_on}
    return _("“%(what)s”您说过不对，编号 %(number)s，最晚 %(on)s书面答复。答复以前不作数。") % said


def _same(words: str) -> Text:
    return Text(words, words)
