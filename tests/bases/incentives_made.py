"""Points for tests of any room: a list in force, a person who agrees, entries as cadre and county make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import make_cadre, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.incentives.actions import NewEntry, confirm_entry, propose_entry, propose_list, propose_strike
from xiangxin.office.incentives.lists import draft
from xiangxin.office.incentives.models import Entry
from xiangxin.office.incentives.queries.lists import adopted_on
from xiangxin.office.parties.models import Person

SCAN = b"%PDF-1.4 an invented award"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """An office with a list in force, its people, and somebody of a village who agrees that points are kept."""

    office: Institution
    county: Viewer
    second: Viewer
    cadre: Viewer
    person: Person
    holder: Viewer

    def propose(
        self, kind: str = "good_person", level: str = "county", awarded_on: date = date(2026, 5, 1), **changes: object
    ) -> Entry:
        """An entry as the cadre proposes it, with a document of its own."""
        number = next(_numbers)
        given: dict[str, object] = {
            "kind": kind,
            "level": level,
            "awarded_on": awarded_on,
            "document_no": f"虚构表彰〔2026〕{number}号",
            "authority": "虚构县文明办",
            "document": SCAN + str(number).encode(),
        }
        return propose_entry(self.cadre, self.person.id, NewEntry(**{**given, **changes}))  # type: ignore[arg-type]

    def confirm(
        self, kind: str = "good_person", level: str = "county", awarded_on: date = date(2026, 5, 1), **changes: object
    ) -> Entry:
        """The same, confirmed by the county."""
        return confirm_entry(self.county, self.propose(kind, level, awarded_on, **changes).id)

    def struck(self, why: str) -> Entry:
        """One that was confirmed and struck again: a cadre asked for it, somebody else of the county did it."""
        row = self.confirm()
        decide(propose_strike(self.cadre, row.id, why).id, self.second, agrees=True)
        return row


def adopt(county: Viewer, second: Viewer, benefits: tuple[str, ...] = ()) -> None:
    """The list in force, with all its benefits unless some are named."""
    proposal = propose_list(county, benefits or tuple(draft().benefits), "虚构县办〔2026〕1号", "采用清单")
    decide(proposal.id, second, agrees=True)


def make_ledger(*, agrees: bool = True, adopted: bool = True) -> Ledger:
    """Everybody there, the list adopted and the person's consent given, unless told otherwise."""
    office = make_institution("government")
    county, second = (viewer_for(Role.COUNTY_OFFICE, COUNTY, office) for _ in range(2))
    person = make_person()
    if adopted and adopted_on(timezone.localdate()) is None:
        adopt(county, second)
    if agrees:
        agree(person.id, office)
    holder = viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    return Ledger(office, county, second, make_cadre(person.area), person, holder)


def agree(person: UUID, office: Institution) -> None:
    """The person agrees that the office keeps their points."""
    make_consent(person, "incentive", office, "contact")
