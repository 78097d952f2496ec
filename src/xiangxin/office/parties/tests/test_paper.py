"""Forms of consent for a village: whom they are printed for, who prints them, and that each of them can see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import FAR_VILLAGE, SINCE, VILLAGE, make_cadre, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import Scope
from xiangxin.office.consent.models import PaperForm
from xiangxin.office.parties.actions import print_village_forms, record_death
from xiangxin.office.parties.errors import NobodyToAsk
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = timezone.localdate()


def test_forms_are_for_the_grown_up_living_who_have_not_answered_and_each_sees_that_their_name_was_printed() -> None:
    bank, asked, answered, dead = make_institution(), make_person(), make_person("李四"), make_person("王五")
    make_person("赵六", birth_on=TODAY - timedelta(days=17 * 365))
    make_person("钱七", FAR_VILLAGE)
    make_text()
    by = make_cadre(VILLAGE)
    record_death(by, dead.id, SINCE)
    make_consent(answered.id, receiver=bank)
    scope = Scope("scoring", bank.id, "file")
    assert print_village_forms(by, VILLAGE, scope, TODAY).pdf.startswith(b"%PDF")
    with maintenance("tests"):
        assert list(PaperForm.objects.values_list("person", flat=True)) == [asked.id]
    notes = PendingRead.objects.filter(what="parties.consent_forms")
    assert [(note.person, note.fields) for note in notes] == [(asked.id, "area,name")]
    with pytest.raises(NobodyToAsk):
        print_village_forms(by, VILLAGE, scope, TODAY)
    print_village_forms(by, VILLAGE, scope, TODAY, again=True)
    with maintenance("tests"):
        assert PaperForm.objects.count() == 2


def test_nobody_prints_for_a_village_that_is_not_theirs() -> None:
    bank = make_institution()
    make_person("钱七", FAR_VILLAGE)
    make_text()
    with pytest.raises(AddressUnknown):
        print_village_forms(make_cadre(VILLAGE), FAR_VILLAGE, Scope("scoring", bank.id, "file"), TODAY)
    with maintenance("tests"):
        assert not PaperForm.objects.exists()


def test_the_page_answers_with_the_file_and_tells_what_is_wrong() -> None:
    bank, text = make_institution(), make_text()
    make_person()
    client = Client()
    sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
    address = reverse("parties:paper", args=[VILLAGE])
    for wrong in ("", "x", f"{bank.id}:{text.id}", "9" * 300):
        assert client.post(address, {"asked": wrong}).status_code == 422
    answer = client.post(address, {"asked": f"{text.id}:{bank.id}"})
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/pdf", "no-store")
    again = client.post(address, {"asked": f"{text.id}:{bank.id}"})
    assert (again.status_code, "没有要打印的" in again.content.decode()) == (422, True)
