"""What stands around a consent: its receiver, its panel, who took it, what the receiver deletes, the engine's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from bases.accounts_made import viewer_for
from bases.consent_made import deliver, give, make_consent, make_institution, make_text
from bases.parties_made import VILLAGE, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import errors
from xiangxin.office.consent.actions import (
    Scope,
    deliver_notice,
    give_consent,
    name_panel,
    refuse_consent,
    report_deletion,
    see_burst,
    withdraw_consent,
)
from xiangxin.office.consent.models import BurstFlag, Consent, DeletionOrder
from xiangxin.office.consent.numbers import ALPHABET, new_number, read_number
from xiangxin.office.consent.queries import consent_rows, panel_shown, takers_of
from xiangxin.office.consent.tests.state import serve
from xiangxin.office.outbox.models import Event
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = timezone.localdate()
MEMBERS = ["王一", "李二", "张三", "赵四", "陈五"]


def me(person: UUID) -> Viewer:
    return viewer_for(Role.HOUSEHOLD, VILLAGE, person=person)


def of_kind(row: Consent) -> Scope:
    return Scope(row.purpose, row.receiver_id, row.field_class)


def test_a_consent_is_told_to_its_receiver_by_ids_codes_and_days() -> None:
    bank, person = make_institution(), make_person()
    row = give(me(person.id), person.id, bank)
    event = Event.objects.get(kind="consent.given")
    assert event.institution == bank.id
    assert event.payload == {
        "consent": str(row.id),
        "person": str(person.id),
        "purpose": "scoring",
        "field_class": "file",
        "from_on": TODAY.isoformat(),
        "to_on": (TODAY + timedelta(days=364)).isoformat(),
    }


def test_a_relative_with_a_mandate_refuses_and_withdraws_but_neither_consents_nor_confirms() -> None:
    bank, person = make_institution(), make_person()
    own = me(person.id)
    row = give(own, person.id, bank)
    relative = replace(own, account=viewer_for(Role.HOUSEHOLD, VILLAGE, person=uuid4()).account, mandate=uuid4())
    told = deliver(relative, person.id, make_institution())
    with nothing_changes("consent"), pytest.raises(errors.NotYours):
        give_consent(relative, person.id, told.id)
    refuse_consent(relative, person.id, told.id)
    assert withdraw_consent(relative, person.id, of_kind(row)).erased == (row.id,)


def test_a_withdrawal_ends_every_consent_of_the_kind_and_no_other() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    long_ago = TODAY - timedelta(days=100)
    old = make_consent(person.id, receiver=bank, on=long_ago, to_on=TODAY + timedelta(days=9))
    apart = make_consent(person.id, receiver=other, on=long_ago)
    written = make_consent(person.id, receiver=bank, field_class="income_property", on=long_ago)
    own = me(person.id)
    new = give(own, person.id, bank)
    done = withdraw_consent(own, person.id, of_kind(new))
    assert (done.closed, done.erased) == ((old.id,), (new.id,))
    with maintenance("tests"):
        left = dict(Consent.objects.values_list("id", "withdrawn_on"))
    assert left == {old.id: TODAY, apart.id: None, written.id: None}


def test_whoever_took_a_consent_is_known_and_whoever_lent_them_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    bank, person, lender = make_institution(), make_person(), uuid4()
    serve(monkeypatch, person.id)
    keeper = viewer_for(Role.STATION_KEEPER, VILLAGE, make_institution("station"))
    give(replace(keeper, on_behalf=lender), person.id, bank)
    with maintenance("tests"):
        assert takers_of(person.id) == {keeper.account, lender}
        assert takers_of(uuid4()) == frozenset()


@pytest.mark.parametrize(
    ("purpose", "field_class", "kind", "error"),
    [
        ("scoring", "file", "government", errors.ReceiverUnfit),
        ("scoring", "file", "branch", errors.ReceiverUnfit),
        ("evaluation", "file", "bank", errors.ReceiverUnfit),
        ("review", "review", "bank", errors.ReceiverUnfit),
        ("review", "review", "panel", errors.PanelUnnamed),
        ("contract", "file", "bank", errors.ReceiverUnfit),
        ("marketing", "file", "bank", errors.PurposeUnknown),
        ("scoring", "review", "bank", errors.NoticeMissing),
        ("scoring", "gossip", "bank", errors.NoticeMissing),
    ],
)
def test_a_consent_names_a_receiver_that_may_receive(
    purpose: str, field_class: str, kind: str, error: type[NotAllowed]
) -> None:
    person = make_person()
    receiver = make_institution(kind, parent=make_institution() if kind == "branch" else None)
    for one in (("scoring", "file"), ("evaluation", "file"), ("review", "review")):
        make_text(*one)
    own = me(person.id)
    with nothing_changes("consent"), pytest.raises(error):
        deliver_notice(own, person.id, Scope(purpose, receiver.id, field_class))


def test_without_a_licence_scores_go_to_nobody_but_the_controller(settings: Settings) -> None:
    settings.HOME = replace(settings.HOME, kind="bank")
    person, other = make_person(), make_institution()
    own = me(person.id)
    make_text()
    with nothing_changes("consent"), pytest.raises(errors.ReceiverUnfit):
        deliver(own, person.id, other)
    with maintenance("tests"):
        other.name = settings.HOME.controller.zh
        other.save()
    assert give(own, person.id, other).receiver == other


def test_for_a_review_the_panel_is_named_before_and_stands_at_the_notice() -> None:
    panel, person = make_institution("panel"), make_person()
    listing = name_panel(viewer_for(Role.COUNTY_OFFICE), panel.id, MEMBERS, TODAY)
    row = give(me(person.id), person.id, panel, "review", "review")
    assert row.delivery.panel == listing
    with maintenance("tests"):
        assert panel_shown(person.id, panel.id, TODAY) == {listing.id}
        assert panel_shown(person.id, panel.id, TODAY + timedelta(days=90)) == frozenset()


def test_another_list_of_members_begins_on_a_later_day_and_who_read_the_old_one_reads_again() -> None:
    panel, person = make_institution("panel"), make_person()
    by, own = viewer_for(Role.COUNTY_OFFICE), me(person.id)
    first = name_panel(by, panel.id, MEMBERS, TODAY)
    told = deliver(own, person.id, panel, "review", "review")
    with nothing_changes("consent"), pytest.raises(errors.DayUnfit):
        name_panel(by, panel.id, MEMBERS, TODAY)
    with nothing_changes("consent"), pytest.raises(errors.DayUnfit):
        name_panel(by, panel.id, MEMBERS, TODAY - timedelta(days=1))
    name_panel(by, panel.id, [*MEMBERS, "周六"], TODAY + timedelta(days=1))
    first.refresh_from_db()
    assert first.to_on == TODAY
    assert give_consent(own, person.id, told.id).delivery.panel == first


@pytest.mark.parametrize(
    "wrong",
    [[], MEMBERS[:4], [*MEMBERS[:4], MEMBERS[0]], [*MEMBERS, "1号"], ["名" * 61, *MEMBERS], ["a\x00", *MEMBERS]],
    ids=["none", "four", "twice", "number", "long", "nul"],
)
def test_what_is_no_list_of_members_is_refused_at_its_field(wrong: list[str]) -> None:
    panel = make_institution("panel")
    with nothing_changes("consent"), pytest.raises(errors.MembersWrong) as refused:
        name_panel(viewer_for(Role.COUNTY_OFFICE), panel.id, wrong, TODAY)
    assert refused.value.field == "members"


def test_a_panel_is_named_within_the_viewer_s_area_by_whoever_answers_for_it() -> None:
    panel = make_institution("panel", area=VILLAGE)
    with nothing_changes("consent"), pytest.raises(errors.ReceiverUnfit):
        name_panel(viewer_for(Role.TOWNSHIP_CADRE, "990101101000"), panel.id, MEMBERS, TODAY)
    with nothing_changes("consent"), pytest.raises(NotAllowed):
        name_panel(viewer_for(Role.ACCOUNT_MANAGER), panel.id, MEMBERS, TODAY)


def test_the_receiver_reports_its_deletion_once_and_of_the_cool_off_nothing_stays() -> None:
    bank, person = make_institution(), make_person()
    kept = make_consent(person.id, receiver=bank, on=date(2026, 1, 5), to_on=TODAY + timedelta(days=9))
    own = me(person.id)
    erased = give(own, person.id, bank)
    orders = {one.consent: one for one in withdraw_consent(own, person.id, of_kind(erased)).orders}
    with nothing_changes("consent"), pytest.raises(AddressUnknown):
        report_deletion(viewer_for(Role.ACCOUNT_MANAGER, institution=make_institution()), orders[kept.id].id)
    officer = viewer_for(Role.ACCOUNT_MANAGER, institution=make_institution("branch", parent=bank))
    assert report_deletion(officer, orders[kept.id].id).done_by == officer.account
    report_deletion(officer, orders[erased.id].id)
    with maintenance("tests"):
        assert [one.consent for one in DeletionOrder.objects.all()] == [kept.id]
    with nothing_changes("consent"), pytest.raises(errors.DeletedAlready):
        report_deletion(officer, orders[kept.id].id)


def test_a_flag_is_seen_by_who_watches_and_by_nobody_who_takes() -> None:
    with maintenance("tests"):
        flag = BurstFlag.objects.create(channel="phone", people=9, from_at=timezone.now(), to_at=timezone.now())
    for role in (Role.STATION_KEEPER, Role.ACCOUNT_MANAGER, Role.SYSTEM_ADMIN):
        with nothing_changes("consent"), pytest.raises(AddressUnknown):
            see_burst(viewer_for(role), flag.id)
    auditor = viewer_for(Role.AUDITOR)
    assert see_burst(auditor, flag.id).seen_by == auditor.account
    with nothing_changes("consent"):
        see_burst(viewer_for(Role.SECURITY_ADMIN), flag.id)


def test_the_engine_s_table_is_what_stands_here() -> None:
    bank, person = make_institution(slug="demo-bank"), make_person()
    make_consent(person.id, receiver=bank, on=TODAY - timedelta(days=30), withdrawn_on=TODAY - timedelta(days=20))
    make_consent(uuid4(), receiver=bank)
    give(me(person.id), person.id, bank)
    with maintenance("tests"):
        found = list(consent_rows("scoring", bank.id, TODAY))
    assert [one["from_on"] for one in found] == [TODAY - timedelta(days=30), TODAY]
    assert found[1] == {
        "person_id": person.id,
        "receiver": "demo-bank",
        "purpose": "scoring",
        "field_class": "file",
        "written": False,
        "notice_delivered_on": TODAY,
        "from_on": TODAY,
        "to_on": TODAY + timedelta(days=364),
        "withdrawn_on": None,
        "channel": "phone",
    }


def test_a_number_is_read_as_it_is_typed_and_a_slip_of_the_hand_shows() -> None:
    number = new_number()
    assert read_number(f" {number.lower().replace('-', ' ')}\r\n") == number
    signs = number.replace("-", "")
    for place in range(len(signs)):
        wrong = signs[:place] + ALPHABET[(ALPHABET.index(signs[place]) + 1) % len(ALPHABET)] + signs[place + 1 :]
        assert read_number(wrong) is None
    for place in range(len(signs) - 2):
        one, two = signs[place], signs[place + 1]
        exchanged = signs[:place] + two + one + signs[place + 2 :]
        assert read_number(exchanged) == (number if one == two else None)
    for nothing in ("", "A", "0" * 12, "\x00" * 12, "9" * 400, "２３４５６７８９ＡＢＣＤ"):
        assert read_number(nothing) is None
