"""What the demo county's people were told and agreed to: texts in force, a named panel, the register of signed papers.

A real office publishes each text by two people on the day they agree; the demo's stand since the day its files name,
so that papers signed before the office was there have the text they were signed under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from xiangxin.interop.county import CountyFiles
from xiangxin.office.accounts.models import Account
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions import Loaded, RegisterRow, Scope, load_register
from xiangxin.office.consent.models import NoticeText, PanelListing
from xiangxin.office.consent.notices import drafts
from xiangxin.office.consent.parts import parts_in
from xiangxin.office.vault.sealing import seal_on

REGISTER = "青禾演示〔2026〕1号"


def publish(by: Actor, proposed_by: Account, agreed_by: Account) -> int:
    """Every text of the files, in force from the day it names; how many there are."""
    with act("office.demo_texts", by=by) as done:
        for draft in drafts().values():
            row = NoticeText(
                code=draft.code,
                version=draft.version,
                purpose=draft.purpose,
                field_class=draft.field_class,
                content=draft.written,
                content_hash=draft.hash,
                from_on=draft.from_on,
                proposed_by=proposed_by.id,
                agreed_by=agreed_by.id,
            )
            row.save(force_insert=True)
            done.wrote(row)
    return len(drafts())


def name_panel(by: Actor, panel: Institution, members: Sequence[str], since: date) -> None:
    """Who sits on the panel, told to every household before it is asked."""
    with act("office.demo_panel", by=by, about=panel, payload={"members": len(members)}) as done:
        row = PanelListing(panel=panel, from_on=since)
        seal_on(row, "members_sealed", "\n".join(members))
        row.save(force_insert=True)
        done.wrote(row)


def load(by: Actor, county: CountyFiles, bodies: Mapping[str, Institution]) -> Loaded:
    """The consents of the workbooks, each with the number of its paper; what cannot be is left out and counted.

    Papers do not say what was ticked for a panel: of four in a row one shows nothing besides, the others ever more.
    """
    return load_register(list(_rows(county, bodies)), by, REGISTER)


def _rows(county: CountyFiles, bodies: Mapping[str, Institution]) -> Iterator[RegisterRow]:
    parts = tuple(part.id for part in parts_in(drafts()["review-review"].content))
    for number, row in enumerate(county.tables["consents"].to_pylist(), start=1):
        person = row["person_id"]
        yield RegisterRow(
            person=person if isinstance(person, UUID) else UUID(bytes=person),
            scope=Scope(row["purpose"], bodies[row["receiver"]].id, row["field_class"]),
            written=bool(row["written"]),
            notice_delivered_on=row["notice_delivered_on"],
            from_on=row["from_on"],
            paper=f"青禾纸-{number:05}",
            to_on=row["to_on"],
            withdrawn_on=row["withdrawn_on"],
            parts=parts[: number % (len(parts) + 1)] if row["field_class"] == "review" else (),
        )
