"""A source takes matters back: from then on nothing it had said of them before comes in, wherever it is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.creditfile.models import FoundWrong, TakenBack
from xiangxin.office.creditfile.takenback import Matter
from xiangxin.office.creditfile.terms import LIMITS


def mark_taken_back(by: Actor, matters: Iterable[Matter]) -> int:
    """Leave out, from now on, what was said of these matters until now; how many. Inside an act.

    What is shown already is not touched: that is ``withdraw_facts``, after this and in the same act.
    """
    now, listed = timezone.now(), list(dict.fromkeys(matters))
    with act("creditfile.taken_back_marked", by=by) as done:
        sources = Institution.objects.select_for_update(no_key=True).order_by("id")
        if all(one.source is not None for one in listed):
            sources = sources.filter(id__in={one.source for one in listed})
        # A batch of theirs is shown before this, and then seen by whoever withdraws, or after this, and then asks here.
        list(sources.values_list("id", flat=True))
        rows = [TakenBack(kind=one.kind, matter=one.digest, taken_back_at=now) for one in listed]
        TakenBack.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
        done.wrote(*rows)
        done.payload["matters"] = len(rows)
    return len(rows)


def forget_marks(by: Actor, on: date) -> int:
    """Delete marks whose term is over; how many. Safe to run twice.

    Of what a source took back: when nothing from before can be on its way any more. Of what was found wrong: when it
    could not stay any longer, had it been right.
    """
    back = TakenBack.objects.filter(taken_back_at__date__lt=on - timedelta(days=LIMITS["taken_back_days"]))
    wrong = FoundWrong.objects.filter(found_at__date__lt=on - timedelta(days=LIMITS["found_wrong_days"]))
    gone = forget(by, "creditfile.taken_back_forgotten", back, "retention", {"on": on}, counted="matters")
    return gone + forget(by, "creditfile.found_wrong_forgotten", wrong, "retention", {"on": on}, counted="marks")
