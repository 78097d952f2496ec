"""A batch: opened hidden, filled in chunks, shown by one act or dropped. Until it is shown nobody sees a row of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, ROWS_AN_ACT, Act, act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.audit.models import Logged
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions.restoring import undo_anew
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.foundwrong import found_wrong, kinds_found_wrong_since
from xiangxin.office.creditfile.models import (
    AreaStanding,
    Batch,
    BusinessFact,
    Coverage,
    ExternalItem,
    Fact,
    Standing,
    Supersession,
)
from xiangxin.office.creditfile.queries.believing import believed
from xiangxin.office.creditfile.queries.businesses import believed_business_facts
from xiangxin.office.creditfile.queries.standing import believed_area_standings, believed_standings
from xiangxin.office.creditfile.takenback import is_answer_taken_back, is_taken_back, marks_since
from xiangxin.office.creditfile.tallies import tally_shown


def open_batch(
    by: Actor,
    submission: UUID,
    form: str,
    source: Institution | UUID,
    agreement: UUID | None = None,
    said_at: datetime | None = None,
    undoes: UUID | None = None,
) -> Batch:
    """The batch of a submission, empty and hidden; the same one when it is opened again.

    ``said_at`` None: just now. ``undoes``: the submission that it is to take back.
    """
    found = Batch.objects.filter(submission=submission).first()
    if found is not None:
        return found
    sender = source if isinstance(source, UUID) else source.id
    payload = {"submission": submission, "form": form, "source": sender}
    with act("creditfile.batch_opened", by=by, payload=payload) as done:
        now = timezone.now()
        row = Batch(submission=submission, form=form, source_id=sender, agreement=agreement, opened_at=now)
        row.said_at, row.undoes = said_at or now, undoes
        row.save(force_insert=True)
        done.about = f"creditfile.batch:{row.id}"
        done.wrote(row)
    return row


def hidden(batch: Batch | UUID) -> Batch:
    """The batch as it stands, locked, inside an act; ``BatchUnknown`` or ``BatchShown`` when it takes no more rows."""
    key = batch if isinstance(batch, UUID) else batch.pk
    row = Batch.objects.select_for_update().filter(id=key).first()
    if row is None:
        raise errors.BatchUnknown()
    if row.shown_at is not None:
        raise errors.BatchShown()
    return row


def show_batch(by: Actor, batch: Batch | UUID, on: date, over: Collection[UUID] = ()) -> Batch:
    """Make everything in the batch known from ``on`` (today, but for tests and demos) on, at once.

    Where another batch brought a version of the same matter meanwhile, the one that is shown later is believed. What a
    source took back or a dispute found wrong since the batch was filled is deleted from it. One that undoes a
    submission leaves what came from others meanwhile, and restores nothing that was itself taken back meanwhile;
    ``over`` as for ``undo_facts``.
    A batch that is shown already stays as it is. ``DayOfFactWrong`` for a day before something that it replaces.
    """
    key = batch if isinstance(batch, UUID) else batch.pk
    shown = Batch.objects.filter(id=key, shown_at__isnull=False).first()
    if shown is not None:
        return shown
    with act("creditfile.batch_shown", by=by, about=f"creditfile.batch:{key}", payload={"on": on}) as done:
        row = hidden(key)
        # Batches of a source are shown one after the other, so that two never leave two versions of one matter.
        Institution.objects.select_for_update().get(id=row.source_id)
        _require_later(row, on)
        if row.undoes is not None:
            done.payload["undone_anew"] = undo_anew(done, row, over)
        done.payload["taken_back"] = _drop_taken_back(done, row)
        rivals: list[Logged] = [*_supersede_rivals(row), *_follow_rivals(row)]
        row.known_on, row.shown_at = on, timezone.now()
        row.save(update_fields=["known_on", "shown_at"])
        tallies = tally_shown(row)
        done.wrote(row, *rivals, *tallies)
        done.payload |= {"facts": sum(one.facts for one in tallies), "met": len(rivals)}
    return row


def drop_batch(by: Actor, batch: Batch | UUID) -> int:
    """Delete a batch that was never shown, with everything in it, in chunks; how many rows went.

    It can be called again when it was stopped. Errors: ``BatchShown``; a batch that is gone is dropped already.
    """
    key = batch if isinstance(batch, UUID) else batch.pk
    gone = 0
    while True:
        with act("creditfile.batch_dropped", by=by, about=f"creditfile.batch:{key}") as done:
            if not Batch.objects.filter(id=key).exists():
                return gone
            row = hidden(key)
            if _stands_again(done, row):
                continue
            some = _some_of(row)
            if not some:
                done.removed(row)
                Batch.objects.filter(id=row.id).delete()
                return gone
            delete_rows(done, some, "dropped")
            done.payload["rows"] = len(some)
            gone += len(some)


def _stands_again(done: Act, batch: Batch) -> bool:
    """Leave answers alone, a chunk at most, that the batch was to take back; whether there were any."""
    rows = list(Coverage.objects.filter(withdrawn_in=batch)[:ROWS_AN_ACT])
    for one in rows:
        one.withdrawn_in = None
    Coverage.objects.bulk_update(rows, ["withdrawn_in"], batch_size=ROWS_AN_ACT)
    done.wrote(*rows)
    return bool(rows)


def _some_of(batch: Batch) -> list[Logged]:
    """Rows of a batch, a chunk at most, those that hang on others first."""
    for rows in (
        ExternalItem.objects.filter(fact__batch=batch),
        Supersession.objects.filter(batch=batch),
        Coverage.objects.filter(batch=batch),
        Fact.objects.filter(batch=batch),
        BusinessFact.objects.filter(batch=batch),
        Standing.objects.filter(batch=batch),
        AreaStanding.objects.filter(batch=batch),
    ):
        found: list[Logged] = list(rows[:ROWS_AN_ACT])
        if found:
            return found
    return []


def _require_later(batch: Batch, on: date) -> None:
    """What is shown on a day replaces nothing that became known after it."""
    if not Batch.objects.filter(shown_at__isnull=False, known_on__gt=on).exists():
        return
    series = Fact.objects.filter(batch=batch).values("series")
    same = Q(series__in=series) | Q(Exists(Supersession.objects.filter(batch=batch, fact=OuterRef("pk"))))
    later = Q(batch__known_on__gt=on) | Q(supersessions__batch__known_on__gt=on)
    if Fact.objects.filter(same, later).exclude(batch=batch).exists():
        raise errors.DayOfFactWrong("on")


def _drop_taken_back(done: Act, batch: Batch) -> int:
    """Delete from a hidden batch what was taken back, or found wrong, since it was said; how many facts and answers."""
    marks, wrong = marks_since(batch.said_at), kinds_found_wrong_since(batch.opened_at)
    if not marks and not wrong:
        return 0
    there = list(Fact.objects.filter(batch=batch, kind__in={*marks, *wrong}))
    again = found_wrong(one for one in there if one.kind in wrong)
    facts = [one for one in there if one.series in again or is_taken_back(one, marks)]
    for some in portions(facts, ROWS_A_STATEMENT):
        _drop_versions(done, batch, some)
    answers = Coverage.objects.filter(batch=batch, kind__in=marks)
    gone = [one for one in answers if is_answer_taken_back(one, marks)]
    delete_rows(done, gone, "taken_back")
    return len(facts) + len(gone)


def _drop_versions(done: Act, batch: Batch, facts: list[Fact]) -> None:
    items, ends = ExternalItem.objects.filter(fact__in=facts), list(Supersession.objects.filter(by__in=facts))
    if batch.undoes is not None:
        # What the submission said goes all the same; only nothing comes back instead.
        Supersession.objects.filter(by__in=facts).update(by=None)
        done.wrote(*ends)
        ends = []
    delete_rows(done, [*items, *ends, *facts], "taken_back")


def _supersede_rivals(batch: Batch) -> list[Supersession]:
    """Versions that other batches have shown since this one was compared with the file."""
    own = Supersession.objects.filter(batch=batch, fact=OuterRef("pk"))
    unmet = believed(None).filter(~Exists(own))
    met = list(unmet.filter(series__in=Fact.objects.filter(batch=batch).values("series")))
    ours: dict[UUID, Fact] = {}
    for some in portions(met, ROWS_A_STATEMENT):
        versions = Fact.objects.filter(batch=batch, series__in=[one.series for one in some])
        ours.update((row.series, row) for row in versions)
    rows = [_corrected(batch, one, ours[one.series]) for one in met]
    rows += [one for one in _withdraw_rivals(batch, unmet) if one.fact.series not in ours]
    Supersession.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    return rows


def _withdraw_rivals(batch: Batch, unmet: QuerySet[Fact]) -> Iterable[Supersession]:
    """What a source takes back goes whatever it said meanwhile; not so what one submission, or one version, said."""
    if batch.undoes is not None:
        return
    taken_back = Supersession.objects.filter(batch=batch, by__isnull=True).exclude(why=Why.UPHELD)
    why = dict(taken_back.values_list("fact__series", "why"))
    for one in unmet.filter(series__in=taken_back.values("fact__series")):
        yield Supersession(person_id=one.person_id, fact=one, batch=batch, why=why[one.series])


def _corrected(batch: Batch, there: Fact, own: Fact) -> Supersession:
    """The one that is shown later is believed; but words that only come back give way to what was said meanwhile."""
    old, new = (there, own) if own.restores_id is None else (own, there)
    return Supersession(
        person_id=old.person_id,
        fact=old,
        by=new,
        batch=batch,
        why=Why.CORRECTED,
        known_earlier_on=None if own.restores_id else new.known_earlier_on,
    )


def _follow_rivals(batch: Batch) -> list[Logged]:
    """The same where a version names what it replaces: that is what is believed now, whatever it was compared with."""
    later: list[Logged] = []
    for model, there in (
        (Standing, believed_standings()),
        (AreaStanding, believed_area_standings()),
        (BusinessFact, believed_business_facts()),
    ):
        own = model.objects.filter(batch=batch)
        for one in there.filter(Exists(own.filter(series=OuterRef("series")))).exclude(superseded_by__batch=batch):
            version = own.get(series=one.series)
            version.supersedes = one
            version.save(update_fields=["supersedes"])
            later.append(version)
    return later
