"""What comes from last year: of one person for whoever may see it, of areas for everybody whose area it is.

A limit and the head of a loan are shown to the lender that granted them and to the person, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import any_institution
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.creditfile.choices import StandingKind, Stars
from xiangxin.office.creditfile.models import AreaStanding, Standing
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.access import purpose_of
from xiangxin.office.shell.errors import AddressUnknown

WHAT = "creditfile.standing"


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One matter of last year. ``value``: a rating in words; ``holds``: its days are not over."""

    kind: str
    label: str
    year: int
    value: str
    amount_fen: int | None
    from_on: date
    to_on: date
    holds: bool
    document_no: str
    source: Text


def believed_standings() -> QuerySet[Standing]:
    """The versions of persons' matters that are believed now."""
    later = Standing.objects.filter(supersedes=OuterRef("pk"), batch__shown_at__isnull=False)
    return Standing.objects.filter(~Exists(later), batch__shown_at__isnull=False)


def believed_area_standings() -> QuerySet[AreaStanding]:
    """The same of areas."""
    later = AreaStanding.objects.filter(supersedes=OuterRef("pk"), batch__shown_at__isnull=False)
    return AreaStanding.objects.filter(~Exists(later), batch__shown_at__isnull=False)


def current_standings(series: Iterable[UUID]) -> dict[UUID, Standing]:
    """What is believed now of each of these matters of persons; inside an act or a reading."""
    return {
        row.series: row
        for some in portions(dict.fromkeys(series), ROWS_A_STATEMENT)
        for row in believed_standings().filter(series__in=some)
    }


def current_area_standings(series: Iterable[UUID]) -> dict[UUID, AreaStanding]:
    """The same of areas."""
    return {
        row.series: row
        for some in portions(dict.fromkeys(series), ROWS_A_STATEMENT)
        for row in believed_area_standings().filter(series__in=some)
    }


def standing_of(viewer: Viewer, person: UUID) -> list[StandingLine]:
    """What last year left of one person, as far as the viewer may see it.

    ``AddressUnknown`` for who is outside the viewer's area or not open to the viewer.
    """
    purpose, today = purpose_of(viewer), timezone.localdate()
    file = persons_open_to(viewer, purpose, [FILE], today)
    with reading(viewer.actor, purpose=purpose, ground=file.ground, what=WHAT, institution=viewer.institution) as look:
        look.showed_nobody()
        if not Person.objects.filter(file.where("id"), inside(viewer.area), id=person).exists():
            raise AddressUnknown
        rows = believed_standings().filter(_seen_by(viewer), person=person).select_related("source")
        found = [_line(row, today) for row in rows.order_by("kind", "-year", "document_no")]
        if found:
            look.showed([person], sorted({f"{WHAT.split('.')[1]}_{line.kind}" for line in found}))
    return found


def area_standings(viewer: Viewer) -> list[tuple[str, StandingLine]]:
    """What last year left of the areas within the viewer's own, by code."""
    today = timezone.localdate()
    rows = believed_area_standings().filter(inside(viewer.area)).select_related("source")
    return [(row.area, _line(row, today)) for row in rows.order_by("area", "kind", "-year")]


def _seen_by(viewer: Viewer) -> Q:
    if viewer.role == Role.HOUSEHOLD:
        return Q()
    rating = Q(kind=StandingKind.RATING)
    if viewer.role != Role.ACCOUNT_MANAGER or viewer.institution is None:
        return rating
    own = any_institution(viewer.institution)
    return rating | Q(source__in={viewer.institution} if own is None else {own.id, own.head.id})


def _line(row: Standing | AreaStanding, on: date) -> StandingLine:
    kind = StandingKind(row.kind)
    return StandingLine(
        kind=row.kind,
        label=str(kind.label),
        year=row.year,
        value=str(Stars(row.value).label) if row.value else "",
        amount_fen=row.amount_fen,
        from_on=row.from_on,
        to_on=row.to_on,
        holds=row.from_on <= on <= row.to_on,
        document_no=row.document_no,
        source=row.source.called,
    )
