"""Businesses: organisations with a representative, and trades of one person alone, which belong to that person."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.checks import TRADER, code_of, day_of, title_of
from xiangxin.office.parties.choices import BusinessKind
from xiangxin.office.parties.errors import (
    AlreadySo,
    CodeTaken,
    NoTrader,
    PersonDead,
    TraderIsPerson,
)
from xiangxin.office.parties.models import Business, Representative, Trade
from xiangxin.office.parties.new import NewBusiness, NewTrade
from xiangxin.office.parties.opening import same_text
from xiangxin.office.parties.scope import CADRES, person_kept_by, village_of
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import blind_index, seal_on

PURPOSE = "register"


def register_business(by: Viewer, new: NewBusiness, on: date) -> Business:
    """Register an organisation; the row that is there where the same is registered already.

    ``CodeWrong``, ``TraderIsPerson``, ``NameWrong`` at their fields; ``CodeTaken`` where the code is another's.
    """
    code, name = code_of(new.code), title_of(new.name)
    if code.startswith(TRADER):
        raise TraderIsPerson("code")
    area = village_of(by, new.area, on)
    kind = BusinessKind(new.kind)
    day_of(on, timezone.localdate())
    known = Business.objects.filter(code=code).first()
    if known is None:
        try:
            return _register(by, Business(code=code, name=name, kind=kind, area=area, registered_on=on), new)
        except IntegrityError:  # somebody was quicker
            known = Business.objects.filter(code=code).first()
            if known is None:
                raise
    if (known.name, known.kind, known.area) != (name, kind, area):
        raise CodeTaken("code")
    return known


def change_representative(by: Viewer, business: UUID, person: UUID, on: date) -> Representative:
    """From ``on`` another person stands for the organisation."""
    with act("parties.representative_changed", by=by.actor, person=person, purpose=PURPOSE, payload={"on": on}) as done:
        row = _kept(by, business)
        done.area, done.about = row.area, f"parties.business:{row.id}"
        day_of(on, timezone.localdate(), row.registered_on)
        present = Representative.objects.filter(business=row, to_on__isnull=True).first()
        if present is not None:
            if present.person_id == person:
                raise AlreadySo("person")
            present.to_on = max(on, present.from_on)
            present.save(update_fields=["to_on"])
            done.wrote(present)
        return _represent(done, by, row, person, on)


def close_business(by: Viewer, business: UUID, on: date) -> Business:
    """The organisation was struck off on ``on``."""
    with act("parties.business_closed", by=by.actor, payload={"on": on}) as done:
        row = _kept(by, business)
        done.area, done.about = row.area, f"parties.business:{row.id}"
        if row.closed_on is not None:
            raise AlreadySo
        row.closed_on = day_of(on, timezone.localdate(), row.registered_on)
        row.save(update_fields=["closed_on"])
        done.wrote(row)
    return row


def register_trade(by: Viewer, new: NewTrade, on: date) -> Trade:
    """Register a trade at its person, sealed; the row that is there where it is registered already."""
    code, name = code_of(new.code), title_of(new.name)
    if not code.startswith(TRADER):
        raise NoTrader("code")
    day_of(on, timezone.localdate())
    known = _known_trade(by, new.person, code, name)
    if known is not None:
        return known
    try:
        with act("parties.trade_registered", by=by.actor, person=new.person, purpose=PURPOSE) as done:
            person = person_kept_by(by, new.person)
            if person.died_on is not None:
                raise PersonDead
            done.area = person.area
            row = Trade(person=person, from_on=on, code_index=blind_index("code", code))
            seal_on(row, "code_sealed", code)
            seal_on(row, "name_sealed", name)
            row.save(force_insert=True)
            done.wrote(row)
    except IntegrityError:  # somebody was quicker
        known = _known_trade(by, new.person, code, name)
        if known is None:
            raise
        return known
    return row


def close_trade(by: Viewer, trade: UUID, on: date) -> Trade:
    """The trade was given up on ``on``."""
    with act("parties.trade_closed", by=by.actor, purpose=PURPOSE, payload={"on": on}) as done:
        row = Trade.objects.filter(id=trade).first()
        if row is None:
            raise AddressUnknown
        person = person_kept_by(by, row.person_id)
        done.person, done.area = person.id, person.area
        if row.to_on is not None:
            raise AlreadySo
        row.to_on = day_of(on, timezone.localdate(), row.from_on)
        row.save(update_fields=["to_on"])
        done.wrote(row)
    return row


def _register(by: Viewer, row: Business, new: NewBusiness) -> Business:
    with act("parties.business_registered", by=by.actor, purpose=PURPOSE, area=row.area) as done:
        row.save(force_insert=True)
        done.about = f"parties.business:{row.id}"
        done.wrote(row)
        if new.representative is not None:
            done.person = new.representative
            _represent(done, by, row, new.representative, row.registered_on)
    return row


def _represent(done: Act, by: Viewer, business: Business, person: UUID, on: date) -> Representative:
    who = person_kept_by(by, person)
    if who.died_on is not None:
        raise PersonDead("representative")
    row = Representative(business=business, person=who, from_on=on)
    row.save(force_insert=True)
    done.wrote(row)
    return row


def _kept(by: Viewer, id_: UUID) -> Business:
    row = Business.objects.select_for_update().filter(id=id_).first()
    if row is None or by.role not in CADRES or not by.covers(row.area):
        raise AddressUnknown
    return row


def _known_trade(by: Viewer, person: UUID, code: str, name: str) -> Trade | None:
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="parties.registering") as look:
        look.showed_nobody()
        known = Trade.objects.filter(code_index=blind_index("code", code)).first()
        if known is not None and (known.person_id != person or not same_text(known, "name_sealed", name)):
            raise CodeTaken("code")
        return known
