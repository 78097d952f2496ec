"""How it stands with what people were asked: agreed, refused, taken back, no answer yet. Who was not asked is absent.

Belongs inside the reading of its caller, which says whose rows it read. Nothing remains of what was taken back within
its cool-off, and nobody may be told of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.choices import Standing as State
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.live import live_for_anything
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.consent.queries.drafting import CLASS_LABELS
from xiangxin.office.consent.scope import Scope, scope_of
from xiangxin.office.consent.writing import needs_writing


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing one person was asked. ``from_on`` to ``to_on`` are days of a consent, else the day it came to be so.

    ``awaits``: said at a counter or by its slip; the person has yet to confirm it elsewhere.
    """

    scope: Scope
    state: State
    from_on: date
    to_on: date | None = None
    awaits: bool = False

    @property
    def purpose(self) -> Text:
        """What for."""
        return law().purposes[self.scope.purpose].label

    @property
    def field_class(self) -> Text:
        """Which data."""
        return CLASS_LABELS[self.scope.field_class]

    @property
    def agreed(self) -> bool:
        """Whether it grounds something today."""
        return self.state == State.GIVEN

    @property
    def said_no(self) -> bool:
        """Whether the last word was no."""
        return self.state in (State.REFUSED, State.WITHDRAWN)


def standings(persons: Collection[UUID], on: date) -> dict[UUID, list[Standing]]:
    """For each of ``persons`` who was asked: how it stands on ``on`` with each purpose, receiver and class.

    A consent in force stands whatever was said afterwards, as a refusal takes nothing back; else the last answer
    counts, and reading again is none.
    """
    said: dict[tuple[UUID, Scope], list[tuple[bool, bool, date, Standing]]] = {}
    alive = set(live_for_anything(on).filter(person__in=persons).values_list("id", flat=True))
    for row in Consent.objects.filter(person__in=persons):
        found = _of_consent(row, row.id in alive, on)
        counted = found.to_on if found.state == State.ENDED and found.to_on else found.from_on
        said.setdefault((row.person, found.scope), []).append((found.agreed, True, counted, found))
    for told in NoticeDelivery.objects.filter(person__in=persons).exclude(answer=Answer.GIVEN).select_related("text"):
        scope = Scope(told.text.purpose, told.receiver_id, told.text.field_class)
        day = told.delivered_on if told.answered_at is None else timezone.localdate(told.answered_at)
        state = State.REFUSED if told.answer else State.WAITING
        said.setdefault((told.person, scope), []).append((False, bool(told.answer), day, Standing(scope, state, day)))
    found_of: dict[UUID, list[Standing]] = {}
    for (person, _), words in said.items():
        last = max(words, key=lambda one: one[:3])[3]
        found_of.setdefault(person, []).append(last)
    for lines in found_of.values():
        lines.sort(key=lambda line: (line.scope.purpose, line.scope.field_class, str(line.scope.receiver)))
    return found_of


def state_of(row: Consent, alive: bool, on: date) -> State:
    """How it stands with one consent; ``alive``: whether it is among those that ground something ``on``."""
    if alive:
        return State.GIVEN
    if row.withdrawn_on is not None:
        return State.WITHDRAWN
    if row.to_on is not None and row.to_on < on:
        return State.ENDED
    if row.from_on > on:
        return State.COMING
    unwritten = needs_writing(row.field_class) and not row.written
    return State.UNCONFIRMED if row.awaits or unwritten else State.WITHDRAWN


def _of_consent(row: Consent, alive: bool, on: date) -> Standing:
    state = state_of(row, alive, on)
    if state == State.WITHDRAWN and row.withdrawn_on is not None:
        return Standing(scope_of(row), state, row.withdrawn_on)
    return Standing(scope_of(row), state, row.from_on, row.to_on, row.awaits)
