"""What the room does by itself: tells whose consent ends soon, and forgets forms that never came back.

Nothing here ends a consent or withdraws one: a term ends by its date, and the gate sees that without any task.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.audit.reads import is_any
from xiangxin.office.consent.live import KIND
from xiangxin.office.consent.models import Consent, PaperForm, Reminder
from xiangxin.office.consent.terms import LIMITS


def remind(on: date) -> int:
    """Note for everybody whose consent ends within the term that it does; answers how many. Safe to run twice.

    Whoever has consented anew, or has withdrawn, is not reminded.
    """
    made, by = 0, system("consent.remind")
    while is_any(by, _ending(on)):
        with act("consent.reminded", by=by, payload={"on": on}) as done:
            rows = [
                Reminder(consent=row, person=row.person, made_on=on)
                for row in _ending(on).order_by("to_on", "id")[:ROWS_AN_ACT]
            ]
            Reminder.objects.bulk_create(rows, batch_size=ROWS_AN_ACT)
            done.wrote(*rows)
            done.payload["reminders"] = len(rows)
        made += len(rows)
    return made


def forget_forms(on: date) -> int:
    """Delete forms that lapsed and never came back, once they need not be told from forged ones; answers how many."""
    before = on - timedelta(days=LIMITS["paper_keep_days"])
    lapsed = PaperForm.objects.filter(answer="", batch__lapses_on__lt=before)
    by = system("consent.forget_forms")
    return forget(by, "consent.forms_forgotten", lapsed, "retention", {"on": on}, counted="forms")


def _ending(on: date) -> QuerySet[Consent]:
    same_kind = {name: OuterRef(name) for name in KIND}
    goes_on = Consent.objects.filter(**same_kind, withdrawn_on=None, to_on__gt=OuterRef("to_on"))
    withdrawn = Consent.objects.filter(**same_kind, withdrawn_on__gte=OuterRef("from_on"))
    last = on + timedelta(days=LIMITS["ending_days"])
    return Consent.objects.filter(
        ~Exists(goes_on), ~Exists(withdrawn), withdrawn_on=None, from_on__lte=on, to_on__range=(on, last), reminder=None
    )
