"""What is believed of organisations: shown, and not superseded by what is shown. It says nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.creditfile.models import BusinessFact


def believed_business_facts() -> QuerySet[BusinessFact]:
    """The versions that are believed now."""
    later = BusinessFact.objects.filter(supersedes=OuterRef("pk"), batch__shown_at__isnull=False)
    return BusinessFact.objects.filter(~Exists(later), batch__shown_at__isnull=False)


def current_business_facts(series: Iterable[UUID]) -> dict[UUID, BusinessFact]:
    """What is believed now of each of these matters; of two shown at once, the later one."""
    found: dict[UUID, BusinessFact] = {}
    for some in portions(dict.fromkeys(series), ROWS_A_STATEMENT):
        rows = believed_business_facts().filter(series__in=some)
        found |= {row.series: row for row in rows.order_by("batch__shown_at", "id")}
    return found
