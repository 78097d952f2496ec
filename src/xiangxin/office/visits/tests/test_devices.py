"""A device: registered by its collector, confirmed by another person, shut out at once."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.parties_made import TOWNSHIP, VILLAGE, make_cadre, make_village
from bases.visits_made import Tablet, confirmed_tablet, spki
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.models import Entry
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors, queries
from xiangxin.office.visits.actions import confirm_device, make_list, register_device, revoke_device
from xiangxin.office.visits.models import Device, TaskList

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_a_device_waits_for_another_person_and_gets_no_list_before() -> None:
    cadre = make_cadre(make_village())
    tablet = Tablet(cadre)
    row = tablet.registers()
    assert (row.confirmed_at, len(row.code), queries.own_devices(cadre)[0].state) == (None, 8, "waiting")
    with pytest.raises(errors.DeviceUnconfirmed):
        make_list(cadre, row.id, VILLAGE)
    assert TaskList.objects.count() == 0


def test_the_office_of_the_area_or_a_colleague_of_the_bank_confirms_it() -> None:
    make_village()
    bank = make_institution()
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    for keeper in (viewer_for(Role.COUNTY_OFFICE, COUNTY), viewer_for(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)):
        row = Tablet(manager).registers()
        assert confirm_device(keeper, row.id).confirmed_by == keeper.account
    township = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    assert confirm_device(township, Tablet(make_cadre(VILLAGE)).registers().id).confirmed_by == township.account


def test_nobody_confirms_the_own_device_and_nobody_elsewhere_sees_it() -> None:
    make_village()
    bank = make_institution()
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    row = Tablet(manager).registers()
    with pytest.raises(errors.OwnDevice):
        confirm_device(manager, row.id)
    others = [
        viewer_for(Role.ACCOUNT_MANAGER, COUNTY, make_institution()),
        viewer_for(Role.ACCOUNT_MANAGER, COUNTY),
        viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP),
        viewer_for(Role.COUNTY_OFFICE, "990201000000"),
        make_cadre(VILLAGE),
        viewer_for(Role.AUDITOR, COUNTY),
    ]
    for other in others:
        with pytest.raises(AddressUnknown):
            confirm_device(other, row.id)
        assert queries.kept_devices(other) == []
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_a_revoked_device_gets_no_list_and_is_not_confirmed_again() -> None:
    make_village()
    cadre = make_cadre(VILLAGE)
    tablet = confirmed_tablet(cadre)
    assert revoke_device(cadre, tablet.id, "lost").revoked_why == "lost"
    with pytest.raises(errors.AlreadySo):
        revoke_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), tablet.id, "lost")
    with pytest.raises(errors.DeviceShutOut):
        make_list(cadre, tablet.id, VILLAGE)
    with pytest.raises(errors.DeviceShutOut):
        confirm_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), tablet.id)
    assert TaskList.objects.count() == 0


def test_a_device_is_registered_once_and_a_collector_holds_three() -> None:
    make_village()
    cadre = make_cadre(VILLAGE)
    tablet = Tablet(cadre)
    tablet.registers()
    with pytest.raises(errors.DeviceKnown):
        tablet.registers()
    Tablet(cadre).registers()
    last = Tablet(cadre).registers()
    with pytest.raises(errors.DevicesMany):
        Tablet(cadre).registers()
    revoke_device(cadre, last.id, "replaced")
    Tablet(cadre).registers()
    assert Device.objects.count() == 4


def test_what_is_no_key_of_the_kind_is_refused_and_nothing_is_registered() -> None:
    make_village()
    cadre = make_cadre(VILLAGE)
    fit = spki(ec.generate_private_key(ec.SECP256R1()))
    unfit = [b"", b"\x00" * 91, b"x" * 300, spki(ec.generate_private_key(ec.SECP384R1())), fit[:-1]]
    for key in unfit:
        with pytest.raises(errors.KeyUnfit):
            register_device(cadre, "平板", key, fit)
        with pytest.raises(errors.KeyUnfit):
            register_device(cadre, "平板", fit, key)
    for label in ("", "  ", "长" * 31, "a\u202eb"):
        with pytest.raises(errors.LabelWrong):
            register_device(cadre, label, fit, fit)
    with pytest.raises(AddressUnknown):
        register_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), "平板", fit, fit)
    assert Device.objects.count() == 0
    assert Entry.objects.filter(act="visits.device_registered").count() == 0
