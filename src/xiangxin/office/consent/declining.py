"""Who said no, whatever shows it: a refused notice, a consent taken back, or a mark where neither is left.

For one thing only: that nobody comes again. Whoever agrees afterwards agrees all the same.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.live import KIND
from xiangxin.office.consent.models import Consent, Declined, NoticeDelivery

Receivers = Collection[UUID] | QuerySet[Any]


def refusing(purpose: str, receivers: Receivers, field_class: str) -> QuerySet[NoticeDelivery, UUID]:
    """Ids of persons who refused a notice about the class."""
    rows = NoticeDelivery.objects.filter(
        text__purpose=purpose, text__field_class=field_class, receiver__in=receivers, answer=Answer.REFUSED
    )
    return rows.values_list("person", flat=True)


def taking_back(purpose: str, receivers: Receivers, field_class: str) -> QuerySet[Consent, UUID]:
    """Ids of persons who took a consent to the class back and have not agreed again since."""
    again = Consent.objects.filter(
        **{name: OuterRef(name) for name in KIND},
        withdrawn_on__isnull=True,
        awaits=False,
        from_on__gt=OuterRef("withdrawn_on"),
    )
    rows = Consent.objects.filter(
        ~Exists(again), purpose=purpose, receiver__in=receivers, field_class=field_class, withdrawn_on__isnull=False
    )
    return rows.values_list("person", flat=True)


def marked(purpose: str, receivers: Receivers) -> QuerySet[Declined, UUID]:
    """Ids of persons who took their file back within the cool-off, of which the mark alone is left."""
    return Declined.objects.filter(purpose=purpose, receiver__in=receivers).values_list("person", flat=True)


def declining_cadres() -> QuerySet[Declined, UUID]:
    """Ids of persons who told a cadre no."""
    return Declined.objects.filter(receiver__isnull=True).values_list("person", flat=True)
