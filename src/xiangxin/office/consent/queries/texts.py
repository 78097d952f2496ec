"""What is published, for whom it may ask, and what it says when one person reads it. Nothing here is personal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.text import Text
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.areas.scope import in_force
from xiangxin.office.consent.deployment import controller, kind, law, open_purposes
from xiangxin.office.consent.errors import NoticeMissing, PanelUnnamed, PurposeNotOpen, PurposeUnknown, ReceiverUnfit
from xiangxin.office.consent.grounds import registry
from xiangxin.office.consent.models import NoticeText, PanelListing
from xiangxin.office.consent.notices import Notice, complaints, content_of, filled
from xiangxin.office.consent.parts import Part, parts_in
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.vault.sealing import open_on


def texts_on(day: date) -> QuerySet[NoticeText]:
    """Every published text in force on ``day`` whose purpose is open here, by code."""
    return NoticeText.objects.filter(in_force(day), purpose__in=open_purposes()).order_by("code")


def text_on(purpose: str, field_class: str, day: date) -> NoticeText:
    """The text for a purpose and class on ``day``. ``PurposeUnknown``, ``PurposeNotOpen``, ``NoticeMissing``."""
    must_be_open(purpose)
    found = texts_on(day).filter(purpose=purpose, field_class=field_class).first()
    if found is None:
        raise NoticeMissing("field_class")
    return found


def must_be_open(purpose: str) -> None:
    """``PurposeUnknown`` for what is no purpose, ``PurposeNotOpen`` for one that is closed to this office."""
    if purpose not in law().purposes:
        raise PurposeUnknown("purpose")
    if purpose not in open_purposes():
        raise PurposeNotOpen("purpose", purpose=law().purposes[purpose].label)


def parts_on_forms() -> list[Part]:
    """What can be ticked on some form that may still come back, by its id; the newest wording of each."""
    texts = NoticeText.objects.filter(field_class="review").order_by("version")
    return list({part.id: part for text in texts for part in parts_in(content_of(text))}.values())


def receivers_for(purpose: str, day: date) -> QuerySet[Institution]:
    """The institutions that a consent for ``purpose`` may name on ``day`` in this kind of deployment."""
    found = institutions_on(day, kinds=registry().receivers.get(purpose, frozenset()))
    if _supplies_others() or not law().purposes[purpose].scores:
        return found
    return found.filter(name=controller().zh)


def fit_receiver(purpose: str, receiver: UUID, day: date) -> Institution:
    """The institution, where a consent for the purpose may name it.

    ``ReceiverUnfit`` for another, ``PurposeUnknown``, ``PurposeNotOpen``.
    """
    must_be_open(purpose)
    found = receivers_for(purpose, day).filter(id=receiver).first()
    if found is None:
        raise ReceiverUnfit("receiver")
    return found


def listing_on(panel: UUID, day: date) -> PanelListing:
    """Who sits on a panel on ``day``; ``PanelUnnamed`` where nobody has been named."""
    found = PanelListing.objects.filter(in_force(day), panel=panel).first()
    if found is None:
        raise PanelUnnamed("receiver")
    return found


def members_of(listing: PanelListing) -> tuple[str, ...]:
    """The names of the members, as they were given."""
    return tuple(open_on(listing, "members_sealed").split("\n"))


def named_on(panel: UUID, day: date) -> tuple[str, ...]:
    """The names of those who sit on a panel on ``day``, as households are told; ``PanelUnnamed``."""
    return members_of(listing_on(panel, day))


def named(text: NoticeText, receiver: Institution, day: date) -> PanelListing | None:
    """The listing that a text about a panel names; None for every other text."""
    return listing_on(receiver.id, day) if receiver.kind == InstitutionKind.PANEL else None


def notice_for(text: NoticeText, receiver: Institution, listing: PanelListing | None) -> Notice:
    """The notice as somebody reads it."""
    members = "" if listing is None else "、".join(members_of(listing))
    return filled(text, receiver.called, controller(), LIMITS["cool_off_days"], members)


def where_to_complain() -> Text:
    """Where to complain in this county, as every notice says it."""
    return complaints(controller())


def askable(area: str, day: date) -> list[tuple[NoticeText, Institution]]:
    """What people of ``area`` may be asked: each text in force with each receiver that works there.

    A panel that nobody has named asks nobody.
    """
    named_panels = set(PanelListing.objects.filter(in_force(day)).values_list("panel", flat=True))
    return [
        (text, receiver)
        for text in texts_on(day)
        for receiver in receivers_for(text.purpose, day)
        if area.startswith(prefix_of(receiver.area))
        if receiver.kind != InstitutionKind.PANEL or receiver.id in named_panels
    ]


def _supplies_others() -> bool:
    return law().deployment_kinds[kind()].supplies_others
