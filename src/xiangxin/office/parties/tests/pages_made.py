"""Somebody of everything in one village, and a client in each post, for tests of the pages."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from bases.accounts_made import COUNTY, make_account, sign_in
from bases.parties_made import (
    SINCE,
    TOWNSHIP,
    VILLAGE,
    id_number,
    make_cadre,
    make_household,
    make_person,
    make_village,
    phone,
)
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.actions import add_institution
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.parties.actions import (
    NewBusiness,
    NewRosterContact,
    NewTrade,
    add_roster,
    register_business,
    register_trade,
)
from xiangxin.office.parties.models import RosterContact
from xiangxin.office.parties.tests.test_businesses import code
from xiangxin.office.vault.keys import ring

CADRES = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
NAME, PHONE = "欧阳小三", phone(77)


class Made:
    """Somebody of everything, in one village."""

    def __init__(self) -> None:
        self.number = id_number()
        by = make_cadre(make_village())
        self.person = make_person(NAME, number=self.number, phone=PHONE)
        self.trade = register_trade(by, NewTrade(self.person.id, code("92"), "欧阳小三小卖部"), SINCE)
        self.household = make_household([self.person])
        self.business = register_business(
            by, NewBusiness(code(), "虚构柳河种植专业合作社", "cooperative", VILLAGE, self.person.id), SINCE
        )
        self.bank = add_institution(system("tests"), NewInstitution("bank-one", "bank", "虚构银行", COUNTY), SINCE)
        checked = check_id_number(id_number())
        assert isinstance(checked, IdNumber)
        listed = NewRosterContact(person_id(checked, ring().person_key), VILLAGE, "诸葛大山", phone(88))
        add_roster(system("tests"), [listed], self.bank.id, SINCE)
        with maintenance("tests"):
            self.line = RosterContact.objects.get().id
        self.lock = uuid4()

    @property
    def whole(self) -> tuple[str, ...]:
        """What may stand on no page without a reason."""
        return NAME, self.number, PHONE, code("92"), "欧阳小三小卖部", "诸葛大山", phone(88)


def signed_in(role: str, made: Made | None = None, area: str = "") -> Client:
    """A client in the post of the role, in the area where such a post is held."""
    areas = {Role.VILLAGE_CADRE: VILLAGE, Role.TOWNSHIP_CADRE: TOWNSHIP, Role.STATION_KEEPER: VILLAGE}
    institution: Institution | None = made.bank if made is not None and role == Role.ACCOUNT_MANAGER else None
    client = Client()
    person = made.person.id if made is not None and role == Role.HOUSEHOLD else None
    sign_in(client, make_account(role, area or areas.get(Role(role), COUNTY), institution, person=person))
    return client
