"""Forms of consent for the people of one village: their names go onto the paper, and each of them can see that.

Whom a form is printed for says the room of consents; it leaves out who has answered.
"""

from __future__ import annotations

from datetime import date

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.consent.actions import NewForm, PrintedForms, Scope, print_forms
from xiangxin.office.consent.gate import of_age
from xiangxin.office.consent.queries.paper import MOST, to_be_asked
from xiangxin.office.parties.errors import NobodyToAsk
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.people import in_village

SHOWN = ("name", "area")


def print_village_forms(by: Viewer, area: str, scope: Scope, on: date, *, again: bool = False) -> PrintedForms:
    """A form for each grown-up of the village who has not answered, by name; at most as many as one batch holds.

    For cadres. ``AddressUnknown`` outside of the area, ``NobodyToAsk``, and what printing refuses.
    """
    village = in_village(by, area)
    place = place_name(village, on)
    with looking(by, "parties.consent_forms", (*SHOWN, "consents")) as look:
        people = {row.id: row for row in look.persons.filter(of_age(on, "id"), area=village, died_on__isnull=True)}
        wanted = to_be_asked(scope, people.keys(), on, again=again)
        named = sorted((opened(people[id_], "name_sealed"), str(id_), id_) for id_ in wanted)[:MOST]
        look.showed((id_ for _, _, id_ in named), SHOWN)
    if not named:
        raise NobodyToAsk("asked")
    return print_forms(by, scope, village, [NewForm(id_, name, place) for name, _, id_ in named], on)
