"""Consent on paper: forms printed for a village, each for one person, scanned back one by one by somebody else.

Names come from the caller, go onto the paper and are kept nowhere here. Each form that comes back is one act.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import with_branches
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent import errors, majority
from xiangxin.office.consent.actions.delivering import no_decider_takes, panel_of, receiver_of, text_of
from xiangxin.office.consent.actions.flags import flag_burst
from xiangxin.office.consent.actions.giving import announce, consent_of, first_day, insert
from xiangxin.office.consent.actions.sheets import void_sheets
from xiangxin.office.consent.choices import Answer, Channel, Ground, ScanResult
from xiangxin.office.consent.forms_text import PAPERS, form_text
from xiangxin.office.consent.models import NoticeDelivery, PaperBatch, PaperForm
from xiangxin.office.consent.notices import content_of
from xiangxin.office.consent.numbers import new_number, read_number
from xiangxin.office.consent.parts import ticked
from xiangxin.office.consent.scope import Scope
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.shell.typesetting import printed

CARRIERS = frozenset({Role.ACCOUNT_MANAGER, Role.TOWNSHIP_CADRE, Role.VILLAGE_CADRE, Role.STATION_KEEPER})
"""They print forms and register those that come back."""
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class NewForm:
    """Whom a form is for, and what is printed on it; ``repr`` shows no name."""

    person: UUID
    name: str = field(repr=False)
    place: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintedForms:
    """The batch and the sheets to print. The sheets cannot be made again: names are not kept."""

    batch: PaperBatch
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """What came of one code. ``code`` is empty where what was read is none of ours."""

    result: ScanResult
    code: str = ""


def print_forms(by: Viewer, scope: Scope, area: str, people: Sequence[NewForm], on: date) -> PrintedForms:
    """Print a form for each of ``people`` of the village ``area``, with today's notice and a code of its own.

    Errors: ``NotAllowed``, ``BatchUnfit``, ``MayNotTake`` where the viewer's bank is not the receiver or a station is
    the receiver's, and those of a delivery (``ReceiverUnfit``, ``NoticeMissing``, ``PanelUnnamed`` …).
    """
    _may_carry(by, area)
    _check(people)
    receiver, text = receiver_of(scope, on), text_of(scope, on)
    _own_receiver(by, receiver)
    listing = panel_of(receiver, on)
    batch = PaperBatch(
        area=area,
        text=text,
        receiver=receiver,
        panel=listing,
        printed_by=by.account,
        printed_at=by.institution,
        printed_on=on,
        lapses_on=on + timedelta(days=LIMITS["paper_days"]),
    )
    forms = [_form(by, batch, one.person) for one in people]
    said = form_text(batch, [(form.code, one.name, one.place) for form, one in zip(forms, people, strict=True)])
    pdf = printed(PAPERS / "forms.typ", said, on)
    told = {"forms": len(forms), "text": text.id, "receiver": receiver.id}
    with act("consent.forms_printed", by=by.actor, about=batch, purpose=scope.purpose, area=area, payload=told) as done:
        batch.save(force_insert=True)
        PaperForm.objects.bulk_create(forms, batch_size=ROWS_A_STATEMENT)
        done.wrote(batch, *forms)
    return PrintedForms(batch, pdf)


def _form(by: Viewer, batch: PaperBatch, person: UUID) -> PaperForm:
    return PaperForm(batch=batch, person=person, code=new_number(), printed_by=by.account, printed_for=by.on_behalf)


def scan_form(
    by: Viewer,
    typed: str,
    area: str,
    signed_on: date,
    *,
    notice_signed: bool = True,
    answer: str = Answer.GIVEN,
    parts: Collection[str] = (),
) -> Scan:
    """Register one form of the village ``area`` that came back signed on ``signed_on``; what came of it.

    ``parts``: what is ticked on it. Errors, with nothing changed: ``NotAllowed``, ``MayNotTake`` as for printing,
    ``SecondPersonNeeded`` for whoever printed it or lent the post for it, ``SignedDayWrong``, ``MinorCannot``,
    ``WithdrawnSince``, ``GivenAlready``, ``PartUnknown`` where the form offers no such part.
    """
    _may_carry(by, area)
    form = _found(by, typed)
    if form is None:
        return Scan(ScanResult.UNKNOWN)
    result = _hindered(by, form, area, signed_on, notice_signed)
    if result is not None:
        return Scan(result, form.code)
    scope = Scope(form.batch.text.purpose, form.batch.receiver_id, form.batch.text.field_class)
    shows = ticked(content_of(form.batch.text), parts)
    with act("consent.form_registered", by=by.actor, person=form.person, purpose=scope.purpose, area=area) as done:
        if not _confirmed(done, by, form, signed_on, answer):
            return Scan(ScanResult.TWICE, form.code)
        _record(done, by, form, scope, signed_on, answer, shows)
    return Scan(ScanResult.ACCEPTED, form.code)


def _may_carry(by: Viewer, area: str) -> None:
    try:
        is_village = level_of(area) == "village"
    except ValueError:
        is_village = False
    if by.role not in CARRIERS or not is_village or not by.covers(area):
        raise NotAllowed()


def _check(people: Sequence[NewForm]) -> None:
    words = [text for one in people for text in (one.name, one.place)]
    fits = all(0 < len(text.strip()) <= NAME_LIMIT and text.isprintable() for text in words)
    if not 0 < len(people) <= LIMITS["batch_forms"] or len({one.person for one in people}) < len(people) or not fits:
        raise errors.BatchUnfit("people", most=LIMITS["batch_forms"])


def _own_receiver(by: Viewer, receiver: Institution) -> None:
    if by.role == Role.ACCOUNT_MANAGER and by.institution not in with_branches(receiver.id):
        raise errors.MayNotTake()
    if by.role == Role.STATION_KEEPER:
        no_decider_takes(by, receiver)


def _found(by: Viewer, typed: str) -> PaperForm | None:
    code = read_number(typed)
    if code is None:
        return None
    with reading(
        by.actor, purpose=OBJECTION, ground=Ground.DUTY, what="consent.form", institution=by.institution
    ) as look:
        look.showed_nobody()
        return PaperForm.objects.select_related("batch__text", "batch__receiver").filter(code=code).first()


def _hindered(by: Viewer, form: PaperForm, area: str, signed_on: date, notice_signed: bool) -> ScanResult | None:
    batch, today = form.batch, timezone.localdate()
    if batch.area != area:
        return ScanResult.ELSEWHERE
    _own_receiver(by, batch.receiver)
    if form.answer:
        return ScanResult.TWICE
    if by.accounts & {form.printed_by, form.printed_for} or _same_station(by, batch.printed_at):
        raise errors.SecondPersonNeeded()
    if not batch.printed_on <= signed_on <= today:
        raise errors.SignedDayWrong("signed_on")
    text_over = batch.text.to_on is not None and batch.text.to_on < signed_on
    listing_over = batch.panel is not None and batch.panel.to_on is not None and batch.panel.to_on < signed_on
    if today > batch.lapses_on or text_over or listing_over:
        return ScanResult.EXPIRED
    return None if notice_signed else ScanResult.NO_NOTICE


def _same_station(by: Viewer, printed_at: UUID | None) -> bool:
    """Whether a keeper would confirm what the own station printed: two of one station are one channel (decision 24)."""
    return by.role == Role.STATION_KEEPER and by.institution is not None and by.institution == printed_at


def _confirmed(done: Act, by: Viewer, form: PaperForm, signed_on: date, answer: str) -> bool:
    """Take the form out of the open ones; of two scanners at once one does."""
    now = timezone.now()
    changes = {
        "answer": answer,
        "signed_on": signed_on,
        "confirmed_by": by.account,
        "confirmed_for": by.on_behalf,
        "confirmed_at": now,
    }
    if not PaperForm.objects.filter(id=form.id, answer="").update(**changes):
        return False
    for name, value in changes.items():
        setattr(form, name, value)
    done.wrote(form)
    return True


def _record(done: Act, by: Viewer, form: PaperForm, scope: Scope, signed_on: date, answer: str, shows: str) -> None:
    """The notice was on the form: it was delivered when it was signed for, and answered on the same sheet."""
    batch = form.batch
    morning = timezone.make_aware(datetime.combine(signed_on, time(0)))
    delivery = NoticeDelivery(
        person=form.person,
        text=batch.text,
        receiver=batch.receiver,
        panel=batch.panel,
        channel=Channel.PAPER,
        delivered_at=morning,
        delivered_on=signed_on,
        by=by.account,
        device=by.device,
        proof=form.code,
        answer=answer,
        answered_at=timezone.now(),
    )
    delivery.save(force_insert=True)
    done.about = f"consent.paperform:{form.id}"
    done.payload |= {"answer": str(answer), "signed_on": signed_on, **scope.told}
    done.wrote(delivery)
    if answer != Answer.GIVEN:
        void_sheets(done, form.person, scope)
        return
    receiver_of(scope, timezone.localdate())
    if not majority.is_adult(form.person, signed_on):
        raise errors.MinorCannot()
    row = consent_of(delivery, scope, first_day(form.person, scope, signed_on))
    row.written, row.taken_by, row.taken_for, row.parts = True, by.account, by.on_behalf, shows
    insert(row)
    done.wrote(row)
    announce(row)
    flag_burst(done, row, by)
