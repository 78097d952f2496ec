"""Somebody at a station's desk: the keeper signed in, and whoever lies their card down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_institution
from bases.grants_made import looking
from bases.parties_made import TOWNSHIP
from xiangxin.office.accounts.choices import Role
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened


def make_desk() -> Client:
    """A station's keeper at the desk, before whom nobody stands yet."""
    client = Client()
    sign_in(client, make_account(Role.STATION_KEEPER, TOWNSHIP, make_institution("station")))
    return client


def begin(desk: Client, person: UUID) -> Any:
    """A registered person stands there with their card."""
    with looking():
        number = opened(Person.objects.get(id=person), "id_number_sealed")
    return desk.post(reverse("station:desk"), {"id_number": number})
