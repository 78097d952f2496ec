"""A text is adopted by two persons, after it was tried and weighed, and holds until another does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bases.adoption_made import author, make_adoption, make_impact, make_report, shipped_text, tomorrow
from bases.consent_made import make_institution
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import SecondPersonNeeded
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.adoption import errors
from xiangxin.office.adoption.actions import NewAdoption, judge_again, keep_impact, keep_text, propose_adoption
from xiangxin.office.adoption.actions import judging as judging_module
from xiangxin.office.adoption.models import Adoption, Impact, Judgement, PolicyText
from xiangxin.office.adoption.queries import in_force, is_admitted, policy_text
from xiangxin.office.adoption.texts import Examined, examine, folder_of
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import context
from xiangxin.office.audit.verify import verify
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed
from xiangxin.policy.model import POLICY_FILE

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def make_bank() -> Institution:
    return make_institution(InstitutionKind.BANK)


def test_an_adopted_policy_holds_for_its_receiver_and_purpose_from_its_day_on() -> None:
    bank, other = make_bank(), make_bank()
    row = make_adoption(bank)

    today = timezone.localdate()
    assert in_force(bank.id, "scoring", today) == row
    assert in_force(bank.id, "scoring", today - timedelta(days=1)) is None
    assert in_force(bank.id, "evaluation", today) is None
    assert in_force(other.id, "scoring", today) is None
    assert row.proposed_by != row.agreed_by
    assert verify().findings == ()


def test_the_next_adoption_ends_the_one_before_it_on_the_day_before() -> None:
    bank = make_bank()
    first = make_adoption(bank)
    second = make_adoption(bank, "jinxiang-2022", from_on=tomorrow())

    first.refresh_from_db()
    assert first.to_on == timezone.localdate()
    assert in_force(bank.id, "scoring", timezone.localdate()) == first
    assert in_force(bank.id, "scoring", tomorrow()) == second


def test_one_person_adopts_nothing() -> None:
    bank, by = make_bank(), author(Role.COUNTY_OFFICE)
    report = make_report(by, keep_text(by, shipped_text()), bank)
    impact = make_impact(by, report)
    proposal = propose_adoption(by, NewAdoption(report.id, impact.id, timezone.localdate()), "试点")

    with pytest.raises(SecondPersonNeeded):
        proposals.decide(proposal.id, by, agrees=True)

    assert not Adoption.objects.exists()


def test_the_database_itself_refuses_an_adoption_by_one_person() -> None:
    row = make_adoption(make_bank())
    with pytest.raises(IntegrityError), transaction.atomic(), context.maintenance("tests"):
        Adoption.objects.filter(id=row.id).update(agreed_by=row.proposed_by)


def test_a_policy_with_findings_is_not_kept_and_every_finding_is_told() -> None:
    text = (
        shipped_text().replace("policy: household-open", "policy: our-own").replace("subject: applicant", "subjct: x")
    )

    with pytest.raises(errors.PolicyRefused) as refused:
        keep_text(author(), text)

    assert {one.code for one in refused.value.findings} >= {"unknown_key", "missing_key"}
    assert not PolicyText.objects.exists()


def test_a_changed_copy_under_the_name_of_a_shipped_policy_is_refused() -> None:
    text = shipped_text().replace("issued_on: 2026", "issued_on: 2025", 1)
    assert text != shipped_text()
    with pytest.raises(errors.PolicyRefused) as refused:
        keep_text(author(), text)
    assert "borrowed_name" in {one.code for one in refused.value.findings}


def test_the_same_text_is_kept_once() -> None:
    by = author()
    assert keep_text(by, shipped_text()) == keep_text(by, shipped_text())
    assert PolicyText.objects.count() == 1


def test_without_a_record_of_impact_nothing_can_be_proposed() -> None:
    bank, by = make_bank(), author()
    report = make_report(by, keep_text(by, shipped_text()), bank)
    other = make_impact(by, make_report(by, report.policy, make_bank()))

    with pytest.raises(errors.ImpactMissing):
        propose_adoption(by, NewAdoption(report.id, other.id, timezone.localdate()), "试点")

    assert not Proposal.objects.exists()


def test_an_impact_record_answers_every_question() -> None:
    by = author()
    report = make_report(by, keep_text(by, shipped_text()), make_bank())
    with pytest.raises(errors.AnswerMissing) as missing:
        keep_impact(by, report, {"purpose": "合法，目的单一，只为本人选定的银行评分。", "effect": "短"})
    assert missing.value.field == "effect"
    assert "不到 10 个字" in missing.value.finding.what.zh
    assert not Impact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "purpose", "field"),
    [
        (InstitutionKind.BANK, "evaluation", "receiver"),
        (InstitutionKind.PROVIDER, "scoring", "receiver"),
        (InstitutionKind.BANK, "review", "purpose"),
        (InstitutionKind.BANK, "marketing", "purpose"),
    ],
)
def test_only_a_receiver_of_the_purpose_can_adopt(kind: str, purpose: str, field: str) -> None:
    by = author()
    with pytest.raises(errors.ReceiverCannot) as refused:
        make_report(by, keep_text(by, shipped_text()), make_institution(kind), purpose)
    assert refused.value.field == field


def test_an_adoption_begins_neither_in_the_past_nor_before_the_policy_nor_where_another_begins() -> None:
    bank, by = make_bank(), author()
    report = make_report(by, keep_text(by, shipped_text()), bank)
    impact = make_impact(by, report)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(errors.DayPast):
        propose_adoption(by, NewAdoption(report.id, impact.id, yesterday), "试点")
    make_adoption(bank, from_on=tomorrow())
    with pytest.raises(errors.DayTaken):
        propose_adoption(by, NewAdoption(report.id, impact.id, timezone.localdate()), "试点")


def test_whoever_is_no_author_writes_nothing() -> None:
    with pytest.raises(NotAllowed):
        keep_text(author(Role.ACCOUNT_MANAGER), shipped_text())


def test_a_law_that_forbids_it_later_closes_an_adopted_policy_for_new_assessments(monkeypatch: Any) -> None:
    row = make_adoption(make_bank())
    today = timezone.localdate()
    assert judge_again(today) == 0
    assert is_admitted(row)

    text = row.policy.text.replace("subject: applicant", "subject: nobody")
    refused = examine(text, "household-open", today)
    monkeypatch.setattr(
        judging_module, "examine", lambda *_args: Examined(refused.document, None, {}, refused.findings)
    )
    assert judge_again(today) == 1
    assert judge_again(today) == 0
    assert not is_admitted(row)
    judged = Judgement.objects.get()
    assert not judged.admitted
    assert "code" in judged.findings
    assert verify().findings == ()


def test_a_text_becomes_a_folder_for_as_long_as_it_is_used() -> None:
    row = make_adoption(make_bank())
    with folder_of(row.policy) as folder:
        assert folder.name == "household-open"
        assert (folder / POLICY_FILE).read_text(encoding="utf-8") == shipped_text()
    assert not folder.exists()


def test_only_what_was_adopted_can_be_read_by_its_hash() -> None:
    kept = keep_text(author(), shipped_text("jinxiang-2022"))
    with pytest.raises(AddressUnknown):
        policy_text(kept.content_hash)
    row = make_adoption(make_bank())
    assert policy_text(row.policy.content_hash) == row.policy
