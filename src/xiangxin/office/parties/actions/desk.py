"""Registering at a desk: as everywhere, and whoever looks like somebody registered waits for a person's word.

Asked only for who keeps the register. A bank and a station keep none: that somebody looks alike would tell them of
others, so what they register is compared by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.parties.actions.people import checked_person, known_person, register_checked
from xiangxin.office.parties.holding import Held, hold_back
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.new import NewPerson
from xiangxin.office.parties.queries.likeness import Newcomer
from xiangxin.office.parties.scope import CADRES


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Somebody who is registered now, or was ``before``."""

    person: Person
    before: bool


def register_at_desk(by: Viewer, new: NewPerson, on: date) -> AtDesk | Held:
    """Register somebody who stands before the viewer, once; or where they wait. The errors of ``register_person``.

    To who keeps the register also those of the room that holds people back. Who does not keep it must be shown the
    same whatever comes back.
    """
    one = checked_person(by, new, on)
    known = known_person(by, one)
    if known is not None:
        return AtDesk(known, before=True)
    if by.role in CADRES:
        held = hold_back(by, Newcomer(one.key, one.area, one.number, one.name, one.phone), on)
        if held is not None:
            return held
    return AtDesk(register_checked(by, one, on), before=False)
