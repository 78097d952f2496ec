"""All writes of persons, households and businesses."""

from __future__ import annotations

from xiangxin.office.parties.actions.arrivals import drop_arrival, open_arrival, show_arrival
from xiangxin.office.parties.actions.bulk import Registered, register_many
from xiangxin.office.parties.actions.businesses import (
    change_representative,
    close_business,
    close_trade,
    register_business,
    register_trade,
)
from xiangxin.office.parties.actions.desk import AtDesk, register_at_desk
from xiangxin.office.parties.actions.households import (
    form_household,
    join_household,
    leave_household,
    mark_absence,
    name_contact,
    split_household,
)
from xiangxin.office.parties.actions.kin import add_kinship, remove_kinship
from xiangxin.office.parties.actions.paper import print_village_forms
from xiangxin.office.parties.actions.people import (
    change_phone,
    correct_death,
    correct_name,
    move_person,
    record_death,
    register_person,
)
from xiangxin.office.parties.actions.phones import verify_phone
from xiangxin.office.parties.actions.rosters import (
    add_roster,
    delete_expired_contacts,
    note_delivery,
    note_refusals,
    open_roster_contact,
)
from xiangxin.office.parties.actions.showing import lift_lock, look_up, unmask
from xiangxin.office.parties.actions.telling import tell_phones
from xiangxin.office.parties.new import NewBusiness, NewPerson, NewRosterContact, NewTrade

__all__ = [
    "AtDesk",
    "NewBusiness",
    "NewPerson",
    "NewRosterContact",
    "NewTrade",
    "Registered",
    "add_kinship",
    "add_roster",
    "change_phone",
    "change_representative",
    "close_business",
    "close_trade",
    "correct_death",
    "correct_name",
    "delete_expired_contacts",
    "drop_arrival",
    "form_household",
    "join_household",
    "leave_household",
    "lift_lock",
    "look_up",
    "mark_absence",
    "move_person",
    "name_contact",
    "note_delivery",
    "note_refusals",
    "open_arrival",
    "open_roster_contact",
    "print_village_forms",
    "record_death",
    "register_at_desk",
    "register_business",
    "register_many",
    "register_person",
    "register_trade",
    "remove_kinship",
    "show_arrival",
    "split_household",
    "tell_phones",
    "unmask",
    "verify_phone",
]
