"""Points at the counter: read out, printed, exchanged and contested for whoever stands there, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bases.grants_made import looking
from bases.incentives_made import Ledger, make_ledger
from bases.parties_made import make_person
from bases.station_made import begin
from xiangxin.office.incentives.choices import State, Through, Why
from xiangxin.office.incentives.models import Entry, Objection, Redemption

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_whoever_stands_here_hears_prints_exchanges_and_objects(desk: Client) -> None:
    made: Ledger = make_ledger()
    row = made.confirm()
    begin(desk, made.person.id)
    page = desk.get(reverse("station:points")).content.decode()
    assert row.document_no in page
    assert "现在可以换 20 分" in page
    paper: Any = desk.get(reverse("station:points_paper"))
    assert (paper["Content-Type"], paper["Cache-Control"]) == ("application/pdf", "no-store")
    assert desk.post(reverse("station:points_exchange"), {"benefit": "training"}).status_code == 302
    assert desk.post(reverse("station:points_wrong", args=[row.id])).status_code == 302
    with looking():
        assert Redemption.objects.get().through == Through.STATION
        assert Objection.objects.get().through == Through.STATION


def test_that_an_entry_was_struck_is_told_here(desk: Client) -> None:
    made: Ledger = make_ledger()
    row = made.struck(Why.TWICE)
    begin(desk, made.person.id)
    assert "记错了，已划掉" in desk.get(reverse("station:points")).content.decode()
    assert desk.post(reverse("station:points_told", args=[row.id])).status_code == 302
    with looking():
        told = Entry.objects.get(id=row.id)
    assert (told.state, told.told_on is None) == (State.STRUCK, False)


def test_nothing_opens_while_nobody_stands_here_or_somebody_else_does(desk: Client) -> None:
    made: Ledger = make_ledger()
    row = made.confirm()
    for name in ("station:points", "station:points_paper"):
        assert desk.get(reverse(name)).status_code == 409
    assert desk.post(reverse("station:points_exchange"), {"benefit": "training"}).status_code == 409
    begin(desk, make_person().id)
    assert row.document_no not in desk.get(reverse("station:points")).content.decode()
    assert desk.post(reverse("station:points_wrong", args=[row.id])).status_code == 404
    with looking():
        assert not Redemption.objects.exists()
        assert not Objection.objects.exists()
