"""One small county for the matrix of permissions: two townships, two banks, an account for every role, and things.

A *thing* is what an address names (a person, a household). Each is there as the viewer's own, as a foreign one and,
where it rests on consent, with the consent withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone
from stdnum.cn.uscc import calc_check_digit

from bases.accounts_made import COUNTY, make_account, sign_in
from bases.consent_made import make_consent, make_institution, make_order
from bases.parties_made import (
    FAR_VILLAGE,
    SINCE,
    TOWNSHIP,
    VILLAGE,
    make_cadre,
    make_household,
    make_person,
    make_village,
)
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, SignIn
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.context import maintenance
from xiangxin.office.parties.actions import add_roster, register_business, register_trade
from xiangxin.office.parties.models import RosterContact
from xiangxin.office.parties.new import NewBusiness, NewRosterContact, NewTrade

Case = Literal["own", "foreign", "withdrawn"]

VILLAGE_ROLES = {Role.VILLAGE_CADRE, Role.PANEL_MEMBER, Role.SUPERVISORY_COMMITTEE}
INSTITUTION_OF = {
    Role.ACCOUNT_MANAGER: "bank",
    Role.GUARANTOR: "guarantor",
    Role.FUND_KEEPER: "fund",
    Role.DATA_PROVIDER: "provider",
    Role.STATION_KEEPER: "station",
    Role.PANEL_MEMBER: "panel",
    Role.SUPERVISORY_COMMITTEE: "supervisor",
    Role.COUNTY_OFFICE: "government",
    Role.CENTRAL_BANK: "central_bank",
}


@dataclass(slots=True)
class World:
    """``made``: name → case → the text that stands in an address. ``sessions``: role → the key of a session."""

    accounts: dict[str, Account] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    people: dict[Case, UUID] = field(default_factory=dict)
    made: dict[str, dict[Case, str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser of its own in which the role's account has just signed in."""
        client = Client()
        if role not in self.sessions:
            sign_in(client, self.accounts[role])
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def again(self) -> World:
        """The same county for another test, which makes its own things; every stay was in use until now."""
        SignIn.objects.filter(ended_at=None).update(seen_at=timezone.now())
        return replace(self, made={})

    def thing(self, name: str, case: Case) -> str:
        """What stands in an address for the thing called ``name``; made when it is first asked for."""
        if name not in self.made:
            self.made[name] = THINGS[name](self)
        return self.made[name].get(case, self.made[name]["foreign"])


def make_world() -> World:
    """The county with its people and one account for each role."""
    world = World()
    for village in (VILLAGE, FAR_VILLAGE):
        make_village(village)
    for kind in {*INSTITUTION_OF.values(), "insurer"}:
        world.institutions[kind] = make_institution(kind, slug=f"own-{kind}", area=_place_of(kind))
    world.institutions["other_bank"] = make_institution("bank", slug="other-bank")
    own, foreign, withdrawn = (
        make_person("张小三", VILLAGE).id,
        make_person("李远方", FAR_VILLAGE).id,
        make_person("王收回", VILLAGE).id,
    )
    world.people = {"own": own, "foreign": foreign, "withdrawn": withdrawn}
    bank, other = world.institutions["bank"], world.institutions["other_bank"]
    make_consent(own, receiver=bank)
    make_consent(foreign, receiver=other)
    make_consent(withdrawn, receiver=bank, withdrawn_on=date(2026, 4, 1))
    for role in Role:
        world.accounts[role] = make_account(
            role,
            _area_of(role),
            world.institutions.get(INSTITUTION_OF.get(role, "")),
            person=own if role == Role.HOUSEHOLD else None,
        )
    return world


def _place_of(kind: str) -> str:
    return VILLAGE if kind in ("panel", "supervisor") else COUNTY


def _area_of(role: Role) -> str:
    if role in VILLAGE_ROLES or role == Role.HOUSEHOLD:
        return VILLAGE
    return TOWNSHIP if role == Role.TOWNSHIP_CADRE else COUNTY


def _people(world: World) -> dict[Case, str]:
    return {case: str(person) for case, person in world.people.items()}


def _households(world: World) -> dict[Case, str]:
    own, foreign = make_household([world.people["own"]]), make_household([world.people["foreign"]], FAR_VILLAGE)
    return {"own": str(own.id), "foreign": str(foreign.id)}


