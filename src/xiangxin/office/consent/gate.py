"""The one gate: whether a viewer may read these fields of this person, for this purpose, on this ground, on this day.

``require`` answers for one person and raises what is missing; ``persons_open_to`` is the same as a condition inside
another room's query. Nothing is remembered between two calls: who withdraws is gone from the very next one. The gate
decides grounds; the area of a viewer is kept by the room that has the rows. Call ``require`` before an act opens: what
it refuses is written to the log, and what an act undoes would undo that too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, When
from django.db.models.expressions import Combinable

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.plainrows import plain_rows
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent import errors, majority
from xiangxin.office.consent.choices import Ground
from xiangxin.office.consent.deployment import kind, law, open_purposes
from xiangxin.office.consent.grounds import registry
from xiangxin.office.consent.live import any_of, exists, gap, live, receivers_of
from xiangxin.office.consent.models import Consent

Persons = Callable[[Viewer, str, date], QuerySet[Any, UUID]]
"""Given a viewer, a purpose and a day: the ids of the persons that a ground reaches, as a query of one column."""

_reached: dict[tuple[str, str], Persons] = {}

knows_age = majority.register
"""Called by the room of persons when it starts: how to find everybody who was born on or before a day."""


def reaches(ground: str, role: str, persons: Persons) -> None:
    """Have an upper room say whom a contract or a mandate reaches for viewers of ``role``; nobody until then."""
    _reached[ground, role] = persons


of_age = majority.adults
"""The condition for rows whose column is a person of age, for a room that asks people something."""


@dataclass(frozen=True, slots=True)
class OpenTo:
    """Whom a ground reaches; ``ground`` is what a ``reading`` states. Holds no person, only the question."""

    ground: str
    _viewer: Viewer
    _purpose: str
    _classes: frozenset[str]
    _on: date

    def where(self, column: str = "person", *, few: bool = False) -> Q:
        """The condition for rows whose ``column`` is a person's id; to be used in one query and not kept.

        ``few``: the rows are those of a village at most, so each is asked; otherwise PostgreSQL may take a village's
        nine hundred for enough to read all consents and all birth dates of the county first.
        """
        one_of = any_of if few else exists
        found = self._reach(column, one_of)
        return found & majority.adults(self._on, column, one_of) if _asks_age(self.ground, self._classes) else found

    def among(self, persons: Iterable[UUID]) -> set[UUID]:
        """Those of these persons whom it reaches: the same question for some hundreds together, inside a reading."""
        listed = set(persons)
        if self.ground == Ground.CONSENT:
            for rows in _consents(self._viewer, self._purpose, self._classes, self._on):
                whose = {one.bytes: one for one in listed}
                listed = {whose[key] for (key,) in plain_rows(rows.filter(person__in=listed), ("person",))}
        elif self.ground != Ground.DUTY:
            listed &= set(self._reached_otherwise())
        return majority.adults_among(listed, self._on) if _asks_age(self.ground, self._classes) else listed

    def _reach(self, column: str, one_of: Callable[[QuerySet[Any, Any]], Combinable]) -> Q:
        if self.ground == Ground.DUTY:
            return Q(**{f"{column}__isnull": False})
        if self.ground == Ground.CONSENT:
            found = Q()
            for rows in _consents(self._viewer, self._purpose, self._classes, self._on):
                # Asked of each row: the list of all who agreed to a bank is too long for a page of one person.
                # As a case, or PostgreSQL turns it into a join with that list.
                agreed = one_of(rows.filter(person=OuterRef(column)))
                found &= Q(Case(When(agreed, then=True), default=False, output_field=BooleanField()))
            return found
        return Q(**{f"{column}__in": self._reached_otherwise()})

    def _reached_otherwise(self) -> Collection[UUID]:
        """Whom it reaches without a consent: oneself, or whom an upper room says, as a query."""
        if self._viewer.role == Role.HOUSEHOLD:
            own = self._viewer.person if self._viewer.ground == self.ground else None
            return [own] if own else []
        persons = _reached.get((self.ground, self._viewer.role))
        return cast("Collection[UUID]", persons(self._viewer, self._purpose, self._on)) if persons else []


def require(ground: str, person: UUID, purpose: str, fields: Iterable[str], viewer: Viewer, on: date) -> None:
    """Return when the viewer may read ``fields`` of ``person``; otherwise note the refusal and raise a ``NoGround``."""
    try:
        classes = _possible(viewer, purpose, fields, ground)[1]
        with reading(viewer.actor, purpose=purpose, ground=ground, what="consent.gate") as look:
            look.showed_nobody()
            _ask(ground, person, purpose, classes, viewer, on)
    except errors.NoGround as refused:
        _note(refused, viewer, purpose, person)
        raise


def persons_open_to(viewer: Viewer, purpose: str, fields: Iterable[str], on: date, ground: str | None = None) -> OpenTo:
    """Everybody of whom the viewer may read ``fields``; without ``ground``, on the first that the registry names.

    Raises a ``NoGround``, noted, where the role can have no ground at all; where it can, nobody may still be nobody.
    """
    try:
        found, classes = _possible(viewer, purpose, fields, ground)
    except errors.NoGround as refused:
        _note(refused, viewer, purpose, None)
        raise
    return OpenTo(found, viewer, purpose, classes, on)


def can_have_ground(viewer: Viewer, purpose: str, fields: Iterable[str]) -> bool:
    """Whether the registry has a row at all for the viewer's role, here; nobody is read and nothing is noted.

    For a table of many classes, of which a post never reads some: what stands in no row is left out, not asked for.
    """
    classes = registry().classes_of(fields)
    return classes is not None and bool(registry().grounds_for(viewer.role, purpose, classes, kind()))


def _possible(viewer: Viewer, purpose: str, fields: Iterable[str], ground: str | None) -> tuple[str, frozenset[str]]:
    """The ground and the classes, where the registry has a row for them here."""
    if purpose not in law().purposes:
        raise errors.PurposeUnknown()
    if purpose not in open_purposes():
        raise errors.PurposeNotOpen(purpose=law().purposes[purpose].label)
    classes = registry().classes_of(fields)
    if classes is None:
        raise errors.FieldUnknown()
    grounds = registry().grounds_for(viewer.role, purpose, classes, kind())
    if ground is None and viewer.role == Role.HOUSEHOLD:
        ground = viewer.ground
    if not grounds or ground not in (None, *grounds):
        raise errors.RoleHasNoGround()
    return ground or grounds[0], classes


def _ask(ground: str, person: UUID, purpose: str, classes: frozenset[str], viewer: Viewer, on: date) -> None:
    if ground == Ground.CONSENT:
        _ask_consent(person, purpose, classes, viewer, on)
    elif ground != Ground.DUTY and not _is_reached(ground, person, purpose, viewer, on):
        raise _UNREACHED[ground]()
    if _asks_age(ground, classes) and not majority.is_adult(person, on):
        raise errors.NotOfAge()


_UNREACHED: dict[str, type[errors.NoGround]] = {
    Ground.OWN: errors.NotThePerson,
    Ground.MANDATE: errors.NoMandate,
    Ground.CONTRACT: errors.NoContract,
}


def _ask_consent(person: UUID, purpose: str, classes: frozenset[str], viewer: Viewer, on: date) -> None:
    if not classes:
        raise errors.NoConsent()
    for rows in _consents(viewer, purpose, classes, on):
        if not rows.filter(person=person).exists():
            raise _why(person, purpose, classes, viewer, on)


def _why(person: UUID, purpose: str, classes: frozenset[str], viewer: Viewer, on: date) -> errors.NoGround:
    """What is lacking in the first class that is not granted; of rows to other receivers nothing is told."""
    own = Consent.objects.filter(
        person=person, purpose=purpose, receiver__in=receivers_of(viewer.institution, purpose, on)
    )
    for choices in registry().alternatives(classes):
        if not live(purpose, choices, on).filter(id__in=own.values("id")).exists():
            found = (gap(own.filter(field_class=name), on) for name in sorted(choices))
            return next((one for one in found if not isinstance(one, errors.NoConsent)), errors.NoConsent())
    return errors.NoConsent()


def _consents(viewer: Viewer, purpose: str, classes: frozenset[str], on: date) -> list[QuerySet[Consent]]:
    """The consents that together open the classes to the viewer's institution; without a class, none opens."""
    receivers = receivers_of(viewer.institution, purpose, on)
    found = [
        live(purpose, choices, on).filter(receiver__in=receivers.values("id")) for choices in registry().needed(classes)
    ]
    return found or [Consent.objects.none()]


def _is_reached(ground: str, person: UUID, purpose: str, viewer: Viewer, on: date) -> bool:
    if viewer.role == Role.HOUSEHOLD:
        return viewer.person == person and viewer.ground == ground
    persons = _reached.get((ground, viewer.role))
    return persons is not None and person in set(persons(viewer, purpose, on))


def _asks_age(ground: str, classes: frozenset[str]) -> bool:
    """Whether only persons of age are reached: nobody else has a file, gives a consent or signs a contract."""
    if ground in (Ground.OWN, Ground.MANDATE):
        return False
    return ground in (Ground.CONSENT, Ground.CONTRACT) or bool(classes & registry().adult)


def _note(refused: errors.NoGround, viewer: Viewer, purpose: str, person: UUID | None) -> None:
    """One entry of the log: who was refused, about whom, and why."""
    known = purpose if purpose in law().purposes else None
    payload = {"refused": refused.code}
    with act(
        "consent.ground_refused", by=viewer.actor, person=person, purpose=known, area=viewer.area, payload=payload
    ):
        pass
