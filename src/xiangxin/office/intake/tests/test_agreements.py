"""Agreements: two persons conclude and end one; nothing comes in outside of one; after its term all goes."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, filled, make_agreement, make_provider, send
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import SecondPersonNeeded
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.actions import note_dispute
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import errors
from xiangxin.office.intake.actions import (
    NewAgreement,
    decide,
    delete_of_agreements,
    end_agreement,
    propose,
    propose_agreement,
    propose_end,
    propose_undoing,
    settle,
    undoing,
)
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.queries import expiring
from xiangxin.office.intake.standing import last_day, standing_of
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")
LACKS = errors.AgreementLacksForm


@pytest.fixture(autouse=True)
def _day() -> object:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def keeper() -> Viewer:
    return Viewer(make_account(Role.COUNTY_OFFICE).id, Role.COUNTY_OFFICE, COUNTY)


def new(provider: Viewer, **changes: Any) -> NewAgreement:
    made: dict[str, Any] = {
        "number": "协议〔2026〕1号",
        "provider": provider.institution,
        "receiver": make_institution("government").id,
        "purpose": "evaluation",
        "forms": ("court_enforcement",),
        "keeper": "数据岗",
        "signed_on": ON,
        "from_on": ON,
        "to_on": date(2027, 5, 31),
        "delete_within_days": 30,
    }
    return NewAgreement(**{**made, **changes})


def brought(
    court: Viewer, agreement: Agreement, number: str, document: str = "（2026）虚01执77号", amount: int = 12000
) -> Submission:
    """A record of an enforcement, accepted. The same document with another amount corrects it."""
    sent = proposed(court, agreement, number, document, amount)
    decide(viewer_for(Role.COUNTY_OFFICE), sent.id, agrees=True)
    work_off()
    return sent


def proposed(
    court: Viewer, agreement: Agreement, number: str, document: str = "（2026）虚01执77号", amount: int = 12000
) -> Submission:
    row = {
        "id_number": number, "name": "张小三", "amount_fen": amount, "happened_on": date(2026, 4, 1),
        "document_no": document, "authority": "虚构县法院",
    }  # fmt: skip
    sent = send(court, "court_enforcement", filled("court_enforcement", [row]), agreement)
    propose(court, sent.id, "六月报送")
    return sent


def somebody() -> tuple[str, Any]:
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, purpose="evaluation")
    return number, person


def facts() -> int:
    with maintenance("tests"):
        return Fact.objects.count()


def test_an_agreement_is_concluded_and_ended_by_two_persons() -> None:
    one, two = keeper(), keeper()
    proposal = propose_agreement(one, new(make_provider()), "法院数据")
    with pytest.raises(SecondPersonNeeded):
        proposals.decide(proposal.id, one, agrees=True)
    assert Agreement.objects.count() == 0
    proposals.decide(proposal.id, two, agrees=True)
    row = Agreement.objects.get()
    assert (row.number, row.forms, row.keeper, row.ended_on) == (
        "协议〔2026〕1号",
        ["court_enforcement"],
        "数据岗",
        None,
    )
    ending = propose_end(one, row.id, ON + timedelta(days=3), "不再需要")
    row.refresh_from_db()
    assert row.ended_on is None
    proposals.decide(ending.id, two, agrees=True)
    row.refresh_from_db()
    assert row.ended_on == ON + timedelta(days=3)
    with pytest.raises(errors.AgreementWrong):
        propose_end(one, row.id, ON, "再一次")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"forms": ()}, errors.AgreementWrong),
        ({"forms": ("register",)}, errors.AgreementWrong),
        ({"purpose": "fund_claim"}, errors.AgreementWrong),
        ({"to_on": date(2026, 5, 1)}, errors.AgreementWrong),
    ],
)
def test_an_agreement_that_cannot_be_is_not_even_proposed(changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        propose_agreement(keeper(), new(make_provider(), **changes), "试")
    assert Agreement.objects.count() == 0


def test_an_agreement_is_between_two_institutions() -> None:
    court = make_provider()
    with pytest.raises(errors.AgreementOneSided):
        propose_agreement(keeper(), new(court, receiver=court.institution), "登记")
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE))
    page = client.get(reverse("intake:agreement_add")).content.decode()
    assert page.count('<option value="" selected>') == 2
    assert not Agreement.objects.exists()


def test_each_thing_wrong_with_an_agreement_has_its_name_and_nothing_comes_in() -> None:
    court, other = make_provider(), make_provider()
    content = filled("court_enforcement", [])
    cases = (
        (make_agreement(other), errors.AgreementUnfit),
        (make_agreement(court, forms=("tax",)), errors.AgreementLacksForm),
        (make_agreement(court, to_on=date(2026, 5, 1)), errors.AgreementOver),
        (make_agreement(court, from_on=date(2026, 7, 1)), errors.AgreementOver),
    )
    for agreement, error in cases:
        with pytest.raises(error) as raised:
            send(court, "court_enforcement", content, agreement)
        assert type(raised.value) is error
    ended = make_agreement(court)
    end_agreement(viewer_for(Role.COUNTY_OFFICE), ended.id, ON)
    with pytest.raises(errors.AgreementOver):
        send(court, "court_enforcement", content, ended)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("form", ["honours", "operators"])
def test_whatever_a_provider_sends_comes_in_under_an_agreement_that_names_it(form: str) -> None:
    award, township = make_provider(), viewer_for(Role.TOWNSHIP_CADRE, "990101100000")
    for agreement, error in ((None, errors.AgreementNeeded), (make_agreement(award, forms=("tax",)), LACKS)):
        with pytest.raises(error):
            send(award, form, filled(form, []), agreement)
    assert Submission.objects.count() == 0
    assert send(award, form, filled(form, []), make_agreement(award, forms=(form,))).agreement is not None
    assert send(township, form, filled(form, [])).agreement is None
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE))
    assert f'name="forms_named" value="{form}"' in client.get(reverse("intake:agreement_add")).content.decode()


def test_nobody_agrees_to_what_came_under_an_agreement_that_has_ended_since() -> None:
    court, (number, _person) = make_provider(), somebody()
    agreement = make_agreement(court)
    sent = proposed(court, agreement, number)
    end_agreement(viewer_for(Role.COUNTY_OFFICE), agreement.id, ON)
    with pytest.raises(errors.AgreementOver):
        decide(viewer_for(Role.COUNTY_OFFICE), sent.id, agrees=True)
    sent.refresh_from_db()
    assert (sent.state, facts()) == ("proposed", 0)


def test_nothing_comes_in_under_an_agreement_that_ended_before_the_work_began() -> None:
    court, (number, _person) = make_provider(), somebody()
    agreement = make_agreement(court)
    sent = proposed(court, agreement, number)
    decide(viewer_for(Role.COUNTY_OFFICE), sent.id, agrees=True)
    end_agreement(viewer_for(Role.COUNTY_OFFICE), agreement.id, ON)
    work_off()
    settle()
    sent.refresh_from_db()
    assert (sent.state, facts()) == ("staged", 0)


def test_what_an_agreement_brought_goes_on_the_day_after_its_term_and_not_before() -> None:
    court, (number, _person) = make_provider(), somebody()
    agreement = make_agreement(court)
    brought(court, agreement, number)
    end_agreement(viewer_for(Role.COUNTY_OFFICE), agreement.id, ON)
    agreement.refresh_from_db()
    last = ON + timedelta(days=30)
    assert (last_day(agreement), delete_of_agreements(BY, last), facts()) == (last, 0, 1)
    assert (delete_of_agreements(BY, last + timedelta(days=1)), facts()) == (1, 0)
    agreement.refresh_from_db()
    assert (agreement.deleted_rows, agreement.deleted_at is not None) == (1, True)
    assert delete_of_agreements(BY, last + timedelta(days=2)) == 0


def test_a_later_agreement_of_the_same_parties_is_another_ground() -> None:
    court, (number, _person) = make_provider(), somebody()
    office = make_institution("government")
    agreement = make_agreement(court, office, to_on=date(2026, 6, 30))
    brought(court, agreement, number)
    successor = make_agreement(court, office, from_on=date(2026, 7, 1), to_on=date(2026, 12, 31))
    assert (delete_of_agreements(BY, date(2026, 10, 1)), facts()) == (0, 1)
    last = last_day(successor)
    assert (delete_of_agreements(BY, last), facts()) == (0, 1)
    assert (delete_of_agreements(BY, last + timedelta(days=1)), facts()) == (1, 0)


def test_another_purpose_or_receiver_is_no_ground() -> None:
    court, (number, _person) = make_provider(), somebody()
    office = make_institution("government")
    agreement = make_agreement(court, office, to_on=date(2026, 6, 30))
    brought(court, agreement, number)
    make_agreement(court, make_institution("government"))
    make_agreement(court, office, purpose="scoring")
    assert (delete_of_agreements(BY, date(2026, 10, 1)), facts()) == (1, 0)


def test_what_another_agreement_brought_too_or_is_objected_to_stays() -> None:
    court, (number, person) = make_provider(), somebody()
    first, second = make_agreement(court, to_on=date(2026, 6, 30)), make_agreement(court)
    for document in ("（2026）虚01执1号", "（2026）虚01执2号", "（2026）虚01执3号"):
        brought(court, first, number, document)
    with maintenance("tests"):
        disputed = Fact.objects.get(document_no="(2026)虚01执2号")
    note_dispute(BY, person.id, disputed.id, "paper", ON)
    brought(court, second, number, "（2026）虚01执3号", 11000)
    assert delete_of_agreements(BY, date(2026, 10, 1)) == 1
    with maintenance("tests"):
        assert set(Fact.objects.values_list("document_no", flat=True)) == {"(2026)虚01执2号", "(2026)虚01执3号"}
    first.refresh_from_db()
    assert (first.deleted_rows, first.deleted_at) == (1, None)


def taken_back(court: Viewer, sent: Submission) -> None:
    propose_undoing(court, sent.id, "更正有误")
    proposal = Proposal.objects.get(kind=undoing.KIND, state="open")
    proposals.decide(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=True)
    work_off()


def amounts() -> list[int | None]:
    with maintenance("tests"):
        return [fact.amount_fen for fact in believed(None)]


@pytest.mark.parametrize(("after", "left"), [(30, [1200000]), (31, [])])
def test_taking_a_correction_back_brings_back_nothing_of_an_agreement_whose_term_is_over(
    after: int, left: list[int]
) -> None:
    court, (number, _person) = make_provider(), somebody()
    first, second = make_agreement(court, to_on=ON), make_agreement(court)
    brought(court, first, number)
    sent = brought(court, second, number, amount=11000)
    with time_machine.travel(f"{ON + timedelta(days=after)}T10:00:00+08:00", tick=True):
        taken_back(court, sent)
    assert amounts() == left


def test_words_that_came_back_go_with_the_agreement_that_brought_them() -> None:
    court, (number, _person) = make_provider(), somebody()
    first, second = make_agreement(court, to_on=ON), make_agreement(court)
    brought(court, first, number)
    taken_back(court, brought(court, second, number, amount=11000))
    last = last_day(first)
    assert (amounts(), delete_of_agreements(BY, last)) == ([1200000], 0)
    assert (delete_of_agreements(BY, last + timedelta(days=1)), amounts(), facts()) == (3, [], 0)


def test_two_agreements_that_are_over_keep_nothing_for_each_other() -> None:
    court, (number, _person) = make_provider(), somebody()
    first, second = (make_agreement(court, to_on=ON) for _ in range(2))
    brought(court, first, number)
    brought(court, second, number, amount=11000)
    assert (delete_of_agreements(BY, last_day(second)), facts()) == (0, 2)
    assert (delete_of_agreements(BY, last_day(second) + timedelta(days=1)), facts()) == (2, 0)
    assert [row.deleted_at is None for row in Agreement.objects.order_by("number")] == [False, False]


def test_how_an_agreement_stands_and_what_runs_out_soon() -> None:
    court = make_provider()
    soon, later = (
        make_agreement(court, to_on=ON + timedelta(days=60)),
        make_agreement(court, to_on=ON + timedelta(days=61)),
    )
    ended = make_agreement(court)
    end_agreement(viewer_for(Role.COUNTY_OFFICE), ended.id, ON)
    ended.refresh_from_db()
    future = make_agreement(court, from_on=ON + timedelta(days=1))
    found = [standing_of(row, ON) for row in (soon, later, ended, future)]
    assert found == ["expiring", "in_force", "over", "future"]
    assert [row.id for row in expiring(ON)] == [soon.id]


def test_the_record_is_read_by_its_keeper_and_its_provider_and_by_no_other() -> None:
    court, other = make_institution("provider"), make_institution("provider")
    agreement = make_agreement(viewer_for(Role.DATA_PROVIDER, COUNTY, court))
    address = reverse("intake:agreement", args=[agreement.id])
    for role, body, status in (
        (Role.COUNTY_OFFICE, None, 200),
        (Role.AUDITOR, None, 200),
        (Role.DATA_PROVIDER, court, 200),
        (Role.DATA_PROVIDER, other, 404),
    ):
        client = Client()
        sign_in(client, make_account(role, COUNTY, body))
        answer = client.get(address)
        assert answer.status_code == status, role
        if status == 200:
            assert agreement.number in answer.content.decode()


def test_the_page_asks_a_second_person() -> None:
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE))
    court, office = make_institution("provider"), make_institution("government")
    given = {
        "number": "协议9", "provider": str(court.id), "receiver": str(office.id), "purpose": "evaluation",
        "forms_named": ["court_enforcement"], "keeper": "数据岗", "signed_on": "2026-06-01", "from_on": "2026-06-01",
        "to_on": "2027-06-01", "delete_within_days": "30", "reason": "法院数据",
    }  # fmt: skip
    answer = client.post(reverse("intake:agreement_add"), given)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("accounts:proposals"))
    assert Agreement.objects.count() == 0
