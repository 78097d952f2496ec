"""A notice reaches a person. Clocks start here, and nobody can consent before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.consent import errors
from xiangxin.office.consent.choices import Channel, Ground
from xiangxin.office.consent.gate import require
from xiangxin.office.consent.models import NoticeDelivery, NoticeText, PanelListing
from xiangxin.office.consent.queries.texts import fit_receiver, listing_on, text_on
from xiangxin.office.consent.scope import Scope

"""The purpose of whoever reads a person's consents so that the person can use a right."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a delivery can be shown later: the device it was read on, the code of the slip or form handed over."""

    device: str = ""
    code: str = ""


def deliver_notice(by: Viewer, person: UUID, scope: Scope, proof: Proof | None = None) -> NoticeDelivery:
    """Note that the notice in force for ``scope`` reached ``person`` just now.

    One that reached the person today and was not answered yet is the same delivery. Errors: ``NotYours``,
    ``NoMandate``, ``MayNotTake``, ``PurposeUnknown``, ``PurposeNotOpen``, ``ReceiverUnfit``,
    ``NoticeMissing``, ``PanelUnnamed``.
    """
    channel = may_act(by, person)
    today, shown = timezone.localdate(), proof or Proof()
    payload = {"channel": channel, "on": today, **scope.told}
    with act("consent.notice_delivered", by=by.actor, person=person, purpose=scope.purpose, payload=payload) as done:
        receiver = receiver_of(scope, today)
        no_decider_takes(by, receiver)
        text = text_of(scope, today)
        panel = panel_of(receiver, today)
        same = NoticeDelivery.objects.filter(person=person, text=text, receiver=receiver, panel=panel, answer="")
        row = same.filter(channel=channel, delivered_on=today).first()
        if row is None:
            row = NoticeDelivery(
                person=person,
                text=text,
                receiver=receiver,
                panel=panel,
                channel=channel,
                delivered_at=timezone.now(),
                delivered_on=today,
                by=by.account,
                device=shown.device[:40],
                proof=shown.code[:40],
            )
            row.save(force_insert=True)
            done.wrote(row)
        done.about = f"consent.noticedelivery:{row.id}"
    return row


def channel_of(by: Viewer) -> str:
    """The channel through which this viewer acts; ``MayNotTake`` for who acts through none."""
    if by.role == Role.HOUSEHOLD:
        return Channel.SLIP if by.by_slip else Channel.PHONE
    if by.role == Role.STATION_KEEPER:
        return Channel.STATION
    raise errors.MayNotTake()


def may_act(by: Viewer, person: UUID) -> str:
    """The channel, where the viewer acts for this person: their own account, or the keeper who serves them just now.

    ``NotYours`` for another person's account, ``NoMandate``, noted, for a keeper before whom the person is not. To be
    called before an act opens.
    """
    channel = channel_of(by)
    if channel in (Channel.PHONE, Channel.SLIP) and by.person != person:
        raise errors.NotYours()
    if channel == Channel.STATION:
        require(Ground.MANDATE, person, OBJECTION, ["contact"], by, timezone.localdate())
    return channel


def ground_of(by: Viewer) -> str:
    """On what somebody reads for a person's right: the own account or a mandate; a keeper as whoever is served."""
    return by.ground if by.role == Role.HOUSEHOLD else Ground.MANDATE


def no_decider_takes(by: Viewer, receiver: Institution) -> None:
    """``MayNotTake`` where the taker's station belongs to the receiver: a station is run by others than the decider."""
    if by.role == Role.HOUSEHOLD:
        return
    at, seen = by.institution, set[UUID]()
    while at is not None and at not in seen:
        if at == receiver.id:
            raise errors.MayNotTake()
        seen.add(at)
        at = Institution.objects.filter(id=at).values_list("parent", flat=True).first()


def receiver_of(scope: Scope, on: date) -> Institution:
    """The receiver, if it may receive for a purpose that is open here."""
    return fit_receiver(scope.purpose, scope.receiver, on)


def text_of(scope: Scope, on: date) -> NoticeText:
    """The text in force on ``on``; ``NoticeMissing`` where none is."""
    return text_on(scope.purpose, scope.field_class, on)


def panel_of(receiver: Institution, on: date) -> PanelListing | None:
    """The names that belong to a notice for a panel; ``PanelUnnamed`` where nobody wrote them down."""
    return listing_on(receiver.id, on) if receiver.kind == InstitutionKind.PANEL else None