def _businesses(world: World) -> dict[Case, str]:
    own, foreign = (
        register_business(make_cadre(area), NewBusiness(code, f"虚构合作社{area}", "cooperative", area), SINCE)
        for area, code in ((VILLAGE, _credit_code(1)), (FAR_VILLAGE, _credit_code(2)))
    )
    return {"own": str(own.id), "foreign": str(foreign.id)}


def _credit_code(number: int, kind: str = "93") -> str:
    digits = f"{kind}990101MA{number:07d}"
    return digits + calc_check_digit(digits)


def _lines(world: World) -> dict[Case, str]:
    bank, other = world.institutions["bank"], world.institutions["other_bank"]
    for receiver, name in ((bank, "赵名册"), (other, "钱名册")):
        add_roster(system("tests"), [NewRosterContact(uuid4(), VILLAGE, name)], receiver.id, timezone.localdate())
    with maintenance("tests"):
        found = {str(row.receiver_id): str(row.id) for row in RosterContact.objects.all()}
    return {"own": found[str(bank.id)], "foreign": found[str(other.id)]}


def _trades(world: World) -> dict[Case, str]:
    """A trade of the own person, and one of somebody far away."""
    own, foreign = (
        register_trade(make_cadre(area), NewTrade(person, _credit_code(number, "92"), "虚构小卖部"), SINCE)
        for number, person, area in (
            (1, world.people["own"], VILLAGE),
            (2, world.people["foreign"], FAR_VILLAGE),
        )
    )
    return {"own": str(own.id), "foreign": str(foreign.id)}


def _villages(world: World) -> dict[Case, str]:
    return {"own": VILLAGE, "foreign": FAR_VILLAGE}


def _codes(world: World) -> dict[Case, str]:
    """The code of an area, and one that nobody has."""
    return {"own": VILLAGE, "foreign": "990199999999"}


def _institutions(world: World) -> dict[Case, str]:
    return {"own": str(world.institutions["panel"].id), "foreign": str(uuid4())}


def _deletions(world: World) -> dict[Case, str]:
    """An order to the own bank, and one to another."""
    bank, other = world.institutions["bank"], world.institutions["other_bank"]
    return {
        "own": str(make_order(world.people["own"], bank).id),
        "foreign": str(make_order(world.people["own"], other).id),
    }


def _notices(world: World) -> dict[Case, str]:
    """The code of a notice's file, and one that no file has."""
    return {"own": "scoring-file", "foreign": "no-such-notice"}


def _entries(world: World) -> dict[Case, str]:
    """The number of an entry of the log, and one that it has not reached."""
    return {"own": "0", "foreign": "999999999"}


def _checkpoints(world: World) -> dict[Case, str]:
    """The size of a checkpoint, and one that was never made."""
    made = make_checkpoint()
    assert made is not None
    return {"own": str(made.size), "foreign": "999999999"}


def _nothing(world: World) -> dict[Case, str]:
    """An id that names nothing: what an address answers to somebody it does open to is told all the same."""
    return {"own": str(uuid4()), "foreign": str(uuid4())}


def _staff(world: World) -> dict[Case, str]:
    own, foreign = make_account(Role.VILLAGE_CADRE, VILLAGE), make_account(Role.VILLAGE_CADRE, "990201101001")
    return {"own": str(own.id), "foreign": str(foreign.id)}


def _posts(world: World) -> dict[Case, str]:
    own, foreign = (
        make_account(Role.VILLAGE_CADRE, area).posts.values_list("id", flat=True)[0]
        for area in (VILLAGE, "990201101001")
    )
    return {"own": str(own), "foreign": str(foreign)}


THINGS: dict[str, Callable[[World], dict[Case, str]]] = {
    "staff": _staff,
    "post": _posts,
    "person": _people,
    "household": _households,
    "village": _villages,
    "business": _businesses,
    "code": _codes,
    "institution": _institutions,
    "line": _lines,
    "trade": _trades,
    "deletion": _deletions,
    "notice": _notices,
    "entry": _entries,
    "checkpoint": _checkpoints,
    "nothing": _nothing,
    "change": lambda world: {"own": "new", "foreign": "new"},
}
"""How each thing is made; a room that names others in its addresses adds them here."""
