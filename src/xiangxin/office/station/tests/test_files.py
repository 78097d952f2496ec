"""The counter and a file: read to whoever stands here, disputed in their name, closed when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.consent_made import make_institution
from bases.creditfile_made import add, fact_of, make_filed_person, new_value
from bases.parties_made import id_number, make_person
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.choices import Through
from xiangxin.office.creditfile.models import Dispute, Fact, Statement
from xiangxin.office.shell.templatetags.office import day

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NUMBER = id_number()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def fact() -> Fact:
    person, source = make_filed_person(number=NUMBER), make_institution("provider")
    new = new_value(person, "land_area_mu", "12", source)
    add([new])
    return fact_of(new)


def begin(desk: Client, number: str = NUMBER) -> Any:
    return desk.post(reverse("station:desk"), {"id_number": number})


def test_nothing_of_a_file_opens_while_nobody_stands_here(desk: Client, fact: Fact) -> None:
    assert desk.get(reverse("station:file")).status_code == 409
    assert desk.post(reverse("station:dispute", args=[fact.id])).status_code == 409
    with maintenance("tests"):
        assert not Dispute.objects.exists()


def test_the_file_is_read_and_a_line_disputed_while_the_person_stands_here(desk: Client, fact: Fact) -> None:
    begin(desk)
    assert "经营土地面积（亩）" in desk.get(reverse("station:file")).content.decode()
    answer = desk.post(reverse("station:dispute", args=[fact.id]), follow=True).content.decode()
    with maintenance("tests"):
        row = Dispute.objects.get()
    assert (row.through, row.person_id) == (Through.STATION, fact.person_id)
    assert row.number in answer
    assert day(row.due_on) in answer
    desk.post(reverse("station:end"))
    assert desk.get(reverse("station:file")).status_code == 409


def test_a_line_of_somebody_who_does_not_stand_here_is_not_there(desk: Client, fact: Fact) -> None:
    other = id_number()
    make_person("李远方", number=other)
    begin(desk, other)
    assert desk.post(reverse("station:dispute", args=[fact.id])).status_code == 404
    assert desk.post(reverse("station:say_about", args=[fact.id]), {"words": "说明"}).status_code == 404
    with maintenance("tests"):
        assert not Dispute.objects.exists()
        assert not Statement.objects.exists()


def test_words_are_added_and_taken_back_at_the_counter(desk: Client, fact: Fact) -> None:
    begin(desk)
    assert desk.post(reverse("station:say"), {"words": ""}).status_code == 422
    desk.post(reverse("station:say"), {"words": "去年遭了雹灾"})
    assert "去年遭了雹灾" in desk.get(reverse("station:file")).content.decode()
    with maintenance("tests"):
        row = Statement.objects.get()
    desk.post(reverse("station:take_back", args=[row.id]))
    assert "去年遭了雹灾" not in desk.get(reverse("station:file")).content.decode()
