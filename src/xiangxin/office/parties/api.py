"""Operations on the register for systems of banks and of the county: one person by number, organisations, totals.

There is no list of persons and no whole value here; a person is found as on the pages, on the same ground, and counted.
Not with postponed annotations: the library that reads them looks at the values.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.gateway.operation import call_of_request, operation
from xiangxin.office.gateway.pages import page
from xiangxin.office.gateway.shapes import AreaCode, FitText, PageQuery, Strict
from xiangxin.office.parties import actions
from xiangxin.office.parties.choices import BusinessKind
from xiangxin.office.parties.queries.businesses import business_rows
from xiangxin.office.parties.queries.people import person_card
from xiangxin.office.parties.queries.totals import totals

router = Router(tags=["register"])


class PersonOut(Schema):
    """A person, masked."""

    id: UUID
    name: str
    id_number: str
    birth_year: int
    area: str
    alive: bool


class NumberIn(Strict):
    """A whole identity number; it stands in no address and is not kept."""

    id_number: Annotated[FitText, Field(min_length=1, max_length=30)]


class FoundOut(Schema):
    """The person with the number, if they are open to the token; else nothing, whoever they are."""

    person: PersonOut | None


class BusinessOut(Schema):
    """An organisation. Who stands behind it is not told here."""

    id: UUID
    code: str
    name: str
    kind: BusinessKind
    area: str
    registered_on: date
    closed_on: date | None


class BusinessPage(Schema):
    """Organisations by code."""

    items: list[BusinessOut]
    next: str | None


class BusinessQuery(PageQuery):
    """Which organisations: within an area, of a kind."""

    inside: AreaCode | None = None
    kind: BusinessKind | None = None


class TotalsLineOut(Schema):
    """Figures of one township, or of all of them under an empty area; null where a figure is too small to be told."""

    area: str
    persons: int | None
    households: int | None
    consenting: int | None
    businesses: int


class TotalsOut(Schema):
    """The progress of the register on a day."""

    on: date
    items: list[TotalsLineOut]


@operation(
    router,
    "POST",
    "/people/look-up",
    FoundOut,
    roles=[Role.ACCOUNT_MANAGER],
    scope="institution",
    purposes=["scoring"],
    summary=Text("按完整号码查找一个人", "Look up one person by the whole number"),
)
def look_up_person(request: HttpRequest, body: NumberIn) -> FoundOut:
    """Counted by the hour; beyond the allowance the token looks up nobody until somebody lifts the lock."""
    found = actions.look_up(call_of_request(request).viewer, body.id_number)
    return FoundOut(person=None if found is None else PersonOut.model_validate(found, from_attributes=True))


@operation(
    router,
    "GET",
    "/people/{person}",
    PersonOut,
    roles=[Role.ACCOUNT_MANAGER],
    scope="institution",
    purposes=["scoring"],
    summary=Text("一个人，遮盖后", "One person, masked"),
)
def get_person(request: HttpRequest, person: Annotated[UUID, Path()]) -> PersonOut:
    """Only while the person's consent to the token's institution holds."""
    return PersonOut.model_validate(person_card(call_of_request(request).viewer, person), from_attributes=True)


@operation(
    router,
    "GET",
    "/businesses",
    BusinessPage,
    roles=[Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE],
    scope="area",
    summary=Text("经营主体（单位）", "Businesses that are organisations"),
)
def list_businesses(request: HttpRequest, asked: Query[BusinessQuery]) -> BusinessPage:
    """Organisations of the token's area. Who trades alone is a person and not among them."""
    viewer = call_of_request(request).viewer
    rows = business_rows(viewer, asked.inside or viewer.area)
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind)
    found, after = page(rows, [("code", "text")], "businesses", asked.cursor, asked.limit)
    return BusinessPage(items=[BusinessOut.model_validate(row, from_attributes=True) for row in found], next=after)


@operation(
    router,
    "GET",
    "/register/totals",
    TotalsOut,
    roles=[Role.COUNTY_OFFICE, Role.CENTRAL_BANK],
    scope="area",
    purposes=["statistics"],
    summary=Text("登记进度合计", "Progress of the register in figures"),
)
def get_register_totals(request: HttpRequest) -> TotalsOut:
    """Township by township, the whole last; nobody is named, small figures are hidden."""
    today = timezone.localdate()
    lines = totals(call_of_request(request).viewer, today)
    return TotalsOut(on=today, items=[TotalsLineOut.model_validate(line, from_attributes=True) for line in lines])
