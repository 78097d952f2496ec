"""What is believed of organisations: shown, and not superseded by what is shown. It says nothing of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.models import BusinessFact
from xiangxin.office.parties.queries.businesses import business_page

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BusinessLine:
    """One fact of an operator. ``value``: of an enum its word, of a count the number, None for money."""

    label: Text
    value: Text | None
    amount_fen: int | None
    counterpart: str
    happened_on: date | None
    ended_on: date | None
    document_no: str
    source: Text


def believed_business_facts() -> QuerySet[BusinessFact]:
    """The versions that are believed now."""
    later = BusinessFact.objects.filter(supersedes=OuterRef("pk"), batch__shown_at__isnull=False)
    return BusinessFact.objects.filter(~Exists(later), batch__shown_at__isnull=False)


def current_business_facts(series: Iterable[UUID]) -> dict[UUID, BusinessFact]:
    """What is believed now of each of these matters; of two shown at once, the later one."""
    found: dict[UUID, BusinessFact] = {}
    listed = list(dict.fromkeys(series))
    for at in range(0, len(listed), AT_ONCE):
        rows = believed_business_facts().filter(series__in=listed[at : at + AT_ONCE])
        found |= {row.series: row for row in rows.order_by("batch__shown_at", "id")}
    return found


def business_file(viewer: Viewer, business: UUID) -> list[BusinessLine]:
    """The facts of one operator of the viewer's area, by kind; ``AddressUnknown`` outside of it."""
    row = business_page(viewer, business).business
    order = {name: place for place, name in enumerate(load_law().operators)}
    facts = believed_business_facts().filter(business=row).select_related("counterpart", "source")
    return [_line(fact) for fact in sorted(facts, key=lambda one: (order.get(one.kind, 99), one.happened_on, one.id))]


def _line(fact: BusinessFact) -> BusinessLine:
    kind = load_law().operators[fact.kind]
    words = dict(kind.values).get(fact.value, Text(fact.value, fact.value)) if fact.value else None
    return BusinessLine(
        label=kind.label,
        value=words,
        amount_fen=fact.amount_fen,
        counterpart="" if fact.counterpart is None else fact.counterpart.name,
        happened_on=fact.happened_on,
        ended_on=fact.ended_on,
        document_no=fact.document_no,
        source=Text(fact.source.name, fact.source.name_en or fact.source.name),
    )
