"""What has to go, goes: points nobody agrees to any more, and entries a while after they could bring anything.

An entry goes with its document, its objections and what it paid for, so that nothing that is left changes. Of all that
goes a tombstone stays. Safe to run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import Q

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.erasing import delete_rows, entries_about
from xiangxin.office.audit.models import Logged
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries.keeping import Receiving, still_kept
from xiangxin.office.incentives.choices import State
from xiangxin.office.incentives.models import Document, Entry, Objection, Redemption, Use
from xiangxin.office.incentives.scope import CLASS, PURPOSE
from xiangxin.office.incentives.terms import LIMITS


def delete_over(by: Actor, on: date) -> int:
    """Delete what may not stay on ``on``; how many entries went."""
    with on_duty(by, "incentives.retention"):
        ungrounded, over = list(_ungrounded(on)), list(_over(on))
    return _delete(by, ungrounded, "no_ground", on) + _delete(by, over, "retention", on)


def _ungrounded(on: date) -> Iterator[UUID]:
    """Entries whose person's consent to their office does not keep them."""
    for receiver in set(Entry.objects.values_list("receiver", flat=True).distinct()):
        of_it = Entry.objects.filter(receiver=receiver)
        persons = set(of_it.values_list("person", flat=True).distinct())
        gone = persons - still_kept(persons, CLASS, on, Receiving(receiver, PURPOSE))
        for some in portions(sorted(gone), ROWS_AN_ACT):
            yield from of_it.filter(person__in=some).values_list("id", flat=True)


def _over(on: date) -> Iterator[UUID]:
    """Entries that have brought nothing for the term of keeping, and of which nobody says that they are wrong."""
    last = on - timedelta(days=LIMITS["kept_days"])
    ended = Q(expires_on__lt=last) | Q(struck_on__lt=last) | Q(state=State.REFUSED, decided_on__lt=last)
    disputed = Objection.objects.filter(ended_on=None).values("entry")
    yield from Entry.objects.filter(ended).exclude(id__in=disputed).values_list("id", flat=True)


def _delete(by: Actor, entries: Iterable[UUID], reason: str, on: date) -> int:
    gone = 0
    for some in portions(dict.fromkeys(entries), ROWS_AN_ACT):
        with act("incentives.deleted", by=by, payload={"reason": reason, "on": on}) as done:
            rows = list(Entry.objects.filter(id__in=some))
            uses = list(Use.objects.filter(entry__in=some))
            # What was exchanged goes with the last entry that paid for it.
            paid = {use.redemption_id for use in uses}
            still = set(
                Use.objects.filter(redemption__in=paid).exclude(entry__in=some).values_list("redemption", flat=True)
            )
            listed: list[Logged] = list(
                chain(
                    uses,
                    Redemption.objects.filter(id__in=paid - still),
                    Objection.objects.filter(entry__in=some),
                    Document.objects.filter(entry__in=some),
                    rows,
                )
            )
            delete_rows(done, listed, reason, entries_about(listed))
            done.payload["entries"] = len(rows)
        gone += len(rows)
    return gone
