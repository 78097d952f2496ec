"""The demo county keeps incentive points: a list adopted by two of its people, consents, entries with invented awards.

Each goes the way it always goes; only the hands and the documents are invented, and the documents say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.dates import add_years
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.actor import Actor
from xiangxin.office.consent.actions import RegisterRow, Scope, load_register
from xiangxin.office.consent.forms_text import PAPERS
from xiangxin.office.incentives.actions import NewEntry, confirm_entry, propose_entry, propose_list
from xiangxin.office.incentives.lists import draft, kind_label, level_label
from xiangxin.office.incentives.scope import CLASS, PURPOSE
from xiangxin.office.operations.demo_hands import in_post
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.typesetting import printed

REGISTER = "青禾演示〔2026〕2号"
AUTHORITY = "青禾县表彰办公室（虚构）"
AGREED_ON = date(2026, 1, 5)
PEOPLE = 12
"""How many of the village besides the demo's household agree: enough that figures of it can be shown."""
AWARDS = (
    ("good_person", "county"),
    ("beautiful_courtyard", "township"),
    ("skilled_talent", "city"),
    ("veteran", "any"),
    ("civilised_family", "village"),
    ("youth_award", "county"),
    ("brave_deed", "any"),
    ("moral_model", "county"),
)
WAITING = 2
"""How many of the last are still to be confirmed, so that the county's page has something to do."""


def keep_points(by: Actor, accounts: Mapping[str, Account]) -> None:
    """The list, the consents of a village's people, and what they were awarded."""
    county, second = in_post(accounts["demo-county-office"]), in_post(accounts["demo-central-bank"])
    cadre = in_post(accounts["demo-village-cadre"])
    proposal = propose_list(county, draft().benefits, "青禾办〔2026〕3号（虚构）", "演示：采用积分清单")
    proposals.decide(proposal.id, second, agrees=True)
    holder = accounts["demo-household"].person
    assert holder is not None, "the demo's household has a person"
    people = [holder, *_neighbours(cadre.area, holder)]
    assert county.institution is not None, "the demo's county office belongs to one"
    load_register([_paper(number, one, county.institution) for number, one in enumerate(people, start=1)], by, REGISTER)
    today = timezone.localdate()
    # The household of the demo has two, so that what ends first can be seen to pay first.
    whose = [holder, *people[: len(AWARDS) - 1]]
    for number, (person, (kind, level)) in enumerate(zip(whose, AWARDS, strict=True), start=1):
        row = propose_entry(cadre, person, _award(number, kind, level, today - timedelta(days=30 * number)))
        if number <= len(AWARDS) - WAITING:
            confirm_entry(county, row.id)


def _neighbours(area: str, holder: UUID) -> list[UUID]:
    """Adults of the village, always the same."""
    grown = Person.objects.filter(area=area, died_on__isnull=True, birth_on__lte=add_years(AGREED_ON, -18)).exclude(
        id=holder
    )
    return list(grown.order_by("id").values_list("id", flat=True)[:PEOPLE])


def _paper(number: int, person: UUID, office: UUID) -> RegisterRow:
    return RegisterRow(
        person=person,
        scope=Scope(PURPOSE, office, CLASS),
        written=True,
        notice_delivered_on=AGREED_ON,
        from_on=AGREED_ON,
        paper=f"青禾积分纸-{number:03}",
        to_on=add_years(AGREED_ON, 1) - timedelta(days=1),
    )


def _award(number: int, kind: str, level: str, on: date) -> NewEntry:
    """An invented award on one page that says it is invented."""
    document_no = f"青禾表彰〔2026〕{number}号（虚构）"
    said = {
        "title": "荣誉证书（虚构，演示用）",
        "number": document_no,
        "sections": [[kind_label(kind).zh, [level_label(level).zh, on.isoformat()]]],
        "agree": "本页是演示数据，没有这个人，也没有这个奖。",
        "sign": AUTHORITY,
    }
    return NewEntry(kind, level, on, document_no, AUTHORITY, printed(PAPERS / "sheet.typ", said, on))
