"""Persons as a receiver that has to delete what it has of them is told whom: masked, with their village."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from xiangxin.office.areas.queries import names_of_villages
from xiangxin.office.consent.naming import Called
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.cards import card_of


def called(persons: Collection[UUID]) -> dict[UUID, Called]:
    """Each registered one of these. Read inside a reading; whom it may be told is the business of who asks."""
    cards = [card_of(row) for row in Person.objects.filter(id__in=persons)]
    places = names_of_villages({card.area for card in cards}, timezone.localdate())
    return {card.id: Called(card.name, card.id_number, places.get(card.area, card.area)) for card in cards}
