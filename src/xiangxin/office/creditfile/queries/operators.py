"""What is filed about an organisation: contracts, equipment, insurance, its place in a value chain. No person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.lenders import operator_facts_for
from xiangxin.office.creditfile.models import BusinessFact
from xiangxin.office.creditfile.queries.businesses import believed_business_facts
from xiangxin.office.parties.models import Business
from xiangxin.office.parties.queries.businesses import business_rows
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.problems import language


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """One believed fact. ``counterpart``: the other organisation, where there is one."""

    kind: str
    label: Text
    value: str
    amount_fen: int | None
    counterpart: str
    happened_on: date | None
    ended_on: date | None
    known_on: date | None
    source: Text
    document_no: str


@dataclass(frozen=True, slots=True)
class Operator:
    """An organisation with its facts."""

    business: Business
    lines: tuple[OperatorLine, ...]


def operator_of(viewer: Viewer, id_: UUID) -> Operator:
    """An organisation of the viewer's area, without what another bank brought; ``AddressUnknown`` for every other."""
    business = business_rows(viewer, viewer.area).filter(id=id_).first()
    if business is None:
        raise AddressUnknown()
    rows = (
        believed_business_facts()
        .filter(operator_facts_for(viewer), business=business)
        .select_related("source", "counterpart", "batch")
        .order_by("kind", "-happened_on", "id")
    )
    return Operator(business, tuple(_line(row) for row in rows))


@dataclass(frozen=True, slots=True)
class Filed:
    """Of the organisations of an area that are open, how many have anything in their file."""

    open: int
    filed: int


def operators_filed(viewer: Viewer) -> Filed:
    """How far the files of operators have come in the viewer's area: organisations only, so no figure is too small.

    What counts is what the viewer may read.
    """
    rows = business_rows(viewer, viewer.area).filter(closed_on=None)
    told = believed_business_facts().filter(operator_facts_for(viewer), business=OuterRef("pk"))
    return Filed(rows.count(), rows.filter(Exists(told)).count())


def _line(row: BusinessFact) -> OperatorLine:
    return OperatorLine(
        row.kind,
        _label(row.kind),
        _words(row),
        row.amount_fen,
        "" if row.counterpart is None else row.counterpart.name,
        row.happened_on,
        row.ended_on,
        row.known_earlier_on or row.batch.known_on,
        row.source.called,
        row.document_no,
    )


def _words(row: BusinessFact) -> str:
    """The value in words: a class by its label, a count as it is."""
    kind = load_law().operators.get(row.kind)
    label = None if kind is None else dict(kind.values).get(row.value)
    return row.value if label is None else label.in_language(language())


def _label(kind: str) -> Text:
    known = load_law().operators.get(kind)
    return Text(kind, kind) if known is None else known.label
