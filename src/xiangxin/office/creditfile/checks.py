"""Whether a fact is one at all, before it is stored. Intake tells people what is wrong; nothing wrong passes here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from xiangxin.law.model import Field
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.choices import Procedure, Severity
from xiangxin.office.creditfile.models import ExternalItem, Fact
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.registry import check_content, check_value, kind_of

OWN_OF_RECORDS = ("category", "level", "amount_fen")
"""Columns that a kind of record has to register."""
OF_RECORDS = (*OWN_OF_RECORDS, "procedure", "severity", "told_on", "final", "sealed")
"""What no value of a field has."""
LABEL = int(getattr(ExternalItem._meta.get_field("label"), "max_length", 0))
LENGTHS = {
    name: int(getattr(Fact._meta.get_field(name), "max_length", 0))
    for name in ("value", "document_no", "authority", "catalogue_code")
}


def check_fact(new: NewFact, on: date) -> None:
    """``KindUnknown``, ``FactWrong``, ``ValueNotKept`` or ``DayOfFactWrong`` for what cannot stand on ``on``."""
    if isinstance(kind_of(new.kind), Field):
        _check_value(new)
    else:
        _check_record(new, on)
    _check_days(new, on)
    for name, length in LENGTHS.items():
        if len(getattr(new, name)) > length:
            raise errors.FactWrong(name)


def check_coverage(new: NewCoverage, registered: dict[UUID, date], on: date) -> None:
    """``KindUnknown``, ``FactWrong`` or ``DayOfFactWrong`` for an answer that cannot be one."""
    if isinstance(kind_of(new.kind), Field):
        raise errors.FactWrong("kind")
    if new.asked_on > on:
        raise errors.DayOfFactWrong("asked_on")
    check_earlier(new.known_earlier_on, registered[new.person])


def check_earlier(known_earlier_on: date | None, registered_on: date) -> None:
    """``DayOfFactWrong`` for knowledge that would reach into days on which this office may have decided already."""
    if known_earlier_on is not None and known_earlier_on > registered_on:
        raise errors.DayOfFactWrong("known_earlier_on")


def _check_value(new: NewFact) -> None:
    check_value(new.kind, new.value)
    if new.happened_on is None:
        raise errors.DayOfFactWrong("happened_on")
    for name in OF_RECORDS:
        if getattr(new, name) not in ("", None):
            raise errors.FactWrong(name)
    kind = kind_of(new.kind)
    if new.items and not (isinstance(kind, Field) and kind.opaque):
        raise errors.FactWrong("items")
    if any(not 0 < len(item.label) <= LABEL for item in new.items):
        raise errors.FactWrong("items")


def _check_record(new: NewFact, on: date) -> None:
    if new.value:
        raise errors.FactWrong("value")
    for name in OWN_OF_RECORDS:
        content = getattr(new, name)
        if content not in ("", None):
            check_content(new.kind, name, content, on)
    if new.items:
        raise errors.FactWrong("items")
    if new.procedure and new.procedure not in Procedure.values:
        raise errors.FactWrong("procedure")
    if new.severity and new.severity not in Severity.values:
        raise errors.FactWrong("severity")


def _check_days(new: NewFact, on: date) -> None:
    if new.happened_on is not None and new.ended_on is not None and new.ended_on < new.happened_on:
        raise errors.DayOfFactWrong("ended_on")
    known_on = new.known_earlier_on or on
    if new.happened_on is not None and new.happened_on > known_on:
        raise errors.DayOfFactWrong("happened_on")
