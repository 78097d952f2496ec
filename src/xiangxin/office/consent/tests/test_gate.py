"""The gate: which of the rows of consent open somebody's rows, to whom, for what, and what is said where none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from bases.accounts_made import viewer_for
from bases.consent_made import GIVEN_ON, make_consent, make_institution
from bases.parties_made import make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.consent import errors, gate
from xiangxin.office.consent.grounds import CLASSES, registry
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def of(bank: Institution, role: str = Role.ACCOUNT_MANAGER) -> Viewer:
    return viewer_for(role, institution=bank)


def opened(
    viewer: Viewer, purpose: str = "scoring", fields: tuple[str, ...] = ("land_area_mu",), **more: Any
) -> set[UUID]:
    open_to = gate.persons_open_to(viewer, purpose, fields, more.pop("on", ON), **more)
    with maintenance("tests"):
        found = set(Person.objects.filter(open_to.where("id")).values_list("id", flat=True))
        assert set(Person.objects.filter(open_to.where("id", few=True)).values_list("id", flat=True)) == found
        assert open_to.among(Person.objects.values_list("id", flat=True)) == found
        return found


def refused(
    viewer: Viewer,
    person: UUID,
    purpose: str = "scoring",
    fields: tuple[str, ...] = ("land_area_mu",),
    ground: str = "consent",
    on: date = ON,
) -> type[Exception] | None:
    try:
        gate.require(ground, person, purpose, fields, viewer, on)
    except errors.NoGround as error:
        return type(error)
    return None


def test_a_consent_opens_what_it_names_to_whom_it_names() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    assert opened(of(bank)) == {person.id}
    assert refused(of(bank), person.id) is None
    assert opened(of(other)) == set()
    assert refused(of(other), person.id) is errors.NoConsent
    assert refused(of(bank), person.id, fields=("income_yearly",)) is errors.NoConsent
    assert opened(of(bank), fields=("income_yearly",)) == set()
    assert refused(of(bank), uuid4()) is errors.NoConsent


def test_a_branch_works_with_the_consents_given_to_its_bank_and_the_bank_not_with_those_of_another() -> None:
    bank, person = make_institution(), make_person()
    branch = make_institution("branch", parent=bank)
    station = make_institution("station", parent=bank)
    make_consent(person.id, receiver=bank)
    assert opened(of(branch)) == {person.id}
    assert opened(of(station)) == set()


def test_after_a_withdrawal_the_next_call_finds_nobody() -> None:
    bank, person = make_institution(), make_person()
    consent = make_consent(person.id, receiver=bank)
    viewer = of(bank)
    open_to = gate.persons_open_to(viewer, "scoring", ["land_area_mu"], ON)
    with maintenance("tests"):
        assert Person.objects.filter(open_to.where("id")).count() == 1
        consent.withdrawn_on = ON
        consent.save()
        assert Person.objects.filter(open_to.where("id")).count() == 0
    assert opened(viewer) == set()
    assert refused(viewer, person.id) is errors.ConsentWithdrawn


def test_a_withdrawal_closes_what_began_by_then_and_not_what_begins_later() -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank, on=GIVEN_ON)
    make_consent(person.id, receiver=bank, on=GIVEN_ON + timedelta(days=10), withdrawn_on=GIVEN_ON + timedelta(days=20))
    assert refused(of(bank), person.id) is errors.ConsentWithdrawn
    assert opened(of(bank)) == set()
    assert refused(of(bank), person.id, on=GIVEN_ON + timedelta(days=5)) is errors.ConsentWithdrawn
    make_consent(person.id, receiver=bank, on=GIVEN_ON + timedelta(days=21))
    assert refused(of(bank), person.id) is None
    assert opened(of(bank)) == {person.id}


@pytest.mark.parametrize(
    ("consent", "error"),
    [
        ({"to_on": ON - timedelta(days=1)}, errors.ConsentExpired),
        ({"on": ON + timedelta(days=1)}, errors.ConsentNotBegun),
        ({"field_class": "income_property", "written": False}, errors.ConsentNotWritten),
        ({"purpose": "evaluation"}, errors.NoConsent),
    ],
)
def test_what_is_lacking_is_said(consent: dict[str, Any], error: type[Exception]) -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank, **consent)
    fields = ("income_yearly",) if consent.get("field_class") else ("land_area_mu",)
    assert refused(of(bank), person.id, fields=fields) is error
    assert opened(of(bank), fields=fields) == set()


def test_the_last_day_of_a_consent_counts() -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank, to_on=ON)
    assert opened(of(bank)) == {person.id}
    assert refused(of(bank), person.id) is None


def test_a_consent_before_its_notice_cannot_be_written_at_all() -> None:
    with pytest.raises(IntegrityError):
        make_consent(make_person().id, notice_on=GIVEN_ON + timedelta(days=1))


def test_two_classes_need_two_consents() -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    both = ("land_area_mu", "income_yearly")
    assert opened(of(bank), fields=both) == set()
    make_consent(person.id, receiver=bank, field_class="income_property")
    assert opened(of(bank), fields=both) == {person.id}
    assert refused(of(bank), person.id, fields=both) is None


def test_who_is_known_and_reached_follows_from_the_file_and_contact_alone_from_contact() -> None:
    bank, person, called = make_institution(), make_person(), make_person("李四")
    make_consent(person.id, receiver=bank)
    make_consent(called.id, receiver=bank, field_class="contact")
    assert opened(of(bank), fields=("id_number", "birth_year"), ground="consent") == {person.id}
    assert opened(of(bank), fields=("phone",), ground="consent") == {person.id, called.id}


def test_there_is_no_file_of_a_minor_whatever_stands_in_the_rows() -> None:
    bank = make_institution()
    young, grown = make_person(birth_on=date(2008, 6, 2)), make_person(birth_on=date(2008, 6, 1))
    for one in (young, grown):
        make_consent(one.id, receiver=bank)
    assert opened(of(bank)) == {grown.id}
    assert refused(of(bank), young.id) is errors.NotOfAge
    assert opened(of(bank), on=ON + timedelta(days=1)) == {young.id, grown.id}


def test_somebody_of_unknown_age_is_not_of_age() -> None:
    bank, nobody = make_institution(), uuid4()
    make_consent(nobody, receiver=bank)
    assert refused(of(bank), nobody) is errors.NotOfAge


def test_a_panel_sees_who_consented_to_that_panel() -> None:
    panel, other, person = make_institution("panel"), make_institution("panel"), make_person()
    make_consent(person.id, "review", panel, "review")
    assert opened(of(panel, Role.PANEL_MEMBER), "review", ("review",)) == {person.id}
    assert opened(of(other, Role.PANEL_MEMBER), "review", ("review",)) == set()


def test_a_cadre_may_reach_and_recognise_people_and_read_nothing_of_their_files() -> None:
    person = make_person()
    cadre = viewer_for(Role.VILLAGE_CADRE, person.area)
    assert opened(cadre, "register", ("name", "phone", "area")) == {person.id}
    for field in ("land_area_mu", "income_yearly", "provincial_score"):
        assert refused(cadre, person.id, "register", (field,), "duty") is errors.RoleHasNoGround


def test_a_household_reads_itself() -> None:
    me, other = make_person(), make_person("李四")
    viewer = viewer_for(Role.HOUSEHOLD, me.area, person=me.id)
    assert opened(viewer, "objection", ("income_yearly",)) == {me.id}
    assert refused(viewer, me.id, "objection", ("income_yearly",), "own") is None
    assert refused(viewer, other.id, "objection", ("income_yearly",), "own") is errors.NotThePerson


@pytest.mark.parametrize(
    ("role", "purpose", "fields", "ground", "error"),
    [
        (Role.ACCOUNT_MANAGER, "marketing", ("name",), "consent", errors.PurposeUnknown),
        pytest.param(Role.ACCOUNT_MANAGER, "\x00" * 99, ("name",), "consent", errors.PurposeUnknown, id="nul"),
        (Role.ACCOUNT_MANAGER, "evaluation", ("land_area_mu",), "consent", errors.RoleHasNoGround),
        (Role.ACCOUNT_MANAGER, "scoring", ("religion",), "consent", errors.FieldUnknown),
        (Role.ACCOUNT_MANAGER, "scoring", ("land_area_mu",), "own", errors.RoleHasNoGround),
        (Role.ACCOUNT_MANAGER, "scoring", ("land_area_mu",), "because", errors.RoleHasNoGround),
        (Role.ACCOUNT_MANAGER, "scoring", (), "consent", errors.NoConsent),
        (Role.ACCOUNT_MANAGER, "contract", ("land_area_mu",), "contract", errors.NoContract),
        (Role.STATION_KEEPER, "objection", ("name",), "mandate", errors.NoMandate),
        (Role.COUNTY_OFFICE, "scoring", ("land_area_mu",), "duty", errors.RoleHasNoGround),
        (Role.SYSTEM_ADMIN, "audit", ("name",), "duty", errors.RoleHasNoGround),
    ],
)
def test_anything_else_is_refused_by_name_and_noted(
    role: str, purpose: str, fields: tuple[str, ...], ground: str, error: type[errors.NoGround]
) -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    viewer = of(bank, role)
    assert refused(viewer, person.id, purpose, fields, ground) is error
    entry = Entry.objects.get(act="consent.ground_refused")
    assert (entry.actor, entry.person) == (str(viewer.actor), person.id)
    assert entry.purpose in (purpose, None)


def test_asking_leaves_no_note_that_somebody_was_looked_at() -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    before = PendingRead.objects.count()
    assert refused(of(bank), person.id) is None
    assert PendingRead.objects.count() == before


def test_what_an_office_may_do_follows_from_its_kind(settings: Settings) -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    cadre = viewer_for(Role.VILLAGE_CADRE, person.area)
    settings.HOME = replace(settings.HOME, kind="government")
    assert refused(of(bank), person.id) is errors.PurposeNotOpen
    assert opened(cadre, "register", ("name",)) == {person.id}
    settings.HOME = replace(settings.HOME, kind="bank")
    assert refused(of(bank), person.id) is None
    assert refused(cadre, person.id, "register", ("name",), "duty") is errors.RoleHasNoGround


def test_every_row_of_the_registry_says_on_what_it_rests() -> None:
    for row in registry().rows:
        assert row.source.zh
        assert row.source.en
    assert registry().classes_of(["name", "income_yearly"]) == frozenset({"contact", "income_property"})
    assert registry().classes_of(["name", "religion"]) is None


def test_what_follows_from_another_consent_is_not_asked_for_and_nobody_gets_in_by_it() -> None:
    assert registry().needed(["contact", "register", "file"]) == (frozenset({"file"}),)
    assert registry().needed(["contact", "income_property"]) == (
        frozenset({"contact", "file"}),
        frozenset({"income_property"}),
    )
    names = sorted(CLASSES | registry().identity.keys())
    for asked in chain.from_iterable(combinations(names, many) for many in range(len(names) + 1)):
        whole, needed = registry().alternatives(asked), registry().needed(asked)
        for given in chain.from_iterable(combinations(sorted(CLASSES), many) for many in range(len(CLASSES) + 1)):
            assert all(one & set(given) for one in whole) == all(one & set(given) for one in needed)
