"""A county's list accepted by a second person, and a county set up from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from xiangxin.kernel.divisions import LEVELS, level_of
from xiangxin.office.areas.actions.areas import check_document, close_area, link, open_area
from xiangxin.office.areas.actions.institutions import open_institution
from xiangxin.office.areas.choices import ChangeKind
from xiangxin.office.areas.errors import ListChanged, SecondPersonNeeded
from xiangxin.office.areas.lists import ListPlan, plan_list
from xiangxin.office.areas.models import Area, Institution
from xiangxin.office.areas.new import NewArea, NewInstitution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act


def accept_list(
    by: Actor, accepted_by: Actor, lines: Sequence[NewArea], county: str, from_on: date, document_no: str, plan: str
) -> ListPlan:
    """Add and rename what the list says, as one act. ``plan`` is the digest of the plan that ``accepted_by`` saw.

    ``SecondPersonNeeded`` when both are one person, ``ListChanged`` when the plan is another by now.
    """
    if (by.kind, by.name) == (accepted_by.kind, accepted_by.name):
        raise SecondPersonNeeded()
    document_no = check_document(document_no)
    payload = {"prepared_by": str(by), "from_on": from_on, "document": document_no, "plan": plan}
    with act("areas.list_accepted", by=accepted_by, area=county, payload=payload) as done:
        now = plan_list(lines, county, from_on)
        if now.digest != plan:
            raise ListChanged()
        for old, _name in now.renamed:
            close_area(done, old, from_on)
        for old, name in now.renamed:
            renamed = open_area(done, NewArea(old.code, old.level, name), from_on)
            link(done, ChangeKind.RENAMED, [old], [renamed], from_on, document_no)
        open_areas(done, now.added, from_on)
        done.payload |= {"added": len(now.added), "renamed": len(now.renamed)}
    return now


def set_up_county(
    by: Actor, county: str, areas: Iterable[NewArea], institutions: Iterable[NewInstitution], from_on: date
) -> dict[str, Institution]:
    """The areas and institutions of a county whose office begins, as one act; institutions by their short names."""
    with act("areas.county_set_up", by=by, area=county, payload={"from_on": from_on}) as done:
        rows = open_areas(done, areas, from_on)
        bodies = {new.slug: open_institution(done, new, from_on) for new in institutions}
        done.payload |= {"areas": len(rows), "institutions": len(bodies)}
    return bodies


def open_areas(done: Act, areas: Iterable[NewArea], from_on: date) -> list[Area]:
    """Write areas within an act that is open, the larger before the smaller."""
    ordered = sorted(areas, key=lambda one: (LEVELS.index(level_of(one.code)), one.code))
    return [open_area(done, one, from_on) for one in ordered]
