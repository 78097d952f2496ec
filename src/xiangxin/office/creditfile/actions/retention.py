"""What has to go, goes: records whose term has passed, what was taken back, what nobody agrees to any more.

Of everything that goes a tombstone stays. A matter goes whole, with every version of it, so that no older one comes
back to life. Each piece is safe to run twice and leaves nothing half done when it is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from xiangxin.kernel.dates import add_years
from xiangxin.kernel.portions import portions
from xiangxin.law.model import Field
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, Act, act
from xiangxin.office.audit.erasing import delete_rows, entries_about
from xiangxin.office.audit.models import Logged
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.queries.keeping import Receiving, still_kept
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.lenders import SCORING, own_answers, own_facts
from xiangxin.office.creditfile.models import Coverage, Dispute, ExternalItem, Fact, Standing, Statement, Supersession
from xiangxin.office.creditfile.queries.believing import believed
from xiangxin.office.creditfile.registry import classes_of, is_over, kinds, retention_from_of, retention_years_of
from xiangxin.office.creditfile.standing import OF_LENDER
from xiangxin.office.creditfile.tallies import tally_deleted
from xiangxin.office.creditfile.terms import LIMITS

T = TypeVar("T")


def delete_expired(by: Actor, on: date) -> int:
    """Delete what may not stay on ``on``; how many facts, answers and statements went."""
    with on_duty(by, "creditfile.retention"):
        over = list(_over(on))
        taken_back = list(_taken_back(on))
        ungrounded = _ungrounded(on)
        left = _left_lenders(on)
    gone = delete_matters(by, over, "retention", on) + delete_matters(by, taken_back, "taken_back", on)
    for name, persons in ungrounded.items():
        gone += _delete_of(by, name, sorted(persons), on)
    for (lender, name), persons in left.items():
        gone += _delete_books(by, lender, name, sorted(persons), on)
    return gone


def delete_repaired(by: Actor, series: Iterable[UUID], on: date) -> int:
    """Delete at once what its source has repaired, of these matters; how many versions went. Inside an act."""
    wanted = set(series)
    return delete_matters(by, [one for one in _taken_back(on) if one in wanted], "taken_back", on)


def _over(on: date) -> Iterator[UUID]:
    """Matters whose term of years has passed, counted from the day that law names."""
    for name, spec in kinds().items():
        years = None if isinstance(spec, Field) else retention_years_of(name, on)
        if years is None:
            continue
        begins = retention_from_of(name)
        # Some days of grace, since a year does not have one length; the exact day is asked of each row.
        rows = believed(None).filter(**{"kind": name, f"{begins}__lte": add_years(on, -years) + timedelta(days=3)})
        for series, happened_on, ended_on in rows.values_list("series", "happened_on", "ended_on"):
            if is_over(name, happened_on, ended_on, on):
                yield series


def _taken_back(on: date) -> Iterator[UUID]:
    """Matters of which nothing is believed: at once where they were repaired, else after a while."""
    until = on - timedelta(days=LIMITS["taken_back_days"])
    ended = Supersession.objects.filter(
        Q(why=Why.REPAIRED, batch__known_on__lte=on) | Q(batch__known_on__lt=until), by__isnull=True
    )
    standing = believed(None).values("series")
    yield from ended.exclude(fact__series__in=standing).values_list("fact__series", flat=True).distinct()


def _ungrounded(on: date) -> dict[str, set[UUID]]:
    """By class of data, who has something of it here and no ground for it any more."""
    found: dict[str, set[UUID]] = {}
    for name in _classes(on):
        of_class = _kinds_of(name, on)
        persons = set(Fact.objects.filter(kind__in=of_class).values_list("person", flat=True).distinct())
        persons.update(Coverage.objects.filter(kind__in=of_class).values_list("person", flat=True).distinct())
        if name == FILE:
            persons.update(Standing.objects.values_list("person", flat=True).distinct())
            persons.update(Statement.objects.values_list("person", flat=True).distinct())
        found[name] = persons - still_kept(persons, name, on)
    return found


def _left_lenders(on: date) -> dict[tuple[UUID, str], set[UUID]]:
    """By bank and class of data, of whom it has something in its own books and no ground for it any more.

    Nobody else may read these, so another bank's consent keeps nothing of them.
    """
    found: dict[tuple[UUID, str], set[UUID]] = {}
    for lender in Institution.objects.filter(kind=InstitutionKind.BANK).values_list("id", flat=True):
        for name in _classes(on):
            books = _books(lender, name, Q(), on)
            persons = {person for rows in books for person in rows.values_list("person", flat=True).distinct()}
            gone = persons - still_kept(persons, name, on, Receiving(lender, SCORING))
            if gone:
                found[lender, name] = gone
    return found


def _books(lender: UUID, field_class: str, whose: Q, on: date) -> list[QuerySet[Any, Any]]:
    """Of a bank's own books what is of the class: facts first, then answers, and with the file its limits and loans."""
    of_class = whose & Q(kind__in=_kinds_of(field_class, on))
    found: list[QuerySet[Any, Any]] = [
        Fact.objects.filter(own_facts(), of_class, source=lender),
        Coverage.objects.filter(own_answers(), of_class, asked_of=lender),
    ]
    if field_class == FILE:
        found.append(Standing.objects.filter(whose, source=lender, kind__in=OF_LENDER).order_by("-batch__opened_at"))
    return found


