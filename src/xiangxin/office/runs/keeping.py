"""Whether the rows a result was made from may still be read: all of them stand in the file, members still agree, and
the person still lets the panels see them whose ratings are among them.

A repair at the source, an upheld dispute, a term that passed, a member's withdrawal or the person's own from a review
takes something of them away; then they go as a whole, since without it they would say something else than the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from xiangxin.kernel.portions import portions
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.consent.queries.keeping import Receiving, consenting, stand
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries.ratings import ratings_there
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonInput

BIRTH = "birth_on"
"""Kept with the register and not as a fact."""


def whole(people: Sequence[PersonInput], policy: CompiledPolicy, receiving: Receiving, on: date) -> set[UUID]:
    """Those of ``people`` whose rows are all still there. Inside a reading or an act."""
    records = {UUID(str(row["record_id"])) for person in people for row in person.records}
    there: set[UUID] = set()
    for some in portions(sorted(records), ROWS_A_STATEMENT):
        there.update(Fact.objects.filter(id__in=some).values_list("id", flat=True))
    values = _values(people)
    closed = _closed_members(people, receiving, on)
    unrated = _unrated(people, on)
    return {
        person.person_id
        for person in people
        if all(UUID(str(row["record_id"])) in there for row in person.records)
        and _stated(person, policy) <= values.get(person.person_id, set())
        and not closed & {row["member_id"] for row in person.members}
        and person.person_id not in unrated
    }


def still_agreed(people: Sequence[PersonInput]) -> set[UUID]:
    """Those of ``people`` of whom, and of whose members, every consent stands that the engine was given as standing.

    Inside a reading or an act.
    """
    given = {person.person_id: person.consents for person in people}
    given |= {member: rows for person in people for member, rows in person.member_consents.items()}
    there = stand(given)
    return {
        person.person_id for person in people if person.person_id in there and person.member_consents.keys() <= there
    }


def _stated(person: PersonInput, policy: CompiledPolicy) -> set[str]:
    """The fields of which the person's rows hold a value."""
    return {
        spec.field.id
        for spec in policy.inputs
        if spec.field.column != BIRTH and person.fields.get(spec.field.column) is not None
    }


def _values(people: Sequence[PersonInput]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for some in portions(sorted({person.person_id for person in people}), ROWS_A_STATEMENT):
        rows = Fact.objects.filter(person__in=some).order_by().values_list("person", "kind").distinct()
        for person, kind in rows:
            found.setdefault(person, set()).add(kind)
    return found


def _unrated(people: Sequence[PersonInput], on: date) -> set[UUID]:
    """Those of whom a rating has left the file since, or who do not let a panel see them any more that reviewed them.

    That a round was open when the rows were read is no rating; it ends by itself.
    """
    rated = {person.person_id: person.reviews for person in people if person.reviews}
    slugs = {str(row["panel"]) for rows in rated.values() for row in rows}
    panels = dict(Institution.objects.filter(slug__in=slugs).values_list("slug", "id"))
    found: set[UUID] = set()
    for some in portions(sorted(rated), ROWS_A_STATEMENT):
        agreed, there = reviewed_by(some, on), ratings_there(some)
        for person in some:
            for row in rated[person]:
                rating = (person, UUID(str(row["round_id"])), int(row["seat"]))
                if (person, panels.get(str(row["panel"]))) not in agreed or (row["closed_on"] and rating not in there):
                    found.add(person)
    return found


def _closed_members(people: Sequence[PersonInput], receiving: Receiving, on: date) -> set[UUID]:
    """Members one of whose consents, as the engine was given them, does not stand any more."""
    by_class: dict[str, set[UUID]] = {}
    for person in people:
        for member, rows in person.member_consents.items():
            for row in rows:
                if row.get("purpose") == receiving.purpose and row.get("withdrawn_on") is None:
                    by_class.setdefault(str(row["field_class"]), set()).add(member)
    return {
        member for name, members in by_class.items() for member in members - consenting(members, name, on, receiving)
    }
