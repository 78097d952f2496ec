"""Consent on paper: printed by one person, scanned back by another, each form once and in its own village."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.consent_made import deliver, make_consent, make_institution, make_text
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import errors
from xiangxin.office.consent.actions import (
    NewForm,
    PrintedForms,
    Scope,
    name_panel,
    print_forms,
    refuse_consent,
    scan_form,
    withdraw_consent,
)
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.forms_text import PAPERS, form_text
from xiangxin.office.consent.models import Consent, NoticeDelivery, PaperBatch, PaperForm
from xiangxin.office.consent.notices import drafts
from xiangxin.office.consent.queries import takers_of
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.shell.typesetting import printed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
PRINTED, TODAY = date(2026, 6, 1), date(2026, 6, 10)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-10 12:00+08:00", tick=False) as travelled:
        yield travelled


def officer(bank: Institution) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)


def batch(
    bank: Institution, *people: UUID, by: Viewer | None = None, field_class: str = "file", area: str = VILLAGE
) -> PrintedForms:
    make_text("scoring", field_class)
    forms = [NewForm(one, "张小三", "虚构村3组") for one in people]
    return print_forms(by or officer(bank), Scope("scoring", bank.id, field_class), area, forms, PRINTED)


def codes(sheets: PrintedForms) -> list[str]:
    with maintenance("tests"):
        return list(PaperForm.objects.filter(batch=sheets.batch).order_by("person").values_list("code", flat=True))


def test_a_form_that_comes_back_signed_is_a_consent_in_writing_from_the_day_of_its_signature() -> None:
    bank, person = make_institution(), make_person()
    sheets = batch(bank, person.id, field_class="income_property")
    by = officer(bank)
    (code,) = codes(sheets)
    assert scan_form(by, f"{code.lower()}\r\n", VILLAGE, date(2026, 6, 5)).result == "accepted"
    with maintenance("tests"):
        row = Consent.objects.select_related("delivery").get()
        assert takers_of(person.id) == {sheets.batch.printed_by, by.account}
    assert (row.person, row.channel, row.written, row.taken_by) == (person.id, "paper", True, by.account)
    assert (row.notice_delivered_on, row.from_on, row.delivery.proof) == (date(2026, 6, 5), date(2026, 6, 5), code)
    assert row.cool_off_to_on == TODAY + timedelta(days=6)


def test_the_sheets_are_one_for_each_person_the_same_bytes_each_time_and_no_name_is_kept() -> None:
    bank, people = make_institution(), [make_person().id, make_person().id]
    first = batch(bank, *people)
    said = form_text(first.batch, [("2345-6789-ABCD", "张小三", "虚构村"), ("2345-6789-ABCE", "李四", "虚构村")])
    pdf = printed(PAPERS / "forms.typ", said, PRINTED)
    assert pdf == printed(PAPERS / "forms.typ", said, PRINTED)
    assert (pdf[:4], pdf.count(b"/Type/Page/")) == (b"%PDF", 2)
    assert first.pdf.startswith(b"%PDF")
    assert "张小三" not in repr(first) + repr(NewForm(people[0], "张小三", "村"))
    with maintenance("tests"):
        cells = [str(value) for form in PaperForm.objects.values() for value in form.values()]
    assert not any("张" in cell for cell in cells)


def test_the_same_form_counts_once_a_foreign_one_never_and_an_unknown_one_is_told_as_that() -> None:
    bank, person = make_institution(), make_person()
    (code,) = codes(batch(bank, person.id))
    by = officer(bank)
    for typed in ("", "abc", "2345-6789-ABCD", "\x00" * 12, "9" * 4000, "12'; DROP TABLE consent_consent; --"):
        with nothing_changes("consent"):
            assert scan_form(by, typed, VILLAGE, TODAY).result == "unknown"
    with nothing_changes("consent"):
        assert scan_form(by, code, OTHER_VILLAGE, TODAY).result == "elsewhere"
    assert scan_form(by, code, VILLAGE, TODAY).result == "accepted"
    with nothing_changes("consent"):
        assert scan_form(by, code, VILLAGE, TODAY).result == "twice"
        assert scan_form(officer(bank), code, VILLAGE, TODAY, answer=Answer.REFUSED).result == "twice"


def test_without_the_signature_under_the_notice_nothing_is_registered() -> None:
    bank, person = make_institution(), make_person()
    (code,) = codes(batch(bank, person.id))
    with nothing_changes("consent"):
        assert scan_form(officer(bank), code, VILLAGE, TODAY, notice_signed=False).result == "no_notice"


def test_a_signed_refusal_is_noted_and_nothing_more() -> None:
    bank, person = make_institution(), make_person()
    (code,) = codes(batch(bank, person.id))
    assert scan_form(officer(bank), code, VILLAGE, TODAY, answer=Answer.REFUSED).result == "accepted"
    with maintenance("tests"):
        assert not Consent.objects.exists()
        assert NoticeDelivery.objects.get().answer == "refused"


def test_whoever_printed_a_form_does_not_register_it_and_neither_does_who_lent_them_the_post() -> None:
    bank, person = make_institution(), make_person()
    printer = officer(bank)
    (code,) = codes(batch(bank, person.id, by=printer))
    with nothing_changes("consent"), pytest.raises(errors.SecondPersonNeeded):
        scan_form(printer, code, VILLAGE, TODAY)
    with nothing_changes("consent"), pytest.raises(errors.SecondPersonNeeded):
        scan_form(replace(officer(bank), on_behalf=printer.account), code, VILLAGE, TODAY)


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 11), date(1, 1, 1), date(9999, 12, 31)])
def test_a_form_is_signed_after_it_was_printed_and_by_today(day: date) -> None:
    bank, person = make_institution(), make_person()
    (code,) = codes(batch(bank, person.id))
    with nothing_changes("consent"), pytest.raises(errors.SignedDayWrong) as refused:
        scan_form(officer(bank), code, VILLAGE, day)
    assert refused.value.field == "signed_on"


def test_an_unsigned_form_lapses_and_one_whose_text_was_replaced_is_printed_anew(
    clock: time_machine.Traveller,
) -> None:
    bank, one, two = make_institution(), make_person(), make_person()
    sheets = batch(bank, one.id, two.id)
    first, second = codes(sheets)
    clock.move_to("2026-07-31 12:00+08:00")
    assert scan_form(officer(bank), first, VILLAGE, date(2026, 7, 31)).result == "accepted"
    clock.move_to("2026-08-01 12:00+08:00")
    with nothing_changes("consent"):
        assert scan_form(officer(bank), second, VILLAGE, date(2026, 7, 1)).result == "expired"
    clock.move_to("2026-06-10 12:00+08:00")
    with maintenance("tests"):
        text = sheets.batch.text
        text.to_on = date(2026, 6, 4)
        text.save()
    with nothing_changes("consent"):
        assert scan_form(officer(bank), second, VILLAGE, date(2026, 6, 5)).result == "expired"
    assert scan_form(officer(bank), second, VILLAGE, date(2026, 6, 4)).result == "accepted"


def test_a_form_of_a_minor_and_one_signed_before_a_withdrawal_ground_nothing() -> None:
    bank = make_institution()
    young, person = make_person(birth_on=date(2010, 1, 1)), make_person()
    by_person = dict(zip(sorted([young.id, person.id]), codes(batch(bank, young.id, person.id)), strict=True))
    with nothing_changes("consent"), pytest.raises(errors.MinorCannot):
        scan_form(officer(bank), by_person[young.id], VILLAGE, TODAY)
    make_consent(person.id, receiver=bank, on=date(2026, 6, 2), withdrawn_on=date(2026, 6, 8))
    with nothing_changes("consent"), pytest.raises(errors.WithdrawnSince):
        scan_form(officer(bank), by_person[person.id], VILLAGE, date(2026, 6, 7))


def test_a_sheet_that_is_still_out_does_not_bring_back_what_was_taken_back() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    (code,), (kept,) = codes(batch(bank, person.id)), codes(batch(other, person.id))
    make_consent(person.id, receiver=bank, on=TODAY)
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    assert withdraw_consent(own, person.id, Scope("scoring", bank.id, "file")).erased
    with nothing_changes("consent"):
        assert scan_form(officer(bank), code, VILLAGE, TODAY).result == "unknown"
    assert scan_form(officer(other), kept, VILLAGE, TODAY).result == "accepted"


def test_a_no_voids_the_sheets_of_its_kind_that_are_still_out_and_no_others() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    (code,), (kept,) = codes(batch(bank, person.id)), codes(batch(other, person.id))
    (again,) = codes(batch(bank, person.id))
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    refuse_consent(own, person.id, deliver(own, person.id, bank).id)
    with nothing_changes("consent"):
        assert scan_form(officer(bank), code, VILLAGE, TODAY).result == "unknown"
        assert scan_form(officer(bank), again, VILLAGE, TODAY).result == "unknown"
    assert scan_form(officer(other), kept, VILLAGE, TODAY).result == "accepted"


def test_a_no_on_one_sheet_voids_the_other_sheet_of_its_kind() -> None:
    bank, person = make_institution(), make_person()
    (first,), (second,) = codes(batch(bank, person.id)), codes(batch(bank, person.id))
    assert scan_form(officer(bank), first, VILLAGE, TODAY, answer=Answer.REFUSED).result == "accepted"
    with nothing_changes("consent"):
        assert scan_form(officer(bank), second, VILLAGE, TODAY).result == "unknown"
        assert scan_form(officer(bank), first, VILLAGE, TODAY).result == "twice"


def test_a_sheet_comes_back_neither_through_the_receiver_s_own_station_nor_through_another_bank() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    (code,) = codes(batch(bank, person.id))
    station = make_institution("station", parent=bank)
    for by in (viewer_for(Role.STATION_KEEPER, TOWNSHIP, station), officer(other)):
        with nothing_changes("consent"), pytest.raises(errors.MayNotTake):
            scan_form(by, code, VILLAGE, TODAY)
        with nothing_changes("consent"), pytest.raises(errors.MayNotTake):
            scan_form(by, code, VILLAGE, TODAY, answer=Answer.REFUSED)
    free = viewer_for(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    assert scan_form(free, code, VILLAGE, TODAY).result == "accepted"


def test_a_sheet_printed_or_scanned_for_somebody_else_s_post_names_both_and_both_count_as_takers() -> None:
    bank, person = make_institution(), make_person()
    lender, scanner, owner = officer(bank), officer(bank), officer(bank)
    stand_in = replace(officer(bank), on_behalf=lender.account)
    (code,) = codes(batch(bank, person.id, by=stand_in))
    for hands in (stand_in, lender, replace(officer(bank), on_behalf=stand_in.account)):
        with nothing_changes("consent"), pytest.raises(errors.SecondPersonNeeded):
            scan_form(hands, code, VILLAGE, TODAY)
    with nothing_changes("consent"), pytest.raises(errors.SecondPersonNeeded):
        scan_form(replace(officer(bank), on_behalf=lender.account), code, VILLAGE, TODAY)
    assert scan_form(replace(scanner, on_behalf=owner.account), code, VILLAGE, TODAY).result == "accepted"
    with maintenance("tests"):
        form = PaperForm.objects.get()
        assert (form.printed_by, form.printed_for) == (stand_in.account, lender.account)
        assert (form.confirmed_by, form.confirmed_for) == (scanner.account, owner.account)
        assert takers_of(person.id) == {one.account for one in (stand_in, lender, scanner, owner)}


def test_the_table_itself_takes_no_sheet_confirmed_for_whoever_printed_it() -> None:
    bank, person = make_institution(), make_person()
    batch(bank, person.id)
    with maintenance("tests"):
        printer = PaperForm.objects.get().printed_by
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperForm.objects.update(
                answer="given",
                signed_on=TODAY,
                confirmed_by=officer(bank).account,
                confirmed_for=printer,
                confirmed_at=timezone.now(),
            )
        assert PaperForm.objects.get().answer == ""


def test_forms_are_printed_for_one_s_own_bank_and_one_s_own_village() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    make_text()
    form = [NewForm(person.id, "张小三", "虚构村")]
    scope = Scope("scoring", bank.id, "file")
    with nothing_changes("consent"), pytest.raises(errors.MayNotTake):
        print_forms(officer(other), scope, VILLAGE, form, PRINTED)
    station = make_institution("station", parent=bank)
    with nothing_changes("consent"), pytest.raises(errors.MayNotTake):
        print_forms(viewer_for(Role.STATION_KEEPER, TOWNSHIP, station), scope, VILLAGE, form, PRINTED)
    for by, area in (
        (viewer_for(Role.ACCOUNT_MANAGER, "990101101000", bank), VILLAGE),
        (officer(bank), TOWNSHIP),
        (officer(bank), "x"),
        (viewer_for(Role.COUNTY_OFFICE), VILLAGE),
    ):
        with nothing_changes("consent"), pytest.raises(NotAllowed):
            print_forms(by, scope, area, form, PRINTED)
        with nothing_changes("consent"), pytest.raises(NotAllowed):
            scan_form(by, "2345-6789-ABCD", area, TODAY)


@pytest.mark.parametrize(
    ("name", "place", "copies"),
    [("", "村", 1), ("张\x00", "村", 1), ("张" * 121, "村", 1), ("张三", "", 1), ("张三", "村", 2), ("张三", "村", 0)],
)
def test_what_cannot_be_printed_is_refused(name: str, place: str, copies: int) -> None:
    bank, person = make_institution(), make_person()
    make_text()
    with nothing_changes("consent"), pytest.raises(errors.BatchUnfit):
        print_forms(
            officer(bank),
            Scope("scoring", bank.id, "file"),
            VILLAGE,
            [NewForm(person.id, name, place)] * copies,
            PRINTED,
        )


def test_what_is_printed_of_a_name_is_only_its_letters() -> None:
    bank, person = make_institution(), make_person()
    make_text()
    form = [NewForm(person.id, '#read("/etc/passwd") $x$ @a <b> \\', "*村* {members}")]
    assert print_forms(officer(bank), Scope("scoring", bank.id, "file"), VILLAGE, form, PRINTED).pdf.startswith(b"%PDF")


@pytest.mark.parametrize("code", sorted(drafts()))
def test_every_form_fits_one_sheet_so_that_what_is_signed_stands_above_the_signature(code: str) -> None:
    draft = drafts()[code]
    kind = {"scoring": "bank", "evaluation": "government", "review": "panel", "incentive": "government"}[draft.purpose]
    receiver = make_institution(kind)
    listing = None
    if kind == "panel":
        members = [f"虚构成员{one}" for one in "一二三四五六七八九十甲乙丙丁戊"]
        listing = name_panel(viewer_for(Role.COUNTY_OFFICE), receiver.id, members, TODAY)
    sheet = PaperBatch(
        area=VILLAGE,
        text=make_text(draft.purpose, draft.field_class),
        receiver=receiver,
        panel=listing,
        printed_on=PRINTED,
        lapses_on=TODAY,
    )
    pdf = printed(
        PAPERS / "forms.typ",
        form_text(sheet, [("2345-6789-ABCD", "买买提·艾力江·阿不都热合曼", "虚构镇虚构村第十三村民小组")]),
        PRINTED,
    )
    assert pdf.count(b"/Type/Page/") == 1
