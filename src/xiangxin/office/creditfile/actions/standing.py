"""What a batch brings from last year, of persons and of areas. One act a chunk; a chunk run twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.choices import FILE
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions.batches import hidden
from xiangxin.office.creditfile.actions.facts import Added
from xiangxin.office.creditfile.grounds import consenting_to_all
from xiangxin.office.creditfile.models import AreaStanding, Batch, Standing
from xiangxin.office.creditfile.new import version_in
from xiangxin.office.creditfile.queries.standing import current_area_standings, current_standings
from xiangxin.office.creditfile.standing import CONTENT, NewStanding, check_standing
from xiangxin.office.parties.models import Person

CLASSES = frozenset({FILE})


def add_standings(by: Actor, batch: Batch | UUID, rows: Iterable[NewStanding]) -> Added:
    """Add what is new or different about registered persons who agreed to a file; the others are ``ungrounded``.

    Errors: ``BatchUnknown``, ``BatchShown``, ``FactTwice``, ``PersonNotRegistered``, those of ``check_standing``.
    """
    listed, today = list(rows), timezone.localdate()
    for new in listed:
        check_standing(new, today)
    with act("creditfile.standings_added", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        persons = {new.subject for new in listed if isinstance(new.subject, UUID)}
        if Person.objects.filter(id__in=persons).count() < len(persons):
            raise errors.PersonNotRegistered("person")
        open_ = consenting_to_all(persons, CLASSES, today)
        closed = tuple(at for at, new in enumerate(listed) if new.subject not in open_)
        wanted = _one_each(new for new in listed if new.subject in open_)
        mine = {one.series: one for one in Standing.objects.filter(batch=row, series__in=list(wanted))}
        current = current_standings(wanted)
        fresh = _fresh(wanted, mine, current)
        made = [
            Standing(person_id=new.subject, supersedes=current.get(new.series), **_common(row, new)) for new in fresh
        ]
        Standing.objects.bulk_create(made)
        done.wrote(*made)
        return _told(done.payload, wanted, fresh, current, closed)


def add_area_standings(by: Actor, batch: Batch | UUID, rows: Iterable[NewStanding]) -> Added:
    """The same for areas, of which nobody has to agree to anything."""
    listed, today = list(rows), timezone.localdate()
    for new in listed:
        check_standing(new, today)
    with act("creditfile.area_standings_added", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        wanted = _one_each(listed)
        mine = {one.series: one for one in AreaStanding.objects.filter(batch=row, series__in=list(wanted))}
        current = current_area_standings(wanted)
        fresh = _fresh(wanted, mine, current)
        made = [
            AreaStanding(area=str(new.subject), supersedes=current.get(new.series), **_common(row, new))
            for new in fresh
        ]
        AreaStanding.objects.bulk_create(made)
        done.wrote(*made)
        return _told(done.payload, wanted, fresh, current, ())


def _one_each(rows: Iterable[NewStanding]) -> dict[UUID, NewStanding]:
    found: dict[UUID, NewStanding] = {}
    for new in rows:
        if found.setdefault(new.series, new) != new:
            raise errors.FactTwice()
    return found


def _fresh(
    wanted: Mapping[UUID, NewStanding],
    mine: Mapping[UUID, Standing | AreaStanding],
    current: Mapping[UUID, Standing | AreaStanding],
) -> list[NewStanding]:
    """What the batch does not hold yet and is not known as it is."""
    if any(not wanted[series].same_as(row) for series, row in mine.items()):
        raise errors.FactTwice()
    return [
        new
        for series, new in wanted.items()
        if series not in mine and (series not in current or not new.same_as(current[series]))
    ]


def _common(batch: Batch, new: NewStanding) -> dict[str, object]:
    content = {name: getattr(new, name) for name in CONTENT}
    return {
        "id": version_in(batch.id, new.series),
        "series": new.series,
        "batch": batch,
        "source_id": new.source,
        "kind": new.kind,
        **content,
    }


def _told(
    payload: dict[str, object],
    wanted: Mapping[UUID, NewStanding],
    fresh: list[NewStanding],
    current: Mapping[UUID, Standing | AreaStanding],
    closed: tuple[int, ...],
) -> Added:
    changed = sum(new.series in current for new in fresh)
    added = Added(new=len(fresh) - changed, changed=changed, same=len(wanted) - len(fresh), ungrounded=closed)
    payload |= {"new": added.new, "changed": added.changed, "same": added.same, "ungrounded": len(closed)}
    return added
