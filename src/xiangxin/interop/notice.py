"""The list of whom to visit with the notice: people of rosters, and applicants without a consent in force.

One purpose only. Of an applicant it says where, who (as the lender's workbook does) and what is missing for a ground,
and nothing else of their file. Whoever withdrew is not visited again: they are counted, never listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from xiangxin.interop.areas import Areas
from xiangxin.interop.contacts import Contact, Contacts
from xiangxin.interop.paper import Head, Paper, Value, workbook
from xiangxin.interop.refusals import Refusals, refused_on
from xiangxin.interop.words import ANSWER
from xiangxin.kernel.text import Text
from xiangxin.scoring.assessment import Row, Run
from xiangxin.scoring.grounds import Gap, ground_gap

GAP: Mapping[Gap, Text] = {
    "none": Text("没有同意", "No consent"),
    "no_notice": Text("告知未送达", "Notice not delivered"),
    "late_notice": Text("告知晚于同意，须重新征求", "Notice came after the consent: ask again"),
    "not_begun": Text("同意尚未开始", "The consent has not begun"),
    "expired": Text("同意已到期", "The consent has expired"),
    "not_written": Text("同意不是书面的", "The consent is not in writing"),
}


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """Applicants without a consent in force, each with what is missing, and how many withdrew theirs or said no."""

    people: tuple[tuple[Contact, Gap], ...]
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Roster:
    """People who are on a roster only, and how many more of them said no."""

    people: tuple[Contact, ...]
    refused: int = 0


def ungrounded(
    persons: Iterable[UUID], contacts: Contacts, consents: Iterable[Row], run: Run, refusals: Refusals
) -> Ungrounded:
    """``persons``: those whom the run did not assess for want of a ground. ``consents``, ``refusals``: of everybody."""
    by_person: dict[UUID, list[Row]] = {person: [] for person in persons}
    for row in consents:
        if row["person_id"] in by_person:
            by_person[row["person_id"]].append(row)
    gaps = {
        person: None if _said_no(refused_on(refusals, person, run.receiver), rows, run) else consent_gap(rows, run)
        for person, rows in by_person.items()
    }
    listed = ((contacts.get(person), gap) for person, gap in gaps.items())
    people = tuple((contact, gap) for contact, gap in listed if contact is not None and gap is not None)
    return Ungrounded(people, sum(gap is None for gap in gaps.values()))


def _said_no(refused: date | None, consents: Sequence[Row], run: Run) -> bool:
    """Whether a refusal is the last that the person said to this run's receiver."""
    if refused is None:
        return False
    given = (row.get("from_on") for row in consents if row.get("receiver") == run.receiver)
    return not any(day is not None and day > refused for day in given)


def to_visit(roster: Iterable[Contact], refusals: Refusals, receiver: str) -> Roster:
    """People of rosters without those who said no to ``receiver``; these are counted."""
    said = [(contact, refused_on(refusals, contact.person_id, receiver) is not None) for contact in roster]
    return Roster(tuple(contact for contact, no in said if not no), sum(no for _, no in said))


def consent_gap(consents: Sequence[Row], run: Run) -> Gap | None:
    """What is written on the list beside a person; ``None`` when they withdrew and said nothing since.

    Whom else the person consented to is told to that person, not to whoever holds the list.
    """
    gap = ground_gap(consents, run)
    if gap == "withdrawn":
        return None
    return "none" if gap == "other_receiver" else gap


_PLACE, _NAME = Head(Text("乡镇、村", "Township and village"), 26), Head(Text("姓名", "Name"), 12)
_BY_HAND = (
    Head(Text("告知送达日期（手填）", "Notice delivered on (by hand)"), 20, "date", by_hand=True),
    Head(Text("送达方式（手填）", "How (by hand)"), 18, by_hand=True),
    Head(Text("本人答复（手填）", "Their answer (by hand)"), 16, by_hand=True, choices=ANSWER),
)
_ROSTER_HEADS = (_PLACE, _NAME, Head(Text("联系电话", "Telephone"), 18, "code"), *_BY_HAND)
_APPLICANT_HEADS = (
    _PLACE,
    _NAME,
    Head(Text("公民身份号码（遮盖）", "Identity number (masked)"), 21, "code"),
    Head(Text("缺什么", "What is missing"), 26),
    *_BY_HAND,
)
_TITLE = Text("待告知名单", "Persons to be notified")
_ROSTER_NOTES = (
    Text(
        "只用于送达告知；不得评分、不得营销，到期删除。不同意也可以申请基础额度，不影响其他事。",
        "For delivering the notice only; no scoring, no marketing; deleted after its term.",
    ),
)
_APPLICANT_NOTES = (
    Text(
        "只用于送达告知、由本人决定是否同意；此外不得使用。答复不同意的登记到工作簿的“不同意”表，不再上门，不影响其他事。",
        "For delivering the notice, so that each decides; for nothing else. Who says no goes to the sheet 不同意: "
        "they are not visited again, and nothing else follows.",
    ),
)


def write_notice_list(
    path: Path,
    made_on: date,
    roster: Roster,
    applicants: Ungrounded,
    areas: Areas,
    *,
    is_demo: bool = False,
) -> None:
    """``notice-list.xlsx``: people who are on a roster only, and on a sheet of their own applicants without ground."""
    withdrawn = Text(
        f"另有 {applicants.withdrawn} 人已撤回同意或表示不同意：不列名，不得再为此上门。",
        f"{applicants.withdrawn} more withdrew or said no: they are not named and not visited again for it.",
    )
    refused = Text(
        f"另有 {roster.refused} 人已表示不同意：不列名，不得再为此上门。",
        f"{roster.refused} more said no: they are not named and not visited again for it.",
    )
    with workbook(path, _TITLE, made_on, is_demo=is_demo) as paper:
        notes = (*_ROSTER_NOTES, refused) if roster.refused else _ROSTER_NOTES
        _sheet(paper, Text("待告知", "Notice"), notes, _ROSTER_HEADS, _roster_rows(roster.people, areas))
        notes = (*_APPLICANT_NOTES, withdrawn)
        rows = _applicant_rows(applicants, areas)
        _sheet(paper, Text("申请人待告知", "Applicants"), notes, _APPLICANT_HEADS, rows)


def _sheet(
    paper: Paper, name: Text, notes: Sequence[Text], heads: Sequence[Head], rows: Iterable[Sequence[Value]]
) -> None:
    paper.table(name, _TITLE, notes, heads, rows, frozen=2)


def _roster_rows(contacts: Iterable[Contact], areas: Areas) -> Iterator[tuple[Value, ...]]:
    for contact in sorted(contacts, key=_in_village):
        yield areas.full_name(contact.village_code), contact.name, contact.phone


def _applicant_rows(applicants: Ungrounded, areas: Areas) -> Iterator[tuple[Value, ...]]:
    for contact, gap in sorted(applicants.people, key=lambda item: _in_village(item[0])):
        yield areas.full_name(contact.village_code), contact.name, contact.id_number.masked, GAP[gap].zh


def _in_village(contact: Contact) -> tuple[str, str, str]:
    return contact.village_code, contact.name, str(contact.person_id)
