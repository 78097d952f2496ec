"""A source repairs or takes back what it said: nothing is believed of it from now on, and what was repaired is erased.

The copy goes at once, with its older versions and what the log says of its cells; a tombstone stays. The person is told
that something was erased, and not what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from xiangxin.interop.cells import normal
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile.actions import (
    Matter,
    mark_taken_back,
    open_batch,
    show_batch,
    withdraw_answers,
    withdraw_facts,
)
from xiangxin.office.creditfile.actions.retention import delete_repaired
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.models import Coverage, Fact
from xiangxin.office.creditfile.queries.believing import believed, covered
from xiangxin.office.creditfile.registry import kinds
from xiangxin.office.feeds.actions.rows import Refused
from xiangxin.office.feeds.errors import RepairNotYours
from xiangxin.office.feeds.models import Feed, Message, Repair
from xiangxin.office.feeds.shapes import Incoming, Item
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.vault.keys import ring

FILE = Path(__file__).parent.parent / "data" / "repairs.yaml"
BATCH = "feed"
"""What a batch is called that takes back what a source repaired."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of message reaches. ``kinds``: in every source, not only the sender's own."""

    why: Why
    senders: frozenset[str]
    kinds: frozenset[str]


@cache
def rules() -> Mapping[str, Rule]:
    """The rule of each kind of message; ``ValueError`` for a kind of fact that law does not register."""
    content = shipped(FILE)
    found = {
        name: Rule(Why(entry["why"]), frozenset(entry.get("from", ())), frozenset(entry.get("kinds", ())))
        for name, entry in content.items()
    }
    strange = {kind for rule in found.values() for kind in rule.kinds} - set(kinds())
    if strange:
        raise ValueError(f"repairs.yaml names {sorted(strange)}, which nobody registers")
    return found


def repair(by: Actor, feed: Feed, message: Message, incoming: Incoming, on: date) -> tuple[int, Refused]:
    """Take back what the items name; how many matters and answers, and which items did nothing. Inside an act.

    ``RepairNotYours`` for a kind of repair that comes from another institution.
    """
    rule, provider = rules()[incoming.kind], feed.agreement.provider
    if rule.senders and provider.kind not in rule.senders:
        raise RepairNotYours("type")
    refused: Refused = []
    found: dict[UUID, Fact] = {}
    answers: dict[UUID, Coverage] = {}
    named = [_named(item, rule, provider.id) for item in incoming.items]
    mark_taken_back(by, (one for one in named if isinstance(one, Matter)))
    for place, one in enumerate(named, 1):
        if not isinstance(one, Matter):
            refused.append([place, one])
            continue
        facts, said = _facts(one), _answers(one) if rule.why == Why.WITHDRAWN else []
        if not facts and not said:
            refused.append([place, "matter_unknown"])
        found.update((fact.series, fact) for fact in facts)
        answers.update((row.id, row) for row in said)
    if found or answers:
        batch = open_batch(by, message.id, BATCH, provider.id, feed.agreement_id)
        if found:
            withdraw_facts(by, batch, found, rule.why)
        if answers:
            withdraw_answers(by, batch, answers)
        show_batch(by, batch, on)
        _tell(by, feed, message, [*found.values(), *answers.values()], on)
        if rule.why == Why.REPAIRED:
            delete_repaired(by, list(found), on)
    return len(found) + len(answers), refused


def _named(item: Item | None, rule: Rule, provider: UUID) -> Matter | str:
    """The matter of an item, or the code why it names none: no number, or a kind that the rule does not reach."""
    number = None if item is None else check_id_number(item.id_number)
    if item is None or not isinstance(number, IdNumber):
        return "number_unfit"
    if item.kind not in (rule.kinds or kinds()):
        return "kind_unfit"
    person = person_id(number, ring().person_key)
    source = None if rule.kinds else provider
    return Matter(person, item.kind, source, normal(item.document_no), item.happened_on, item.category)


def _facts(one: Matter) -> list[Fact]:
    """What the file believes of a matter."""
    rows = believed(None).filter(person=one.person, kind=one.kind)
    if one.source is not None:
        rows = rows.filter(source=one.source)
    if one.document_no:
        rows = rows.filter(document_no=one.document_no)
    if one.happened_on is not None:
        rows = rows.filter(happened_on=one.happened_on)
    if one.category:
        rows = rows.filter(category=one.category)
    return list(rows)


def _answers(one: Matter) -> list[Coverage]:
    """What the source answered of a kind on a day: “asked, and there is none”, which has no document."""
    if one.source is None or one.happened_on is None or one.document_no or one.category:
        return []
    rows = covered(None).filter(person=one.person, kind=one.kind)
    return list(rows.filter(asked_of=one.source, asked_on=one.happened_on))


def _tell(by: Actor, feed: Feed, message: Message, gone: Iterable[Fact | Coverage], on: date) -> None:
    """A line for each person whose file it was, to be read on their own page."""
    counts: dict[UUID, int] = {}
    for row in gone:
        counts[row.person_id] = counts.get(row.person_id, 0) + 1
    rows = [
        Repair(
            person_id=person,
            source=feed.agreement.provider,
            message=message,
            matters=matters,
            repaired_on=on,
            delete_on=on + timedelta(days=LIMITS["told_days"]),
        )
        for person, matters in counts.items()
    ]
    with act("feeds.repaired", by=by, about=message, area=feed.area, payload={"persons": len(rows)}) as done:
        Repair.objects.bulk_create(rows)
        done.wrote(*rows)