def _classes(on: date) -> list[str]:
    return sorted({str(one) for kind in kinds() for one in classes_of(kind, on)})


def _kinds_of(field_class: str, on: date) -> list[str]:
    return [kind for kind in kinds() if field_class in classes_of(kind, on)]


def delete_matters(by: Actor, series: Sequence[UUID], reason: str, on: date) -> int:
    """Delete matters with all that hangs on them, some an act; how many versions went. The caller says why they go."""
    gone = 0
    for some in portions(dict.fromkeys(series), ROWS_AN_ACT):
        with act("creditfile.facts_deleted", by=by, payload={"reason": reason, "on": on}) as done:
            gone += _delete_facts(done, Fact.objects.filter(series__in=some), reason)
    return gone


def _delete_of(by: Actor, field_class: str, persons: Sequence[UUID], on: date) -> int:
    """Facts and answers of one class, and with the file itself what the person said to it."""
    gone = 0
    of_class = _kinds_of(field_class, on)
    for some in portions(persons, ROWS_AN_ACT):
        with act("creditfile.facts_deleted", by=by, payload={"reason": "no_ground", "on": on}) as done:
            gone += _delete_facts(done, Fact.objects.filter(person__in=some, kind__in=of_class), "no_ground")
            rows: list[Logged] = list(Coverage.objects.filter(person__in=some, kind__in=of_class))
            if field_class == FILE:
                rows += Statement.objects.filter(person__in=some)
                rows += Standing.objects.filter(person__in=some).order_by("-batch__opened_at")
            _delete(done, rows, "no_ground")
            gone += len(rows)
            done.payload["class"] = field_class
    return gone


def _delete_books(by: Actor, lender: UUID, field_class: str, persons: Sequence[UUID], on: date) -> int:
    """What a bank brought out of its own books about these persons, of one class."""
    gone = 0
    for some in portions(persons, ROWS_AN_ACT):
        told = {"reason": "no_ground", "on": on, "class": field_class, "lender": lender}
        with act("creditfile.facts_deleted", by=by, payload=told) as done:
            facts, *others = _books(lender, field_class, Q(person__in=some), on)
            gone += _delete_facts(done, facts, "no_ground")
            rows = [row for books in others for row in books]
            _delete(done, rows, "no_ground")
            gone += len(rows)
    return gone


def _delete_facts(done: Act, facts: Iterable[Fact], reason: str) -> int:
    """Facts, with everything that hangs on them."""
    listed = list(facts)
    keys = [fact.id for fact in listed]
    children: list[Logged] = []
    for some in portions(keys, ROWS_AN_ACT):
        children += chain(
            ExternalItem.objects.filter(fact__in=some),
            Statement.objects.filter(fact__in=some),
            Dispute.objects.filter(fact__in=some),
            Supersession.objects.filter(Q(fact__in=some) | Q(by__in=some)),
        )
    rows = list({(type(row), row.pk): row for row in (*children, *listed)}.values())
    _delete(done, rows, reason)
    done.payload["facts"] = len(listed)
    return len(listed)


def _delete(done: Act, rows: Sequence[Logged], reason: str) -> None:
    """The rows, their traces in the log, and what the log said about single ones of them."""
    if not rows:
        return
    said = entries_about(row for row in rows if isinstance(row, Dispute | Statement))
    done.wrote(*tally_deleted(rows))
    delete_rows(done, rows, reason, said)
