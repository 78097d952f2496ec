"""Line 1 on this room's rows: no ground, no row; who withdraws is gone from the very next call, on every way in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import VILLAGE, id_number, listed_of_village, make_cadre, make_person, phone
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.models import Consent
from xiangxin.office.parties.actions import NewBusiness, look_up, register_business, unmask
from xiangxin.office.parties.choices import Sealed
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.businesses import business_page
from xiangxin.office.parties.queries.people import person_cards, person_page
from xiangxin.office.parties.tests.test_businesses import code
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def withdraw(consent: Consent) -> None:
    with act("consent.withdrawn_for_tests", by=system("tests")) as done:
        consent.withdrawn_on = timezone.localdate()
        consent.save(update_fields=["withdrawn_on"])
        done.wrote(consent)


def seen(viewer: Viewer, person: Person, number: str, business: UUID) -> list[bool]:
    """Whether each way in shows the person to the viewer."""

    def finds(ask: Callable[[], object]) -> bool:
        try:
            return bool(ask())
        except AddressUnknown:
            return False

    return [
        finds(lambda: look_up(viewer, number)),
        finds(lambda: person_page(viewer, person.id)),
        finds(lambda: person_cards(viewer, [person.id], "tests.cards")),
        finds(lambda: unmask(viewer, person.id, [Sealed.PHONE], "contact", "联系本人")),
        finds(lambda: business_page(viewer, business).representative),
    ]


def test_line_1_a_bank_sees_who_consented_to_it_and_after_the_withdrawal_nobody() -> None:
    number = id_number()
    person = make_person(number=number, phone=phone())
    firm = register_business(
        make_cadre(VILLAGE), NewBusiness(code(), "虚构公司", "company", VILLAGE, person.id), date(2026, 6, 1)
    )
    bank, other = make_institution(), make_institution()
    viewer, stranger = (viewer_for(Role.ACCOUNT_MANAGER, COUNTY, one) for one in (bank, other))
    assert seen(viewer, person, number, firm.id) == [False] * 5
    consent = make_consent(person.id, "scoring", bank)
    assert seen(viewer, person, number, firm.id) == [True] * 5
    assert seen(stranger, person, number, firm.id) == [False] * 5
    withdraw(consent)
    assert seen(viewer, person, number, firm.id) == [False] * 5


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "evaluation"},
        {"field_class": "income_property"},
        {"on": date(2126, 1, 1)},
        {"to_on": date(2026, 3, 2)},
    ],
    ids=["other purpose", "other class", "not begun", "over"],
)
def test_line_1_a_consent_that_does_not_fit_opens_nothing(changes: dict[str, Any]) -> None:
    person = make_person()
    bank = make_institution()
    make_consent(person.id, **{"receiver": bank, **changes})
    with pytest.raises(AddressUnknown):
        person_page(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank), person.id)


def test_line_1_nobody_under_age_is_open_to_a_bank() -> None:
    today = timezone.localdate()
    birth_on = today.replace(year=today.year - 17, day=1)
    child = make_person(birth_on=birth_on)
    bank = make_institution()
    make_consent(child.id, receiver=bank)
    with pytest.raises(AddressUnknown):
        person_page(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank), child.id)
    assert person_page(make_cadre(VILLAGE), child.id).card.id == child.id


def test_line_8_who_was_shown_is_who_is_noted_page_by_page_and_in_an_export() -> None:
    people = [make_person() for _ in range(23)]
    client = Client()
    sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
    address = reverse("parties:people", args=[VILLAGE])
    client.get(address)
    assert PendingRead.objects.filter(what="parties.village").count() == 20
    client.get(f"{address}?page=2")
    assert PendingRead.objects.filter(what="parties.village").count() == 23
    client.get(f"{address}?as=xlsx")
    notes = PendingRead.objects.filter(what="parties.village")
    assert (notes.count(), {note.person for note in notes}) == (46, {person.id for person in people})


def test_a_list_does_not_change_what_it_reads() -> None:
    make_person()
    with nothing_changes("parties"):
        listed_of_village(make_cadre(VILLAGE), VILLAGE, "zhang")
