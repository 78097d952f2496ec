"""Rows for other rooms' work: the engine's table of consents, who took them, which panel was named to whom.

Each belongs inside the reading or act of its caller, which says whose rows it read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiangxin.office.audit.plainrows import plain_rows
from xiangxin.office.consent import majority
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.declining import marked, refusing, taking_back
from xiangxin.office.consent.live import live, live_for_anything, receivers_of
from xiangxin.office.consent.models import Consent, PaperForm
from xiangxin.office.consent.notices import content_of
from xiangxin.office.consent.parts import chosen_of

COLUMNS = ("purpose", "field_class", "written", "notice_delivered_on", "from_on", "to_on", "withdrawn_on", "channel")


def consent_rows(
    purpose: str, receiver: UUID, on: date, persons: Collection[UUID] | None = None
) -> Iterator[dict[str, object]]:
    """The engine's ``consents`` for one purpose and receiver: every row, withdrawn ones too, of persons of age ``on``.

    What awaits its confirmation is no consent yet. ``receiver`` is told by its short name, as runs name it.
    ``persons``: whose rows, everybody's without it.
    """
    adults = majority.adults(on) if persons is None else Q(person__in=majority.adults_among(persons, on))
    rows = Consent.objects.filter(adults, purpose=purpose, receiver=receiver, awaits=False)
    ordered = rows.order_by("person", "field_class", "from_on", "id")
    for person, slug, *told in plain_rows(ordered, ("person", "receiver__slug", *COLUMNS)):
        yield {"person_id": UUID(bytes=person), "receiver": slug, **dict(zip(COLUMNS, told, strict=True))}


def consented_to(field_class: str, on: date) -> QuerySet[Consent, UUID]:
    """Ids of persons with a consent to a class in force ``on``, whatever for and to whomever; for counting."""
    return live_for_anything(on).filter(field_class=field_class).values_list("person", flat=True)


def agreeing_with(institution: UUID, purpose: str, on: date) -> QuerySet[Consent, UUID]:
    """Ids of persons with a consent in force ``on``, of whatever class, on which the institution may rely."""
    rows = live_for_anything(on).filter(purpose=purpose, receiver__in=receivers_of(institution, purpose, on))
    return rows.values_list("person", flat=True)


def declining(institution: UUID, purpose: str, on: date) -> tuple[QuerySet[Any, UUID], ...]:
    """Ids of persons who refused the institution their file or took it back, in the cool-off too: as queries."""
    receivers = receivers_of(institution, purpose, on)
    taken_back, refused = taking_back(purpose, receivers, FILE), refusing(purpose, receivers, FILE)
    return taken_back, refused, marked(purpose, receivers)


def takers_of(person: UUID) -> frozenset[UUID]:
    """Accounts that took a consent from this person: none of them decides on the person or rates them."""
    taken = Consent.objects.filter(person=person).values_list("taken_by", "taken_for", "confirmed_by", "confirmed_for")
    forms = PaperForm.objects.filter(person=person).values_list(
        "printed_by", "printed_for", "confirmed_by", "confirmed_for"
    )
    found = {account for row in (*taken, *forms) for account in row}
    return frozenset(account for account in found if account is not None)


def taken_by(accounts: Collection[UUID]) -> Q:
    """The condition for rows with a ``person`` from whom one of these accounts took a consent: ``takers_of`` asked of
    the database."""
    ends = [f"confirmed_{how}__in" for how in ("by", "for")]
    taken = Q.create([(end, accounts) for end in ["taken_by__in", "taken_for__in", *ends]], connector=Q.OR)
    papers = Q.create([(end, accounts) for end in ["printed_by__in", "printed_for__in", *ends]], connector=Q.OR)
    same = {"person": OuterRef("person")}
    return Q(Exists(Consent.objects.filter(taken, **same))) | Q(Exists(PaperForm.objects.filter(papers, **same)))


def panel_shown(person: UUID, panel: UUID, on: date) -> frozenset[UUID]:
    """Listings of the panel that were named to this person before a consent to it that is in force ``on``."""
    rows = live("review", ["review"], on).filter(person=person, receiver=panel, delivery__panel__isnull=False)
    return frozenset(rows.values_list("delivery__panel", flat=True))


def reviewed_by(persons: Iterable[UUID], on: date) -> frozenset[tuple[UUID, UUID]]:
    """Pairs of a person and a panel that the person lets see their papers ``on``."""
    rows = live("review", ["review"], on).filter(person__in=list(persons))
    return frozenset(rows.values_list("person", "receiver_id"))


def panel_sees(person: UUID, panel: UUID, on: date) -> tuple[str, ...] | None:
    """Kinds of facts that the person lets a panel see ``on``; empty for name and village alone, None for nothing.

    Of two consents in force the one given last says which.
    """
    rows = live("review", ["review"], on).filter(person=person, receiver=panel).select_related("delivery__text")
    row = rows.order_by("-given_at", "-from_on").first()
    if row is None:
        return None
    chosen = chosen_of(content_of(row.delivery.text), row.parts) if row.parts else ()
    return tuple(kind for part in chosen for kind in part.kinds)


def let_panel_see(panel: UUID, on: date) -> QuerySet[Consent, UUID]:
    """Ids of persons of age who let a panel see their papers ``on``, as a query of one column."""
    rows = live("review", ["review"], on).filter(majority.adults(on), receiver=panel)
    return rows.values_list("person", flat=True)


def shown_since(persons: Iterable[UUID], panel: UUID, on: date) -> dict[UUID, date]:
    """Of persons who let a panel see their papers: since when the latest listing holds that was named to each."""
    rows = live("review", ["review"], on).filter(
        person__in=list(persons), receiver=panel, delivery__panel__isnull=False
    )
    found: dict[UUID, date] = {}
    for person, since in rows.values_list("person", "delivery__panel__from_on"):
        found[person] = max(since, found.get(person, since))
    return found
