"""The counter and a result: read to whoever stands here, answered and contested for them, accepted by nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account
from bases.grants_made import fresh, letter_of, looking, make_cases
from bases.station_made import begin
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.choices import Channel
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import Chosen, accept_offer, decide_case, decline_offer, deliver_letter
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import HumanRequest
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.templatetags.office import day

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)


def test_nothing_of_a_result_opens_while_nobody_stands_here_or_somebody_else_does(desk: Client) -> None:
    manager, _bank, (one, other) = make_cases(2)
    decide_case(manager, other.id, ACCEPT)
    letter = reverse("station:letter", args=[letter_of(other).id])
    assert desk.get(reverse("station:results")).status_code == 409
    begin(desk, one.person_id)
    for name, key in (("station:result", other.result), ("station:result_paper", other.result)):
        assert desk.get(reverse(name, args=[key])).status_code == 404
    assert (desk.get(letter).status_code, desk.post(letter).status_code) == (404, 404)
    assert desk.post(reverse("station:wrong", args=[other.result]), {"line": "residence"}).status_code == 404
    assert desk.post(reverse("station:reply", args=[other.id, "human"])).status_code == 404
    assert fresh(other).state == State.OFFERED
    with looking():
        assert not HumanRequest.objects.exists()


def test_a_letter_is_handed_over_printed_and_answered_without_a_phone(desk: Client) -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, ACCEPT)
    begin(desk, grant.person_id)
    letter = letter_of(grant)
    assert desk.get(reverse("station:letter_paper", args=[letter.id])).status_code == 404
    desk.post(reverse("station:letter", args=[letter.id]))
    assert letter_of(grant).channel == Channel.STATION
    assert desk.get(reverse("station:letter_paper", args=[letter.id])).content[:5] == b"%PDF-"
    assert desk.get(reverse("station:result_paper", args=[grant.result])).content[:5] == b"%PDF-"
    desk.post(reverse("station:reply", args=[grant.id, "accept"]))
    assert fresh(grant).state == State.ACTIVE


def test_a_line_is_contested_at_the_counter_with_number_and_day(desk: Client) -> None:
    _manager, _bank, (grant,) = make_cases()
    begin(desk, grant.person_id)
    wrong = reverse("station:wrong", args=[grant.result])
    page = desk.post(wrong, {"line": "residence"}, follow=True).content.decode()
    with looking():
        request = HumanRequest.objects.get()
    assert (request.about, request.through) == ("residence", Channel.STATION)
    assert request.number in page
    assert day(request.due_on) in page


def test_a_relative_with_a_mandate_may_decline_and_does_not_accept() -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, ACCEPT)
    with looking():
        area = Person.objects.get(id=grant.person_id).area
    account = make_account(Role.HOUSEHOLD, area, person=grant.person_id)
    relative = Viewer(account.id, Role.HOUSEHOLD, area, person=grant.person_id, mandate=uuid4())
    deliver_letter(relative, grant.person_id, letter_of(grant).id)
    with pytest.raises(errors.OwnWordOnly):
        accept_offer(relative, grant.person_id, grant.id)
    assert fresh(grant).state == State.DELIVERED
    decline_offer(relative, grant.person_id, grant.id)
    assert fresh(grant).state == State.DECLINED
