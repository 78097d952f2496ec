"""A phone that the person verified hears that there is a letter, and nothing of what it says."""

from __future__ import annotations

import pytest
import pytest_django
from django.utils import timezone

from bases.consent_made import make_consent
from bases.creditfile_made import CLASSES
from bases.grants_made import BY, cases_of, fill_file
from bases.parties_made import make_person, phone
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts import phone as texts
from xiangxin.office.audit.context import maintenance
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import Chosen, decide_case, open_cases
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.parties.models import Contact

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
VERIFIED, ONLY_SAID = phone(8201), phone(8202)
ACCEPT = Chosen(DecisionKind.ACCEPT)


def test_a_verified_phone_hears_that_there_is_a_letter_and_another_hears_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: pytest_django.DjangoCaptureOnCommitCallbacks
) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(texts, "deliver", lambda number, words: sent.append((number, words)))
    manager, bank = make_manager()
    persons = [make_person("方一", phone=VERIFIED), make_person("方二", phone=ONLY_SAID)]
    for person in persons:
        for field_class in CLASSES:
            make_consent(person.id, "scoring", bank, field_class)
        fill_file(person, bank)
    with maintenance("tests"):
        Contact.objects.filter(person=persons[0]).update(verified_on=timezone.localdate())
    open_cases(BY, make_run(manager, bank))
    cases = {one.person_id: one.id for one in cases_of(bank)}

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(errors.ReasonWrong):
        decide_case(manager, cases[persons[0].id], Chosen(DecisionKind.REFUSE))
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        for person in persons:
            decide_case(manager, cases[person.id], ACCEPT)
    assert sent == [
        (VERIFIED, "【乡信】您有一封信。请打开乡信看，或到服务站看，不收钱。我们不发链接，也不打电话要验证码。")
    ]
